//! Where a page is from and which topic it is of: said by a person, else by the page itself, else asked for.

use chancery_model::{Name, Topic, TopicId};

use crate::catalogue::Catalogue;
use crate::error::{AppError, ErrorKind};
use crate::import::keys::loose;

/// How much of a saved page is looked at for its own address: browsers write it at the top.
const HEAD_BYTES: usize = 64 * 1024;

/// The topic of an import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TopicChoice {
    /// The id.
    pub(crate) id: TopicId,
    /// The record to make, in a register that has no topics yet.
    pub(crate) new: Option<Topic>,
}

/// Checks an address that a person gave.
pub(crate) fn checked(url: &str) -> Result<String, AppError> {
    let url = url.trim();
    let is_address = ["https://", "http://", "urn:"].iter().any(|scheme| url.strip_prefix(scheme).is_some_and(|rest| !rest.is_empty()));
    if is_address && !url.contains(|c: char| c.is_whitespace() || c.is_control() || c == '"' || c == '<') {
        return Ok(url.to_owned());
    }
    let message = format!("{url:?} is not an address; expected one that begins with https://, http:// or urn:");
    Err(AppError::new(ErrorKind::Invalid, message))
}

/// The error of a page whose address nobody knows.
pub(crate) fn missing(name: &str) -> AppError {
    AppError::new(ErrorKind::Missing, format!("{name}: the page does not say its own address"))
        .with_hint("give it with --url, or --url none if the page has no public address")
}

/// The address that a saved page carries: the browser's note "saved from url", else the page's canonical link.
pub(crate) fn of_saved_page(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD_BYTES)]);
    saved_from(&head).or_else(|| canonical(&head)).and_then(|url| checked(&url).ok())
}

/// `<!-- saved from url=(0042)https://... -->`
fn saved_from(head: &str) -> Option<String> {
    let (_, rest) = head.split_once("saved from url=")?;
    let rest = rest.strip_prefix('(').and_then(|r| r.split_once(')')).map_or(rest, |(_, after)| after);
    let url = rest.split([' ', '\n', '\r', '\t']).next()?.trim_end_matches("-->");
    (!url.is_empty()).then(|| url.replace("&amp;", "&"))
}

/// `<link rel="canonical" href="https://...">`, attributes in any order.
fn canonical(head: &str) -> Option<String> {
    // ASCII lower case keeps every byte where it is, so places found in one text hold in the other.
    let lower = head.to_ascii_lowercase();
    let mut from = 0;
    while let Some(start) = lower[from..].find("<link").map(|at| from + at) {
        let end = lower[start..].find('>').map(|at| start + at)?;
        if attribute(&head[start..end], &lower[start..end], "rel").is_some_and(|rel| rel.eq_ignore_ascii_case("canonical")) {
            return attribute(&head[start..end], &lower[start..end], "href").map(|url| url.replace("&amp;", "&"));
        }
        from = end;
    }
    None
}

fn attribute<'a>(tag: &'a str, lower: &str, name: &str) -> Option<&'a str> {
    let at = lower.find(&format!("{name}="))? + name.len() + 1;
    let value = &tag[at..];
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
    match quote {
        Some(quote) => value[1..].split(quote).next(),
        None => value.split([' ', '/']).next(),
    }
}

/// Finds the topic of an import: as given, else by the page's own name for it, else by the page's address.
///
/// Errors: kind `missing` with the topics that there are.
pub(crate) fn topic_of(
    catalogue: &Catalogue,
    given: Option<&TopicId>,
    named: Option<&str>,
    url: Option<&str>,
) -> Result<TopicChoice, AppError> {
    let known = |id: &TopicId| TopicChoice { id: id.clone(), new: None };
    if let Some(id) = given {
        if catalogue.topics.contains_key(id) {
            return Ok(known(id));
        }
        // In a register without any topic the first import names it; in any other an unknown id is a slip.
        return match catalogue.framework() {
            Some(framework) if catalogue.topics.is_empty() => {
                let name = named.map(str::trim).filter(|n| !n.is_empty()).map_or_else(|| words_of(id), str::to_owned);
                let new = Topic {
                    id: id.clone(),
                    framework: framework.id.clone(),
                    names: vec![Name::new(framework.languages.first().cloned().unwrap_or_else(chancery_model::Lang::en), name)],
                    position: 1,
                    addresses: url.filter(|u| !u.starts_with("urn:")).map(str::to_owned).into_iter().collect(),
                    sources: Vec::new(),
                    statements: Vec::new(),
                    notes: Vec::new(),
                };
                Ok(TopicChoice { id: id.clone(), new: Some(new) })
            }
            _ => Err(unknown(catalogue, format!("there is no topic {id}"))),
        };
    }
    if let Some(name) = named {
        let has_name = |t: &&Topic| t.names.iter().any(|n| loose(&n.text) == loose(name)) || t.id.as_str() == loose(name).replace(' ', "-");
        let mut found = catalogue.topics.values().filter(has_name);
        if let (Some(one), None) = (found.next(), found.next()) {
            return Ok(known(&one.id));
        }
    }
    if let Some(url) = url {
        let mut found = catalogue.topics.values().filter(|t| t.addresses.iter().any(|a| is_same_page(a, url)));
        if let (Some(one), None) = (found.next(), found.next()) {
            return Ok(known(&one.id));
        }
    }
    Err(unknown(
        catalogue,
        match named {
            Some(name) => format!("the page calls its topic {name:?}, which is no topic of the register"),
            None => "the page does not name its topic".to_owned(),
        },
    ))
}

fn words_of(id: &TopicId) -> String {
    let words = id.as_str().replace('-', " ");
    let mut chars = words.chars();
    chars.next().map(|c| c.to_uppercase().collect::<String>() + chars.as_str()).unwrap_or(words)
}

fn unknown(catalogue: &Catalogue, message: String) -> AppError {
    let error = AppError::new(ErrorKind::Missing, message);
    if catalogue.framework().is_none() {
        return error.with_hint("the register has no framework yet; `chancery init` puts one in");
    }
    let topics: Vec<String> = catalogue.topics_in_order().iter().map(|t| t.id.to_string()).collect();
    match topics.as_slice() {
        [] => error.with_hint("give an id with --topic; it becomes the register's first topic"),
        topics => error.with_hint(format!("give one with --topic: {}", topics.join(", "))),
    }
}

/// Tells whether two addresses show the same page: same site (its language hosts count as one), same path, and every
/// part of the known address's query; a page number or a session in the other does not matter.
fn is_same_page(known: &str, other: &str) -> bool {
    let parts = |url: &str| {
        let bare = url.split_once("://").map_or(url, |(_, rest)| rest);
        let bare = bare.split('#').next().unwrap_or_default();
        let (place, query) = bare.split_once('?').unwrap_or((bare, ""));
        let (host, path) = place.split_once('/').unwrap_or((place, ""));
        let host: Vec<&str> = host.split('.').collect();
        let site = host[host.len().saturating_sub(2)..].join(".").to_ascii_lowercase();
        (site, path.trim_end_matches('/').to_owned(), query.split('&').filter(|q| !q.is_empty()).map(str::to_owned).collect::<Vec<_>>())
    };
    let (known, other) = (parts(known), parts(other));
    known.0 == other.0 && known.1 == other.1 && known.2.iter().all(|q| other.2.contains(q))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chancery_model::{Record, samples};

    #[test]
    fn a_saved_page_may_say_where_it_is_from() {
        let check = |page: &str, expected: Option<&str>| assert_eq!(of_saved_page(page.as_bytes()).as_deref(), expected, "{page}");
        check("<!-- saved from url=(0034)https://a.example/m?topics=1&amp;x=2 -->\n<html>", Some("https://a.example/m?topics=1&x=2"));
        check("<html><LINK href='https://a.example/m' REL=canonical>", Some("https://a.example/m"));
        check("<link rel=\"stylesheet\" href=\"x.css\"><link rel=\"canonical\" href=\"https://a.example/c\">", Some("https://a.example/c"));
        check("<link rel=\"canonical\" href=\"/relative\">", None);
        check("<link rel=", None);
        check("saved from url=", None);
        check("", None);
    }

    #[test]
    fn the_topic_is_given_or_named_or_follows_from_the_address() {
        let mut catalogue = Catalogue::default();
        catalogue.insert(Record::Framework(samples::framework()));
        let check = |catalogue: &Catalogue, given: Option<&str>, named, url, expected: &str| {
            let given: Option<TopicId> = given.map(|g| g.parse().unwrap());
            let shown = match topic_of(catalogue, given.as_ref(), named, url) {
                Ok(choice) => format!("{}{}", choice.id, if choice.new.is_some() { " new" } else { "" }),
                Err(error) => format!("{error}; {}", error.hint.clone().unwrap_or_default()),
            };
            assert!(shown.contains(expected), "{shown}");
        };
        check(&catalogue, Some("customs"), None, None, "customs new");
        check(&catalogue, None, None, None, "does not name its topic; give an id");
        catalogue.insert(Record::Topic(samples::topic("customs")));
        check(&catalogue, Some("customs"), None, None, "customs");
        check(&catalogue, Some("custms"), None, None, "there is no topic custms; give one with --topic: customs");
        check(&catalogue, None, Some(" 税関 "), None, "customs");
        check(&catalogue, None, Some("Health"), None, "which is no topic");
        check(&catalogue, None, None, Some("http://cn.secretariat.example/mechanism?topic=10&page=2"), "customs");
        check(&catalogue, None, None, Some("https://secretariat.example/mechanism?topic=1"), "does not name its topic");
        check(&Catalogue::default(), Some("customs"), None, None, "no framework yet");
    }
}
