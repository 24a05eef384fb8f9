//! Cities and countries in which meetings took place, or are said to have taken place.

use std::collections::BTreeSet;

use chancery_model::id::slug;
use chancery_model::{Place, PlaceId, TextStatus};

use super::facts::{self, Facts};
use super::overlay::Overlay;
use super::{DataError, names, parsed};

/// Makes one record a city and one a country, cities first, each in order of id.
pub(super) fn make(facts: &Facts, overlay: &Overlay) -> Result<Vec<Place>, DataError> {
    let mut cities = BTreeSet::new();
    let mut countries = BTreeSet::new();
    for place in facts.mechanisms.iter().flat_map(|m| &m.meetings).filter_map(|m| m.place.as_ref()) {
        countries.insert(place.country.as_str());
        if place.city.is_some() {
            cities.insert(String::from(id_of(place)?));
        }
    }
    let rivals = overlay.conflicts.conflict.iter().flat_map(|c| &c.statements).filter(|s| s.path == "place");
    cities.extend(rivals.map(|s| s.value.clone()).filter(|id| overlay.cities.city.iter().any(|c| c.id == *id)));
    let mut out = Vec::new();
    for id in &cities {
        let city = overlay.cities.city.iter().find(|c| c.id == *id);
        let city = city.ok_or_else(|| DataError::Unaccounted { overlay: "cities.toml", what: id.clone() })?;
        out.push(record(id, &city.country, &(&city.names).into(), false)?);
    }
    for code in countries {
        let country = overlay.countries.country.iter().find(|c| c.code == code);
        let country = country.ok_or_else(|| DataError::Unaccounted { overlay: "countries.toml", what: code.to_owned() })?;
        out.push(record(&country_id(code), code, &(&country.names).into(), true)?);
    }
    Ok(out)
}

/// The id of a meeting's place: the city's, or the country's where no city is known.
pub(super) fn id_of(place: &facts::Place) -> Result<PlaceId, DataError> {
    match place.city.as_deref() {
        Some(city) => parsed(&slug(city).unwrap_or_default(), &format!("the city {city}")),
        None => parsed(&country_id(&place.country), &format!("the country {}", place.country)),
    }
}

fn country_id(code: &str) -> String {
    format!("country-{}", code.to_ascii_lowercase())
}

fn record(id: &str, country: &str, four: &facts::Four, is_country: bool) -> Result<Place, DataError> {
    Ok(Place {
        id: parsed(id, &format!("place {id}"))?,
        country: country.to_owned(),
        is_country,
        names: names(four, TextStatus::Official),
        sources: vec![],
        statements: vec![],
        notes: vec![],
    })
}
