//! A document: what it is, where it was adopted, its files in every language and version, and its text by clause.
//!
//! `matrix` shows renditions, `clauses` words; the page in several languages is in `side_by_side`, the line of versions
//! with two of them compared in `versions`.

mod clauses;
mod matrix;
mod side_by_side;
mod versions;

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use chancery_app::commitment::DocumentFollowThrough;
use chancery_app::document::text::ShownText;
use chancery_app::document::{DocumentView, RelatedMeeting, readable};
use chancery_model::paper::{PaperFinding, PaperFindingKind};
use chancery_model::{Availability, Document, DocumentId, Lang, MediaType, Relation, Severity};

use super::cite::{self, Cite};
use super::failure::Failure;
use super::follow_through::{Line, line};
use super::frame::{Frame, Head};
use super::mechanism::{NameLine, names};
use super::reader::Reader;
use super::sources::{self, Sources, StatementLine, notes};
use super::{html, params, table};
use crate::web::routes::{Page, Route};
use crate::web::text::html::Html;
use clauses::{ClauseLine, ContentsLine, PageLine};
use matrix::Matrix;

pub(in crate::web::pages) use clauses::part_link;
pub(in crate::web::pages) use matrix::short as short_lang;
pub(in crate::web::pages) use side_by_side::side_by_side;
pub(in crate::web::pages) use versions::versions;

/// So many entries of the table of clauses are shown without being asked for.
const OPEN_CONTENTS: usize = 24;

#[derive(Debug, Template)]
#[template(path = "document/page.html")]
struct DocumentPage {
    frame: Frame,
    title: Html,
    marks: Html,
    facts: Vec<(String, Html)>,
    meetings: Vec<MeetingLine>,
    /// The commitments that the document as a whole makes or says again, and those that it took up.
    follow_through: Vec<(String, Vec<Line>)>,
    matrix: Option<Matrix>,
    ways: Vec<(String, String)>,
    images: Vec<ImageLine>,
    text: Option<TextView>,
    /// Why there is no text, where there is a file.
    no_text: Option<String>,
    names: Vec<NameLine>,
    notes: Vec<Html>,
    statements: Vec<StatementLine>,
    sources: Sources,
    cite: Cite,
}

#[derive(Debug)]
struct MeetingLine {
    relation: String,
    meeting: Html,
    when: Html,
}

/// An image of a page.
#[derive(Debug)]
struct ImageLine {
    href: String,
    said: String,
}

/// The text as it is shown.
#[derive(Debug)]
struct TextView {
    /// HTML's `lang` of the words.
    lang: String,
    /// What the text is, from which file it was read, and what is to be known of it.
    about: Html,
    warnings: Vec<String>,
    /// The languages that it can be read in: name, link, whether it is the one shown.
    languages: Vec<(Html, String, bool)>,
    contents: Vec<ContentsLine>,
    is_contents_open: bool,
    clauses: Vec<ClauseLine>,
    pages: Vec<PageLine>,
    /// The parts of a long text: name, link, whether it is the one shown.
    parts: Vec<(String, String, bool)>,
}

pub(super) async fn document(reader: &Reader, id: &DocumentId) -> Result<Response, Failure> {
    let view = reader.app.read_document(&reader.ctx, id).await?;
    let document = &view.document;
    let title_text = reader.name_text(&document.titles);
    let document_type = reader.document_type(document.document_type.as_str());
    let asked: Option<Lang> = reader.params.find("text").and_then(|tag| tag.parse().ok());
    let mut shown = reader.app.read_text(&reader.ctx, document, asked.as_ref()).await?;
    let is_found = shown.is_some();
    if !is_found && asked.is_some() {
        // A language that is not there is no error: the text that is there is shown, and said to be another.
        shown = reader.app.read_text(&reader.ctx, document, None).await?;
    }
    let part = asked_part(reader);
    let asked_text = if is_found { asked.as_ref().map(short_lang).unwrap_or_default() } else { "" };
    let agreed = reader.app.read_document_follow_through(&reader.ctx, document).await?;
    let text = shown.as_ref().map(|shown| text_view(reader, document, shown, Asked { text: asked_text, part }, &agreed.clauses));
    let mut sources = Sources::new(reader.words);
    let marks = sources.marks(&document.sources);
    let statements = sources::statements(reader, &document.statements, &mut sources);
    let page = DocumentPage {
        frame: reader.frame(&Page::Document(id.clone()), head(reader, document, &document_type, &title_text, asked_text, part)),
        title: reader.name(&document.titles),
        marks,
        facts: facts(reader, &view, &document_type),
        meetings: view.meetings.iter().map(|related| meeting_line(reader, related)).collect(),
        follow_through: follow_through(reader, &agreed),
        matrix: view.line.iter().any(|member| !member.document.renditions.is_empty()).then(|| matrix::matrix(reader, &view.line, id)),
        ways: ways(reader, &view),
        images: images(reader, document),
        no_text: text.is_none().then(|| why_no_text(reader, document)).flatten(),
        text,
        names: names(reader, &document.titles),
        notes: notes(reader, &document.notes),
        statements,
        sources,
        cite: cite::cite(reader, &view.version, &title_text, document.date.as_ref()),
    };
    Ok(html(reader, StatusCode::OK, &page))
}

/// What the document as a whole agreed, and what it took up; what its clauses agreed stands with the clauses.
fn follow_through(reader: &Reader, agreed: &DocumentFollowThrough) -> Vec<(String, Vec<Line>)> {
    let taken_up = agreed.taken_up.iter().map(|(taken, _)| line(reader, taken)).collect();
    let mut out: Vec<(String, Vec<Line>)> = vec![
        (reader.words.say("follow-new"), agreed.whole.iter().map(|row| line(reader, row)).collect()),
        (reader.words.say("follow-taken-up"), taken_up),
    ];
    out.retain(|(_, rows)| !rows.is_empty());
    out
}

/// The part of a long text that is asked for, counted from 0.
fn asked_part(reader: &Reader) -> usize {
    reader.params.find("part").and_then(|part| part.parse::<usize>().ok()).unwrap_or(1).saturating_sub(1)
}

fn head(reader: &Reader, document: &Document, document_type: &str, title: &str, text: &str, part: usize) -> Head {
    let said_date = document.date.as_ref().map_or_else(|| reader.words.say("date-none"), |date| reader.words.date(date));
    let part = if part == 0 { String::new() } else { (part + 1).to_string() };
    Head {
        title: title.to_owned(),
        description: reader
            .words
            .with("document-description", &[("type", document_type.into()), ("title", title.into()), ("date", said_date.into())]),
        crumbs: crumbs(reader, document),
        canonical_query: params::query([("text", text), ("part", part.as_str())]),
        ..Head::default()
    }
}

/// The way to a document: all documents, and the mechanism that issued it.
fn crumbs(reader: &Reader, document: &Document) -> Vec<Html> {
    let mut crumbs = vec![Html::link(&reader.link(&Page::Documents), &Html::text(&reader.words.say("documents")))];
    crumbs.extend(document.issuer.as_ref().map(|id| reader.mechanism(id)));
    crumbs
}

/// The way to a page below a document.
fn crumbs_below(reader: &Reader, document: &Document) -> Vec<Html> {
    let mut crumbs = crumbs(reader, document);
    crumbs.push(Html::link(&reader.link(&Page::Document(document.id.clone())), &reader.name(&document.titles)));
    crumbs
}

fn facts(reader: &Reader, view: &DocumentView, document_type: &str) -> Vec<(String, Html)> {
    let document = &view.document;
    let mut facts = vec![
        (reader.words.say("fact-type"), Html::text(document_type)),
        (reader.words.say("fact-date"), reader.date(document.date.as_ref())),
    ];
    if let Some(issuer) = &document.issuer {
        facts.push((reader.words.say("fact-issuer"), reader.mechanism(issuer)));
    }
    if let Some(symbol) = &document.symbol {
        facts.push((reader.words.say("fact-symbol"), Html::said(symbol, &Lang::und())));
    }
    if let Some(revised) = &view.revises
        && let Some(page) = Page::of(&revised.address)
    {
        let link = Html::link(&reader.link(&page), &Html::said(&revised.title.text, &revised.title.lang));
        facts.push((reader.words.say("fact-revises"), link));
    }
    let revised_by: Vec<Html> = view
        .line
        .iter()
        .filter(|member| member.revises.as_ref() == Some(&document.id))
        .map(|member| Html::link(&reader.link(&Page::Document(member.document.id.clone())), &reader.name(&member.document.titles)))
        .collect();
    if !revised_by.is_empty() {
        facts.push((reader.words.say("fact-revised-by"), Html::join(&revised_by, &reader.words.say("comma"))));
    }
    facts
}

fn meeting_line(reader: &Reader, related: &RelatedMeeting) -> MeetingLine {
    let key = match related.relation {
        Relation::Adopted => "relation-adopted",
        Relation::Issued => "relation-issued",
        Relation::Listed => "relation-listed",
        Relation::Tabled => "relation-tabled",
    };
    let title = Html::said(&related.meeting.title.text, &related.meeting.title.lang);
    MeetingLine {
        relation: reader.words.say(key),
        meeting: match Page::of(&related.meeting.address) {
            Some(page) => Html::link(&reader.link(&page), &title),
            None => title,
        },
        when: reader.date(related.meeting.date.as_ref()),
    }
}

/// The ways on from a document: its languages side by side, its versions.
fn ways(reader: &Reader, view: &DocumentView) -> Vec<(String, String)> {
    let mut ways = Vec::new();
    let with_clauses = readable(&view.document).filter(|r| r.text.as_ref().is_some_and(|text| text.clauses > 0)).count();
    if with_clauses > 1 {
        ways.push((reader.words.say("side-by-side"), reader.link(&Page::SideBySide(view.document.id.clone()))));
    }
    if view.line.len() > 1 {
        ways.push((reader.words.say("versions-compare"), reader.link(&Page::Versions(view.document.id.clone()))));
    }
    ways
}

/// The images of pages that a browser can show.
fn images(reader: &Reader, document: &Document) -> Vec<ImageLine> {
    let held = document.renditions.iter().filter(|r| r.availability == Availability::Held);
    let shown = held.filter_map(|rendition| {
        let media_type = MediaType::of_name(rendition.media_type.as_deref()?)?;
        matches!(media_type, MediaType::Png | MediaType::Jpeg).then_some((rendition, rendition.sha256?))
    });
    shown
        .enumerate()
        .map(|(at, (rendition, digest))| ImageLine {
            href: reader.route(&Route::File(digest)),
            said: reader.words.with(
                "page-image",
                &[("number", (at + 1).to_string().into()), ("language", reader.words.language_name(&rendition.lang).into())],
            ),
        })
        .collect()
}

/// Why no text is shown, where the register has a file.
fn why_no_text(reader: &Reader, document: &Document) -> Option<String> {
    let has_file = document.renditions.iter().any(|rendition| rendition.availability == Availability::Held);
    has_file.then(|| reader.words.say("text-none"))
}

/// What is asked of a text: the language as addresses name it, if any, and the part, counted from 0.
#[derive(Debug, Clone, Copy)]
struct Asked<'a> {
    text: &'a str,
    part: usize,
}

fn text_view(reader: &Reader, document: &Document, shown: &ShownText, asked: Asked<'_>, agreed: &clauses::Agreed) -> TextView {
    let Asked { text: asked, part } = asked;
    let rendition = &shown.rendition;
    let id = &document.id;
    let has_clauses = !shown.text.clauses.is_empty();
    let ranges = if has_clauses { shown.parts() } else { shown.page_parts() };
    let part = part.min(ranges.len().saturating_sub(1));
    let contents = clauses::contents(reader, id, shown, part, asked);
    let parts = if ranges.len() < 2 {
        Vec::new()
    } else {
        (0..ranges.len())
            .map(|at| {
                let name =
                    reader.words.with("text-part", &[("part", (at + 1).to_string().into()), ("of", ranges.len().to_string().into())]);
                (name, part_link(reader, id, asked, at, "text"), at == part)
            })
            .collect()
    };
    TextView {
        lang: rendition.lang.as_str().to_owned(),
        about: about(reader, document, shown),
        warnings: warnings(reader, &shown.text.paper.findings),
        languages: readable(document)
            .map(|other| (table::language(&other.lang), matrix::text_link(reader, id, &other.lang), other.lang == rendition.lang))
            .collect(),
        is_contents_open: contents.len() <= OPEN_CONTENTS,
        contents: if contents.len() > 2 { contents } else { Vec::new() },
        clauses: if has_clauses { clauses::lines(reader, id, shown, part, asked, agreed) } else { Vec::new() },
        pages: if has_clauses { Vec::new() } else { clauses::pages(reader, shown, part) },
        parts,
    }
}

/// "Translation, made from the English text. Read by the register from the file (PDF, 3 pages)."
fn about(reader: &Reader, document: &Document, shown: &ShownText) -> Html {
    let rendition = &shown.rendition;
    let words = reader.words;
    let status = words.say(matrix::status(rendition.status));
    let status = match &rendition.made_from {
        Some(from) => {
            let key = if document.is_outdated(rendition) { "text-made-from-outdated" } else { "text-made-from" };
            words.with(key, &[("status", status.into()), ("language", words.language_name(&from.lang).into())])
        }
        None => words.with("text-status", &[("status", status.into())]),
    };
    let kind = Html::text(&matrix::file_kind(reader, rendition));
    let file = match rendition.sha256 {
        Some(digest) => Html::link(&reader.route(&Route::File(digest)), &kind),
        None => kind,
    };
    words.mix("text-about", &[("file", file)], &[("status", status.into())])
}

/// What a reader of the text should know of its file, each once.
fn warnings(reader: &Reader, findings: &[PaperFinding]) -> Vec<String> {
    let mut keys: Vec<&'static str> = Vec::new();
    for finding in findings.iter().filter(|finding| finding.severity != Severity::Info) {
        if let Some(key) = finding_key(finding.kind)
            && !keys.contains(&key)
        {
            keys.push(key);
        }
    }
    keys.into_iter().map(|key| reader.words.say(key)).collect()
}

/// The message of a finding, where it means something to a reader.
fn finding_key(kind: PaperFindingKind) -> Option<&'static str> {
    Some(match kind {
        PaperFindingKind::NoTextLayer => "finding-no-text",
        PaperFindingKind::GarbledText => "finding-garbled",
        PaperFindingKind::LanguageDiffers => "finding-language",
        PaperFindingKind::PagesLeftOut | PaperFindingKind::TextLeftOut => "finding-left-out",
        PaperFindingKind::ActiveContent => "finding-active",
        PaperFindingKind::Attachments => "finding-attachments",
        PaperFindingKind::PartDamaged => "finding-damaged",
        PaperFindingKind::TrackedChanges => "finding-tracked",
        _ => return None,
    })
}
