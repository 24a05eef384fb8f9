//! Papers: the specimens in all their forms, clauses in four languages, hostile files, and bytes of every kind.

mod clauses;
mod forms;
mod hostile;
mod made;
mod specimens;

use chancery_ingest::papers::{Found, LineEnds, Owner, Paper, PaperFindingKind, PaperLimits, find_clauses, read_paper};

/// Reads a file that must be readable.
fn read(bytes: &[u8]) -> Paper {
    read_paper(bytes, None, &PaperLimits::default()).unwrap()
}

fn kinds(paper: &Paper) -> Vec<PaperFindingKind> {
    paper.findings.iter().map(|finding| finding.kind).collect()
}

/// A paper of these pages, as if read from a file.
fn paper(pages: &[&str], line_ends: LineEnds) -> Paper {
    let mut paper = read(b"x");
    paper.pages = (1u32..)
        .zip(pages)
        .map(|(number, text)| chancery_ingest::papers::PageText { number, name: None, text: (*text).to_owned(), lang: None })
        .collect();
    paper.has_pages = pages.len() > 1;
    paper.line_ends = line_ends;
    paper
}

/// Every character of every page stands in one stretch, and every stretch names a clause that exists.
fn assert_whole(paper: &Paper, found: &Found) {
    for (at, page) in paper.pages.iter().enumerate() {
        let mut end = 0;
        for stretch in found.stretches.iter().filter(|stretch| stretch.page == at) {
            assert_eq!(stretch.range.start, end, "a gap or an overlap in {:?}", page.text);
            assert!(page.text.is_char_boundary(stretch.range.end));
            end = stretch.range.end;
            if let Owner::Clause(clause) = stretch.owner {
                assert!(clause < found.clauses.len());
            }
        }
        assert_eq!(end, page.text.len(), "{:?}", page.text);
    }
    let mut anchors: Vec<_> = found.clauses.iter().map(|clause| clause.anchor.as_str()).collect();
    anchors.sort_unstable();
    anchors.dedup();
    assert_eq!(anchors.len(), found.clauses.len(), "an anchor stands twice");
    // The words of a clause stand in its stretches, and nowhere else is a letter lost.
    let bare = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    for (at, clause) in found.clauses.iter().enumerate() {
        let of_stretches: String = found
            .stretches
            .iter()
            .filter(|stretch| stretch.owner == Owner::Clause(at))
            .map(|stretch| bare(&paper.pages[stretch.page].text[stretch.range.clone()]))
            .collect();
        let told = format!(
            "{}{}{}",
            bare(clause.number.as_deref().unwrap_or_default()),
            bare(clause.heading.as_deref().unwrap_or_default()),
            bare(&clause.text)
        );
        assert_eq!(told, of_stretches, "{}", clause.anchor);
    }
}

fn found(paper: &Paper) -> Found {
    let found = find_clauses(paper);
    assert_whole(paper, &found);
    found
}
