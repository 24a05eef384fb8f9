//! Made-up records for the set, written as plain text: `relevance/specimens/*.txt`.
//!
//! `== mechanism ID TOPIC` is followed by a name in each language, `== meeting ID DATE PLACE HOST` by lines of a language, a
//! part (`agenda`, `outcome` or `note`) and a text. They become records as `chancery put` takes them.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use serde_json::{Value, json};

/// Says why the specimens cannot be read.
#[derive(Debug, thiserror::Error)]
pub(super) enum SpecimenError {
    #[error("cannot read {path}: {error}")]
    File { path: String, error: std::io::Error },
    #[error("{path}, line {line}: {why}")]
    Line { path: String, line: usize, why: &'static str },
}

/// A record that is being read.
enum Specimen {
    Mechanism { id: String, topic: String, names: Vec<Value> },
    Meeting { id: String, date: String, place: String, host: String, accounts: Vec<Account> },
}

/// What a meeting has in one language.
#[derive(Default)]
struct Account {
    lang: String,
    parts: BTreeMap<Part, Vec<String>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Agenda,
    Outcome,
    Note,
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Part::Agenda => "agenda",
            Part::Outcome => "outcome",
            Part::Note => "note",
        })
    }
}

/// Reads all files of the folder, by name, into lines of records.
pub(super) fn read(folder: &Path) -> Result<String, SpecimenError> {
    let refused = |path: &Path, error| SpecimenError::File { path: path.display().to_string(), error };
    let entries = std::fs::read_dir(folder).map_err(|error| refused(folder, error))?;
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    paths.sort();
    let mut lines = String::new();
    for path in paths {
        let text = std::fs::read_to_string(&path).map_err(|error| refused(&path, error))?;
        let fault = |(line, why)| SpecimenError::Line { path: path.display().to_string(), line, why };
        for record in parse(&text).map_err(fault)? {
            lines.push_str(&record.to_string());
            lines.push('\n');
        }
    }
    Ok(lines)
}

fn parse(text: &str) -> Result<Vec<Value>, (usize, &'static str)> {
    let mut specimens: Vec<Specimen> = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let fault = |why| (at + 1, why);
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(head) = line.strip_prefix("== ") {
            let owned: Vec<String> = head.split_whitespace().map(str::to_owned).collect();
            specimens.push(match <[String; 5]>::try_from(owned.clone()) {
                Ok([kind, id, date, place, host]) if kind == "meeting" => Specimen::Meeting { id, date, place, host, accounts: Vec::new() },
                _ => match <[String; 3]>::try_from(owned) {
                    Ok([kind, id, topic]) if kind == "mechanism" => Specimen::Mechanism { id, topic, names: Vec::new() },
                    _ => return Err(fault("a record is `== mechanism ID TOPIC` or `== meeting ID DATE PLACE HOST`")),
                },
            });
            continue;
        }
        let (lang, rest) = line.split_once(' ').ok_or_else(|| fault("a line begins with its language"))?;
        match specimens.last_mut() {
            Some(Specimen::Mechanism { names, .. }) => {
                names.push(json!({ "lang": lang, "text": rest, "kind": "full", "status": "unofficial" }));
            }
            Some(Specimen::Meeting { accounts, .. }) => {
                let (part, text) = match rest.split_once(' ') {
                    Some(("agenda", text)) => (Part::Agenda, text),
                    Some(("outcome", text)) => (Part::Outcome, text),
                    Some(("note", text)) => (Part::Note, text),
                    _ => return Err(fault("behind the language comes agenda, outcome or note")),
                };
                if !accounts.iter().any(|account| account.lang == lang) {
                    accounts.push(Account { lang: lang.to_owned(), ..Account::default() });
                }
                for account in accounts.iter_mut().filter(|account| account.lang == lang) {
                    account.parts.entry(part).or_default().push(text.to_owned());
                }
            }
            None => return Err(fault("a line stands before the first record")),
        }
    }
    Ok(specimens.iter().map(record).collect())
}

fn record(specimen: &Specimen) -> Value {
    match specimen {
        Specimen::Mechanism { id, topic, names } => {
            let record = json!({ "id": id, "names": names, "topics": [topic], "level": "working-group" });
            json!({ "kind": "mechanism", "record": record })
        }
        Specimen::Meeting { id, date, place, host, accounts } => {
            let (mechanism, ordinal) = id.split_once('/').unwrap_or((id, ""));
            let accounts: Vec<Value> = accounts.iter().enumerate().map(|(at, account)| account_of(at, account)).collect();
            let record = json!({
                "id": id, "mechanism": mechanism, "ordinal": ordinal.parse::<u32>().ok(), "status": "held", "date": date,
                "place": { "place": place }, "host": host, "accounts": accounts,
            });
            json!({ "kind": "meeting", "record": record })
        }
    }
}

fn account_of(at: usize, account: &Account) -> Value {
    let key = ["a", "b", "c", "d"].get(at).copied().unwrap_or("e");
    // Items of the principal account have no account in their keys.
    let before = if at == 0 { String::new() } else { format!("{key}.") };
    let texts = |part: Part| account.parts.get(&part).map_or(&[][..], Vec::as_slice);
    let items = |part: Part| -> Vec<Value> {
        let numbered = texts(part).iter().enumerate();
        numbered.map(|(at, text)| json!({ "key": format!("{before}{part}-{}", at + 1), "text": text })).collect()
    };
    json!({
        "key": key, "is_principal": at == 0, "lang": account.lang, "status": "summary",
        "source": { "url": "https://example.org/specimen" },
        "agenda": items(Part::Agenda), "outcomes": items(Part::Outcome), "notes": texts(Part::Note),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_become_records() {
        let text =
            "== mechanism m customs\nen A forum\n\n== meeting m/2 2019-04-10 kobe JP\nja outcome 合意\nja outcome 視察\nko note 말\n";
        let records = parse(text).unwrap();
        assert_eq!(records[0]["record"]["names"][0]["text"], "A forum");
        assert_eq!(records[1]["record"]["ordinal"], 2);
        assert_eq!(records[1]["record"]["accounts"][0]["outcomes"][1]["key"], "outcome-2");
        assert_eq!(records[1]["record"]["accounts"][1]["notes"][0], "말");
    }

    #[test]
    fn a_slip_is_named_with_its_line() {
        for (text, line) in [("en x", 1), ("== meeting m/1", 1), ("== meeting m/1 2019 kobe JP\nja speech x", 2)] {
            assert_eq!(parse(text).unwrap_err().0, line, "{text}");
        }
    }

    #[test]
    fn the_specimens_are_whole() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../relevance/specimens");
        assert!(read(&folder).unwrap().lines().count() >= 9);
    }
}
