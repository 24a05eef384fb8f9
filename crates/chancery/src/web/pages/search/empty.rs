//! What helps where nothing was found: what would be found without one condition, near spellings, other names, and ways to
//! look through the register instead.

use chancery_app::search::{Constraint, FacetName, Meaning, SearchPage, Understood};

use super::ask::Ask;
use super::facets::{days_name, value_name};
use super::read::meaning;
use crate::web::pages::reader::Reader;
use crate::web::routes::Page;
use crate::web::text::html::Html;

/// Ways on from an empty answer.
#[derive(Debug, Default)]
pub(super) struct Empty {
    /// For each condition, how many would be found without it, as a link.
    pub(super) without: Vec<Html>,
    /// For each word that is nowhere, what is written nearly so.
    pub(super) near: Vec<Html>,
    /// Other names of what the words name.
    pub(super) equivalents: Vec<Html>,
    /// Topics that have a mechanism.
    pub(super) topics: Vec<Html>,
}

/// Gathers the ways on.
pub(super) fn empty(reader: &Reader, ask: &Ask, answer: &SearchPage) -> Empty {
    let words = reader.words;
    let comma = words.say("comma");
    let link = |ask: &Ask, inner: &Html| Html::link(&reader.link_with(&Page::Search, &ask.to_query()), inner);
    let mut out = Empty { topics: topics(reader), ..Empty::default() };
    let Some(help) = &answer.empty else { return out };
    for (constraint, count) in &help.without {
        let (name, without) = constraint_name(reader, ask, answer, *constraint);
        let said = words.mix("empty-without", &[("condition", name)], &[("count", (*count).into())]);
        // A way that leads to nothing is said, so that nobody has to try it, and is no link.
        out.without.push(if *count > 0 { link(&without, &said) } else { said });
    }
    if let Some(count) = help.without_words.filter(|count| *count > 0) {
        let conditions: Vec<_> = answer.understood.iter().filter(|part| constraint_of(part).is_none()).cloned().collect();
        let said = Html::text(&words.with("empty-without-words", &[("count", count.into())]));
        out.without.push(link(&ask.without_parts(&conditions), &said));
    }
    for near in &help.near {
        let tried = near.words.iter().map(|word| link(&ask.with_text(ask.text.replacen(&near.typed, word, 1)), &Html::text(word)));
        let tried = Html::join(&tried.collect::<Vec<_>>(), &comma);
        out.near.push(words.mix("empty-near", &[("words", tried)], &[("typed", near.typed.as_str().into())]));
    }
    for notion in &help.equivalents {
        let names = notion.names.iter().map(|(lang, name)| link(&ask.with_text(name.clone()), &Html::said(name, lang)));
        let names = Html::join(&names.collect::<Vec<_>>(), &comma);
        out.equivalents.push(words.mix("empty-equivalents", &[("names", names)], &[("typed", notion.typed.as_str().into())]));
    }
    out
}

fn topics(reader: &Reader) -> Vec<Html> {
    let has_mechanism = |topic: &chancery_model::Topic| reader.catalogue.mechanisms.values().any(|m| m.topics.contains(&topic.id));
    reader.catalogue.topics_in_order().into_iter().filter(|topic| has_mechanism(topic)).map(|topic| reader.topic(&topic.id)).collect()
}

/// The condition that a part of the query writes; `None` of words.
fn constraint_of(part: &Understood) -> Option<Constraint> {
    match &part.meaning {
        _ if part.is_without => Some(Constraint::Unwanted),
        Meaning::Condition { facet, .. } => Some(Constraint::Facet(*facet)),
        Meaning::Years(..) => Some(Constraint::Facet(FacetName::Year)),
        Meaning::Days(_) => Some(Constraint::Days),
        Meaning::Within(_) => Some(Constraint::Within),
        _ => None,
    }
}

/// What a condition says, typed and chosen together, and the search without it.
fn constraint_name(reader: &Reader, ask: &Ask, answer: &SearchPage, constraint: Constraint) -> (Html, Ask) {
    let words = reader.words;
    let typed: Vec<_> = answer.understood.iter().filter(|part| constraint_of(part) == Some(constraint)).cloned().collect();
    let mut values: Vec<Html> = typed.iter().map(|part| meaning(reader, ask, part).1).collect();
    let mut without = ask.without_parts(&typed);
    let head = match constraint {
        Constraint::Facet(facet) => {
            values.extend(ask.values(facet).map(|value| value_name(reader, facet, value)));
            without = without.without_facet(facet);
            words.say(&format!("facet-{facet}"))
        }
        Constraint::Days => {
            let said = |day: &str| day.parse().ok().map(|date| words.date(&date));
            values.extend(days_name(reader, said(&ask.from), said(&ask.until)).map(|name| Html::text(&name)));
            without = without.without_days();
            words.say("facet-days")
        }
        Constraint::Within => words.say("facet-in"),
        Constraint::Unwanted => words.say("empty-unwanted"),
    };
    let values = Html::join(&values, &words.say("comma"));
    (Html::join(&[Html::text(&head), values], &words.say("colon")), without)
}
