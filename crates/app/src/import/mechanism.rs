//! Merging what a page says of a mechanism into its record.

use chancery_model::reading::ReadMechanism;
use chancery_model::{Level, Mechanism, MechanismId, Name, NameKind, Source, Statement, TextStatus, TopicId};

use super::keys::loose;
use super::report::{Changes, How};
use super::statement::{Claim, Disputed, retract, state};
use super::voice::Voice;

/// Words of a mechanism's name that tell its level, where the page has no heading; the more particular come first.
const LEVEL_WORDS: [(&str, &[&str]); 5] = [
    ("summit", &["summit", "leaders meeting", "领导人会议", "首脳", "サミット", "정상"]),
    ("working-group", &["working group", "working level", "expert", "工作组", "作業部会", "ワーキング", "실무", "전문가"]),
    ("senior-officials", &["senior official", "高官", "高級実務者", "고위급", "고위관리"]),
    ("director-general", &["director general", "directors general", "steering group", "司局", "局長", "국장"]),
    ("ministerial", &["minister", "head", "部长", "大臣", "長官", "장관", "청장"]),
];

/// The level that a name tells of, if it does.
pub(crate) fn level_of_name(name: &str) -> Option<Level> {
    let folded = chancery_model::reading::fold_key(name);
    let (level, _) = LEVEL_WORDS.iter().find(|(_, words)| words.iter().any(|word| folded.contains(word)))?;
    level.parse().ok()
}

/// A mechanism of which nothing is known but its id, topic and level.
pub(crate) fn blank(id: MechanismId, topic: TopicId, level: Level) -> Mechanism {
    Mechanism {
        id,
        names: Vec::new(),
        topics: vec![topic],
        level,
        level_as_written: None,
        parent: None,
        predecessors: Vec::new(),
        successors: Vec::new(),
        established: None,
        ended: None,
        latest_event: None,
        secretariat: None,
        sources: Vec::new(),
        statements: Vec::new(),
        notes: Vec::new(),
    }
}

/// Merges the page's words into a mechanism; a new mechanism is a blank one. `lines` are those of its meetings.
pub(crate) fn merge(
    mechanism: &mut Mechanism,
    read: &ReadMechanism,
    before: Option<&ReadMechanism>,
    topic: &TopicId,
    lines: Option<(u32, u32)>,
    voice: &Voice,
    changes: &mut Changes,
) {
    merge_names(mechanism, read, before, voice, changes);
    if !mechanism.topics.contains(topic) {
        changes.added("topics", topic);
        mechanism.topics.push(topic.clone());
    }
    if let Some(level) = read.level.clone().filter(|_| before.is_none_or(|b| b.level != read.level)) {
        if level == mechanism.level {
            retract(&mut mechanism.statements, voice, "level", changes);
        } else {
            let claim = Claim::new("level", level.as_str(), read.level_as_written.as_deref());
            state(&mut mechanism.statements, voice, &claim, Some(mechanism.level.to_string()), changes);
        }
    }
    if mechanism.level_as_written.is_none()
        && let Some(written) = trimmed(read.level_as_written.as_deref())
        && before.is_none_or(|b| b.level_as_written != read.level_as_written)
    {
        changes.filled("level_as_written", written);
        mechanism.level_as_written = Some(written.to_owned());
    }
    merge_latest_event(mechanism, read, before, voice, changes);
    let is_signed = mechanism.sources.iter().any(|s| s.url == voice.url);
    if !changes.0.is_empty() || !is_signed {
        if !is_signed {
            changes.added("sources", &voice.url);
        }
        voice.sign(&mut mechanism.sources, lines);
    }
}

/// A name that the register does not have stands beside the others as the page writes it; that names differ is no conflict.
fn merge_names(mechanism: &mut Mechanism, read: &ReadMechanism, before: Option<&ReadMechanism>, voice: &Voice, changes: &mut Changes) {
    let is_nameless = mechanism.names.is_empty();
    if let Some(name) = trimmed(read.name.as_deref()).or_else(|| trimmed(read.acronym.as_deref()).filter(|_| is_nameless))
        && before.is_none_or(|b| b.name != read.name)
        && !mechanism.names.iter().any(|n| loose(&n.text) == loose(name))
    {
        changes.note(if is_nameless { How::Filled } else { How::Added }, "names", None, Some(name.to_owned()));
        mechanism.names.push(Name {
            kind: if is_nameless { NameKind::Full } else { NameKind::AsWritten },
            status: TextStatus::Original,
            source: Some(voice.url.clone()),
            ..Name::new(voice.lang.clone(), name)
        });
    }
    if let Some(acronym) = trimmed(read.acronym.as_deref())
        && before.is_none_or(|b| b.acronym != read.acronym)
        && !mechanism.names.iter().any(|n| n.text.eq_ignore_ascii_case(acronym))
    {
        changes.added("names", acronym);
        let has_acronym = mechanism.names.iter().any(|n| n.kind == NameKind::Acronym && !n.is_former);
        let mut name = Name { status: TextStatus::Original, source: Some(voice.url.clone()), ..Name::acronym(acronym) };
        if has_acronym {
            name.kind = NameKind::AsWritten;
        }
        mechanism.names.push(name);
    }
}

/// "Latest event" is by definition what the source names: it follows the page as long as it came from the page.
fn merge_latest_event(
    mechanism: &mut Mechanism,
    read: &ReadMechanism,
    before: Option<&ReadMechanism>,
    voice: &Voice,
    changes: &mut Changes,
) {
    let Some(latest) = read.latest_event.filter(|_| before.is_none_or(|b| b.latest_event != read.latest_event)) else { return };
    match mechanism.latest_event {
        None => {
            changes.filled("latest_event", &latest);
            mechanism.latest_event = Some(latest);
        }
        Some(stands) if stands == latest => retract(&mut mechanism.statements, voice, "latest_event", changes),
        Some(stands) if before.is_some_and(|b| b.latest_event == Some(stands)) => {
            changes.note(How::Followed, "latest_event", Some(stands.to_string()), Some(latest.to_string()));
            mechanism.latest_event = Some(latest);
        }
        Some(stands) if latest.contains(&stands) => {}
        Some(stands) => {
            let claim = Claim::new("latest_event", latest.to_string(), None);
            state(&mut mechanism.statements, voice, &claim, Some(stands.to_string()), changes);
        }
    }
}

fn trimmed(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|t| !t.is_empty())
}

impl Disputed for Mechanism {
    fn statements_mut(&mut self) -> &mut Vec<Statement> {
        &mut self.statements
    }
    fn sources(&self) -> &[Source] {
        &self.sources
    }
    fn standing(&self, path: &str) -> Option<String> {
        match path {
            "level" => Some(self.level.to_string()),
            "latest_event" => self.latest_event.map(|d| d.to_string()),
            _ => None,
        }
    }
    fn prefer(&mut self, statement: &Statement) -> bool {
        match statement.path.as_str() {
            "level" => match statement.value.parse() {
                Ok(level) => {
                    self.level = level;
                    self.level_as_written = statement.as_written.clone().or_else(|| self.level_as_written.take());
                    true
                }
                Err(_) => false,
            },
            "latest_event" => match statement.value.parse() {
                Ok(date) => {
                    self.latest_event = Some(date);
                    true
                }
                Err(_) => false,
            },
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_may_tell_the_level() {
        let check = |name: &str, expected: Option<&str>| assert_eq!(level_of_name(name).as_ref().map(Level::as_str), expected, "{name}");
        check("Tripartite Customs Heads’ Meeting", Some("ministerial"));
        check("Working Groups' Meeting on Made-up Matters", Some("working-group"));
        check("Tripartite Environment Ministers Meeting", Some("ministerial"));
        check("日中韓三カ国環境大臣会合", Some("ministerial"));
        check("한중일 고위급회의", Some("senior-officials"));
        check("Director-General Meeting on Made-up Matters", Some("director-general"));
        check("Symposium on Made-up Matters", None);
    }
}
