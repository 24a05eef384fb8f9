//! What is shown of a hit: the passages that answer most of the query, with what matched in them.
//!
//! The index keeps no text that the record has anyway: whoever shows a hit brings the record's texts.

use chancery_model::Lang;

use crate::entry::{Field, Passage};
use crate::highlight::Highlighter;
use crate::query::Reading;
use crate::query::plan::Stage;
use crate::request::{MAX_PASSAGES, Request, Shown};

/// What a reader gains from a passage beyond the title that stands above it anyway.
fn worth(field: Field) -> u8 {
    match field {
        Field::Outcome => 0,
        Field::Agenda => 1,
        Field::Paper => 2,
        Field::Document => 3,
        Field::Place => 4,
        Field::People | Field::Organisation => 5,
        Field::Note => 6,
        Field::Title => 7,
        Field::Context => 8,
    }
}

/// What a passage is of, whichever language it is in: an item's key without its account, else the field.
///
/// Accounts retell the same items in several languages, and a name stands there in each; a reader wants three places
/// of a record, not one place three times.
fn place_in_record(passage: &Passage) -> (Field, Option<&str>) {
    let own = |anchor: &'_ str| anchor.find("outcome-").or_else(|| anchor.find("agenda-")).unwrap_or(0);
    (passage.field, passage.anchor.as_deref().map(|anchor| &anchor[own(anchor)..]))
}

/// What a query looked for, to be found again in the texts of its hits.
#[derive(Debug, Clone, PartialEq)]
pub struct Marks {
    highlighter: Highlighter,
    /// The parts of a record that the query is about; all if there is none.
    within: Vec<Field>,
    ui: Lang,
    limit: usize,
}

impl Marks {
    /// `None` if no passage is wanted or nothing could be marked in any.
    pub(crate) fn new(reading: &Reading, stage: Stage, request: &Request) -> Option<Marks> {
        let highlighter = Highlighter::new(reading, stage);
        let limit = request.passages.min(MAX_PASSAGES);
        let has_any = limit > 0 && !highlighter.is_idle();
        has_any.then(|| Marks { highlighter, within: reading.within.clone(), ui: request.ui.clone(), limit })
    }

    /// Chooses the passages that answer most of the query, one for each place in the record, best first.
    ///
    /// `passages` are all texts of one record: those of its entry, and those that were handed back with the hit.
    pub fn show(&self, passages: impl IntoIterator<Item = Passage>) -> Vec<Shown> {
        let is_within = |passage: &Passage| self.within.is_empty() || self.within.contains(&passage.field);
        choose(passages.into_iter().filter(is_within), &self.highlighter, &self.ui, self.limit)
    }
}

fn choose(passages: impl Iterator<Item = Passage>, highlighter: &Highlighter, ui: &Lang, limit: usize) -> Vec<Shown> {
    let mut found = Vec::new();
    for passage in passages {
        // A record has many texts, and a paper hundreds of pages, of which a few have the words.
        if !highlighter.may_mark(&passage.text) {
            continue;
        }
        let spans = highlighter.find(&passage.text);
        if spans.is_empty() {
            continue;
        }
        let mut clauses: Vec<usize> = spans.iter().map(|s| s.clause).collect();
        clauses.sort_unstable();
        clauses.dedup();
        let is_foreign = !passage.lang.is_same_language(ui);
        found.push(((usize::MAX - clauses.len(), is_foreign, worth(passage.field)), passage, spans));
    }
    found.sort_by_key(|(rank, ..)| *rank);
    let mut shown: Vec<Shown> = Vec::new();
    let mut taken: Vec<(Field, Option<String>)> = Vec::new();
    for (_, passage, spans) in found {
        if shown.len() == limit {
            break;
        }
        let (field, anchor) = place_in_record(&passage);
        let place = (field, anchor.map(str::to_owned));
        // Notes have no place of their own: each is a sentence by itself.
        if field != Field::Note && taken.contains(&place) {
            continue;
        }
        let excerpt = Highlighter::excerpt(&passage.text, &spans);
        if shown.iter().any(|s| s.text == excerpt.text) {
            continue;
        }
        taken.push(place);
        let page = passage.page_at(excerpt.first);
        shown.push(Shown {
            anchor: passage.anchor,
            field: passage.field,
            lang: passage.lang,
            text: excerpt.text,
            page,
            is_summary: passage.is_summary,
            highlights: excerpt.highlights,
            is_cut_before: excerpt.is_cut_before,
            is_cut_after: excerpt.is_cut_after,
        });
    }
    shown
}
