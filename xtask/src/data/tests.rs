//! What is promised of the bundled register as it is committed.
//!
//! Two sources are not part of the project, the file of facts and the saved page. Where they lie beside it the register
//! is made anew and compared; where they do not, the tests say so and prove the rest.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use chancery_model::text::preferred_name;
use chancery_model::{Account, Certainty, Document, Kind, Lang, Meeting, Name, Record, Relation, TextStatus};

use super::overlay::Overlay;
use super::{FILES, check, lines, make, meeting, read, seed, sentence};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the chores lie in a folder of the project")
}

fn data() -> PathBuf {
    root().join("data")
}

fn register() -> Vec<Record> {
    read(&data().join("register")).unwrap()
}

/// The path of a file beside the project, or `None` and a word about it.
fn beside(path: &str) -> Option<PathBuf> {
    let path = root().join("../shared").join(path);
    if !path.exists() {
        println!("skipped: there is no {} beside the project", path.file_name()?.display());
        return None;
    }
    Some(path)
}

fn meetings(records: &[Record]) -> BTreeMap<&str, &Meeting> {
    records.iter().filter_map(|r| if let Record::Meeting(m) = r { Some((m.id.as_str(), m)) } else { None }).collect()
}

fn documents(records: &[Record]) -> BTreeMap<&str, &Document> {
    records.iter().filter_map(|r| if let Record::Document(d) = r { Some((d.id.as_str(), d)) } else { None }).collect()
}

#[test]
fn the_register_is_whole_and_counts_as_the_facts_do() {
    let records = register();
    check::check(&records).unwrap();
    let count = |kind: Kind| records.iter().filter(|r| r.kind() == kind).count();
    let expected = [(Kind::Framework, 1), (Kind::Topic, 23), (Kind::Organisation, 68), (Kind::Mechanism, 32), (Kind::Meeting, 250)];
    for (kind, expected) in expected {
        assert_eq!(count(kind), expected, "{kind}");
    }
}

#[test]
fn the_register_is_what_the_facts_and_overlays_make() {
    let Some(facts) = beside("facts/trilateral.json") else { return };
    let made = make(&facts, &data()).unwrap();
    for (kind, file) in FILES {
        let committed = std::fs::read_to_string(data().join("register").join(file)).unwrap();
        assert!(lines(&made, kind).unwrap() == committed, "{file} is not what the facts make; run `cargo xtask data --facts FILE`");
    }
}

/// Compares with the bare JSON of the facts, past the shapes by which the register was made.
#[test]
fn every_meeting_says_what_the_facts_say() {
    let Some(facts) = beside("facts/trilateral.json") else { return };
    let facts: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(facts).unwrap()).unwrap();
    let records = register();
    let meetings = meetings(&records);
    let mut count = 0;
    for mechanism in facts["mechanisms"].as_array().unwrap() {
        for from in mechanism["meetings"].as_array().unwrap() {
            let id = format!("{}/{}", mechanism["id"].as_str().unwrap(), from["ordinal"]);
            let meeting = serde_json::to_value(meetings[id.as_str()]).unwrap();
            for field in ["ordinal", "date", "host", "certainty"] {
                assert_eq!(meeting[field], from[field], "{field} of {id}");
            }
            let taking_part = |list: &serde_json::Value, organisation: &str, head: &str| -> Vec<String> {
                let list = list.as_array().map(Vec::as_slice).unwrap_or_default();
                list.iter().map(|p| format!("{} {} {}", p["party"], p[organisation], p[head])).collect()
            };
            let ours = taking_part(&meeting["participation"], "organisation", "person");
            assert_eq!(ours, taking_part(&from["participants"], "organisation", "head"), "{id}");
            let urls: Vec<_> = meeting["sources"].as_array().unwrap().iter().map(|s| &s["url"]).collect();
            assert_eq!(urls, from["sources"].as_array().unwrap().iter().collect::<Vec<_>>(), "{id}");
            assert_eq!(meeting["place"].is_null(), from["place"].is_null(), "{id}");
            count += 1;
        }
    }
    assert_eq!(count, meetings.len());
}

#[test]
fn names_that_a_page_shows_are_there_in_four_languages() {
    let mut lacking = Vec::new();
    let mut look = |at: String, names: &[Name]| {
        for lang in [Lang::en(), Lang::zh(), Lang::ja(), Lang::ko()] {
            let shown = preferred_name(names, &lang, &[]);
            if shown.is_none_or(|n| n.lang != lang) {
                lacking.push(format!("{at} in {lang}"));
            }
        }
    };
    for record in register() {
        match &record {
            Record::Framework(framework) => {
                framework.parties.iter().for_each(|p| look(format!("party {}", p.id), &p.names));
                framework.levels.iter().for_each(|l| look(format!("level {}", l.level), &l.names));
                look(record.address().to_string(), record.names());
            }
            Record::Topic(_) | Record::Organisation(_) | Record::Place(_) | Record::Mechanism(_) | Record::Document(_) => {
                look(record.address().to_string(), record.names());
            }
            Record::Commitment(_) | Record::Initiative(_) | Record::Process(_) => look(record.address().to_string(), record.names()),
            Record::Meeting(_) | Record::Evidence(_) | Record::Exchange(_) | Record::Reading(_) => {}
        }
    }
    assert!(lacking.is_empty(), "without a name: {lacking:?}");
}

#[test]
fn what_we_say_ourselves_is_there_in_four_languages() {
    let overlay = Overlay::read(&data()).unwrap();
    let conflicts = &overlay.conflicts;
    let texts = (conflicts.reason.iter().map(|(name, four)| (name.clone(), four)))
        .chain(conflicts.conflict.iter().filter_map(|c| Some((c.meeting.clone(), c.note.as_ref()?))))
        .chain(overlay.documents.same.iter().map(|s| (s.document.clone(), &s.why)))
        .chain(overlay.documents.document.iter().filter_map(|d| Some((d.id.clone(), d.note.as_ref()?))))
        .chain(overlay.page.meeting.iter().filter_map(|m| Some((m.id.clone(), m.note.as_ref()?))))
        .chain(overlay.accounts.item.iter().map(|i| (format!("{} {}", i.meeting, i.key), &i.text)))
        .chain([("the framework's description".to_owned(), &overlay.framework.description)]);
    for (at, four) in texts {
        assert_eq!(four.pairs().count(), 4, "{at}");
    }
}

#[test]
fn every_conflict_of_the_facts_is_accounted_for() {
    let overlay = Overlay::read(&data()).unwrap();
    let conflicts = &overlay.conflicts.conflict;
    assert_eq!(conflicts.len(), 59);
    let places: BTreeSet<_> = conflicts.iter().map(|c| (&c.meeting, c.index)).collect();
    assert_eq!(places.len(), conflicts.len(), "an entry stands twice");
    let records = register();
    let meetings = meetings(&records);
    for conflict in conflicts {
        let meeting = meetings[conflict.meeting.as_str()];
        for rival in &conflict.statements {
            let is_there = |s: &&chancery_model::Statement| s.path == rival.path && s.value == rival.value && s.source == rival.source;
            assert!(meeting.statements.iter().any(|s| is_there(&s)), "{} {}", conflict.meeting, rival.value);
        }
        if let Some(note) = conflict.note.as_ref().and_then(|n| n.en.as_deref()) {
            assert!(meeting.notes.iter().any(|n| n.text == note), "{}: {note}", conflict.meeting);
        }
    }
    let used: BTreeSet<_> = conflicts.iter().flat_map(|c| &c.statements).map(|s| &s.reason).collect();
    let defined: BTreeSet<_> = overlay.conflicts.reason.keys().collect();
    assert_eq!(used, defined, "each reason is used");
}

#[test]
fn a_rival_value_differs_from_the_field_and_a_preferred_one_stands_in_it() {
    for meeting in meetings(&register()).values() {
        for statement in &meeting.statements {
            let field = meeting::value_of(meeting, &statement.path);
            assert!(field.is_some(), "{}: no field {}", meeting.id, statement.path);
            assert_eq!(field.as_ref() == Some(&statement.value), statement.is_preferred, "{} {}", meeting.id, statement.value);
            assert!(!statement.reason.is_empty(), "{} {}", meeting.id, statement.value);
        }
    }
}

#[test]
fn remarks_become_sentences() {
    for (text, expected) in [("no place", "No place."), ("No place.", "No place."), ("1st of two", "1st of two.")] {
        assert_eq!(sentence(text), expected);
    }
}

#[test]
fn every_remark_is_there_in_four_languages_and_none_is_left_over() {
    let records = register();
    let mut english = BTreeSet::new();
    for record in &records {
        let reasons = if let Record::Meeting(m) = record { m.certainty_reason.as_slice() } else { &[] };
        let texts: Vec<_> = record.notes().iter().chain(reasons).collect();
        for lang in [Lang::en(), Lang::zh(), Lang::ja(), Lang::ko()] {
            let count = texts.iter().filter(|t| t.lang == lang).count();
            assert_eq!(count * 4, texts.len(), "{} in {lang}", record.address());
        }
        english.extend(texts.into_iter().filter(|t| t.lang == Lang::en()).map(|t| t.text.as_str()));
    }
    let overlay = Overlay::read(&data()).unwrap();
    let stale: Vec<&str> = overlay.remarks.remark.iter().map(|r| r.of.as_str()).filter(|of| !english.contains(of)).collect();
    assert!(stale.is_empty(), "nobody says: {stale:?}");
}

#[test]
fn what_is_not_read_off_a_page_says_why() {
    for meeting in meetings(&register()).values() {
        let needs_reason = matches!(meeting.certainty, Some(Certainty::Inferred | Certainty::WellKnown));
        assert_eq!(needs_reason, !meeting.certainty_reason.is_empty(), "{}", meeting.id);
        assert!(!meeting.sources.is_empty(), "{} has no source", meeting.id);
    }
}

#[test]
fn the_customs_page_keeps_its_spellings() {
    let records = register();
    let meetings = meetings(&records);
    for (id, date, date_as_written, ordinal_as_written) in [
        ("tchm/6", "2017-11-30", Some("2017.11.30"), None),
        ("tchm-cei/5", "2011", Some("2011.01.01"), None),
        ("tchm-cei/2", "2008", Some("2008.01.01"), None),
        ("tchm-cei/6", "2016-04-14/2016-04-15", Some("2016"), None),
        ("tchm-aeo/4", "2012", None, Some("4rd")),
        ("tchm-procedures/2", "2012", None, Some("2rd")),
        ("tchm-ipr/7", "2018-06-27/2018-06-28", Some("2018.06.27 ~ 2018.06.28"), None),
    ] {
        let meeting = meetings[id];
        assert_eq!(meeting.date.unwrap().to_string(), date, "{id}");
        assert_eq!(meeting.date_as_written.as_deref(), date_as_written, "{id}");
        assert_eq!(meeting.ordinal_as_written.as_deref(), ordinal_as_written, "{id}");
    }
    let wording = |id: &str, party: usize| meetings[id].participation[party].organisation_as_written.as_deref();
    assert_eq!(wording("tchm/6", 0), Some("Ministry of the General Administration of Customs"));
    assert_eq!(wording("tchm/6", 1), Some("Ministry of Finance"));
    assert_eq!(wording("tchm/6", 2), None, "the page writes the official name");
    assert_eq!(wording("tchm/1", 0), None, "the page does not show the first meeting");
    let languages = |id: &str| meetings[id].download_languages.iter().map(Lang::as_str).collect::<Vec<_>>();
    assert_eq!((languages("tchm/4"), languages("tchm/5"), languages("tchm/6")), (vec!["en", "zh-Hans"], vec!["en"], vec![]));
}

#[test]
fn documents_hang_together_as_they_were_adopted() {
    let records = register();
    let documents = documents(&records);
    assert_eq!(documents["tchm-6-action-plan"].revises.as_ref().unwrap().as_str(), "tchm-4-action-plan");
    assert_eq!(documents["tchm-4-action-plan"].revises.as_ref().unwrap().as_str(), "tchm-3-action-plan");
    assert_eq!(documents["tchm-4-action-plan"].date.unwrap().to_string(), "2011-11-11");
    assert_eq!(documents["thmm-14-action-plan"].revises.as_ref().unwrap().as_str(), "thmm-12-action-plan");
    let leaders = documents["summit-6-joint-statement"];
    let relations: Vec<_> = leaders.relations.iter().map(|r| (r.meeting.as_str(), r.relation)).collect();
    assert_eq!(relations, [("summit/6", Relation::Adopted), ("tchm/5", Relation::Listed)]);
    assert_eq!(documents["tchm-2-press-release"].relations[0].relation, Relation::Issued);
    assert!(!documents.contains_key("tchm-5-joint-statement"), "it is the leaders' statement");
}

fn keys(account: &Account) -> Vec<(String, Option<String>, Option<String>)> {
    let mut out = Vec::new();
    account.walk(&mut |item, _| {
        let key = item.key.as_str();
        let bare = key.strip_prefix(&format!("{}.", account.key)).unwrap_or(key);
        out.push((bare.to_owned(), item.number.clone(), item.label.clone()));
    });
    out
}

#[test]
fn eight_meetings_are_retold_in_four_languages_item_by_item() {
    let records = register();
    let meetings = meetings(&records);
    let retold: Vec<&&Meeting> = meetings.values().filter(|m| !m.accounts.is_empty()).collect();
    let ids: Vec<&str> = retold.iter().map(|m| m.id.as_str()).collect();
    assert_eq!(ids, ["tchm-cei/3", "tchm-ipr/4", "tchm-ipr/5", "tchm/2", "tchm/3", "tchm/4", "tchm/5", "tchm/6"]);
    for meeting in retold {
        let languages: Vec<&str> = meeting.accounts.iter().map(|a| a.lang.as_str()).collect();
        assert_eq!(languages, ["en", "zh-Hans", "ja", "ko"], "{}", meeting.id);
        let principal = keys(meeting.principal_account().unwrap());
        for account in &meeting.accounts {
            assert_eq!(account.status, TextStatus::Summary);
            assert_eq!(keys(account), principal, "{} {}", meeting.id, account.lang);
            let (first, last) = account.source.lines.unwrap();
            account.walk(&mut |item, _| {
                let lines = item.retold.as_ref().expect("a summary names what it retells").lines;
                assert!(first <= lines.0 && lines.1 <= last, "{} {}", meeting.id, item.key);
            });
        }
    }
    let key = "outcome-2.1".parse().unwrap();
    let (_, item) = meetings["tchm/4"].find_item(&key).unwrap();
    assert_eq!((item.number.as_deref(), item.label.as_deref()), (Some("2.1"), Some("1)")));
}

#[test]
fn the_digests_are_those_of_the_page() {
    let Some(page) = beside("seed/mechanism-search-customs.txt") else { return };
    let page = std::fs::read_to_string(page).unwrap();
    assert_eq!(seed::check(&register(), &page).unwrap(), 4 * 46);
}

fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_lowercase).collect()
}

#[test]
fn the_summaries_are_in_our_own_words() {
    const RUN: usize = 8;
    let Some(page) = beside("seed/mechanism-search-customs.txt") else { return };
    let page = words(&std::fs::read_to_string(page).unwrap());
    let of_page: BTreeSet<&[String]> = page.windows(RUN).collect();
    for meeting in meetings(&register()).values() {
        for account in &meeting.accounts {
            account.walk(&mut |item, _| {
                let ours = words(&item.text);
                let copied = ours.windows(RUN).find(|run| of_page.contains(run));
                assert!(copied.is_none(), "{} {} has the page's words: {copied:?}", meeting.id, item.key);
            });
        }
    }
}
