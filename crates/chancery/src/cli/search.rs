//! `chancery search`: the search of the site, at the command line.

mod said;

use chancery_app::search::{Filters, Request, SearchHit, SearchPage, Sort};
use chancery_app::{Ctx, ErrorKind};
use chancery_model::{Day, DayRange, Edtf, Kind, Lang};
use serde::Serialize;

use self::said::{reading, sentence, stands_in_reading, ways_on};
use super::{Done, Failure, Output, Session};
use crate::web::api::understood::{EmptyView, UnderstoodView, empty, understood};

/// Search the register
///
/// Words must all be found, if possible; "quotes" keep words together; a minus in front excludes. Conditions can stand
/// in the query as topic:customs or year:2009..2017. A query is never an error: what was not understood is said.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What to look for, in any of the languages
    #[arg(value_name = "QUERY", num_args = 0..)]
    query: Vec<String>,
    /// Kinds of record: topic, organisation, mechanism, meeting, document, commitment, initiative, process or exchange
    #[arg(long, value_name = "KIND")]
    kind: Vec<Kind>,
    /// Topics, by id
    #[arg(long, value_name = "ID")]
    topic: Vec<String>,
    /// Levels, by id
    #[arg(long, value_name = "ID")]
    level: Vec<String>,
    /// Mechanisms, by id
    #[arg(long, value_name = "ID")]
    mechanism: Vec<String>,
    /// Parties that took part, by code
    #[arg(long, value_name = "CODE")]
    party: Vec<String>,
    /// Hosting parties, by code
    #[arg(long, value_name = "CODE")]
    host: Vec<String>,
    /// Places, by id
    #[arg(long, value_name = "ID")]
    place: Vec<String>,
    /// Years
    #[arg(long, value_name = "YEAR")]
    year: Vec<u16>,
    /// Types of document, such as press-release
    #[arg(long = "type", value_name = "TYPE")]
    document_type: Vec<String>,
    /// Languages of the text
    #[arg(long, value_name = "LANG")]
    lang: Vec<String>,
    /// From this date on, such as 2011, 2011-11 or 2011-11-11
    #[arg(long, value_name = "DATE")]
    from: Option<Edtf>,
    /// Up to this date
    #[arg(long, value_name = "DATE")]
    to: Option<Edtf>,
    /// Order of the hits
    #[arg(long, value_name = "ORDER", default_value = "relevance", value_parser = ["relevance", "newest", "oldest"])]
    sort: String,
    /// How many hits to print, at most 1000
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..=1000))]
    limit: u16,
    /// How many hits to pass over
    #[arg(long, value_name = "N", default_value_t = 0)]
    offset: u32,
    /// Language in which names and titles are shown: en, zh, ja or ko
    #[arg(long, value_name = "LANG", default_value = "en")]
    ui: Lang,
    /// Look for the words as typed only, not for other names of what they name
    #[arg(long)]
    literal: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Answer<'a> {
    query: &'a str,
    total: usize,
    hits: Vec<Hit<'a>>,
    facets: serde_json::Map<String, serde_json::Value>,
    notes: Vec<String>,
    understood: Vec<UnderstoodView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    did_you_mean: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    empty: Option<EmptyView>,
}

#[derive(Serialize)]
struct Hit<'a> {
    kind: Kind,
    id: &'a str,
    title: &'a str,
    lang: &'a Lang,
    url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<Edtf>,
    may_match: bool,
    passages: Vec<Passage<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    because: Vec<Reason<'a>>,
}

#[derive(Serialize)]
struct Reason<'a> {
    typed: &'a str,
    matched: &'a str,
    lang: &'a Lang,
}

#[derive(Serialize)]
struct Passage<'a> {
    url: String,
    lang: &'a Lang,
    text: &'a str,
    highlights: &'a [(usize, usize)],
}

/// Runs the command. The index is brought up to the journal first, unless a server beside is doing just that.
pub async fn run(args: &Args, session: &Session, output: &mut Output) -> Result<Done, Failure> {
    let app = session.app(output).await?;
    if let Err(error) = app.follow_once().await {
        if error.kind != ErrorKind::Busy {
            return Err(error.into());
        }
        output.say("note: another process is writing the search index; the latest changes may be missing");
    }
    let query = args.query.join(" ");
    let ctx = Ctx { lang: args.ui.clone(), ..session.ctx() };
    let page = app.search(&ctx, request(args, query.clone())).await?;
    if args.json {
        output.json(&answer(&query, &page))?;
    } else {
        print(&query, &page, output)?;
    }
    Ok(Done::Whole)
}

fn request(args: &Args, query: String) -> Request {
    let first = |date: Edtf| -> Option<Day> { date.range().earliest };
    let last = |date: Edtf| -> Option<Day> { date.range().latest };
    let days = (args.from.is_some() || args.to.is_some())
        .then(|| DayRange { earliest: args.from.and_then(first), latest: args.to.and_then(last) });
    Request {
        filters: Filters {
            kinds: args.kind.clone(),
            topics: args.topic.clone(),
            levels: args.level.clone(),
            mechanisms: args.mechanism.clone(),
            parties: args.party.clone(),
            hosts: args.host.clone(),
            places: args.place.clone(),
            years: args.year.clone(),
            document_types: args.document_type.clone(),
            langs: args.lang.clone(),
            days,
        },
        sort: match args.sort.as_str() {
            "newest" => Sort::NewestFirst,
            "oldest" => Sort::OldestFirst,
            _ => Sort::Relevance,
        },
        offset: usize::try_from(args.offset).unwrap_or(usize::MAX),
        limit: usize::from(args.limit),
        with_facets: args.json,
        is_literal: args.literal,
        ..Request::new(query, args.ui.clone())
    }
}

fn answer<'a>(query: &'a str, page: &'a SearchPage) -> Answer<'a> {
    let url = |hit: &SearchHit| format!("/id/{}/{}", hit.address.kind, hit.address.id());
    let hit = |hit: &'a SearchHit| Hit {
        kind: hit.address.kind,
        id: hit.address.id(),
        title: &hit.title.text,
        lang: &hit.title.lang,
        url: url(hit),
        date: hit.date,
        may_match: hit.may_match,
        passages: hit
            .passages
            .iter()
            .map(|p| Passage {
                url: p.anchor.as_ref().map_or_else(|| url(hit), |anchor| format!("{}/{anchor}", url(hit))),
                lang: &p.lang,
                text: &p.text,
                highlights: &p.highlights,
            })
            .collect(),
        because: hit.because.iter().map(|b| Reason { typed: &b.typed, matched: &b.matched, lang: &b.lang }).collect(),
    };
    let counts = |values: &Vec<(String, u32)>| {
        serde_json::json!(values.iter().map(|(v, n)| serde_json::json!({"value": v, "count": n})).collect::<Vec<_>>())
    };
    Answer {
        query,
        total: page.total,
        hits: page.hits.iter().map(hit).collect(),
        facets: page.facets.iter().map(|(name, values)| (name.to_string(), counts(values))).collect(),
        notes: page.notes.iter().map(sentence).collect(),
        understood: page.understood.iter().map(|part| understood(query, part)).collect(),
        did_you_mean: page.did_you_mean.as_deref(),
        empty: page.empty.as_ref().map(empty),
    }
}

fn print(query: &str, page: &SearchPage, output: &mut Output) -> Result<(), Failure> {
    if let Some(reading) = reading(query, &page.understood) {
        output.say(format_args!("note: {reading}"));
    }
    for note in page.notes.iter().filter(|note| !stands_in_reading(note)) {
        output.say(format_args!("note: {}", sentence(note)));
    }
    for hit in &page.hits {
        let date = hit.date.map_or_else(String::new, |d| format!("  {d}{}", if hit.may_match { " (may match)" } else { "" }));
        output.fact(format_args!("{}  {}{date}", hit.address, hit.title.text))?;
        for reason in &hit.because {
            output.fact(format_args!("    {} = {}", reason.typed, reason.matched))?;
        }
        for passage in &hit.passages {
            let anchor = passage.anchor.as_ref().map_or_else(String::new, |a| format!("{a}: "));
            let (before, behind) = (if passage.is_cut_before { "…" } else { "" }, if passage.is_cut_after { "…" } else { "" });
            output.fact(format_args!("    {anchor}{before}{}{behind}", passage.text))?;
        }
    }
    let shown = page.hits.len();
    output.fact(format_args!("{shown} of {}", page.total))?;
    for way in page.empty.iter().flat_map(ways_on) {
        output.hint(way);
    }
    if let Some(meant) = &page.did_you_mean {
        output.hint(format_args!("did you mean: {meant}"));
    }
    Ok(())
}
