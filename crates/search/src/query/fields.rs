//! The fields that a query can name before a colon, with their names in four languages.
//!
//! This is the one table of them: the reader looks names up here, and the page that explains the search is made of it.

use std::fmt;

use chancery_model::Lang;

use crate::entry::Field;
use crate::request::FacetName;

/// A field that a query can name before a colon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum QueryField {
    /// A value of a facet: `host:JP`.
    Facet(FacetName),
    /// Days before a date: `before:2011-11`.
    Before,
    /// Days after a date: `after:2011-11`.
    After,
    /// The part of a record in which the words must stand: `in:outcomes`.
    In,
}

/// One field with what it is called.
struct Row {
    field: QueryField,
    /// The first name is the one that pages show.
    en: &'static [&'static str],
    zh: &'static [&'static str],
    ja: &'static [&'static str],
    ko: &'static [&'static str],
}

const ROWS: [Row; 13] = [
    Row {
        field: QueryField::Facet(FacetName::Kind),
        en: &["kind"],
        zh: &["类别", "记录类别"],
        ja: &["種別", "区分"],
        ko: &["종별", "구분"],
    },
    Row {
        field: QueryField::Facet(FacetName::Topic),
        en: &["topic"],
        zh: &["议题", "领域"],
        ja: &["分野", "テーマ"],
        ko: &["분야", "주제"],
    },
    Row {
        field: QueryField::Facet(FacetName::Level), en: &["level"], zh: &["级别"], ja: &["レベル", "格"], ko: &["급", "급별", "수준"]
    },
    Row {
        field: QueryField::Facet(FacetName::Mechanism),
        en: &["mechanism", "body"],
        zh: &["机制"],
        ja: &["枠組み", "会議体"],
        ko: &["협의체", "메커니즘"],
    },
    Row {
        field: QueryField::Facet(FacetName::Party),
        en: &["party", "participant"],
        zh: &["参加方", "参加国", "成员"],
        ja: &["参加国", "参加者"],
        ko: &["참가국", "참가자"],
    },
    Row {
        field: QueryField::Facet(FacetName::Host),
        en: &["host"],
        zh: &["主办方", "主办国", "主办"],
        ja: &["開催国", "主催", "主催国"],
        ko: &["개최국", "주최국", "주최"],
    },
    Row {
        field: QueryField::Facet(FacetName::Place),
        en: &["place", "city"],
        zh: &["地点", "城市"],
        ja: &["開催地", "場所", "都市"],
        ko: &["개최지", "장소", "도시"],
    },
    Row {
        field: QueryField::Facet(FacetName::Year),
        en: &["year", "years"],
        zh: &["年份", "年"],
        ja: &["年", "開催年"],
        ko: &["연도", "년도", "년"],
    },
    Row { field: QueryField::Before, en: &["before"], zh: &["早于", "之前"], ja: &["前", "より前"], ko: &["전"] },
    Row { field: QueryField::After, en: &["after"], zh: &["晚于", "之后"], ja: &["後", "より後"], ko: &["후"] },
    Row {
        field: QueryField::Facet(FacetName::DocumentType),
        en: &["type"],
        zh: &["类型", "文件类型"],
        ja: &["種類", "文書の種類"],
        ko: &["종류", "유형", "문서종류"],
    },
    Row {
        field: QueryField::Facet(FacetName::Lang), en: &["lang", "language"], zh: &["语言", "语种"], ja: &["言語"], ko: &["언어"]
    },
    Row { field: QueryField::In, en: &["in"], zh: &["位于", "范围"], ja: &["箇所", "範囲"], ko: &["범위", "위치"] },
];

/// The parts of a record that `in:` can name, with their names: the first of each language is the one that pages show.
struct Part {
    fields: &'static [Field],
    names: [&'static [&'static str]; 4],
}

const PARTS: [Part; 8] = [
    Part {
        fields: &[Field::Title],
        names: [&["titles", "title", "names"], &["标题", "名称"], &["題名", "名称", "件名"], &["제목", "명칭"]],
    },
    Part {
        fields: &[Field::Outcome], names: [&["outcomes", "outcome"], &["成果"], &["成果", "合意事項"], &["결과", "성과", "합의사항"]]
    },
    Part { fields: &[Field::Agenda], names: [&["agenda"], &["议程"], &["議題", "議事"], &["의제", "안건"]] },
    Part { fields: &[Field::Document], names: [&["documents", "document"], &["文件"], &["文書"], &["문서"]] },
    Part { fields: &[Field::Place], names: [&["places", "place"], &["地点"], &["場所", "開催地"], &["장소", "개최지"]] },
    Part {
        fields: &[Field::People, Field::Organisation],
        names: [
            &["people", "persons", "participants"],
            &["人员", "人物", "参加者"],
            &["人物", "出席者", "参加者"],
            &["인물", "참석자", "참가자"],
        ],
    },
    Part { fields: &[Field::Note], names: [&["notes", "note"], &["备注", "说明"], &["備考", "注記"], &["비고", "설명"]] },
    Part {
        fields: &[Field::Paper],
        names: [&["papers", "paper", "text", "fulltext"], &["正文", "全文"], &["本文", "全文"], &["본문", "전문"]],
    },
];

impl QueryField {
    /// All fields, in the order in which a page explains them.
    pub fn all() -> impl Iterator<Item = QueryField> {
        ROWS.iter().map(|row| row.field)
    }

    /// The name as it is written in addresses and in JSON, which is also the first of the English ones.
    pub fn as_str(self) -> &'static str {
        match self {
            QueryField::Facet(facet) => facet.as_str(),
            QueryField::Before => "before",
            QueryField::After => "after",
            QueryField::In => "in",
        }
    }

    /// The names of the field in a language, the one to show first; the English ones if it has none in that language.
    pub fn names(self, lang: &Lang) -> &'static [&'static str] {
        ROWS.iter().find(|row| row.field == self).map_or(&[], |row| match lang.primary() {
            "zh" => row.zh,
            "ja" => row.ja,
            "ko" => row.ko,
            _ => row.en,
        })
    }

    /// Finds the fields that a name may mean, in the order of the table: some names mean one field in one language and
    /// another in a second. Case does not count, nor whether Chinese characters are simplified.
    pub(crate) fn find(name: &str) -> Vec<QueryField> {
        let key = crate::analysis::analyze(name).key();
        let is_same = |own: &&str| crate::analysis::analyze(own).key() == key;
        let all = |row: &Row| [row.en, row.zh, row.ja, row.ko].into_iter().flatten().any(is_same);
        if key.is_empty() { Vec::new() } else { ROWS.iter().filter(|row| all(row)).map(|row| row.field).collect() }
    }

    /// What can stand behind `in:` in a language, the name to show of each part of a record.
    pub fn parts(lang: &Lang) -> impl Iterator<Item = &'static str> {
        let at = match lang.primary() {
            "zh" => 1,
            "ja" => 2,
            "ko" => 3,
            _ => 0,
        };
        PARTS.iter().filter_map(move |part| part.names[at].first().copied())
    }

    /// Finds the parts of a record that a word behind `in:` names; empty if it names none.
    pub(crate) fn find_part(name: &str) -> &'static [Field] {
        let key = crate::analysis::analyze(name).key();
        let is_same = |own: &&str| crate::analysis::analyze(own).key() == key;
        PARTS.iter().find(|part| part.names.into_iter().flatten().any(is_same)).map_or(&[], |part| part.fields)
    }
}

impl fmt::Display for QueryField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl From<FacetName> for QueryField {
    fn from(facet: FacetName) -> Self {
        QueryField::Facet(facet)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_stands_in_the_table_under_its_own_name() {
        for facet in FacetName::ALL {
            assert!(QueryField::all().any(|field| field == facet.into()), "{facet} is missing");
        }
        for field in QueryField::all() {
            assert_eq!(field.names(&Lang::en())[0], field.as_str());
            assert_eq!(QueryField::find(field.as_str()), [field], "{field}");
        }
    }

    #[test]
    fn fields_are_found_in_four_languages() {
        for (name, wanted) in [
            ("Host", "host"),
            ("主辦國", "host"),
            ("開催国", "host"),
            ("개최국", "host"),
            ("年", "year"),
            ("類型", "type"),
            ("IN", "in"),
            ("colour", ""),
            ("", ""),
        ] {
            let found: Vec<&str> = QueryField::find(name).into_iter().map(QueryField::as_str).collect();
            assert_eq!(found.join(" "), wanted, "{name}");
        }
    }

    #[test]
    fn no_name_means_two_fields() {
        for row in &ROWS {
            for name in [row.en, row.zh, row.ja, row.ko].into_iter().flatten() {
                assert_eq!(QueryField::find(name), [row.field], "{name}");
            }
        }
    }

    #[test]
    fn parts_are_found_in_four_languages() {
        for (name, wanted) in [("outcomes", Field::Outcome), ("议程", Field::Agenda), ("議題", Field::Agenda), ("인물", Field::People)]
        {
            assert_eq!(QueryField::find_part(name).first(), Some(&wanted), "{name}");
        }
        assert!(QueryField::find_part("elsewhere").is_empty());
        assert_eq!(QueryField::parts(&Lang::ko()).count(), PARTS.len());
    }
}
