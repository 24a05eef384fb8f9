//! The file of candidates: written for a person, read back with answers.
//!
//! It is TOML with one table a question. What is wrong with a file that comes back is said with the line.

use chancery_model::{Digest, ItemKey, Lang, RecordRef, TextStatus};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// Where the words of a question stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stands {
    /// The meeting or document.
    pub record: RecordRef,
    /// The revision that was read.
    pub revision: u64,
    /// The item.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<ItemKey>,
    /// Which letters of the item, from the first to before the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span: Option<(u32, u32)>,
    /// Digest of the words.
    pub sha256: Digest,
    /// The language of the words.
    pub lang: Lang,
    /// What the words are to their source.
    pub status: TextStatus,
}

/// A question to a person about one candidate; `F` are the fields of the record that would be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question<F> {
    /// Names the question; the same candidate has the same id at every run.
    pub id: String,
    /// The words that are meant.
    pub words: String,
    /// Why it is proposed.
    pub because: Vec<String>,
    /// The answer: empty, `confirm`, `change` or `refuse`.
    #[serde(default)]
    pub answer: String,
    /// Why; needed for `change` and `refuse`.
    #[serde(default)]
    pub reason: String,
    /// Where the words stand.
    pub stands: Stands,
    /// The fields as proposed, to be corrected for `change`.
    pub fields: F,
    /// Digest of the fields as proposed, so that `confirm` means what was proposed.
    pub proposed: Digest,
}

/// A file of questions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proposed<F> {
    /// What is proposed: `commitments` or `evidence`.
    pub proposes: String,
    /// When the questions were asked.
    pub asked_at: String,
    /// The questions.
    #[serde(rename = "candidate", default = "Vec::new", skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<Question<F>>,
}

/// What became of a file of decisions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Decided {
    /// The number of the batch; none if nothing was written.
    pub batch: Option<u64>,
    /// The records that were published.
    pub published: Vec<String>,
    /// Confirmed ones that the register already had.
    pub known: usize,
    /// Questions refused.
    pub refused: usize,
    /// Questions without an answer.
    pub open: usize,
    /// Decisions about words that are no longer there: the question and what changed. They were not applied.
    pub stale: Vec<(String, String)>,
}

/// Says why a file of decisions was refused. Nothing is written then.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The file is cut, foreign, or has keys that it should not have.
    #[error("not a file of candidates: {0}")]
    Form(String),
    /// The file is about something else.
    #[error("the file proposes {found:?}, expected {expected:?}")]
    Other {
        /// What it proposes.
        found: String,
        /// What was expected.
        expected: &'static str,
    },
    /// A question stands twice.
    #[error("line {line}: {id} stands twice")]
    Twice {
        /// The line of the second.
        line: usize,
        /// The question.
        id: String,
    },
    /// An answer is none.
    #[error("line {line}: {id}: {answer:?} is not an answer; expected confirm, change or refuse")]
    Answer {
        /// The line of the question.
        line: usize,
        /// The question.
        id: String,
        /// The answer.
        answer: String,
    },
    /// A change or refusal without a reason.
    #[error("line {line}: {id}: {answer} needs a reason")]
    Reasonless {
        /// The line of the question.
        line: usize,
        /// The question.
        id: String,
        /// The answer.
        answer: String,
    },
    /// A confirmation of fields that are not those proposed.
    #[error("line {line}: {id}: the fields are not as proposed; answer change, with the reason")]
    Changed {
        /// The line of the question.
        line: usize,
        /// The question.
        id: String,
    },
    /// The words or the place in the file are not those that were asked about.
    #[error("line {line}: {id}: {what}; only fields, answer and reason are yours to change")]
    Tampered {
        /// The line of the question.
        line: usize,
        /// The question.
        id: String,
        /// What does not fit.
        what: &'static str,
    },
    /// Two records would have one id, or another record has it.
    #[error("line {line}: {id}: the id {taken} is taken; give another with change")]
    Taken {
        /// The line of the question.
        line: usize,
        /// The question.
        id: String,
        /// The id of the record.
        taken: String,
    },
}

/// An answer, checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    Take,
    Refuse,
    Open,
}

const HEAD: &str = "\
# Candidates, found by rules. Nothing of this is in the register until you say so.
# Write into `answer`: confirm (as proposed), change (after you corrected what stands under fields; say why in `reason`),
# or refuse (say why). What is left without an answer is asked again. Keep the file: given again, it remembers refusals.

";

impl<F: Serialize + DeserializeOwned> Proposed<F> {
    /// Reads a file.
    ///
    /// Errors: [`FileError`] with the line.
    pub fn read(text: &str, expected: &'static str) -> Result<Self, FileError> {
        // What a file is about is asked first, so that a file of the other kind is told as such.
        if let Ok(table) = text.parse::<toml::Table>()
            && let Some(found) = table.get("proposes").and_then(toml::Value::as_str)
            && found != expected
        {
            return Err(FileError::Other { found: found.chars().take(40).collect(), expected });
        }
        let file: Self = toml::from_str(text).map_err(|e| FileError::Form(e.to_string().trim_end().to_owned()))?;
        let mut seen = std::collections::BTreeSet::new();
        for question in &file.questions {
            if !seen.insert(&question.id) {
                return Err(FileError::Twice { line: line_of(text, &question.id, 1), id: question.id.clone() });
            }
        }
        for question in &file.questions {
            question.answer(text)?;
        }
        Ok(file)
    }

    /// Writes a file, with a head that says how to answer.
    ///
    /// Errors: none is expected; our own types always have a TOML form.
    pub fn write(&self) -> Result<String, toml::ser::Error> {
        Ok(format!("{HEAD}{}", toml::to_string_pretty(self)?))
    }
}

impl<F: Serialize> Question<F> {
    /// The digest of fields.
    pub(super) fn digest_of(fields: &F) -> Digest {
        Digest::of(toml::to_string(fields).unwrap_or_default().as_bytes())
    }

    /// The answer, checked with what it needs; `text` is the file, for the line.
    pub(super) fn answer(&self, text: &str) -> Result<Answer, FileError> {
        let (line, id) = (line_of(text, &self.id, 0), self.id.clone());
        if Digest::of(self.words.as_bytes()) != self.stands.sha256 {
            return Err(FileError::Tampered { line, id, what: "the words are not those that were asked about" });
        }
        let answer = self.answer.trim();
        let needs_reason = || match self.reason.trim() {
            "" => Err(FileError::Reasonless { line, id: self.id.clone(), answer: answer.to_owned() }),
            _ => Ok(()),
        };
        match answer {
            "" => Ok(Answer::Open),
            "confirm" if Self::digest_of(&self.fields) != self.proposed => Err(FileError::Changed { line, id }),
            "confirm" => Ok(Answer::Take),
            "change" => needs_reason().map(|()| Answer::Take),
            "refuse" => needs_reason().map(|()| Answer::Refuse),
            _ => Err(FileError::Answer { line, id, answer: answer.chars().take(40).collect() }),
        }
    }
}

/// The line of a question in the file, counted from 1; `skip` says how many of the same id stand before it.
pub(super) fn line_of(text: &str, id: &str, skip: usize) -> usize {
    let is_id = |line: &str| {
        let value = line.trim().strip_prefix("id").map(str::trim_start).and_then(|rest| rest.strip_prefix('='));
        value.is_some_and(|value| value.trim().trim_matches(['"', '\'']) == id)
    };
    text.lines().enumerate().filter(|(_, line)| is_id(line)).nth(skip).map_or(1, |(at, _)| at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Fields {
        id: String,
    }

    fn file(answer: &str, reason: &str) -> String {
        let fields = Fields { id: "made-up".into() };
        let question = Question {
            id: "meeting:tchm/6 outcome-1 0-7".into(),
            words: "Made up".into(),
            because: vec!["rule en-decided: \"decided\"".into()],
            answer: answer.into(),
            reason: reason.into(),
            stands: Stands {
                record: "meeting:tchm/6".parse().unwrap(),
                revision: 1,
                item: Some("outcome-1".parse().unwrap()),
                span: Some((0, 7)),
                sha256: Digest::of(b"Made up"),
                lang: Lang::en(),
                status: TextStatus::Summary,
            },
            proposed: Question::digest_of(&fields),
            fields,
        };
        Proposed { proposes: "made-up".into(), asked_at: "2026-11-22T07:20:25Z".into(), questions: vec![question] }.write().unwrap()
    }

    #[test]
    fn what_is_wrong_with_a_file_is_said_with_its_line() {
        let check = |text: &str, expected: &str| match Proposed::<Fields>::read(text, "made-up") {
            Ok(file) => assert_eq!(expected, "", "{file:?}"),
            Err(error) => assert!(!expected.is_empty() && error.to_string().contains(expected), "{error}"),
        };
        let whole = file("", "");
        check(&whole, "");
        check(&file("confirm", ""), "");
        check(&file("refuse", "a mere view"), "");
        check(&file("perhaps", ""), "line 9: meeting:tchm/6 outcome-1 0-7: \"perhaps\" is not an answer");
        check(&file("refuse", " "), "refuse needs a reason");
        check(&file("confirm", "").replace("id = \"made-up\"", "id = \"other\""), "answer change");
        check(&file("change", "").replace("id = \"made-up\"", "id = \"other\""), "change needs a reason");
        check(&file("confirm", "").replace("words = \"Made up\"", "words = \"Made down\""), "the words are not those");
        check(&whole[..whole.len() - 30], "not a file of candidates");
        check(&whole.replace("answer", "anwser"), "line 12");
        check("[package]\nname = 1\n", "line 1");
        check("", "missing field");
        check(&whole.replace("made-up\"", "evidence\""), "proposes \"evidence\", expected \"made-up\"");
        let (head, question) = whole.split_at(whole.find("[[candidate]]").unwrap());
        check(&format!("{head}{question}\n{question}"), "stands twice");
    }
}
