//! Hand-made versions in four languages, with the cases that are hard, and what holds for any two lists.

use proptest::prelude::*;

use super::*;
use crate::clause::ClauseKind;

fn clause(anchor: &str, heading: Option<&str>, text: &str) -> Clause {
    let depth = anchor.matches('.').count();
    let kind = match anchor {
        a if a.starts_with("chapter") => ClauseKind::Chapter,
        a if a.starts_with("opening") => ClauseKind::Opening,
        _ if depth > 0 => ClauseKind::Clause,
        _ => ClauseKind::Article,
    };
    let number = (kind != ClauseKind::Opening).then(|| anchor.rsplit('.').next().unwrap().to_owned());
    Clause {
        anchor: anchor.parse().unwrap(),
        kind,
        number,
        level: u8::try_from(depth).unwrap(),
        heading: heading.map(ToOwned::to_owned),
        text: text.to_owned(),
        page: None,
    }
}

/// `anchor | text` or `anchor | heading | text`, one clause a line.
fn version(lines: &str) -> Vec<Clause> {
    let read = |line: &str| match line.split('|').map(str::trim).collect::<Vec<_>>()[..] {
        [anchor, text] => clause(anchor, None, text),
        [anchor, heading, text] => clause(anchor, Some(heading), text),
        _ => panic!("{line}"),
    };
    lines.lines().map(str::trim).filter(|line| !line.is_empty()).map(read).collect()
}

fn told(comparison: &Comparison, old: &[Clause], new: &[Clause]) -> Vec<String> {
    let tell = |row: &Row| {
        let (from, to) = (row.old.map(|at| old[at].anchor.as_str()), row.new.map(|at| new[at].anchor.as_str()));
        match (row.fate, from, to) {
            (Fate::Same, Some(from), Some(to)) if from == to => format!("= {to}"),
            (Fate::Same, Some(from), Some(to)) => format!("= {from} {to}"),
            (Fate::Changed, Some(from), Some(to)) if from == to => format!("~ {to}"),
            (Fate::Changed, Some(from), Some(to)) => format!("~ {from} {to}"),
            (Fate::Moved, Some(from), Some(to)) => format!("> {from} {to}"),
            (Fate::MovedAndChanged, Some(from), Some(to)) => format!(">~ {from} {to}"),
            (Fate::Added, None, Some(to)) => match row.kin {
                Some(kin) => format!("+ {to} of {}", old[kin].anchor),
                None => format!("+ {to}"),
            },
            (Fate::Dropped, Some(from), None) => match row.kin {
                Some(kin) => format!("- {from} into {}", new[kin].anchor),
                None => format!("- {from}"),
            },
            other => panic!("{other:?}"),
        }
    };
    comparison.rows.iter().map(tell).collect()
}

fn check(lang: &str, old: &str, new: &str, expected: &[&str]) {
    let (old, new) = (version(old), version(new));
    let comparison = compare(&old, &new, &lang.parse().unwrap());
    assert_eq!(told(&comparison, &old, &new), expected, "{lang}");
    assert_mirrored(&old, &new, &lang.parse().unwrap());
}

/// The same pairs, fates, kin and differences, whichever side is called the old.
fn assert_mirrored(old: &[Clause], new: &[Clause], lang: &Lang) {
    let (there, back) = (compare(old, new, lang), compare(new, old, lang));
    let mut rows: Vec<_> = there.rows.iter().map(|r| (r.old, r.new, r.fate, r.kin, turn(&r.text))).collect();
    let mut mirrored: Vec<_> = back.rows.iter().map(|r| (r.new, r.old, r.fate.mirrored(), r.kin, r.text.clone())).collect();
    rows.sort_by_key(|r| (r.0, r.1));
    mirrored.sort_by_key(|r| (r.0, r.1));
    for (row, mirror) in rows.iter().zip(&mirrored) {
        assert_eq!((row.0, row.1, row.2, row.3), (mirror.0, mirror.1, mirror.2, mirror.3));
        if !row.4.iter().all(|p| p.kind == PieceKind::Kept) {
            assert_eq!(row.4, mirror.4);
        }
    }
    assert_eq!(rows.len(), mirrored.len());
    let (a, b) = (there.summary, back.summary);
    assert_eq!((a.added, a.dropped, a.moved, a.changed), (b.dropped, b.added, b.moved, b.changed));
    assert_eq!((a.inserted_units, a.removed_units), (b.removed_units, b.inserted_units));
}

fn turn(pieces: &[Piece]) -> Vec<Piece> {
    words::mirrored(pieces.to_vec())
}

const EN: &str = "
    article-1 | Purpose | The three administrations carry out together the cooperation of this plan.
    article-2 | Enforcement | 
    article-2.1 | The administrations exchange information on commercial fraud and act together.
    article-2.2 | The working group meets once a year.
    article-3 | Training |
    article-3.1 | They send officers to one another and hold a seminar on human resources.
    article-3.2 | The working group meets once a year.";

#[test]
fn a_renumbered_article_is_moved_and_its_clauses_move_with_it() {
    check(
        "en",
        EN,
        "article-1 | Purpose | The three administrations carry out together the cooperation of this plan.
         article-2 | Passengers |
         article-2.1 | They share experience in the use of advance passenger information.
         article-2.2 | The working group meets once a year.
         article-3 | Enforcement |
         article-3.1 | The administrations exchange information on commercial fraud and gold smuggling and act together.
         article-3.2 | The working group meets once a year.
         article-4 | Training |
         article-4.1 | They send officers to one another and hold a seminar on human resources.
         article-4.2 | The working group meets once a year.",
        &[
            "= article-1",
            "+ article-2",
            "+ article-2.1",
            "+ article-2.2",
            "> article-2 article-3",
            "~ article-2.1 article-3.1",
            "= article-2.2 article-3.2",
            "> article-3 article-4",
            "= article-3.1 article-4.1",
            "= article-3.2 article-4.2",
        ],
    );
}

#[test]
fn swapped_clauses_are_moved_and_not_rewritten() {
    check(
        "en",
        "article-1.1 | Administrations name one contact point each.
         article-1.2 | The Steering Group reports on the work to the Heads of customs.",
        "article-1.1 | The Steering Group reports on the work to the Heads of customs.
         article-1.2 | Administrations name one contact point each.",
        &["> article-1.2 article-1.1", "> article-1.1 article-1.2"],
    );
    check(
        "ja",
        "article-1.1 | 各当局は、連絡窓口を一つ指定する。
         article-1.2 | 運営会合は、作業の状況を点検し、局長・長官会議に報告する。",
        "article-1.1 | 運営会合は、作業の状況を点検し、局長・長官会議に報告する。
         article-1.2 | 各当局は、連絡窓口を一つ指定する。",
        &["> article-1.2 article-1.1", "> article-1.1 article-1.2"],
    );
}

#[test]
fn a_clause_that_was_split_and_two_that_were_merged_are_told() {
    let (split, whole) = (
        "article-1 | 知识产权保护 |
         article-1.1 | 三方提高公众对假冒货物危害的认识。
         article-1.2 | 三方深化与权利人在培训和货物鉴别方面的合作，并与其共同举办研讨会。",
        "article-1 | 知识产权保护 |
         article-1.1 | 三方提高公众对假冒货物危害的认识，并深化与权利人在培训和货物鉴别方面的合作，并与其共同举办研讨会。",
    );
    check("zh", whole, split, &["= article-1", "+ article-1.1 of article-1.1", ">~ article-1.1 article-1.2"]);
    check("zh", split, whole, &["= article-1", "- article-1.1 into article-1.1", ">~ article-1.2 article-1.1"]);
}

#[test]
fn a_clause_dropped_in_the_middle_renumbers_the_rest() {
    check(
        "ko",
        "article-3 | 지식재산권 보호 |
         article-3.1 | 3국 당국은 국경조치를 강화한다.
         article-3.2 | 3국 당국은 지식재산권 보호에 관한 지역 세미나를 연다.
         article-3.3 | 3국 당국은 위조상품의 폐해에 대한 국민의 인식을 높인다.
         article-3.4 | 3국 당국은 페이크 제로 프로젝트를 계속한다.",
        "article-3 | 지식재산권 보호 |
         article-3.1 | 3국 당국은 국경조치를 강화한다.
         article-3.2 | 3국 당국은 위조상품의 폐해에 대한 국민의 인식을 높인다.
         article-3.3 | 3국 당국은 페이크 제로 프로젝트를 재개한다.",
        &["= article-3", "= article-3.1", "- article-3.2", "> article-3.3 article-3.2", ">~ article-3.4 article-3.3"],
    );
}

#[test]
fn a_clause_that_changed_its_part_is_moved() {
    check(
        "zh",
        "chapter-1 | 合作领域 |
         article-1 | 贸易便利化 | 三方共同推动贸易便利化，促进区域贸易增长。
         article-2 | 审议 | 指导小组会议审议工作进展，并向领导人会议报告。",
        "chapter-1 | 合作领域 |
         article-1 | 审议 | 指导小组会议每年审议一次工作进展，并向领导人会议报告。
         article-2 | 贸易便利化 | 三方共同推动贸易便利化，促进区域贸易增长。",
        &["= chapter-1", ">~ article-2 article-1", "> article-1 article-2"],
    );
}

#[test]
fn the_number_alone_makes_no_clause_the_same() {
    check(
        "en",
        "article-1.1 | Designated customs offices conduct joint operations twice a year.",
        "article-1.1 | Training institutions meet where an international conference brings them together.",
        &["- article-1.1", "+ article-1.1"],
    );
}

#[test]
fn at_its_place_a_clause_may_be_reworded_far() {
    check(
        "en",
        "article-2 | Institutions |
         article-2.3 | In principle, the customs administration of the country that hosts the Summit also hosts the Heads’ Meeting.",
        "article-2 | Institutions |
         article-2.3 | The Heads’ Meeting is held in connection with the Summit, in the country that hosts it.",
        &["= article-2", "~ article-2.3"],
    );
}

#[test]
fn unnumbered_words_that_left_their_order_are_moved() {
    check(
        "en",
        "opening-1 | Action plan of customs cooperation
         opening-2 | Specimen, not the official text, written for a demonstration.
         opening-3 | The customs administrations met and drew up this plan.",
        "opening-1 | Action plan of customs cooperation
         opening-2 | The customs administrations met and drew up this plan.
         opening-3 | Specimen, not the official text, written for a demonstration.",
        &["= opening-1", "= opening-3 opening-2", "> opening-2 opening-3"],
    );
}

#[test]
fn words_are_compared_in_the_unit_of_the_language() {
    let check = |lang: &str, old: &str, new: &str, expected: &str| {
        let told: String = word_differences(old, new, Unit::of(&lang.parse().unwrap()))
            .iter()
            .map(|piece| match piece.kind {
                PieceKind::Kept => piece.text.clone(),
                PieceKind::Removed => format!("[-{}-]", piece.text),
                PieceKind::Inserted => format!("[+{}+]", piece.text),
            })
            .collect();
        assert_eq!(told, expected, "{lang}");
    };
    check("en", "meets twice a year.", "meets once a year.", "meets [-twice-][+once+] a year.");
    check("en", "The Heads’ Meeting", "The Heads’ Meetings", "The Heads’ [-Meeting-][+Meetings+]");
    check("zh", "三方继续实施“零假冒计划”。", "三方重新启动“零假冒计划”。", "三方[-继续实施-][+重新启动+]“零假冒计划”。");
    check("zh", "2009年行动计划", "2011年行动计划", "[-2009-][+2011+]年行动计划");
    check("ja", "年に2回共同取締りを", "少なくとも年に1回共同取締りを", "[+少なくとも+]年に[-2-][+1+]回共同取締りを");
    check("ko", "당국은 프로젝트를 계속하고", "당국이 프로젝트를 계속하며", "당국[-은-][+이+] 프로젝트를 계속하[-고-][+며+]");
    check("ko", "해마다 두 차례 연다", "해마다 한 차례 이상 연다", "해마다 [-두-][+한+] 차례 [+이상 +]연다");
    check("ko", "2011년 계획", "2017년 계획", "[-2011-][+2017+]년 계획");
    check("ko", "AEO제도를 2009년에", "CEI제도를 2011년에", "[-AEO-][+CEI+]제도를 [-2009-][+2011+]년에");
    check("ja", "9月28日に北京で", "11月30日に東京で", "[-9月28-][+11月30+]日に[-北京-][+東京+]で");
    check("ja", "税関当局が主催した。", "税関当局において開催した。", "税関当局[-が主催-][+において開催+]した。");
    check("zh", "每年两次。", "每年一次。", "每年[-两次-][+一次+]。");
    check("ko", "관세청장 회의", "관세청장회의", "관세청장회의");
    check("en", "", "new words", "[+new words+]");
}

#[test]
fn the_numbers_of_a_comparison_count_clauses_and_words() {
    let old = version("article-1.1 | The group meets twice a year.\narticle-1.2 | It reports to the Heads of customs.");
    let new = version(
        "article-1.1 | The group meets once a year.\narticle-1.2 | It reports to the Heads of customs.\narticle-1.3 | Each side names a contact.",
    );
    let sum = compare(&old, &new, &Lang::en()).summary;
    assert_eq!((sum.same, sum.changed, sum.added, sum.dropped, sum.moved), (1, 1, 1, 0, 0));
    // Six words and a full stop, of which one changed; five words and a full stop that are new.
    assert_eq!((sum.removed_units, sum.inserted_units), (1, 1 + 6));
}

#[test]
fn languages_stand_side_by_side_by_their_anchors() {
    let en = version("opening-1 | Plan\narticle-1 | Purpose | x\narticle-1.1 | a\narticle-1.2 | b\narticle-2 | End | y");
    let zh = version("opening-1 | 计划\narticle-1 | 宗旨 | x\narticle-1.1 | 甲\narticle-1.2 | 乙\narticle-1.3 | 丙\narticle-2 | 附则 | y");
    let ko = version("article-1 | 목적 | x\narticle-1.2 | 나\narticle-2 | 끝 | y");
    let rows: Vec<_> = align(&[&en, &zh, &ko]).into_iter().map(|row| (row.anchor.to_string(), row.places)).collect();
    let row = |anchor: &str, places: [Option<usize>; 3]| (anchor.to_owned(), places.to_vec());
    assert_eq!(
        rows,
        [
            row("opening-1", [Some(0), Some(0), None]),
            row("article-1", [Some(1), Some(1), Some(0)]),
            row("article-1.1", [Some(2), Some(2), None]),
            row("article-1.2", [Some(3), Some(3), Some(1)]),
            row("article-1.3", [None, Some(4), None]),
            row("article-2", [Some(4), Some(5), Some(2)]),
        ]
    );
    assert_eq!(align(&[]), []);
}

#[test]
fn long_versions_are_compared_in_bounded_time() {
    let long = |salt: usize| -> Vec<Clause> {
        (0..600)
            .map(|n| clause(&format!("article-{n}"), None, &format!("The {n} administration of {} shall report {}", n * salt, n % 7)))
            .collect()
    };
    let comparison = compare(&long(3), &long(5), &Lang::en());
    let s = comparison.summary;
    assert_eq!(s.same + s.changed + s.moved + s.moved_and_changed + s.dropped, 600);
    let one = clause("article-1", None, &"甲乙丙".repeat(20_000));
    let other = clause("article-1", None, &"丁戊".repeat(20_000));
    assert_eq!(compare(&[one], &[other], &Lang::zh()).summary.dropped, 1);
}

fn arbitrary_version() -> impl Strategy<Value = Vec<Clause>> {
    let words = prop::sample::select(vec!["海关", "합작", "the group", "meets", "한 차례", "twice", "協力", "報告する", "year", "三方"]);
    let text = prop::collection::vec(words, 0..8).prop_map(|words| words.join(" "));
    prop::collection::vec((0u8..3, text, any::<bool>()), 0..14).prop_map(|parts| {
        let mut numbers = [0usize; 3];
        let make = |(depth, text, has_number): (u8, String, bool)| {
            let depth = usize::from(depth);
            numbers[depth] += 1;
            let anchor: String = format!("article-{}", numbers[..=depth].iter().map(ToString::to_string).collect::<Vec<_>>().join("."));
            let mut made = clause(&anchor, None, &text);
            if !has_number {
                made.number = None;
            }
            made
        };
        parts.into_iter().map(make).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn a_version_is_the_same_as_itself(version in arbitrary_version()) {
        for lang in ["en", "zh", "ja", "ko"] {
            let comparison = compare(&version, &version, &lang.parse().unwrap());
            prop_assert!(comparison.rows.iter().enumerate().all(|(at, r)| r.fate == Fate::Same && r.old == Some(at) && r.new == Some(at)));
        }
    }

    #[test]
    fn every_clause_stands_in_one_row_and_sides_can_be_swapped(old in arbitrary_version(), new in arbitrary_version()) {
        for lang in [Lang::en(), Lang::ko()] {
            let comparison = compare(&old, &new, &lang);
            let sorted = |mut places: Vec<usize>| { places.sort_unstable(); places };
            prop_assert_eq!(sorted(comparison.rows.iter().filter_map(|r| r.old).collect()), (0..old.len()).collect::<Vec<_>>());
            prop_assert_eq!(comparison.rows.iter().filter_map(|r| r.new).collect::<Vec<_>>(), (0..new.len()).collect::<Vec<_>>());
            assert_mirrored(&old, &new, &lang);
        }
    }

    #[test]
    fn the_pieces_are_the_two_texts(old in "[a-c 甲乙가나.]{0,30}", new in "[a-c 甲乙가나.]{0,30}") {
        for lang in [Lang::en(), Lang::zh(), Lang::ko()] {
            let unit = Unit::of(&lang);
            let pieces = word_differences(&old, &new, unit);
            let side = |without: PieceKind| pieces.iter().filter(|p| p.kind != without).map(|p| p.text.as_str()).collect::<String>();
            prop_assert_eq!(side(PieceKind::Removed), new.clone());
            let bare = |text: &str| if unit.has_blanks() { text.to_owned() } else { text.replace(' ', "") };
            prop_assert_eq!(bare(&side(PieceKind::Inserted)), bare(&old));
        }
    }
}
