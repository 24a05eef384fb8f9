//! Addresses that name no language: a program gets the JSON, a reader is sent to the page in the language of the browser.

use axum::http::StatusCode;
use axum::response::Response;
use chancery_app::Miss;
use chancery_app::meeting::choose_account;
use chancery_model::{Anchor, DocumentId, ItemKey, Lang, MeetingId, RecordRef};

use super::document;
use super::failure::Failure;
use super::reader::Reader;
use super::{params, see};
use crate::web::accept::Form;
use crate::web::routes::{Page, Route};

/// The answer depends on both wishes.
const VARY: &str = "Accept, Accept-Language";

/// Tells whether a program asks for JSON rather than a page.
fn wants_json(accept: &str) -> bool {
    Form::negotiate(accept) == Form::Json
}

/// `/id/{kind}/{id}`.
pub(super) async fn record(reader: &Reader, record: &RecordRef, accept: &str) -> Result<Response, Failure> {
    if wants_json(accept) {
        return Ok(see(StatusCode::SEE_OTHER, &reader.route(&Route::api_record(record)), Some(VARY)));
    }
    let page = Page::of(record).ok_or(Failure::NoPage)?;
    // The page itself says if the record is gone or moved; here only that the register never had it.
    match reader.app.find_record(record).await {
        Err(Miss::Moved(to)) => {
            let page = Page::of(&to).ok_or(Failure::NoPage)?;
            Ok(see(StatusCode::SEE_OTHER, &reader.link(&page), Some(VARY)))
        }
        Err(miss) => Err(miss.into()),
        Ok(_) => Ok(see(StatusCode::SEE_OTHER, &reader.link(&page), Some(VARY))),
    }
}

/// `/id/{kind}/{id}/v{revision}`.
pub(super) async fn revision(reader: &Reader, record: &RecordRef, revision: u64, accept: &str) -> Result<Response, Failure> {
    reader.app.read_revision(&reader.ctx, record, revision).await?;
    let to = if wants_json(accept) {
        reader.route(&Route::api_revision(record, revision))
    } else {
        reader.link(&Page::Revision(record.clone(), revision))
    };
    Ok(see(StatusCode::SEE_OTHER, &to, Some(VARY)))
}

/// `/id/meeting/{mechanism}/{n}/{item}`: the item's place on the page, with its account chosen if it is not the one shown.
pub(super) async fn item(reader: &Reader, meeting: &MeetingId, key: &ItemKey, accept: &str) -> Result<Response, Failure> {
    let view = reader.app.read_meeting(&reader.ctx, meeting).await?;
    if wants_json(accept) {
        return Ok(see(StatusCode::SEE_OTHER, &reader.route(&Route::api_record(&view.version.address)), Some(VARY)));
    }
    let Some((account, _)) = view.meeting.find_item(key) else {
        return Err(Miss::Absent(view.version.address).into());
    };
    let shown = choose_account(&view.meeting, &reader.lang, None).map(|a| a.key.as_str());
    let query = if shown == Some(account.key.as_str()) { String::new() } else { params::query([("account", account.key.as_str())]) };
    let page = reader.link_with(&Page::Meeting(meeting.clone()), &query);
    Ok(see(StatusCode::SEE_OTHER, &format!("{page}#{key}"), Some(VARY)))
}

/// `/id/document/{id}/{anchor}`: the clause's place on the page, in the part in which it stands and in the language asked for.
pub(super) async fn clause(reader: &Reader, id: &DocumentId, anchor: &Anchor, accept: &str) -> Result<Response, Failure> {
    let view = reader.app.read_document(&reader.ctx, id).await?;
    let asked: Option<Lang> = reader.params.find("text").and_then(|tag| tag.parse().ok());
    let shown = reader.app.read_text(&reader.ctx, &view.document, asked.as_ref()).await?;
    let Some(part) = shown.and_then(|shown| shown.part_of(anchor)) else {
        return Err(Miss::Absent(view.version.address).into());
    };
    let text = asked.as_ref().map(document::short_lang).unwrap_or_default();
    if wants_json(accept) {
        let query = params::query([("lang", text)]);
        let clauses = Route::Api(format!("documents/{id}/clauses"));
        return Ok(see(StatusCode::SEE_OTHER, &format!("{}{query}", reader.route(&clauses)), Some(VARY)));
    }
    let to = document::part_link(reader, id, text, part, anchor.as_str());
    Ok(see(StatusCode::SEE_OTHER, &to, Some(VARY)))
}
