//! The outcomes marked by hand: `candidates/*.txt`, and `seed.tsv` with the page that it marks.
//!
//! How to read them is in `candidates/README.md`.

use std::ops::Range;
use std::path::{Path, PathBuf};

use chancery_model::{Digest, Item, Lang};

/// A commitment as marked.
#[derive(Debug, Clone)]
pub(super) struct Marked {
    /// The item of the outcome that holds it, by its key.
    pub(super) item: String,
    /// Its words, in bytes of the item; of the seed only where it begins is known.
    pub(super) core: Range<usize>,
    pub(super) due: Option<String>,
    pub(super) rhythm: Option<String>,
    pub(super) parties: Vec<String>,
}

/// An outcome with its parts.
#[derive(Debug, Clone)]
pub(super) struct Outcome {
    /// Where it stands: file and line.
    pub(super) place: String,
    pub(super) item: Item,
    pub(super) marked: Vec<Marked>,
    pub(super) is_held_out: bool,
    /// Of the seed only the first character of a commitment is marked, and neither due dates nor parties are.
    pub(super) has_details: bool,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../candidates")
}

fn item(key: &str, text: &str) -> Item {
    Item { key: key.parse().unwrap(), number: None, label: None, text: text.to_owned(), items: Vec::new(), retold: None, is_gone: false }
}

/// Takes the marks off a line.
fn unmark(place: &str, line: &str, key: &str) -> (String, Vec<Marked>) {
    let mut text = String::new();
    let mut marked = Vec::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let (core, after) = after.split_once('}').unwrap_or_else(|| panic!("{place}: a brace is not closed"));
        let (words, said) = core.split_once('|').map_or((core, ""), |(words, said)| (words.trim_end(), said));
        let start = text.len();
        text.push_str(words);
        let mut mark = Marked { item: key.to_owned(), core: start..text.len(), due: None, rhythm: None, parties: Vec::new() };
        for pair in said.split_whitespace() {
            match pair.split_once('=') {
                Some(("due", value)) => mark.due = Some(value.to_owned()),
                Some(("rhythm", value)) => mark.rhythm = Some(value.to_owned()),
                Some(("party", value)) => mark.parties = value.split(',').map(str::to_owned).collect(),
                _ => panic!("{place}: {pair:?} is not understood; expected due=, rhythm= or party="),
            }
        }
        marked.push(mark);
        rest = after;
    }
    text.push_str(rest);
    (text, marked)
}

/// Reads the made-up outcomes of one language.
pub(super) fn read(name: &str) -> (Lang, Vec<Outcome>) {
    (name.parse().unwrap(), read_file(&format!("{name}.txt")))
}

/// Reads those that were written after the rules, on which nothing is tuned.
pub(super) fn read_fresh(name: &str) -> (Lang, Vec<Outcome>) {
    (name.parse().unwrap(), read_file(&format!("fresh/{name}.txt")))
}

fn read_file(name: &str) -> Vec<Outcome> {
    let text = std::fs::read_to_string(folder().join(name)).unwrap();
    let mut outcomes: Vec<Outcome> = Vec::new();
    for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#')) {
        let place = format!("{name}:{number}");
        match (line.strip_prefix("- "), outcomes.last_mut()) {
            (Some(part), Some(outcome)) => {
                let key = format!("outcome-1.{}", outcome.item.items.len() + 1);
                let (text, marked) = unmark(&place, part, &key);
                outcome.item.items.push(item(&key, &text));
                outcome.marked.extend(marked);
            }
            _ => {
                let (text, marked) = unmark(&place, line, "outcome-1");
                let is_held_out = outcomes.len() % 3 == 2;
                outcomes.push(Outcome { place, item: item("outcome-1", &text), marked, is_held_out, has_details: true });
            }
        }
    }
    outcomes
}

/// Reads the marks of the seed against its page; a line whose words have another digest stops the test.
pub(super) fn read_seed(page: &str) -> (Lang, Vec<Outcome>) {
    let rows = std::fs::read_to_string(folder().join("seed.tsv")).unwrap();
    let lines: Vec<&str> = page.lines().collect();
    let mut outcomes = Vec::new();
    for row in rows.lines().filter(|row| !row.starts_with('#')).skip(1) {
        let cells: Vec<&str> = row.split('\t').collect();
        let [line, sha256, label, begins] = cells[..] else { panic!("seed.tsv: {row:?} has not four cells") };
        let number: usize = line.parse().unwrap();
        let words = lines[number - 1].trim();
        let words = words.strip_prefix(label).unwrap_or(words).trim();
        assert_eq!(Digest::of(words.as_bytes()).to_string(), sha256, "line {number} of the page has other words");
        let at = |count: usize| words.char_indices().nth(count).map_or(words.len(), |(at, _)| at);
        let mark = |count: &str| {
            let start = at(count.parse().unwrap());
            Marked { item: "outcome-1".into(), core: start..start + 1, due: None, rhythm: None, parties: Vec::new() }
        };
        let marked = begins.split_whitespace().map(mark).collect();
        let place = format!("seed:{number}");
        outcomes.push(Outcome { place, item: item("outcome-1", words), marked, is_held_out: false, has_details: false });
    }
    (Lang::en(), outcomes)
}

/// The customs outcomes as the bundled register retells them in a language, with how many commitments the page's item has.
///
/// The summaries were written before there were rules; how many commitments each holds is taken from the page it retells.
pub(super) fn read_summaries(name: &str) -> (Lang, Vec<(Item, usize)>) {
    #[derive(serde::Deserialize)]
    struct File {
        item: Vec<Retold>,
    }
    #[derive(serde::Deserialize)]
    struct Retold {
        line: usize,
        text: std::collections::BTreeMap<String, String>,
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/register-overlay");
    let file: File = toml::from_str(&std::fs::read_to_string(folder.join("customs-accounts.toml")).unwrap()).unwrap();
    let rows = std::fs::read_to_string(self::folder().join("seed.tsv")).unwrap();
    let counts: std::collections::BTreeMap<usize, usize> = rows
        .lines()
        .filter(|row| !row.starts_with('#'))
        .skip(1)
        .map(|row| (row.split('\t').next().unwrap().parse().unwrap(), row.rsplit('\t').next().unwrap().split_whitespace().count()))
        .collect();
    let items = file.item.iter().filter_map(|retold| Some((item("outcome-1", retold.text.get(name)?), *counts.get(&retold.line)?)));
    (name.parse().unwrap(), items.collect())
}
