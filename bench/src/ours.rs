//! The product's own search in process, literally and in full: what HTTP, the store and JSON add is the difference to the
//! other rows.

use std::collections::BTreeMap;
use std::error::Error;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use chancery_model::{DayRange, Edtf, Kind, Lang};
use chancery_search::{Change, Cursor, Entry, Facets, Field, Filters, Index, Passage, Request, Terms};

use crate::queries::{Query, Text};
use crate::runs::Runs;

/// How many entries are written at a time, as the product does it when it follows the journal.
const STEP: usize = 2_000;

/// Makes an index of the texts, and says how fast.
pub(crate) fn make(folder: &Path, texts: impl Iterator<Item = io::Result<Text>>) -> Result<String, Box<dyn Error>> {
    let (index, _) = Index::open(folder)?;
    let (mut changes, mut seq, mut bytes) = (Vec::with_capacity(STEP), 0, 0);
    let mut time = std::time::Duration::ZERO;
    let mut texts = texts.peekable();
    while let Some(text) = texts.next() {
        let text = text?;
        seq += 1;
        bytes += text.title.len() + text.body.len();
        changes.push(Change::Put(entry(text, seq)));
        if changes.len() == STEP || texts.peek().is_none() {
            let start = Instant::now();
            index.apply(std::mem::take(&mut changes), Cursor { seq, digest: seq.to_string() })?;
            time += start.elapsed();
        }
    }
    let start = Instant::now();
    index.settle()?;
    let settled = time + start.elapsed();
    let rate = |time: std::time::Duration| seq as f64 / time.as_secs_f64();
    Ok(format!("{seq} entries, {bytes} bytes of text, {:.0} entries/s, {:.0} with segments put together", rate(time), rate(settled)))
}

/// What the product makes of a meeting, but for the names of organisations and places.
fn entry(text: Text, seq: u64) -> Entry {
    let lang = Lang::en();
    let date: Option<Edtf> = text.year.to_string().parse().ok();
    let days: Option<DayRange> = date.map(|date| date.range());
    let item = |(n, item): (usize, &str)| Passage {
        anchor: Some(format!("outcome-{n}")),
        field: Field::Outcome,
        lang: lang.clone(),
        text: item.to_owned(),
        page: None,
        is_summary: false,
        turns: Vec::new(),
    };
    let mechanism = text.id.split('/').next().unwrap_or_default().to_owned();
    Entry {
        kind: Kind::Meeting,
        id: text.id,
        seq,
        titles: vec![(lang.clone(), text.title)],
        ordinal: None,
        passages: text.body.lines().enumerate().map(item).collect(),
        kept: Vec::new(),
        card: String::new(),
        facets: Facets {
            topics: vec![text.topic],
            mechanisms: vec![mechanism],
            hosts: vec![text.host],
            parties: ["CN", "JP", "KR"].map(str::to_owned).into(),
            years: vec![text.year],
            langs: vec![lang.to_string()],
            ..Facets::default()
        },
        days,
        date,
        sort_day: days.and_then(|days| days.latest).map(chancery_model::Day::number),
    }
}

/// Reads the glossary.
pub(crate) fn terms(folder: &Path) -> Result<Terms, Box<dyn Error>> {
    let mut notions = Vec::new();
    for file in std::fs::read_dir(folder)? {
        let path = file?.path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            // Files of another shape hold names of places and of values.
            let Ok(read) = toml::from_str::<BTreeMap<String, BTreeMap<Lang, Vec<String>>>>(&std::fs::read_to_string(&path)?) else {
                continue;
            };
            let notion = |names: BTreeMap<Lang, Vec<String>>| {
                names.into_iter().flat_map(|(lang, names)| names.into_iter().map(move |name| (lang.clone(), name))).collect()
            };
            notions.extend(read.into_values().map(notion).collect::<Vec<Vec<(Lang, String)>>>());
        }
    }
    Ok(Terms::new(notions))
}

/// Opens the index and asks: literally, or in full where there are terms.
pub(crate) fn measure(folder: &Path, queries: &[Query], terms: Option<Terms>) -> Result<Runs, Box<dyn Error>> {
    let (index, _) = Index::open(folder)?;
    if index.is_empty() {
        return Err(format!("{} holds no entries of this version", folder.display()).into());
    }
    let name = if terms.is_some() { "full, in process" } else { "literal, in process" };
    let terms = terms.map(Arc::new);
    Ok(Runs::of(name, queries, |query| Some(index.search(&request(query, terms.as_ref())).map(|answer| answer.total)))?)
}

fn request(query: &Query, terms: Option<&Arc<Terms>>) -> Request {
    let text = query.words.join(" ");
    let text = match query.ask.as_str() {
        "phrase" => format!("\"{text}\""),
        "prefix" => format!("{text}*"),
        _ => text,
    };
    let mut request = Request::new(text, Lang::en());
    request.filters = Filters { topics: query.topic.iter().cloned().collect(), ..Filters::default() };
    request.offset = query.offset;
    if let Some(terms) = terms {
        request.terms = Arc::clone(terms);
    } else {
        request.is_literal = true;
        request.passages = 0;
        request.with_facets = query.topic.is_some();
    }
    request
}
