//! What the terminal says of a query: how it was read, what was not understood, and what helps where nothing was found.

use chancery_app::search::{Constraint, Cut, EmptyHelp, Meaning, Note, Understood};

/// How the parts of a query were read; `None` if they are plain words.
pub(super) fn reading(query: &str, understood: &[Understood]) -> Option<String> {
    let is_plain =
        |part: &Understood| !part.is_without && matches!(part.meaning, Meaning::Word | Meaning::LittleWord | Meaning::PassedOver);
    if understood.iter().all(is_plain) {
        return None;
    }
    let parts = understood.iter().filter(|part| !matches!(part.meaning, Meaning::LittleWord | Meaning::PassedOver));
    let parts: Vec<String> =
        parts.map(|part| if part.is_without { format!("without {}", meaning(query, part)) } else { meaning(query, part) }).collect();
    Some(format!("read as {}", parts.join(", ")))
}

/// Tells whether a note says no more than the reading of the query does.
pub(super) fn stands_in_reading(note: &Note) -> bool {
    matches!(note, Note::ReadAsOrdinal(_) | Note::ReadAsYear(_) | Note::ReadAsDate(_))
}

fn meaning(query: &str, part: &Understood) -> String {
    let typed = query.get(part.span.clone()).unwrap_or_default().trim_start_matches(['-', '−', '－']);
    let open = |day: Option<chancery_model::Day>| day.map_or_else(String::new, |day| day.to_string());
    match &part.meaning {
        Meaning::Ordinal(number) => format!("ordinal {number}"),
        Meaning::Date(date) => format!("date {date}"),
        Meaning::Condition { facet, values } => format!("{facet}:{}", values.join("|")),
        Meaning::Years(first, last) if first == last => format!("year:{first}"),
        Meaning::Years(first, last) => format!("year:{first}..{last}"),
        Meaning::Days(range) => format!("days {}..{}", open(range.earliest), open(range.latest)),
        Meaning::Word
        | Meaning::LittleWord
        | Meaning::Phrase
        | Meaning::Beginning
        | Meaning::Alternatives
        | Meaning::Within(_)
        | Meaning::PassedOver => typed.to_owned(),
    }
}

/// What would help, a clause each.
pub(super) fn ways_on(help: &EmptyHelp) -> Vec<String> {
    let name = |constraint: Constraint| match constraint {
        Constraint::Facet(facet) => facet.to_string(),
        Constraint::Days => "the days".to_owned(),
        Constraint::Within => "in:".to_owned(),
        Constraint::Unwanted => "what is to be left out".to_owned(),
    };
    let records = |count: usize| super::super::output::counted(count, "record");
    let without = help.without.iter().map(|(constraint, count)| format!("without {}: {}", name(*constraint), records(*count)));
    let alone = help.without_words.map(|count| format!("the conditions alone: {}", records(count)));
    let near = help.near.iter().map(|near| format!("written nearly as {}: {}", near.typed, near.words.join(", ")));
    let others = help.equivalents.iter().map(|other| {
        let names: Vec<&str> = other.names.iter().map(|(_, name)| name.as_str()).collect();
        format!("other names of {}: {}", other.typed, names.join(", "))
    });
    without.chain(alone).chain(near).chain(others).collect()
}

/// A note as a sentence for the terminal.
pub(super) fn sentence(note: &Note) -> String {
    match note {
        Note::SomeWords => "no record has all the words; these have some of them".into(),
        Note::Loosened => "no record has the words joined like that; these have their parts".into(),
        Note::ReadAsOrdinal(number) => format!("read as the ordinal {number}"),
        Note::ReadAsYear(year) => format!("read as the year {year}"),
        Note::ReadAsDate(date) => format!("read as the date {date}"),
        Note::UnknownField { name } => format!("{name:?} is no condition that the search knows; read as words"),
        Note::UnknownValue { field, value } => format!("no record has {value:?} as {field}; read as words"),
        Note::Widened { typed, equivalents } => {
            let names: Vec<&str> = equivalents.iter().map(|(_, name)| name.as_str()).collect();
            format!("{typed} was also looked for as {}; --literal looks for the words as typed only", names.join(", "))
        }
        Note::SeveralValues { field, value, fits } => format!("{field}:{value} fits several values: {}; read as words", fits.join(", ")),
        Note::NearSpellings { typed, words } => format!("nothing is written {typed:?}; looked for {}", words.join(", ")),
        Note::OpenQuote => "a quotation mark has no partner; read as words".into(),
        Note::NotUnderstood { what } => format!("not understood and passed over: {what}"),
        Note::Cut(Cut::Characters | Cut::Clauses) => "the query is too long; its end was not read".into(),
        Note::Cut(Cut::Expansions { prefix }) => format!("many words begin with {prefix:?}; only the commonest were looked for"),
        Note::Cut(Cut::NearSpellings) => "near spellings were looked up of the first words only".into(),
        Note::Cut(Cut::Effort) => "very many records have these words; only the first parts of the query were looked for".into(),
    }
}
