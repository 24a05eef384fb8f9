//! The words of documents: clause by clause, and two versions against each other.

use axum::Json;
use axum::response::IntoResponse;
use chancery_app::commitment::CommitmentRow;
use chancery_app::document::versions::{Compared, Side, Wanted};
use chancery_model::clause::Clause;
use chancery_model::compare::{Piece, Row, Summary};
use chancery_model::{DocumentId, Lang};
use serde::Serialize;
use utoipa::ToSchema;

use super::call::Call;
use super::endpoint::{Answering, Param, UI};
use super::follow_through::commitment_pointer;
use super::problem::Problem;
use super::shape::Shape;
use super::text::{PointerView, word};
use crate::web::routes::Route;

/// What a list of clauses takes.
pub(super) const QUERY: &[Param] =
    &[UI, Param::new("lang", Shape::Lang, "The language of the text; else the one that the page of the document shows")];
/// What a comparison takes.
pub(super) const COMPARE: &[Param] = &[
    UI,
    Param::new("from", Shape::Slug, "The id of the older version; else the one before `to`"),
    Param::new("to", Shape::Slug, "The id of the newer version; else the document of the address"),
    Param::new("lang", Shape::Lang, "The language of both texts; else the reader's own, or one in which two versions are known"),
];

/// A clause of a text.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Clause)]
struct ClauseView {
    /// The address within the document, the same in every language: `article-4.1.2`.
    anchor: String,
    /// The permanent address of the clause.
    permanent: String,
    /// `opening`, `chapter`, `annex`, `heading`, `article` or `clause`.
    kind: String,
    /// The number as written.
    number: Option<String>,
    /// How deep it stands, from 0.
    level: u8,
    /// Its heading.
    heading: Option<String>,
    /// Its own words, paragraphs parted by line feeds; empty for a heading alone.
    text: String,
    /// The page of the file on which it begins.
    page: Option<u32>,
    /// The commitments that it makes or says again.
    commitments: Vec<PointerView>,
}

impl ClauseView {
    fn of(call: &Call, document: &DocumentId, clause: &Clause, agreed: &[CommitmentRow]) -> Self {
        ClauseView {
            anchor: clause.anchor.to_string(),
            permanent: call.state.base.absolute(&Route::IdClause(document.clone(), clause.anchor.clone())),
            kind: word(clause.kind),
            number: clause.number.clone(),
            level: clause.level,
            heading: clause.heading.clone(),
            text: clause.text.clone(),
            page: clause.page,
            commitments: agreed.iter().map(|row| commitment_pointer(call, row)).collect(),
        }
    }
}

/// The text of a document in one language.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ClauseList)]
pub(super) struct ClauseListView {
    /// The id of the document.
    document: String,
    /// BCP 47 language of the text.
    lang: String,
    /// `original`, `official`, `translation` or `unofficial`.
    status: String,
    /// SHA-256 of the file that it was read from.
    file_sha256: Option<String>,
    /// How many clauses there are.
    total: usize,
    /// The clauses in reading order; none if the text has no clauses that could be told.
    items: Vec<ClauseView>,
}

/// One side of a comparison.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ComparedSide)]
struct SideView {
    /// The id of the version.
    document: String,
    /// Its own date, EDTF.
    date: Option<String>,
    /// SHA-256 of the file.
    file_sha256: Option<String>,
}

impl SideView {
    fn of(side: &Side) -> Self {
        SideView {
            document: side.document.id.to_string(),
            date: side.document.date.map(|date| date.to_string()),
            file_sha256: side.shown.rendition.sha256.map(|digest| digest.to_string()),
        }
    }
}

/// A comparison in numbers.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ComparisonSummary)]
struct SummaryView {
    /// Clauses that are the same.
    same: usize,
    /// Clauses with other words.
    changed: usize,
    /// Clauses at another place.
    moved: usize,
    /// Clauses with other words at another place.
    moved_and_changed: usize,
    /// Clauses that only the newer version has.
    added: usize,
    /// Clauses that only the older version has.
    dropped: usize,
    /// Words or characters that stayed.
    kept_units: usize,
    /// Words or characters that were taken out.
    removed_units: usize,
    /// Words or characters that were put in.
    inserted_units: usize,
}

impl From<Summary> for SummaryView {
    fn from(sum: Summary) -> Self {
        SummaryView {
            same: sum.same,
            changed: sum.changed,
            moved: sum.moved,
            moved_and_changed: sum.moved_and_changed,
            added: sum.added,
            dropped: sum.dropped,
            kept_units: sum.kept_units,
            removed_units: sum.removed_units,
            inserted_units: sum.inserted_units,
        }
    }
}

/// A stretch of words.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Piece)]
struct PieceView {
    /// `kept`, `removed` or `inserted`.
    kind: String,
    /// The words.
    text: String,
}

impl PieceView {
    fn list(pieces: &[Piece]) -> Vec<Self> {
        pieces.iter().map(|piece| PieceView { kind: word(piece.kind), text: piece.text.clone() }).collect()
    }
}

/// What became of a clause.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ComparedClause)]
struct RowView {
    /// `same`, `changed`, `moved`, `moved-and-changed`, `added` or `dropped`.
    fate: String,
    /// Its anchor in the older version.
    from: Option<String>,
    /// Its anchor in the newer version.
    to: Option<String>,
    /// The differences of the headings.
    heading: Vec<PieceView>,
    /// The differences of the words.
    text: Vec<PieceView>,
    /// For an added clause the anchor in the older version where its words stood; for a dropped one where they went.
    kin: Option<String>,
}

/// Two versions compared.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Comparison)]
pub(super) struct ComparisonView {
    /// BCP 47 language of both texts.
    lang: String,
    /// The older side, or what was asked for as such.
    from: SideView,
    /// The newer side.
    to: SideView,
    /// `word`, `character` or `eojeol`: in what differences are counted.
    unit: String,
    /// True if the texts are so long and so different that not every pairing of clauses was weighed.
    is_bounded: bool,
    /// The numbers.
    summary: SummaryView,
    /// The clauses in the order of the newer version; what was dropped stands where it stood.
    items: Vec<RowView>,
}

impl ComparisonView {
    fn of(compared: &Compared, lang: &Lang) -> Self {
        let Compared { from, to, comparison } = compared;
        let (old, new) = (&from.shown.text.clauses, &to.shown.text.clauses);
        let anchor = |clauses: &[Clause], at: Option<usize>| at.and_then(|at| clauses.get(at)).map(|clause| clause.anchor.to_string());
        let row = |row: &Row| RowView {
            fate: word(row.fate),
            from: anchor(old, row.old),
            to: anchor(new, row.new),
            heading: PieceView::list(&row.heading),
            text: PieceView::list(&row.text),
            kin: if row.new.is_some() { anchor(old, row.kin) } else { anchor(new, row.kin) },
        };
        ComparisonView {
            lang: lang.to_string(),
            from: SideView::of(from),
            to: SideView::of(to),
            unit: word(comparison.unit),
            is_bounded: comparison.is_bounded,
            summary: comparison.summary.into(),
            items: comparison.rows.iter().map(row).collect(),
        }
    }
}

pub(super) fn list(call: Call) -> Answering {
    Box::pin(async move {
        let id: DocumentId = call.record_id("id")?;
        let asked: Option<Lang> = call.value("lang")?;
        let told = call.state.app.read_document(&call.ctx(), &id).await.map_err(|miss| call.state.problem_of(miss))?;
        let shown = call.state.app.read_text(&call.ctx(), &told.document, asked.as_ref()).await?;
        let Some(shown) = shown else {
            return Err(Problem::not_found(match asked {
                Some(lang) => format!("the document {id} has no text in {lang}"),
                None => format!("the document {id} has no text"),
            }));
        };
        let agreed = call.state.app.read_document_follow_through(&call.ctx(), &told.document).await?.clauses;
        let of = |clause: &Clause| agreed.get(&clause.anchor).map_or(&[] as &[CommitmentRow], Vec::as_slice);
        let items: Vec<ClauseView> = shown.text.clauses.iter().map(|clause| ClauseView::of(&call, &id, clause, of(clause))).collect();
        let view = ClauseListView {
            document: id.to_string(),
            lang: shown.rendition.lang.to_string(),
            status: word(shown.rendition.status),
            file_sha256: shown.rendition.sha256.map(|digest| digest.to_string()),
            total: items.len(),
            items,
        };
        Ok(Json(view).into_response())
    })
}

pub(super) fn compare(call: Call) -> Answering {
    Box::pin(async move {
        let id: DocumentId = call.record_id("id")?;
        let wanted = Wanted { from: call.value("from")?, to: call.value("to")?, lang: call.value("lang")? };
        let told = call.state.app.read_versions(&call.ctx(), &id, &wanted).await.map_err(|miss| call.state.problem_of(miss))?;
        match (&told.compared, &told.lang) {
            (Some(compared), Some(lang)) => Ok(Json(ComparisonView::of(compared, lang)).into_response()),
            _ => Err(Problem::not_found(format!("the document {id} has no two versions with clauses that can be compared so"))),
        }
    })
}
