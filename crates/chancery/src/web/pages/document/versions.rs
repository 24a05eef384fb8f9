//! The line of versions of a document, and two of them compared in one language.

use std::ops::Range;

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use chancery_app::document::versions::{Compared, VersionsView, Wanted};
use chancery_app::listing::LineMember;
use chancery_model::clause::Clause;
use chancery_model::compare::{Fate, Piece, PieceKind, Row, Unit};
use chancery_model::{Document, DocumentId, Lang};

use super::clauses::{called, permanent};
use super::matrix;
use crate::web::pages::failure::Failure;
use crate::web::pages::frame::{Frame, Head};
use crate::web::pages::reader::Reader;
use crate::web::pages::{html, params, table};
use crate::web::routes::Page;
use crate::web::text::html::Html;

/// Unchanged clauses are given in full up to so many bytes in all; beyond that by their beginning.
const SAME_BYTES: usize = 60_000;
/// So many letters are the beginning of a clause.
const BEGINNING: usize = 120;

#[derive(Debug, Template)]
#[template(path = "document/versions.html")]
struct VersionsPage {
    frame: Frame,
    heading: String,
    document: Html,
    line: Vec<VersionLine>,
    /// The choice of what to compare; none if there is nothing to choose from.
    choice: Option<Choice>,
    comparison: Option<ComparisonView>,
    /// Why there is no comparison.
    instead: Option<String>,
}

/// A version in the line.
#[derive(Debug)]
struct VersionLine {
    title: Html,
    date: Html,
    languages: Html,
    is_this: bool,
    is_compared: bool,
}

#[derive(Debug)]
struct Choice {
    action: String,
    from: Vec<(String, String, bool)>,
    to: Vec<(String, String, bool)>,
    langs: Vec<(String, String, bool)>,
}

#[derive(Debug)]
struct ComparisonView {
    heading: Html,
    lang: String,
    /// "22 clauses are the same, 5 have other words" as a list of facts: what, how many.
    counts: Vec<(String, String)>,
    units: String,
    is_bounded: bool,
    is_same: bool,
    blocks: Vec<Block>,
}

/// A stretch of the comparison.
#[derive(Debug)]
struct Block {
    /// What is said of clauses that are folded, as they are the same; empty for a clause that changed.
    folded: String,
    same: Vec<SameLine>,
    change: Option<ChangeLine>,
}

#[derive(Debug)]
struct SameLine {
    number: String,
    heading: String,
    text: String,
}

#[derive(Debug)]
struct ChangeLine {
    /// A class for the style: `added`, `dropped`, `moved`, `changed`.
    class: &'static str,
    /// "Changed", "Moved from 3 to 4".
    fate: String,
    number: String,
    href: String,
    label: String,
    heading: Html,
    text: Html,
    /// Where the words of an added clause stood before, or where those of a dropped one went.
    kin: Option<String>,
}

pub(in crate::web::pages) async fn versions(reader: &Reader, id: &DocumentId) -> Result<Response, Failure> {
    let parsed = |name: &str| reader.params.find(name).and_then(|id| id.parse::<DocumentId>().ok());
    let wanted =
        Wanted { from: parsed("from"), to: parsed("to"), lang: reader.params.find("text").and_then(|tag| tag.parse::<Lang>().ok()) };
    let view = reader.app.read_versions(&reader.ctx, id, &wanted).await?;
    let words = reader.words;
    let this = view.line.iter().map(|member| &member.document).find(|document| document.id == *id);
    let title = this.map(|document| reader.name_text(&document.titles)).unwrap_or_default();
    let head = Head {
        title: words.with("versions-of", &[("title", title.as_str().into())]),
        description: words.with("versions-description", &[("title", title.as_str().into()), ("count", view.line.len().into())]),
        crumbs: this.map(|document| super::crumbs_below(reader, document)).unwrap_or_default(),
        canonical_query: params::query(["from", "to", "text"].map(|name| (name, reader.params.find(name).unwrap_or_default()))),
        ..Head::default()
    };
    let comparison = view.compared.as_ref().map(|compared| comparison(reader, &view, compared));
    let page = VersionsPage {
        frame: reader.frame(&Page::Versions(id.clone()), head),
        heading: words.say("versions"),
        document: this
            .map(|document| Html::link(&reader.link(&Page::Document(id.clone())), &reader.name(&document.titles)))
            .unwrap_or_default(),
        line: view.line.iter().map(|member| version_line(reader, id, &view, member)).collect(),
        choice: (view.line.len() > 1 && !view.langs.is_empty()).then(|| choice(reader, id, &view)),
        instead: comparison.is_none().then(|| why_not(reader, &view)),
        comparison,
    };
    Ok(html(reader, StatusCode::OK, &page))
}

fn version_line(reader: &Reader, id: &DocumentId, view: &VersionsView, member: &LineMember) -> VersionLine {
    let document = &member.document;
    let is_this = document.id == *id;
    let name = reader.name(&document.titles);
    let langs: Vec<Lang> = document.renditions.iter().map(|rendition| rendition.lang.clone()).collect();
    let is_side = view.compared.is_some() && (view.from.as_ref() == Some(&document.id) || view.to.as_ref() == Some(&document.id));
    VersionLine {
        title: Html::link(&reader.link(&Page::Document(document.id.clone())), &name),
        date: reader.date(document.date.as_ref()),
        languages: table::languages(&langs),
        is_this,
        is_compared: is_side,
    }
}

/// A version in a list to choose from: its date, and its title where others have the same.
fn option_name(reader: &Reader, document: &Document, line: &[LineMember]) -> String {
    let title = reader.name_text(&document.titles);
    match &document.date {
        Some(date) if line.iter().filter(|other| other.document.date.as_ref() == Some(date)).count() == 1 => reader.words.date(date),
        Some(date) => reader.words.with("version-option", &[("date", reader.words.date(date).into()), ("title", title.into())]),
        None => title,
    }
}

fn choice(reader: &Reader, id: &DocumentId, view: &VersionsView) -> Choice {
    let options = |chosen: Option<&DocumentId>| {
        let option = |member: &LineMember| {
            let document = &member.document;
            (document.id.to_string(), option_name(reader, document, &view.line), Some(&document.id) == chosen)
        };
        view.line.iter().map(option).collect()
    };
    let lang = |lang: &Lang| {
        let is_chosen = view.lang.as_ref().is_some_and(|chosen| chosen.is_same_language(lang));
        (matrix::short(lang).to_owned(), reader.words.language_name(lang), is_chosen)
    };
    Choice {
        action: reader.link(&Page::Versions(id.clone())),
        from: options(view.from.as_ref()),
        to: options(view.to.as_ref()),
        langs: view.langs.iter().map(lang).collect(),
    }
}

/// Why no two versions are compared.
fn why_not(reader: &Reader, view: &VersionsView) -> String {
    let key = match view {
        VersionsView { line, .. } if line.len() < 2 => "versions-only-one",
        VersionsView { langs, .. } if langs.is_empty() => "versions-no-texts",
        VersionsView { from, to, .. } if from == to => "versions-same",
        _ => "versions-not-in-language",
    };
    reader.words.say(key)
}

fn comparison(reader: &Reader, view: &VersionsView, compared: &Compared) -> ComparisonView {
    let words = reader.words;
    let Compared { from, to, comparison } = compared;
    let name = |document: &Document| Html::text(&option_name(reader, document, &view.line));
    let sum = &comparison.summary;
    let counts = [
        ("fate-same", sum.same),
        ("fate-changed", sum.changed),
        ("fate-moved", sum.moved),
        ("fate-moved-and-changed", sum.moved_and_changed),
        ("fate-added", sum.added),
        ("fate-dropped", sum.dropped),
    ];
    let units = match comparison.unit {
        Unit::Word => "compared-words",
        Unit::Character => "compared-characters",
        Unit::Eojeol => "compared-eojeol",
    };
    let number = |count: usize| words.with("count", &[("count", count.into())]);
    ComparisonView {
        heading: words.mix("compared-heading", &[("from", name(&from.document)), ("to", name(&to.document))], &[]),
        lang: to.shown.rendition.lang.as_str().to_owned(),
        counts: counts.into_iter().map(|(key, count)| (words.say(key), number(count))).collect(),
        units: words.with(units, &[("removed", sum.removed_units.into()), ("inserted", sum.inserted_units.into())]),
        is_bounded: comparison.is_bounded,
        is_same: sum.same == comparison.rows.len(),
        blocks: blocks(reader, compared),
    }
}

/// Runs of rows that are the same, and each other row by itself.
fn runs(rows: &[Row]) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        match out.last_mut() {
            Some(last) if row.fate == Fate::Same && rows[last.start].fate == Fate::Same => last.end = at + 1,
            _ => out.push(at..at + 1),
        }
    }
    out
}

fn blocks(reader: &Reader, compared: &Compared) -> Vec<Block> {
    let rows = &compared.comparison.rows;
    let new = &compared.to.shown.text.clauses;
    let same_bytes: usize =
        rows.iter().filter(|row| row.fate == Fate::Same).filter_map(|row| row.new).map(|at| new[at].words().len()).sum();
    let is_short = same_bytes <= SAME_BYTES;
    let block = |run: Range<usize>| {
        let first = &rows[run.start];
        if first.fate != Fate::Same {
            return Block { folded: String::new(), same: Vec::new(), change: change(reader, compared, first) };
        }
        let of_run: Vec<&Clause> = rows[run].iter().filter_map(|row| row.new).map(|at| &new[at]).collect();
        let (Some(start), Some(end)) = (of_run.first(), of_run.last()) else {
            return Block { folded: String::new(), same: Vec::new(), change: None };
        };
        let args = [("count", of_run.len().into()), ("from", full_number(start).into()), ("to", full_number(end).into())];
        Block {
            folded: reader.words.with(if of_run.len() == 1 { "unchanged-one" } else { "unchanged-run" }, &args),
            same: of_run.iter().map(|clause| same_line(clause, is_short)).collect(),
            change: None,
        }
    };
    runs(rows).into_iter().map(block).collect()
}

fn same_line(clause: &Clause, is_short: bool) -> SameLine {
    let text = match clause.text.char_indices().nth(BEGINNING) {
        Some((end, _)) if !is_short => format!("{}…", &clause.text[..end]),
        _ => clause.text.clone(),
    };
    SameLine { number: clause.number.clone().unwrap_or_default(), heading: clause.heading.clone().unwrap_or_default(), text }
}

/// Shows a clause that is not the same; `None` for a row without sides, which a comparison does not make.
fn change(reader: &Reader, compared: &Compared, row: &Row) -> Option<ChangeLine> {
    let words = reader.words;
    let (old, new) = (&compared.from.shown.text.clauses, &compared.to.shown.text.clauses);
    let (before, after) = (row.old.map(|at| &old[at]), row.new.map(|at| &new[at]));
    let place = |clause: Option<&Clause>| clause.map(full_number).unwrap_or_default();
    let moved = [("from", place(before).into()), ("to", place(after).into())];
    let (class, fate) = match row.fate {
        Fate::Same => ("same", words.say("fate-same")),
        Fate::Changed => ("changed", words.say("fate-is-changed")),
        Fate::Moved => ("moved", words.with("fate-is-moved", &moved)),
        Fate::MovedAndChanged => ("moved", words.with("fate-is-moved-and-changed", &moved)),
        Fate::Added => ("added", words.say("fate-is-added")),
        Fate::Dropped => ("dropped", words.say("fate-is-dropped")),
    };
    let side = if after.is_some() { &compared.to } else { &compared.from };
    let clause = after.or(before)?;
    let kin = match (row.fate, row.kin) {
        (Fate::Added, Some(at)) => old.get(at).map(|clause| words.with("kin-added", &[("clause", full_number(clause).into())])),
        (Fate::Dropped, Some(at)) => new.get(at).map(|clause| words.with("kin-dropped", &[("clause", full_number(clause).into())])),
        _ => None,
    };
    let lang = &side.shown.rendition.lang;
    Some(ChangeLine {
        class,
        fate,
        number: clause.number.clone().unwrap_or_default(),
        href: permanent(reader, &side.document.id, &clause.anchor, matrix::short(lang)),
        label: words.with("clause-link", &[("clause", called(clause).into())]),
        heading: pieces(reader, &row.heading, row.fate),
        text: pieces(reader, &row.text, row.fate),
        kin,
    })
}

/// The number by which people speak of a clause: with those above it, as its anchor has them, where the number as written
/// says only the last of them.
fn full_number(clause: &Clause) -> String {
    let anchor = clause.anchor.as_str();
    let bare = anchor.split_once('-').map_or(anchor, |(_, rest)| rest);
    match &clause.number {
        Some(number) if !bare.contains('.') => number.clone(),
        Some(_) if anchor.starts_with("article-") || anchor.starts_with("clause-") => bare.to_owned(),
        Some(number) => number.clone(),
        None => called(clause),
    }
}

/// Words with what was taken out and put in marked, in words too, since not everybody sees colour.
fn pieces(reader: &Reader, pieces: &[Piece], fate: Fate) -> Html {
    let mut out = Vec::with_capacity(pieces.len());
    for piece in pieces {
        let text = Html::text(&piece.text);
        out.push(match piece.kind {
            PieceKind::Kept => text,
            // The whole clause is new or gone, and says so once.
            _ if matches!(fate, Fate::Added | Fate::Dropped) => text,
            PieceKind::Removed => marked(reader, "del", "piece-removed", &text),
            PieceKind::Inserted => marked(reader, "ins", "piece-inserted", &text),
        });
    }
    Html::join(&out, "")
}

fn marked(reader: &Reader, element: &str, key: &str, text: &Html) -> Html {
    let said = Html::text(&reader.words.say(key));
    let tag = reader.ui.tag();
    Html::from_markup(format!("<{element}><span class=\"vh\" lang=\"{tag}\">{said} </span>{text}</{element}>"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chancery_model::clause::ClauseKind;

    fn clause(anchor: &str, number: Option<&str>, heading: Option<&str>) -> Clause {
        Clause {
            anchor: anchor.parse().unwrap(),
            kind: ClauseKind::Clause,
            number: number.map(str::to_owned),
            level: 0,
            heading: heading.map(str::to_owned),
            text: String::new(),
            page: None,
        }
    }

    #[test]
    fn a_clause_is_called_by_its_whole_number() {
        for (anchor, number, heading, expected) in [
            ("article-4", Some("第四条"), None, "第四条"),
            ("article-4.1.2", Some("(ii)"), None, "4.1.2"),
            ("annex-1.article-2", Some("Article 2"), None, "Article 2"),
            ("heading-1", None, Some("Preamble"), "Preamble"),
            ("opening-2", None, None, "opening-2"),
        ] {
            assert_eq!(full_number(&clause(anchor, number, heading)), expected);
        }
    }

    #[test]
    fn what_is_the_same_is_drawn_together() {
        let row = |fate| Row { fate, old: Some(0), new: Some(0), heading: vec![], text: vec![], kin: None };
        use Fate::{Changed, Same};
        assert_eq!(runs(&[Same, Same, Changed, Changed, Same].map(row)), [0..2, 2..3, 3..4, 4..5]);
        assert!(runs(&[]).is_empty());
    }
}
