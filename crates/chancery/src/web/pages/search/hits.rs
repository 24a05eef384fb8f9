//! A hit: what it is called, when and where it was, and its best passages, each a link to the very item.

use chancery_app::search::{Because, Field, SearchHit, Shown};
use chancery_model::{ItemKey, Kind};

use crate::web::api::search::{file_of, in_text, paper_route};
use crate::web::pages::reader::Reader;
use crate::web::routes::{Page, Route};
use crate::web::text::html::Html;

/// A hit.
#[derive(Debug)]
pub(super) struct HitView {
    pub(super) title: Html,
    pub(super) facts: Html,
    pub(super) may_match: bool,
    /// Other names by which it was found.
    pub(super) because: Vec<Html>,
    pub(super) passages: Vec<PassageView>,
}

/// A passage of a hit.
#[derive(Debug)]
pub(super) struct PassageView {
    pub(super) label: String,
    pub(super) href: String,
    /// The file that has the passage, opened at its page.
    pub(super) file: Option<FileLink>,
    pub(super) text: Html,
    pub(super) is_cut_before: bool,
    pub(super) is_cut_after: bool,
    /// What the words are to their source, where they are not its own.
    pub(super) status: Option<String>,
}

/// A file, opened at a page.
#[derive(Debug)]
pub(super) struct FileLink {
    pub(super) label: String,
    pub(super) href: String,
}

/// Says what a hit is.
pub(super) fn hit_view(reader: &Reader, hit: &SearchHit) -> HitView {
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
    let field = field_name(reader, shown.field);
    let label = match (number, shown.page) {
        (Some(number), _) => reader.words.with("found-in-item", &[("field", field.into()), ("number", number.into())]),
        (None, Some(page)) => reader.words.with("found-on-page", &[("field", field.into()), ("page", page.into())]),
        (None, None) => field,
    };
    let href = match (item, hit.address.kind) {
        (Some(key), Kind::Meeting) => hit.address.id().parse().ok().map(|id| reader.route(&Route::IdItem(id, key))),
        _ if shown.field == Field::Paper => Some(format!("{}{}", reader.route(&paper_route(hit, shown)), in_text(shown))),
        _ => Page::of(&hit.address).map(|page| reader.link(&page)),
    };
    let file = file_of(hit, shown).map(|(route, page)| FileLink {
        label: reader.words.with("found-in-file", &[("page", page.into())]),
        href: format!("{}#page={page}", reader.route(&route)),
    });
    PassageView {
        label,
        href: href.unwrap_or_default(),
        file,
        text: Html::highlighted(&shown.text, &shown.lang, &shown.highlights),
        is_cut_before: shown.is_cut_before,
        is_cut_after: shown.is_cut_after,
        status: shown.is_summary.then(|| reader.words.say("text-summary")),
    }
}

/// What a part of a record is called.
pub(super) fn field_name(reader: &Reader, field: Field) -> String {
    reader.words.say(match field {
        Field::Title => "found-in-title",
        Field::Place => "found-in-place",
        Field::People => "found-in-people",
        Field::Agenda => "found-in-agenda",
        Field::Outcome => "found-in-outcome",
        Field::Document => "found-in-document",
        Field::Note => "found-in-note",
        Field::Context => "found-in-context",
        Field::Paper => "found-in-paper",
        Field::Organisation => "found-in-organisation",
    })
}
