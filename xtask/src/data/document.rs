//! Documents: the titles that sources name, their relations to meetings, and their versions.

use std::collections::BTreeMap;

use chancery_model::{Document, DocumentRelation, Edtf, Lang, MeetingId, Name, NameKind, Relation, Rendition, Source, TextStatus};

use super::facts::{self, Facts, Instrument, Version};
use super::overlay::{DocumentCompletion, Overlay};
use super::{DataError, meeting, names, parsed, texts};

const OVERLAY: &str = "documents.toml";
const TITLES: &str = "document-titles.toml";

/// Makes the documents, in the order of the meetings that they belong to.
pub(super) fn make(facts: &Facts, overlay: &Overlay) -> Result<Vec<Document>, DataError> {
    let mut out = Vec::new();
    let mut same = Vec::new();
    for mechanism in &facts.mechanisms {
        for from in &mechanism.meetings {
            let id = meeting::id_of(mechanism, from)?;
            let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
            for document in &from.documents {
                let is_same = |s: &&super::overlay::SameDocument| s.meeting == id.as_str() && s.title == document.title;
                if let Some(entry) = overlay.documents.same.iter().find(is_same) {
                    same.push((entry, id.clone(), sources(from, &id, overlay)));
                    continue;
                }
                let count = counts.entry(document.document_type.as_str()).or_default();
                *count += 1;
                out.push(one(&id, from, document, *count, overlay)?);
            }
        }
    }
    check_strays(&out, same.len(), overlay)?;
    for (entry, meeting, sources) in same {
        let document = out.iter_mut().find(|d| d.id.as_str() == entry.document);
        let document = document.ok_or_else(|| DataError::Unknown { overlay: OVERLAY, what: entry.document.clone() })?;
        document.titles.push(Name { kind: NameKind::AsWritten, status: TextStatus::Original, ..Name::new(Lang::en(), &entry.title) });
        document.relations.push(DocumentRelation { meeting, relation: entry.relation });
        document.notes.extend(texts(&entry.why, TextStatus::Original));
        let news: Vec<Source> = sources.into_iter().filter(|s| document.sources.iter().all(|have| have.url != s.url)).collect();
        document.sources.extend(news);
    }
    for instrument in &facts.instruments {
        link_versions(&mut out, instrument, overlay)?;
    }
    complete_titles(&mut out, overlay)?;
    let order: BTreeMap<String, usize> = (facts.mechanisms.iter())
        .flat_map(|m| m.meetings.iter().map(|x| format!("{}/{}", m.id, x.ordinal)))
        .enumerate()
        .map(|(i, id)| (id, i))
        .collect();
    out.sort_by_key(|d| d.relations.first().and_then(|r| order.get(r.meeting.as_str())).copied());
    Ok(out)
}

fn sources(meeting: &facts::Meeting, id: &MeetingId, overlay: &Overlay) -> Vec<Source> {
    meeting.sources.iter().map(|url| meeting::source(url, id.as_str(), overlay)).collect()
}

fn one(meeting: &MeetingId, of: &facts::Meeting, from: &facts::Document, count: u32, overlay: &Overlay) -> Result<Document, DataError> {
    let number = if count == 1 { String::new() } else { format!("-{count}") };
    let id = format!("{}-{}-{}{number}", meeting.stem(), meeting.suffix(), from.document_type);
    let completion = overlay.documents.document.iter().find(|d| d.id == id);
    if let Some(completion) = completion.filter(|c| !from.title.starts_with(&c.says)) {
        return Err(DataError::Drift { overlay: OVERLAY, at: id, expected: completion.says.clone(), found: from.title.clone() });
    }
    let relation = completion.and_then(|c| c.relation).unwrap_or_else(|| usual_relation(&from.document_type));
    let has_issuer = relation != Relation::Listed && !completion.is_some_and(|c| c.has_no_issuer);
    let rendition = |lang: &Lang| Rendition::listed(lang.clone(), TextStatus::Original);
    Ok(Document {
        id: parsed(&id, &id)?,
        titles: titles(&from.title, completion),
        document_type: parsed(&from.document_type, &id)?,
        date: completion.and_then(|c| c.date).or_else(|| date_in(&from.title)),
        issuer: has_issuer.then(|| parsed(meeting.stem(), &id)).transpose()?,
        symbol: None,
        relations: vec![DocumentRelation { meeting: meeting.clone(), relation }],
        revises: None,
        renditions: from.languages.iter().map(rendition).collect(),
        sources: sources(of, meeting, overlay),
        statements: vec![],
        notes: completion.and_then(|c| c.note.as_ref()).map(|n| texts(n, TextStatus::Original)).unwrap_or_default(),
    })
}

fn titles(title: &str, completion: Option<&DocumentCompletion>) -> Vec<Name> {
    let original = Name { status: TextStatus::Original, ..Name::new(Lang::en(), title) };
    let also = completion.and_then(|c| c.also_called.as_deref());
    let also = also.map(|text| Name { status: TextStatus::Unofficial, ..Name::new(Lang::en(), text) });
    std::iter::once(original).chain(also).collect()
}

/// Adds the titles in other languages behind the first, which is the source's own.
fn complete_titles(documents: &mut [Document], overlay: &Overlay) -> Result<(), DataError> {
    for completion in &overlay.document_titles.title {
        let document = documents.iter_mut().find(|d| d.id.as_str() == completion.id);
        let document = document.ok_or_else(|| DataError::Unknown { overlay: TITLES, what: completion.id.clone() })?;
        let first = document.titles.first().map(|t| t.text.clone()).unwrap_or_default();
        if first != completion.of {
            let expected = completion.of.clone();
            return Err(DataError::Drift { overlay: TITLES, at: completion.id.clone(), expected, found: first });
        }
        document.titles.splice(1..1, names(&completion.names, TextStatus::Unofficial));
    }
    Ok(())
}

/// How a document of a type usually stands to the meeting that a source lists it under; doubtful ones are only listed.
fn usual_relation(document_type: &str) -> Relation {
    match document_type {
        "joint-statement" | "declaration" | "action-plan" | "memorandum" => Relation::Adopted,
        "press-release" => Relation::Issued,
        _ => Relation::Listed,
    }
}

/// The day that a title carries in brackets: `(2011.11.11)`.
fn date_in(title: &str) -> Option<Edtf> {
    let inside = title.strip_suffix(')')?.rsplit_once('(')?.1;
    let is_day = inside.len() == 10 && inside.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    is_day.then(|| inside.replace('.', "-").parse().ok()).flatten()
}

/// Dates the versions of an instrument and ties each to the one before; a version that no source lists becomes a document.
fn link_versions(documents: &mut Vec<Document>, instrument: &Instrument, overlay: &Overlay) -> Result<(), DataError> {
    let mut before = None;
    for (i, version) in instrument.versions.iter().enumerate() {
        let found = ["action-plan", "memorandum"].into_iter().find_map(|document_type| {
            documents.iter().position(|d| {
                d.document_type.as_str() == document_type && d.relations.first().is_some_and(|r| r.meeting.as_str() == version.adopted_at)
            })
        });
        let index = match found {
            Some(index) => index,
            None => {
                documents.push(unlisted_version(instrument, version, overlay)?);
                documents.len() - 1
            }
        };
        documents[index].date = Some(version.edtf);
        documents[index].revises = before.replace(documents[index].id.clone());
        let news: Vec<Source> = (version_sources(instrument, i).iter())
            .filter(|url| documents[index].sources.iter().all(|have| have.url != **url))
            .map(|url| meeting::source(url, &version.adopted_at, overlay))
            .collect();
        documents[index].sources.extend(news);
    }
    Ok(())
}

/// The sources of one version: its own where the facts give one a version, else all of the instrument.
fn version_sources(instrument: &Instrument, index: usize) -> &[String] {
    if instrument.sources.len() == instrument.versions.len() { &instrument.sources[index..=index] } else { &instrument.sources }
}

fn unlisted_version(instrument: &Instrument, version: &Version, overlay: &Overlay) -> Result<Document, DataError> {
    let meeting: MeetingId = parsed(&version.adopted_at, &instrument.title)?;
    let id = format!("{}-{}-action-plan", meeting.stem(), meeting.suffix());
    let completion = overlay.documents.document.iter().find(|d| d.id == id);
    Ok(Document {
        titles: vec![Name { status: TextStatus::Unofficial, ..Name::new(Lang::en(), &instrument.title) }],
        document_type: parsed("action-plan", &id)?,
        date: None,
        issuer: Some(parsed(meeting.stem(), &id)?),
        symbol: None,
        relations: vec![DocumentRelation { meeting, relation: Relation::Adopted }],
        revises: None,
        renditions: vec![],
        sources: vec![],
        statements: vec![],
        notes: completion.and_then(|c| c.note.as_ref()).map(|n| texts(n, TextStatus::Original)).unwrap_or_default(),
        id: parsed(&id, &id)?,
    })
}

fn check_strays(made: &[Document], same: usize, overlay: &Overlay) -> Result<(), DataError> {
    let is_made = |id: &str| made.iter().any(|d| d.id.as_str() == id);
    let is_version = |d: &DocumentCompletion| d.says.is_empty();
    if let Some(stray) = overlay.documents.document.iter().find(|d| !is_version(d) && !is_made(&d.id)) {
        return Err(DataError::Unknown { overlay: OVERLAY, what: stray.id.clone() });
    }
    if same != overlay.documents.same.len() {
        return Err(DataError::Unknown { overlay: OVERLAY, what: "an entry that is the same as another document".to_owned() });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_may_carry_a_day() {
        for (title, expected) in [
            ("Made-up Plan (2011.11.11)", Some("2011-11-11")),
            ("Made-up Plan (2011-2014)", None),
            ("Made-up Plan (2011.13.11)", None),
            ("Made-up Plan", None),
        ] {
            assert_eq!(date_in(title).map(|d| d.to_string()).as_deref(), expected, "{title}");
        }
    }
}
