//! Places: "Tokyo, Japan", "Korea", "日本 東京", "Online (hosted by Japan)".

use chancery_model::reading::ReadPlace;

use crate::fold::{is_blank, is_cjk, trim};
use crate::lexicon::Lexicon;

/// A place that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FoundPlace {
    pub(crate) place: ReadPlace,
    /// The party that the line marks as host.
    pub(crate) host: Option<String>,
    /// True if the country, or "online", was recognised.
    pub(crate) is_known: bool,
}

const SEPARATORS: [char; 13] = [',', '，', '、', '(', ')', '（', '）', '/', '・', ';', '；', '|', ':'];

/// Reads a text as a place; every text can be one, [`FoundPlace::is_known`] says whether it is.
pub(crate) fn read(text: &str, lexicon: &Lexicon) -> FoundPlace {
    let as_written = trim(text).to_owned();
    let mut found = FoundPlace { place: ReadPlace { as_written, ..ReadPlace::default() }, host: None, is_known: false };
    if text.len() > 160 {
        return found;
    }
    let online = lexicon.online.find_in(text);
    found.place.online = online.is_some();
    let mut rest = text.to_owned();
    if let Some(range) = online {
        rest.replace_range(range, ",");
    }
    if let Some(range) = lexicon.hosts.find_in(&rest) {
        let after = rest[range.end..].to_owned();
        let before = rest[..range.start].to_owned();
        let party = |text: &str| text.split(SEPARATORS).map(|t| trim(t.trim_start_matches("by "))).find_map(|t| party(t, lexicon));
        found.host = party(&after);
        if found.host.is_some() {
            rest = before;
        } else if let Some((kept, last)) = before.rsplit_once(SEPARATORS) {
            // "中国主办": the party stands before the word.
            found.host = party(last);
            rest = if found.host.is_some() { kept.to_owned() } else { rest };
        }
    }
    let parts: Vec<&str> =
        rest.split([',', '，', '、', '(', ')', '（', '）', ';', '；', '|']).map(clean).filter(|t| !t.is_empty()).collect();
    // A city's own name may have a comma in it: "Washington, D.C.".
    if let [a, b, ..] = parts.as_slice()
        && let Some(country) = lexicon.cities.find_whole(&format!("{a}{b}"))
    {
        let end = text.find(b).map_or(a.len(), |at| at + b.len());
        let end = end + usize::from(text[end..].starts_with('.'));
        found.place.city = Some(trim(&text[text.find(a).unwrap_or(0)..end]).to_owned());
        found.place.country = Some(country.clone());
    } else {
        locate(&parts, &mut found.place, lexicon);
    }
    found.is_known = found.place.country.is_some() || found.place.online;
    found
}

fn clean(text: &str) -> &str {
    text.trim_matches(|c: char| is_blank(c) || matches!(c, '.' | '-' | '–' | '·' | '・' | ':' | '：' | '/'))
}

fn party(text: &str, lexicon: &Lexicon) -> Option<String> {
    let text = trim(text);
    let whole = text.strip_prefix("the ").unwrap_or(text);
    lexicon.parties.find_whole(whole).or_else(|| lexicon.parties.find_at_start(whole).map(|(code, _)| code)).cloned()
}

fn locate(parts: &[&str], place: &mut ReadPlace, lexicon: &Lexicon) {
    let country_at = parts.iter().rposition(|part| country(part, lexicon).is_some());
    if let Some(at) = country_at {
        place.country = country(parts[at], lexicon);
        let others: Vec<&str> = parts.iter().enumerate().filter(|(i, _)| *i != at).map(|(_, part)| *part).collect();
        let known = others.iter().find(|part| lexicon.cities.find_whole(part).is_some());
        place.city = known.or(others.first()).map(|city| (*city).to_owned());
        return;
    }
    for part in parts {
        if let Some((city, code)) = joined(part, lexicon) {
            (place.city, place.country) = (Some(city.to_owned()), Some(code));
            return;
        }
        if let Some(code) = lexicon.cities.find_whole(part) {
            (place.city, place.country) = (Some((*part).to_owned()), Some(code.clone()));
            return;
        }
    }
    if !place.online {
        place.city = parts.first().map(|city| (*city).to_owned());
    }
}

fn country(text: &str, lexicon: &Lexicon) -> Option<String> {
    let whole = text.strip_prefix("the ").or_else(|| text.strip_prefix("The ")).unwrap_or(text);
    // A city that has its country's name stands for both: "Singapore".
    lexicon.countries.find_whole(whole).filter(|code| lexicon.cities.find_whole(whole) != Some(code)).cloned()
}

/// "日本東京", "중국 베이징", "Seoul Korea": city and country with at most a blank between.
fn joined<'t>(text: &'t str, lexicon: &Lexicon) -> Option<(&'t str, String)> {
    if let Some((code, length)) = lexicon.countries.find_at_start(text) {
        let rest = clean(&text[length..]);
        if !rest.is_empty()
            && (rest.chars().all(|c| is_cjk(c) || is_blank(c)) || lexicon.cities.find_whole(rest).is_some())
            && rest.chars().count() <= 12
        {
            return Some((rest, code.clone()));
        }
    }
    let blanks = text.char_indices().filter(|(_, c)| is_blank(*c)).map(|(at, c)| (at, at + c.len_utf8()));
    for (end, start) in blanks {
        let (city, land) = (clean(&text[..end]), clean(&text[start..]));
        if let Some(code) = country(land, lexicon)
            && (lexicon.cities.find_whole(city).is_some() || city.split(is_blank).count() <= 3)
            && !city.is_empty()
        {
            return Some((city, code));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_in_four_languages() {
        let lexicon = Lexicon::bundled();
        let check = |text: &str, city: Option<&str>, country: Option<&str>, online: bool, host: Option<&str>| {
            let found = read(text, &lexicon);
            let got = (found.place.city.as_deref(), found.place.country.as_deref(), found.place.online, found.host.as_deref());
            assert_eq!(got, (city, country, online, host), "{text}");
            assert_eq!(found.place.as_written, text);
        };
        check("Tokyo, Japan", Some("Tokyo"), Some("JP"), false, None);
        check("Tokyo , Japan", Some("Tokyo"), Some("JP"), false, None);
        check("Jeju, Korea", Some("Jeju"), Some("KR"), false, None);
        check("Korea", None, Some("KR"), false, None);
        check("the Republic of Korea", None, Some("KR"), false, None);
        check("Tokyo", Some("Tokyo"), Some("JP"), false, None);
        check("Manila", Some("Manila"), Some("PH"), false, None);
        check("Singapore", Some("Singapore"), Some("SG"), false, None);
        check("New York, USA", Some("New York"), Some("US"), false, None);
        check("Washington, D.C., USA", Some("Washington, D.C."), Some("US"), false, None);
        check("Phnom Penh, Cambodia", Some("Phnom Penh"), Some("KH"), false, None);
        check("Lotte Hotel, Seoul, Korea", Some("Seoul"), Some("KR"), false, None);
        check("Tongyeong, Korea", Some("Tongyeong"), Some("KR"), false, None);
        check("Seoul Korea", Some("Seoul"), Some("KR"), false, None);
        check("日本 東京", Some("東京"), Some("JP"), false, None);
        check("日本东京", Some("东京"), Some("JP"), false, None);
        check("中国・蘇州", Some("蘇州"), Some("CN"), false, None);
        check("首尔，韩国", Some("首尔"), Some("KR"), false, None);
        check("대한민국 서울", Some("서울"), Some("KR"), false, None);
        check("Online", None, None, true, None);
        check("Online (hosted by Japan)", None, None, true, Some("JP"));
        check("Virtual (Host: Republic of Korea)", None, None, true, Some("KR"));
        check("Video conference", None, None, true, None);
        check("オンライン（主催：日本）", None, None, true, Some("JP"));
        check("온라인 (주최국: 한국)", None, None, true, Some("KR"));
        check("视频会议（中国主办）", None, None, true, Some("CN"));
        check("Korea (video conference)", None, Some("KR"), true, None);
        check("Kitakyushu, Japan (online)", Some("Kitakyushu"), Some("JP"), true, None);
        assert!(!read("Common Challenges", &lexicon).is_known);
        assert!(read("Springfield, Freedonia", &lexicon).place.country.is_none());
    }
}
