//! The strip: years in a row, a cell for each meeting, filled, hatched, dashed or empty by what is known.

use askama::Template;
use chancery_app::series::{Mark, Series, Strip};

use super::reader::Reader;
use crate::web::text::Words;

/// A strip longer than this wraps by decade on wide screens too.
const ONE_ROW_YEARS: usize = 30;
/// A strip never begins more than this many years before its end; earlier meetings stand in the table.
const MOST_YEARS: usize = 100;

/// A strip, ready to be drawn. Its label says in words what it shows; the cells are hidden from those who cannot see them.
#[derive(Debug, Clone, Template)]
#[template(path = "parts/strip.html")]
pub(super) struct StripView {
    pub(super) label: String,
    pub(super) is_long: bool,
    pub(super) decades: Vec<Decade>,
}

impl askama::filters::HtmlSafe for StripView {}

/// The years of one decade that the strip has.
#[derive(Debug, Clone)]
pub(super) struct Decade {
    pub(super) years: Vec<Year>,
}

/// A year.
#[derive(Debug, Clone)]
pub(super) struct Year {
    pub(super) year: u16,
    pub(super) is_labelled: bool,
    /// The class of each cell: `d` day known, `v` vague, `p` planned, `x` called off, `e` nothing recorded.
    pub(super) cells: Vec<&'static str>,
}

/// Draws a strip.
pub(super) fn view(reader: &Reader, strip: &Strip, series: &Series) -> StripView {
    let skip = strip.years.len().saturating_sub(MOST_YEARS);
    let mut decades: Vec<Decade> = Vec::new();
    for (year, cells) in strip.years.iter().skip(skip) {
        let classes: Vec<&'static str> = cells.iter().map(|cell| class(cell.mark)).collect();
        let drawn = Year { year: *year, is_labelled: year % 2 == 0, cells: if classes.is_empty() { vec!["e"] } else { classes } };
        match decades.last_mut() {
            Some(decade) if year % 10 != 0 => decade.years.push(drawn),
            _ => decades.push(Decade { years: vec![drawn] }),
        }
    }
    StripView {
        label: label(reader.words, strip, series, reader.ctx.today.year()),
        is_long: strip.years.len() - skip > ONE_ROW_YEARS,
        decades,
    }
}

fn class(mark: Mark) -> &'static str {
    match mark {
        Mark::Day => "d",
        Mark::Vague => "v",
        Mark::Planned => "p",
        Mark::Cancelled => "x",
    }
}

/// Says in words what the strip shows.
fn label(words: Words, strip: &Strip, series: &Series, this_year: u16) -> String {
    let with = |wanted: fn(Mark) -> bool| -> Vec<u16> {
        strip.years.iter().filter(|(_, cells)| cells.iter().any(|c| wanted(c.mark))).map(|(year, _)| *year).collect()
    };
    let held = with(|mark| matches!(mark, Mark::Day | Mark::Vague));
    let planned = with(|mark| mark == Mark::Planned);
    let mut sentences = Vec::new();
    if held.is_empty() {
        sentences.push(words.say("strip-none"));
    } else {
        sentences.push(words.with("strip-held", &[("years", words.years(&held).into())]));
        let mut silent = series.silent_years.clone();
        if let Some(last) = series.last_year {
            silent.extend(last + 1..=this_year);
        }
        silent.retain(|year| !planned.contains(year));
        if !silent.is_empty() {
            sentences.push(words.with("strip-silent", &[("years", words.years(&silent).into())]));
        }
    }
    if !planned.is_empty() {
        sentences.push(words.with("strip-planned", &[("years", words.years(&planned).into())]));
    }
    sentences.join(" ")
}

/// Says how much of a series is known: "5 of 6 meetings known; the 1st is not recorded".
pub(super) fn known(words: Words, series: &Series) -> String {
    if series.missing.is_empty() {
        let key = if series.is_numbered { "series-whole" } else { "series-unnumbered" };
        return words.with(key, &[("held", series.held.into())]);
    }
    words.with(
        "series-known",
        &[
            ("held", series.held.into()),
            ("expected", series.expected.into()),
            ("count", series.missing.len().into()),
            ("missing", words.ordinals(&series.missing).into()),
        ],
    )
}

/// Says since when nothing is recorded, if that is long.
pub(super) fn silence(reader: &Reader, series: &Series) -> Option<String> {
    let year = series.silent_since(reader.ctx.today)?;
    Some(reader.words.with("series-silent", &[("year", year.to_string().into())]))
}
