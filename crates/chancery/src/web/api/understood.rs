//! How a query was read, part by part, and what helps where nothing was found, in the shapes of the API.

use chancery_app::search::{Constraint, EmptyHelp, Meaning, Understood};
use serde::Serialize;
use utoipa::ToSchema;

use super::search::EquivalentView;
use super::text::word;

/// A part of the query and how it was read.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Understood)]
pub(crate) struct UnderstoodView {
    /// The part as typed.
    text: String,
    /// Where it stands: a range of Unicode scalars of the query, start included, end not.
    range: [usize; 2],
    /// How it was read: `word`, `little-word`, `phrase`, `beginning`, `alternatives`, `ordinal`, `date`, `condition`, `years`,
    /// `days`, `within` or `passed-over`.
    meaning: &'static str,
    /// With `condition`: the name of the filter.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
    /// What was read: the values of a condition, an ordinal, a date in EDTF, the first and last year or day (`..` where open),
    /// the parts of a record.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    values: Vec<String>,
    /// True if records that have it are left out.
    is_without: bool,
}

/// What helps where nothing was found.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = EmptyHelp)]
pub(crate) struct EmptyView {
    /// For each condition, how many records would be found without it, most first.
    without: Vec<WithoutView>,
    /// How many records the conditions alone would find; null if there are no words, or nothing beside them.
    without_words: Option<usize>,
    /// For each word that is nowhere, what is written nearly so.
    near: Vec<NearView>,
    /// Other names of what the words name.
    equivalents: Vec<NotionView>,
}

/// How many would be found without a condition.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WithoutCondition)]
struct WithoutView {
    /// The condition: the name of a filter, `days`, `in`, or `unwanted` for what is to be left out.
    condition: String,
    /// How many records would be found.
    total: usize,
}

/// A word that is nowhere, and what is written nearly so.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NearSpellings)]
struct NearView {
    /// The word as typed.
    typed: String,
    /// What is written nearly so, nearest first.
    words: Vec<String>,
}

/// Other names of what was typed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OtherNames)]
struct NotionView {
    /// The name as typed.
    typed: String,
    /// The other names.
    names: Vec<EquivalentView>,
}

/// How a part of a query was read.
pub(crate) fn understood(query: &str, part: &Understood) -> UnderstoodView {
    let scalars = |until: usize| query.get(..until).map_or(0, |text| text.chars().count());
    let open = |day: Option<chancery_model::Day>| day.map_or_else(|| "..".to_owned(), |day| day.to_string());
    let (meaning, field, values) = match &part.meaning {
        Meaning::Word => ("word", None, Vec::new()),
        Meaning::LittleWord => ("little-word", None, Vec::new()),
        Meaning::Phrase => ("phrase", None, Vec::new()),
        Meaning::Beginning => ("beginning", None, Vec::new()),
        Meaning::Alternatives => ("alternatives", None, Vec::new()),
        Meaning::Ordinal(number) => ("ordinal", None, vec![number.to_string()]),
        Meaning::Date(date) => ("date", None, vec![date.to_string()]),
        Meaning::Condition { facet, values } => ("condition", Some(facet.to_string()), values.clone()),
        Meaning::Years(first, last) => ("years", None, vec![first.to_string(), last.to_string()]),
        Meaning::Days(range) => ("days", None, vec![open(range.earliest), open(range.latest)]),
        Meaning::Within(fields) => ("within", None, fields.iter().map(|field| word(*field)).collect()),
        Meaning::PassedOver => ("passed-over", None, Vec::new()),
    };
    UnderstoodView {
        text: query.get(part.span.clone()).unwrap_or_default().to_owned(),
        range: [scalars(part.span.start), scalars(part.span.end)],
        meaning,
        field,
        values,
        is_without: part.is_without,
    }
}

/// What helps where nothing was found.
pub(crate) fn empty(help: &EmptyHelp) -> EmptyView {
    let name = |constraint: Constraint| match constraint {
        Constraint::Facet(facet) => facet.to_string(),
        Constraint::Days => "days".to_owned(),
        Constraint::Within => "in".to_owned(),
        Constraint::Unwanted => "unwanted".to_owned(),
    };
    let names = |names: &[(chancery_model::Lang, String)]| names.iter().map(|(lang, text)| EquivalentView::of(lang, text)).collect();
    EmptyView {
        without: help.without.iter().map(|(constraint, total)| WithoutView { condition: name(*constraint), total: *total }).collect(),
        without_words: help.without_words,
        near: help.near.iter().map(|near| NearView { typed: near.typed.clone(), words: near.words.clone() }).collect(),
        equivalents: help.equivalents.iter().map(|other| NotionView { typed: other.typed.clone(), names: names(&other.names) }).collect(),
    }
}
