//! The settings file: flat TOML, each key with the line it stands on.

use std::path::Path;

use toml::de::{DeTable, DeValue};

use super::error::{ConfigError, Origin};
use super::shape::Shape;
use super::table::Setting;

/// One line of the file: a setting, its value as text, and where it stands.
pub(super) struct Entry {
    pub(super) setting: &'static Setting,
    pub(super) value: String,
    pub(super) origin: Origin,
}

/// Checks a settings file and lists everything that is wrong with it, in the order of its lines.
///
/// Errors: [`ConfigError::Unreadable`] if there is no such file; what stands in it is in the list.
pub fn check_file(path: &Path) -> Result<Vec<ConfigError>, ConfigError> {
    let text = read(path)?;
    Ok(parse(path, &text).err().unwrap_or_default())
}

pub(super) fn read(path: &Path) -> Result<String, ConfigError> {
    std::fs::read_to_string(path).map_err(|source| ConfigError::Unreadable { path: path.to_owned(), source })
}

/// Reads the text of a settings file.
///
/// Errors: all of them, at least one, in the order of the lines; a file that is not TOML gives one.
pub(super) fn parse(path: &Path, text: &str) -> Result<Vec<Entry>, Vec<ConfigError>> {
    let line_at = |offset: usize| 1 + text.as_bytes()[..offset.min(text.len())].iter().filter(|b| **b == b'\n').count();
    let table = DeTable::parse(text).map_err(|error| {
        let line = error.span().map_or(1, |span| line_at(span.start));
        vec![ConfigError::Syntax { path: path.to_owned(), line, message: error.message().lines().collect::<Vec<_>>().join("; ") }]
    })?;
    let mut keys: Vec<_> = table.get_ref().iter().collect();
    keys.sort_by_key(|(key, _)| key.span().start);
    let (mut entries, mut errors) = (Vec::new(), Vec::new());
    for (key, value) in keys {
        let origin = Origin::File { path: path.to_owned(), line: line_at(key.span().start) };
        let name = key.get_ref().as_ref();
        let Some(setting) = Setting::find(name) else {
            errors.push(ConfigError::Unknown { origin, key: name.chars().take(60).collect(), nearest: Setting::find_nearest(name) });
            continue;
        };
        let written = setting.shape.shown(&text[value.span()]).chars().take(80).collect::<String>();
        match as_text(setting.shape, value.get_ref()) {
            Some(value) if setting.shape.accepts(&value) => entries.push(Entry { setting, value, origin }),
            _ => errors.push(ConfigError::Value { origin, key: setting.key, given: written, expected: setting.shape.expected() }),
        }
    }
    if errors.is_empty() { Ok(entries) } else { Err(errors) }
}

/// A whole number is written without quotes, everything else with them.
fn as_text(shape: Shape, value: &DeValue<'_>) -> Option<String> {
    match (shape, value) {
        (Shape::Whole(..), DeValue::Integer(number)) => i128::from_str_radix(number.as_str(), number.radix()).ok().map(|n| n.to_string()),
        (Shape::Whole(..), _) => None,
        (_, DeValue::String(text)) => Some(text.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let said: Vec<String> = parse(Path::new("chancery.toml"), text).err().unwrap_or_default().iter().map(ToString::to_string).collect();
        assert_eq!(said, expected, "{text}");
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        check("listen = \"127.0.0.1:80\"\n\n# a note\nrequest_timeout_ms = 1_000\n", &[]);
        check("\nlisen = \"127.0.0.1:80\"\n", &["chancery.toml, line 2: there is no setting \"lisen\"; did you mean listen?"]);
        check(
            "listen = 80",
            &["chancery.toml, line 1: listen cannot be \"80\"; expected a number and a port such as 127.0.0.1:8180 or [::1]:8180"],
        );
        check(
            "log_format = \"xml\"\n[colour]\nx = 1\nconnections = 3",
            &[
                "chancery.toml, line 1: log_format cannot be \"\\\"xml\\\"\"; expected text or json",
                "chancery.toml, line 2: there is no setting \"colour\"",
            ],
        );
        check(
            "connections = \"5\"",
            &["chancery.toml, line 1: connections cannot be \"\\\"5\\\"\"; expected a whole number from 1 to 65535"],
        );
    }

    #[test]
    fn a_file_that_is_not_toml_names_the_line() {
        let errors = parse(Path::new("x.toml"), "data = \"a\"\nlisten = \n").err().unwrap();
        assert!(errors[0].to_string().starts_with("x.toml, line 2: "), "{}", errors[0]);
        for text in ["data = \"a\"\ndata = \"b\"", "= 1", "\u{0}", "data"] {
            assert_eq!(parse(Path::new("x.toml"), text).err().unwrap().len(), 1, "{text:?}");
        }
    }
}
