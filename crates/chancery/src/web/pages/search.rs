//! The search: what was asked ([`ask`]), the hits with their passages, the facets ([`facets`]), and how the query was read.
//!
//! The address carries all state. No query is an error (promise P7): what could not be understood is named beside the hits.

mod ask;
mod facets;

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use chancery_app::search::{Because, Cut, Field, Note, SearchHit, SearchPage, Shown};
use chancery_model::{ItemKey, Kind};

use self::ask::Ask;
use self::facets::{Chip, Facet};
use super::failure::Failure;
use super::frame::{Frame, Head};
use super::reader::Reader;
use super::table::language;
use super::{html, see};
use crate::web::routes::{List, ListFormat, Page, Route};
use crate::web::text::html::Html;

/// How many hits a page shows.
const HITS: usize = 20;
/// How many passages are shown of a hit.
const PASSAGES: usize = 3;

#[derive(Debug, Template)]
#[template(path = "search/page.html")]
struct SearchView {
    frame: Frame,
    heading: String,
    notes: Vec<Html>,
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
    is_empty: bool,
    browse: Vec<Html>,
    csv: String,
    json: String,
}

#[derive(Debug)]
struct HitView {
    title: Html,
    facts: Html,
    may_match: bool,
    /// Other names by which it was found.
    because: Vec<Html>,
    passages: Vec<PassageView>,
}

#[derive(Debug)]
struct PassageView {
    label: String,
    href: String,
    text: Html,
    is_cut_before: bool,
    is_cut_after: bool,
}

pub(super) async fn search(reader: &Reader) -> Result<Response, Failure> {
    let ask = Ask::read(&reader.params);
    // The address of a page of the source's own site: its readers arrive with it in hand.
    if ask.text.starts_with("https://") || ask.text.starts_with("http://") {
        let found = reader.app.find_address(&reader.ctx, &ask.text).await?;
        if let Some(page) = found.first().and_then(Page::of) {
            return Ok(see(StatusCode::SEE_OTHER, &reader.link(&page), None));
        }
    }
    let answer = reader.app.search(&reader.ctx, ask.to_request(reader.lang.clone(), HITS, PASSAGES)).await?;
    let page = view(reader, &ask, &answer);
    Ok(html(reader, StatusCode::OK, &page))
}

fn view(reader: &Reader, ask: &Ask, answer: &SearchPage) -> SearchView {
    let words = reader.words;
    let heading = match (ask.text.as_str(), answer.total) {
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
    let mut notes: Vec<Html> = ask
        .not_understood
        .iter()
        .map(|what| Html::text(&words.with("note-date-not-understood", &[("what", what.as_str().into())])))
        .collect();
    notes.extend(answer.notes.iter().map(|note| said(reader, note)));
    let link = |query: String| reader.link_with(&Page::Search, &query);
    let is_widened = answer.notes.iter().any(|note| matches!(note, Note::Widened { .. }));
    if is_widened || ask.is_literal {
        let offer = words.say(if ask.is_literal { "search-other-names" } else { "search-literally" });
        notes.push(Html::link(&link(ask.literal(!ask.is_literal).to_query()), &Html::text(&offer)));
    }
    let end = ask.offset + answer.hits.len();
    // A file holds the whole result, whichever page of it is shown.
    let whole = ask.at(0).to_query();
    let file = |format| format!("{}{whole}", reader.route(&Route::List(reader.ui, List::Search, format)));
    SearchView {
        frame: reader.frame(&Page::Search, head),
        heading,
        notes,
        chips: facets::chips(reader, ask),
        clear: link(ask.without_filters().to_query()),
        facets: facets::facets(reader, ask, answer),
        hits: answer.hits.iter().map(|hit| hit_view(reader, hit)).collect(),
        kept: ask.kept(),
        from: ask.from.clone(),
        until: ask.until.clone(),
        sorts: ["relevance", "newest", "oldest"]
            .into_iter()
            .map(|sort| (words.say(&format!("sort-{sort}")), link(ask.sorted(sort).to_query()), ask.sort == sort))
            .collect(),
        shown: (answer.total > answer.hits.len() && !answer.hits.is_empty()).then(|| {
            words.with("search-shown", &[("from", (ask.offset + 1).into()), ("until", end.into()), ("count", answer.total.into())])
        }),
        previous: (ask.offset > 0).then(|| link(ask.at(ask.offset.saturating_sub(HITS)).to_query())),
        next: (end < answer.total && !answer.hits.is_empty()).then(|| link(ask.at(end).to_query())),
        is_empty: answer.total == 0,
        browse: reader.catalogue.topics_in_order().into_iter().filter(|t| has_mechanism(reader, t)).map(|t| reader.topic(&t.id)).collect(),
        csv: file(ListFormat::Csv),
        json: file(ListFormat::Json),
    }
}

fn has_mechanism(reader: &Reader, topic: &chancery_model::Topic) -> bool {
    reader.catalogue.mechanisms.values().any(|m| m.topics.contains(&topic.id))
}

fn hit_view(reader: &Reader, hit: &SearchHit) -> HitView {
    let title = Html::said(&hit.title.text, &hit.title.lang);
    let mut facts = vec![Html::text(&reader.kind(hit.address.kind))];
    if let Some(date) = &hit.date {
        facts.push(reader.words.time(date));
    }
    let place = reader.city(hit.place.as_ref(), false);
    if !place.is_empty() {
        facts.push(place);
    }
    match hit.address.kind {
        Kind::Document => facts.extend(hit.mechanism.as_ref().map(|id| reader.mechanism_short(id))),
        Kind::Meeting => {
            let topic = hit.mechanism.as_ref().and_then(|id| reader.catalogue.mechanisms.get(id)).and_then(|m| m.topics.first());
            facts.extend(topic.map(|id| reader.topic(id)));
        }
        Kind::Mechanism => {
            let mechanism = hit.address.id().parse().ok().and_then(|id| reader.catalogue.mechanisms.get(&id));
            facts.extend(mechanism.and_then(|m| m.topics.first()).map(|id| reader.topic(id)));
        }
        _ => {}
    }
    HitView {
        title: match Page::of(&hit.address) {
            Some(page) => Html::link(&reader.link(&page), &title),
            None => title,
        },
        facts: Html::join(&facts, " · "),
        may_match: hit.may_match,
        because: hit.because.iter().map(|because| reason(reader, because)).collect(),
        passages: hit.passages.iter().map(|shown| passage_view(reader, hit, shown)).collect(),
    }
}

/// Says which other name of what was typed the record has: "税関 = customs".
fn reason(reader: &Reader, because: &Because) -> Html {
    let typed = Html::text(&reader.words.with("found-because", &[("typed", because.typed.as_str().into())]));
    Html::join(&[typed, Html::said(&because.matched, &because.lang)], " ")
}

fn passage_view(reader: &Reader, hit: &SearchHit, shown: &Shown) -> PassageView {
    let item = shown.anchor.as_ref().and_then(|anchor| anchor.parse::<ItemKey>().ok());
    let number = item.as_ref().and_then(|key| {
        let part = key.as_str().rsplit_once("outcome-").or_else(|| key.as_str().rsplit_once("agenda-"))?.1;
        part.starts_with(|c: char| c.is_ascii_digit()).then(|| part.to_owned())
    });
    let field = reader.words.say(match shown.field {
        Field::Title => "found-in-title",
        Field::Place => "found-in-place",
        Field::People => "found-in-people",
        Field::Agenda => "found-in-agenda",
        Field::Outcome => "found-in-outcome",
        Field::Document => "found-in-document",
        Field::Note => "found-in-note",
        Field::Organisation => "found-in-organisation",
    });
    let label = match number {
        Some(number) => reader.words.with("found-in-item", &[("field", field.into()), ("number", number.into())]),
        None => field,
    };
    let href = match (item, hit.address.kind) {
        (Some(key), Kind::Meeting) => hit.address.id().parse().ok().map(|id| reader.route(&Route::IdItem(id, key))),
        _ => Page::of(&hit.address).map(|page| reader.link(&page)),
    };
    PassageView {
        label,
        href: href.unwrap_or_default(),
        text: Html::highlighted(&shown.text, &shown.lang, &shown.highlights),
        is_cut_before: shown.is_cut_before,
        is_cut_after: shown.is_cut_after,
    }
}

/// Makes a sentence of a note.
fn said(reader: &Reader, note: &Note) -> Html {
    let words = reader.words;
    let text = match note {
        Note::Widened { typed, equivalents } => {
            let names: Vec<Html> = equivalents.iter().map(|(lang, name)| Html::said(name, lang)).collect();
            let head = Html::text(&words.with("note-widened", &[("typed", typed.as_str().into())]));
            return Html::join(&[head, Html::join(&names, &words.say("comma"))], " ");
        }
        Note::SomeWords => words.say("note-some-words"),
        Note::Loosened => words.say("note-loosened"),
        Note::ReadAsOrdinal(number) => {
            let ordinal = chancery_app::title::ordinal(*number, &reader.lang);
            words.with("note-ordinal", &[("ordinal", ordinal.into())])
        }
        Note::ReadAsYear(year) => words.with("note-year", &[("year", year.to_string().into())]),
        Note::ReadAsDate(date) => words.with("note-date", &[("date", words.date(date).into())]),
        Note::UnknownField { name } => words.with("note-unknown-field", &[("name", name.as_str().into())]),
        Note::UnknownValue { field, value } => {
            words.with("note-unknown-value", &[("field", words.say(&format!("facet-{field}")).into()), ("value", value.as_str().into())])
        }
        Note::SeveralValues { field, value, .. } => {
            words.with("note-several-values", &[("field", words.say(&format!("facet-{field}")).into()), ("value", value.as_str().into())])
        }
        Note::NearSpellings { typed, words: near } => {
            let near = near.join(&words.say("comma"));
            words.with("note-near-spellings", &[("typed", typed.as_str().into()), ("words", near.into())])
        }
        Note::OpenQuote => words.say("note-open-quote"),
        Note::NotUnderstood { what } => words.with("note-not-understood", &[("what", what.as_str().into())]),
        Note::Cut(Cut::Characters) => words.say("note-cut-characters"),
        Note::Cut(Cut::Clauses) => words.say("note-cut-clauses"),
        Note::Cut(Cut::Expansions { prefix }) => words.with("note-cut-expansions", &[("prefix", prefix.as_str().into())]),
        Note::Cut(Cut::NearSpellings) => words.say("note-cut-near-spellings"),
    };
    Html::text(&text)
}

/// A language facet's value by its own name.
fn language_value(value: &str) -> Html {
    value.parse().map_or_else(|_| Html::text(value), |lang| language(&lang))
}
