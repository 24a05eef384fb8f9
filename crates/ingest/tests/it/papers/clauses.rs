//! Clauses in plain words of four languages, and what holds for any text.

use chancery_ingest::papers::{LineEnds, Owner};
use proptest::prelude::*;

use super::{found, paper};

/// Each clause as `anchor number|heading|text`.
fn check(line_ends: LineEnds, pages: &[&str], expected: &[&str]) {
    let paper = paper(pages, line_ends);
    let told: Vec<String> = found(&paper)
        .clauses
        .iter()
        .map(|c| {
            let number = c.number.as_deref().unwrap_or("-");
            format!("{} {number}|{}|{}", c.anchor, c.heading.as_deref().unwrap_or_default(), c.text)
        })
        .collect();
    assert_eq!(told, expected);
}

#[test]
fn english_articles_clauses_and_items() {
    check(
        LineEnds::Paragraph,
        &[
            "Plan\nChapter I. Scope\nArticle 1. Purpose\n1. One thing.\n2. Others:\n(i) first;\n(ii) second.\nArticle 2\nEnd\nIt ends. Article 1 applies.\n",
        ],
        &[
            "opening-1 -||Plan",
            "chapter-1 Chapter I|Scope|",
            "article-1 Article 1|Purpose|",
            "article-1.1 1.||One thing.",
            "article-1.2 2.||Others:",
            "article-1.2.1 (i)||first;",
            "article-1.2.2 (ii)||second.",
            "article-2 Article 2|End|It ends. Article 1 applies.",
        ],
    );
}

#[test]
fn chinese_chapters_articles_and_han_numbers() {
    check(
        LineEnds::Paragraph,
        &[
            "第一章　总则\n第一条　为加强合作，制定本计划。\n第二条　合作领域\n（一）知识产权；\n（二）执法：\n1. 走私；\n2. 欺诈。\n附则\n一、本计划自签署之日起实施。\n二、第一条所列事项除外。\n",
        ],
        &[
            "chapter-1 第一章|总则|",
            "article-1 第一条||为加强合作，制定本计划。",
            "article-2 第二条|合作领域|",
            "article-2.1 （一）||知识产权；",
            "article-2.2 （二）||执法：",
            "article-2.2.1 1.||走私；",
            "article-2.2.2 2.||欺诈。",
            "heading-1 -|附则|",
            "heading-1.1 一、||本计划自签署之日起实施。",
            "heading-1.2 二、||第一条所列事项除外。",
        ],
    );
}

#[test]
fn japanese_paragraphs_and_inserted_articles() {
    check(
        LineEnds::Paragraph,
        &["第１条（目的）\n三当局は協力する。\n２　前項の協力は次のとおり。\n第4条の2（特例） 第4条は適用しない。\n"],
        &["article-1 第１条|目的|三当局は協力する。\n２　前項の協力は次のとおり。", "article-4_2 第4条の2|特例|第4条は適用しない。"],
    );
    check(
        LineEnds::Paragraph,
        &["第1条（目的）\n１　三当局は協力する。\n２　次の分野で行う。\n(1) 情報\n(ア) 価格帯\n(イ) 手口\n(2) 研修\n３　見直す。\n"],
        &[
            "article-1 第1条|目的|",
            "article-1.1 １||三当局は協力する。",
            "article-1.2 ２||次の分野で行う。",
            "article-1.2.1 (1)||情報",
            "article-1.2.1.1 (ア)||価格帯",
            "article-1.2.1.2 (イ)||手口",
            "article-1.2.2 (2)||研修",
            "article-1.3 ３||見直す。",
        ],
    );
}

#[test]
fn korean_articles_with_clauses_on_one_line() {
    check(
        LineEnds::Paragraph,
        &[
            "제1조(목적) 이 계획은 협력을 정한다.\n제2조(분야) ① 정보를 교환한다.\n1. 마약\n가. 밀수\n나. 유통\n2. 금괴\n② 제1조에 따라 점검한다.\n부칙\n",
        ],
        &[
            "article-1 제1조|목적|이 계획은 협력을 정한다.",
            "article-2 제2조|분야|",
            "article-2.1 ①||정보를 교환한다.",
            "article-2.1.1 1.||마약",
            "article-2.1.1.1 가.||밀수",
            "article-2.1.1.2 나.||유통",
            "article-2.1.2 2.||금괴",
            "article-2.2 ②||제1조에 따라 점검한다.",
            "heading-1 -|부칙|",
        ],
    );
}

#[test]
fn a_number_at_the_start_of_a_broken_line_is_no_clause() {
    check(
        LineEnds::Typeset,
        &[
            "Article 1. Meetings\n1. The administrations, whose heads met first in the year of\n2007. They meet in the country that hosts the Summit, as is said in\nArticle 3 of the statement that was adopted by the leaders of all the\n3. parties.\n2. They report.\n",
        ],
        &[
            "article-1 Article 1|Meetings|",
            "article-1.1 1.||The administrations, whose heads met first in the year of 2007. They meet in the country that hosts the Summit, as is said in Article 3 of the statement that was adopted by the leaders of all the 3. parties.",
            "article-1.2 2.||They report.",
        ],
    );
    check(
        LineEnds::Typeset,
        &[
            "第一条　审议\n领导人会议可修订本行动计划。修订之前，经三方海关当局协商一致，\n第二条所列各层级继续工作，并向领导人会议报告。\n第二条　性质\n本计划表明意向。\n",
        ],
        &[
            "article-1 第一条|审议|领导人会议可修订本行动计划。修订之前，经三方海关当局协商一致，第二条所列各层级继续工作，并向领导人会议报告。",
            "article-2 第二条|性质|本计划表明意向。",
        ],
    );
}

#[test]
fn running_heads_and_page_numbers_are_furniture() {
    let pages = [
        "Specimen plan\n1. The first clause runs over the\n– 1 –\n",
        "Specimen plan\nend of its page.\n2. The second.\n– 2 –\n",
        "Specimen plan\n3. The third.\n– 3 –\n",
    ];
    let paper = paper(&pages, LineEnds::Typeset);
    let found = super::find_clauses(&paper);
    let told: Vec<_> = found.clauses.iter().map(|c| (c.anchor.as_str(), c.text.as_str(), c.page)).collect();
    assert_eq!(
        told,
        [
            ("clause-1", "The first clause runs over the end of its page.", Some(1)),
            ("clause-2", "The second.", Some(2)),
            ("clause-3", "The third.", Some(3)),
        ]
    );
    let furniture: String = found
        .stretches
        .iter()
        .filter(|stretch| stretch.owner == Owner::Furniture)
        .map(|stretch| &paper.pages[stretch.page].text[stretch.range.clone()])
        .collect();
    assert_eq!(furniture, "Specimen plan\n– 1 –\nSpecimen plan\n– 2 –\nSpecimen plan\n– 3 –\n");
}

#[test]
fn articles_that_start_anew_are_named_with_their_chapter() {
    check(
        LineEnds::Paragraph,
        &["Chapter I. A\nArticle 1. X\nChapter II. B\nArticle 1. Y\nAnnex A. List\nArticle 1. Z\n1. one\n"],
        &[
            "chapter-1 Chapter I|A|",
            "chapter-1.article-1 Article 1|X|",
            "chapter-2 Chapter II|B|",
            "chapter-2.article-1 Article 1|Y|",
            "annex-1 Annex A|List|",
            "annex-1.article-1 Article 1|Z|",
            "annex-1.article-1.1 1.||one",
        ],
    );
}

#[test]
fn letters_and_roman_numerals_are_told_by_their_run() {
    check(
        LineEnds::Paragraph,
        &["1. x\n(a) a\n(b) b\n(c) c\n(d) d\n(e) e\n(f) f\n(g) g\n(h) h\n(i) i\n(j) j\n2. y\n(i) one\n(ii) two\n"],
        &[
            "clause-1 1.||x",
            "clause-1.1 (a)||a",
            "clause-1.2 (b)||b",
            "clause-1.3 (c)||c",
            "clause-1.4 (d)||d",
            "clause-1.5 (e)||e",
            "clause-1.6 (f)||f",
            "clause-1.7 (g)||g",
            "clause-1.8 (h)||h",
            "clause-1.9 (i)||i",
            "clause-1.10 (j)||j",
            "clause-2 2.||y",
            "clause-2.1 (i)||one",
            "clause-2.2 (ii)||two",
        ],
    );
}

#[test]
fn nothing_but_blanks_has_no_clauses() {
    check(LineEnds::Typeset, &["\n \n", ""], &[]);
}

fn arbitrary_lines() -> impl Strategy<Value = String> {
    let starts = prop::sample::select(vec![
        "",
        "",
        "1. ",
        "2. ",
        "3. ",
        "1) ",
        "2) ",
        "(1) ",
        "(i) ",
        "(ii) ",
        "(a) ",
        "① ",
        "② ",
        "第一条 ",
        "第2条（",
        "제1조(",
        "제3장 ",
        "第二章",
        "Article 1. ",
        "Article 2",
        "Chapter I ",
        "Annex A",
        "附則",
        "Preamble",
        "（一）",
        "一、",
        "가. ",
        "2009.",
        " ",
        "\u{3000}",
        "– 3 –",
        "1.1 ",
        "２　",
    ]);
    let words = prop::sample::select(vec![
        "",
        "words.",
        "海关合作。",
        "협력한다.",
        "目的）三当局は",
        "목적) 이",
        "and so on",
        "\u{c}",
        "３",
        "(x)",
        "é",
    ]);
    let ends = prop::sample::select(vec!["\n", "\n", "\n\n", "", "\r\n"]);
    prop::collection::vec((starts, words, ends), 0..24).prop_map(|parts| parts.iter().map(|(a, b, c)| format!("{a}{b}{c}")).collect())
}

proptest! {
    #[test]
    fn every_character_belongs_to_one_clause(pages in prop::collection::vec(arbitrary_lines(), 1..4), is_typeset in any::<bool>()) {
        let pages: Vec<&str> = pages.iter().map(String::as_str).collect();
        let line_ends = if is_typeset { LineEnds::Typeset } else { LineEnds::Paragraph };
        found(&paper(&pages, line_ends));
    }

    #[test]
    fn any_text_at_all_is_parted_whole(text in any::<String>()) {
        found(&paper(&[&text], LineEnds::Typeset));
    }

    #[test]
    fn anchors_do_not_depend_on_spacing(gaps in prop::collection::vec(0usize..3, 6)) {
        let lines = ["Article 1. Purpose", "1. One.", "2. Two.", "(i) a", "(ii) b", "Article 2. End"];
        let text: String = lines.iter().zip(&gaps).map(|(line, gap)| format!("{}{line}{}", " ".repeat(*gap), "\n".repeat(gap + 1))).collect();
        let anchors: Vec<String> = found(&paper(&[&text], LineEnds::Paragraph)).clauses.iter().map(|c| c.anchor.to_string()).collect();
        prop_assert_eq!(anchors, ["article-1", "article-1.1", "article-1.2", "article-1.2.1", "article-1.2.2", "article-2"]);
    }
}
