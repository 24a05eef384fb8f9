//! What a program must not decide: questions for a person, the file they are written to, and the answers read back.
//!
//! The state of a question lives in the register (a statement without a reason, an entry of the last reading that is no
//! longer on the page), so a question is asked again until it is answered, whatever becomes of the file. The file only
//! carries the answers; one that no longer fits the register is refused whole.

use std::collections::BTreeMap;

use chancery_model::{Digest, TopicId};
use serde::{Deserialize, Serialize};

/// A question for a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Names the question; the same question has the same id at every run.
    pub id: String,
    /// The question, in a sentence.
    pub ask: String,
    /// What the register has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub register: Option<String>,
    /// What the page has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
    /// Where on the page, counted from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// The answers that can be given.
    pub choices: Vec<String>,
    /// What stays in force until the question is answered.
    pub default: String,
    /// The answer: empty, or one of the choices.
    #[serde(default)]
    pub answer: String,
    /// Why; kept in the register.
    #[serde(default)]
    pub reason: String,
}

/// The file of questions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decisions {
    /// Address of the page that the questions are about.
    pub source: String,
    /// Digest of the page's bytes.
    pub sha256: Digest,
    /// The topic of the import.
    pub topic: TopicId,
    /// When the questions were asked.
    pub asked_at: String,
    /// The questions.
    #[serde(rename = "question", default, skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<Question>,
}

/// Says why a decisions file was refused. Nothing is written then.
#[derive(Debug, thiserror::Error)]
pub enum DecisionsError {
    /// The file is not of the form that was handed out.
    #[error("not a decisions file: {0}")]
    Form(String),
    /// The file is about other bytes than those given.
    #[error("the decisions are about another page: they were asked for {asked}, the file given has {given}")]
    OtherPage {
        /// Digest of the bytes that were asked about.
        asked: Digest,
        /// Digest of the bytes given.
        given: Digest,
    },
    /// An answer is not one of the choices.
    #[error("{id}: {answer:?} is not an answer; expected {}", .choices.join(" or "))]
    Choice {
        /// The question.
        id: String,
        /// The answer.
        answer: String,
        /// What could be answered.
        choices: Vec<String>,
    },
    /// An id stands twice in the file.
    #[error("{0} is answered twice")]
    Twice(String),
    /// The question is no longer asked, or its values have changed since.
    #[error("the decisions are out of date: {id}: {why}")]
    Stale {
        /// The question.
        id: String,
        /// What changed.
        why: String,
    },
}

const HEAD: &str = "\
# Questions that an import left to a person.
# Write one of the choices between the quotation marks of `answer`, and why into `reason` if you like. A question left
# without an answer is asked again. Then run the same import once more with --decisions and the name of this file.

";

impl Decisions {
    /// Reads a decisions file.
    ///
    /// Errors: [`DecisionsError::Form`] with line and column.
    pub fn read(text: &str) -> Result<Decisions, DecisionsError> {
        toml::from_str(text).map_err(|e| DecisionsError::Form(e.to_string().trim_end().to_owned()))
    }

    /// Writes a decisions file, with a head that says how to answer.
    ///
    /// Errors: none is expected; our own types always have a TOML form.
    pub fn write(&self) -> Result<String, toml::ser::Error> {
        Ok(format!("{HEAD}{}", toml::to_string_pretty(self)?))
    }

    /// Tells whether somebody has written an answer into it.
    pub fn has_answers(&self) -> bool {
        self.questions.iter().any(|q| !q.answer.trim().is_empty())
    }
}

/// The desk at which an import asks: it gives the answers there are and keeps the questions that wait.
#[derive(Debug, Default)]
pub struct Desk {
    answers: BTreeMap<String, Question>,
    waiting: Vec<Question>,
    fault: Option<DecisionsError>,
}

/// An answer with its reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// One of the question's choices.
    pub choice: String,
    /// Why, if the person said so.
    pub reason: Option<String>,
}

impl Desk {
    /// A desk without answers.
    pub fn new() -> Desk {
        Desk::default()
    }

    /// A desk with the answers of a file that was asked about these bytes.
    ///
    /// Errors: the file is about other bytes, or answers one question twice.
    pub fn with(decisions: Decisions, sha256: &Digest) -> Result<Desk, DecisionsError> {
        if decisions.sha256 != *sha256 {
            return Err(DecisionsError::OtherPage { asked: decisions.sha256, given: *sha256 });
        }
        let mut answers = BTreeMap::new();
        for question in decisions.questions.into_iter().filter(|q| !q.answer.trim().is_empty()) {
            let id = question.id.clone();
            if answers.insert(id.clone(), question).is_some() {
                return Err(DecisionsError::Twice(id));
            }
        }
        Ok(Desk { answers, ..Desk::default() })
    }

    /// Asks: gives the answer if there is one, else keeps the question.
    pub fn ask(&mut self, question: Question) -> Option<Answer> {
        let Some(answered) = self.answers.remove(&question.id) else {
            self.waiting.push(question);
            return None;
        };
        let choice = answered.answer.trim().to_owned();
        if !question.choices.contains(&choice) {
            self.fault.get_or_insert(DecisionsError::Choice { id: question.id, answer: choice, choices: question.choices });
            return None;
        }
        for (what, then, now) in [("the register", &answered.register, &question.register), ("the page", &answered.page, &question.page)] {
            if then != now {
                let shown = |value: &Option<String>| value.clone().unwrap_or_else(|| "nothing".into());
                let why = format!("{what} had {} and now has {}", shown(then), shown(now));
                self.fault.get_or_insert(DecisionsError::Stale { id: question.id.clone(), why });
                return None;
            }
        }
        let reason = Some(answered.reason.trim().to_owned()).filter(|r| !r.is_empty());
        Some(Answer { choice, reason })
    }

    /// Ends the asking: gives the questions that wait.
    ///
    /// Errors: an answer did not fit, or answers a question that is not asked (any more).
    pub fn close(self) -> Result<Vec<Question>, DecisionsError> {
        if let Some(fault) = self.fault {
            return Err(fault);
        }
        match self.answers.into_keys().next() {
            Some(id) => Err(DecisionsError::Stale { id, why: "this is no longer asked".into() }),
            None => Ok(self.waiting),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(answer: &str) -> Question {
        Question {
            id: "meeting:tchm/6 date".into(),
            ask: "Which date?".into(),
            register: Some("2017-11-30".into()),
            page: Some("2017-12-01".into()),
            line: Some(4),
            choices: vec!["keep".into(), "take".into()],
            default: "keep".into(),
            answer: answer.into(),
            reason: "checked \"twice\"\nby hand".into(),
        }
    }

    fn file(questions: Vec<Question>) -> Decisions {
        Decisions {
            source: "https://secretariat.example/1".into(),
            sha256: Digest::of(b"page"),
            topic: "customs".parse().unwrap(),
            asked_at: "2026-11-22T07:20:25Z".into(),
            questions,
        }
    }

    #[test]
    fn the_file_is_read_back_as_it_was_written() {
        for decisions in [file(vec![]), file(vec![question(""), Question { id: "b".into(), ..question("take") }])] {
            let text = decisions.write().unwrap();
            assert!(text.starts_with("# Questions"));
            assert_eq!(Decisions::read(&text).unwrap(), decisions);
        }
        assert!(Decisions::read("answer = 1").unwrap_err().to_string().contains("not a decisions file"));
    }

    #[test]
    fn an_answer_is_taken_once_and_only_if_it_fits() {
        let check = |decisions: Decisions, asked: Vec<Question>, expected: Result<usize, &str>| {
            let outcome = Desk::with(decisions, &Digest::of(b"page")).and_then(|mut desk| {
                asked.into_iter().for_each(|q| drop(desk.ask(q)));
                desk.close()
            });
            match (outcome, expected) {
                (Ok(waiting), Ok(count)) => assert_eq!(waiting.len(), count),
                (Err(error), Err(part)) => assert!(error.to_string().contains(part), "{error}"),
                (outcome, _) => panic!("{outcome:?}"),
            }
        };
        check(file(vec![question("take")]), vec![question("")], Ok(0));
        check(file(vec![question("")]), vec![question("")], Ok(1));
        check(file(vec![question("perhaps")]), vec![question("")], Err("expected keep or take"));
        check(file(vec![question("take"), question("keep")]), vec![], Err("answered twice"));
        check(file(vec![question("take")]), vec![], Err("no longer asked"));
        let moved = Question { register: Some("2017".into()), ..question("") };
        check(file(vec![question("take")]), vec![moved], Err("had 2017-11-30 and now has 2017"));
        check(Decisions { sha256: Digest::of(b"other"), ..file(vec![]) }, vec![], Err("another page"));
    }
}
