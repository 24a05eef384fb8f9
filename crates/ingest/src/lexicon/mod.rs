//! The lexicon: names of parties, countries, cities, topics and organisations, and the words by which pages announce
//! what follows, in four languages.
//!
//! It is data and is handed to the reader, so that another framework, another site or a fifth language need no new code.
//! [`Lexicon::bundled`] is the one in `data/lexicon`, embedded in the program. Nothing in it is ever written into a
//! reading: it decides what a line is, the words stay the page's.

mod files;
mod phrases;

use std::collections::HashSet;

use chancery_model::Level;

pub(crate) use self::phrases::Phrases;
use crate::fold::{is_cjk, key};

/// The sections of a meeting that a heading can announce.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Section {
    Participants,
    Agenda,
    Outcomes,
    Documents,
    Notes,
}

/// The facts of a meeting that a label can announce: "Venue: Tokyo".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Field {
    Date,
    Place,
    DateAndPlace,
    Host,
}

/// An organisation that the lexicon knows.
#[derive(Debug, Clone)]
pub(crate) struct Organisation {
    pub(crate) party: Option<String>,
    /// The official English name, else the first there is.
    pub(crate) official: String,
    /// Keys of official and former names.
    pub(crate) right: HashSet<String>,
    /// Keys of wordings that are known to stand for it.
    pub(crate) as_written: HashSet<String>,
}

/// Says why a lexicon was refused.
#[derive(Debug, thiserror::Error)]
pub enum LexiconError {
    /// A file is not there.
    #[error("the lexicon has no file {0}")]
    Missing(&'static str),
    /// A file has another form than expected.
    #[error("the lexicon's file {file} cannot be read")]
    Form {
        /// The file.
        file: &'static str,
        /// What is wrong with it, and where.
        #[source]
        source: Box<toml::de::Error>,
    },
    /// An id or code is malformed.
    #[error("the lexicon's file {file} has {value:?}, expected {expected}")]
    Value {
        /// The file.
        file: &'static str,
        /// The value.
        value: String,
        /// What was expected.
        expected: &'static str,
    },
}

/// Names and words in the languages of a framework. See the module's description.
#[derive(Debug, Clone)]
pub struct Lexicon {
    pub(crate) sections: Phrases<Section>,
    pub(crate) fields: Phrases<Field>,
    pub(crate) levels: Phrases<Level>,
    pub(crate) latest_event: Phrases<()>,
    pub(crate) download: Phrases<()>,
    pub(crate) download_languages: Phrases<String>,
    pub(crate) note: Phrases<()>,
    pub(crate) page_title: Phrases<()>,
    pub(crate) topic_label: Phrases<()>,
    pub(crate) pager: Phrases<()>,
    pub(crate) topics: Phrases<String>,
    pub(crate) parties: Phrases<String>,
    pub(crate) countries: Phrases<String>,
    /// The country of each city.
    pub(crate) cities: Phrases<String>,
    pub(crate) organisations: Vec<Organisation>,
    /// Names and acronyms of organisations that belong to no party.
    pub(crate) bodies: Phrases<()>,
    pub(crate) meeting_nouns: Phrases<()>,
    pub(crate) generic: HashSet<String>,
    pub(crate) generic_cjk: Vec<String>,
    pub(crate) document_words: Phrases<()>,
    pub(crate) outcome_verbs: HashSet<String>,
    pub(crate) outcome_subjects: HashSet<String>,
    pub(crate) outcome_futures: Vec<String>,
    pub(crate) outcome_phrases: Vec<String>,
    pub(crate) plan_phrases: Vec<String>,
    pub(crate) plan_next: Phrases<()>,
    pub(crate) honorifics: Phrases<()>,
    pub(crate) honorifics_after: Vec<String>,
    pub(crate) roles: Phrases<()>,
    /// Longer first.
    pub(crate) roles_cjk: Vec<String>,
    pub(crate) organisation_words: Phrases<()>,
    /// Of [`Lexicon::organisation_words`], those that names in Chinese, Japanese and Korean end in.
    pub(crate) organisation_ends: Vec<String>,
    pub(crate) observers: Phrases<()>,
    pub(crate) hosts: Phrases<()>,
    pub(crate) online: Phrases<()>,
    pub(crate) months: Phrases<u8>,
    pub(crate) weekdays: Phrases<()>,
    pub(crate) joiners: HashSet<String>,
    pub(crate) designators: HashSet<String>,
}

const FILES: [&str; 8] =
    ["parties.toml", "countries.toml", "cities.toml", "topics.toml", "organisations.toml", "levels.toml", "headings.toml", "words.toml"];

fn parsed<T: serde::de::DeserializeOwned>(files: &[(&str, &str)], name: &'static str) -> Result<T, LexiconError> {
    let (_, text) = files.iter().find(|(file, _)| *file == name).ok_or(LexiconError::Missing(name))?;
    toml::from_str(text).map_err(|source| LexiconError::Form { file: name, source: Box::new(source) })
}

fn keys<'a>(words: impl IntoIterator<Item = &'a String>) -> HashSet<String> {
    words.into_iter().map(|word| key(word)).collect()
}

fn table<V: Clone>(groups: impl IntoIterator<Item = (V, Vec<String>)>) -> Phrases<V> {
    let mut table = Phrases::default();
    for (value, names) in groups {
        for name in names {
            table.add(&name, value.clone());
        }
    }
    table
}

fn is_country_code(code: &str) -> bool {
    code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase())
}

impl Lexicon {
    /// Reads a lexicon from its files, given as name and text.
    ///
    /// Errors: [`LexiconError`] names the file, and for a malformed one the line.
    pub fn read(files: &[(&str, &str)]) -> Result<Lexicon, LexiconError> {
        let parties: files::Parties = parsed(files, FILES[0])?;
        let countries: files::Countries = parsed(files, FILES[1])?;
        let cities: files::Cities = parsed(files, FILES[2])?;
        let topics: files::Topics = parsed(files, FILES[3])?;
        let organisations: files::Organisations = parsed(files, FILES[4])?;
        let levels: files::Levels = parsed(files, FILES[5])?;
        let headings: files::Headings = parsed(files, FILES[6])?;
        let words: files::Words = parsed(files, FILES[7])?;

        let coded = |list: Vec<files::Coded>, file: &'static str| {
            let mut groups = Vec::new();
            for entry in list {
                if !is_country_code(&entry.code) {
                    return Err(LexiconError::Value { file, value: entry.code, expected: "an ISO 3166-1 code of two capital letters" });
                }
                groups.push((entry.code, [vec![entry.en, entry.zh, entry.ja, entry.ko], entry.aliases].concat()));
            }
            Ok(table(groups))
        };
        let mut level_groups = Vec::new();
        for level in levels.level {
            let id = level.id.parse::<Level>();
            let id = id.map_err(|_| LexiconError::Value { file: FILES[5], value: level.id, expected: "the id of a level" })?;
            level_groups.push((id, level.headings));
        }
        let mut roles_cjk = words.roles_cjk;
        roles_cjk.sort_by_key(|role| std::cmp::Reverse(role.len()));
        let months = (1u8..).zip(words.months);
        let organisation_ends = words.organisation_words.iter().filter(|w| w.chars().all(is_cjk)).cloned().collect();
        let sections = headings.sections;
        let (bodies, organisations) = known_organisations(organisations.organisation);
        Ok(Lexicon {
            sections: table([
                (Section::Participants, sections.participants),
                (Section::Agenda, sections.agenda),
                (Section::Outcomes, sections.outcomes),
                (Section::Documents, sections.documents),
                (Section::Notes, sections.notes),
            ]),
            fields: table([
                (Field::DateAndPlace, headings.fields.date_and_place),
                (Field::Date, headings.fields.date),
                (Field::Place, headings.fields.place),
                (Field::Host, headings.fields.host),
            ]),
            levels: table(level_groups),
            latest_event: Phrases::of(&headings.labels.latest_event),
            download: Phrases::of(&headings.labels.download),
            download_languages: table(headings.download_languages),
            note: Phrases::of(&headings.labels.note),
            page_title: Phrases::of(&headings.labels.page_title),
            topic_label: Phrases::of(&headings.labels.topic),
            pager: Phrases::of(&headings.labels.pager),
            topics: table(topics.topic.into_iter().map(|t| (t.id, [vec![t.en, t.zh, t.ja, t.ko], t.aliases].concat()))),
            parties: coded(parties.party, FILES[0])?,
            countries: coded(countries.country, FILES[1])?,
            cities: table(cities.city.into_iter().map(|c| (c.country, [vec![c.en, c.zh, c.ja, c.ko], c.aliases].concat()))),
            organisations,
            bodies,
            meeting_nouns: Phrases::of(&words.meeting_nouns),
            generic: keys(&words.generic),
            generic_cjk: words.generic_cjk,
            document_words: Phrases::of(&words.document_words),
            outcome_verbs: keys(&words.outcome_verbs),
            outcome_subjects: keys(&words.outcome_subjects),
            outcome_futures: words.outcome_futures,
            outcome_phrases: words.outcome_phrases,
            plan_phrases: words.plan_phrases,
            plan_next: Phrases::of(&words.plan_next),
            honorifics: Phrases::of(&words.honorifics),
            honorifics_after: words.honorifics_after,
            roles: Phrases::of(&words.roles),
            roles_cjk,
            organisation_words: Phrases::of(&words.organisation_words),
            organisation_ends,
            observers: Phrases::of(&words.observers),
            hosts: Phrases::of(&words.hosts),
            online: Phrases::of(&words.online),
            months: table(months),
            weekdays: Phrases::of(&words.weekdays),
            joiners: keys(&words.joiners),
            designators: keys(&words.designators),
        })
    }

    /// The lexicon of `data/lexicon`, embedded in the program.
    pub fn bundled() -> Lexicon {
        let files = [
            include_str!("../../../../data/lexicon/parties.toml"),
            include_str!("../../../../data/lexicon/countries.toml"),
            include_str!("../../../../data/lexicon/cities.toml"),
            include_str!("../../../../data/lexicon/topics.toml"),
            include_str!("../../../../data/lexicon/organisations.toml"),
            include_str!("../../../../data/lexicon/levels.toml"),
            include_str!("../../../../data/lexicon/headings.toml"),
            include_str!("../../../../data/lexicon/words.toml"),
        ];
        let named: Vec<(&str, &str)> = FILES.into_iter().zip(files).collect();
        Lexicon::read(&named).expect("the embedded lexicon is read by a test of this crate")
    }
}

fn known_organisations(list: Vec<files::Organisation>) -> (Phrases<()>, Vec<Organisation>) {
    let mut bodies = Phrases::default();
    let mut known = Vec::new();
    for entry in list {
        let names: Vec<String> = [&entry.en, &entry.zh, &entry.ja, &entry.ko].into_iter().flatten().cloned().collect();
        let right: Vec<&String> = names.iter().chain(&entry.former).chain(&entry.acronyms).collect();
        if entry.party.is_none() {
            for name in &right {
                bodies.add(name, ());
            }
        }
        known.push(Organisation {
            party: entry.party,
            official: names.first().cloned().unwrap_or(entry.id),
            right: keys(right),
            as_written: keys(&entry.as_written),
        });
    }
    (bodies, known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_lexicon_is_whole() {
        let lexicon = Lexicon::bundled();
        for (name, code) in
            [("ROK", "KR"), ("Republic of Korea", "KR"), ("中国", "CN"), ("日本", "JP"), ("한국", "KR"), ("P.R. China", "CN")]
        {
            assert_eq!(lexicon.parties.find_whole(name).map(String::as_str), Some(code), "{name}");
            assert_eq!(lexicon.countries.find_whole(name).map(String::as_str), Some(code), "{name}");
        }
        for (name, code) in [("Phnom Penh", "KH"), ("東京", "JP"), ("首尔", "KR"), ("칭다오", "CN"), ("New York", "US")] {
            assert_eq!(lexicon.cities.find_whole(name).map(String::as_str), Some(code), "{name}");
        }
        for (heading, level) in [
            ("Working-Level Meetings", "working-group"),
            ("Ministerial Meetings", "ministerial"),
            ("局长级会议", "director-general"),
            ("閣僚級会合", "ministerial"),
        ] {
            assert_eq!(lexicon.levels.find_whole(heading).map(Level::as_str), Some(level), "{heading}");
        }
    }

    #[test]
    fn every_city_lies_in_a_known_country() {
        let cities: files::Cities = toml::from_str(include_str!("../../../../data/lexicon/cities.toml")).unwrap();
        let countries: files::Countries = toml::from_str(include_str!("../../../../data/lexicon/countries.toml")).unwrap();
        let codes: HashSet<&str> = countries.country.iter().map(|c| c.code.as_str()).collect();
        for city in &cities.city {
            assert!(codes.contains(city.country.as_str()), "{} lies in {}", city.en, city.country);
        }
        let names: HashSet<String> = cities.city.iter().map(|c| key(&c.en)).collect();
        assert_eq!(names.len(), cities.city.len(), "a city stands twice");
    }

    #[test]
    fn refusals_name_the_file() {
        assert_eq!(Lexicon::read(&[]).unwrap_err().to_string(), "the lexicon has no file parties.toml");
        let wrong = Lexicon::read(&[("parties.toml", "party = 3")]).unwrap_err();
        assert_eq!(wrong.to_string(), "the lexicon's file parties.toml cannot be read");
    }
}
