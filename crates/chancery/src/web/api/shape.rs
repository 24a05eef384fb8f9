//! What a parameter's value must look like: one definition for the check, for the sentence of a refusal and for the pattern
//! of the OpenAPI description.

use chancery_model::MeetingId;

/// What a value must look like. The pattern of the OpenAPI description and the check are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::web) enum Shape {
    /// Lower-case words joined by hyphens.
    Slug,
    /// The id of a meeting: two slugs joined by a slash.
    Meeting,
    /// An ISO 3166-1 code in capitals, or another party's id.
    Party,
    /// The language of a text: a BCP 47 language, perhaps with a script.
    Lang,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A whole number between two bounds, both included.
    Whole(u64, u64),
    /// A year, a month or a day: `2011`, `2011-11`, `2011-11-11`.
    Date,
    /// Any text.
    Text,
    /// A place in a list that the store pages: three numbers and an id, see [`place_to_text`].
    Place,
}

impl Shape {
    pub(in crate::web) const SLUG_PATTERN: &str = "^[a-z0-9]+(-[a-z0-9]+)*$";
    pub(in crate::web) const MEETING_PATTERN: &str = "^[a-z0-9]+(-[a-z0-9]+)*/[a-z0-9]+(-[a-z0-9]+)*$";
    pub(in crate::web) const PARTY_PATTERN: &str = "^[A-Z0-9]{2,12}$";
    pub(in crate::web) const LANG_PATTERN: &str = "^[a-z]{2,3}(-[A-Z][a-z]{3})?$";
    pub(in crate::web) const DATE_PATTERN: &str = "^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$";
    pub(in crate::web) const PLACE_PATTERN: &str = "^(-?[0-9]{1,18}_){3}([a-z0-9-]|~2f){1,96}$";
    /// The longest id.
    pub(in crate::web) const SLUG_MAX: usize = 96;

    /// What is expected, in words.
    pub(in crate::web) fn expected(self) -> String {
        match self {
            Shape::Slug => "an id: lower-case words joined by hyphens".into(),
            Shape::Meeting => "the id of a meeting, such as tchm/6".into(),
            Shape::Party => "the id of a party: capitals, such as JP".into(),
            Shape::Lang => "a language such as en, zh-Hans, ja or ko".into(),
            Shape::Choice(words) => format!("one of {}", words.join(", ")),
            Shape::Whole(least, most) => format!("a whole number from {least} to {most}"),
            Shape::Date => "a year, a month or a day, such as 2011, 2011-11 or 2011-11-11".into(),
            Shape::Text => "a text".into(),
            Shape::Place => "the cursor that a page before gave as next".into(),
        }
    }

    /// Tells whether a value has this shape.
    pub(in crate::web) fn accepts(self, value: &str) -> bool {
        let is_slug =
            |text: &str| text.split('-').all(|w| !w.is_empty() && w.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()));
        match self {
            Shape::Slug => value.len() <= Self::SLUG_MAX && is_slug(value),
            Shape::Meeting => value.parse::<MeetingId>().is_ok(),
            Shape::Party => (2..=12).contains(&value.len()) && value.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()),
            Shape::Lang => value.parse::<chancery_model::Lang>().is_ok(),
            Shape::Choice(words) => words.contains(&value),
            Shape::Whole(least, most) => {
                let is_plain = !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit());
                is_plain && value.parse::<u64>().is_ok_and(|n| (least..=most).contains(&n))
            }
            Shape::Date => is_date(value),
            Shape::Text => true,
            Shape::Place => place_from_text(value).is_some(),
        }
    }
}

fn is_date(value: &str) -> bool {
    let parts: Vec<&str> = value.split('-').collect();
    let is_number = |text: &str, length: usize, range: std::ops::RangeInclusive<u32>| {
        text.len() == length && text.bytes().all(|b| b.is_ascii_digit()) && text.parse().is_ok_and(|n| range.contains(&n))
    };
    let is_part = |at: usize, range| parts.get(at).is_none_or(|part| is_number(part, 2, range));
    parts.len() <= 3 && is_number(parts[0], 4, 0..=9999) && is_part(1, 1..=12) && is_part(2, 1..=31)
}

/// Writes a store's cursor, `4.2455877.0.tchm/6`, so that it stands in an address as it is: `4_2455877_0_tchm~2f6`.
pub(in crate::web) fn place_to_text(cursor: &str) -> String {
    let mut parts = cursor.splitn(4, '.');
    let numbers: Vec<&str> = parts.by_ref().take(3).collect();
    format!("{}_{}", numbers.join("_"), parts.next().unwrap_or_default().replace('/', "~2f"))
}

/// The inverse of [`place_to_text`]; `None` for what it never writes.
pub(in crate::web) fn place_from_text(text: &str) -> Option<String> {
    let mut parts = text.splitn(4, '_');
    let is_number = |part: &str| {
        let digits = part.strip_prefix('-').unwrap_or(part);
        (1..=18).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
    };
    let numbers: Vec<&str> = parts.by_ref().take(3).filter(|part| is_number(part)).collect();
    let id = parts.next()?.replace("~2f", "/");
    let is_id =
        (1..=96).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'/'));
    (numbers.len() == 3 && is_id).then(|| format!("{}.{id}", numbers.join(".")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_take_what_they_say() {
        let check = |shape: Shape, good: &[&str], bad: &[&str]| {
            for value in good {
                assert!(shape.accepts(value), "{value:?} was refused by {shape:?}");
            }
            for value in bad {
                assert!(!shape.accepts(value), "{value:?} was taken by {shape:?}");
            }
        };
        check(Shape::Slug, &["tchm", "tchm-cei", "2019-12"], &["", "Tchm", "tchm-", "a/b", "税関", &"a".repeat(97)]);
        check(Shape::Party, &["JP", "EU27"], &["jp", "J", ""]);
        check(Shape::Lang, &["en", "zh-Hans", "zh", "und"], &["EN", "english", "zh-hans", ""]);
        check(
            Shape::Date,
            &["2011", "2011-11", "2011-11-11", "0000", "2011-02-31"],
            &["11", "2011-13", "2011-1-1", "2011-11-32", "", "2011-11-11-11", "+201"],
        );
        check(Shape::Whole(1, 100), &["1", "100", "007"], &["0", "101", "+1", "1.0", "", " 1"]);
        check(
            Shape::Place,
            &["4_2455877_0_tchm~2f6", "0_-1_9_a"],
            &["", "tchm", "1_2_x", "1_2_3_", "1_2_3_A", "1_2_3_~zz", "1_2_3333333333333333333_a"],
        );
    }

    #[test]
    fn places_survive_an_address() {
        for cursor in ["4.2455877.0.tchm/6", "0.-1.9.a"] {
            assert_eq!(place_from_text(&place_to_text(cursor)).as_deref(), Some(cursor));
        }
    }
}
