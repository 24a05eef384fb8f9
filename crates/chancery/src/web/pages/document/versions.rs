//! The line of versions of a document, and two of them compared in one language.

use std::ops::Range;

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use chancery_app::document::text::ShownText;
use chancery_app::document::versions::{Compared, VersionsView, Wanted};
use chancery_app::listing::LineMember;
use chancery_model::clause::{Clause, ClauseKind, parents};
use chancery_model::compare::{Fate, Piece, PieceKind, Row, Unit};
use chancery_model::{Document, DocumentId, Lang};

use super::clauses::{beginning, called, permanent};
use super::matrix;
use crate::web::pages::failure::Failure;
use crate::web::pages::frame::{Frame, Head};
use crate::web::pages::reader::Reader;
use crate::web::pages::{html, params, table};
use crate::web::routes::Page;
use crate::web::text::Words;
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
    let (old, new) = (&compared.from.shown.text.clauses, &compared.to.shown.text.clauses);
    let same_bytes: usize =
        rows.iter().filter(|row| row.fate == Fate::Same).filter_map(|row| row.new).map(|at| new[at].words().len()).sum();
    let is_short = same_bytes <= SAME_BYTES;
    let block = |run: Range<usize>| {
        let first = &rows[run.start];
        if first.fate != Fate::Same {
            return Block { folded: String::new(), same: Vec::new(), change: change(reader, compared, first) };
        }
        let rows = &rows[run];
        let numbers = |side: fn(&Row) -> Option<usize>, clauses: &[Clause], shown: &ShownText| {
            let number = |row: &Row| side(row).map(|at| full_number(reader.words, clauses, at, &shown.rendition.lang));
            (rows.first().and_then(number).unwrap_or_default(), rows.last().and_then(number).unwrap_or_default())
        };
        let (from, to) = numbers(|row| row.new, new, &compared.to.shown);
        let before = numbers(|row| row.old, old, &compared.from.shown);
        let is_one = rows.len() == 1;
        let args = [("count", rows.len().into()), ("from", from.as_str().into()), ("to", to.as_str().into())];
        let mut folded = reader.words.with(if is_one { "unchanged-one" } else { "unchanged-run" }, &args);
        // What stands where it stood needs one name; what follows a part that moved has two.
        if before != (from, to) {
            let args = [("unchanged", folded.into()), ("from", before.0.into()), ("to", before.1.into())];
            folded = reader.words.with(if is_one { "unchanged-one-before" } else { "unchanged-run-before" }, &args);
        }
        let of_run = rows.iter().filter_map(|row| row.new).map(|at| &new[at]);
        Block { folded, same: of_run.map(|clause| same_line(clause, is_short)).collect(), change: None }
    };
    runs(rows).into_iter().map(block).collect()
}

fn same_line(clause: &Clause, is_short: bool) -> SameLine {
    let text = match beginning(&clause.text, BEGINNING) {
        Some(beginning) if !is_short => format!("{beginning}…"),
        _ => clause.text.clone(),
    };
    SameLine { number: clause.number.clone().unwrap_or_default(), heading: clause.heading.clone().unwrap_or_default(), text }
}

/// Shows a clause that is not the same; `None` for a row without sides, which a comparison does not make.
fn change(reader: &Reader, compared: &Compared, row: &Row) -> Option<ChangeLine> {
    let words = reader.words;
    let (old, new) = (&compared.from.shown.text.clauses, &compared.to.shown.text.clauses);
    let (before, after) = (row.old.map(|at| &old[at]), row.new.map(|at| &new[at]));
    let number_in = |clauses: &[Clause], at: Option<usize>, shown: &ShownText| {
        at.map(|at| full_number(reader.words, clauses, at, &shown.rendition.lang)).unwrap_or_default()
    };
    let (from, to) = (number_in(old, row.old, &compared.from.shown), number_in(new, row.new, &compared.to.shown));
    let moved = [("from", from.as_str().into()), ("to", to.as_str().into())];
    let (class, fate) = match row.fate {
        Fate::Same => ("same", words.say("fate-same")),
        Fate::Changed => ("changed", words.with("fate-is-changed", &[("clause", to.as_str().into())])),
        Fate::Moved => ("moved", words.with("fate-is-moved", &moved)),
        Fate::MovedAndChanged => ("moved", words.with("fate-is-moved-and-changed", &moved)),
        Fate::Added => ("added", words.with("fate-is-added", &[("clause", to.as_str().into())])),
        Fate::Dropped => {
            let version = compared.from.document.date.map_or_else(|| reader.name_text(&compared.from.document.titles), |d| words.date(&d));
            ("dropped", words.with("fate-is-dropped", &[("clause", from.as_str().into()), ("version", version.into())]))
        }
    };
    let side = if after.is_some() { &compared.to } else { &compared.from };
    let clause = after.or(before)?;
    let kin = match (row.fate, row.kin) {
        (Fate::Added, at @ Some(_)) => Some(words.with("kin-added", &[("clause", number_in(old, at, &compared.from.shown).into())])),
        (Fate::Dropped, at @ Some(_)) => Some(words.with("kin-dropped", &[("clause", number_in(new, at, &compared.to.shown).into())])),
        _ => None,
    };
    let lang = &side.shown.rendition.lang;
    Some(ChangeLine {
        class,
        fate,
        number: clause.number.clone().unwrap_or_default(),
        href: permanent(reader, &side.document.id, &clause.anchor, matrix::short(lang)),
        label: words.with("clause-link", &[("clause", called(words, clause).into())]),
        heading: pieces(reader, &row.heading, row.fate),
        text: pieces(reader, &row.text, row.fate),
        kin,
    })
}

/// The number by which people speak of a clause: with those above it where the number as written says only the last of
/// them. In English as its anchor has them, "4.1.3"; in Chinese, Japanese and Korean as the paper writes them, 第四条（一）3.
fn full_number(words: Words, clauses: &[Clause], at: usize, lang: &Lang) -> String {
    let clause = &clauses[at];
    let anchor = clause.anchor.as_str();
    let bare = anchor.split_once('-').map_or(anchor, |(_, rest)| rest);
    let Some(number) = &clause.number else { return called(words, clause) };
    let is_below = bare.contains('.') && (anchor.starts_with("article-") || anchor.starts_with("clause-"));
    if !is_below {
        return number.clone();
    }
    let written = matches!(lang.primary(), "zh" | "ja" | "ko").then(|| written_number(clauses, at)).flatten();
    written.unwrap_or_else(|| bare.to_owned())
}

/// The numbers of a clause and of those above it up to its article, as they are written; none where one has no number or
/// there is no article.
fn written_number(clauses: &[Clause], at: usize) -> Option<String> {
    let above = parents(clauses);
    let mut chain: Vec<&str> = Vec::new();
    for place in std::iter::successors(Some(at), |&place| above[place]) {
        chain.push(clauses[place].number.as_deref()?);
        if clauses[place].kind == ClauseKind::Article {
            chain.reverse();
            return Some(chain.concat().trim_end_matches(['.', '．', '、']).to_owned());
        }
    }
    None
}

/// Words with what was taken out and put in marked, in words too, since not everybody sees colour.
fn pieces(reader: &Reader, pieces: &[Piece], fate: Fate) -> Html {
    let mut out = Vec::with_capacity(pieces.len());
    for (at, piece) in pieces.iter().enumerate() {
        let text = Html::text(&piece.text);
        let follows_removed = at > 0 && pieces[at - 1].kind == PieceKind::Removed;
        if piece.kind == PieceKind::Inserted && follows_removed && !matches!(fate, Fate::Added | Fate::Dropped) {
            // Without a gap the two are read, and copied, as one word.
            out.push(Html::text(" "));
        }
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
    use crate::web::routes::UiLang;
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
            assert_eq!(full_number(Words::of(UiLang::En), &[clause(anchor, number, heading)], 0, &Lang::en()), expected);
        }
        let opening = Clause { text: "見本である。".into(), ..clause("opening-2", None, None) };
        for (ui, expected) in [(UiLang::Ja, "「見本である。」"), (UiLang::Zh, "“見本である。”")] {
            assert_eq!(full_number(Words::of(ui), std::slice::from_ref(&opening), 0, &Lang::ja()), expected);
        }
        let article = Clause { kind: ClauseKind::Article, ..clause("article-4", Some("第四条"), None) };
        let below = |anchor, number, level| Clause { level, ..clause(anchor, Some(number), None) };
        let paper = [article, below("article-4.1", "（一）", 1), below("article-4.1.3", "3.", 2)];
        assert_eq!(full_number(Words::of(UiLang::En), &paper, 2, &Lang::zh()), "第四条（一）3");
        assert_eq!(full_number(Words::of(UiLang::En), &paper, 2, &Lang::en()), "4.1.3");
        assert_eq!(
            full_number(Words::of(UiLang::En), &paper[1..], 1, &Lang::zh()),
            "4.1.3",
            "without its article nobody knows the numbers above"
        );
    }

    #[test]
    fn what_is_the_same_is_drawn_together() {
        let row = |fate| Row { fate, old: Some(0), new: Some(0), heading: vec![], text: vec![], kin: None };
        use Fate::{Changed, Same};
        assert_eq!(runs(&[Same, Same, Changed, Changed, Same].map(row)), [0..2, 2..3, 3..4, 4..5]);
        assert!(runs(&[]).is_empty());
    }
}
