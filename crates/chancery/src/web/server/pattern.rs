//! The pattern of an address, for the metrics: `/{ui}/meetings/{mechanism}/{n}`, never the address itself.
//!
//! A reader can make any number of addresses and must not make any number of series, so whatever is none of ours is
//! `other`. The patterns are those of [`Route`] and of the API's table.

use std::fmt;

use crate::web::api::{self, endpoint};
use crate::web::routes::{Page, Route};

/// What stands for every address that is none of ours.
const OTHER: &str = "other";

/// One of the patterns: what stands before it and itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Pattern(&'static str, &'static str);

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.0, self.1)
    }
}

impl Pattern {
    /// The pattern of a path below the base path.
    pub(super) fn of(path: &str) -> Pattern {
        if matches!(path, "/livez" | "/healthz" | "/readyz") {
            return Pattern("", "health");
        }
        if let Some(rest) = path.strip_prefix(api::PREFIX) {
            let known = endpoint::all().iter().map(|e| e.path).find(|pattern| is_of(pattern, rest));
            return known.map_or(Pattern("", OTHER), |pattern| Pattern(api::PREFIX, pattern));
        }
        Pattern("", path.parse::<Route>().map_or(OTHER, |route| pattern_of_route(&route)))
    }
}

fn is_of(pattern: &str, path: &str) -> bool {
    let (mut asked, mut known) = (path.split('/'), pattern.split('/'));
    loop {
        match (asked.next(), known.next()) {
            (None, None) => return true,
            (Some(part), Some(name)) if name.starts_with('{') => {
                if part.is_empty() {
                    return false;
                }
            }
            (Some(part), Some(name)) if part == name => {}
            _ => return false,
        }
    }
}

fn pattern_of_route(route: &Route) -> &'static str {
    match route {
        Route::Root => "/",
        Route::Page(_, page) => pattern_of_page(page),
        Route::Id(_) => "/id/{kind}/{id}",
        Route::IdRevision(..) => "/id/{kind}/{id}/v{revision}",
        Route::IdItem(..) => "/id/meeting/{id}/{item}",
        Route::IdClause(..) => "/id/document/{id}/{clause}",
        Route::Asset(_) => "/assets/{name}",
        Route::File(_) => "/files/{sha256}",
        Route::Changes(_) => "/{ui}/changes.atom",
        Route::Calendar(_) => "/{ui}/meetings.ics",
        Route::Results(_) => "/{ui}/search.atom",
        Route::List(..) => "/{ui}/{list}.{format}",
        Route::Download => "/download/register.jsonl",
        Route::Sitemap => "/sitemap.xml",
        Route::Robots => "/robots.txt",
        Route::Favicon => "/favicon.ico",
        Route::Api(_) => OTHER,
    }
}

fn pattern_of_page(page: &Page) -> &'static str {
    match page {
        Page::Home => "/{ui}/",
        Page::Topic(_) => "/{ui}/topics/{id}",
        Page::Mechanisms => "/{ui}/mechanisms",
        Page::Mechanism(_) => "/{ui}/mechanisms/{id}",
        Page::Meetings => "/{ui}/meetings",
        Page::Meeting(_) => "/{ui}/meetings/{id}",
        Page::Commitments => "/{ui}/commitments",
        Page::Commitment(_) => "/{ui}/commitments/{id}",
        Page::Brief(_) => "/{ui}/mechanisms/{id}/brief",
        Page::Process(_) => "/{ui}/processes/{id}",
        Page::Initiative(_) => "/{ui}/projects/{id}",
        Page::Exchanges => "/{ui}/exchanges",
        Page::Exchange(_) => "/{ui}/exchanges/{id}",
        Page::Method => "/{ui}/method",
        Page::Documents => "/{ui}/documents",
        Page::Document(_) => "/{ui}/documents/{id}",
        Page::SideBySide(_) => "/{ui}/documents/{id}/side-by-side",
        Page::Versions(_) => "/{ui}/documents/{id}/versions",
        Page::Worklists => "/{ui}/worklists",
        Page::Worklist(_) => "/{ui}/worklists/{list}",
        Page::Organisations => "/{ui}/organisations",
        Page::Organisation(_) => "/{ui}/organisations/{id}",
        Page::Search => "/{ui}/search",
        Page::SearchHelp => "/{ui}/search/help",
        Page::History(_) => "/{ui}/history/{id}",
        Page::Revision(..) => "/{ui}/history/{id}/v{revision}",
        Page::About => "/{ui}/about",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_have_few_patterns() {
        let check = |path: &str, expected: &str| assert_eq!(Pattern::of(path).to_string(), expected, "{path}");
        check("/", "/");
        check("/ja/", "/{ui}/");
        check("/en/meetings/tchm/6", "/{ui}/meetings/{id}");
        check("/en/meetings.csv", "/{ui}/{list}.{format}");
        check("/id/meeting/tchm/6/outcome-2.1", "/id/meeting/{id}/{item}");
        check("/api/v1/topics", "/api/v1/topics");
        check("/api/v1/topics/customs", "/api/v1/topics/{id}");
        check("/api/v1/topics/", "other");
        check("/api/v1/nothing/here", "other");
        check("/nothing", "other");
        check("/en/meetings/../../x", "other");
        check("/readyz", "health");
    }
}
