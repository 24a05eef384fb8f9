//! Known items of the bundled register, made into entries as the app makes them, but for what these queries do not need.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use chancery_model::ordinal::english_suffix;
use chancery_model::text::NameKind;
use chancery_model::{Kind, Lang, Name, Record};
use chancery_search::{Entry, Field, Passage};

use crate::corpus::{TestIndex, dated, entry};

fn records() -> Vec<Record> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/register");
    let mut files: Vec<_> = fs::read_dir(&folder).unwrap().map(|f| f.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|e| e == "jsonl"));
    files.sort();
    let lines = files.iter().flat_map(|file| fs::read_to_string(file).unwrap().lines().map(str::to_owned).collect::<Vec<_>>());
    lines
        .map(|line| {
            let line: serde_json::Value = serde_json::from_str(&line).unwrap();
            let kind: Kind = line["kind"].as_str().unwrap().parse().unwrap();
            Record::read(kind, 1, line["record"].to_string().as_bytes()).unwrap()
        })
        .collect()
}

fn numbered(number: Option<u32>, name: &Name) -> String {
    let Some(number) = number else { return name.text.clone() };
    match name.lang.primary() {
        "zh" => format!("第{number}次{}", name.text),
        "ja" => format!("第{number}回 {}", name.text),
        "ko" => format!("제{number}차 {}", name.text),
        _ => format!("{number}{} {}", english_suffix(number), name.text),
    }
}

#[derive(Default)]
struct Names {
    of: BTreeMap<(Kind, String), Vec<Name>>,
    documents: BTreeMap<String, Vec<Name>>,
}

impl Names {
    fn find(&self, kind: Kind, id: &str) -> &[Name] {
        self.of.get(&(kind, id.to_owned())).map_or(&[], Vec::as_slice)
    }
}

fn entries(records: &[Record]) -> Vec<Entry> {
    let mut names = Names::default();
    for record in records {
        let own = match record {
            Record::Topic(r) => &r.names,
            Record::Organisation(r) => &r.names,
            Record::Place(r) => &r.names,
            Record::Mechanism(r) => &r.names,
            Record::Document(r) => {
                for relation in &r.relations {
                    names.documents.entry(relation.meeting.to_string()).or_default().extend(r.titles.iter().cloned());
                }
                &r.titles
            }
            _ => continue,
        };
        names.of.insert((record.kind(), record.id().to_owned()), own.clone());
    }
    records.iter().filter_map(|record| entry_of(record, &names)).collect()
}

fn entry_of(record: &Record, names: &Names) -> Option<Entry> {
    let mut made = entry(record.kind(), record.id(), [""; 4]);
    let push = |made: &mut Entry, field, texts: &[Name]| {
        let passages = texts.iter().map(|n| Passage {
            anchor: None,
            field,
            lang: n.lang.clone(),
            text: n.text.clone(),
            page: None,
            turns: vec![],
            is_summary: false,
        });
        made.kept.extend(passages);
    };
    let mut date = None;
    match record {
        Record::Framework(_)
        | Record::Place(_)
        | Record::Commitment(_)
        | Record::Evidence(_)
        | Record::Initiative(_)
        | Record::Process(_)
        | Record::Exchange(_)
        | Record::Reading(_) => return None,
        Record::Topic(_) | Record::Organisation(_) => {}
        Record::Mechanism(mechanism) => {
            for topic in &mechanism.topics {
                push(&mut made, Field::Context, names.find(Kind::Topic, topic.as_str()));
            }
        }
        Record::Meeting(meeting) => {
            made.ordinal = meeting.ordinal;
            date = meeting.date;
            for name in names.find(Kind::Mechanism, meeting.mechanism.as_str()) {
                let number = meeting.ordinal.filter(|_| name.kind != NameKind::Acronym || name.lang == Lang::und());
                made.titles.push((name.lang.clone(), numbered(number, name)));
            }
            if let Some(place) = &meeting.place {
                push(&mut made, Field::Place, names.find(Kind::Place, place.place.as_str()));
            }
            for part in &meeting.participation {
                if let Some(id) = &part.organisation {
                    push(&mut made, Field::Organisation, names.find(Kind::Organisation, id.as_str()));
                }
                if let Some(person) = &part.person {
                    push(&mut made, Field::People, &[Name::new(Lang::und(), person.clone())]);
                }
            }
            for account in &meeting.accounts {
                account.walk(&mut |item, _| {
                    let field = if item.key.as_str().contains("outcome") { Field::Outcome } else { Field::Agenda };
                    let anchor = Some(item.key.to_string());
                    made.kept.push(Passage {
                        anchor,
                        field,
                        lang: account.lang.clone(),
                        text: item.text.clone(),
                        page: None,
                        is_summary: false,
                        turns: vec![],
                    });
                });
            }
            push(&mut made, Field::Document, names.documents.get(meeting.id.as_str()).map_or(&[], Vec::as_slice));
        }
        Record::Document(document) => {
            date = document.date;
            if let Some(mechanism) = &document.issuer {
                push(&mut made, Field::Context, names.find(Kind::Mechanism, mechanism.as_str()));
            }
        }
    }
    made.titles.extend(names.find(record.kind(), record.id()).iter().map(|n| (n.lang.clone(), n.text.clone())));
    Some(match date {
        Some(date) => dated(made, &date.to_string()),
        None => made,
    })
}

#[test]
fn known_items_of_the_register_rank_first() {
    let index = TestIndex::of(entries(&records()));
    let mut wrong = Vec::new();
    // Of several that are meant, any may come first.
    for (query, wanted) in [
        ("customs heads meeting 2017", "tchm/6"),
        ("6th TCHM", "tchm/6"),
        ("TCHM", "tchm"),
        ("tchm/6", "tchm/6"),
        ("海关领导人会议", "tchm"),
        ("税関", "customs"),
        ("관세청장회의", "tchm"),
        ("관세청", "kr-kcs"),
        ("关税", "tchm jp-ctb kr-kcs"),
        ("fake zero", "tchm-ipr/5 tchm/5"),
        ("Jeju 2008", "tchm/2 tcmm/2 temm/10"),
        ("customs Jeju 2008", "tchm/2"),
        ("action plan customs", "tchm-6-action-plan tchm-4-action-plan tchm-3-action-plan"),
        ("trilateral summit 2019", "summit/8"),
        ("中日韩领导人会议 成都", "summit/8"),
        ("日中韓サミット", "summit"),
        ("정상회의", "summit"),
        ("第八次领导人会议", "summit/8"),
        ("TEMM", "temm"),
        ("20th TEMM", "temm/20"),
        ("TEMM 20", "temm/20"),
        ("環境大臣会合 第20回", "temm/20"),
        ("环境部长会议", "temm"),
        ("문화장관회의 2011", "tcmm/3"),
        ("特許庁長官", "tripo"),
        ("知识产权", "intellectual-property"),
        ("culture shanghai action plan", "tcmm-4-action-plan"),
    ] {
        let found = index.ids(query);
        let is_right = found.first().is_some_and(|first| wanted.split(' ').any(|w| w == first));
        if !is_right {
            wrong.push(format!("{query}: wanted {wanted}, found {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
