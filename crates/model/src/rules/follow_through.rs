//! The rules of commitments, evidence, processes and exchanges.

use std::collections::BTreeSet;

use super::{RuleError, check_address, check_named, check_names, check_text, check_texts};
use crate::commitment::Commitment;
use crate::evidence::{Bearing, Evidence, Ground};
use crate::exchange::{Exchange, check_content};
use crate::ordinal::MAX_ORDINAL;
use crate::pointer::Pointer;
use crate::process::Process;
use crate::record::Kind;

/// How often something can be said to happen in one period: more is a slip.
const MAX_TIMES: u32 = 366;

/// How many steps or tracks a grid can have and still be read.
const MAX_GRID: usize = 64;

fn wrong<T>(at: &str, what: &'static str) -> Result<T, RuleError> {
    Err(RuleError::Whole { at: at.to_owned(), what })
}

pub(super) fn check_pointer(at: &str, pointer: &Pointer) -> Result<(), RuleError> {
    let wrong = |what| Err(RuleError::Pointer { at: at.to_owned(), to: pointer.record.to_string(), what });
    match (pointer.record.kind, &pointer.item, &pointer.clause) {
        (Kind::Meeting, _, None) | (Kind::Document, None, _) => {}
        (Kind::Meeting, _, Some(_)) => return wrong("clauses are parts of documents"),
        (Kind::Document, Some(_), _) => return wrong("items are parts of meetings"),
        _ => return wrong("words stand in meetings and documents"),
    }
    if pointer.revision == 0 {
        return wrong("revisions are counted from 1");
    }
    if pointer.span.is_some_and(|(first, end)| first >= end) {
        return wrong("the span holds no letter");
    }
    if pointer.span.is_some() && pointer.item.is_none() && pointer.clause.is_none() {
        return wrong("a span needs the item or clause whose letters are counted");
    }
    Ok(())
}

pub(super) fn check_commitment(at: &str, commitment: &Commitment) -> Result<(), RuleError> {
    check_named(at, &commitment.names)?;
    if commitment.origins.is_empty() {
        return wrong(at, "a commitment says where it was made; give at least one origin");
    }
    if let Some(rhythm) = &commitment.rhythm {
        if rhythm.every.is_none() && rhythm.tied_to.is_none() {
            return wrong(at, "a rhythm says in which stretch of time, or what it follows");
        }
        if rhythm.times == 0 || rhythm.times > MAX_TIMES {
            return wrong(at, "a rhythm happens at least once and at most 366 times in its stretch of time");
        }
        check_texts(at, &rhythm.as_written)?;
    }
    if let Some(ordinal) = commitment.plans.as_ref().and_then(|p| p.ordinal)
        && !(1..=MAX_ORDINAL).contains(&ordinal)
    {
        return Err(RuleError::Ordinal(ordinal));
    }
    Ok(())
}

pub(super) fn check_evidence(at: &str, evidence: &Evidence) -> Result<(), RuleError> {
    check_text(&format!("{at} author"), &evidence.author)?;
    if evidence.is_beginning && evidence.bearing != Bearing::Advances {
        return wrong(at, "only what advances a commitment can be its beginning");
    }
    if evidence.superseded_by.is_some() && evidence.bearing != Bearing::Supersedes {
        return wrong(at, "only evidence that supersedes names what took the commitment's place");
    }
    if evidence.superseded_by.as_ref() == Some(&evidence.commitment) {
        return wrong(at, "a commitment does not take its own place");
    }
    match &evidence.ground {
        Ground::Register { .. } => Ok(()),
        Ground::Fact { texts, source, .. } | Ground::Statement { texts, source, .. } => {
            if texts.is_empty() {
                return wrong(at, "a fact or a statement has words; give them in at least one language");
            }
            check_texts(at, texts)?;
            let langs: BTreeSet<_> = texts.iter().map(|text| &text.lang).collect();
            if langs.len() != texts.len() {
                return wrong(at, "two texts are in one language; give the words once for each language");
            }
            check_address(&source.url)
        }
    }
}

pub(super) fn check_process(at: &str, process: &Process) -> Result<(), RuleError> {
    check_named(at, &process.names)?;
    check_texts(at, &process.descriptions)?;
    if !(1..=MAX_GRID).contains(&process.steps.len()) || !(1..=MAX_GRID).contains(&process.tracks.len()) {
        return wrong(at, "a process has at least one step and one track, and at most 64 of each");
    }
    let steps: BTreeSet<_> = process.steps.iter().map(|s| &s.key).collect();
    let tracks: BTreeSet<_> = process.tracks.iter().map(|t| &t.key).collect();
    if steps.len() != process.steps.len() || tracks.len() != process.tracks.len() {
        return wrong(at, "a step or a track is there twice");
    }
    for step in &process.steps {
        check_named(&format!("{at} step {}", step.key), &step.names)?;
    }
    for track in &process.tracks {
        check_names(&format!("{at} track {}", track.key), &track.names)?;
        if track.parties.is_empty() && track.names.is_empty() {
            return wrong(at, "a track is named by its parties or has a name");
        }
    }
    let mut cells = BTreeSet::new();
    for cell in &process.cells {
        if !steps.contains(&cell.step) || !tracks.contains(&cell.track) || !cells.insert((&cell.track, &cell.step)) {
            return Err(RuleError::Cell { at: at.to_owned(), track: cell.track.to_string(), step: cell.step.to_string() });
        }
        check_texts(at, &cell.texts)?;
        cell.sources.iter().try_for_each(|source| check_address(&source.url))?;
        if cell.pointer.is_none() && cell.sources.is_empty() {
            return wrong(at, "each cell says where it is known from: a pointer or a source");
        }
    }
    Ok(())
}

pub(super) fn check_exchange(at: &str, exchange: &Exchange) -> Result<(), RuleError> {
    check_names(at, &exchange.names)?;
    if exchange.from.is_empty() {
        return wrong(at, "an exchange has at least one party that gave or took part");
    }
    if exchange.from.iter().any(|party| exchange.to.contains(party)) {
        return wrong(at, "a party does not give to itself; register each direction by itself");
    }
    for parties in [&exchange.from, &exchange.to, &exchange.confirmed_by] {
        if parties.iter().collect::<BTreeSet<_>>().len() != parties.len() {
            return wrong(at, "a party is named twice");
        }
    }
    match (exchange.exchange_type.as_str(), exchange.to.as_slice()) {
        ("joint-operation", [_, ..]) => return wrong(at, "nobody receives a joint operation; name all that took part as those it is from"),
        ("information" | "seizure-notices" | "statistics" | "officers", []) => {
            return wrong(at, "it says who gave and not who received; name those it went to");
        }
        _ => {}
    }
    if let (Some(sent), Some(acknowledged)) = (exchange.sent, exchange.acknowledged)
        && let (Some(first), Some(last)) = (sent.range().earliest, acknowledged.range().latest)
        && last < first
    {
        return wrong(at, "its arrival was acknowledged before it was sent");
    }
    for (field, text) in exchange.texts() {
        check_text(&format!("{at} {field}"), text)?;
        check_content(text).map_err(|source| RuleError::Content { at: at.to_owned(), field, source })?;
    }
    let unconfirmed = exchange.unconfirmed();
    if exchange.count.is_some() && !unconfirmed.is_empty() {
        let parties = unconfirmed.iter().map(|p| p.as_str()).collect::<Vec<_>>().join(", ");
        return Err(RuleError::Unconfirmed { at: at.to_owned(), parties });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Record;
    use crate::samples;

    fn message(record: &Record) -> String {
        record.check().unwrap_err().to_string()
    }

    #[test]
    fn commitments_and_evidence_keep_their_rules() {
        let broken = |change: &dyn Fn(&mut Commitment)| {
            let mut commitment = samples::commitment("joint-validation", "tchm/6", "outcome-2.1");
            change(&mut commitment);
            message(&Record::Commitment(commitment))
        };
        assert!(broken(&|c| c.origins.clear()).contains("at least one origin"));
        assert!(broken(&|c| c.origins[0].pointer.revision = 0).contains("counted from 1"));
        assert!(broken(&|c| c.origins[0].pointer.span = Some((3, 3))).contains("no letter"));
        assert!(broken(&|c| c.origins[0].pointer.record = "topic:customs".parse().unwrap()).contains("meetings and documents"));
        assert!(broken(&|c| c.rhythm.as_mut().unwrap().times = 0).contains("at least once"));
        assert!(broken(&|c| c.rhythm.as_mut().unwrap().every = None).contains("stretch of time"));
        let broken = |change: &dyn Fn(&mut Evidence)| {
            let mut evidence = samples::evidence("joint-validation-1", "joint-validation");
            change(&mut evidence);
            message(&Record::Evidence(evidence))
        };
        assert!(broken(&|e| (e.is_beginning, e.bearing) = (true, Bearing::Fulfils)).contains("beginning"));
        assert!(broken(&|e| e.superseded_by = Some("other".parse().unwrap())).contains("supersedes"));
        assert!(broken(&|e| e.author = " ".into()).contains("author"));
        let twice = |e: &mut Evidence| match &mut e.ground {
            Ground::Fact { texts, .. } | Ground::Statement { texts, .. } => texts.extend(texts.clone()),
            Ground::Register { .. } => {
                let words = crate::text::Text::new(crate::lang::Lang::en(), "Told twice.", crate::text::TextStatus::Summary);
                let source = crate::source::Source::of("https://a.example/");
                e.ground = Ground::Fact { texts: vec![words.clone(), words], source, certainty: None };
            }
        };
        assert!(broken(&twice).contains("once for each language"));
    }

    #[test]
    fn a_process_has_cells_of_its_own_steps_and_tracks_only() {
        let mut process = samples::process();
        process.cells.push(process.cells[0].clone());
        assert!(message(&Record::Process(process.clone())).contains("there twice"));
        process.cells.pop();
        process.cells[0].step = "elsewhere".parse().unwrap();
        assert!(message(&Record::Process(process.clone())).contains("elsewhere"));
        process.cells.clear();
        process.steps.clear();
        assert!(message(&Record::Process(process)).contains("at least one step"));
    }

    #[test]
    fn an_exchange_never_holds_what_was_exchanged() {
        let mut exchange = samples::exchange();
        exchange.scope[0].text = "seized in CSQU 305438 3".into();
        assert!(message(&Record::Exchange(exchange.clone())).contains("never what"));
        exchange.scope.clear();
        exchange.confirmed_by.pop();
        let refused = message(&Record::Exchange(exchange.clone()));
        assert!(refused.contains("KR did not confirm"), "{refused}");
        exchange.count = None;
        assert_eq!(Record::Exchange(exchange.clone()).check(), Ok(()));
        exchange.to.push("JP".parse().unwrap());
        assert!(message(&Record::Exchange(exchange)).contains("to itself"));
    }

    #[test]
    fn an_exchange_names_each_party_once_and_on_its_side() {
        let parties = |codes: &[&str]| codes.iter().map(|code| code.parse().unwrap()).collect::<Vec<crate::id::PartyId>>();
        let said = |kind: &str, from: &[&str], to: &[&str], sent: Option<&str>| {
            let mut exchange = samples::exchange();
            (exchange.count, exchange.confirmed_by) = (None, Vec::new());
            exchange.exchange_type = kind.parse().unwrap();
            (exchange.from, exchange.to) = (parties(from), parties(to));
            exchange.sent = sent.map(|sent| sent.parse().unwrap());
            exchange.acknowledged = Some("2013-01".parse().unwrap());
            Record::Exchange(exchange).check().map_err(|error| error.to_string()).err().unwrap_or_default()
        };
        assert_eq!(said("statistics", &["JP"], &["KR", "CN"], Some("2012-12-30")), "");
        assert_eq!(said("joint-operation", &["JP"], &[], Some("2013-01")), "");
        assert_eq!(said("other", &["JP"], &[], Some("2013")), "");
        assert!(said("statistics", &["JP", "JP"], &["KR"], None).contains("named twice"));
        assert!(said("statistics", &["JP"], &["KR", "KR"], None).contains("named twice"));
        assert!(said("statistics", &["JP"], &[], None).contains("not who received"));
        assert!(said("joint-operation", &["JP"], &["KR"], None).contains("nobody receives"));
        assert!(said("statistics", &["JP"], &["KR"], Some("2013-02")).contains("before it was sent"));
    }
}
