//! The source that speaks in an import: what is stamped on everything that comes from it.

use chancery_model::reading::Reading;
use chancery_model::{Digest, Edtf, Lang, ReadingId, Source, TopicId};

/// The source of one import: one page, at one address, in the bytes of one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Voice {
    /// Public address, or a `urn:` for a page without one.
    pub(crate) url: String,
    /// Digest of the bytes.
    pub sha256: Digest,
    /// The day the page was read.
    pub(crate) read_on: Option<Edtf>,
    /// Under which licence the page may be reused, where known.
    pub(crate) licence: Option<String>,
    /// The language of the page.
    pub(crate) lang: Lang,
}

impl Voice {
    /// The source entry of a record that stands in these lines of the page.
    pub(crate) fn source(&self, lines: Option<(u32, u32)>) -> Source {
        Source {
            url: self.url.clone(),
            title: None,
            read_on: self.read_on,
            sha256: Some(self.sha256),
            lines,
            licence: self.licence.clone(),
        }
    }

    /// Puts the source into a record's list, in the place of what the list has of the same address.
    ///
    /// Shape: a title that the list already has stays.
    pub(crate) fn sign(&self, sources: &mut Vec<Source>, lines: Option<(u32, u32)>) {
        let mut entry = self.source(lines);
        match sources.iter_mut().find(|s| s.url == self.url) {
            Some(there) => {
                entry.title = there.title.take();
                entry.licence = entry.licence.or_else(|| there.licence.take());
                *there = entry;
            }
            None => sources.push(entry),
        }
    }
}

/// The address of a page that has none: made of its bytes, so that the same bytes are the same source.
pub(crate) fn urn_of(sha256: &Digest) -> String {
    format!("urn:chancery:file:{sha256}")
}

/// The id that a source's reading has under a topic, if it is free: words of the address, a short digest, the topic.
///
/// The digest of the whole address keeps addresses apart that differ only in signs which no id can hold.
pub(crate) fn reading_id(url: &str, topic: &TopicId) -> Option<ReadingId> {
    let bare = ["https://", "http://", "urn:chancery:"].iter().find_map(|scheme| url.strip_prefix(scheme)).unwrap_or(url);
    let words: String = chancery_model::id::slug(bare).unwrap_or_else(|| "page".into()).chars().take(40).collect();
    let digest = Digest::of(url.as_bytes()).to_string();
    let topic: String = topic.as_str().chars().take(40).collect();
    format!("{}-{}-{}", words.trim_matches('-'), &digest[..8], topic.trim_matches('-')).parse().ok()
}

/// What a source said of one thing at its last reading, and what that was matched to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Before<'a>(pub(crate) Option<&'a Reading>);

impl<'a> Before<'a> {
    /// The meeting of this key at the last reading.
    pub(crate) fn meeting(self, key: &str) -> Option<&'a chancery_model::reading::ReadMeeting> {
        let reading = self.0?;
        reading.mechanisms.iter().find_map(|mechanism| super::keys::keyed_meetings(mechanism).find(|(k, _)| k == key).map(|(_, m)| m))
    }
    /// The mechanism of this key at the last reading.
    pub(crate) fn mechanism(self, key: &str) -> Option<&'a chancery_model::reading::ReadMechanism> {
        self.0?.mechanisms.iter().find(|m| m.key() == key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_differ_have_readings_that_differ() {
        let topic: TopicId = "customs".parse().unwrap();
        let id = |url: &str| reading_id(url, &topic).unwrap().to_string();
        assert!(id("https://secretariat.example/mechanism?topic=10").starts_with("secretariat-example-mechanism-topic-10-"));
        assert_ne!(id("https://a.example/x?y=1"), id("https://a.example/x/y-1"));
        assert_ne!(id("https://a.example/海关"), id("https://a.example/税関"));
        let long = format!("https://a.example/{}", "word-".repeat(60));
        assert!(id(&long).len() <= 96);
        let urn = urn_of(&Digest::of(b"x"));
        assert!(id(&urn).starts_with("file-"), "{}", id(&urn));
    }
}
