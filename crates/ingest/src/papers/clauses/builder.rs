//! From lines to clauses: which numbers are meant, how deep they stand, what belongs to them.

use std::collections::{HashMap, HashSet};

use chancery_model::{Clause, ClauseKind};

use super::super::LineEnds;
use super::marker::{Form, Marker, is_bare_heading, read};
use super::{anchor, join, width};

/// A heading is not longer than this.
const MAX_HEADING: usize = 160;
/// Deeper numbers are taken as words; papers have five levels at most.
const MAX_DEPTH: usize = 12;
/// A run of numbers may skip so many, where one was deleted.
const MAX_SKIP: u32 = 3;

/// A number that is open: what comes next may count on from it.
#[derive(Debug, Clone)]
struct Open {
    form: Option<Form>,
    value: u32,
    clause: usize,
}

#[derive(Debug)]
struct Draft {
    clause: Clause,
    parent: Option<usize>,
    /// What tells it from its siblings, and whether that continues its parent's (`.2`) or stands by itself (`article-4`).
    name: String,
    is_counted: bool,
    awaits_heading: bool,
}

/// Takes line after line and builds the clauses.
#[derive(Debug)]
pub(super) struct Builder {
    line_ends: LineEnds,
    widest: usize,
    drafts: Vec<Draft>,
    open: Vec<Open>,
    /// The last number of each kind of part, which may count on through higher parts.
    last_article: u32,
    bare_headings: u32,
    openings: u32,
    /// True if the line before ended a paragraph.
    is_fresh: bool,
    last_line: String,
}

impl Builder {
    pub(super) fn new(line_ends: LineEnds, widest: usize) -> Self {
        Builder {
            line_ends,
            widest,
            drafts: Vec::new(),
            open: Vec::new(),
            last_article: 0,
            bare_headings: 0,
            openings: 0,
            is_fresh: true,
            last_line: String::new(),
        }
    }

    /// Takes a line, and tells to which clauses its parts belong: for each the offset where it ends.
    pub(super) fn take_line(&mut self, line: &str, next: &str, page: Option<u32>) -> Vec<(usize, Option<usize>)> {
        let words = line.trim();
        if words.is_empty() {
            self.is_fresh = true;
            if let Some(draft) = self.drafts.last_mut()
                && self.line_ends == LineEnds::Typeset
                && !draft.clause.text.is_empty()
                && !draft.clause.text.ends_with('\n')
            {
                draft.clause.text.push('\n');
            }
            return vec![(line.len(), self.drafts.len().checked_sub(1))];
        }
        let mut ends = Vec::new();
        let mut at = line.len() - line.trim_start().len();
        // One line may hold an article and its first clause: 제3조(정의) ① ...
        while let Some(marker) = self.choose(&line[at..], ends.is_empty()) {
            if !ends.is_empty() || at > line.len() - line.trim_start().len() {
                // What came before on this line is done.
                let end = ends.last().map_or(0, |(end, _)| *end);
                if at > end {
                    ends.push((at, self.drafts.len().checked_sub(1)));
                }
            }
            let rest = &line[at + marker.length..];
            self.start(&marker, &line[at..at + marker.length], page);
            let taken = self.take_heading(rest, &marker, next);
            at += marker.length + taken;
            at += line[at..].len() - line[at..].trim_start().len();
            if ends.is_empty() {
                ends.push((at, self.drafts.len().checked_sub(1)));
            }
            if !self.may_hold_another(&marker) {
                break;
            }
        }
        let rest = line[at..].trim();
        if !rest.is_empty() {
            self.add_words(rest, next, page);
        }
        self.is_fresh = self.line_ends == LineEnds::Paragraph;
        self.last_line = words.to_owned();
        let last = self.drafts.len().checked_sub(1);
        match ends.last_mut() {
            Some(end) if end.1 == last => end.0 = line.len(),
            _ => ends.push((line.len(), last)),
        }
        ends
    }

    /// A page ends no paragraph by itself: sentences run over.
    pub(super) fn end_page(&mut self) {
        self.is_fresh = self.is_fresh && self.last_line.is_empty();
    }

    fn may_hold_another(&self, marker: &Marker) -> bool {
        marker.form == Form::Article || marker.form.is_clause()
    }

    /// The number that the line begins with, if it is meant as one.
    fn choose(&self, line: &str, is_first: bool) -> Option<Marker> {
        let markers = read(line.trim_end());
        if markers.is_empty() {
            return None;
        }
        if !is_first {
            // Behind a number only the first of a deeper run follows on the same line.
            return markers.into_iter().find(|m| m.value == 1 && m.form.is_clause() && self.place(m.form).is_none());
        }
        let counts_on = |m: &&Marker| self.place(m.form).is_some_and(|at| m.value == self.open[at].value + 1);
        let found = markers.iter().find(counts_on).or_else(|| markers.iter().find(|m| self.is_meant(m)))?;
        Some(found.clone())
    }

    /// Where a run of this form is open.
    fn place(&self, form: Form) -> Option<usize> {
        self.open.iter().rposition(|open| open.form == Some(form))
    }

    /// Tells whether a paragraph or at least a sentence ended before this line.
    fn is_after_sentence(&self) -> bool {
        self.is_fresh
            || self.last_line.is_empty()
            || self.last_line.ends_with(['.', '。', '．', '!', '?', ';', '；', ':', '：', ')', '）', '”', '」', ','])
            || width(&self.last_line) * 10 < self.widest * 8
    }

    fn is_meant(&self, marker: &Marker) -> bool {
        let is_typeset = self.line_ends == LineEnds::Typeset;
        if marker.inserted.is_some() {
            return self.is_after_sentence();
        }
        match marker.form {
            Form::Article => {
                let counts = marker.value == self.last_article + 1 || marker.value == 1;
                self.is_after_sentence()
                    && (counts || (marker.value > self.last_article && (!is_typeset || marker.value <= self.last_article + MAX_SKIP)))
            }
            form if form.is_part() => self.is_after_sentence(),
            form => match self.place(form) {
                Some(at) => {
                    let last = self.open[at].value;
                    let skips = marker.value > last && marker.value <= last + MAX_SKIP;
                    let restarts = marker.value == 1;
                    self.is_after_sentence() && (skips || restarts)
                }
                None => marker.value == 1 && self.is_after_sentence() && self.open.len() < MAX_DEPTH,
            },
        }
    }

    fn start(&mut self, marker: &Marker, written: &str, page: Option<u32>) {
        let kind = match marker.form {
            Form::Part | Form::Chapter | Form::Section => ClauseKind::Chapter,
            Form::Annex => ClauseKind::Annex,
            Form::Article => ClauseKind::Article,
            _ => ClauseKind::Clause,
        };
        self.close_for(marker);
        let parent = self.open.last().map(|open| open.clause);
        let inserted = marker.inserted.map(|number| format!("_{number}")).unwrap_or_default();
        let number = marker.value;
        let (name, is_counted) = match marker.form {
            Form::Part => (format!("part-{number}"), false),
            Form::Chapter => (format!("chapter-{number}"), false),
            Form::Section => (format!("section-{number}"), false),
            Form::Annex => (format!("annex-{number}"), false),
            Form::Article => (format!("article-{number}{inserted}"), false),
            _ if parent.is_none() => (format!("clause-{number}"), false),
            _ => (number.to_string(), true),
        };
        if marker.form == Form::Article {
            self.last_article = number;
        } else if marker.form == Form::Annex {
            self.last_article = 0;
        }
        let clause = self.push(kind, Some(written.trim().to_owned()), page, name, is_counted);
        self.open.push(Open { form: Some(marker.form), value: number, clause });
    }

    /// Closes what a number ends: its own run, and everything deeper.
    fn close_for(&mut self, marker: &Marker) {
        let order = |form: Option<Form>| match form {
            Some(Form::Annex) | None => 0,
            Some(Form::Part) => 1,
            Some(Form::Chapter) => 2,
            Some(Form::Section) => 3,
            Some(Form::Article) => 4,
            Some(Form::Dotted(depth)) => 4 + u32::from(depth),
            Some(_) => 5,
        };
        if marker.form == Form::Annex {
            self.open.clear();
        } else if let Some(at) = self.place(marker.form) {
            self.open.truncate(at);
        } else if !marker.form.is_clause() {
            let own = order(Some(marker.form));
            // A part closes what is as high or deeper; an annex or a bare heading holds everything.
            let keep = self.open.iter().position(|open| order(open.form) >= own && order(open.form) > 0).unwrap_or(self.open.len());
            self.open.truncate(keep);
        }
    }

    fn push(&mut self, kind: ClauseKind, number: Option<String>, page: Option<u32>, name: String, is_counted: bool) -> usize {
        let level = u8::try_from(self.open.len()).unwrap_or(u8::MAX);
        let clause = Clause { anchor: anchor("clause"), kind, number, level, heading: None, text: String::new(), page };
        let parent = self.open.last().map(|open| open.clause);
        self.drafts.push(Draft { clause, parent, name, is_counted, awaits_heading: false });
        self.drafts.len() - 1
    }

    /// Takes the heading behind the number of a part or an article, and tells how many bytes it took.
    fn take_heading(&mut self, rest: &str, marker: &Marker, next: &str) -> usize {
        if marker.form.is_clause() {
            return 0;
        }
        let words = rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '.' | ':' | '：' | '．' | '—' | '–'));
        let skipped = rest.len() - words.len();
        let is_typeset = self.line_ends == LineEnds::Typeset;
        let is_short = !is_typeset || self.widest == 0 || (width(words) + 8) * 10 < self.widest * 9 || !read(next.trim()).is_empty();
        let Some(draft) = self.drafts.last_mut() else { return 0 };
        // 第3条（定義） and 제3조(정의): the parentheses hold the heading.
        if let Some((open, close)) = [('(', ')'), ('（', '）'), ('【', '】')].into_iter().find(|(open, _)| words.starts_with(*open))
            && let Some(end) = words.find(close)
            && words[..end].chars().count() <= MAX_HEADING
        {
            draft.clause.heading = Some(words[open.len_utf8()..end].trim().to_owned());
            return skipped + end + close.len_utf8();
        }
        let heading = words.trim_end();
        if heading.is_empty() {
            draft.awaits_heading = true;
            return skipped;
        }
        let ends_sentence = heading.ends_with(['。', '．', '.', '!', '！', ';', '；', ':', '：', ',', '，', '、']);
        let is_heading = heading.chars().count() <= MAX_HEADING && !ends_sentence && (marker.form.is_part() || is_short);
        if !is_heading {
            return skipped;
        }
        draft.clause.heading = Some(heading.to_owned());
        rest.len()
    }

    fn add_words(&mut self, words: &str, next: &str, page: Option<u32>) {
        if is_bare_heading(words) && self.is_after_sentence() {
            self.open.clear();
            self.last_article = 0;
            self.bare_headings += 1;
            let clause = self.push(ClauseKind::Heading, None, page, format!("heading-{}", self.bare_headings), false);
            self.drafts[clause].clause.heading = Some(words.to_owned());
            self.open.push(Open { form: None, value: 0, clause });
            return;
        }
        let is_typeset = self.line_ends == LineEnds::Typeset;
        let is_short = !is_typeset || (width(words) + 8) * 10 < self.widest * 9;
        let ends_sentence = words.ends_with(['。', '．', '.', ';', '；', ':', '：', ',', '，', '、']);
        if let Some(draft) = self.drafts.last_mut()
            && std::mem::take(&mut draft.awaits_heading)
            && is_short
            && !ends_sentence
            && words.chars().count() <= MAX_HEADING
            && !next.trim().is_empty()
        {
            draft.clause.heading = Some(words.to_owned());
            return;
        }
        let begins = self.drafts.is_empty() || (self.open.is_empty() && self.is_fresh);
        if begins {
            self.openings += 1;
            let name = format!("opening-{}", self.openings);
            self.push(ClauseKind::Opening, None, page, name, false);
        }
        if let Some(draft) = self.drafts.last_mut() {
            join(&mut draft.clause.text, words, self.line_ends);
        }
    }

    /// Gives every clause its anchor.
    pub(super) fn finish(self) -> Vec<Clause> {
        let mut drafts = self.drafts;
        let is_unique = |anchors: &[String]| anchors.iter().collect::<HashSet<_>>().len() == anchors.len();
        // Articles mostly count through all chapters; where they start anew, the chapter is named.
        let plain = list_anchors(&drafts, false);
        let anchors = if is_unique(&plain) { plain } else { list_anchors(&drafts, true) };
        let mut taken = HashSet::new();
        // Counted on from the last one, since a paper may have one name a million times.
        let mut copies: HashMap<String, u32> = HashMap::new();
        for (draft, wanted) in drafts.iter_mut().zip(anchors) {
            let mut name = wanted.clone();
            while !taken.insert(name.clone()) {
                let copy = copies.entry(wanted.clone()).or_insert(1);
                *copy += 1;
                name = format!("{wanted}_{copy}");
            }
            draft.clause.anchor = anchor(&name);
            draft.clause.text.truncate(draft.clause.text.trim_end().len());
        }
        drafts.into_iter().map(|draft| draft.clause).collect()
    }
}

fn list_anchors(drafts: &[Draft], has_chapters: bool) -> Vec<String> {
    let mut anchors: Vec<String> = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let parent = draft.parent.map(|parent| (&drafts[parent], anchors[parent].clone()));
        anchors.push(match parent {
            Some((_, above)) if draft.is_counted => format!("{above}.{}", draft.name),
            Some((above, prefix)) => {
                let holds = matches!(above.clause.kind, ClauseKind::Annex | ClauseKind::Heading);
                let is_part = draft.clause.kind == ClauseKind::Chapter;
                // Within a chapter of an annex the annex is named, too.
                let outer = prefix.split('.').next().filter(|outer| outer.starts_with("annex-") || outer.starts_with("heading-"));
                match outer {
                    _ if holds || is_part || has_chapters => format!("{prefix}.{}", draft.name),
                    Some(outer) => format!("{outer}.{}", draft.name),
                    None => draft.name.clone(),
                }
            }
            None => draft.name.clone(),
        });
    }
    anchors
}
