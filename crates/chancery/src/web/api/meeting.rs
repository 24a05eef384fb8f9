//! Meetings: the list with its filters, and one with its accounts, documents and neighbours.

use axum::Json;
use axum::response::IntoResponse;
use chancery_app::listing::{MeetingOrder, MeetingQuery, MeetingRow};
use chancery_app::meeting::MeetingView as Told;
use chancery_app::title;
use chancery_model::{Account, Item, Kind, MeetingId, MeetingStatus, Participation, PlaceId, RecordRef, TopicId};
use serde::Serialize;
use utoipa::ToSchema;

use super::call::Call;
use super::document::{self, DocumentSummaryView};
use super::endpoint::{AFTER, Answering, LIMIT, Param, UI};
use super::problem::Problem;
use super::shape::{Shape, place_to_text};
use super::text::{AddressesView, NameView, PointerView, SourceView, StatementView, TextView, TitleView, VersionView, word};
use super::{mechanism, organisation, topic};
use crate::web::routes::Route;

const STATUSES: &[&str] = &["held", "planned", "postponed", "cancelled"];
const ORDERS: &[&str] = &["newest-first", "oldest-first", "by-ordinal"];

/// What the list takes.
pub(in crate::web) const QUERY: &[Param] = &[
    UI,
    LIMIT,
    AFTER,
    Param::new("topic", Shape::Slug, "Only those of this topic"),
    Param::new("mechanism", Shape::Slug, "Only those of this mechanism, joint ones too"),
    Param::new("organisation", Shape::Slug, "Only those in which this organisation took part"),
    Param::new("party", Shape::Party, "Only those in which this party took part"),
    Param::new("host", Shape::Party, "Only those that this party hosted"),
    Param::new("place", Shape::Slug, "Only those at this place"),
    Param::new("country", Shape::Party, "Only those in this country, by its ISO 3166-1 code"),
    Param::new("type", Shape::Slug, "Only those with a document of this type"),
    Param::new("status", Shape::Choice(STATUSES), "Only those in this state; may be given several times").repeated(),
    Param::new("from", Shape::Date, "Only those that may have taken place on or after this"),
    Param::new("to", Shape::Date, "Only those that may have taken place on or before this"),
    Param::new("order", Shape::Choice(ORDERS), "The order; newest first if not given. A cursor belongs to the order that it was given in"),
];

/// A place.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Place)]
struct PlaceView {
    /// The id.
    id: String,
    /// The name in the language asked for.
    name: Option<TitleView>,
    /// ISO 3166-1 alpha-2 code of the country.
    country: String,
    /// The country's name in the language asked for.
    country_name: Option<TitleView>,
    /// True if only the country is known.
    is_country: bool,
    /// The wording of the source, where it differs.
    as_written: Option<String>,
}

/// A meeting in a list.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MeetingSummary)]
pub(in crate::web) struct MeetingSummaryView {
    /// The id.
    id: String,
    /// The title in the language asked for.
    title: TitleView,
    /// Where it is found.
    addresses: AddressesView,
    /// The mechanism that is its home.
    mechanism: PointerView,
    /// Other mechanisms, of a joint meeting.
    also_of: Vec<PointerView>,
    /// The topics.
    topics: Vec<String>,
    /// The ordinal.
    ordinal: Option<u32>,
    /// The date, EDTF.
    date: Option<String>,
    /// `held`, `planned`, `postponed` or `cancelled`.
    status: String,
    /// The place.
    place: Option<PlaceView>,
    /// True if held online, alone or beside the place.
    is_online: bool,
    /// The hosting party.
    host: Option<String>,
    /// Outcomes at the top of the principal account.
    outcome_count: u32,
    /// Their parts, at any depth.
    outcome_part_count: u32,
    /// Agenda items at the top of the principal account.
    agenda_count: u32,
    /// The languages in which some document of the meeting is known.
    document_langs: Vec<String>,
    /// True if the date is not precise enough to tell whether it lies in the days asked for.
    may_match: bool,
    /// The revision.
    revision: u64,
}

/// What an item of a summary retells.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Retold)]
struct RetoldView {
    /// First and last line in the account's source, counted from 1.
    lines: [u32; 2],
    /// SHA-256 of the words that are retold.
    sha256: String,
}

/// An agenda item or outcome.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Item)]
struct ItemView {
    /// The persistent key, such as `outcome-2.1`.
    key: String,
    /// Permanent address of the item.
    url: String,
    /// The number by its place in the tree.
    number: Option<String>,
    /// The number as written.
    label: Option<String>,
    /// The words, in the language and status of the account.
    text: String,
    /// True for an item that its source no longer has.
    is_gone: bool,
    /// What a summary retells.
    retold: Option<RetoldView>,
    /// The parts.
    #[schema(no_recursion)]
    items: Vec<ItemView>,
}

/// What one source tells of a meeting in one language.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Account)]
struct AccountView {
    /// The key within the meeting.
    key: String,
    /// True for the account that stands first.
    is_principal: bool,
    /// BCP 47 language.
    lang: String,
    /// `original`, `official`, `translation`, `unofficial` or `summary`. A summary is the register's own retelling.
    status: String,
    /// The source.
    source: SourceView,
    /// The meeting's title as the source writes it.
    title: Option<String>,
    /// The agenda.
    agenda: Vec<ItemView>,
    /// The outcomes.
    outcomes: Vec<ItemView>,
    /// Note lines of the source.
    notes: Vec<String>,
}

/// One who took part.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Participation)]
struct ParticipationView {
    /// The party; null for observers and other attendees.
    party: Option<String>,
    /// The organisation.
    organisation: Option<PointerView>,
    /// The organisation's name as the source writes it.
    organisation_as_written: Option<String>,
    /// The person, as the source names them.
    person: Option<String>,
    /// The person's office or role.
    role: Option<String>,
    /// True for the head of a delegation.
    is_head: bool,
    /// True for the host.
    is_host: bool,
    /// True for an observer or guest.
    is_attendee: bool,
}

/// A meeting.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Meeting)]
pub(super) struct MeetingView {
    /// The id.
    id: String,
    /// The title in the language asked for.
    title: TitleView,
    /// Where it is found.
    addresses: AddressesView,
    /// The mechanism that is its home.
    mechanism: PointerView,
    /// Other mechanisms, of a joint meeting.
    also_of: Vec<PointerView>,
    /// The topics.
    topics: Vec<PointerView>,
    /// The ordinal.
    ordinal: Option<u32>,
    /// The ordinal's spelling in the source, where it is not the usual one.
    ordinal_as_written: Option<String>,
    /// Names of its own.
    names: Vec<NameView>,
    /// `held`, `planned`, `postponed` or `cancelled`.
    status: String,
    /// The date, EDTF, no more precise than the source means it.
    date: Option<String>,
    /// The date as the source writes it, where it differs.
    date_as_written: Option<String>,
    /// The place.
    place: Option<PlaceView>,
    /// True if held online, alone or beside the place.
    is_online: bool,
    /// The hosting party.
    host: Option<String>,
    /// The person in the chair.
    chair: Option<String>,
    /// Who took part.
    participation: Vec<ParticipationView>,
    /// The languages in which the source offers files of this meeting.
    download_languages: Vec<String>,
    /// What sources tell, each apart; the principal one is marked.
    accounts: Vec<AccountView>,
    /// The documents.
    documents: Vec<DocumentSummaryView>,
    /// The meeting before it in its series.
    previous: Option<PointerView>,
    /// The meeting after it.
    next: Option<PointerView>,
    /// `page`, `report`, `inferred` or `well-known`: how sure the register is of the meeting as a whole.
    certainty: Option<String>,
    /// Why, where it is inferred or well known.
    certainty_reason: Vec<TextView>,
    /// Sources.
    sources: Vec<SourceView>,
    /// Rival values.
    statements: Vec<StatementView>,
    /// Notes.
    notes: Vec<TextView>,
    /// Which state of the record.
    version: VersionView,
}

fn address_of(id: &MeetingId) -> RecordRef {
    RecordRef::new(Kind::Meeting, id.as_str()).expect("the id of a meeting is of a meeting's form")
}

/// Points to a meeting whose row is not at hand.
pub(super) fn bare_pointer(call: &Call, id: &MeetingId) -> PointerView {
    PointerView::new(&call.state, call.ui, &address_of(id), None)
}

/// The title of a meeting in the language asked for.
pub(in crate::web) fn row_title(call: &Call, row: &MeetingRow) -> TitleView {
    let catalogue = call.state.app.catalogue();
    TitleView::of_title(&title::meeting(&catalogue, &row.names, row.ordinal, &row.mechanism, row.date.as_ref(), &call.ui.lang()))
}

fn row_pointer(call: &Call, row: &MeetingRow) -> PointerView {
    PointerView::new(&call.state, call.ui, &address_of(&row.id), Some(row_title(call, row)))
}

fn place(call: &Call, id: &PlaceId, as_written: Option<&str>) -> Option<PlaceView> {
    let catalogue = call.state.app.catalogue();
    let record = catalogue.places.get(id)?;
    let lang = call.ui.lang();
    Some(PlaceView {
        id: id.to_string(),
        name: catalogue.place_name(id, &lang).map(TitleView::of_name),
        country: record.country.clone(),
        country_name: catalogue.country_name(&record.country, &lang).map(TitleView::of_name),
        is_country: record.is_country,
        as_written: as_written.map(Into::into),
    })
}

/// The summary of a meeting in a list.
pub(in crate::web) fn summary(call: &Call, row: &MeetingRow) -> MeetingSummaryView {
    MeetingSummaryView {
        id: row.id.to_string(),
        title: row_title(call, row),
        addresses: AddressesView::of(&call.state, call.ui, &address_of(&row.id)),
        mechanism: mechanism::pointer(call, &row.mechanism),
        also_of: row.also_of.iter().map(|id| mechanism::pointer(call, id)).collect(),
        topics: row.topics.iter().map(ToString::to_string).collect(),
        ordinal: row.ordinal,
        date: row.date.map(|d| d.to_string()),
        status: word(row.status),
        place: row.place.as_ref().and_then(|id| place(call, id, None)),
        is_online: row.is_online,
        host: row.host.as_ref().map(ToString::to_string),
        outcome_count: row.outcome_count,
        outcome_part_count: row.outcome_part_count,
        agenda_count: row.agenda_count,
        document_langs: row.document_langs.iter().map(ToString::to_string).collect(),
        may_match: row.may_match,
        revision: row.revision,
    }
}

fn items(call: &Call, meeting: &MeetingId, tree: &[Item]) -> Vec<ItemView> {
    let view = |item: &Item| ItemView {
        key: item.key.to_string(),
        url: call.state.base.absolute(&Route::IdItem(meeting.clone(), item.key.clone())),
        number: item.number.clone(),
        label: item.label.clone(),
        text: item.text.clone(),
        is_gone: item.is_gone,
        retold: item.retold.as_ref().map(|r| RetoldView { lines: [r.lines.0, r.lines.1], sha256: r.sha256.to_string() }),
        items: items(call, meeting, &item.items),
    };
    tree.iter().map(view).collect()
}

fn account(call: &Call, meeting: &MeetingId, account: &Account) -> AccountView {
    AccountView {
        key: account.key.clone(),
        is_principal: account.is_principal,
        lang: account.lang.to_string(),
        status: word(account.status),
        source: SourceView::of(&account.source),
        title: account.title.clone(),
        agenda: items(call, meeting, &account.agenda),
        outcomes: items(call, meeting, &account.outcomes),
        notes: account.notes.clone(),
    }
}

fn participation(call: &Call, one: &Participation) -> ParticipationView {
    ParticipationView {
        party: one.party.as_ref().map(ToString::to_string),
        organisation: one.organisation.as_ref().map(|id| organisation::pointer(call, id)),
        organisation_as_written: one.organisation_as_written.clone(),
        person: one.person.clone(),
        role: one.role.clone(),
        is_head: one.is_head,
        is_host: one.is_host,
        is_attendee: one.is_attendee,
    }
}

fn full_view(call: &Call, told: &Told) -> MeetingView {
    let meeting = &told.meeting;
    let catalogue = call.state.app.catalogue();
    let title = title::meeting(&catalogue, &meeting.names, meeting.ordinal, &meeting.mechanism, meeting.date.as_ref(), &call.ui.lang());
    let mechanisms = std::iter::once(&meeting.mechanism).chain(&meeting.also_of).filter_map(|id| catalogue.mechanisms.get(id));
    let mut topics: Vec<&TopicId> = Vec::new();
    for topic in mechanisms.flat_map(|m| &m.topics) {
        if !topics.contains(&topic) {
            topics.push(topic);
        }
    }
    MeetingView {
        id: meeting.id.to_string(),
        title: TitleView::of_title(&title),
        addresses: AddressesView::of(&call.state, call.ui, &address_of(&meeting.id)),
        mechanism: mechanism::pointer(call, &meeting.mechanism),
        also_of: meeting.also_of.iter().map(|id| mechanism::pointer(call, id)).collect(),
        topics: topics.into_iter().map(|id| topic::pointer(call, id)).collect(),
        ordinal: meeting.ordinal,
        ordinal_as_written: meeting.ordinal_as_written.clone(),
        names: NameView::list(&meeting.names),
        status: word(meeting.status),
        date: meeting.date.map(|d| d.to_string()),
        date_as_written: meeting.date_as_written.clone(),
        place: meeting.place.as_ref().and_then(|p| place(call, &p.place, p.as_written.as_deref())),
        is_online: meeting.is_online,
        host: meeting.host.as_ref().map(ToString::to_string),
        chair: meeting.chair.clone(),
        participation: meeting.participation.iter().map(|one| participation(call, one)).collect(),
        download_languages: meeting.download_languages.iter().map(ToString::to_string).collect(),
        accounts: meeting.accounts.iter().map(|one| account(call, &meeting.id, one)).collect(),
        documents: told.documents.rows.iter().map(|row| document::summary(call, row)).collect(),
        previous: told.previous.as_ref().map(|row| row_pointer(call, row)),
        next: told.next.as_ref().map(|row| row_pointer(call, row)),
        certainty: meeting.certainty.map(word),
        certainty_reason: TextView::list(&meeting.certainty_reason),
        sources: SourceView::list(&meeting.sources),
        statements: StatementView::list(&meeting.statements),
        notes: TextView::list(&meeting.notes),
        version: VersionView::of(&call.state, &told.version),
    }
}

/// What is asked of a list of meetings.
pub(in crate::web) fn query(call: &Call) -> Result<MeetingQuery, Problem> {
    let status = |word: &String| match word.as_str() {
        "planned" => MeetingStatus::Planned,
        "postponed" => MeetingStatus::Postponed,
        "cancelled" => MeetingStatus::Cancelled,
        _ => MeetingStatus::Held,
    };
    let order = match call.text("order") {
        Some("oldest-first") => MeetingOrder::OldestFirst,
        Some("by-ordinal") => MeetingOrder::ByOrdinalDesc,
        _ => MeetingOrder::NewestFirst,
    };
    Ok(MeetingQuery {
        topic: call.value("topic")?,
        mechanism: call.value("mechanism")?,
        organisation: call.value("organisation")?,
        party: call.value("party")?,
        host: call.value("host")?,
        place: call.value("place")?,
        country: call.value("country")?,
        document_type: call.value("type")?,
        days: call.days(),
        statuses: call.texts("status").iter().map(status).collect(),
        order,
        limit: call.row_limit(),
        after: None,
        is_counted: true,
    })
}

pub(super) fn list(call: Call) -> Answering {
    Box::pin(async move {
        let page = call.state.app.list_meetings(&call.ctx(), query(&call)?, call.after_place().as_deref()).await?;
        let items: Vec<MeetingSummaryView> = page.rows.iter().map(|row| summary(&call, row)).collect();
        Ok(call.page(page.total, items, page.next.map(|cursor| place_to_text(&cursor.to_string()))))
    })
}

pub(super) fn read(call: Call) -> Answering {
    Box::pin(async move {
        let id = call.meeting_id()?;
        let told = call.state.app.read_meeting(&call.ctx(), &id).await.map_err(|miss| call.state.problem_of(miss))?;
        Ok(Json(full_view(&call, &told)).into_response())
    })
}
