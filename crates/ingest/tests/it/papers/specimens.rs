//! The specimen papers: every form of one gives the clauses that its source has, and versions compare as they were made.

use std::path::PathBuf;

use chancery_ingest::papers::{MediaType, Paper, PaperLimits, find_clauses, read_paper};
use chancery_model::compare::{Fate, align, compare};
use chancery_model::{Clause, ClauseKind, Lang};

use super::{found, kinds};

const VERSIONS: [&str; 3] = ["2009", "2011", "2017"];
const LANGS: [&str; 4] = ["en", "zh", "ja", "ko"];

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../data/specimens")
}

fn specimen(version: &str, lang: &str, ending: &str) -> Paper {
    let bytes = std::fs::read(folder().join(format!("customs-action-plan-{version}.{lang}.{ending}"))).unwrap();
    let stated: Lang = lang.parse().unwrap();
    read_paper(&bytes, Some(&stated), &PaperLimits::default()).unwrap()
}

/// What the source says, counted by its own marks and not by the numbers in its words.
#[derive(Debug, PartialEq, Eq)]
struct Said {
    anchor: String,
    kind: ClauseKind,
    level: u8,
    /// Number, heading and words, without blanks and the marks around a heading.
    words: String,
}

fn bare(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

fn said(version: &str, lang: &str) -> Vec<Said> {
    let source = std::fs::read_to_string(folder().join(format!("source/{version}.{lang}.txt"))).unwrap();
    let mut said: Vec<Said> = Vec::new();
    let (mut openings, mut chapters, mut articles, mut clauses, mut items) = (0, 0, 0, 0, 0);
    for line in source.lines().filter(|line| !line.trim().is_empty()) {
        let mut push =
            |anchor: String, kind: ClauseKind, level: u8, words: &str| said.push(Said { anchor, kind, level, words: bare(words) });
        if let Some(article) = line.strip_prefix("### ") {
            (articles, clauses) = (articles + 1, 0);
            push(format!("article-{articles}"), ClauseKind::Article, 1, article);
        } else if let Some(chapter) = line.strip_prefix("## ") {
            chapters += 1;
            push(format!("chapter-{chapters}"), ClauseKind::Chapter, 0, chapter);
        } else if let Some(item) = line.strip_prefix("  - ") {
            items += 1;
            push(format!("article-{articles}.{clauses}.{items}"), ClauseKind::Clause, 3, item);
        } else if let Some(clause) = line.strip_prefix("- ") {
            let is_numbered = clause.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '（' | '①'..='⑳'))
                && !clause.starts_with(|c: char| c.is_ascii_digit() && clause.chars().nth(1) == Some('국'));
            if is_numbered {
                (clauses, items) = (clauses + 1, 0);
                push(format!("article-{articles}.{clauses}"), ClauseKind::Clause, 2, clause);
            } else {
                // An article with one clause does not number it.
                said.last_mut().unwrap().words += &bare(clause);
            }
        } else {
            openings += 1;
            push(format!("opening-{openings}"), ClauseKind::Opening, 0, line.trim_start_matches(['#', '>', ' ']));
        }
    }
    said
}

fn told(clauses: &[Clause]) -> Vec<Said> {
    let words = |clause: &Clause| {
        let (number, heading) = (clause.number.as_deref().unwrap_or_default(), clause.heading.as_deref().unwrap_or_default());
        bare(number) + &bare(heading) + &bare(&clause.text)
    };
    clauses.iter().map(|c| Said { anchor: c.anchor.to_string(), kind: c.kind, level: c.level, words: words(c) }).collect()
}

#[test]
fn every_form_gives_the_clauses_of_the_source() {
    for version in VERSIONS {
        for lang in LANGS {
            let expected = said(version, lang);
            for (ending, media_type) in [("html", MediaType::Html), ("docx", MediaType::Docx), ("pdf", MediaType::Pdf)] {
                let paper = specimen(version, lang, ending);
                assert_eq!(paper.media_type, media_type);
                assert_eq!(kinds(&paper), [], "{version} {lang} {ending}");
                assert_eq!(paper.lang(), Some(lang.parse().unwrap()), "{version} {lang} {ending}");
                let clauses = found(&paper).clauses;
                for (clause, said) in told(&clauses).iter().zip(&expected) {
                    assert_eq!(clause, said, "{version} {lang} {ending}");
                }
                assert_eq!(clauses.len(), expected.len(), "{version} {lang} {ending}");
            }
        }
    }
}

#[test]
fn the_forms_differ_in_nothing_but_pages() {
    for lang in LANGS {
        let plain = |ending: &str| -> Vec<Clause> {
            let mut clauses = find_clauses(&specimen("2017", lang, ending)).clauses;
            for clause in &mut clauses {
                clause.page = None;
                // A typesetter does not tell a blank at the end of a line from none where both scripts meet.
                if lang == "zh" || lang == "ja" {
                    clause.text.retain(|c| c != ' ');
                }
            }
            clauses
        };
        assert_eq!(plain("html"), plain("docx"), "{lang}");
        assert_eq!(plain("html"), plain("pdf"), "{lang}");
    }
}

#[test]
fn clauses_know_their_pages() {
    for lang in LANGS {
        let paper = specimen("2017", lang, "pdf");
        assert!(paper.pages.len() >= 2 && paper.page_count as usize == paper.pages.len());
        let pages: Vec<u32> = find_clauses(&paper).clauses.iter().map(|clause| clause.page.unwrap()).collect();
        assert!(pages.is_sorted(), "{lang}: {pages:?}");
        assert_eq!((pages[0], *pages.last().unwrap()), (1, paper.page_count), "{lang}");
    }
}

#[test]
fn languages_stand_side_by_side_clause_by_clause() {
    for version in VERSIONS {
        let columns: Vec<Vec<Clause>> = LANGS.iter().map(|lang| find_clauses(&specimen(version, lang, "pdf")).clauses).collect();
        let columns: Vec<&[Clause]> = columns.iter().map(Vec::as_slice).collect();
        let rows = align(&columns);
        assert_eq!(rows.len(), columns[0].len());
        for row in rows {
            assert!(row.places.iter().all(Option::is_some), "{version}: {} is not in every language", row.anchor);
        }
    }
}

#[test]
fn versions_compare_alike_in_every_language() {
    let compared = |lang: &str, old: &str, new: &str| -> Vec<String> {
        let clauses = |version: &str| find_clauses(&specimen(version, lang, "pdf")).clauses;
        let (olds, news) = (clauses(old), clauses(new));
        let comparison = compare(&olds, &news, &lang.parse().unwrap());
        let name = |clauses: &[Clause], at: Option<usize>| at.map(|at| clauses[at].anchor.to_string()).unwrap_or_default();
        let row = |row: &chancery_model::compare::Row| format!("{:?} {} {}", row.fate, name(&olds, row.old), name(&news, row.new));
        comparison.rows.iter().filter(|row| !matches!(row.fate, Fate::Same)).map(row).collect()
    };
    let earlier = [
        "Changed opening-1 opening-1",
        "Changed opening-3 opening-3",
        "Changed article-2.2 article-2.2",
        "Changed article-2.3 article-2.3",
        "Changed article-3.2 article-3.2",
        "Added  article-3.3",
        "Moved article-3.3 article-3.4",
        "Moved article-3.4 article-3.5",
        "Added  article-4.2",
        "Added  article-4.3",
        "Moved article-4.2 article-4.4",
        "Added  article-5.3",
        "Changed article-6 article-6",
        "Added  article-6.2",
        "Moved article-6.2 article-6.3",
        "Changed article-7.3 article-7.3",
        "Added  article-7.4",
        "Added  article-9",
        "Moved article-9 article-10",
        "Moved article-10 article-11",
    ];
    for lang in LANGS {
        let rows = compared(lang, "2009", "2011");
        // The clause that was split goes on as one of its halves; which one is a matter of the words of the language.
        let (split, rest): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.contains("article-3.6") || row.contains("article-3.7"));
        assert_eq!(rest, earlier, "{lang}");
        assert_eq!(split.iter().filter(|row| row.starts_with("MovedAndChanged article-3.5")).count(), 1, "{lang}: {split:?}");
        assert_eq!(split.iter().filter(|row| row.starts_with("Added")).count(), 1, "{lang}: {split:?}");
        let later = compared(lang, "2011", "2017");
        for wanted in [
            "Moved article-6 article-3",
            "Added  article-3.3",
            "Moved article-3 article-4",
            "Changed article-3.3 article-4.3",
            "Dropped article-3.5 ",
            "Moved article-4 article-5",
            "Added  article-5.1.3",
            "Dropped article-4.3 ",
            "Moved article-7 article-9",
            "Dropped article-7.3 ",
            "Dropped article-9 ",
            "Added  article-7",
            "Changed article-10.1 article-10.1",
        ] {
            assert!(later.iter().any(|row| row == wanted), "{lang}: no {wanted:?} in {later:#?}");
        }
    }
}
