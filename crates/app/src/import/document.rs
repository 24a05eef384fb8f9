//! Documents that a page lists under a meeting. The page gives titles only: matched within the same meeting by title,
//! never across meetings, since two works may have one title.

use chancery_model::reading::fold_key;
use chancery_model::{Document, DocumentId, DocumentRelation, DocumentType, Edtf, MeetingId, Name, NameKind, Relation, TextStatus};

use super::voice::Voice;

/// Words of a title that tell the type of the document; the first that is found counts.
const TYPE_WORDS: [(&str, &[&str]); 5] = [
    ("press-release", &["press release", "press statement", "新闻稿", "新闻公报", "プレスリリース", "報道発表", "보도자료", "언론보도"]),
    ("action-plan", &["action plan", "plan of action", "行动计划", "行動計画", "アクションプラン", "행동계획"]),
    ("memorandum", &["memorandum", "备忘录", "覚書", "양해각서", "각서"]),
    (
        "joint-statement",
        &["statement", "communique", "communiqué", "联合声明", "共同声明", "共同コミュニケ", "联合公报", "공동성명", "공동발표"],
    ),
    ("declaration", &["declaration", "宣言", "선언"]),
];

/// The type that a title tells of; `other` if it does not.
pub(crate) fn type_of(title: &str) -> DocumentType {
    let lower = title.to_lowercase();
    let found = TYPE_WORDS.iter().find(|(_, words)| words.iter().any(|word| lower.contains(word)));
    found.map_or("other", |(name, _)| name).parse().expect("the known types are well formed")
}

/// The day in parentheses at the end of a title, if there is one: "Made-up Plan (2011.11.11)".
pub(crate) fn date_of(title: &str) -> Option<Edtf> {
    let inner = title.trim_end().strip_suffix([')', '）'])?;
    let (_, written) = inner.rsplit_once(['(', '（'])?;
    let parts: Vec<&str> = written.trim().trim_end_matches('.').split(['.', '/', '-']).map(str::trim).collect();
    let is_number = |part: &&str| !part.is_empty() && part.len() <= 4 && part.bytes().all(|b| b.is_ascii_digit());
    match parts.as_slice() {
        [year, month, day] if year.len() == 4 && parts.iter().all(is_number) => format!("{year}-{month:0>2}-{day:0>2}").parse().ok(),
        [year, month] if year.len() == 4 && month.len() <= 2 && parts.iter().all(is_number) => format!("{year}-{month:0>2}").parse().ok(),
        _ => None,
    }
}

/// Tells whether a document has this title, in any language or spelling that the register knows.
pub(crate) fn has_title(titles: &[Name], title: &str) -> bool {
    let wanted = fold_key(title);
    titles.iter().any(|name| fold_key(&name.text) == wanted)
}

/// The id that a new document has if it is free: the meeting's, and the type.
pub(crate) fn base_id(meeting: &MeetingId, kind: &DocumentType) -> String {
    format!("{}-{}-{}", meeting.stem(), meeting.suffix(), if kind.as_str() == "other" { "document" } else { kind.as_str() })
}

/// Makes the record of a document that the page lists and the register does not have.
pub(crate) fn listed(id: DocumentId, meeting: &MeetingId, title: &str, lines: (u32, u32), voice: &Voice) -> Document {
    let title = title.trim();
    let name = Name {
        kind: NameKind::Full,
        status: TextStatus::Original,
        source: Some(voice.url.clone()),
        ..Name::new(voice.lang.clone(), title)
    };
    Document {
        id,
        titles: vec![name],
        document_type: type_of(title),
        date: date_of(title),
        issuer: None,
        symbol: None,
        relations: vec![DocumentRelation { meeting: meeting.clone(), relation: Relation::Listed }],
        revises: None,
        renditions: Vec::new(),
        sources: vec![voice.source(Some(lines))],
        statements: Vec::new(),
        notes: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_may_tell_type_and_day() {
        let check = |title: &str, kind: &str, date: Option<&str>| {
            assert_eq!(type_of(title).as_str(), kind, "{title}");
            assert_eq!(date_of(title).map(|d| d.to_string()).as_deref(), date, "{title}");
        };
        check("Joint Press Release of 2nd Made-up Meeting (2008.11.11)", "press-release", Some("2008-11-11"));
        check("Revised Action Plan (2011.1.9.)", "action-plan", Some("2011-01-09"));
        check("Joint Statement on Made-up Matters", "joint-statement", None);
        check("架空の行動計画（2011.11）", "action-plan", Some("2011-11"));
        check("공동성명", "joint-statement", None);
        check("List of participants (final)", "other", None);
        check("Plan (2011.13.40)", "other", None);
    }
}
