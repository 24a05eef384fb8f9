//! Made-up papers as PDF files: text by page in four languages, set with the fonts that such papers name and do not carry.
//!
//! Each paper has articles with numbered paragraphs, counted on over its pages, and on some pages a mark that stands nowhere
//! else, by which a search is tried. Nothing is packed, so a file is about as large as its text; real ones carry fonts
//! and pictures, which cost room and no reading.

use std::fmt::Write as _;

use super::super::chance::Chance;
use super::super::corpus;

/// How many lines a page has.
const LINES: usize = 42;
/// How far lines reach, in the characters of each script.
const WIDTH: usize = 80;
const WIDTH_CJK: usize = 36;
/// How many paragraphs an article has.
const PARAGRAPHS: usize = 4;

/// A language of papers: its tag, the name that a font gives to its characters, and its words.
#[derive(Debug)]
pub(crate) struct Tongue {
    pub(crate) tag: &'static str,
    encoding: &'static str,
    font: &'static str,
    /// What stands before and behind the number of an article.
    article: [&'static str; 2],
    /// Beginnings, things and endings of a sentence; none for English, whose words are the register's.
    words: [&'static [&'static str]; 3],
}

/// The four languages.
pub(crate) const TONGUES: [Tongue; 4] = [
    Tongue { tag: "en", encoding: "WinAnsiEncoding", font: "Helvetica", article: ["Article ", ""], words: [&[], &[], &[]] },
    Tongue {
        tag: "zh-Hans",
        encoding: "UniGB-UTF16-H",
        font: "STSong-Light",
        article: ["第", "条"],
        words: [
            &["三国海关当局", "各方专家组", "主办方秘书处", "工作组主席", "有关港口机构", "联合研讨会"],
            &[
                "交换灯塔记录",
                "审议航道调查",
                "核对港口统计",
                "修订信号标准",
                "试行原产地证书",
                "公布检查结果",
                "简化转运手续",
                "翻译联络点名册",
            ],
            &["并每年报告一次进展。", "并在下次会议之前完成。", "但以各自法律为限。", "并以四种语言公布。", "同时培训有关人员。"],
        ],
    },
    Tongue {
        tag: "ja",
        encoding: "UniJIS-UTF16-H",
        font: "HeiseiMin-W3",
        article: ["第", "条"],
        words: [
            &["三国の税関当局は、", "専門家の会合は、", "事務局は、", "作業部会の議長は、", "関係する港湾機関は、"],
            &[
                "灯台記録を交換し、",
                "水路調査を検討し、",
                "港湾統計を照合し、",
                "信号基準を改め、",
                "原産地証明書を試行し、",
                "検査の結果を公表し、",
                "連絡窓口の名簿を訳し、",
            ],
            &["毎年一度その進み具合を報告する。", "次回の会合までに終える。", "それぞれの法令の範囲内で行う。", "担当者の研修を行う。"],
        ],
    },
    Tongue {
        tag: "ko",
        encoding: "UniKS-UTF16-H",
        font: "HYSMyeongJo-Medium",
        article: ["제", "조"],
        words: [
            &["3국 관세당국은 ", "전문가 회의는 ", "사무국은 ", "작업반 의장은 ", "관련 항만 기관은 "],
            &[
                "등대 기록을 교환하고 ",
                "수로 조사를 검토하고 ",
                "항만 통계를 대조하고 ",
                "신호 기준을 개정하고 ",
                "원산지 증명서를 시험하고 ",
                "검사 결과를 공표하고 ",
            ],
            &["매년 한 차례 진전을 보고한다.", "다음 회의 전에 마친다.", "각자의 법령 안에서 한다.", "담당자를 교육한다."],
        ],
    },
];

impl Tongue {
    fn is_latin(&self) -> bool {
        self.words[0].is_empty()
    }

    fn sentence(&self, chance: &mut Chance) -> String {
        if self.is_latin() {
            return corpus::sentence(chance);
        }
        self.words.iter().map(|words| words[chance.uneven(words.len())]).collect()
    }
}

/// The mark that a paper bears on one of its pages.
pub(crate) fn mark(paper: usize) -> String {
    format!("KW{paper:06}")
}

/// Makes a paper of so many pages, with `mark` on the pages that are named.
pub(crate) fn paper(tongue: &Tongue, pages: usize, mark: &str, marked: &[usize], chance: &mut Chance) -> Vec<u8> {
    let mut article = 0;
    let contents: Vec<String> = (1..=pages)
        .map(|page| {
            let mut lines = Vec::new();
            if marked.contains(&page) {
                lines.extend(broken(tongue, &format!("{mark}  {}", tongue.sentence(chance))));
            }
            while lines.len() < LINES {
                article += 1;
                let [before, behind] = tongue.article;
                lines.push(format!("{before}{article}{behind}"));
                for number in 1..=PARAGRAPHS {
                    let sentences: String = (0..3).map(|_| format!("{} ", tongue.sentence(chance))).collect();
                    lines.extend(broken(tongue, &format!("{number}. {}", sentences.trim_end())));
                }
            }
            lines.truncate(LINES);
            content(tongue, &lines)
        })
        .collect();
    file(tongue, &contents)
}

/// A paragraph in lines, as a printer breaks it.
fn broken(tongue: &Tongue, paragraph: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut length = 0;
    let mut add = |piece: &str, width: usize| {
        let count = piece.chars().count();
        if length + count > width {
            lines.push(String::new());
            length = 0;
        }
        length += count;
        if let Some(line) = lines.last_mut() {
            line.push_str(piece);
        }
    };
    if tongue.is_latin() {
        paragraph.split_inclusive(' ').for_each(|word| add(word, WIDTH));
    } else {
        paragraph.chars().for_each(|one| add(one.encode_utf8(&mut [0; 4]), WIDTH_CJK));
    }
    lines.into_iter().map(|line| line.trim_end().to_owned()).collect()
}

/// The content of a page.
fn content(tongue: &Tongue, lines: &[String]) -> String {
    let mut out = "BT /F 11 Tf 16 TL 72 780 Td".to_owned();
    for line in lines {
        out.push_str(" <");
        if tongue.is_latin() {
            line.bytes().for_each(|byte| push(&mut out, format_args!("{byte:02x}")));
        } else {
            line.encode_utf16().for_each(|unit| push(&mut out, format_args!("{unit:04x}")));
        }
        out.push_str("> Tj T*\n");
    }
    out.push_str("ET");
    out
}

fn push(out: &mut String, what: std::fmt::Arguments<'_>) {
    // A string takes whatever is written to it.
    let _ = out.write_fmt(what);
}

/// A PDF file of these pages.
fn file(tongue: &Tongue, contents: &[String]) -> Vec<u8> {
    let Tongue { encoding, font, .. } = tongue;
    let kids: Vec<String> = (0..contents.len()).map(|page| format!("{} 0 R", 6 + 2 * page)).collect();
    let (font, descendant) = if tongue.is_latin() {
        (format!("<< /Type /Font /Subtype /Type1 /BaseFont /{font} /Encoding /{encoding} >>"), "null".to_owned())
    } else {
        let whole = format!("<< /Type /Font /Subtype /Type0 /BaseFont /{font} /Encoding /{encoding} /DescendantFonts [4 0 R] >>");
        let ordering = match *encoding {
            "UniGB-UTF16-H" => "GB1",
            "UniJIS-UTF16-H" => "Japan1",
            _ => "Korea1",
        };
        let info = format!("<< /Registry (Adobe) /Ordering ({ordering}) /Supplement 4 >>");
        (whole, format!("<< /Type /Font /Subtype /CIDFontType0 /BaseFont /{font} /CIDSystemInfo {info} /DW 1000 >>"))
    };
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!("<< /Type /Pages /Count {} /Kids [{}] >>", kids.len(), kids.join(" ")),
        font,
        descendant,
        "<< /Producer (cargo xtask bench papers) >>".to_owned(),
    ];
    for content in contents {
        let next = objects.len() + 2;
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F 3 0 R >> >> /Contents {next} 0 R >>"
        ));
        objects.push(format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()));
    }
    let mut out = "%PDF-1.7\n".to_owned();
    let mut places = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        places.push(out.len());
        push(&mut out, format_args!("{} 0 obj\n{object}\nendobj\n", at + 1));
    }
    let start = out.len();
    push(&mut out, format_args!("xref\n0 {}\n0000000000 65535 f \n", places.len() + 1));
    for place in &places {
        push(&mut out, format_args!("{place:010} 00000 n \n"));
    }
    push(&mut out, format_args!("trailer\n<< /Size {} /Root 1 0 R /Info 5 0 R >>\nstartxref\n{start}\n%%EOF\n", places.len() + 1));
    out.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paper_is_the_same_for_the_same_chance_and_bears_its_mark_where_it_is_told() {
        for tongue in &TONGUES {
            let make = |seed| String::from_utf8(paper(tongue, 3, "KW000001", &[2], &mut Chance::new(seed))).unwrap();
            let (one, other) = (make(1), make(2));
            assert!(one == make(1) && one != other, "{}", tongue.tag);
            let hex: String = if tongue.is_latin() {
                "KW000001".bytes().map(|byte| format!("{byte:02x}")).collect()
            } else {
                "KW000001".bytes().map(|byte| format!("{byte:04x}")).collect()
            };
            let pages: Vec<&str> = one.split("stream\n").collect();
            assert_eq!(one.matches(&hex).count(), 1);
            assert!(one.contains("/Count 3") && pages.iter().position(|page| page.contains(&hex)) == Some(3), "{}", tongue.tag);
        }
    }
}
