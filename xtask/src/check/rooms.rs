//! Layering: which room may name which, and which libraries belong to one room alone.
//!
//! Cargo already refuses a name that is not in a manifest; this refuses the manifest. The table below is the picture
//! in `ARCHITECTURE.md`: whoever changes one changes the other, with a decision note.

use std::path::Path;

use super::metadata::{Metadata, Package};
use super::{Fault, Outcome};

/// A room and the rooms that it may name.
const ROOMS: [(&str, &[&str]); 9] = [
    ("chancery-model", &[]),
    ("chancery-store", &["chancery-model"]),
    ("chancery-search", &["chancery-model"]),
    ("chancery-ingest", &["chancery-model"]),
    ("chancery-app", &["chancery-model", "chancery-store", "chancery-search", "chancery-ingest"]),
    ("chancery", &["chancery-app", "chancery-model"]),
    ("xtask", &["chancery-model"]),
    ("xtask-bucket", &[]),
    ("chancery-bench", &["chancery-model", "chancery-search"]),
];

/// The rooms whose every public item has a doc comment.
const LIBRARIES: [&str; 5] = ["chancery-model", "chancery-store", "chancery-search", "chancery-ingest", "chancery-app"];

/// A library, by the beginning of its name, and the rooms that alone may use it outside their tests.
const OWNED: [(&str, &[&str]); 14] = [
    ("sqlx", &["chancery-store", "chancery-bench"]),
    ("rusqlite", &[]),
    ("libsqlite3-sys", &[]),
    ("tantivy", &["chancery-search", "chancery-bench"]),
    ("scraper", &["chancery-ingest"]),
    ("axum", &["chancery"]),
    ("hyper", &["chancery", "xtask-bucket"]),
    ("tower", &["chancery"]),
    ("askama", &["chancery"]),
    ("fluent", &["chancery"]),
    ("utoipa", &["chancery"]),
    ("atom_syndication", &["chancery"]),
    ("icalendar", &["chancery"]),
    ("clap", &["chancery", "xtask", "xtask-bucket", "chancery-bench"]),
];

/// Checks the manifests of the workspace against the two tables, and that every crate keeps the shared lints.
pub(crate) fn check(root: &Path, metadata: &Metadata) -> Outcome {
    let members: Vec<&Package> = metadata.members().collect();
    let mut faults = find_faults(&members);
    for package in &members {
        let manifest = std::fs::read_to_string(&package.manifest_path).unwrap_or_default();
        let shown = package.manifest_path.strip_prefix(root).unwrap_or(&package.manifest_path).display().to_string();
        if !has_shared_lints(&manifest) {
            faults.push(Fault::new(shown, "does not keep the lints of the workspace; add [lints] workspace = true"));
        }
        if LIBRARIES.contains(&package.name.as_str()) && !has_documented_items(package) {
            faults.push(Fault::new(&package.name, "does not ask for docs of its public items; add #![warn(missing_docs)] to its lib.rs"));
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

fn find_faults(members: &[&Package]) -> Vec<Fault> {
    let mut faults = Vec::new();
    for package in members {
        let Some((_, allowed)) = ROOMS.iter().find(|(name, _)| *name == package.name) else {
            faults.push(Fault::new(
                &package.name,
                "is no room of the house; a new crate needs a decision note and a row in xtask/src/check/rooms.rs",
            ));
            continue;
        };
        for dependency in &package.dependencies {
            let name = dependency.name.as_str();
            let is_room = ROOMS.iter().any(|(room, _)| *room == name);
            if is_room && !allowed.contains(&name) && name != package.name {
                faults.push(Fault::new(&package.name, format!("must not name {name}; it may name {}", list(allowed))));
            }
            if dependency.kind.as_deref() == Some("dev") {
                continue;
            }
            if let Some((library, owners)) = OWNED.iter().find(|(library, _)| is_of(name, library))
                && !owners.contains(&package.name.as_str())
            {
                faults.push(Fault::new(&package.name, format!("must not use {name}: {library} belongs to {}", list(owners))));
            }
        }
    }
    faults
}

/// Whether a package is a library or one of its parts: `sqlx`, `sqlx-core`, `axum_extra`.
fn is_of(name: &str, library: &str) -> bool {
    name.strip_prefix(library).is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', '_']))
}

fn list(names: &[&str]) -> String {
    if names.is_empty() { "nobody".to_owned() } else { names.join(", ") }
}

fn has_shared_lints(manifest: &str) -> bool {
    let table: Option<toml::Table> = manifest.parse().ok();
    table.and_then(|table| table.get("lints")?.get("workspace")?.as_bool()) == Some(true)
}

fn has_documented_items(package: &Package) -> bool {
    let texts = package.targets.iter().filter_map(|target| std::fs::read_to_string(&target.src_path).ok());
    texts.into_iter().any(|text| text.lines().any(|line| line == "#![warn(missing_docs)]"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::metadata::Dependency;

    fn package(name: &str, dependencies: &[(&str, Option<&str>)]) -> Package {
        Package {
            name: name.to_owned(),
            version: "0.1.0".to_owned(),
            license: None,
            source: None,
            dependencies: dependencies
                .iter()
                .map(|(name, kind)| Dependency { name: (*name).to_owned(), kind: kind.map(str::to_owned) })
                .collect(),
            targets: Vec::new(),
            manifest_path: "Cargo.toml".into(),
        }
    }

    fn check(package: &Package, expected: &[&str]) {
        let found: Vec<String> = find_faults(&[package]).iter().map(ToString::to_string).collect();
        assert_eq!(found.len(), expected.len(), "{found:?}");
        for (found, expected) in found.iter().zip(expected) {
            assert!(found.contains(expected), "{found} should say {expected}");
        }
    }

    #[test]
    fn arrows_point_one_way() {
        check(&package("chancery-store", &[("chancery-model", None), ("sqlx", None)]), &[]);
        check(&package("chancery-store", &[("chancery-search", None)]), &["must not name chancery-search"]);
        check(&package("chancery-search", &[("chancery-store", Some("dev"))]), &["must not name chancery-store"]);
        check(&package("chancery", &[("chancery-store", None)]), &["must not name chancery-store"]);
        check(&package("chancery-utils", &[]), &["is no room of the house"]);
    }

    #[test]
    fn libraries_stay_in_their_room() {
        check(&package("chancery-app", &[("sqlx-core", None)]), &["sqlx belongs to chancery-store, chancery-bench"]);
        check(&package("chancery-app", &[("rusqlite", None)]), &["rusqlite belongs to nobody"]);
        check(&package("chancery", &[("scraper", Some("dev")), ("tower-http", None), ("clap", None)]), &[]);
        check(&package("chancery-model", &[("clap", None)]), &["clap belongs to chancery, xtask, xtask-bucket, chancery-bench"]);
        check(&package("chancery-app", &[("clapboard", None)]), &[]);
    }

    #[test]
    fn lints_are_shared() {
        assert!(has_shared_lints("[lints]\nworkspace = true\n"));
        assert!(!has_shared_lints("[package]\nname = \"x\"\n"));
    }
}
