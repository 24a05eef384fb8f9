//! Processes: steps by tracks, each cell what a source says.

use axum::Json;
use axum::response::IntoResponse;
use chancery_app::process::ProcessView as Told;
use chancery_model::{Cell, Kind, Step, Track};
use serde::Serialize;
use utoipa::ToSchema;

use super::call::{Call, cut};
use super::endpoint::{AFTER_ID, Answering, LIMIT, Param, UI};
use super::follow_through::{WordsView, date, pointer};
use super::mechanism;
use super::text::{AddressesView, NameView, PointerView, SourceView, StatementView, TextView, TitleView, VersionView, word};

/// What the list takes.
pub(super) const QUERY: &[Param] = &[UI, LIMIT, AFTER_ID];

/// A step.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProcessStep)]
struct StepView {
    /// The key, by which cells name it.
    key: String,
    /// The name in the language asked for.
    name: Option<TitleView>,
    /// Every name.
    names: Vec<NameView>,
}

/// Who goes the steps together.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProcessTrack)]
struct TrackView {
    /// The key, by which cells name it.
    key: String,
    /// The parties.
    parties: Vec<String>,
    /// Names of its own, where it is not named by its parties.
    names: Vec<NameView>,
}

/// What sources say of one step of one track.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProcessCell)]
struct CellView {
    /// The key of the track.
    track: String,
    /// The key of the step.
    step: String,
    /// `planned`, `under-way` or `reached`.
    state: String,
    /// When, EDTF.
    date: Option<String>,
    /// What the source says.
    texts: Vec<TextView>,
    /// Where in the register it stands, if it does.
    words: Option<WordsView>,
    /// Sources outside the register.
    sources: Vec<SourceView>,
    /// How well it is founded.
    certainty: Option<String>,
}

/// A process.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Process)]
pub(super) struct ProcessView {
    /// The id.
    id: String,
    /// The name in the language asked for.
    name: Option<TitleView>,
    /// Where it is found.
    addresses: AddressesView,
    /// Every name.
    names: Vec<NameView>,
    /// What it is.
    descriptions: Vec<TextView>,
    /// The mechanism that looks after it.
    mechanism: Option<PointerView>,
    /// The project it belongs to.
    initiative: Option<PointerView>,
    /// The commitments that it carries out.
    commitments: Vec<PointerView>,
    /// Where its steps were agreed.
    origins: Vec<WordsView>,
    /// The steps, in order.
    steps: Vec<StepView>,
    /// The tracks.
    tracks: Vec<TrackView>,
    /// What is known; a track and a step without a cell say that the register has no source for it.
    cells: Vec<CellView>,
    /// Sources.
    sources: Vec<SourceView>,
    /// Rival values.
    statements: Vec<StatementView>,
    /// Notes.
    notes: Vec<TextView>,
    /// Which state of the record.
    version: VersionView,
}

fn full_view(call: &Call, told: &Told) -> ProcessView {
    let process = &told.process;
    let catalogue = call.state.app.catalogue();
    let PointerView { id, name, addresses } = pointer(call, Kind::Process, process.id.as_str(), &process.names);
    let step = |step: &Step| StepView {
        key: step.key.to_string(),
        name: catalogue.name(&step.names, &call.ui.lang()).map(TitleView::of_name),
        names: NameView::list(&step.names),
    };
    let track = |track: &Track| TrackView {
        key: track.key.to_string(),
        parties: track.parties.iter().map(ToString::to_string).collect(),
        names: NameView::list(&track.names),
    };
    let cell = |cell: &Cell| CellView {
        track: cell.track.to_string(),
        step: cell.step.to_string(),
        state: word(cell.state),
        date: date(cell.date.as_ref()),
        texts: TextView::list(&cell.texts),
        words: told.words_of(cell).map(|said| WordsView::of(call, said)),
        sources: SourceView::list(&cell.sources),
        certainty: cell.certainty.map(word),
    };
    ProcessView {
        id,
        name,
        addresses,
        names: NameView::list(&process.names),
        descriptions: TextView::list(&process.descriptions),
        mechanism: process.mechanism.as_ref().map(|id| mechanism::pointer(call, id)),
        initiative: told.initiative.as_ref().map(|(id, names)| pointer(call, Kind::Initiative, id.as_str(), names)),
        commitments: told.commitments.iter().map(|(id, names)| pointer(call, Kind::Commitment, id.as_str(), names)).collect(),
        origins: WordsView::list(call, &told.origins),
        steps: process.steps.iter().map(step).collect(),
        tracks: process.tracks.iter().map(track).collect(),
        cells: process.cells.iter().map(cell).collect(),
        sources: SourceView::list(&process.sources),
        statements: StatementView::list(&process.statements),
        notes: TextView::list(&process.notes),
        version: VersionView::of(&call.state, &told.version),
    }
}

pub(super) fn list(call: Call) -> Answering {
    Box::pin(async move {
        let ledger = call.state.app.ledger().await?;
        let (total, page, next) = cut(ledger.processes.values().collect(), |one| one.id.as_str(), call.text("after"), call.limit());
        let items: Vec<PointerView> = page.iter().map(|one| pointer(&call, Kind::Process, one.id.as_str(), &one.names)).collect();
        Ok(call.page(total, items, next))
    })
}

pub(super) fn read(call: Call) -> Answering {
    Box::pin(async move {
        let id = call.record_id("id")?;
        let told = call.state.app.read_process(&call.ctx(), &id).await.map_err(|miss| call.state.problem_of(miss))?;
        Ok(Json(full_view(&call, &told)).into_response())
    })
}
