//! How a query was read, part by part: each part that is more than a word stands as a chip whose link takes it away.

use chancery_app::search::{FacetName, Meaning, Understood};
use chancery_model::DayRange;

use super::ask::Ask;
use super::facets::{Chip, days_name, value_name};
use super::hits::field_name;
use crate::web::pages::reader::Reader;
use crate::web::routes::Page;
use crate::web::text::html::Html;

/// The parts of a query in the order as typed; nothing if they are plain words, which need no explanation.
pub(super) fn chips(reader: &Reader, ask: &Ask, understood: &[Understood]) -> Vec<Chip> {
    let is_plain = |part: &Understood| !part.is_without && matches!(part.meaning, Meaning::Word | Meaning::LittleWord);
    if understood.iter().all(|part| is_plain(part) || part.meaning == Meaning::PassedOver) {
        return Vec::new();
    }
    let shown = understood.iter().filter(|part| !matches!(part.meaning, Meaning::LittleWord | Meaning::PassedOver));
    let chip = |part: &Understood| {
        let (facet, name) = meaning(reader, ask, part);
        let facet = if part.is_without { reader.words.with("read-without", &[("what", facet.into())]) } else { facet };
        let without = ask.without_parts(std::slice::from_ref(part));
        Chip { facet: facet.trim().to_owned(), name, href: reader.link_with(&Page::Search, &without.to_query()) }
    };
    shown.map(chip).collect()
}

/// What a part means, as the name of a field and its value; the field is empty of words.
pub(super) fn meaning(reader: &Reader, ask: &Ask, part: &Understood) -> (String, Html) {
    let words = reader.words;
    let typed = || Html::text(ask.text.get(part.span.clone()).unwrap_or_default().trim_start_matches(['-', '−', '－']));
    let facet = |facet: FacetName| words.say(&format!("facet-{facet}"));
    let years = |from: u16, until: u16| {
        let range = [("from", from.to_string().into()), ("until", until.to_string().into())];
        if from == until { from.to_string() } else { words.with("date-range", &range) }
    };
    match &part.meaning {
        Meaning::Word | Meaning::LittleWord | Meaning::Alternatives | Meaning::PassedOver => (String::new(), typed()),
        Meaning::Phrase => (words.say("read-phrase"), typed()),
        Meaning::Beginning => (words.say("read-beginning"), typed()),
        Meaning::Ordinal(number) => (words.say("read-ordinal"), Html::text(&chancery_app::title::ordinal(*number, &reader.lang))),
        Meaning::Date(date) => (words.say("read-date"), reader.words.time(date)),
        Meaning::Condition { facet: name, values } => {
            let values: Vec<Html> = values.iter().map(|value| value_name(reader, *name, value)).collect();
            (facet(*name), Html::join(&values, &words.say("comma")))
        }
        Meaning::Years(from, until) => (facet(FacetName::Year), Html::text(&years(*from, *until))),
        Meaning::Days(range) => (words.say("facet-days"), Html::text(&range_name(reader, range))),
        Meaning::Within(fields) => {
            let mut names: Vec<String> = fields.iter().map(|field| field_name(reader, *field)).collect();
            names.dedup();
            (words.say("facet-in"), Html::text(&names.join(&words.say("comma"))))
        }
    }
}

fn range_name(reader: &Reader, range: &DayRange) -> String {
    let said = |day: Option<chancery_model::Day>| day.map(|day| reader.words.day(day));
    days_name(reader, said(range.earliest), said(range.latest)).unwrap_or_default()
}
