//! The texts of made-up meetings: about 2.4 kB of words in one language each.

use std::collections::BTreeMap;
use std::path::Path;

use chancery_model::item::Item;
use chancery_model::meeting::Meeting;
use chancery_model::{Lang, Name};

use super::words::{LANGUAGES, Words, Zipf, all};
use crate::bench::chance::Chance;
use crate::bench::corpus::{self, parsed};

/// How many bytes an agenda item or outcome has, about.
const ITEM_BYTES: usize = 188;
/// Particles of Japanese and Korean, and words of Chinese, that stand between words.
const BETWEEN: [(&str, &[&str]); 3] =
    [("zh", &["", "", "的", "和", "，"]), ("ja", &["の", "を", "に", "と", "が", "、"]), ("ko", &[" ", "의 ", "을 ", "에서 ", "와 "])];

/// Makes meetings.
#[derive(Debug)]
pub(super) struct Writer {
    pub(super) words: BTreeMap<&'static str, Words>,
    zipf: Zipf,
}

/// A meeting, its language, and how many bytes of text the search is given of it.
pub(super) struct Written {
    pub(super) meeting: Meeting,
    pub(super) lang: &'static str,
    pub(super) text_bytes: usize,
}

impl Writer {
    /// Reads the glossary and makes the words.
    ///
    /// Errors: what the files of the glossary refuse, in words.
    pub(super) fn new(root: &Path) -> Result<Writer, String> {
        Ok(Writer { words: all(root)?, zipf: Zipf::new() })
    }

    /// Makes the meeting of a number: who, when and where as in the register of the other bench, other texts.
    pub(super) fn meeting(&self, n: usize, chance: &mut Chance) -> Written {
        let mut meeting = corpus::meeting(n, chance);
        let lang = language(chance);
        meeting.accounts.truncate(1);
        let account = &mut meeting.accounts[0];
        account.lang = parsed(if lang == "zh" { "zh-Hans" } else { lang });
        fill(&mut account.agenda, &mut || self.text(lang, chance));
        fill(&mut account.outcomes, &mut || self.text(lang, chance));
        let text_bytes = text_bytes(&meeting);
        Written { meeting, lang, text_bytes }
    }

    /// Draws the rank of a word.
    pub(super) fn draw(&self, lang: &str, chance: &mut Chance) -> usize {
        self.words[lang].draw(&self.zipf, chance)
    }

    fn text(&self, lang: &str, chance: &mut Chance) -> String {
        let between = BETWEEN.iter().find(|(other, _)| *other == lang).map_or(&[" "][..], |(_, between)| between);
        let mut text = String::with_capacity(ITEM_BYTES + 40);
        while text.len() < ITEM_BYTES {
            text.push_str(self.words[lang].at(self.draw(lang, chance)));
            text.push_str(between[chance.below(between.len())]);
        }
        let end = text.trim_end_matches([' ', '，', '、']).len();
        text.truncate(end);
        text.push_str(if matches!(lang, "zh" | "ja") { "。" } else { "." });
        text
    }
}

fn language(chance: &mut Chance) -> &'static str {
    let mut point = chance.below(100);
    for (lang, share) in LANGUAGES {
        if point < share {
            return lang;
        }
        point -= share;
    }
    LANGUAGES[0].0
}

fn fill(items: &mut [Item], text: &mut dyn FnMut() -> String) {
    for item in items {
        item.text = text();
        fill(&mut item.items, text);
    }
}

/// The bytes of what the search is given: items, and the names of mechanism, place and organisations that it spells out.
fn text_bytes(meeting: &Meeting) -> usize {
    let of_names = |names: &[Name]| names.iter().map(|name| name.text.len()).sum::<usize>();
    let number = |id: &str| id.rsplit(['-', 'm']).next().and_then(|number| number.parse().ok()).unwrap_or_default();
    let mut bytes = of_names(&corpus::mechanism(number(meeting.mechanism.as_str())).names);
    if let Some(place) = &meeting.place {
        bytes += of_names(&corpus::place(number(place.place.as_str())).names);
    }
    for part in &meeting.participation {
        if let (Some(party), Some(organisation)) = (&part.party, &part.organisation) {
            bytes += of_names(&corpus::organisation(party.as_str(), number(organisation.as_str())).names);
        }
    }
    for account in &meeting.accounts {
        account.walk(&mut |item, _| bytes += item.text.len());
    }
    bytes
}

/// What a peer is given of a meeting.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub(super) struct Plain {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) body: String,
    pub(super) topic: String,
    pub(super) host: String,
    pub(super) year: u16,
}

/// Takes from a meeting what a peer is given of it.
pub(super) fn plain(meeting: &Meeting) -> Plain {
    let mechanism = meeting.mechanism.as_str().trim_start_matches("mum").parse().unwrap_or_default();
    let names = corpus::mechanism(mechanism).names;
    let title: Vec<&str> = names.iter().map(|name| name.text.as_str()).collect();
    let mut body = String::new();
    for account in &meeting.accounts {
        account.walk(&mut |item, _| {
            body.push_str(&item.text);
            body.push('\n');
        });
    }
    Plain {
        id: meeting.id.to_string(),
        title: format!("{} {}", meeting.ordinal.unwrap_or_default(), title.join(" ")),
        body,
        topic: format!("topic-{}", mechanism % corpus::TOPICS),
        host: meeting.host.as_ref().map(ToString::to_string).unwrap_or_default(),
        year: meeting.date.and_then(|date| date.range().latest).map_or(0, chancery_model::Day::year),
    }
}

/// The texts of a meeting's items.
pub(super) fn items(meeting: &Meeting) -> Vec<String> {
    let mut items = Vec::new();
    for account in &meeting.accounts {
        account.walk(&mut |item, _| items.push(item.text.clone()));
    }
    items
}

/// Tells whether a language is written without blanks between words, or with particles.
pub(super) fn is_east_asian(lang: &str) -> bool {
    Lang::en().as_str() != lang
}

#[cfg(test)]
mod tests {
    use chancery_model::Record;

    use super::*;

    #[test]
    fn meetings_have_their_size_and_keep_the_rules() {
        let writer = Writer::new(&crate::root()).unwrap();
        let mut chance = Chance::new(1);
        let mut bytes = 0;
        for n in 0..200 {
            let written = writer.meeting(n, &mut chance);
            Record::Meeting(written.meeting.clone()).check().unwrap();
            assert!(plain(&written.meeting).body.len() <= written.text_bytes);
            bytes += written.text_bytes;
        }
        assert!((2_200..2_600).contains(&(bytes / 200)), "{}", bytes / 200);
    }
}
