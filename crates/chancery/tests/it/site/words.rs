//! The catalogues of messages: the same keys and arguments in four languages, each used, each that is used there.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use chancery::web::routes::UiLang;
use chancery::web::text::catalogue_source;
use chancery_app::ErrorKind;
use chancery_app::search::QueryField;
use chancery_model::{DocumentType, ExchangeType, Kind};

/// The messages of a catalogue with the names of their arguments.
fn messages(ui: UiLang) -> BTreeMap<&'static str, BTreeSet<&'static str>> {
    let mut out: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut key = "";
    for line in catalogue_source(ui).lines() {
        let is_message = line.starts_with(|c: char| c.is_ascii_lowercase());
        if is_message {
            key = line.split_once(" =").unwrap_or_else(|| panic!("no message: {line}")).0;
            assert!(out.insert(key, BTreeSet::new()).is_none(), "{key} stands twice in {ui}");
        }
        if is_message || line.starts_with(' ') {
            let names = line.split('$').skip(1).map(|rest| rest.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).next().unwrap());
            out.get_mut(key).unwrap().extend(names);
        }
    }
    out
}

/// The text of every file below a folder that ends so.
fn sources(folder: &Path, ending: &str, out: &mut String) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, ending, out);
        } else if path.to_string_lossy().ends_with(ending) {
            out.push_str(&std::fs::read_to_string(&path).unwrap());
        }
    }
}

fn all_sources() -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut text = String::new();
    sources(&root.join("src/web"), ".rs", &mut text);
    sources(&root.join("templates"), ".html", &mut text);
    text
}

/// Keys that are put together from data, with every value the data can have.
fn generated() -> BTreeSet<String> {
    let mut out: BTreeSet<String> = (1..=12).map(|n| format!("month-{n}")).collect();
    out.extend(Kind::ALL.iter().map(|kind| format!("kind-{kind}")));
    out.extend(QueryField::all().map(|field| format!("facet-{field}")));
    out.extend(QueryField::all().map(|field| format!("help-field-{field}")));
    out.extend(ExchangeType::KNOWN.iter().map(|id| format!("exchange-type-{id}")));
    let narrowed = ["state", "open", "mark", "silent", "field", "mechanism", "topic", "party", "year", "type", "commitment", "initiative"];
    out.extend(narrowed.map(|facet| format!("narrow-{facet}")));
    out.extend(DocumentType::KNOWN.iter().map(|id| format!("document-type-{id}")));
    out.extend(ErrorKind::ALL.iter().map(|kind| kind.message_key().to_owned()));
    out.extend(["relevance", "newest", "oldest"].map(|sort| format!("sort-{sort}")));
    out.extend(["en", "zh", "ja", "ko"].map(|lang| format!("language-{lang}")));
    out
}

#[test]
fn four_catalogues_say_the_same_things() {
    let english = messages(UiLang::En);
    for ui in UiLang::ALL {
        let other = messages(ui);
        let missing: Vec<_> = english.keys().filter(|key| !other.contains_key(*key)).collect();
        let foreign: Vec<_> = other.keys().filter(|key| !english.contains_key(*key)).collect();
        assert!(missing.is_empty() && foreign.is_empty(), "{ui}: missing {missing:?}, foreign {foreign:?}");
        for (key, arguments) in &english {
            assert_eq!(&other[key], arguments, "the arguments of {key} in {ui}");
        }
    }
}

#[test]
fn every_catalogue_is_well_formed() {
    for ui in UiLang::ALL {
        if let Err((_, errors)) = fluent_bundle::FluentResource::try_new(catalogue_source(ui).to_owned()) {
            panic!("{ui}: {errors:?}");
        }
    }
}

#[test]
fn every_message_is_used() {
    let text = all_sources();
    let generated = generated();
    let is_field = |key: &str| key.starts_with("field-");
    let unused: Vec<_> = messages(UiLang::En)
        .into_keys()
        .filter(|key| !text.contains(&format!("\"{key}\"")) && !generated.contains(*key) && !is_field(key))
        .collect();
    assert!(unused.is_empty(), "no page says {unused:?}");
}

#[test]
fn every_message_that_is_said_is_there() {
    let english = messages(UiLang::En);
    let text = all_sources();
    let mut missing: BTreeSet<String> = generated().into_iter().filter(|key| !english.contains_key(key.as_str())).collect();
    for call in [".say(", ".with(", ".mix("] {
        for rest in text.split(call).skip(1) {
            if let Some(literal) = rest.trim_start().strip_prefix('"') {
                let key = literal.split('"').next().unwrap();
                if !english.contains_key(key) {
                    missing.insert(key.to_owned());
                }
            }
        }
    }
    assert!(missing.is_empty(), "no catalogue has {missing:?}");
}
