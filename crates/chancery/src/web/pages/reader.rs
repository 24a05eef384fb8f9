//! The one who reads a page: their language, and how the register's names, links and dates are shown to them.

use std::sync::Arc;

use chancery_app::listing::MeetingRow;
use chancery_app::{App, Catalogue, Ctx, title};
use chancery_model::{
    Edtf, Kind, Lang, Level, MechanismId, MeetingId, MeetingStatus, Name, OrganisationId, PartyId, PlaceId, RecordRef, TopicId,
};

use super::frame::{self, Frame, Head};
use super::params::Params;
use crate::web::State;
use crate::web::assets;
use crate::web::routes::{Base, Page, Route, UiLang};
use crate::web::text::Words;
use crate::web::text::html::Html;

/// Who reads, and what the page needs to speak to them.
#[derive(Debug)]
pub(super) struct Reader {
    pub(super) app: App,
    pub(super) base: Base,
    pub(super) ctx: Ctx,
    pub(super) ui: UiLang,
    pub(super) lang: Lang,
    pub(super) words: Words,
    pub(super) catalogue: Arc<Catalogue>,
    pub(super) params: Params,
}

impl Reader {
    pub(super) fn new(state: &State, ui: UiLang, params: Params) -> Reader {
        Reader {
            app: state.app.clone(),
            base: state.base.clone(),
            ctx: state.ctx(ui),
            ui,
            lang: ui.lang(),
            words: Words::of(ui),
            catalogue: state.app.catalogue(),
            params,
        }
    }

    /// The link to a page in the reader's language.
    pub(super) fn link(&self, page: &Page) -> String {
        self.base.link(&page.in_language(self.ui))
    }
    /// The link to a page with a query.
    pub(super) fn link_with(&self, page: &Page, query: &str) -> String {
        format!("{}{query}", self.link(page))
    }
    /// The link to a route.
    pub(super) fn route(&self, route: &Route) -> String {
        self.base.link(route)
    }
    /// The link to an asset by its plain name.
    pub(super) fn asset(&self, name: &str) -> String {
        self.base.link(&Route::Asset(assets::hashed_name(name)))
    }
    /// What stands around a page.
    pub(super) fn frame(&self, page: &Page, head: Head) -> Frame {
        frame::around(self, Some(page), head)
    }

    /// A list of names, the reader's first.
    pub(super) fn name(&self, names: &[Name]) -> Html {
        self.catalogue.name(names, &self.lang).map(Html::name).unwrap_or_default()
    }
    /// The same as plain text, for titles and labels.
    pub(super) fn name_text(&self, names: &[Name]) -> String {
        self.catalogue.name(names, &self.lang).map(|n| n.text.clone()).unwrap_or_default()
    }
    /// The name of the register: its framework's.
    pub(super) fn register(&self) -> Option<&Name> {
        self.catalogue.framework().and_then(|f| self.catalogue.name(&f.names, &self.lang))
    }
    /// The name of a level; a level that the framework does not name shows as its id.
    pub(super) fn level(&self, level: &Level) -> Html {
        match self.catalogue.level_name(level, &self.lang) {
            Some(name) => Html::name(name),
            None => Html::text(level.as_str()),
        }
    }
    /// The name of a party.
    pub(super) fn party(&self, id: &PartyId) -> Html {
        self.catalogue.party_name(id, &self.lang).map_or_else(|| Html::text(id.as_str()), Html::name)
    }
    /// A topic's name as a link.
    pub(super) fn topic(&self, id: &TopicId) -> Html {
        let name = self.catalogue.topic_name(id, &self.lang).map_or_else(|| Html::text(id.as_str()), Html::name);
        Html::link(&self.link(&Page::Topic(id.clone())), &name)
    }
    /// A mechanism's name.
    pub(super) fn mechanism_name(&self, id: &MechanismId) -> Html {
        self.catalogue.mechanism_name(id, &self.lang).map_or_else(|| Html::text(id.as_str()), Html::name)
    }
    /// A mechanism's name as a link.
    pub(super) fn mechanism(&self, id: &MechanismId) -> Html {
        Html::link(&self.link(&Page::Mechanism(id.clone())), &self.mechanism_name(id))
    }
    /// A mechanism's acronym, else its name, as a link: for narrow places.
    pub(super) fn mechanism_short(&self, id: &MechanismId) -> Html {
        let name = match self.catalogue.mechanism_acronym(id) {
            Some(acronym) => Html::said(acronym, &Lang::und()),
            None => self.mechanism_name(id),
        };
        Html::link(&self.link(&Page::Mechanism(id.clone())), &name)
    }
    /// An organisation's name as a link.
    pub(super) fn organisation(&self, id: &OrganisationId) -> Html {
        let name = self.catalogue.organisation_name(id, &self.lang).map_or_else(|| Html::text(id.as_str()), Html::name);
        Html::link(&self.link(&Page::Organisation(id.clone())), &name)
    }
    /// The title of a meeting.
    pub(super) fn meeting_title(&self, own: &[Name], ordinal: Option<u32>, mechanism: &MechanismId, date: Option<&Edtf>) -> title::Title {
        let title = title::meeting(&self.catalogue, own, ordinal, mechanism, date, &self.lang);
        match date {
            // Without an ordinal the date stands in the title: there as people write it, not as it is stored.
            Some(date) if ordinal.is_none() && self.catalogue.name(own, &self.lang).is_none() => {
                title::Title { text: title.text.replace(&date.to_string(), &self.words.date(date)), ..title }
            }
            _ => title,
        }
    }
    /// The title of a meeting in a list, as a link.
    pub(super) fn meeting_link(&self, row: &MeetingRow) -> Html {
        let title = self.meeting_title(&row.names, row.ordinal, &row.mechanism, row.date.as_ref());
        Html::link(&self.link(&Page::Meeting(row.id.clone())), &Html::said(&title.text, &title.lang))
    }
    /// What a meeting is called within its series: its ordinal, else its own name, else its date.
    pub(super) fn within_series(&self, id: &MeetingId, names: &[Name], ordinal: Option<u32>, date: Option<&Edtf>) -> Html {
        match (ordinal, self.catalogue.name(names, &self.lang), date) {
            (Some(number), _, _) => Html::text(&title::ordinal(number, &self.lang)),
            (None, Some(name), _) => Html::name(name),
            (None, None, Some(date)) => Html::text(&self.words.date(date)),
            (None, None, None) => Html::text(id.suffix()),
        }
    }
    /// A date, or that there is none.
    pub(super) fn date(&self, date: Option<&Edtf>) -> Html {
        date.map_or_else(|| Html::text(&self.words.say("date-none")), |date| self.words.time(date))
    }
    /// A place with its country; a country alone where that is all that is known.
    pub(super) fn place(&self, place: Option<&PlaceId>, is_online: bool) -> Html {
        let known = place.map(|id| match self.catalogue.places.get(id) {
            Some(place) => {
                let city = self.name(&place.names);
                match self.catalogue.country_name(&place.country, &self.lang) {
                    Some(country) if !place.is_country => {
                        self.words.mix("place-in-country", &[("city", city), ("country", Html::name(country))], &[])
                    }
                    _ => city,
                }
            }
            None => Html::text(id.as_str()),
        });
        match (known, is_online) {
            (Some(place), true) => self.words.mix("place-and-online", &[("place", place)], &[]),
            (Some(place), false) => place,
            (None, true) => Html::text(&self.words.say("place-online")),
            (None, false) => Html::default(),
        }
    }
    /// A place without its country, for narrow lists.
    pub(super) fn city(&self, place: Option<&PlaceId>, is_online: bool) -> Html {
        match place.and_then(|id| self.catalogue.places.get(id)) {
            Some(place) => self.name(&place.names),
            None if is_online => Html::text(&self.words.say("place-online")),
            None => Html::default(),
        }
    }
    /// What is to be said of a meeting that was not, or not yet, held.
    pub(super) fn status(&self, status: MeetingStatus) -> Option<String> {
        let key = match status {
            MeetingStatus::Held => return None,
            MeetingStatus::Planned => "status-planned",
            MeetingStatus::Postponed => "status-postponed",
            MeetingStatus::Cancelled => "status-cancelled",
        };
        Some(self.words.say(key))
    }
    /// The name of a document type; one that has no name in the interface shows as its id.
    pub(super) fn document_type(&self, id: &str) -> String {
        self.words.find(&format!("document-type-{id}"), &[]).unwrap_or_else(|| id.replace('-', " "))
    }
    /// The name of a kind of record.
    pub(super) fn kind(&self, kind: Kind) -> String {
        self.words.say(&format!("kind-{kind}"))
    }
    /// A record's name, whatever its kind, linked to its page; the address itself if the register holds no name.
    pub(super) fn record(&self, record: &RecordRef) -> Html {
        let names = match record.kind {
            Kind::Topic => record.id().parse().ok().and_then(|id| self.catalogue.topics.get(&id)).map(|r| &r.names),
            Kind::Mechanism => record.id().parse().ok().and_then(|id| self.catalogue.mechanisms.get(&id)).map(|r| &r.names),
            Kind::Organisation => record.id().parse().ok().and_then(|id| self.catalogue.organisations.get(&id)).map(|r| &r.names),
            Kind::Place => record.id().parse().ok().and_then(|id| self.catalogue.places.get(&id)).map(|r| &r.names),
            Kind::Framework => record.id().parse().ok().and_then(|id| self.catalogue.frameworks.get(&id)).map(|r| &r.names),
            _ => None,
        };
        let shown = match names {
            Some(names) => self.name(names),
            None => Html::text(record.id()),
        };
        match Page::of(record) {
            Some(page) => Html::link(&self.link(&page), &shown),
            None => shown,
        }
    }
}
