//! The meetings as a calendar (RFC 5545).
//!
//! A calendar knows days only. A meeting of which no day is known is not given one (promise P2): it is left out, and the
//! calendar's description says how many are.

use chancery_app::listing::MeetingRow;
use chancery_model::edtf::{Bound, SingleDate};
use chancery_model::{Day, Edtf, Kind, MeetingStatus, Precision, RecordRef};
use icalendar::{Calendar, Component, Event, EventLike, Property};

use super::list::{all_meetings, meetings_call};
use super::{Answer, file};
use crate::web::State;
use crate::web::api::call::Call;
use crate::web::api::{Problem, meeting};
use crate::web::routes::{Page, UiLang};
use crate::web::text::Words;

/// The first day of a meeting and the day after its last, if both are known to the day and beyond doubt.
fn days(date: &Edtf) -> Option<(Day, Day)> {
    let is_sure = |d: &SingleDate| d.precision() == Precision::Day && d.qualifier().is_none();
    let is_known = match date {
        Edtf::Date(date) => is_sure(date),
        Edtf::Interval(Bound::Date(start), Bound::Date(end)) => is_sure(start) && is_sure(end),
        Edtf::Interval(..) => false,
    };
    let range = date.range();
    let (first, last) = (range.earliest?, range.latest?);
    is_known.then_some(())?;
    Some((first, Day::from_number(last.number() + 1)?))
}

fn day_property(key: &str, day: Day) -> Property {
    let mut property = Property::new(key, day.to_string().replace('-', ""));
    property.add_parameter("VALUE", "DATE");
    property
}

fn event(call: &Call, row: &MeetingRow, (first, after): (Day, Day), stamp: &str) -> Event {
    let catalogue = call.state.app.catalogue();
    let lang = call.ui.lang();
    let address = RecordRef::new(Kind::Meeting, row.id.as_str()).expect("the id of a meeting is of a meeting's form");
    let framework = catalogue.framework().map_or("register", |f| f.id.as_str());
    let mut event = Event::new();
    event.uid(&format!("{address}@{framework}.chancery")).summary(&meeting::row_title(call, row).text);
    event.add_property("DTSTAMP", stamp);
    event.append_property(day_property("DTSTART", first)).append_property(day_property("DTEND", after));
    event.sequence(u32::try_from(row.revision.saturating_sub(1)).unwrap_or(u32::MAX));
    event.add_property("STATUS", status(row.status)).add_property("TRANSP", "TRANSPARENT");
    if let Some(page) = Page::of(&address) {
        event.url(&call.state.base.absolute(&page.in_language(call.ui)));
    }
    if let Some(place) = row.place.as_ref().and_then(|id| catalogue.place_name(id, &lang)) {
        let is_country = row.place.as_ref().and_then(|id| catalogue.places.get(id)).is_some_and(|p| p.is_country);
        let country = row.country.as_ref().filter(|_| !is_country).and_then(|code| catalogue.country_name(code, &lang));
        let words = Words::of(call.ui);
        let location = match country {
            Some(country) => {
                words.with("place-in-country", &[("city", place.text.as_str().into()), ("country", country.text.as_str().into())])
            }
            None => place.text.clone(),
        };
        event.location(&location);
    }
    event.done()
}

fn status(status: MeetingStatus) -> &'static str {
    match status {
        MeetingStatus::Held => "CONFIRMED",
        MeetingStatus::Planned | MeetingStatus::Postponed => "TENTATIVE",
        MeetingStatus::Cancelled => "CANCELLED",
    }
}

/// The calendar, with the filters of the list of meetings.
pub(super) async fn meetings(state: State, ui: UiLang, query: Option<String>) -> Answer {
    let call = meetings_call(state, ui, query.as_deref().unwrap_or_default())?;
    let rows = all_meetings(&call).await?;
    let counts = call.state.app.counts().await?;
    // The stamp is that of the register's last change, so that the same state gives the same bytes.
    let published = counts.last_published.unwrap_or_else(|| "1970-01-01T00:00:00Z".to_owned());
    let stamp = published.replace(['-', ':'], "");
    let dated: Vec<(&MeetingRow, (Day, Day))> = rows.iter().filter_map(|row| Some((row, days(row.date.as_ref()?)?))).collect();
    let words = Words::of(ui);
    let left_out = rows.len() - dated.len();
    let mut calendar = Calendar::new();
    calendar.name(&words.say("calendar-name")).description(&words.with("calendar-left-out", &[("count", left_out.into())]));
    for (row, days) in dated {
        calendar.push(event(&call, row, days, &stamp));
    }
    let mut out = String::new();
    std::fmt::Write::write_fmt(&mut out, format_args!("{}", calendar.done())).map_err(|e| Problem::from(chancery_app::AppError::bug(e)))?;
    Ok(file("text/calendar; charset=utf-8", None, out))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_days_that_are_known_stand_in_a_calendar() {
        let check = |date: &str, expected: Option<(&str, &str)>| {
            let found = days(&date.parse().unwrap()).map(|(a, b)| (a.to_string(), b.to_string()));
            assert_eq!(found.as_ref().map(|(a, b)| (a.as_str(), b.as_str())), expected, "{date}");
        };
        check("2017-11-30", Some(("2017-11-30", "2017-12-01")));
        check("2018-06-27/2018-06-28", Some(("2018-06-27", "2018-06-29")));
        check("2019-12-31", Some(("2019-12-31", "2020-01-01")));
        for vague in ["2017", "2017-11", "2017-11-30~", "2017-11-30/2017-12", "2017-11-30/..", "2017-11-XX"] {
            check(vague, None);
        }
    }
}
