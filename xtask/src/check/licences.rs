//! Licences of dependencies: each must be open to us by the list in `xtask/licences.toml`.
//!
//! Reads the SPDX expression that a package names in its manifest. An exception names one package, one licence and the
//! reason; an exception that nothing needs any more is a fault too, so that the list does not grow stale.

use std::collections::BTreeSet;
use std::path::Path;

use serde::Deserialize;

use super::metadata::{Metadata, Package};
use super::{Fault, Outcome};

/// Where the list is.
const LIST: &str = "xtask/licences.toml";

/// What is allowed.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Allowed {
    /// SPDX names that any dependency may have.
    allow: BTreeSet<String>,
    /// Packages with another licence.
    #[serde(default)]
    exception: Vec<Exception>,
}

/// A package that may have a licence that is not on the list.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Exception {
    package: String,
    licence: String,
    reason: String,
}

/// Checks the licence of every dependency.
pub(crate) fn check(root: &Path, metadata: &Metadata) -> Outcome {
    let fault = |message: String| vec![Fault::new(LIST, message)];
    let text = std::fs::read_to_string(root.join(LIST)).map_err(|error| fault(error.to_string()))?;
    let allowed: Allowed = toml::from_str(&text).map_err(|error| fault(error.to_string()))?;
    let faults = find_faults(&allowed, metadata.foreign());
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

fn find_faults<'a>(allowed: &Allowed, packages: impl Iterator<Item = &'a Package>) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut needed = BTreeSet::new();
    for package in packages {
        let Some(licence) = package.license.as_deref() else {
            faults.push(Fault::new(format!("{} {}", package.name, package.version), "names no licence"));
            continue;
        };
        if is_met(licence, &|name| allowed.allow.contains(name)) {
            continue;
        }
        match allowed.exception.iter().find(|one| one.package == package.name && one.licence == licence) {
            Some(one) => drop(needed.insert(one.package.as_str())),
            None => faults.push(Fault::new(
                format!("{} {}", package.name, package.version),
                format!("{licence} is not on the list of licences ({LIST})"),
            )),
        }
    }
    for one in &allowed.exception {
        if one.reason.trim().is_empty() {
            faults.push(Fault::new(LIST, format!("the exception for {} gives no reason", one.package)));
        }
        if !needed.contains(one.package.as_str()) {
            faults.push(Fault::new(LIST, format!("nothing needs the exception for {} any more", one.package)));
        }
    }
    faults
}

/// Whether an SPDX expression is met when the names for which `has` says yes are allowed.
///
/// `A OR B` is met by either, `A AND B` by both; `A/B` is the old way of writing OR; `A WITH B` is one name. What is no
/// expression is not met.
fn is_met(expression: &str, has: &dyn Fn(&str) -> bool) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut reader = Reader { words: &words, has };
    reader.any() && reader.words.is_empty()
}

/// A reader of SPDX expressions; every method takes what it has read off the front.
struct Reader<'a> {
    words: &'a [&'a str],
    has: &'a dyn Fn(&str) -> bool,
}

impl Reader<'_> {
    fn any(&mut self) -> bool {
        let mut is_met = self.all();
        while self.take("OR") {
            is_met |= self.all();
        }
        is_met
    }

    fn all(&mut self) -> bool {
        let mut is_met = self.one();
        while self.take("AND") {
            is_met &= self.one();
        }
        is_met
    }

    fn one(&mut self) -> bool {
        if self.take("(") {
            let is_met = self.any();
            return self.take(")") && is_met;
        }
        let Some((name, rest)) = self.words.split_first() else {
            return false;
        };
        self.words = rest;
        if self.take("WITH") {
            let Some((exception, rest)) = self.words.split_first() else {
                return false;
            };
            self.words = rest;
            return (self.has)(&format!("{name} WITH {exception}"));
        }
        (self.has)(name)
    }

    fn take(&mut self, word: &str) -> bool {
        let is_next = self.words.first() == Some(&word);
        if is_next {
            self.words = &self.words[1..];
        }
        is_next
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_are_read() {
        let has = |name: &str| ["MIT", "Unicode-3.0", "Apache-2.0 WITH LLVM-exception"].contains(&name);
        for (expression, expected) in [
            ("MIT", true),
            ("MIT OR GPL-3.0", true),
            ("GPL-3.0/MIT", true),
            ("MIT AND GPL-3.0", false),
            ("(GPL-3.0 OR MIT) AND Unicode-3.0", true),
            ("GPL-3.0 OR MIT AND Unicode-3.0", true),
            ("Apache-2.0 WITH LLVM-exception", true),
            ("Apache-2.0", false),
            ("MIT MIT", false),
            ("(MIT", false),
            ("", false),
        ] {
            assert_eq!(is_met(expression, &has), expected, "{expression}");
        }
    }

    #[test]
    fn stale_exceptions_are_faults() {
        let allowed = Allowed {
            allow: BTreeSet::from(["MIT".to_owned()]),
            exception: vec![Exception { package: "gone".to_owned(), licence: "Odd".to_owned(), reason: "once".to_owned() }],
        };
        let faults = find_faults(&allowed, std::iter::empty());
        assert_eq!(faults.len(), 1);
        assert!(faults[0].message.contains("nothing needs the exception for gone"));
    }
}
