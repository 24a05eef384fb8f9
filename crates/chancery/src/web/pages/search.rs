//! The search: what was asked ([`ask`]), how it was read ([`read`], [`notes`]), the hits ([`hits`]), the facets
//! ([`facets`]), what helps where nothing is found ([`empty`]), and the page that explains it all ([`grammar`]).
//!
//! The address carries all state. No query is an error (promise P7): what could not be understood is named beside the hits.
//! A program that asks this address for JSON or Atom gets the same hits in that form.

mod ask;
mod empty;
mod facets;
mod grammar;
mod hits;
mod notes;
mod read;

use askama::Template;
use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chancery_app::search::SearchPage;

use self::ask::Ask;
use self::empty::Empty;
use self::facets::{Chip, Facet};
use self::hits::HitView;
use super::failure::Failure;
use super::frame::{Frame, Head};
use super::reader::Reader;
use super::table::language;
use super::{html, see};
use crate::web::State;
use crate::web::accept::Form;
use crate::web::feeds::results::{Results, feed};
use crate::web::routes::{List, ListFormat, Page, Route};
use crate::web::text::html::Html;

pub(super) use grammar::help;

/// How many hits a page shows.
const HITS: usize = 20;
/// How many passages are shown of a hit.
const PASSAGES: usize = 3;

#[derive(Debug, Template)]
#[template(path = "search/page.html")]
struct SearchView {
    frame: Frame,
    heading: String,
    /// The query in near spellings, as a link.
    meant: Option<Html>,
    /// The parts of the query that are more than words, each with the link that takes it away.
    read: Vec<Chip>,
    notes: Vec<Html>,
    /// The other names that were looked for, or that they were not.
    widened: Option<Html>,
    chips: Vec<Chip>,
    clear: String,
    facets: Vec<Facet>,
    hits: Vec<HitView>,
    /// What the form keeps of the state beside the words and the days.
    kept: Vec<(&'static str, String)>,
    from: String,
    until: String,
    sorts: Vec<(String, String, bool)>,
    shown: Option<String>,
    previous: Option<String>,
    next: Option<String>,
    empty: Option<Empty>,
    csv: String,
    json: String,
    atom: String,
}

/// Answers a search in the form that is wanted.
pub(super) async fn search(state: &State, reader: &Reader, form: Form) -> Result<Response, Failure> {
    let ask = Ask::read(&reader.params);
    // The address of a page of the source's own site: its readers arrive with it in hand.
    if ask.text.starts_with("https://") || ask.text.starts_with("http://") {
        let found = reader.app.find_address(&reader.ctx, &ask.text).await?;
        if let Some(page) = found.first().and_then(Page::of) {
            return Ok(see(StatusCode::SEE_OTHER, &reader.link(&page), None));
        }
    }
    let answer = reader.app.search(&reader.ctx, ask.to_request(reader.lang.clone(), HITS, PASSAGES)).await?;
    Ok(match form {
        Form::Page => html(reader, StatusCode::OK, &view(reader, &ask, &answer)),
        Form::Json => {
            Json(crate::web::api::search::view(&reader.base, reader.ui, &ask.text, answer, crate::web::api::search::VALUES)).into_response()
        }
        Form::Feed => {
            let page = reader.base.absolute(&Page::Search.in_language(reader.ui));
            let beside = ask.pages(answer.hits.len(), answer.total);
            let address = |ask: &Ask| format!("{page}{}", ask.to_query());
            let beside = beside.iter().map(|(relation, ask)| (*relation, address(ask))).collect();
            let results = Results { query: &ask.text, own: address(&ask), page: address(&ask), beside, found: answer };
            feed(state, reader.ui, results).await.unwrap_or_else(IntoResponse::into_response)
        }
    })
}

fn view(reader: &Reader, ask: &Ask, answer: &SearchPage) -> SearchView {
    let words = reader.words;
    let heading = match (ask.text.as_str(), answer.total) {
        ("", 0) => words.say("search-none-at-all"),
        ("", total) => words.with("search-all", &[("count", total.into())]),
        (text, 0) => words.with("search-none", &[("query", text.into())]),
        (text, total) => words.with("search-found", &[("query", text.into()), ("count", total.into())]),
    };
    let title =
        if ask.text.is_empty() { words.say("search-title") } else { words.with("search-for", &[("query", ask.text.as_str().into())]) };
    let head = Head {
        title,
        description: words.say("search-description"),
        query: ask.text.clone(),
        is_private: !ask.is_blank(),
        has_own_search: false,
        ..Head::default()
    };
    let link = |ask: &Ask| reader.link_with(&Page::Search, &ask.to_query());
    let meant = answer.did_you_mean.as_ref().map(|text| {
        let inner = Html::said(text, &chancery_model::Lang::und());
        words.mix("search-meant", &[("query", Html::link(&link(&ask.with_text(text.clone())), &inner))], &[])
    });
    let end = ask.offset + answer.hits.len();
    let pages = ask.pages(answer.hits.len(), answer.total);
    let beside = |wanted: &str| pages.iter().find(|(relation, _)| *relation == wanted).map(|(_, ask)| link(ask));
    // A file holds the whole result, whichever page of it is shown.
    let whole = ask.at(0).to_query();
    let file = |route: Route| format!("{}{whole}", reader.route(&route));
    SearchView {
        frame: reader.frame(&Page::Search, head),
        heading,
        meant,
        read: read::chips(reader, ask, &answer.understood),
        notes: notes::notes(reader, ask, answer),
        widened: notes::widened(reader, ask, answer),
        chips: facets::chips(reader, ask),
        clear: link(&ask.without_filters()),
        facets: facets::facets(reader, ask, answer),
        hits: answer.hits.iter().map(|hit| hits::hit_view(reader, hit)).collect(),
        kept: ask.kept(),
        from: ask.from.clone(),
        until: ask.until.clone(),
        sorts: ["relevance", "newest", "oldest"]
            .into_iter()
            .map(|sort| (words.say(&format!("sort-{sort}")), link(&ask.sorted(sort)), ask.sort == sort))
            .collect(),
        shown: (answer.total > answer.hits.len() && !answer.hits.is_empty()).then(|| {
            words.with("search-shown", &[("from", (ask.offset + 1).into()), ("until", end.into()), ("count", answer.total.into())])
        }),
        previous: beside("previous"),
        next: beside("next"),
        empty: (answer.total == 0).then(|| empty::empty(reader, ask, answer)),
        csv: file(Route::List(reader.ui, List::Search, ListFormat::Csv)),
        json: file(Route::List(reader.ui, List::Search, ListFormat::Json)),
        atom: file(Route::Results(reader.ui)),
    }
}

/// A language facet's value by its own name.
fn language_value(value: &str) -> Html {
    value.parse().map_or_else(|_| Html::text(value), |lang| language(&lang))
}
