//! A series of meetings seen as a whole: which ordinals are known, which are not recorded, and what each year holds.
//!
//! Gaps are shown, in neutral words (promise P9). A gap is an ordinal below the highest one that was held, or a year
//! between the first meeting and today: "not recorded" says that the register has nothing, not that nothing took place.

use std::collections::BTreeMap;

use chancery_model::{Day, Edtf, MechanismId, MeetingId, MeetingStatus, Precision};

/// One meeting as a point of a series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    /// The meeting.
    pub meeting: MeetingId,
    /// Its mechanism.
    pub mechanism: MechanismId,
    /// The other mechanisms of a joint meeting.
    pub also_of: Vec<MechanismId>,
    /// Its ordinal.
    pub ordinal: Option<u32>,
    /// Its date.
    pub date: Option<Edtf>,
    /// Whether it took place.
    pub status: MeetingStatus,
}

/// What is known of a series.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Series {
    /// How many meetings took place and are recorded.
    pub held: u32,
    /// How many are announced and not yet held.
    pub planned: u32,
    /// How many there must have been, by the highest ordinal of one that was held, or those recorded if none is numbered.
    pub expected: u32,
    /// True if every meeting that was held has an ordinal.
    pub is_numbered: bool,
    /// The ordinals that are not recorded.
    pub missing: Vec<u32>,
    /// Recorded meetings without a date.
    pub undated: u32,
    /// The first year with a meeting held.
    pub first_year: Option<u16>,
    /// The last year with a meeting held.
    pub last_year: Option<u16>,
    /// Years between the first and the last in which no meeting is recorded.
    pub silent_years: Vec<u16>,
}

/// How a meeting is drawn in its year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mark {
    /// It was held on a day or days that are known.
    Day,
    /// It was held; only the month, the year or less is known.
    Vague,
    /// It is planned or was put off.
    Planned,
    /// It was called off.
    Cancelled,
}

/// A meeting in its year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// The meeting.
    pub point: Point,
    /// How it is drawn.
    pub mark: Mark,
}

/// The years of a series in a row, each with its meetings; empty years are there too.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Strip {
    /// The years, ascending and without gap.
    pub years: Vec<(u16, Vec<Cell>)>,
}

impl Point {
    fn mark(&self) -> Mark {
        match self.status {
            MeetingStatus::Held if self.date.is_some_and(|d| d.precision() == Precision::Day) => Mark::Day,
            MeetingStatus::Held => Mark::Vague,
            MeetingStatus::Planned | MeetingStatus::Postponed => Mark::Planned,
            MeetingStatus::Cancelled => Mark::Cancelled,
        }
    }
    fn year(&self) -> Option<u16> {
        self.date.and_then(|d| d.first_year())
    }
}

impl Series {
    /// Reads a series from its meetings, in any order.
    pub fn of(points: &[&Point]) -> Series {
        let mut out = Series::default();
        let mut ordinals: Vec<u32> = Vec::new();
        let mut years: Vec<u16> = Vec::new();
        for point in points {
            match point.status {
                MeetingStatus::Held => {
                    out.held += 1;
                    ordinals.extend(point.ordinal);
                    out.undated += u32::from(point.date.is_none());
                    if let Some(range) = point.date.map(|d| d.range())
                        && let (Some(first), Some(last)) = (range.earliest, range.latest)
                    {
                        years.extend((first.year()..=last.year()).take(100));
                    }
                }
                MeetingStatus::Planned | MeetingStatus::Postponed => out.planned += 1,
                MeetingStatus::Cancelled => {}
            }
        }
        out.is_numbered = out.held > 0 && ordinals.len() == out.held as usize;
        let highest = ordinals.iter().copied().max().unwrap_or(0);
        out.missing = (1..highest).filter(|n| !ordinals.contains(n)).collect();
        out.expected = out.held + u32::try_from(out.missing.len()).unwrap_or(u32::MAX);
        years.sort_unstable();
        out.first_year = years.first().copied();
        out.last_year = years.last().copied();
        if let (Some(first), Some(last)) = (out.first_year, out.last_year) {
            out.silent_years = (first..=last).filter(|y| !years.contains(y)).collect();
        }
        out
    }

    /// The last year with a meeting, if two whole years have gone by since with nothing recorded or planned.
    pub fn silent_since(&self, today: Day) -> Option<u16> {
        self.last_year.filter(|last| self.planned == 0 && today.year() > last + 2)
    }
}

impl Strip {
    /// Draws meetings from the year `from` to the year `until`, both included. Meetings outside, or without a date, are left out.
    pub fn draw(points: &[&Point], from: u16, until: u16) -> Strip {
        let mut years: BTreeMap<u16, Vec<Cell>> = (from..=until).map(|year| (year, Vec::new())).collect();
        for point in points {
            if let Some(cells) = point.year().and_then(|year| years.get_mut(&year)) {
                cells.push(Cell { point: (*point).clone(), mark: point.mark() });
            }
        }
        for cells in years.values_mut() {
            cells.sort_by(|a, b| {
                let day = |c: &Cell| c.point.date.and_then(|d| d.range().latest).map(Day::number);
                (day(a), a.point.ordinal, &a.point.meeting).cmp(&(day(b), b.point.ordinal, &b.point.meeting))
            });
        }
        Strip { years: years.into_iter().collect() }
    }

    /// The years that some meetings span, up to this year at least, so that strips beside each other can share an axis.
    ///
    /// Shape: `None` if no meeting has a date.
    pub fn span(points: &[Point], today: Day) -> Option<(u16, u16)> {
        let first = points.iter().filter_map(Point::year).min()?;
        let last = points.iter().filter_map(Point::year).max()?;
        Some((first, last.max(today.year())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(ordinal: Option<u32>, date: &str, status: MeetingStatus) -> Point {
        let suffix = ordinal.map_or_else(|| "x".to_owned(), |n| n.to_string());
        Point {
            meeting: format!("tchm/{suffix}").parse().unwrap(),
            mechanism: "tchm".parse().unwrap(),
            also_of: Vec::new(),
            ordinal,
            date: (!date.is_empty()).then(|| date.parse().unwrap()),
            status,
        }
    }

    #[test]
    fn gaps_are_ordinals_below_the_highest_held() {
        let points = [
            point(Some(2), "2008", MeetingStatus::Held),
            point(Some(3), "2009-09-28", MeetingStatus::Held),
            point(Some(6), "2016", MeetingStatus::Held),
            point(Some(8), "2027", MeetingStatus::Planned),
            point(None, "", MeetingStatus::Held),
        ];
        let series = Series::of(&points.iter().collect::<Vec<_>>());
        assert!(!series.is_numbered && Series::of(&[&points[0]]).is_numbered);
        assert_eq!((series.held, series.planned, series.expected, series.undated), (4, 1, 7, 1));
        assert_eq!(series.missing, [1, 4, 5]);
        assert_eq!((series.first_year, series.last_year), (Some(2008), Some(2016)));
        assert_eq!(series.silent_years, [2010, 2011, 2012, 2013, 2014, 2015]);
        assert_eq!(Series::of(&[]), Series::default());
    }

    #[test]
    fn silence_is_two_whole_years_without_a_plan() {
        let today = |year| Day::new(year, 11, 22).unwrap();
        let held = point(Some(6), "2016", MeetingStatus::Held);
        let plan = point(Some(7), "2027", MeetingStatus::Planned);
        assert_eq!(Series::of(&[&held]).silent_since(today(2026)), Some(2016));
        assert_eq!(Series::of(&[&held]).silent_since(today(2018)), None);
        assert_eq!(Series::of(&[&held, &plan]).silent_since(today(2026)), None);
    }

    #[test]
    fn a_strip_has_every_year_and_marks_what_is_known() {
        let points = [
            point(Some(1), "2009-12", MeetingStatus::Held),
            point(Some(2), "2009-03-01/2009-03-02", MeetingStatus::Held),
            point(Some(3), "2011", MeetingStatus::Held),
            point(Some(4), "2012", MeetingStatus::Cancelled),
            point(Some(5), "2027-06", MeetingStatus::Planned),
        ];
        assert_eq!(Strip::span(&points, Day::new(2026, 1, 1).unwrap()), Some((2009, 2027)));
        let strip = Strip::draw(&points.iter().collect::<Vec<_>>(), 2009, 2012);
        let drawn: Vec<(u16, Vec<Mark>)> = strip.years.into_iter().map(|(y, cells)| (y, cells.iter().map(|c| c.mark).collect())).collect();
        assert_eq!(drawn, [(2009, vec![Mark::Day, Mark::Vague]), (2010, vec![]), (2011, vec![Mark::Vague]), (2012, vec![Mark::Cancelled])]);
        assert_eq!(Strip::span(&[], Day::new(2026, 1, 1).unwrap()), None);
    }
}
