//! The home page: the search, the topics with how much there is, the latest and the coming meetings.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use chancery_app::home::{Home, TopicCount};
use chancery_app::listing::MeetingRow;
use chancery_model::Lang;

use super::failure::Failure;
use super::frame::{Frame, Head};
use super::html;
use super::params;
use super::reader::Reader;
use crate::web::routes::Page;
use crate::web::text::html::Html;

#[derive(Debug, Template)]
#[template(path = "home/page.html")]
struct HomePage {
    frame: Frame,
    lead: String,
    examples: Vec<Example>,
    topics: Vec<TopicLine>,
    latest: Vec<MeetingBrief>,
    coming: Vec<MeetingBrief>,
    all_meetings: String,
    has_commitments: bool,
}

/// A search to try.
#[derive(Debug)]
struct Example {
    href: String,
    words: Html,
}

#[derive(Debug)]
struct TopicLine {
    name: Html,
    count: u64,
    said: String,
}

#[derive(Debug)]
struct MeetingBrief {
    date: Html,
    title: Html,
    place: Html,
    status: Option<String>,
}

pub(super) async fn home(reader: &Reader) -> Result<Response, Failure> {
    let view = reader.app.read_home(&reader.ctx).await?;
    let lead = lead(reader, &view);
    let head = Head { title: reader.words.say("home-title"), description: lead.clone(), has_own_search: true, ..Head::default() };
    let page = HomePage {
        frame: reader.frame(&Page::Home, head),
        lead,
        examples: examples(reader, &view),
        topics: view.topics.iter().map(|topic| topic_line(reader, topic)).collect(),
        latest: view.latest.iter().map(|row| brief(reader, row)).collect(),
        coming: view.coming.iter().map(|row| brief(reader, row)).collect(),
        all_meetings: reader.link(&Page::Meetings),
        has_commitments: view.commitments > 0,
    };
    Ok(html(reader, StatusCode::OK, &page))
}

/// "32 mechanisms, 250 meetings, 169 documents and 28 commitments since 1999."
fn lead(reader: &Reader, view: &Home) -> String {
    let counts = &view.counts;
    let Some(first) = counts.first_year else { return reader.words.say("home-empty") };
    reader.words.with(
        "home-lead",
        &[
            ("mechanisms", counts.mechanisms.into()),
            ("meetings", counts.meetings.into()),
            ("documents", counts.documents.into()),
            ("commitments", view.commitments.into()),
            ("year", first.to_string().into()),
        ],
    )
}

/// Searches to try, made of what the register holds, so that each finds something whatever the framework.
fn examples(reader: &Reader, view: &Home) -> Vec<Example> {
    let catalogue = &reader.catalogue;
    let mut out = Vec::new();
    let mut push = |text: String, shown: Html| {
        let href = reader.link_with(&Page::Search, &params::query([("q", text.as_str())]));
        out.push(Example { href, words: shown });
    };
    let mut by_size: Vec<&TopicCount> = view.topics.iter().filter(|t| t.meetings > 0).collect();
    by_size.sort_by_key(|t| (std::cmp::Reverse(t.meetings), t.topic.position));
    let acronyms = by_size.iter().flat_map(|t| catalogue.mechanisms_of(&t.topic.id, &reader.lang));
    if let Some(acronym) = acronyms.into_iter().find_map(|m| catalogue.mechanism_acronym(&m.id)) {
        push(acronym.to_owned(), Html::said(acronym, &Lang::und()));
    }
    // A topic's name in another working language shows that any of them will do.
    let other = catalogue.framework().and_then(|f| f.languages.iter().find(|l| !l.is_same_language(&reader.lang)));
    if let (Some(lang), Some(count)) = (other, by_size.get(1).or(by_size.first()))
        && let Some(name) = count.topic.names.iter().find(|n| n.lang.is_same_language(lang))
    {
        push(name.text.clone(), Html::name(name));
    }
    // A place and a year, as one remembers a meeting.
    let remembered = view.latest.iter().find_map(|row| Some((row.place.as_ref()?, row.date.as_ref()?.first_year()?)));
    if let Some((place, year)) = remembered
        && let Some(name) = catalogue.place_name(place, &reader.lang)
    {
        let text = format!("{} {year}", name.text);
        push(text.clone(), Html::said(&text, &name.lang));
    }
    out
}

fn topic_line(reader: &Reader, count: &TopicCount) -> TopicLine {
    let name = Html::link(&reader.link(&Page::Topic(count.topic.id.clone())), &reader.name(&count.topic.names));
    TopicLine { name, count: count.meetings, said: reader.words.with("meetings", &[("count", count.meetings.into())]) }
}

fn brief(reader: &Reader, row: &MeetingRow) -> MeetingBrief {
    MeetingBrief {
        date: reader.date(row.date.as_ref()),
        title: reader.meeting_link(row),
        place: reader.city(row.place.as_ref(), row.is_online),
        status: reader.status(row.status),
    }
}
