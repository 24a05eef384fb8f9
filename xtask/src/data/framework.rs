//! The framework with its parties and levels, and its topics.

use chancery_model::{Framework, Lang, LevelName, Name, NameKind, Party, Source, TextStatus, Topic};

use super::facts::Facts;
use super::overlay::Overlay;
use super::{DataError, names, parsed, texts};

/// Makes the framework.
pub(super) fn make(facts: &Facts, overlay: &Overlay) -> Result<Framework, DataError> {
    let from = &overlay.framework;
    let at = "the framework";
    let party = |party: &super::facts::Party| {
        let formal = party.full_names.pairs().map(|(lang, text)| Name { kind: NameKind::Formal, ..Name::new(lang, text) });
        let names = names(&party.names, TextStatus::Official).into_iter().chain(formal).collect();
        Ok(Party { id: parsed(&party.id, at)?, names })
    };
    let level =
        |level: &super::overlay::Level| Ok(LevelName { level: parsed(&level.id, at)?, names: names(&level.names, TextStatus::Unofficial) });
    let languages = vec![Lang::en(), Lang::zh(), Lang::ja(), Lang::ko()];
    Ok(Framework {
        id: parsed(&from.id, at)?,
        names: names(&from.names, TextStatus::Unofficial),
        parties: facts.parties.iter().map(party).collect::<Result<_, DataError>>()?,
        languages: languages.clone(),
        fallback: languages,
        levels: from.level.iter().map(level).collect::<Result<_, DataError>>()?,
        fields: vec![],
        secretariat: Some(parsed(&from.secretariat, at)?),
        descriptions: texts(&from.description, TextStatus::Original),
        sources: from.sources.iter().map(Source::of).collect(),
        statements: vec![],
        notes: vec![],
    })
}

/// Makes the topics in the order of the facts, with the addresses under which the secretariat's site shows them.
pub(super) fn make_topics(facts: &Facts, overlay: &Overlay) -> Result<Vec<Topic>, DataError> {
    let from = &overlay.framework;
    let one = |(position, topic): (u32, &super::facts::Topic)| {
        let at = format!("topic {}", topic.id);
        let address = |site_id: u32| from.topic_addresses.iter().map(move |a| a.replace("{}", &site_id.to_string()));
        let addresses: Vec<String> = topic.site_id.into_iter().flat_map(address).collect();
        Ok(Topic {
            id: parsed(&topic.id, &at)?,
            framework: parsed(&from.id, &at)?,
            names: names(&topic.names, TextStatus::Official),
            position,
            sources: addresses.first().into_iter().map(Source::of).collect(),
            addresses,
            statements: vec![],
            notes: vec![],
        })
    };
    (1..).zip(&facts.topics).map(one).collect()
}
