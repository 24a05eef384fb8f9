//! What the index holds of what was agreed: commitments, projects, processes, and exchanges that have a name.

use chancery_model::{Commitment, Exchange, Initiative, MechanismId, OrganisationId, PartyId, Process, Text, TextStatus};
use chancery_search::{Entry, Field, Passage};

use super::{Surroundings, passage, push_mechanism_facets, push_names, push_titles, set_date, tidy};
use crate::catalogue::Catalogue;

pub(super) fn of_commitment(catalogue: &Catalogue, commitment: &Commitment, around: &Surroundings, out: &mut Entry) {
    push_titles(&commitment.names, out);
    push_mechanisms(catalogue, [&commitment.mechanism], out);
    out.facets.topics.extend(commitment.topics.iter().map(ToString::to_string));
    push_parties(&commitment.parties, out);
    push_words(around, out);
    if let Some(rhythm) = &commitment.rhythm {
        push_texts(&rhythm.as_written, out);
    }
    set_date(around.date.as_ref(), out);
    tidy(&mut out.facets);
}

pub(super) fn of_initiative(catalogue: &Catalogue, initiative: &Initiative, around: &Surroundings, out: &mut Entry) {
    push_titles(&initiative.names, out);
    push_texts(&initiative.descriptions, out);
    push_mechanisms(catalogue, &initiative.mechanisms, out);
    out.facets.topics.extend(initiative.topics.iter().map(ToString::to_string));
    push_words(around, out);
    set_date(initiative.from.as_ref().or(around.date.as_ref()), out);
    tidy(&mut out.facets);
}

pub(super) fn of_process(catalogue: &Catalogue, process: &Process, around: &Surroundings, out: &mut Entry) {
    push_titles(&process.names, out);
    push_texts(&process.descriptions, out);
    push_mechanisms(catalogue, &process.mechanism, out);
    for track in &process.tracks {
        push_names(&track.names, Field::Note, out);
        push_parties(&track.parties, out);
    }
    process.steps.iter().for_each(|step| push_names(&step.names, Field::Note, out));
    process.cells.iter().for_each(|cell| push_texts(&cell.texts, out));
    push_words(around, out);
    set_date(around.date.as_ref(), out);
    tidy(&mut out.facets);
}

pub(super) fn of_exchange(catalogue: &Catalogue, exchange: &Exchange, out: &mut Entry) {
    push_titles(&exchange.names, out);
    push_texts(&exchange.scope, out);
    for office in &exchange.offices_as_written {
        out.passages.push(passage(None, Field::Organisation, &office.lang, &office.text));
    }
    push_organisations(catalogue, &exchange.offices, out);
    push_parties(&exchange.from, out);
    push_parties(&exchange.to, out);
    set_date(Some(&exchange.period), out);
    tidy(&mut out.facets);
}

fn push_mechanisms<'a>(catalogue: &Catalogue, ids: impl IntoIterator<Item = &'a MechanismId>, out: &mut Entry) {
    for id in ids {
        push_mechanism_facets(catalogue, id, &mut out.facets);
        if let Some(mechanism) = catalogue.mechanisms.get(id) {
            push_names(&mechanism.names, Field::Context, out);
        }
    }
}

fn push_organisations(catalogue: &Catalogue, ids: &[OrganisationId], out: &mut Entry) {
    for organisation in ids.iter().filter_map(|id| catalogue.organisations.get(id)) {
        push_names(&organisation.names, Field::Organisation, out);
    }
}

fn push_parties(parties: &[PartyId], out: &mut Entry) {
    out.facets.parties.extend(parties.iter().map(ToString::to_string));
}

fn push_texts(texts: &[Text], out: &mut Entry) {
    out.passages.extend(texts.iter().map(|text| passage(None, Field::Note, &text.lang, &text.text)));
}

/// The words at the origins: not the record's own, so the index hands them back with a hit.
fn push_words(around: &Surroundings, out: &mut Entry) {
    out.kept.extend(around.words.iter().map(|words| Passage {
        is_summary: words.status == TextStatus::Summary,
        ..passage(None, Field::Outcome, &words.lang, &words.text)
    }));
}
