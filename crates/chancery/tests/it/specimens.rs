//! The specimen action plan in a register made up for tests: three versions in four languages, with PDF files and texts.
//!
//! The texts are made from the sources of the specimens by a few lines of code here, so that a test of a page does not
//! hang on how papers are read.

use std::path::{Path, PathBuf};

use chancery_app::App;
use chancery_app::Ctx;
use chancery_app::keeping::{Register, expects_revision};
use chancery_model::clause::{Clause, ClauseKind};
use chancery_model::paper::{Extractor, LineEnds, PageText, PaperFinding};
use chancery_model::{
    Availability, Digest, Document, Lang, MadeFrom, MediaType, Name, Paper, PaperText, Record, Rendition, TextStatus, samples,
};

/// The versions, each with the day on its paper.
pub(crate) const VERSIONS: [(&str, &str); 3] = [("2009", "2009"), ("2011", "2011-11-11"), ("2017", "2017-11-30")];

/// The id of a version.
pub(crate) fn id(version: &str) -> String {
    format!("specimen-{version}")
}

/// The folder of the specimens.
pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/specimens")
}

fn langs() -> [Lang; 4] {
    [Lang::en(), Lang::zh(), Lang::ja(), Lang::ko()]
}

/// Reads the source of a specimen into clauses.
pub(crate) fn clauses(version: &str, lang: &Lang) -> Vec<Clause> {
    let source = std::fs::read_to_string(folder().join(format!("source/{version}.{}.txt", lang.primary()))).unwrap();
    let mut out: Vec<Clause> = Vec::new();
    let [mut openings, mut chapters, mut articles, mut firsts, mut seconds] = [0; 5];
    for line in source.lines().filter(|line| !line.trim().is_empty()) {
        let (anchor, kind, level, rest) = if let Some(rest) = line.strip_prefix("## ") {
            chapters += 1;
            (format!("chapter-{chapters}"), ClauseKind::Chapter, 0, rest)
        } else if let Some(rest) = line.strip_prefix("### ") {
            (articles, firsts) = (articles + 1, 0);
            (format!("article-{articles}"), ClauseKind::Article, 1, rest)
        } else if let Some(rest) = line.strip_prefix("  - ") {
            seconds += 1;
            (format!("article-{articles}.{firsts}.{seconds}"), ClauseKind::Clause, 3, rest)
        } else if let Some(rest) = line.strip_prefix("- ") {
            (firsts, seconds) = (firsts + 1, 0);
            (format!("article-{articles}.{firsts}"), ClauseKind::Clause, 2, rest)
        } else {
            openings += 1;
            (format!("opening-{openings}"), ClauseKind::Opening, 0, line.trim_start_matches(['#', '>', ' ']))
        };
        out.push(numbered(&anchor, kind, level, rest));
    }
    out
}

/// Takes the number off the words; what is behind the number of a chapter or article is its heading.
fn numbered(anchor: &str, kind: ClauseKind, level: u8, text: &str) -> Clause {
    let cut = match kind {
        ClauseKind::Opening => 0,
        ClauseKind::Clause => text.find([' ', '）', '　']).map_or(0, |at| at + text[at..].chars().next().unwrap().len_utf8()),
        _ => ["Chapter", "Article"]
            .iter()
            .find(|word| text.starts_with(*word))
            .and_then(|word| text[word.len() + 1..].find(' ').map(|at| word.len() + 1 + at))
            .or_else(|| text.find([' ', '　', '（', '(']))
            .unwrap_or(text.len()),
    };
    let (number, rest) = text.split_at(cut);
    let number = number.trim().trim_end_matches('.').to_owned();
    let rest = rest.trim().trim_matches(['（', '）', '(', ')']).to_owned();
    let is_headed = matches!(kind, ClauseKind::Chapter | ClauseKind::Article);
    Clause {
        anchor: anchor.parse().unwrap(),
        kind,
        number: (!number.is_empty()).then_some(number),
        level,
        heading: (is_headed && !rest.is_empty()).then(|| rest.clone()),
        text: if is_headed { String::new() } else { rest },
        page: Some(1 + u32::from(level > 0 && anchor > "article-4")),
    }
}

/// A text in the form in which the vault keeps it.
pub(crate) fn paper_text(clauses: Vec<Clause>, lang: &Lang, findings: Vec<PaperFinding>) -> PaperText {
    let text: String = clauses.iter().map(|clause| format!("{}\n", clause.words())).collect();
    let paper = Paper {
        media_type: MediaType::Pdf,
        has_pages: true,
        page_count: 3,
        pages: vec![PageText { number: 1, name: None, text, lang: Some(lang.clone()) }],
        line_ends: LineEnds::Paragraph,
        findings,
        extractor: Extractor { name: "test".into(), version: 1 },
    };
    PaperText { paper, clauses }
}

/// A rendition with its file and its text, both put into the vault.
pub(crate) async fn held(app: &App, file: &[u8], name: &str, media_type: MediaType, lang: &Lang, text: Option<PaperText>) -> Rendition {
    let vault = app.store().vault();
    let sha256 = vault.put(file.to_vec()).await.unwrap();
    let read = match text {
        Some(text) => Some(text.in_short(vault.put(text.to_bytes().unwrap()).await.unwrap())),
        None => None,
    };
    Rendition {
        availability: Availability::Held,
        sha256: Some(sha256),
        media_type: Some(media_type.as_str().into()),
        size_bytes: Some(file.len() as u64),
        file_name: Some(name.into()),
        text: read,
        ..Rendition::listed(lang.clone(), TextStatus::Unofficial)
    }
}

/// Publishes documents.
pub(crate) async fn publish(app: &App, ctx: &Ctx, documents: Vec<Document>) {
    let records = documents.into_iter().map(Record::Document).collect();
    Register::from(app).put(ctx, records, expects_revision(None), "specimens").await.unwrap();
    app.follow_once().await.unwrap();
}

/// Publishes the three versions, each revising the one before. English is the official text, Korean of 2017 is a
/// translation of an earlier English text, and 2009 lacks the Japanese text.
pub(crate) async fn bring(app: &App, ctx: &Ctx) {
    let mut documents = Vec::new();
    for (at, (version, date)) in VERSIONS.into_iter().enumerate() {
        let mut document = samples::document(&id(version), "tchm/6");
        document.titles = vec![
            Name::new(Lang::en(), format!("Specimen action plan ({version})")),
            Name::new(Lang::ja(), format!("行動計画の見本（{version}年）")),
        ];
        document.date = Some(date.parse().unwrap());
        document.revises = at.checked_sub(1).map(|before| id(VERSIONS[before].0).parse().unwrap());
        document.renditions.clear();
        for lang in langs() {
            if version == "2009" && lang == Lang::ja() {
                document.renditions.push(Rendition::listed(lang, TextStatus::Translation));
                continue;
            }
            let name = format!("customs-action-plan-{version}.{}.pdf", lang.primary());
            let file = std::fs::read(folder().join(&name)).unwrap();
            let text = paper_text(clauses(version, &lang), &lang, vec![]);
            let mut rendition = held(app, &file, &name, MediaType::Pdf, &lang, Some(text)).await;
            if lang == Lang::en() {
                rendition.status = TextStatus::Official;
            }
            if lang == Lang::ko() && version == "2017" {
                rendition.status = TextStatus::Translation;
                rendition.made_from = Some(MadeFrom { lang: Lang::en(), sha256: Some(Digest::of(b"an earlier text")) });
            }
            document.renditions.push(rendition);
        }
        documents.push(document);
    }
    publish(app, ctx, documents).await;
}
