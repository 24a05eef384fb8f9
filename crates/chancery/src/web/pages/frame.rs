//! What stands around every page: head, header with the search, the switch of languages, the footer.

use super::params;
use super::reader::Reader;
use crate::web::assets;
use crate::web::routes::{Page, Route, UiLang};
use crate::web::text::Words;
use crate::web::text::html::Html;

/// What a page says of itself.
#[derive(Debug, Clone, Default)]
pub(super) struct Head {
    /// The title, plain; the register's name is put behind it.
    pub(super) title: String,
    /// One sentence for those who list the page elsewhere.
    pub(super) description: String,
    /// The way here, each a link.
    pub(super) crumbs: Vec<Html>,
    /// What is in the search box.
    pub(super) query: String,
    /// The part of the query that belongs to the page's identity, with its question mark; the rest is not canonical.
    pub(super) canonical_query: String,
    /// True for pages that no index should list: searches, refusals.
    pub(super) is_private: bool,
    /// True where the page brings a search box of its own.
    pub(super) has_own_search: bool,
}

/// The page in another language.
#[derive(Debug, Clone)]
pub(super) struct Alternate {
    /// HTML's `lang`.
    pub(super) tag: &'static str,
    /// The language's own name.
    pub(super) name: &'static str,
    /// Link on this site.
    pub(super) href: String,
    /// The absolute address.
    pub(super) address: String,
    /// True for the language that is being read.
    pub(super) is_current: bool,
}

/// What stands around a page.
#[derive(Debug, Clone)]
pub(super) struct Frame {
    pub(super) words: Words,
    pub(super) tag: &'static str,
    pub(super) title: String,
    pub(super) description: String,
    pub(super) crumbs: Vec<Html>,
    pub(super) query: String,
    pub(super) register: Html,
    pub(super) register_name: String,
    pub(super) canonical: Option<String>,
    pub(super) alternates: Vec<Alternate>,
    pub(super) x_default: Option<String>,
    pub(super) is_private: bool,
    pub(super) has_own_search: bool,
    pub(super) style: String,
    pub(super) script: String,
    /// The script that suggests while a query is typed.
    pub(super) suggest: String,
    pub(super) icon: String,
    pub(super) links: Links,
    /// What is said while the journal does not answer: as of when the register is shown.
    pub(super) as_of: Option<Html>,
}

/// The addresses that every page links to.
#[derive(Debug, Clone)]
pub(super) struct Links {
    pub(super) home: String,
    pub(super) search: String,
    pub(super) search_help: String,
    /// Where suggestions come from, in the reader's language.
    pub(super) suggest: String,
    pub(super) mechanisms: String,
    pub(super) meetings: String,
    pub(super) documents: String,
    pub(super) organisations: String,
    pub(super) commitments: String,
    pub(super) method: String,
    pub(super) exchanges: String,
    pub(super) about: String,
    pub(super) changes: String,
    pub(super) calendar: String,
    pub(super) download: String,
    pub(super) api: String,
}

/// Frames a page; without one (an address that is none), there is neither canonical address nor the page in other languages.
pub(super) fn around(reader: &Reader, page: Option<&Page>, head: Head) -> Frame {
    let query = reader.params.to_query();
    let alternates = UiLang::ALL
        .into_iter()
        .map(|ui| {
            let route = page.unwrap_or(&Page::Home).in_language(ui);
            let kept = if page.is_some() { query.as_str() } else { "" };
            Alternate {
                tag: ui.tag(),
                name: ui.own_name(),
                href: format!("{}{kept}", reader.base.link(&route)),
                address: format!("{}{}", reader.base.absolute(&route), head.canonical_query),
                is_current: ui == reader.ui,
            }
        })
        .collect();
    // A reader of any other language is sent by `/`, which looks at the browser's wish; other pages are there in English.
    let x_default = page.map(|page| match page {
        Page::Home => reader.base.absolute(&Route::Root),
        other => format!("{}{}", reader.base.absolute(&other.in_language(UiLang::En)), head.canonical_query),
    });
    let register = reader.register();
    let register_name = register.map_or_else(|| "chancery".to_owned(), |n| n.text.clone());
    let ui = reader.ui;
    let link = reader.app.link();
    let as_of = link.as_of().map(|instant| reader.words.mix("as-of", &[("instant", reader.words.instant(instant))], &[]));
    Frame {
        as_of,
        words: reader.words,
        tag: ui.tag(),
        title: head.title,
        description: head.description,
        crumbs: head.crumbs,
        query: head.query,
        register: register.map(Html::name).unwrap_or_default(),
        register_name,
        canonical: page.map(|p| format!("{}{}", reader.base.absolute(&p.in_language(ui)), head.canonical_query)),
        alternates,
        x_default,
        is_private: head.is_private,
        has_own_search: head.has_own_search,
        style: reader.asset(assets::STYLE),
        script: reader.asset(assets::SCRIPT),
        suggest: reader.asset(assets::SUGGEST),
        icon: reader.asset(assets::ICON),
        links: Links {
            home: reader.link(&Page::Home),
            search: reader.link(&Page::Search),
            search_help: reader.link(&Page::SearchHelp),
            suggest: format!("{}{}", reader.route(&Route::Api("suggest".into())), params::query([("ui", ui.as_str())])),
            mechanisms: reader.link(&Page::Mechanisms),
            meetings: reader.link(&Page::Meetings),
            documents: reader.link(&Page::Documents),
            organisations: reader.link(&Page::Organisations),
            commitments: reader.link(&Page::Commitments),
            method: reader.link(&Page::Method),
            exchanges: reader.link(&Page::Exchanges),
            about: reader.link(&Page::About),
            changes: reader.route(&Route::Changes(ui)),
            calendar: reader.route(&Route::Calendar(ui)),
            download: reader.route(&Route::Download),
            api: reader.route(&Route::Api("openapi.json".into())),
        },
    }
}
