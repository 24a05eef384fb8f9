//! The words of a text as pages show them: clauses with headings and addresses, or the pages of a text without clauses.

use std::collections::BTreeMap;

use chancery_app::commitment::CommitmentRow;
use chancery_app::document::text::ShownText;
use chancery_model::clause::{Clause, ClauseKind, parents};
use chancery_model::paper::{LineEnds, PageText};
use chancery_model::{Anchor, DocumentId, Lang};

use crate::web::pages::follow_through::commitment_link;
use crate::web::pages::params;
use crate::web::pages::reader::Reader;
use crate::web::routes::{Page, Route};
use crate::web::text::Words;
use crate::web::text::html::Html;

/// The highest heading of a text: `h2` is the section in which it stands.
const FIRST_HEADING: usize = 3;
/// The lowest heading that HTML has.
const LAST_HEADING: usize = 6;
/// How deep clauses are set in at most.
const DEEPEST: usize = 4;

/// A clause as a page shows it.
#[derive(Debug)]
pub(super) struct ClauseLine {
    /// Its place on the page.
    pub(super) anchor: String,
    /// The level of its heading; none for a clause without one.
    pub(super) heading_level: Option<usize>,
    /// How deep it is set in.
    pub(super) depth: usize,
    /// The number as written, or a sign that stands for it.
    pub(super) number: String,
    pub(super) heading: String,
    pub(super) paragraphs: Vec<String>,
    /// The permanent address.
    pub(super) href: String,
    /// What the link to it is called.
    pub(super) label: String,
    /// The commitments that were made here, each as a link.
    pub(super) agreed: Vec<Html>,
    /// The page of the file on which it begins, where the page before was another one: what it is called, and the link.
    pub(super) page: Option<(String, String)>,
}

/// An entry of the table of clauses.
#[derive(Debug)]
pub(super) struct ContentsLine {
    pub(super) depth: usize,
    pub(super) number: String,
    pub(super) heading: String,
    pub(super) href: String,
}

/// A page of a text without clauses.
#[derive(Debug)]
pub(super) struct PageLine {
    pub(super) anchor: String,
    pub(super) name: String,
    pub(super) lang: String,
    pub(super) paragraphs: Vec<String>,
}

/// The permanent address of a clause, in a text that is not the one shown without asking.
pub(super) fn permanent(reader: &Reader, document: &DocumentId, anchor: &Anchor, text: &str) -> String {
    let route = reader.route(&Route::IdClause(document.clone(), anchor.clone()));
    format!("{route}{}", params::query([("text", text)]))
}

/// So many letters of a clause without a number are enough to know it by.
const BEGINNING: usize = 28;

/// What a clause is called in a link: its number, else its heading, else the beginning of its words.
pub(super) fn called(words: Words, clause: &Clause) -> String {
    let quoted = |text: &str| words.with("quoted", &[("text", text.into())]);
    match (&clause.number, &clause.heading) {
        (Some(number), _) => number.clone(),
        (None, Some(heading)) => heading.clone(),
        (None, None) => match beginning(&clause.text, BEGINNING) {
            Some(beginning) => quoted(&format!("{beginning}…")),
            None if clause.text.is_empty() => clause.anchor.to_string(),
            None => quoted(&clause.text),
        },
    }
}

/// The beginning of a text that is longer than so many letters; none of one that is not. Where words have blanks between
/// them none is cut, unless it alone is half of it.
pub(super) fn beginning(text: &str, letters: usize) -> Option<&str> {
    let (end, next) = text.char_indices().nth(letters)?;
    let cut = &text[..end];
    let whole = cut.rfind(char::is_whitespace).filter(|at| *at * 2 >= end && !next.is_whitespace());
    Some(cut[..whole.unwrap_or(end)].trim_end())
}

/// The words of a clause by paragraph.
pub(super) fn paragraphs(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// Tells whether a clause opens a part of the text, rather than being one of its sentences.
fn is_head(clause: &Clause) -> bool {
    clause.heading.is_some() || matches!(clause.kind, ClauseKind::Chapter | ClauseKind::Annex | ClauseKind::Article)
}

/// For each clause how many heads stand above it.
fn head_depths(clauses: &[Clause]) -> Vec<usize> {
    let mut depths: Vec<usize> = Vec::with_capacity(clauses.len());
    for (clause, parent) in clauses.iter().zip(parents(clauses)) {
        let above = parent.map_or(0, |parent| depths[parent]);
        depths.push(above + usize::from(is_head(clause)));
    }
    depths
}

/// Commitments by the clause that makes them or says them again.
pub(super) type Agreed = BTreeMap<Anchor, Vec<CommitmentRow>>;

/// Shows the clauses of a part of a text. `text` is what the permanent addresses say of the language, if anything.
pub(super) fn lines(
    reader: &Reader,
    document: &DocumentId,
    shown: &ShownText,
    part: usize,
    text: &str,
    agreed: &Agreed,
) -> Vec<ClauseLine> {
    let clauses = &shown.text.clauses;
    let (heads, above) = (head_depths(clauses), parents(clauses));
    let file = shown.rendition.sha256.map(|digest| reader.route(&Route::File(digest)));
    let range = shown.parts().get(part).cloned().unwrap_or_default();
    let mut last_page = None;
    range
        .map(|at| {
            let clause = &clauses[at];
            let is_new_page = clause.page.is_some() && clause.page != last_page;
            last_page = clause.page.or(last_page);
            let page = clause.page.filter(|_| is_new_page && shown.text.paper.page_count > 1).zip(file.as_ref());
            // A head is set in no deeper than what is under it; the depth counts from the nearest head.
            let depth = if is_head(clause) { 0 } else { steps_below_head(clauses, &above, at) };
            ClauseLine {
                anchor: clause.anchor.to_string(),
                heading_level: is_head(clause).then(|| (FIRST_HEADING + heads[at] - 1).min(LAST_HEADING)),
                depth: depth.min(DEEPEST),
                number: clause.number.clone().unwrap_or_default(),
                heading: clause.heading.clone().unwrap_or_default(),
                paragraphs: paragraphs(&clause.text),
                href: permanent(reader, document, &clause.anchor, text),
                label: reader.words.with("clause-link", &[("clause", called(reader.words, clause).into())]),
                agreed: agreed.get(&clause.anchor).into_iter().flatten().map(|row| commitment(reader, row)).collect(),
                page: page.map(|(number, file)| {
                    (reader.words.with("page-of-file", &[("page", number.to_string().into())]), format!("{file}#page={number}"))
                }),
            }
        })
        .collect()
}

/// "Commitment: Exchange information twice a year".
fn commitment(reader: &Reader, row: &CommitmentRow) -> Html {
    let link = commitment_link(reader, &row.commitment.id, &row.commitment.names);
    reader.words.mix("clause-commitment", &[("commitment", link)], &[])
}

/// How many clauses stand between a clause and its head.
fn steps_below_head(clauses: &[Clause], above: &[Option<usize>], at: usize) -> usize {
    std::iter::successors(above[at], |&parent| above[parent]).take_while(|&parent| !is_head(&clauses[parent])).count()
}

/// The table of clauses: what has a heading, with links to the part in which it stands.
pub(super) fn contents(reader: &Reader, document: &DocumentId, shown: &ShownText, part: usize, text: &str) -> Vec<ContentsLine> {
    let clauses = &shown.text.clauses;
    let (heads, parts) = (head_depths(clauses), shown.parts());
    let part_of = |at: usize| parts.iter().position(|range| range.contains(&at)).unwrap_or(0);
    let entries = clauses.iter().enumerate().filter(|(_, clause)| is_head(clause));
    entries
        .map(|(at, clause)| {
            let anchor = &clause.anchor;
            let other = part_of(at);
            ContentsLine {
                depth: heads[at].saturating_sub(1).min(DEEPEST),
                number: clause.number.clone().unwrap_or_default(),
                heading: clause.heading.clone().unwrap_or_default(),
                href: if other == part { format!("#{anchor}") } else { part_link(reader, document, text, other, anchor.as_str()) },
            }
        })
        .collect()
}

/// The link to a part of a text, and to a place in it.
pub(in crate::web::pages) fn part_link(reader: &Reader, document: &DocumentId, text: &str, part: usize, anchor: &str) -> String {
    let number = if part == 0 { String::new() } else { (part + 1).to_string() };
    let query = params::query([("text", text), ("part", number.as_str())]);
    format!("{}#{anchor}", reader.link_with(&Page::Document(document.clone()), &query))
}

/// Shows the pages of a part of a text in which no clause was found.
pub(super) fn pages(reader: &Reader, shown: &ShownText, part: usize) -> Vec<PageLine> {
    let range = shown.page_parts().get(part).cloned().unwrap_or_default();
    let paper = &shown.text.paper;
    let line = |page: &PageText| {
        let number = page.number.to_string();
        PageLine {
            anchor: format!("page-{number}"),
            name: match &page.name {
                Some(name) => name.clone(),
                None if paper.has_pages => reader.words.with("page-of-file", &[("page", number.into())]),
                None => String::new(),
            },
            lang: page.lang.as_ref().unwrap_or(&shown.rendition.lang).as_str().to_owned(),
            paragraphs: page_paragraphs(&page.text, paper.line_ends, page.lang.as_ref().unwrap_or(&shown.rendition.lang)),
        }
    };
    paper.pages[range].iter().filter(|page| !page.text.trim().is_empty()).map(line).collect()
}

/// The paragraphs of a page; typeset lines are joined, with a blank where the script puts one.
fn page_paragraphs(text: &str, ends: LineEnds, lang: &Lang) -> Vec<String> {
    if ends == LineEnds::Paragraph {
        return paragraphs(text);
    }
    let between = if matches!(lang.primary(), "zh" | "ja") { "" } else { " " };
    let mut out: Vec<String> = Vec::new();
    let mut is_open = false;
    for line in text.lines().map(str::trim) {
        match out.last_mut() {
            _ if line.is_empty() => is_open = false,
            Some(last) if is_open => {
                last.push_str(between);
                last.push_str(line);
            }
            _ => {
                out.push(line.to_owned());
                is_open = true;
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clause(level: u8, kind: ClauseKind) -> Clause {
        let anchor = "clause-1".parse().unwrap();
        Clause { anchor, kind, number: None, level, heading: None, text: String::new(), page: None }
    }

    #[test]
    fn headings_nest_without_gaps_and_clauses_are_set_in_from_their_head() {
        use ClauseKind::{Article, Chapter, Clause as Numbered, Opening};
        let clauses = [
            clause(0, Opening),
            clause(0, Chapter),
            clause(2, Article),
            clause(3, Numbered),
            clause(4, Numbered),
            clause(2, Article),
            clause(0, Chapter),
        ];
        assert_eq!(head_depths(&clauses), [0, 1, 2, 2, 2, 2, 1]);
        let above = parents(&clauses);
        assert_eq!((0..clauses.len()).map(|at| steps_below_head(&clauses, &above, at)).collect::<Vec<_>>(), [0, 0, 0, 0, 1, 0, 0]);
    }

    #[test]
    fn a_beginning_ends_with_a_word() {
        assert_eq!(beginning("This is not the text of the plan", 18), Some("This is not the"));
        assert_eq!(beginning("This is not the text", 15), Some("This is not the"));
        assert_eq!(beginning("見本。本書は行動計画の公式文ではない。", 8), Some("見本。本書は行動"));
        assert_eq!(beginning("a Donaudampfschifffahrtsgesellschaft", 12), Some("a Donaudampf"));
        assert_eq!(beginning("short", 5), None);
    }

    #[test]
    fn typeset_lines_are_joined_as_the_script_wants() {
        let typeset = |text: &str, lang: Lang| page_paragraphs(text, LineEnds::Typeset, &lang);
        assert_eq!(typeset("One\nline\n\nnext", Lang::en()), ["One line", "next"]);
        assert_eq!(typeset("税関\n当局", Lang::ja()), ["税関当局"]);
        assert_eq!(page_paragraphs("a\nb", LineEnds::Paragraph, &Lang::en()), ["a", "b"]);
    }
}
