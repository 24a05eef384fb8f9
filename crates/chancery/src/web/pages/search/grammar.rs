//! The page that explains what can be typed. Its table of conditions is made of the very table that the reader of queries
//! uses, and its examples of what the register holds, so that each of them finds something whatever the framework.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use chancery_app::search::{FacetName, QueryField};
use chancery_app::title;
use chancery_model::{DocumentType, Lang};

use crate::web::pages::failure::Failure;
use crate::web::pages::frame::{Frame, Head};
use crate::web::pages::reader::Reader;
use crate::web::pages::{html, params};
use crate::web::routes::{Page, UiLang};
use crate::web::text::html::Html;

#[derive(Debug, Template)]
#[template(path = "search/help.html")]
struct HelpPage {
    frame: Frame,
    ways: Vec<Way>,
    fields: Vec<FieldRow>,
    /// The name before the colon of what can stand in a part of a record.
    in_name: &'static str,
    parts: String,
}

/// A way to write a query.
#[derive(Debug)]
struct Way {
    name: String,
    text: String,
    example: Option<Html>,
}

/// A condition that can be written.
#[derive(Debug)]
struct FieldRow {
    /// The names in the reader's language, the one to show first.
    names: Vec<&'static str>,
    text: String,
    example: Option<Html>,
    /// The first name in each of the other languages.
    others: Vec<Html>,
}

/// What the register holds that examples are made of, in the reader's language.
#[derive(Debug, Default)]
struct Samples {
    topic: Option<(String, String)>,
    /// The topic's name in another language.
    foreign: Option<(String, Lang)>,
    mechanism: Option<(String, String)>,
    places: Vec<(String, String)>,
    party: Option<(String, String)>,
    level: Option<(String, String)>,
    ordinal: Option<u32>,
    year: Option<u16>,
    month: Option<String>,
}

/// Explains the search.
pub(in crate::web::pages) async fn help(reader: &Reader) -> Result<Response, Failure> {
    let samples = samples(reader).await?;
    let search = Html::link(&reader.link(&Page::Search), &Html::text(&reader.words.say("search-title")));
    let head = Head {
        title: reader.words.say("search-help"),
        description: reader.words.say("search-help-lead"),
        crumbs: vec![search],
        ..Head::default()
    };
    let mut parts: Vec<&str> = QueryField::parts(&reader.lang).collect();
    parts.dedup();
    let page = HelpPage {
        frame: reader.frame(&Page::SearchHelp, head),
        ways: ways(reader, &samples),
        fields: QueryField::all().map(|field| row(reader, &samples, field)).collect(),
        in_name: QueryField::In.names(&reader.lang).first().copied().unwrap_or("in"),
        parts: parts.join(&reader.words.say("comma")),
    };
    Ok(html(reader, StatusCode::OK, &page))
}

/// A query as a link to what it finds.
fn example(reader: &Reader, query: &str) -> Html {
    let href = reader.link_with(&Page::Search, &params::query([("q", query)]));
    Html::link(&href, &Html::said(query, &Lang::und()))
}

async fn samples(reader: &Reader) -> Result<Samples, Failure> {
    let home = reader.app.read_home(&reader.ctx).await?;
    let (catalogue, lang) = (&reader.catalogue, &reader.lang);
    let pair = |id: String, name: Option<&chancery_model::Name>| Some((id, name?.text.clone()));
    let biggest = home.topics.iter().max_by_key(|t| (t.meetings, std::cmp::Reverse(t.topic.position))).filter(|t| t.meetings > 0);
    let mut out = Samples {
        topic: biggest.and_then(|t| pair(t.topic.id.to_string(), catalogue.topic_name(&t.topic.id, lang))),
        ..Samples::default()
    };
    let other = catalogue.framework().and_then(|f| f.languages.iter().find(|l| !l.is_same_language(lang)));
    out.foreign = biggest.zip(other).and_then(|(t, other)| {
        let name = t.topic.names.iter().find(|n| n.lang.is_same_language(other))?;
        Some((name.text.clone(), name.lang.clone()))
    });
    for row in &home.latest {
        if let Some(place) = &row.place
            && !out.places.iter().any(|(id, _)| id == place.as_str())
        {
            out.places.extend(pair(place.to_string(), catalogue.place_name(place, lang)));
        }
        if let (None, Some(host)) = (&out.party, &row.host) {
            out.party = pair(host.to_string(), catalogue.party_name(host, lang));
        }
        if let (None, Some(number)) = (out.ordinal, row.ordinal) {
            out.ordinal = Some(number);
            let named = catalogue.mechanism_acronym(&row.mechanism).map(str::to_owned);
            let named = named.or_else(|| catalogue.mechanism_name(&row.mechanism, lang).map(|n| n.text.clone()));
            out.mechanism = named.map(|name| (row.mechanism.to_string(), name));
            let level = catalogue.mechanisms.get(&row.mechanism).map(|m| &m.level);
            out.level = level.and_then(|level| pair(level.to_string(), catalogue.level_name(level, lang)));
        }
        if let (None, Some(date)) = (out.year, &row.date) {
            out.year = date.first_year();
            let month = date.range().earliest.filter(|_| !date.to_string().contains('/'));
            let month = month.and_then(|day| format!("{:04}-{:02}", day.year(), day.month()).parse().ok());
            out.month = month.map(|month| reader.words.date(&month));
        }
    }
    Ok(out)
}

fn ways(reader: &Reader, samples: &Samples) -> Vec<Way> {
    let place = |at: usize| samples.places.get(at).map(|(_, name)| name.as_str());
    let topic = samples.topic.as_ref().map(|(_, name)| name.as_str());
    let mechanism = samples.mechanism.as_ref().map(|(_, name)| name.as_str());
    let first_letters = mechanism.filter(|name| name.is_ascii() && name.len() >= 4).map(|name| format!("{}*", &name[..name.len() - 1]));
    let ordinal = samples.ordinal.map(|number| title::ordinal(number, &reader.lang));
    let join = |a: Option<&str>, between: &str, b: Option<&str>| Some(format!("{}{between}{}", a?, b?));
    [
        ("help-words", "help-words-text", join(place(0), " ", samples.year.map(|y| y.to_string()).as_deref())),
        ("help-languages", "help-languages-text", samples.foreign.as_ref().map(|(name, _)| name.clone())),
        ("help-phrase", "help-phrase-text", topic.map(|name| reader.words.with("quoted", &[("text", name.into())]))),
        ("help-without", "help-without-text", join(topic, " -", place(0))),
        ("help-or", "help-or-text", join(place(0), " OR ", place(1))),
        ("help-beginning", "help-beginning-text", first_letters),
        ("help-ordinal", "help-ordinal-text", join(ordinal.as_deref(), " ", mechanism)),
        ("help-date", "help-date-text", samples.month.clone()),
        ("help-spelling", "help-spelling-text", None),
    ]
    .into_iter()
    .map(|(name, text, query)| Way {
        name: reader.words.say(name),
        text: reader.words.say(text),
        example: query.map(|query| example(reader, &query)),
    })
    .collect()
}

fn row(reader: &Reader, samples: &Samples, field: QueryField) -> FieldRow {
    let names = field.names(&reader.lang);
    let shown = names.first().copied().unwrap_or(field.as_str());
    // A name of several words would need quotes, which an example should not have to explain.
    let value = |pair: Option<&(String, String)>| {
        pair.map(|(id, name)| if name.contains(char::is_whitespace) || name.is_ascii() { id.clone() } else { name.clone() })
    };
    let year = samples.year;
    let document_type = DocumentType::KNOWN.first().map(|id| (*id).to_owned());
    let found = match field {
        QueryField::Facet(FacetName::Kind) => Some("meeting".to_owned()),
        QueryField::Facet(FacetName::Topic) => value(samples.topic.as_ref()),
        QueryField::Facet(FacetName::Level) => samples.level.as_ref().map(|(id, _)| id.clone()),
        QueryField::Facet(FacetName::Mechanism) => samples.mechanism.as_ref().map(|(id, _)| id.clone()),
        QueryField::Facet(FacetName::Party | FacetName::Host) => value(samples.party.as_ref()),
        QueryField::Facet(FacetName::Place) => value(samples.places.first()),
        QueryField::Facet(FacetName::Year) => year.map(|y| format!("{}..{y}", y.saturating_sub(8))),
        QueryField::Facet(FacetName::DocumentType) => document_type,
        QueryField::Facet(FacetName::Lang) => Some(reader.lang.primary().to_owned()),
        QueryField::Before | QueryField::After => year.map(|y| format!("{}-06", y.saturating_sub(2))),
        QueryField::In => QueryField::parts(&reader.lang).next().map(str::to_owned),
    };
    let query = found.map(|value| match (field, &samples.topic) {
        // Where words must stand says nothing without words.
        (QueryField::In, Some((_, topic))) => format!("{topic} {shown}:{value}"),
        _ => format!("{shown}:{value}"),
    });
    let others = UiLang::ALL.into_iter().filter(|ui| *ui != reader.ui).filter_map(|ui| {
        let name = field.names(&ui.lang()).first()?;
        Some(Html::said(name, &ui.lang()))
    });
    FieldRow {
        names: names.to_vec(),
        text: reader.words.say(&format!("help-field-{field}")),
        example: query.map(|query| example(reader, &query)),
        others: others.collect(),
    }
}
