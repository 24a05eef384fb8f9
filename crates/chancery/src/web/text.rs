//! The words of the interface: one Fluent catalogue per language, numbers and lists in the manner of the language.
//!
//! All text that the system says is a message key; no sentence is built from parts. A sentence that holds a link or a
//! name in another language is formatted with marks in their places, then filled ([`Words::mix`]), so that translators
//! may move them. Dates are in [`dates`], markup in [`html`]. A key that is missing shows as `⟨key⟩` and an argument
//! that was not given as `{$name}`: neither can be overlooked, and a test renders every page to look for them.

pub mod dates;
pub mod html;

use std::sync::LazyLock;

use chancery_model::Lang;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use self::html::Html;
use super::routes::UiLang;

pub use fluent_bundle::FluentValue as Value;

/// The catalogue of a language as it stands in the repository; tests compare the four.
pub fn catalogue_source(ui: UiLang) -> &'static str {
    match ui {
        UiLang::En => include_str!("../../locales/en.ftl"),
        UiLang::Zh => include_str!("../../locales/zh.ftl"),
        UiLang::Ja => include_str!("../../locales/ja.ftl"),
        UiLang::Ko => include_str!("../../locales/ko.ftl"),
    }
}

static BUNDLES: LazyLock<[FluentBundle<FluentResource>; 4]> = LazyLock::new(|| UiLang::ALL.map(bundle));

fn bundle(ui: UiLang) -> FluentBundle<FluentResource> {
    let locale: LanguageIdentifier = ui.as_str().parse().expect("the four languages are language tags");
    let mut bundle = FluentBundle::new_concurrent(vec![locale]);
    // Isolation marks would stand in attributes, titles and copied citations.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(|value, _| match value {
        FluentValue::Number(number) => Some(grouped(number.value)),
        _ => None,
    }));
    // What a broken catalogue still has is used; the tests refuse a catalogue with an error.
    let resource = FluentResource::try_new(catalogue_source(ui).to_owned()).unwrap_or_else(|(resource, _)| resource);
    bundle.add_resource_overriding(resource);
    bundle
}

/// Writes a whole number with a comma between groups of three, as all four languages do.
fn grouped(value: f64) -> String {
    let digits = format!("{:.0}", value.abs());
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    if value < 0.0 {
        out.push('\u{2212}');
    }
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// The words of the interface in one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    /// The language.
    pub ui: UiLang,
}

/// Named arguments of a message.
pub type Args<'a> = &'a [(&'a str, Value<'a>)];

impl Words {
    /// The words of a language.
    pub fn of(ui: UiLang) -> Words {
        Words { ui }
    }

    /// Says a message without arguments.
    pub fn say(&self, key: &str) -> String {
        self.with(key, &[])
    }

    /// Says a message with arguments. Numbers choose plural forms and are grouped; give years as text.
    pub fn with(&self, key: &str, args: Args<'_>) -> String {
        self.find(key, args).unwrap_or_else(|| format!("⟨{key}⟩"))
    }

    /// Says a message, or `None` if the catalogue does not have it: for keys made from data, such as a level's id.
    pub fn find(&self, key: &str, args: Args<'_>) -> Option<String> {
        let bundle = &BUNDLES[self.ui as usize];
        let pattern = bundle.get_message(key)?.value()?;
        let mut given = FluentArgs::with_capacity(args.len());
        for (name, value) in args {
            given.set(*name, value.clone());
        }
        // Errors show in the text itself, see the head of this file.
        let mut errors = Vec::new();
        Some(bundle.format_pattern(pattern, Some(&given), &mut errors).into_owned())
    }

    /// Says a message in which some arguments are markup: links, names with their own language.
    pub fn mix(&self, key: &str, markup: &[(&str, Html)], args: Args<'_>) -> Html {
        // Private-use characters stand for the markup while the message is formatted and escaped.
        let mark = |at: usize| char::from_u32(0xE000 + u32::try_from(at).unwrap_or(0)).unwrap_or('\u{E000}').to_string();
        let mut all: Vec<(&str, Value<'_>)> = args.to_vec();
        for (at, (name, _)) in markup.iter().enumerate() {
            all.push((name, mark(at).into()));
        }
        let mut out = Html::text(&self.with(key, &all)).into_string();
        for (at, (_, html)) in markup.iter().enumerate() {
            out = out.replacen(&mark(at), html.as_str(), 1);
        }
        Html::from_markup(out)
    }

    /// Joins texts as a sentence does: "a, b and c".
    pub fn list(&self, parts: &[String]) -> String {
        match parts {
            [] => String::new(),
            [one] => one.clone(),
            [first, middle @ .., last] => {
                let head = middle
                    .iter()
                    .fold(first.clone(), |list, next| self.with("list-next", &[("list", list.into()), ("next", next.as_str().into())]));
                self.with("list-last", &[("list", head.into()), ("last", last.as_str().into())])
            }
        }
    }

    /// Writes ordinals as a list in which runs of three or more are drawn together: "1st, 4th to 6th".
    pub fn ordinals(&self, numbers: &[u32]) -> String {
        let one = |n: u32| chancery_app::title::ordinal(n, &self.ui.lang());
        let mut parts = Vec::new();
        for run in runs(numbers) {
            match run {
                (first, last) if last - first >= 2 => {
                    parts.push(self.with("run", &[("from", one(first).into()), ("until", one(last).into())]));
                }
                (first, last) => parts.extend((first..=last).map(one)),
            }
        }
        self.list(&parts)
    }

    /// Writes years as a list in which runs of three or more are drawn together.
    pub fn years(&self, numbers: &[u16]) -> String {
        let numbers: Vec<u32> = numbers.iter().map(|n| u32::from(*n)).collect();
        let mut parts = Vec::new();
        for run in runs(&numbers) {
            match run {
                (first, last) if last - first >= 2 => {
                    parts.push(self.with("run-years", &[("from", first.to_string().into()), ("until", last.to_string().into())]));
                }
                (first, last) => parts.extend((first..=last).map(|n| n.to_string())),
            }
        }
        self.list(&parts)
    }

    /// The name of a language, in the language of the interface; a language without a name shows its tag.
    pub fn language_name(&self, lang: &Lang) -> String {
        self.find(&format!("language-{}", lang.primary()), &[]).unwrap_or_else(|| lang.to_string())
    }

    /// Orders names as a dictionary of the language does.
    pub fn sort_by_name<T>(&self, list: &mut [T], name: impl Fn(&T) -> String) {
        let locale = match self.ui {
            UiLang::En => icu_locale::locale!("en"),
            UiLang::Zh => icu_locale::locale!("zh"),
            UiLang::Ja => icu_locale::locale!("ja"),
            UiLang::Ko => icu_locale::locale!("ko"),
        };
        match icu_collator::Collator::try_new(locale.into(), icu_collator::options::CollatorOptions::default()) {
            Ok(collator) => list.sort_by(|a, b| collator.compare(&name(a), &name(b))),
            Err(_) => list.sort_by_key(name),
        }
    }
}

/// Draws sorted numbers together into runs without a gap.
fn runs(numbers: &[u32]) -> Vec<(u32, u32)> {
    let mut out: Vec<(u32, u32)> = Vec::new();
    for &number in numbers {
        match out.last_mut() {
            Some((_, last)) if *last + 1 == number => *last = number,
            _ => out.push((number, number)),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        for (value, shown) in [(0.0, "0"), (999.0, "999"), (1000.0, "1,000"), (1234567.0, "1,234,567"), (-1000.0, "−1,000")] {
            assert_eq!(grouped(value), shown);
        }
    }

    #[test]
    fn ordinals_and_years_are_drawn_together() {
        let check = |ui, numbers: &[u32], shown: &str| assert_eq!(Words::of(ui).ordinals(numbers), shown);
        check(UiLang::En, &[1], "1st");
        check(UiLang::En, &[1, 2], "1st and 2nd");
        check(UiLang::En, &[1, 3, 4, 5, 9], "1st, 3rd to 5th and 9th");
        check(UiLang::Zh, &[1, 2], "第1次、第2次");
        check(UiLang::Ja, &[1, 2], "第1回、第2回");
        check(UiLang::Ko, &[1, 2, 3], "제1차~제3차");
        assert_eq!(Words::of(UiLang::En).years(&[2010, 2012, 2013, 2014]), "2010 and 2012–2014");
    }

    #[test]
    fn markup_stands_where_the_language_wants_it() {
        let html =
            Words::of(UiLang::En).mix("place-in-country", &[("city", Html::said("東京", &Lang::ja()))], &[("country", "<b>".into())]);
        assert_eq!(html.as_str(), "<span lang=\"ja\">東京</span>, &lt;b&gt;");
    }

    #[test]
    fn names_are_sorted_as_the_language_sorts() {
        let mut list = vec!["Éire", "Zambia", "Austria", "eswatini"];
        Words::of(UiLang::En).sort_by_name(&mut list, |s| (*s).to_owned());
        assert_eq!(list, ["Austria", "Éire", "eswatini", "Zambia"]);
    }
}
