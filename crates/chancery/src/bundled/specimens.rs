//! The specimen papers that come with the product: an action plan in three versions and four languages.
//!
//! They are documents of nobody: no issuer, no meeting, every title and every first page says that they are specimens. The
//! English file is the one that was written, the others were made from it; so that a reader sees what the register does
//! with a translation whose text was revised, one of them is entered as made from an earlier file, and says so.

use chancery_app::papers::BundledPaper;
use chancery_model::{Document, Lang, Name, Text, TextStatus};

/// One version: its year, its titles in English, Chinese, Japanese and Korean, and its files.
struct Version {
    year: &'static str,
    titles: [&'static str; 4],
    papers: [BundledPaper; 4],
}

macro_rules! papers {
    ($year:literal, $earlier:expr) => {
        [
            BundledPaper { status: TextStatus::Original, from: None, ..papers!($year, "en", Lang::en, None) },
            papers!($year, "zh", Lang::zh, None),
            papers!($year, "ja", Lang::ja, None),
            papers!($year, "ko", Lang::ko, $earlier),
        ]
    };
    ($year:literal, $tag:literal, $lang:expr, $earlier:expr) => {
        BundledPaper {
            lang: $lang,
            status: TextStatus::Translation,
            from: Some(Lang::en),
            made_from_bytes: $earlier,
            file_name: concat!("customs-action-plan-", $year, ".", $tag, ".pdf"),
            bytes: include_bytes!(concat!("../../../../data/specimens/customs-action-plan-", $year, ".", $tag, ".pdf")),
        }
    };
}

/// The file from which the Korean one of 2009 is entered as made.
const EARLIER: &[u8] = include_bytes!("../../../../data/specimens/customs-action-plan-2009.en.docx");

static VERSIONS: [Version; 3] = [
    Version {
        year: "2009",
        titles: [
            "Specimen: Action Plan of Customs Cooperation (2009)",
            "样本：海关合作行动计划（2009年）",
            "見本：税関協力行動計画（2009年）",
            "견본: 관세협력 행동계획(2009년)",
        ],
        papers: papers!("2009", Some(EARLIER)),
    },
    Version {
        year: "2011",
        titles: [
            "Specimen: Action Plan of Customs Cooperation (revised in 2011)",
            "样本：海关合作行动计划（2011年修订）",
            "見本：税関協力行動計画（2011年改訂）",
            "견본: 관세협력 행동계획(2011년 개정)",
        ],
        papers: papers!("2011", None),
    },
    Version {
        year: "2017",
        titles: [
            "Specimen: Action Plan of Customs Cooperation (revised in 2017)",
            "样本：海关合作行动计划（2017年修订）",
            "見本：税関協力行動計画（2017年改訂）",
            "견본: 관세협력 행동계획(2017년 개정)",
        ],
        papers: papers!("2017", None),
    },
];

const NOTES: [&str; 4] = [
    "A specimen written by the makers of this program to show how documents are kept. It is not the official text, and no administration has issued or approved it.",
    "本文件为本程序制作者编写的样本，用于演示文件的保存方式；并非正式文本，未经任何主管部门发布或认可。",
    "文書の保存方法を示すため、本プログラムの作成者が用意した見本である。公式の文書ではなく、いずれの当局も発出し、又は承認したものではない。",
    "문서가 어떻게 보존되는지 보이기 위하여 이 프로그램의 제작자가 작성한 견본이다. 공식 문서가 아니며, 어느 당국도 발표하거나 승인하지 않았다.",
];

/// Said of the version with the outdated translation.
const OUTDATED: [&str; 4] = [
    "To show how a translation is marked whose original was revised, the Korean file is entered as made from an earlier English one.",
    "为演示原文修订后译文如何标示，韩文文件记为译自较早的英文文件。",
    "原文が改められた後の翻訳の示し方を見せるため、韓国語のファイルは以前の英語のファイルから訳したものとして登録している。",
    "원문이 바뀐 뒤의 번역을 어떻게 나타내는지 보이기 위하여, 한국어 파일은 이전의 영어 파일에서 번역한 것으로 등록하였다.",
];

fn languages() -> [Lang; 4] {
    [Lang::en(), Lang::zh(), Lang::ja(), Lang::ko()]
}

fn id_of(year: &str) -> chancery_model::DocumentId {
    format!("specimen-action-plan-{year}").parse().expect("the ids of specimens are well formed")
}

/// The documents, without their renditions, each with its files; each revises the one before.
pub fn specimens() -> Vec<(Document, &'static [BundledPaper])> {
    let made = VERSIONS.iter().enumerate().map(|(at, version)| {
        let titles = languages().into_iter().zip(version.titles);
        let is_outdated = version.papers.iter().any(|paper| paper.made_from_bytes.is_some());
        let notes = languages().into_iter().zip(NOTES);
        let notes = notes.chain(languages().into_iter().zip(OUTDATED).filter(|_| is_outdated));
        let document = Document {
            id: id_of(version.year),
            titles: titles.map(|(lang, title)| Name::new(lang, title)).collect(),
            document_type: "action-plan".parse().expect("a type that is known"),
            date: Some(version.year.parse().expect("a year is a date")),
            issuer: None,
            symbol: None,
            relations: Vec::new(),
            revises: at.checked_sub(1).map(|before| id_of(VERSIONS[before].year)),
            renditions: Vec::new(),
            sources: Vec::new(),
            statements: Vec::new(),
            notes: notes.map(|(lang, note)| Text::new(lang, note, TextStatus::Original)).collect(),
        };
        (document, &version.papers[..])
    });
    made.collect()
}
