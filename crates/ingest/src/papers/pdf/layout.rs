//! Letters where they stand, put together to lines in reading order.
//!
//! Letters of one direction are gathered into lines, gaps become blanks, a page in columns is read column by column, and
//! a wider gap between lines becomes a blank line, which ends a paragraph. Tables stay rows: cells are parted by tabs.

use super::content::Glyph;
use crate::fold::is_cjk;

/// Gaps, as shares of the size of letters: between words, between wide characters, and between cells or columns.
const WORD_GAP: f64 = 0.18;
const WIDE_GAP: f64 = 0.6;
const CELL_GAP: f64 = 2.2;
/// Letters belong to one line if their baselines are as near as this.
const LINE_REACH: f64 = 0.45;
/// A gap between lines that is so much wider than usual ends a paragraph.
const PARAGRAPH_GAP: f64 = 1.35;
/// A column of text has at least so many lines, of at least so many letters' width.
const COLUMN_LINES: usize = 4;
const COLUMN_WIDTH: f64 = 10.0;

/// A letter on its line: along the writing, and across it from the top.
#[derive(Debug, Clone)]
struct Placed {
    letters: String,
    from: f64,
    to: f64,
    down: f64,
    size: f64,
}

/// A stretch of letters without a wide gap.
#[derive(Debug, Clone)]
struct Stretch {
    text: String,
    from: f64,
    to: f64,
    down: f64,
    size: f64,
}

/// The text of a page.
pub(super) fn lay_out(glyphs: Vec<Glyph>) -> String {
    let mut out = String::new();
    for placed in by_direction(glyphs) {
        let stretches = gather(placed);
        let usual = usual_pitch(&stretches);
        let mut before: Option<f64> = None;
        for row in rows(in_order(stretches, 0)) {
            let down = row[0].down;
            let size = row.iter().map(|stretch| stretch.size).fold(0.0, f64::max);
            let is_apart = before.is_some_and(|before| {
                let pitch = down - before;
                pitch < -size || (usual > 0.0 && pitch > usual * PARAGRAPH_GAP && pitch > size * 1.2)
            });
            if is_apart || (before.is_none() && !out.is_empty()) {
                out.push('\n');
            }
            let line = row.iter().map(|stretch| stretch.text.trim()).collect::<Vec<_>>().join("\t");
            out.push_str(line.trim_end());
            out.push('\n');
            before = Some(down);
        }
    }
    out
}

/// Parts letters by the direction of writing, the most frequent one first, and turns each so that it runs to the right.
fn by_direction(glyphs: Vec<Glyph>) -> Vec<Vec<Placed>> {
    let mut parts: Vec<(i32, Vec<Placed>)> = Vec::new();
    for glyph in glyphs {
        let length = glyph.dx.hypot(glyph.dy);
        // A letter that does not move on is taken to be written to the right.
        let (cos, sin) = if length > 1e-9 { (glyph.dx / length, glyph.dy / length) } else { (1.0, 0.0) };
        let direction = if glyph.is_vertical { 1000 } else { (sin.atan2(cos).to_degrees() / 5.0).round() as i32 };
        let from = glyph.x * cos + glyph.y * sin;
        let down = glyph.x * sin - glyph.y * cos;
        let placed = Placed { letters: glyph.letters, from, to: from + length, down, size: glyph.size };
        match parts.iter_mut().find(|(known, _)| *known == direction) {
            Some((_, part)) => part.push(placed),
            None => parts.push((direction, vec![placed])),
        }
    }
    parts.sort_by_key(|(direction, part)| (std::cmp::Reverse(part.len()), *direction));
    // Letters at every angle are ornament; those of one sentence stand together.
    parts.into_iter().take(8).map(|(_, part)| part).collect()
}

/// Gathers letters into stretches: first lines by their baselines, then pieces of lines by wide gaps.
fn gather(mut letters: Vec<Placed>) -> Vec<Stretch> {
    letters.retain(|letter| letter.down.is_finite() && letter.from.is_finite());
    letters.sort_by(|a, b| a.down.total_cmp(&b.down));
    let mut stretches = Vec::new();
    let mut line: Vec<Placed> = Vec::new();
    for letter in letters {
        // Against the last letter and not the first, so that raised and lowered ones do not tear a line apart.
        let is_same = line.last().is_some_and(|last| letter.down - last.down <= LINE_REACH * last.size.min(letter.size).max(1.0) * 0.5)
            && line.first().is_some_and(|first| letter.down - first.down <= LINE_REACH * first.size.max(letter.size));
        if !is_same && !line.is_empty() {
            stretches.extend(cut_line(std::mem::take(&mut line)));
        }
        line.push(letter);
    }
    stretches.extend(cut_line(line));
    stretches
}

fn cut_line(mut line: Vec<Placed>) -> Vec<Stretch> {
    line.sort_by(|a, b| a.from.total_cmp(&b.from));
    let mut stretches: Vec<Stretch> = Vec::new();
    let mut previous: Option<Placed> = None;
    for letter in line {
        let is_twice = previous.as_ref().is_some_and(|last| {
            // Bold type that is made by writing twice.
            last.letters == letter.letters && (letter.from - last.from).abs() < 0.1 * letter.size && letter.letters.trim() != ""
        });
        if is_twice {
            continue;
        }
        let gap = previous.as_ref().map(|last| (letter.from - last.to) / letter.size.max(last.size).max(0.1));
        match (gap, stretches.last_mut()) {
            (Some(gap), Some(stretch)) if gap < CELL_GAP => {
                let is_wide =
                    |text: &str, at_end: bool| (if at_end { text.chars().next_back() } else { text.chars().next() }).is_some_and(is_cjk);
                let wanted = if is_wide(&stretch.text, true) && is_wide(&letter.letters, false) { WIDE_GAP } else { WORD_GAP };
                let is_blank = stretch.text.ends_with(char::is_whitespace) || letter.letters.starts_with(char::is_whitespace);
                if gap > wanted && !is_blank {
                    stretch.text.push(' ');
                }
                stretch.text.push_str(&letter.letters);
                stretch.to = stretch.to.max(letter.to);
                stretch.size = stretch.size.max(letter.size);
            }
            _ => stretches.push(Stretch {
                text: letter.letters.clone(),
                from: letter.from,
                to: letter.to,
                down: letter.down,
                size: letter.size,
            }),
        }
        previous = Some(letter);
    }
    stretches.retain(|stretch| stretch.text.chars().any(|c| !c.is_whitespace()));
    for stretch in &mut stretches {
        stretch.text.retain(|c| !c.is_control() || c == '\t');
    }
    stretches
}

/// The usual distance from line to line.
fn usual_pitch(stretches: &[Stretch]) -> f64 {
    let mut downs: Vec<f64> = stretches.iter().map(|stretch| stretch.down).collect();
    downs.sort_by(f64::total_cmp);
    let mut pitches: Vec<f64> = downs.windows(2).map(|pair| pair[1] - pair[0]).filter(|pitch| *pitch > 1.0).collect();
    pitches.sort_by(f64::total_cmp);
    pitches.get(pitches.len() / 3).copied().unwrap_or(0.0)
}

/// Puts stretches in reading order: where an empty band parts columns of text, column by column.
fn in_order(mut stretches: Vec<Stretch>, depth: usize) -> Vec<Stretch> {
    if depth < 4
        && let Some((above, left, right, below)) = cut_columns(&stretches)
    {
        let mut ordered = above;
        ordered.extend(in_order(left, depth + 1));
        ordered.extend(in_order(right, depth + 1));
        ordered.extend(in_order(below, depth + 1));
        return ordered;
    }
    stretches.sort_by(|a, b| a.down.total_cmp(&b.down).then(a.from.total_cmp(&b.from)));
    stretches
}

type Parts = (Vec<Stretch>, Vec<Stretch>, Vec<Stretch>, Vec<Stretch>);

/// Looks for two columns of text beside each other: what stands above them, the two, and what stands below.
fn cut_columns(stretches: &[Stretch]) -> Option<Parts> {
    let left_edge = stretches.iter().map(|s| s.from).fold(f64::INFINITY, f64::min);
    let right_edge = stretches.iter().map(|s| s.to).fold(f64::NEG_INFINITY, f64::max);
    let middle = (left_edge + right_edge) / 2.0;
    let is_column = |s: &Stretch| s.to - s.from >= COLUMN_WIDTH * s.size;
    let lefts: Vec<&Stretch> = stretches.iter().filter(|s| s.to <= middle + s.size && is_column(s)).collect();
    let rights: Vec<&Stretch> = stretches.iter().filter(|s| s.from >= middle - s.size && is_column(s)).collect();
    if lefts.len() < COLUMN_LINES || rights.len() < COLUMN_LINES {
        return None;
    }
    let top = |column: &[&Stretch]| column.iter().map(|s| s.down).fold(f64::INFINITY, f64::min);
    let bottom = |column: &[&Stretch]| column.iter().map(|s| s.down).fold(f64::NEG_INFINITY, f64::max);
    let (from, to) = (top(&lefts).min(top(&rights)), bottom(&lefts).max(bottom(&rights)));
    let gutter = lefts.iter().map(|s| s.to).fold(f64::NEG_INFINITY, f64::max).min(middle);
    // Nothing may cross the band between the columns.
    let inside = |s: &&Stretch| s.down >= from - 0.1 && s.down <= to + 0.1;
    if stretches.iter().filter(inside).any(|s| s.from < gutter - s.size && s.to > middle + s.size) {
        return None;
    }
    let mut parts: Parts = Default::default();
    for stretch in stretches {
        match stretch {
            s if s.down < from - 0.1 => parts.0.push(s.clone()),
            s if s.down > to + 0.1 => parts.3.push(s.clone()),
            s if (s.from + s.to) / 2.0 < middle => parts.1.push(s.clone()),
            s => parts.2.push(s.clone()),
        }
    }
    parts.0.sort_by(|a, b| a.down.total_cmp(&b.down).then(a.from.total_cmp(&b.from)));
    Some(parts)
}

/// Puts stretches that stand on one line and follow one another into a row.
fn rows(stretches: Vec<Stretch>) -> Vec<Vec<Stretch>> {
    let mut rows: Vec<Vec<Stretch>> = Vec::new();
    for stretch in stretches {
        match rows.last_mut() {
            Some(row) if (row[0].down - stretch.down).abs() <= LINE_REACH * stretch.size && row[row.len() - 1].to <= stretch.from => {
                row.push(stretch);
            }
            _ => rows.push(vec![stretch]),
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines of text at places, one glyph a character; wide characters are as wide as they are high.
    fn page(lines: &[(f64, f64, &str)]) -> Vec<Glyph> {
        let mut glyphs = Vec::new();
        for (x, y, line) in lines {
            let mut x = *x;
            for c in line.chars() {
                let width = if is_cjk(c) || c > '\u{2fff}' { 10.0 } else { 5.0 };
                if c != ' ' {
                    glyphs.push(Glyph { letters: c.to_string(), x, y: *y, dx: width, dy: 0.0, size: 10.0, is_vertical: false });
                }
                x += width;
            }
        }
        glyphs
    }

    fn check(lines: &[(f64, f64, &str)], expected: &str) {
        assert_eq!(lay_out(page(lines)), expected);
    }

    #[test]
    fn gaps_are_blanks_and_wider_gaps_end_paragraphs() {
        check(
            &[(0.0, 700.0, "two words"), (0.0, 685.0, "next line"), (0.0, 670.0, "and on"), (0.0, 640.0, "apart")],
            "two words\nnext line\nand on\n\napart\n",
        );
        check(&[(0.0, 700.0, "海关合作")], "海关合作\n");
        check(&[(0.0, 700.0, "item"), (200.0, 700.0, "2009-09-28")], "item\t2009-09-28\n");
    }

    #[test]
    fn columns_are_read_one_after_the_other() {
        let left = ["the first column holds", "lines that go on until", "the column ends and no", "further than that line"];
        let right = ["while the second column", "is read only after the", "first one has come to", "its end as people read"];
        let mut lines = vec![(0.0, 730.0, "A title over both of the columns of this page here")];
        for (at, (l, r)) in left.iter().zip(right).enumerate() {
            lines.push((0.0, 700.0 - 15.0 * at as f64, l));
            lines.push((160.0, 700.0 - 15.0 * at as f64, r));
        }
        let text = lay_out(page(&lines));
        assert!(text.find("further than").unwrap() < text.find("while the second").unwrap(), "{text}");
        assert!(text.starts_with("A title over both of the columns of this page here\n"), "{text}");
    }

    #[test]
    fn vertical_writing_runs_down_and_to_the_left() {
        let mut glyphs = Vec::new();
        for (x, line) in [(100.0, "日中韓"), (80.0, "税関")] {
            for (at, c) in line.chars().enumerate() {
                glyphs.push(Glyph {
                    letters: c.to_string(),
                    x,
                    y: 700.0 - 10.0 * at as f64,
                    dx: 0.0,
                    dy: -10.0,
                    size: 10.0,
                    is_vertical: true,
                });
            }
        }
        assert_eq!(lay_out(glyphs), "日中韓\n税関\n");
    }

    #[test]
    fn nothing_gives_nothing() {
        assert_eq!(lay_out(Vec::new()), "");
    }
}
