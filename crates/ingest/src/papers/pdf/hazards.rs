//! What a PDF file carries beside its pages: scripts, actions, files, forms of another kind.

use chancery_model::Severity;
use hayro_syntax::Pdf;
use hayro_syntax::object::{Array, Dict, Name, Object};

use super::super::{PaperFinding, PaperFindingKind};
use super::stream::find;

/// So many annotations are looked at; a file with more is judged by these.
const MAX_ANNOTATIONS: usize = 20_000;

pub(super) fn look(pdf: &Pdf, bytes: &[u8]) -> Vec<PaperFinding> {
    let mut findings = Vec::new();
    let mut tell = |kind: PaperFindingKind, severity: Severity, message: &str| {
        if !findings.iter().any(|finding: &PaperFinding| finding.kind == kind && finding.message == message) {
            findings.push(PaperFinding::of(None, severity, kind, message));
        }
    };
    let active = PaperFindingKind::ActiveContent;
    if let Some(catalog) = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id()) {
        let names = catalog.get::<Dict<'_>>("Names");
        if names.as_ref().is_some_and(|names| names.contains_key("JavaScript")) {
            tell(active, Severity::Warning, "the file carries scripts; they are not run");
        }
        if names.as_ref().is_some_and(|names| names.contains_key("EmbeddedFiles")) || catalog.contains_key("AF") {
            tell(PaperFindingKind::Attachments, Severity::Warning, "the file carries other files, which are not read");
        }
        if catalog.get::<Dict<'_>>("OpenAction").is_some_and(|action| is_active(&action)) || catalog.contains_key("AA") {
            tell(active, Severity::Warning, "the file does something when it is opened; nothing is done here");
        }
        if catalog.get::<Dict<'_>>("AcroForm").is_some_and(|form| form.contains_key("XFA")) {
            tell(active, Severity::Warning, "the file is a form with a program of its own (XFA), which is not run");
        }
    }
    let mut seen = 0;
    for page in pdf.pages().iter() {
        if page.raw().contains_key("AA") {
            tell(active, Severity::Warning, "a page does something when it is opened; nothing is done here");
        }
        let Some(annotations) = page.raw().get::<Array<'_>>("Annots") else { continue };
        for annotation in annotations.iter::<Dict<'_>>() {
            seen += 1;
            if seen > MAX_ANNOTATIONS {
                return findings;
            }
            if annotation.get::<Name<'_>>("Subtype").is_some_and(|kind| kind.as_str() == "FileAttachment") {
                tell(PaperFindingKind::Attachments, Severity::Warning, "the file carries other files, which are not read");
            }
            let acts = annotation.get::<Dict<'_>>("A").is_some_and(|action| is_active(&action)) || annotation.contains_key("AA");
            if acts {
                tell(active, Severity::Warning, "a mark on a page starts a program or a script; it is not run");
            }
        }
    }
    if find(bytes, b"/Encrypt").is_some() {
        tell(PaperFindingKind::Protected, Severity::Info, "the file is marked as protected, and opens without a password");
    }
    findings
}

/// An action that does more than turn a page or open a link.
fn is_active(action: &Dict<'_>) -> bool {
    let is_program = action.get::<Name<'_>>("S").is_some_and(|kind| {
        matches!(kind.as_str(), "JavaScript" | "Launch" | "SubmitForm" | "ImportData" | "GoToE" | "GoToR" | "Rendition")
    });
    is_program || matches!(action.get::<Object<'_>>("JS"), Some(Object::String(_) | Object::Stream(_)))
}
