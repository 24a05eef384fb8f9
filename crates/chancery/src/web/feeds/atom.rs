//! What changed, newest first (RFC 4287): one entry for each journal entry, so that nothing published is missed.

use atom_syndication::{Category, Entry, Feed, FixedDateTime, Generator, Link, Person, Text};
use chancery_app::AppError;
use chancery_app::changes::ChangeRow;
use chancery_app::search::SearchHit;
use chancery_model::RecordRef;
use chancery_model::journal::Operation;

use super::{Answer, file};
use crate::web::State;
use crate::web::api::Problem;
use crate::web::routes::{Page, Route, UiLang};
use crate::web::text::Words;

/// How many entries the feed holds.
const ENTRIES: u32 = 100;

pub(super) fn instant(text: &str) -> FixedDateTime {
    text.parse().unwrap_or_default()
}

fn said(words: &Words, row: &ChangeRow) -> String {
    let key = match row.header.operation {
        Operation::Publish if row.header.revision == 1 => "feed-published-first",
        Operation::Publish => "feed-published",
        Operation::Withdraw => "feed-withdrawn",
        Operation::Rename => "feed-renamed",
        Operation::Merge => "feed-merged",
        Operation::Redact => "feed-redacted",
    };
    words.with(key, &[("revision", row.header.revision.to_string().into())])
}

fn entry(state: &State, ui: UiLang, row: &ChangeRow, described: Option<&SearchHit>) -> Option<Entry> {
    let address = RecordRef::new(row.header.kind, &row.header.id).ok()?;
    let words = Words::of(ui);
    let title = described.map_or_else(|| row.header.id.clone(), |hit| hit.title.text.clone());
    let title_lang = described.map(|hit| hit.title.lang.to_string());
    let frozen = state.base.absolute(&Route::IdRevision(address.clone(), row.header.revision));
    let page = Page::of(&address).map_or_else(|| frozen.clone(), |page| state.base.absolute(&page.in_language(ui)));
    let said = said(&words, row);
    Some(Entry {
        // The id is that of the journal entry and does not hang on where the register is served.
        id: format!("urn:sha256:{}:{}", row.header.previous, row.header.seq),
        title: Text { lang: title_lang, ..Text::plain(title) },
        updated: instant(&row.batch.at),
        published: Some(instant(&row.batch.at)),
        summary: Some(Text { lang: Some(ui.tag().to_owned()), ..Text::plain(said) }),
        categories: vec![Category { term: row.header.kind.to_string(), ..Category::default() }],
        links: vec![
            Link { hreflang: Some(ui.tag().to_owned()), ..link(page, "alternate", "text/html") },
            Link { href: frozen, rel: "related".to_owned(), ..Link::default() },
        ],
        ..Entry::default()
    })
}

pub(super) fn link(href: String, rel: &str, media_type: &str) -> Link {
    Link { href, rel: rel.to_owned(), mime_type: Some(media_type.to_owned()), ..Link::default() }
}

/// Who answers for a feed: the register, by its framework's name.
pub(super) fn author(state: &State, ui: UiLang) -> String {
    let catalogue = state.app.catalogue();
    let name = catalogue.framework().and_then(|f| catalogue.name(&f.names, &ui.lang()));
    name.map_or_else(|| "chancery".to_owned(), |name| name.text.clone())
}

/// The feed in a language.
pub(super) async fn changes(state: State, ui: UiLang) -> Answer {
    let ctx = state.ctx(ui);
    let changes = state.app.list_latest_changes(&ctx, ENTRIES).await?;
    let mut entries = Vec::with_capacity(changes.rows.len());
    for row in &changes.rows {
        let described = state.app.describe_change(&ctx, row).await?;
        entries.extend(entry(&state, ui, row, described.as_ref()));
    }
    let words = Words::of(ui);
    let own = state.base.absolute(&Route::Changes(ui));
    let home = state.base.absolute(&Page::Home.in_language(ui));
    let updated = changes.rows.first().map(|row| instant(&row.batch.at)).unwrap_or_default();
    let feed = Feed {
        id: own.clone(),
        lang: Some(ui.tag().to_owned()),
        title: Text::plain(words.say("feed-title")),
        authors: vec![Person { name: author(&state, ui), ..Person::default() }],
        generator: Some(Generator { value: "chancery".to_owned(), ..Generator::default() }),
        updated,
        links: vec![link(own, "self", "application/atom+xml"), link(home, "alternate", "text/html")],
        entries,
        ..Feed::default()
    };
    let body = feed.write_to(Vec::new()).map_err(|e| Problem::from(AppError::bug(e)))?;
    Ok(file("application/atom+xml; charset=utf-8", None, body))
}
