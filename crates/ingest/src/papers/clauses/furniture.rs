//! What every page repeats: running heads and feet, page numbers.

use std::collections::{HashMap, HashSet};

use super::super::Paper;

/// So many lines at the top and the bottom of a page are looked at.
const REACH: usize = 2;

/// The lines of each page that are furniture, as (page, line).
pub(super) fn find(paper: &Paper) -> HashSet<(usize, usize)> {
    let mut furniture = HashSet::new();
    if !paper.has_pages {
        return furniture;
    }
    let mut places: HashMap<(bool, String), Vec<(usize, usize)>> = HashMap::new();
    for (at, page) in paper.pages.iter().enumerate() {
        let lines: Vec<&str> = page.text.split_inclusive('\n').collect();
        let filled: Vec<usize> = (0..lines.len()).filter(|&index| !lines[index].trim().is_empty()).collect();
        let top = filled.iter().take(REACH).map(|&index| (true, index));
        let bottom = filled.iter().rev().take(REACH).map(|&index| (false, index));
        for (is_top, index) in top.chain(bottom) {
            if is_page_number(lines[index]) {
                furniture.insert((at, index));
            }
            places.entry((is_top, key(lines[index]))).or_default().push((at, index));
        }
    }
    let wanted = (paper.pages.len() * 3).div_ceil(5).max(2);
    for lines in places.into_values().filter(|lines| lines.len() >= wanted) {
        furniture.extend(lines);
    }
    furniture
}

/// A line without its blanks and with every number alike.
fn key(line: &str) -> String {
    let mut key = String::new();
    for c in line.chars().filter(|c| !c.is_whitespace()) {
        if crate::fold::digit(c).is_none() {
            key.push(c);
        } else if !key.ends_with('#') {
            key.push('#');
        }
    }
    key
}

/// `– 3 –`, `3/12`, `Page 3 of 12`, 第3页, 3쪽; a bare number is one, too, at the edge of a page.
fn is_page_number(line: &str) -> bool {
    const WORDS: [&str; 10] = ["page", "of", "第", "页", "頁", "共", "쪽", "페이지", "ページ", "p."];
    let mut rest = line.trim().to_lowercase();
    if rest.is_empty() || rest.chars().count() > 24 || !rest.chars().any(|c| crate::fold::digit(c).is_some()) {
        return false;
    }
    for word in WORDS {
        rest = rest.replace(word, " ");
    }
    // "1." is a clause whose words stand on the next line.
    rest.chars()
        .all(|c| crate::fold::digit(c).is_some() || c.is_whitespace() || matches!(c, '-' | '–' | '—' | '/' | '・' | '·' | '－' | '~'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_numbers_are_told() {
        for line in ["– 3 –", "3", "3/12", "Page 3 of 12", "第 3 页 共 12 页", "- 3 -", "3쪽"] {
            assert!(is_page_number(line), "{line}");
        }
        for line in ["", "1.", "(1)", "2009年", "Article 3", "第3条", "–"] {
            assert!(!is_page_number(line), "{line}");
        }
    }
}
