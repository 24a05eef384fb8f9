//! Asking a person: what an earlier file answered is kept and not asked again, what the register has is counted, and
//! one file asks no more than a person can answer.

use std::collections::BTreeSet;

use super::decide::Confirmed;
use super::{MAX_QUESTIONS, Options, Proposed, Question};
use crate::ctx::Ctx;
use crate::error::AppError;

/// What was proposed; `F` are the fields of the records that would be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome<F> {
    /// The file: what an earlier one answered, and the questions that wait.
    pub file: Proposed<F>,
    /// How many records were looked at: meetings, or commitments.
    pub looked_at: usize,
    /// Questions that wait for an answer.
    pub open: usize,
    /// Candidates that the register already has.
    pub known: usize,
    /// Candidates that the earlier file answered.
    pub answered: usize,
    /// Candidates beyond [`MAX_QUESTIONS`].
    pub left_out: usize,
}

/// A file in the making.
pub(super) struct Asking<F> {
    /// What the earlier file answered, then the new questions.
    questions: Vec<Question<F>>,
    answers: BTreeSet<String>,
    open: usize,
    known: usize,
    answered: usize,
    left_out: usize,
}

impl<F: Confirmed> Asking<F> {
    /// Begins with what an earlier file answered.
    ///
    /// Errors: kind `unreadable` for an earlier file that is not one.
    pub(super) fn resume(options: &Options) -> Result<Asking<F>, AppError> {
        let earlier = options.earlier.as_deref().map(|text| Proposed::<F>::read(text, F::PROPOSES)).transpose()?;
        let mut questions: Vec<Question<F>> = earlier.into_iter().flat_map(|file| file.questions).collect();
        questions.retain(|question| !question.answer.trim().is_empty());
        let answers = questions.iter().map(|question| question.id.clone()).collect();
        Ok(Asking { questions, answers, open: 0, known: 0, answered: 0, left_out: 0 })
    }

    /// Asks a question, unless the register has what it proposes or it was answered before.
    pub(super) fn ask(&mut self, question: Question<F>, is_known: bool) {
        if is_known {
            self.known += 1;
        } else if self.answers.contains(&question.id) {
            self.answered += 1;
        } else if self.open >= MAX_QUESTIONS {
            self.left_out += 1;
        } else {
            self.open += 1;
            self.questions.push(question);
        }
    }

    pub(super) fn finish(self, ctx: &Ctx, looked_at: usize) -> Outcome<F> {
        let Asking { questions, answers: _, open, known, answered, left_out } = self;
        let file = Proposed { proposes: F::PROPOSES.to_owned(), asked_at: ctx.now.clone(), questions };
        Outcome { file, looked_at, open, known, answered, left_out }
    }
}
