//! What robots read: every page in every language, each with its other languages, and where not to go.

use std::fmt::Write as _;

use axum::extract::{Query, State as FromState};
use axum::response::Response;
use chancery_model::Kind;
use serde::Deserialize;

use super::{Answer, file};
use crate::web::State;
use crate::web::api::Problem;
use crate::web::routes::{Page, Route, UiLang};

/// How many pages one part of the map holds; with four languages each, well below the protocol's 50,000 addresses and 50 MB.
const PAGES_IN_PART: usize = 5_000;
/// What robots need not read: answers to queries have no end.
const NOT_FOR_ROBOTS: [Page; 1] = [Page::Search];

/// Which part is asked for.
#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    part: Option<usize>,
}

/// The pages that are there.
async fn pages(state: &State) -> Result<Vec<Page>, Problem> {
    let mut pages = vec![
        Page::Home,
        Page::Mechanisms,
        Page::Meetings,
        Page::Documents,
        Page::Organisations,
        Page::Commitments,
        Page::Exchanges,
        Page::Method,
        Page::SearchHelp,
        Page::About,
    ];
    let kinds = [
        Kind::Topic,
        Kind::Mechanism,
        Kind::Meeting,
        Kind::Document,
        Kind::Commitment,
        Kind::Initiative,
        Kind::Process,
        Kind::Exchange,
        Kind::Organisation,
    ];
    for kind in kinds {
        pages.extend(state.app.list_addresses(kind).await?.iter().filter_map(Page::of));
    }
    Ok(pages)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The map, or its index where it has more than one part.
pub(super) async fn sitemap(FromState(state): FromState<State>, Query(asked): Query<Asked>) -> Answer {
    let pages = pages(&state).await?;
    let parts = pages.len().div_ceil(PAGES_IN_PART);
    let body = match asked.part {
        None if parts > 1 => index(&state, parts),
        part => {
            let part = part.unwrap_or(1);
            if part == 0 || part > parts {
                return Err(Problem::not_found(format!("the map of the site has {parts} parts")));
            }
            map(&state, &pages[(part - 1) * PAGES_IN_PART..pages.len().min(part * PAGES_IN_PART)])
        }
    };
    Ok(file("application/xml; charset=utf-8", None, body))
}

fn index(state: &State, parts: usize) -> String {
    let mut out =
        String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    let address = escaped(&state.base.absolute(&Route::Sitemap));
    for part in 1..=parts {
        writeln!(out, "<sitemap><loc>{address}?part={part}</loc></sitemap>").expect("a string takes every write");
    }
    out.push_str("</sitemapindex>\n");
    out
}

fn map(state: &State, pages: &[Page]) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" \
         xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n",
    );
    for page in pages {
        let mut others = String::new();
        for ui in UiLang::ALL {
            let address = escaped(&state.base.absolute(&page.in_language(ui)));
            write!(others, "<xhtml:link rel=\"alternate\" hreflang=\"{}\" href=\"{address}\"/>", ui.tag())
                .expect("a string takes every write");
        }
        for ui in UiLang::ALL {
            let address = escaped(&state.base.absolute(&page.in_language(ui)));
            writeln!(out, "<url><loc>{address}</loc>{others}</url>").expect("a string takes every write");
        }
    }
    out.push_str("</urlset>\n");
    out
}

/// Robots may read everything but answers to queries.
pub(super) async fn robots(FromState(state): FromState<State>) -> Response {
    let mut out = String::from("User-agent: *\n");
    for page in NOT_FOR_ROBOTS {
        for ui in UiLang::ALL {
            writeln!(out, "Disallow: {}", state.base.link(&page.in_language(ui))).expect("a string takes every write");
            writeln!(out, "Allow: {}", state.base.link(&Page::SearchHelp.in_language(ui))).expect("a string takes every write");
        }
    }
    writeln!(out, "\nSitemap: {}", state.base.absolute(&Route::Sitemap)).expect("a string takes every write");
    file("text/plain; charset=utf-8", None, out)
}
