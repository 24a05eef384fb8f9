//! Trees of items: where a labelled line belongs, and where a line is cut because several items stand on it.

use std::ops::Range;

use chancery_model::reading::ReadItem;

use super::label::{self, Label, Marks, Numerals, Style};
use crate::fold::{is_blank, trim, words};
use crate::lexicon::Lexicon;

/// How deep a tree may go; deeper items stay at this depth, so that hostile pages end well.
const MAX_DEPTH: usize = 12;

/// Where the next item of a list belongs.
#[derive(Debug, Clone, Default)]
pub(crate) struct List {
    open: Vec<Open>,
    /// True if the item before ended in a colon, so that what follows completes its sentence.
    is_introduced: bool,
}

#[derive(Debug, Clone)]
struct Open {
    style: Option<Style>,
    value: u32,
    number: Option<String>,
    /// The item's place among its siblings.
    index: usize,
}

/// What was odd about a label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Oddity {
    /// The number before it was this one.
    Skips(u32),
    /// The number stands twice.
    Repeats,
}

impl List {
    /// Adds an item to a forest and gives back its path, and what was odd about its number.
    pub(crate) fn add(&mut self, forest: &mut Vec<ReadItem>, label: Option<(&Label, &str)>, text: &str) -> (Vec<usize>, Option<Oddity>) {
        let (depth, style, value) = match label {
            Some((label, written)) => self.place(label, written),
            None => (0, None, 0),
        };
        let depth = depth.min(MAX_DEPTH - 1).min(self.open.len());
        let oddity = self.oddity(depth, style, value);
        self.open.truncate(depth);
        let parents: Vec<usize> = self.open.iter().map(|o| o.index).collect();
        let parent_number = self.open.last().and_then(|o| o.number.clone());
        let number = match (style, label) {
            (Some(Style::Bullet(_)) | None, _) => None,
            (Some(Style::Multilevel(_)), Some((_, written))) => Some(
                written
                    .chars()
                    .filter_map(|c| {
                        crate::fold::digit(c).map(|d| d.to_string()).or_else(|| matches!(c, '.' | '．').then(|| ".".to_owned()))
                    })
                    .collect::<String>()
                    .trim_end_matches('.')
                    .to_owned(),
            ),
            _ => Some(parent_number.map_or_else(|| value.to_string(), |parent| format!("{parent}.{value}"))),
        };
        let siblings = descend(forest, &parents);
        siblings.push(ReadItem {
            number: number.clone(),
            label: label.map(|(_, written)| written.to_owned()),
            text: text.to_owned(),
            items: Vec::new(),
        });
        let index = siblings.len() - 1;
        self.open.push(Open { style, value, number, index });
        self.is_introduced = ends_open(text);
        (parents.into_iter().chain([index]).collect(), oddity)
    }

    /// Tells the list that the last item's text has grown.
    pub(crate) fn grew(&mut self, text: &str) {
        self.is_introduced = ends_open(text);
    }

    /// Tells whether an item with this label would continue the list: a sibling of the last item or of one above it.
    pub(crate) fn continues(&self, label: &Label) -> bool {
        self.open.iter().any(|o| o.style == Some(label.style) && label.value == o.value + 1)
    }

    /// Tells whether an item with this label, or without one, belongs to another list than the items so far.
    pub(crate) fn is_left_by(&self, label: Option<&Label>) -> bool {
        match (label, self.open.first()) {
            (_, None) => false,
            (None, Some(first)) => first.style.is_some(),
            (Some(label), Some(first)) => match first.style {
                None => true,
                Some(style) => style == label.style && label.value == 1 && !self.is_introduced,
            },
        }
    }

    /// True if bullets stand before the items of the list.
    pub(crate) fn has_bullets(&self) -> bool {
        self.open.iter().any(|o| matches!(o.style, Some(Style::Bullet(_))))
    }

    /// True if the last item was labelled.
    pub(crate) fn is_labelled(&self) -> bool {
        self.open.first().is_some_and(|o| o.style.is_some())
    }

    /// The depth at which a label belongs, and the style and value it is read as.
    fn place(&mut self, label: &Label, written: &str) -> (usize, Option<Style>, u32) {
        let readings = std::iter::once((label.style, label.value)).chain(label.other);
        if let Style::Multilevel(levels) = label.style {
            return (self.multilevel_depth(written, levels), Some(label.style), label.value);
        }
        // A reading that goes on counting is better than one that merely has the style: "i)" after "h)" is a letter.
        for (style, value) in readings.clone() {
            if let Some(depth) =
                self.open.iter().rposition(|o| o.style == Some(style) && value == o.value + 1 && !matches!(style, Style::Bullet(_)))
            {
                return (depth, Some(style), value);
            }
        }
        let last = self.open.len();
        if self.is_introduced && label.value <= 1 && last > 0 {
            return (last, Some(label.style), label.value);
        }
        for (style, value) in readings {
            if let Some(depth) = self.open.iter().rposition(|o| o.style == Some(style)) {
                return (depth, Some(style), value);
            }
            // "i)" opens a list of Roman numerals below "c)" rather than being the ninth letter.
            if label.value == 1 {
                break;
            }
        }
        // "1. A" then "2) B": the same counting with other marks.
        if let Style::Numbered(numerals, marks) = label.style
            && label.value > 1
            && let Some(depth) = self
                .open
                .iter()
                .rposition(|o| matches!(o.style, Some(Style::Numbered(n, m)) if n == numerals && m != marks) && o.value + 1 == label.value)
        {
            return (depth, Some(label.style), label.value);
        }
        let is_behind_plain = last == 1 && self.open[0].style.is_none();
        (if is_behind_plain { 0 } else { last }, Some(label.style), label.value)
    }

    fn multilevel_depth(&self, written: &str, levels: u8) -> usize {
        let own = words(written);
        let parent = own[..own.len().saturating_sub(1)].join(".");
        match self.open.iter().rposition(|o| o.number.as_deref() == Some(parent.as_str())) {
            Some(at) => at + 1,
            None => self.open.iter().position(|o| o.style == Some(Style::Multilevel(levels))).unwrap_or(self.open.len()),
        }
    }

    fn oddity(&self, depth: usize, style: Option<Style>, value: u32) -> Option<Oddity> {
        if !matches!(style, Some(Style::Numbered(..))) {
            return None;
        }
        let before = self.open.get(depth).filter(|o| o.style == style).map_or(0, |o| o.value);
        match value {
            v if v == before && before > 0 => Some(Oddity::Repeats),
            v if v > before + 1 => Some(Oddity::Skips(before)),
            _ => None,
        }
    }
}

fn ends_open(text: &str) -> bool {
    trim(text).ends_with([':', '：'])
}

/// The children at a path.
pub(crate) fn descend<'f>(forest: &'f mut Vec<ReadItem>, path: &[usize]) -> &'f mut Vec<ReadItem> {
    let mut at = forest;
    for index in path {
        at = &mut at[*index].items;
    }
    at
}

/// The item at a path that is not empty.
pub(crate) fn item_at<'f>(forest: &'f mut Vec<ReadItem>, path: &[usize]) -> Option<&'f mut ReadItem> {
    let (last, parents) = path.split_last()?;
    descend(forest, parents).get_mut(*last)
}

/// The JSON pointer of an item below its forest: `/1/items/0`.
pub(crate) fn pointer(path: &[usize]) -> String {
    use std::fmt::Write as _;
    let mut out = String::new();
    for (depth, index) in path.iter().enumerate() {
        let _written = write!(out, "{}/{index}", if depth > 0 { "/items" } else { "" });
    }
    out
}

/// Cuts a line on which several items of one list stand: "1. A 2. B", "• A • B", "①A②B".
///
/// Shape: ranges that each begin with their label; the whole line if it holds one item or none.
pub(crate) fn split(text: &str, lexicon: &Lexicon) -> Vec<Range<usize>> {
    let Some(first) = label::find_at_start(text) else { return std::iter::once(0..text.len()).collect() };
    let mut starts = vec![0];
    let mut value = first.value;
    let mut at = first.length;
    let mut word = String::new();
    let mut before = ' ';
    for (offset, c) in text[at..].char_indices() {
        let here = first.length + offset;
        let may_begin = here >= at
            && (is_blank(before) || first.style == Style::Numbered(Numerals::Circled, Marks::None) || matches!(before, ';' | '；' | '。'));
        if may_begin
            && !is_blank(c)
            && let Some(next) = label::find_at_start(&text[here..])
            && next.style == first.style
            && (next.is_bullet() && may_split_at(first.style) || !next.is_bullet() && next.value == value + 1)
            && !lexicon.designators.contains(&word)
            && text[here + next.length..].chars().any(char::is_alphanumeric)
        {
            starts.push(here);
            value = next.value;
            at = here + next.length;
        }
        if c.is_alphanumeric() {
            if !before.is_alphanumeric() {
                word.clear();
            }
            if word.len() < 32 {
                word.push(crate::fold::fold_char(c));
            }
        } else if !is_blank(c) && c != '.' {
            word.clear();
        }
        before = c;
    }
    let ends: Vec<usize> = starts.iter().skip(1).copied().chain([text.len()]).collect();
    starts.into_iter().zip(ends).map(|(start, end)| start..start + text[start..end].trim_end_matches(is_blank).len()).collect()
}

/// A dash or a star in a line may be a dash or a star.
fn may_split_at(style: Style) -> bool {
    matches!(style, Style::Bullet(c) if "•■●○◆▪□◇▶►".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(lines: &[&str]) -> String {
        let mut list = List::default();
        let mut forest = Vec::new();
        for line in lines {
            let label = label::find_at_start(line);
            let (written, text) = label.as_ref().map_or(("", *line), |l| line.split_at(l.length));
            list.add(&mut forest, label.as_ref().map(|l| (l, written)), trim(text));
        }
        fn show(items: &[ReadItem]) -> String {
            items
                .iter()
                .map(|i| {
                    format!(
                        "{}{}{}",
                        i.number.as_deref().unwrap_or("_"),
                        i.text,
                        if i.items.is_empty() { String::new() } else { format!("({})", show(&i.items)) }
                    )
                })
                .collect::<Vec<_>>()
                .join(" ")
        }
        show(&forest)
    }

    #[test]
    fn items_find_their_place() {
        for (lines, expected) in [
            (vec!["1. a", "2. b", "3. c"], "1a 2b 3c"),
            (vec!["1. a", "2. b:", "1) x", "2) y", "3. c"], "1a 2b:(2.1x 2.2y) 3c"),
            (vec!["1. a", "(1) x", "(i) p", "(ii) q", "(2) y", "2. b"], "1a(1.1x(1.1.1p 1.1.2q) 1.2y) 2b"),
            (vec!["a", "b"], "_a _b"),
            (vec!["- a", "- b"], "_a _b"),
            (vec!["1. a", "- x", "- y", "2. b"], "1a(_x _y) 2b"),
            (vec!["1. a", "2) b", "3. c"], "1a 2b 3c"),
            (vec!["1. a:", "1. x", "2. y"], "1a:(1.1x 1.2y)"),
            (vec!["g) a", "h) b", "i) c"], "7a 8b 9c"),
            (vec!["1. a", "1.1 X", "1.2 Y", "2. b", "2.1 Z"], "1a(1.1X 1.2Y) 2b(2.1Z)"),
            (vec!["一、a", "（一）x", "（二）y", "二、b"], "1a(1.1x 1.2y) 2b"),
            (vec!["①a", "②b"], "1a 2b"),
            (vec!["intro:", "1. a", "2. b"], "_intro:(1a 2b)"),
            (vec!["intro", "1. a", "2. b"], "_intro 1a 2b"),
            (vec!["1. a", "3. c"], "1a 3c"),
        ] {
            assert_eq!(tree(&lines), expected, "{lines:?}");
        }
    }

    #[test]
    fn several_items_on_a_line_are_cut() {
        let lexicon = Lexicon::bundled();
        let check = |text: &str, expected: &[&str]| {
            let parts: Vec<&str> = split(text, &lexicon).into_iter().map(|r| &text[r]).collect();
            assert_eq!(parts, expected);
        };
        check("1. Exchanged views 2. Adopted the plan. 3. Agreed", &["1. Exchanged views", "2. Adopted the plan.", "3. Agreed"]);
        check("1. Agreed on Phase 2. Adopted", &["1. Agreed on Phase 2. Adopted"]);
        check("1) A 2) B", &["1) A", "2) B"]);
        check("①交流②通过", &["①交流", "②通过"]);
        check("• A • B", &["• A", "• B"]);
        check("- A - B", &["- A - B"]);
        check("plain 1. text", &["plain 1. text"]);
        check("1. Cooperation in ASEAN 10+3, APEC and 2 others", &["1. Cooperation in ASEAN 10+3, APEC and 2 others"]);
    }
}
