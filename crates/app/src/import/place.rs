//! Places as a page writes them, matched to place records by name and country; a place nobody knew becomes a record.

use std::collections::BTreeMap;

use chancery_model::reading::{ReadPlace, fold_key};
use chancery_model::{Framework, Lang, Meeting, MeetingPlace, Name, Place, PlaceId, TextStatus};

use super::report::Changes;
use super::statement::{Claim, state};
use super::voice::Voice;

/// The places of the register and those that this import adds.
#[derive(Debug, Clone, Default)]
pub(crate) struct Places {
    known: BTreeMap<PlaceId, Place>,
    added: Vec<PlaceId>,
}

/// What a page's place comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Found {
    /// A record.
    Record(PlaceId),
    /// The meeting was online; the page names no city.
    Online,
    /// Neither a city that is known nor a country, so no record can be made: the wording is kept.
    Unknown,
}

impl Places {
    /// The places of a register.
    pub(crate) fn new(known: BTreeMap<PlaceId, Place>) -> Places {
        Places { known, added: Vec::new() }
    }

    /// The record of a place.
    pub(crate) fn get(&self, id: &PlaceId) -> Option<&Place> {
        self.known.get(id)
    }

    /// The places that the import adds.
    pub(crate) fn added(&self) -> impl Iterator<Item = &Place> {
        self.added.iter().filter_map(|id| self.known.get(id))
    }

    /// Finds the record of a place as the page writes it, or makes one: of the city in the page's spelling, or of the
    /// country alone. `is_free` says whether an id was ever used.
    pub(crate) fn find_or_add(
        &mut self,
        read: &ReadPlace,
        framework: &Framework,
        voice: &Voice,
        is_free: &dyn Fn(&PlaceId) -> bool,
    ) -> Found {
        let country = read.country.as_deref();
        match (&read.city, country) {
            (None, _) if read.online => Found::Online,
            (None, None) => Found::Unknown,
            (None, Some(country)) => self.country(country, read, framework, voice),
            (Some(city), country) => {
                if let Some(id) = self.city(city, country) {
                    return Found::Record(id);
                }
                let Some(country) = country else { return Found::Unknown };
                let base = chancery_model::id::slug(city).unwrap_or_else(|| format!("place-{}", country.to_ascii_lowercase()));
                let place = self.fresh(&base, country, false, vec![spelling(city, voice)], voice, is_free);
                Found::Record(place)
            }
        }
    }

    fn city(&self, city: &str, country: Option<&str>) -> Option<PlaceId> {
        let wanted = fold_key(city);
        let is_it =
            |p: &&Place| !p.is_country && country.is_none_or(|c| p.country == c) && p.names.iter().any(|n| fold_key(&n.text) == wanted);
        let mut found = self.known.values().filter(is_it);
        match (found.next(), found.next()) {
            (Some(one), None) => Some(one.id.clone()),
            _ => None,
        }
    }

    fn country(&mut self, country: &str, read: &ReadPlace, framework: &Framework, voice: &Voice) -> Found {
        if let Some(there) = self.known.values().find(|p| p.is_country && p.country == country) {
            return Found::Record(there.id.clone());
        }
        let party = framework.parties.iter().find(|p| p.id.as_str() == country);
        let names = party.map_or_else(|| vec![spelling(&read.as_written, voice)], |p| p.names.clone());
        let base = format!("country-{}", country.to_ascii_lowercase());
        Found::Record(self.fresh(&base, country, true, names, voice, &|_| true))
    }

    fn fresh(
        &mut self,
        base: &str,
        country: &str,
        is_country: bool,
        names: Vec<Name>,
        voice: &Voice,
        is_free: &dyn Fn(&PlaceId) -> bool,
    ) -> PlaceId {
        let numbered = (2u32..).map(|n| format!("{base}-{n}"));
        let id = std::iter::once(base.to_owned())
            .chain(numbered)
            .filter_map(|id| id.parse::<PlaceId>().ok())
            .find(|id| !self.known.contains_key(id) && is_free(id))
            .expect("a slug with a number is an id, and numbers do not end");
        let place = Place {
            id: id.clone(),
            country: country.to_owned(),
            is_country,
            names,
            sources: vec![voice.source(None)],
            statements: Vec::new(),
            notes: Vec::new(),
        };
        self.known.insert(id.clone(), place);
        self.added.push(id.clone());
        id
    }
}

fn spelling(text: &str, voice: &Voice) -> Name {
    Name { status: TextStatus::Original, source: Some(voice.url.clone()), ..Name::new(voice.lang.clone(), text.trim()) }
}

/// Merges the place of a meeting. A country that contains the city preferred is no conflict; a finer place is stated.
pub(crate) fn merge(meeting: &mut Meeting, read: &ReadPlace, found: &Found, places: &Places, voice: &Voice, changes: &mut Changes) {
    if read.online && !meeting.is_online {
        if meeting.place.is_none() {
            meeting.is_online = true;
            changes.filled("is_online", &true);
        } else {
            let claim = Claim::new("is_online", "true", Some(&read.as_written));
            state(&mut meeting.statements, voice, &claim, Some("false".into()), changes);
        }
    }
    match found {
        Found::Online => {}
        Found::Unknown => {
            let claim = Claim::new("place", read.as_written.trim(), None);
            if !claim.value.is_empty() {
                let stands = meeting.place.as_ref().map(|p| p.place.to_string());
                state(&mut meeting.statements, voice, &claim, stands, changes);
            }
        }
        Found::Record(id) => match &meeting.place {
            None if meeting.is_online && !read.online => {
                let claim = Claim::new("place", id.as_str(), Some(&read.as_written));
                state(&mut meeting.statements, voice, &claim, None, changes);
            }
            None => {
                changes.filled("place", id);
                meeting.place = Some(MeetingPlace { place: id.clone(), as_written: wording(read, id, places, &voice.lang) });
            }
            Some(stands) if stands.place == *id => super::statement::retract(&mut meeting.statements, voice, "place", changes),
            Some(stands) if is_in(places.get(&stands.place), places.get(id)) => {}
            Some(stands) => {
                let stands = Some(stands.place.to_string());
                let claim = Claim::new("place", id.as_str(), Some(&read.as_written));
                state(&mut meeting.statements, voice, &claim, stands, changes);
            }
        },
    }
}

/// Tells whether a place lies in a country.
fn is_in(place: Option<&Place>, country: Option<&Place>) -> bool {
    matches!((place, country), (Some(place), Some(country)) if country.is_country && !place.is_country && place.country == country.country)
}

/// The page's wording, where the place has no name of just these words.
fn wording(read: &ReadPlace, id: &PlaceId, places: &Places, lang: &Lang) -> Option<String> {
    let written = read.as_written.trim();
    let is_name = |place: &Place| place.names.iter().any(|n| n.text == written && n.lang.is_same_language(lang));
    (!written.is_empty() && !places.get(id).is_some_and(is_name)).then(|| written.to_owned())
}
