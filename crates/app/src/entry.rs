//! What the index holds of a record: its titles in every language, its passages, its facets and its days.
//!
//! Names of places, organisations and parties are written out in every language, so that 東京 finds a meeting whose
//! source says Tokyo. The codes of facets are ids; their names are looked up when they are shown.

mod follow_through;

use std::collections::BTreeSet;
use std::sync::Arc;

use chancery_model::text::NameKind;
use chancery_model::{
    Document, Edtf, Kind, Lang, Mechanism, MechanismId, Meeting, Name, Organisation, PaperText, Record, TextStatus, Topic,
};
use chancery_search::{Entry, Facets, Field, Passage};

use crate::card::Card;
use crate::catalogue::Catalogue;
use crate::title;

/// What the index should know of a record beyond the record itself.
#[derive(Debug, Clone, Default)]
pub struct Surroundings {
    /// For a meeting: the titles of its documents.
    pub document_titles: Vec<Name>,
    /// For a commitment, a project or a process: the words at its origins.
    pub words: Vec<chancery_model::Text>,
    /// For a commitment, a project or a process: when it was agreed.
    pub date: Option<Edtf>,
    /// For a document: the mechanisms of its meetings.
    pub mechanisms: Vec<MechanismId>,
    /// For a document: what was read of its files, each with the language of its rendition.
    pub papers: Vec<(Lang, Arc<PaperText>)>,
}

/// Makes the index entry of a record; `None` for what is not searched (framework, place, evidence, reading, an exchange without a name).
pub fn entry(catalogue: &Catalogue, record: &Record, around: &Surroundings, seq: u64) -> Option<Entry> {
    let mut out = Entry {
        kind: record.kind(),
        id: record.id().to_owned(),
        seq,
        titles: Vec::new(),
        ordinal: None,
        passages: Vec::new(),
        kept: Vec::new(),
        card: Card::of(record).to_text(),
        facets: Facets::default(),
        days: None,
        date: None,
        sort_day: None,
    };
    match record {
        Record::Topic(topic) => of_topic(topic, &mut out),
        Record::Organisation(organisation) => of_organisation(organisation, &mut out),
        Record::Mechanism(mechanism) => of_mechanism(catalogue, mechanism, &mut out),
        Record::Meeting(meeting) => of_meeting(catalogue, meeting, around, &mut out),
        Record::Document(document) => of_document(catalogue, document, around, &mut out),
        Record::Commitment(commitment) => follow_through::of_commitment(catalogue, commitment, around, &mut out),
        Record::Initiative(initiative) => follow_through::of_initiative(catalogue, initiative, around, &mut out),
        Record::Process(process) => follow_through::of_process(catalogue, process, around, &mut out),
        // An exchange without a name of its own is found by its commitment or project.
        Record::Exchange(exchange) if !exchange.names.is_empty() => follow_through::of_exchange(catalogue, exchange, &mut out),
        Record::Framework(_) | Record::Place(_) | Record::Evidence(_) | Record::Exchange(_) | Record::Reading(_) => return None,
    }
    for note in record.notes() {
        out.passages.push(passage(None, Field::Note, &note.lang, &note.text));
    }
    Some(out)
}

fn passage(anchor: Option<&str>, field: Field, lang: &Lang, text: &str) -> Passage {
    Passage {
        anchor: anchor.map(str::to_owned),
        field,
        lang: lang.clone(),
        text: text.to_owned(),
        page: None,
        turns: Vec::new(),
        is_summary: false,
    }
}

fn push_titles(names: &[Name], out: &mut Entry) {
    out.titles.extend(names.iter().map(|n| (n.lang.clone(), n.text.clone())));
}

fn push_names(names: &[Name], field: Field, out: &mut Entry) {
    for name in names {
        out.passages.push(passage(None, field, &name.lang, &name.text));
    }
}

fn set_date(date: Option<&Edtf>, out: &mut Entry) {
    let Some(date) = date else { return };
    let range = date.range();
    out.date = Some(*date);
    out.days = Some(range);
    out.sort_day = range.latest.or(range.earliest).map(chancery_model::Day::number);
    if let (Some(first), Some(last)) = (range.earliest.or(range.latest), range.latest.or(range.earliest)) {
        // A vague date counts for each year it may mean, at most a decade of them.
        out.facets.years = (first.year()..=last.year()).take(10).collect();
    }
}

fn push_mechanism_facets(catalogue: &Catalogue, id: &MechanismId, facets: &mut Facets) {
    facets.mechanisms.push(id.to_string());
    if let Some(mechanism) = catalogue.mechanisms.get(id) {
        facets.topics.extend(mechanism.topics.iter().map(ToString::to_string));
        facets.levels.push(mechanism.level.to_string());
    }
}

fn tidy(facets: &mut Facets) {
    for list in
        [&mut facets.topics, &mut facets.levels, &mut facets.mechanisms, &mut facets.parties, &mut facets.document_types, &mut facets.langs]
    {
        list.sort_unstable();
        list.dedup();
    }
}

fn of_topic(topic: &Topic, out: &mut Entry) {
    push_titles(&topic.names, out);
    out.facets.topics.push(topic.id.to_string());
}

fn of_organisation(organisation: &Organisation, out: &mut Entry) {
    push_titles(&organisation.names, out);
    out.facets.parties.extend(organisation.party.iter().map(ToString::to_string));
}

fn of_mechanism(catalogue: &Catalogue, mechanism: &Mechanism, out: &mut Entry) {
    push_titles(&mechanism.names, out);
    out.facets.mechanisms.push(mechanism.id.to_string());
    out.facets.topics.extend(mechanism.topics.iter().map(ToString::to_string));
    out.facets.levels.push(mechanism.level.to_string());
    for topic in &mechanism.topics {
        if let Some(topic) = catalogue.topics.get(topic) {
            push_names(&topic.names, Field::Context, out);
        }
    }
}

fn of_meeting(catalogue: &Catalogue, meeting: &Meeting, around: &Surroundings, out: &mut Entry) {
    push_titles(&meeting.names, out);
    out.ordinal = meeting.ordinal;
    for id in std::iter::once(&meeting.mechanism).chain(&meeting.also_of) {
        push_mechanism_facets(catalogue, id, &mut out.facets);
        let Some(mechanism) = catalogue.mechanisms.get(id) else { continue };
        for name in &mechanism.names {
            let text = match (meeting.ordinal, name.kind) {
                (Some(number), NameKind::Acronym) => format!("{} {}", title::ordinal(number, &Lang::en()), name.text),
                (Some(number), _) => title::numbered(number, &name.text, &name.lang),
                (None, _) => name.text.clone(),
            };
            out.titles.push((name.lang.clone(), text));
        }
    }
    set_date(meeting.date.as_ref(), out);
    if let Some(place) = &meeting.place {
        out.facets.places.push(place.place.to_string());
        if let Some(known) = catalogue.places.get(&place.place) {
            push_names(&known.names, Field::Place, out);
            for lang in [Lang::en(), Lang::zh(), Lang::ja(), Lang::ko()] {
                if let Some(country) = catalogue.country_name(&known.country, &lang).filter(|n| n.lang == lang && !known.is_country) {
                    out.passages.push(passage(None, Field::Place, &lang, &country.text));
                }
            }
        }
        if let Some(written) = &place.as_written {
            out.passages.push(passage(None, Field::Place, &Lang::und(), written));
        }
    }
    out.facets.hosts.extend(meeting.host.iter().map(ToString::to_string));
    for part in &meeting.participation {
        out.facets.parties.extend(part.party.iter().map(ToString::to_string));
        let person = [part.person.as_deref(), part.role.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(", ");
        if !person.is_empty() {
            out.passages.push(passage(None, Field::People, &Lang::und(), &person));
        }
        if let Some(written) = &part.organisation_as_written {
            out.passages.push(passage(None, Field::Organisation, &Lang::und(), written));
        }
        if let Some(known) = part.organisation.as_ref().and_then(|id| catalogue.organisations.get(id)) {
            push_names(&known.names, Field::Organisation, out);
        }
    }
    if let Some(chair) = &meeting.chair {
        out.passages.push(passage(None, Field::People, &Lang::und(), chair));
    }
    for account in &meeting.accounts {
        out.facets.langs.push(account.lang.to_string());
        let is_summary = account.status == TextStatus::Summary;
        for (items, field) in [(&account.agenda, Field::Agenda), (&account.outcomes, Field::Outcome)] {
            for item in items {
                item.walk(0, &mut |item, _| {
                    if !item.is_gone {
                        let words = passage(Some(item.key.as_str()), field, &account.lang, &item.text);
                        out.passages.push(Passage { is_summary, ..words });
                    }
                });
            }
        }
        for note in &account.notes {
            out.passages.push(passage(None, Field::Note, &account.lang, note));
        }
    }
    out.kept.extend(around.document_titles.iter().map(|name| passage(None, Field::Document, &name.lang, &name.text)));
    tidy(&mut out.facets);
}

fn of_document(catalogue: &Catalogue, document: &Document, around: &Surroundings, out: &mut Entry) {
    push_titles(&document.titles, out);
    let issuers = document.issuer.iter().map(|id| (id, true));
    for (id, is_issuer) in issuers.chain(around.mechanisms.iter().map(|id| (id, false))) {
        push_mechanism_facets(catalogue, id, &mut out.facets);
        let Some(mechanism) = catalogue.mechanisms.get(id) else { continue };
        if is_issuer {
            push_names(&mechanism.names, Field::Context, out);
        } else {
            out.kept.extend(mechanism.names.iter().map(|name| passage(None, Field::Context, &name.lang, &name.text)));
        }
    }
    out.facets.document_types.push(document.document_type.to_string());
    out.facets.langs.extend(document.renditions.iter().map(|r| r.lang.to_string()));
    for (lang, paper) in &around.papers {
        push_paper(lang, paper, &mut out.kept);
    }
    if let Some(symbol) = &document.symbol {
        out.titles.push((Lang::und(), symbol.clone()));
    }
    set_date(document.date.as_ref(), out);
    tidy(&mut out.facets);
}

/// A clause of more characters is not one: the paper is not numbered, and its pages tell better where something stands.
const LONGEST_CLAUSE: usize = 4_000;

/// The words of a paper by clause; where clauses are too long to point at, by page.
fn push_paper(lang: &Lang, paper: &PaperText, out: &mut Vec<Passage>) {
    let mut pages: BTreeSet<u32> = BTreeSet::new();
    for (at, clause) in paper.clauses.iter().enumerate() {
        let words = clause.words();
        let is_long = words.chars().nth(LONGEST_CLAUSE).is_some();
        let next = paper.clauses.get(at + 1).and_then(|next| next.page).unwrap_or(paper.paper.page_count);
        match clause.page {
            Some(first) if is_long => pages.extend(first..=next.max(first)),
            page => {
                let turns = page.map_or_else(Vec::new, |first| turns(paper, first, next, &words));
                out.push(Passage { page, turns, ..passage(Some(clause.anchor.as_str()), Field::Paper, lang, &words) });
            }
        }
    }
    let is_wanted = |number: u32| paper.clauses.is_empty() || pages.contains(&number);
    for page in paper.paper.pages.iter().filter(|page| is_wanted(page.number) && !page.text.is_empty()) {
        let number = paper.paper.has_pages.then_some(page.number);
        out.push(Passage { page: number, ..passage(None, Field::Paper, lang, &page.text) });
    }
}

/// How many lines at the edge of a page may be no words of a clause: page numbers, running titles, notes.
const EDGE_LINES: usize = 4;

/// Where a clause that begins on one page goes over to others, the last of which it may reach: the bytes of its words at which
/// they begin. What cannot be told is left out, and counts to the page before.
fn turns(paper: &PaperText, first: u32, last: u32, words: &str) -> Vec<(usize, u32)> {
    let text_of = |number: u32| paper.paper.pages.iter().find(|page| page.number == number).map(|page| page.text.as_str());
    let mut turns = Vec::new();
    let mut from = 0;
    for page in first..last {
        let (Some(before), Some(behind)) = (text_of(page), text_of(page + 1)) else { continue };
        if let Some(at) = find_turn(&words[from..], before, behind) {
            from += at;
            turns.push((from, page + 1));
        }
    }
    turns
}

/// Finds where in some words the last line of one page is followed by the first of the next, whatever joins them.
fn find_turn(words: &str, before: &str, behind: &str) -> Option<usize> {
    fn lines<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
        lines.map(str::trim).filter(|line| !line.is_empty()).take(EDGE_LINES).collect()
    }
    let (ends, begins) = (lines(before.lines().rev()), lines(behind.lines()));
    ends.iter().find_map(|end| {
        begins.iter().find_map(|begin| {
            words.match_indices(begin).map(|(at, _)| at).find(|at| {
                let head = words[..*at].trim_end();
                // The number of a clause may stand alone at the end of its page, and all its words on the next.
                if head.is_empty() {
                    return !before.contains(begin);
                }
                // A clause may begin on that line, behind its number; and a word may be joined that was parted by a hyphen.
                head.ends_with(end) || end.ends_with(head) || head.ends_with(end.trim_end_matches(['-', '\u{2010}']))
            })
        })
    })
}

/// The texts of a record that a hit shows passages of; what the record itself does not have is kept by the index.
pub fn passages(catalogue: &Catalogue, record: &Record) -> Vec<Passage> {
    entry(catalogue, record, &Surroundings::default(), 0).map_or_else(Vec::new, |entry| entry.passages)
}

/// The kinds that depend on a small record: their index entries spell its names out.
pub fn spells_out(kind: Kind) -> bool {
    Catalogue::KINDS.contains(&kind)
}

#[cfg(test)]
mod tests {
    use super::find_turn;

    #[test]
    fn words_go_over_to_the_next_page_where_its_first_line_begins() {
        let before = "Article 63\nThe heads report once a year.\nArticle 64\n- 16 -";
        let behind = "KW000630 The office keeps the list.\nIt is renewed.";
        assert_eq!(find_turn("KW000630 The office keeps the list. It is renewed.", before, behind), Some(0), "its number alone is before");
        let words = "The heads report once a year. KW000630 The office keeps the list.";
        assert_eq!(find_turn(words, "Article 63\nThe heads report once a year.\n- 16 -", behind), Some(30));
        assert_eq!(
            find_turn("It ends here.", "Article 1\nIt ends here.", "It ends here.\nArticle 2"),
            None,
            "the same words stand on both"
        );
        assert_eq!(find_turn("Nothing of it.", before, behind), None);
    }
}
