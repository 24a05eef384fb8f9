//! What a search finds, as a feed (RFC 4287): the records in the order of the result page, each with its best passage.
//!
//! Who follows a search this way sees new records as they are published and revised ones with a new `updated`. An entry's id
//! is the record's permanent address, so a record stays one entry whatever search it is found by.

use atom_syndication::{Category, Content, Entry, Feed, Generator, Link, Person, Text};
use axum::response::Response;
use chancery_app::AppError;
use chancery_app::search::{SearchHit, SearchPage};

use super::atom::{author, instant, link};
use super::{Answer, file, list};
use crate::web::State;
use crate::web::api::{Problem, search};
use crate::web::routes::{Page, Route, UiLang};
use crate::web::text::Words;

/// How many hits the feed under its own address holds; who wants more takes the list as CSV or JSON.
const ENTRIES: usize = 100;

/// What a feed of results is of.
#[derive(Debug)]
pub(in crate::web) struct Results<'a> {
    /// The query as typed.
    pub(in crate::web) query: &'a str,
    /// The feed's own address.
    pub(in crate::web) own: String,
    /// The address of the page that shows the same.
    pub(in crate::web) page: String,
    /// The feed of the page before and of the next, where there is one: relation and address.
    pub(in crate::web) beside: Vec<(&'static str, String)>,
    /// What was found.
    pub(in crate::web) found: SearchPage,
}

fn entry(state: &State, ui: UiLang, hit: &SearchHit) -> Entry {
    let words = Words::of(ui);
    let catalogue = state.app.catalogue();
    let permanent = state.base.absolute(&Route::Id(hit.address.clone()));
    let page = Page::of(&hit.address).map_or_else(|| permanent.clone(), |page| state.base.absolute(&page.in_language(ui)));
    let mut facts = vec![words.say(&format!("kind-{}", hit.address.kind))];
    facts.extend(hit.date.map(|date| words.date(&date)));
    facts.extend(hit.place.as_ref().and_then(|id| catalogue.place_name(id, &ui.lang())).map(|name| name.text.clone()));
    let published = hit.published.as_deref().map(instant);
    let mut links = vec![Link { hreflang: Some(ui.tag().to_owned()), ..link(page, "alternate", "text/html") }];
    let best = hit.passages.first();
    links.extend(best.map(|shown| Link {
        href: search::passage_address(&state.base, hit, shown),
        rel: "related".to_owned(),
        hreflang: Some(shown.lang.to_string()),
        ..Link::default()
    }));
    Entry {
        id: permanent,
        title: Text { lang: Some(hit.title.lang.to_string()), ..Text::plain(hit.title.text.clone()) },
        updated: published.unwrap_or_default(),
        summary: Some(Text { lang: Some(ui.tag().to_owned()), ..Text::plain(facts.join(" · ")) }),
        content: best.map(|shown| {
            let (before, behind) = (if shown.is_cut_before { "… " } else { "" }, if shown.is_cut_after { " …" } else { "" });
            let value = format!("{before}{}{behind}", shown.text);
            Content { lang: Some(shown.lang.to_string()), value: Some(value), content_type: Some("text".to_owned()), ..Content::default() }
        }),
        categories: vec![Category { term: hit.address.kind.to_string(), ..Category::default() }],
        links,
        ..Entry::default()
    }
}

/// Writes a page of results as a feed.
///
/// Errors: only what the store reports of itself.
pub(in crate::web) async fn feed(state: &State, ui: UiLang, results: Results<'_>) -> Answer {
    let words = Words::of(ui);
    let hits = &results.found.hits;
    let latest = hits.iter().filter_map(|hit| hit.published.as_deref()).map(instant).max();
    let updated = match latest {
        Some(latest) => latest,
        // Nothing was found, which is so since the register last changed.
        None => state.app.list_latest_changes(&state.ctx(ui), 1).await?.rows.first().map(|row| instant(&row.batch.at)).unwrap_or_default(),
    };
    let title = match results.query {
        "" => words.say("search-title"),
        query => words.with("search-for", &[("query", query.into())]),
    };
    let mut links = vec![link(results.own.clone(), "self", "application/atom+xml"), link(results.page, "alternate", "text/html")];
    links.extend(results.beside.into_iter().map(|(relation, address)| link(address, relation, "application/atom+xml")));
    let feed = Feed {
        id: results.own,
        lang: Some(ui.tag().to_owned()),
        title: Text::plain(title),
        subtitle: Some(Text::plain(words.with("search-count", &[("count", results.found.total.into())]))),
        authors: vec![Person { name: author(state, ui), ..Person::default() }],
        generator: Some(Generator { value: "chancery".to_owned(), ..Generator::default() }),
        updated,
        links,
        entries: hits.iter().map(|hit| entry(state, ui, hit)).collect(),
        ..Feed::default()
    };
    let body = feed.write_to(Vec::new()).map_err(|e| Problem::from(AppError::bug(e)))?;
    Ok(file("application/atom+xml; charset=utf-8", None, body))
}

/// The feed under its own address, with the filters of the JSON door.
pub(super) async fn answer(state: State, ui: UiLang, query: Option<String>) -> Result<Response, Problem> {
    let query = query.unwrap_or_default();
    let call = list::search_call(state, ui, &query)?;
    let mut request = search::request(&call, ENTRIES)?;
    (request.with_facets, request.passages) = (false, 1);
    let found = call.state.app.search(&call.ctx(), request).await?;
    let asked = if query.is_empty() { String::new() } else { format!("?{query}") };
    let address = |route: &Route| format!("{}{asked}", call.state.base.absolute(route));
    let results = Results {
        query: call.text("q").unwrap_or_default(),
        own: address(&Route::Results(ui)),
        page: address(&Page::Search.in_language(ui)),
        beside: Vec::new(),
        found,
    };
    feed(&call.state, ui, results).await
}
