//! Dates as the source knows them: the Extended Date/Time Format of ISO 8601-2, levels 0 and 1, without times and seasons.
//!
//! Taken: `2011`, `2011-11`, `2011-11-11`, intervals `2018-06-27/2018-06-28`, open (`2011/..`, `../2011`) and unknown
//! (`2011/`, `/2011`) ends, unspecified digits from the right (`201X`, `20XX`, `2011-XX`, `2011-XX-XX`, `2011-11-XX`),
//! and `?`, `~`, `%` behind a date. The `edtf` crate reads the same strings but cannot tell the earliest and latest day
//! and its types are awkward to build, so this is our own module; the crate is the oracle of its tests.
//! A date is never made more precise than it was written (promise P2).

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use time::{Date, Month};

/// A civil day, proleptic Gregorian, years 0 to 9999, at the place of the event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(Date);

impl Day {
    /// The day of a year, month and day of month; `None` if there is no such day.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        if year > 9999 {
            return None;
        }
        Date::from_calendar_date(i32::from(year), Month::try_from(month).ok()?, day).ok().map(Day)
    }
    /// The year, 0 to 9999.
    pub fn year(self) -> u16 {
        u16::try_from(self.0.year()).unwrap_or(0)
    }
    /// The month, 1 to 12.
    pub fn month(self) -> u8 {
        self.0.month().into()
    }
    /// The day of the month, 1 to 31.
    pub fn day(self) -> u8 {
        self.0.day()
    }
    /// The day as a count (the Julian day number), for storage and arithmetic.
    pub fn number(self) -> i32 {
        self.0.to_julian_day()
    }
    /// The day of such a count; `None` outside the years 0 to 9999.
    pub fn from_number(number: i32) -> Option<Self> {
        let date = Date::from_julian_day(number).ok()?;
        (0..=9999).contains(&date.year()).then_some(Day(date))
    }
    /// The last day of the month.
    fn last_of_month(year: u16, month: u8) -> Option<Self> {
        let month = Month::try_from(month).ok()?;
        Day::new(year, month.into(), month.length(i32::from(year)))
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year(), self.month(), self.day())
    }
}

/// The days that a date may mean, both ends included; `None` is an open or unknown end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DayRange {
    /// The earliest day.
    pub earliest: Option<Day>,
    /// The latest day.
    pub latest: Option<Day>,
}

impl DayRange {
    /// Tells whether every day of `other` lies in this range.
    pub fn contains(&self, other: &DayRange) -> bool {
        let starts = self.earliest.is_none_or(|mine| other.earliest.is_some_and(|theirs| mine <= theirs));
        let ends = self.latest.is_none_or(|mine| other.latest.is_some_and(|theirs| mine >= theirs));
        starts && ends
    }
    /// Tells whether the two ranges share a day.
    pub fn overlaps(&self, other: &DayRange) -> bool {
        let before = |end: Option<Day>, start: Option<Day>| matches!((end, start), (Some(end), Some(start)) if end < start);
        !before(self.latest, other.earliest) && !before(other.latest, self.earliest)
    }
}

/// What a filter on days can say of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Match {
    /// No day of the date lies in the range.
    No,
    /// The date may lie in the range; it is not written precisely enough to tell.
    May,
    /// The event had a day in the range.
    Yes,
}

/// How precisely a date is written; finer is less.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Precision {
    /// To the day.
    Day,
    /// To the month.
    Month,
    /// To the year.
    Year,
    /// To ten years (`201X`).
    Decade,
    /// To a hundred years (`20XX`).
    Century,
}

/// How sure the source is of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Qualifier {
    /// `?`
    Uncertain,
    /// `~`
    Approximate,
    /// `%`
    UncertainAndApproximate,
}

impl Qualifier {
    fn symbol(self) -> char {
        match self {
            Qualifier::Uncertain => '?',
            Qualifier::Approximate => '~',
            Qualifier::UncertainAndApproximate => '%',
        }
    }
}

/// A month or a day of the month: a number, or `XX`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// A number that the calendar has.
    Number(u8),
    /// `XX`: there is one, but it is not known.
    Unspecified,
}

/// One date, not an interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SingleDate {
    year: u16,
    unspecified_digits: u8,
    month: Option<Part>,
    day: Option<Part>,
    qualifier: Option<Qualifier>,
}

/// One end of an interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Bound {
    /// A date.
    Date(SingleDate),
    /// `..`: the interval goes on.
    Open,
    /// Nothing written: the end is not known.
    Unknown,
}

/// A date or an interval, as written. Parsing and printing give back the same string.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Edtf {
    /// One date.
    Date(SingleDate),
    /// An interval from a start to an end, both included.
    Interval(Bound, Bound),
}

/// Says why a text is not a date that the register takes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EdtfError {
    /// The text is empty.
    #[error("the date is empty; expected a date such as 2011, 2011-11 or 2011-11-11")]
    Empty,
    /// The text is a season (`2011-21` to `2011-24`, or a level 2 sub-year group).
    #[error("{0:?} is a season or a part of a year; write the year, or the months as an interval such as 2011-03/2011-05")]
    Season(String),
    /// The text has a time of day.
    #[error("{0:?} has a time of day; meetings are dated by civil days, such as 2011-11-11")]
    Time(String),
    /// The year is negative or has more than four digits.
    #[error("{0:?} has a year outside 0000 to 9999")]
    Year(String),
    /// The month or day does not exist in the calendar.
    #[error("{0:?} is not in the calendar")]
    NoSuchDay(String),
    /// The interval ends before it begins.
    #[error("{0:?} ends before it begins")]
    Backwards(String),
    /// The interval has neither a first nor a last date.
    #[error("{0:?} has no date at either end")]
    Boundless(String),
    /// The text is a form of level 2, such as a set or a qualifier inside a date.
    #[error("{0:?} is EDTF level 2, which is not taken; expected level 0 or 1, such as 2011-11-11, 2011~ or 2011-11/2011-12")]
    LevelTwo(String),
    /// The text has another form.
    #[error("{0:?} is not a date; expected EDTF such as 2011, 2011-11, 2011-11-11, 2018-06-27/2018-06-28, 201X or 2011~")]
    Form(String),
}

fn shown(text: &str) -> String {
    text.chars().take(60).collect()
}

fn two_digits(text: &str) -> Option<u8> {
    (text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

impl SingleDate {
    /// A year.
    pub fn year(year: u16) -> Option<Self> {
        (year <= 9999).then_some(SingleDate { year, unspecified_digits: 0, month: None, day: None, qualifier: None })
    }
    /// A day.
    pub fn day(day: Day) -> Self {
        SingleDate {
            year: day.year(),
            unspecified_digits: 0,
            month: Some(Part::Number(day.month())),
            day: Some(Part::Number(day.day())),
            qualifier: None,
        }
    }
    /// The year with unspecified digits as zero, and how many digits from the right are unspecified.
    pub fn year_digits(&self) -> (u16, u8) {
        (self.year, self.unspecified_digits)
    }
    /// The month, if one is written.
    pub fn month(&self) -> Option<Part> {
        self.month
    }
    /// The day of the month, if one is written.
    pub fn day_of_month(&self) -> Option<Part> {
        self.day
    }
    /// How sure the source is.
    pub fn qualifier(&self) -> Option<Qualifier> {
        self.qualifier
    }

    /// How precisely the date is written; `2011-XX` is a year.
    pub fn precision(&self) -> Precision {
        match (self.unspecified_digits, self.month, self.day) {
            (2.., _, _) => Precision::Century,
            (1, _, _) => Precision::Decade,
            (0, Some(Part::Number(_)), Some(Part::Number(_))) => Precision::Day,
            (0, Some(Part::Number(_)), _) => Precision::Month,
            (0, _, _) => Precision::Year,
        }
    }

    /// The first and last day that the date may mean. `?` and `~` do not widen it: they say how sure, not how wide.
    pub fn days(&self) -> (Day, Day) {
        let last_year = self.year + [0, 9, 99][usize::from(self.unspecified_digits.min(2))];
        let days = match (self.month, self.day) {
            (Some(Part::Number(month)), Some(Part::Number(day))) => Day::new(self.year, month, day).map(|d| (d, d)),
            (Some(Part::Number(month)), _) => Day::new(self.year, month, 1).zip(Day::last_of_month(self.year, month)),
            _ => Day::new(self.year, 1, 1).zip(Day::new(last_year, 12, 31)),
        };
        days.expect("parsing let only days of the calendar through")
    }

    fn parse(text: &str, whole: &str) -> Result<Self, EdtfError> {
        let form = || EdtfError::Form(shown(whole));
        let (body, qualifier) = match text.as_bytes().last() {
            Some(b'?') => (&text[..text.len() - 1], Some(Qualifier::Uncertain)),
            Some(b'~') => (&text[..text.len() - 1], Some(Qualifier::Approximate)),
            Some(b'%') => (&text[..text.len() - 1], Some(Qualifier::UncertainAndApproximate)),
            _ => (text, None),
        };
        if body.contains('T') {
            return Err(EdtfError::Time(shown(whole)));
        }
        if body.contains(['?', '~', '%', '[', '{', '*', 'E', 'S']) {
            return Err(EdtfError::LevelTwo(shown(whole)));
        }
        if body.starts_with(['Y', '-', '+']) {
            return Err(EdtfError::Year(shown(whole)));
        }
        let mut parts = body.split('-');
        let year_text = parts.next().unwrap_or_default();
        let digits = year_text.bytes().take_while(u8::is_ascii_digit).count();
        let unspecified = year_text.len() - digits;
        if digits > 4 && unspecified == 0 {
            return Err(EdtfError::Year(shown(whole)));
        }
        if year_text.len() != 4 || unspecified > 2 || year_text[digits..].bytes().any(|b| b != b'X') {
            return Err(form());
        }
        let year: u16 = format!("{}{}", &year_text[..digits], "0".repeat(unspecified)).parse().map_err(|_| form())?;
        let part = |text: &str| match text {
            "XX" => Ok(Part::Unspecified),
            _ => two_digits(text).map(Part::Number).ok_or_else(form),
        };
        let month = parts.next().map(part).transpose()?;
        let day = parts.next().map(part).transpose()?;
        if parts.next().is_some() {
            return Err(form());
        }
        if unspecified > 0 && month.is_some() {
            return Err(EdtfError::LevelTwo(shown(whole)));
        }
        match (month, day) {
            (Some(Part::Number(21..=41)), None | Some(Part::Unspecified)) => return Err(EdtfError::Season(shown(whole))),
            (Some(Part::Number(month)), Some(Part::Number(day))) if Day::new(year, month, day).is_none() => {
                return Err(EdtfError::NoSuchDay(shown(whole)));
            }
            (Some(Part::Number(month)), _) if Day::new(year, month, 1).is_none() => return Err(EdtfError::NoSuchDay(shown(whole))),
            (Some(Part::Unspecified), Some(Part::Number(_))) => return Err(EdtfError::LevelTwo(shown(whole))),
            _ => {}
        }
        let unspecified_digits = u8::try_from(unspecified).unwrap_or(2);
        Ok(SingleDate { year, unspecified_digits, month, day, qualifier })
    }
}

impl fmt::Display for SingleDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = format!("{:04}", self.year);
        let known = 4 - usize::from(self.unspecified_digits);
        write!(f, "{}{}", &digits[..known], "X".repeat(4 - known))?;
        for part in [self.month, self.day].into_iter().flatten() {
            match part {
                Part::Number(n) => write!(f, "-{n:02}")?,
                Part::Unspecified => f.write_str("-XX")?,
            }
        }
        match self.qualifier {
            Some(qualifier) => write!(f, "{}", qualifier.symbol()),
            None => Ok(()),
        }
    }
}

impl Bound {
    fn parse(text: &str, whole: &str) -> Result<Self, EdtfError> {
        match text {
            "" => Ok(Bound::Unknown),
            ".." => Ok(Bound::Open),
            _ => SingleDate::parse(text, whole).map(Bound::Date),
        }
    }
    /// The date at this end, if there is one.
    pub fn date(&self) -> Option<&SingleDate> {
        match self {
            Bound::Date(date) => Some(date),
            Bound::Open | Bound::Unknown => None,
        }
    }
}

impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Bound::Date(date) => date.fmt(f),
            Bound::Open => f.write_str(".."),
            Bound::Unknown => Ok(()),
        }
    }
}

impl Edtf {
    /// A year.
    pub fn year(year: u16) -> Option<Self> {
        SingleDate::year(year).map(Edtf::Date)
    }
    /// A day.
    pub fn day(day: Day) -> Self {
        Edtf::Date(SingleDate::day(day))
    }

    /// The days that the date may mean; an open or unknown end is `None`.
    pub fn range(&self) -> DayRange {
        let (earliest, latest) = match self {
            Edtf::Date(date) => {
                let (earliest, latest) = date.days();
                (Some(earliest), Some(latest))
            }
            Edtf::Interval(start, end) => (start.date().map(|d| d.days().0), end.date().map(|d| d.days().1)),
        };
        DayRange { earliest, latest }
    }
    /// How precisely the date is written; of an interval, its coarser end.
    pub fn precision(&self) -> Precision {
        match self {
            Edtf::Date(date) => date.precision(),
            Edtf::Interval(start, end) => {
                [start, end].into_iter().filter_map(|b| b.date()).map(SingleDate::precision).max().unwrap_or(Precision::Century)
            }
        }
    }
    /// The first year that the date may mean, if its start is known; else the last.
    pub fn first_year(&self) -> Option<u16> {
        let range = self.range();
        range.earliest.or(range.latest).map(Day::year)
    }
    /// Tells whether this date lies before `other` whatever day each of them means.
    pub fn is_before(&self, other: &Edtf) -> bool {
        matches!((self.range().latest, other.range().earliest), (Some(last), Some(first)) if last < first)
    }

    /// Tells whether this date is a vaguer form of `other` (or the same): no conflict then, by promise P10.
    pub fn contains(&self, other: &Edtf) -> bool {
        self.range().contains(&other.range())
    }

    /// What a filter on the days of `wanted` can say of an event on this date.
    ///
    /// A date of one day, or a coarse date that lies whole in the range, matches. An interval matches on a day that it
    /// surely covers: from the last day its start may mean to the first day its end may mean.
    pub fn matches(&self, wanted: &DayRange) -> Match {
        let own = self.range();
        if !own.overlaps(wanted) {
            return Match::No;
        }
        let bound_in = |date: &SingleDate| {
            let (earliest, latest) = date.days();
            wanted.contains(&DayRange { earliest: Some(earliest), latest: Some(latest) })
        };
        let is_sure = match self {
            Edtf::Date(date) => bound_in(date),
            Edtf::Interval(start, end) => {
                let surely_covers = match (start.date(), end.date()) {
                    (Some(start), Some(end)) => {
                        let core = DayRange { earliest: Some(start.days().1), latest: Some(end.days().0) };
                        core.earliest <= core.latest && core.overlaps(wanted)
                    }
                    _ => false,
                };
                surely_covers || [start, end].into_iter().filter_map(|b| b.date()).any(bound_in)
            }
        };
        if is_sure { Match::Yes } else { Match::May }
    }

    /// Orders dates by latest day, then precision (finer first); an open end is latest. Ties are for the id to break.
    pub fn cmp_by_day(&self, other: &Edtf) -> Ordering {
        let key = |date: &Edtf| (date.range().latest.map_or(i32::MAX, Day::number), date.precision());
        key(self).cmp(&key(other))
    }
}

impl FromStr for Edtf {
    type Err = EdtfError;
    fn from_str(text: &str) -> Result<Self, EdtfError> {
        if text.is_empty() {
            return Err(EdtfError::Empty);
        }
        if !text.is_ascii() || text.len() > 40 {
            return Err(EdtfError::Form(shown(text)));
        }
        if text.starts_with(['[', '{']) {
            return Err(EdtfError::LevelTwo(shown(text)));
        }
        let Some((start, end)) = text.split_once('/') else {
            return SingleDate::parse(text, text).map(Edtf::Date);
        };
        if end.contains('/') {
            return Err(EdtfError::Form(shown(text)));
        }
        let (start, end) = (Bound::parse(start, text)?, Bound::parse(end, text)?);
        match (start.date(), end.date()) {
            (None, None) => Err(EdtfError::Boundless(shown(text))),
            (Some(a), Some(b)) if a.days().0 > b.days().1 => Err(EdtfError::Backwards(shown(text))),
            _ => Ok(Edtf::Interval(start, end)),
        }
    }
}

impl fmt::Display for Edtf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Edtf::Date(date) => date.fmt(f),
            Edtf::Interval(start, end) => write!(f, "{start}/{end}"),
        }
    }
}

impl TryFrom<String> for Edtf {
    type Error = EdtfError;
    fn try_from(text: String) -> Result<Self, EdtfError> {
        text.parse()
    }
}

impl From<Edtf> for String {
    fn from(date: Edtf) -> String {
        date.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn date(text: &str) -> Edtf {
        text.parse().unwrap_or_else(|e| panic!("{e}"))
    }

    #[test]
    fn before_is_said_only_where_it_is_sure() {
        let is_before = |a: &str, b: &str| a.parse::<Edtf>().unwrap().is_before(&b.parse().unwrap());
        for (a, b) in [("2010", "2011-11-11"), ("2009-08-11", "2009-09-28"), ("2011-10", "2011-11-11"), ("../2010", "2011")] {
            assert!(is_before(a, b) && !is_before(b, a), "{a} {b}");
        }
        for (a, b) in [("2011", "2011-11-11"), ("2011-11-11", "2011-11-11"), ("2010/..", "2011"), ("2011", "../2012"), ("201X", "2015")] {
            assert!(!is_before(a, b), "{a} {b}");
        }
    }

    #[test]
    fn the_days_a_date_may_mean() {
        for (text, earliest, latest, precision) in [
            ("2011", "2011-01-01", "2011-12-31", Precision::Year),
            ("2012-02", "2012-02-01", "2012-02-29", Precision::Month),
            ("2011-11-11", "2011-11-11", "2011-11-11", Precision::Day),
            ("2018-06-27/2018-06-28", "2018-06-27", "2018-06-28", Precision::Day),
            ("2014-11/2015-01-17", "2014-11-01", "2015-01-17", Precision::Month),
            ("2019/2020", "2019-01-01", "2020-12-31", Precision::Year),
            ("201X", "2010-01-01", "2019-12-31", Precision::Decade),
            ("20XX", "2000-01-01", "2099-12-31", Precision::Century),
            ("2011-XX", "2011-01-01", "2011-12-31", Precision::Year),
            ("2011-11-XX", "2011-11-01", "2011-11-30", Precision::Month),
            ("2011-11~", "2011-11-01", "2011-11-30", Precision::Month),
        ] {
            let date = date(text);
            let range = date.range();
            assert_eq!(
                (range.earliest.unwrap().to_string(), range.latest.unwrap().to_string()),
                (earliest.into(), latest.into()),
                "{text}"
            );
            assert_eq!(date.precision(), precision, "{text}");
            assert_eq!(date.to_string(), text);
        }
        assert_eq!(date("2011/..").range().latest, None);
        assert_eq!(date("/2011").range().earliest, None);
    }

    #[test]
    fn refusals_say_what_is_wrong() {
        for (text, kind) in [
            ("", "empty"),
            ("2011-21", "season"),
            ("2011-24", "season"),
            ("2011-32", "season"),
            ("2011-21-XX", "season"),
            ("2011-11-11T10:00:00Z", "time"),
            ("Y12000", "year"),
            ("-0005", "year"),
            ("12011", "year"),
            ("2011-13", "calendar"),
            ("2011-02-30", "calendar"),
            ("2011-00", "calendar"),
            ("2012/2011", "backwards"),
            ("../..", "boundless"),
            ("/", "boundless"),
            ("[2011,2012]", "level two"),
            ("2011?-11", "level two"),
            ("201X-11", "level two"),
            ("2011-XX-11", "level two"),
            ("2011.11.11", "form"),
            ("11", "form"),
            ("2XXX", "form"),
            ("X011", "form"),
            ("2011-1", "form"),
            ("2011/2012/2013", "form"),
            ("二〇一一", "form"),
        ] {
            let got = match text.parse::<Edtf>().expect_err(text) {
                EdtfError::Empty => "empty",
                EdtfError::Season(_) => "season",
                EdtfError::Time(_) => "time",
                EdtfError::Year(_) => "year",
                EdtfError::NoSuchDay(_) => "calendar",
                EdtfError::Backwards(_) => "backwards",
                EdtfError::Boundless(_) => "boundless",
                EdtfError::LevelTwo(_) => "level two",
                EdtfError::Form(_) => "form",
            };
            assert_eq!(got, kind, "{text}");
        }
    }

    #[test]
    fn filters_match_on_overlap_and_say_when_they_only_may() {
        let wanted = date("2011-11").range();
        for (text, expected) in [
            ("2011-11-11", Match::Yes),
            ("2011-11", Match::Yes),
            ("2011", Match::May),
            ("2011-12", Match::No),
            ("2011-10-30/2011-11-02", Match::Yes),
            ("2011-10/2011-12", Match::Yes),
            ("2010/2011", Match::May),
            ("2010/2012", Match::Yes),
            ("2010/..", Match::May),
            ("../2011-11-05", Match::Yes),
            ("2011-12/..", Match::No),
        ] {
            assert_eq!(date(text).matches(&wanted), expected, "{text}");
        }
        let open = DayRange { earliest: Day::new(2011, 1, 1), latest: None };
        assert_eq!(date("2011").matches(&open), Match::Yes);
        assert_eq!(date("2010").matches(&open), Match::No);
    }

    #[test]
    fn a_vaguer_date_contains_the_finer_one() {
        assert!(date("2011").contains(&date("2011-11-11")));
        assert!(!date("2011-11-11").contains(&date("2011")));
        assert!(date("2018-06-27/2018-06-28").contains(&date("2018-06-27")));
        assert!(!date("2011").contains(&date("2011/..")));
    }

    #[test]
    fn order_is_by_latest_day_then_finer_first() {
        let mut dates: Vec<Edtf> = ["2011/..", "2012", "2011", "2011-12-31", "2011-12", "2010-05"].map(date).to_vec();
        dates.sort_by(Edtf::cmp_by_day);
        let printed: Vec<String> = dates.iter().map(ToString::to_string).collect();
        assert_eq!(printed, ["2010-05", "2011-12-31", "2011-12", "2011", "2012", "2011/.."]);
    }

    fn edtf_like() -> impl Strategy<Value = String> {
        let single = "([12][0-9]{3}|20[0-9]X|20XX|Y12345)(-(0[0-9]|1[0-3]|2[1-4]|XX)(-([0-3][0-9]|XX))?)?[?~%]?";
        prop_oneof![
            single.prop_map(|s| s),
            (single, single).prop_map(|(a, b)| format!("{a}/{b}")),
            single.prop_map(|s| format!("{s}/..")),
            single.prop_map(|s| format!("../{s}")),
            single.prop_map(|s| format!("{s}/")),
            single.prop_map(|s| format!("/{s}")),
        ]
    }

    proptest! {
        #[test]
        fn arbitrary_text_never_panics_and_round_trips(text in "\\PC{0,24}") {
            if let Ok(date) = text.parse::<Edtf>() {
                prop_assert_eq!(date.to_string(), text);
            }
        }

        #[test]
        fn what_we_take_the_edtf_crate_takes_too(text in edtf_like()) {
            if let Ok(date) = text.parse::<Edtf>() {
                prop_assert_eq!(date.to_string(), text.clone());
                let range = date.range();
                if let (Some(a), Some(b)) = (range.earliest, range.latest) {
                    prop_assert!(a <= b);
                }
                let oracle = edtf::level_1::Edtf::parse(&text);
                prop_assert!(oracle.is_ok(), "the oracle refuses {}", text);
                prop_assert_eq!(oracle.unwrap().to_string(), text);
            }
        }

        #[test]
        fn what_the_edtf_crate_takes_we_take_or_refuse_by_name(text in edtf_like()) {
            if edtf::level_1::Edtf::parse(&text).is_ok() {
                let ours = text.parse::<Edtf>();
                let by_name = matches!(
                    ours,
                    Ok(_) | Err(EdtfError::Season(_) | EdtfError::Year(_) | EdtfError::Backwards(_) | EdtfError::LevelTwo(_))
                );
                prop_assert!(by_name, "{} gave {:?}", text, ours);
            }
        }

        #[test]
        fn matching_agrees_with_containment(text in edtf_like(), from in 2_400_000i32..2_480_000, span in 0i32..4000) {
            if let Ok(date) = text.parse::<Edtf>() {
                let wanted = DayRange { earliest: Day::from_number(from), latest: Day::from_number(from + span) };
                let got = date.matches(&wanted);
                if wanted.contains(&date.range()) { prop_assert_eq!(got, Match::Yes); }
                prop_assert_eq!(got == Match::No, !date.range().overlaps(&wanted));
            }
        }
    }
}
