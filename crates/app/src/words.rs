//! The words that a pointer leads to: of an item in a meeting's account, or of a clause in the text of a document.
//!
//! Shown are the words that the pointer was made from: those of today while they are the same, else those of the revision
//! that the pointer names, and it is said which. Where the register has the same item or clause in the reader's language,
//! and of the same standing, that is shown instead; a span is of the letters of one text only, so there it is not.

use std::sync::Arc;

use chancery_model::clause::{Clause, ClauseKind, parents};
use chancery_model::paper::PaperText;
use chancery_model::pointer::Standing;
use chancery_model::{Account, Anchor, ClauseAt, Document, ItemKey, Lang, Meeting, Pointer, Record, Rendition, Text};
use chancery_store::{Body, Lookup};

use crate::App;
use crate::ctx::Ctx;
use crate::document::readable;
use crate::error::{AppError, ErrorKind};
use crate::search::SearchHit;
use crate::title::Title;

/// Words that a pointer leads to.
#[derive(Debug, Clone)]
pub struct Words {
    /// Where they stand.
    pub pointer: Pointer,
    /// The meeting or document.
    pub record: Option<SearchHit>,
    /// What the clause is called in its document, with the numbers above it: `Article 4 (1)`.
    pub clause: Option<Title>,
    /// The words. None for a record as a whole, and where the register does not have them.
    pub text: Option<Text>,
    /// How many parts stand below the item, which are not among its words.
    pub parts: usize,
    /// How they stand in the record today.
    pub standing: Standing,
}

/// Words with what their clause is called, where they are of one.
type Said = (Text, Option<Title>);

impl App {
    /// Reads the words that a pointer leads to.
    ///
    /// Errors: what store and vault report; a damaged text of a document is as one that is not there.
    pub async fn read_words(&self, ctx: &Ctx, pointer: &Pointer) -> Result<Words, AppError> {
        let mut address = pointer.record.clone();
        let mut found = self.store().find(&address).await?;
        if let Lookup::Moved { to, .. } = &found {
            address = to.clone();
            found = self.store().find(&address).await?;
        }
        let Lookup::Found(current) = found else {
            return Ok(Words { pointer: pointer.clone(), record: None, clause: None, text: None, parts: 0, standing: Standing::Gone });
        };
        let (said, standing) = match (&current.record, &pointer.clause) {
            (Record::Document(document), Some(at)) => self.read_clause(ctx, document, pointer, at).await?,
            (record, _) => self.read_item(ctx, record, pointer).await?,
        };
        let (text, clause) = said.unzip();
        let parts = parts_below(&current.record, pointer);
        let record = Some(self.describe(ctx, address, &current.record));
        Ok(Words { pointer: pointer.clone(), record, clause: clause.flatten(), text, parts, standing })
    }

    async fn read_item(&self, ctx: &Ctx, record: &Record, pointer: &Pointer) -> Result<(Option<Said>, Standing), AppError> {
        let standing = pointer.standing(record);
        let text = match standing {
            Standing::Same | Standing::Untold => words_for(record, pointer, ctx),
            Standing::Changed | Standing::Gone => self.find_body(pointer).await?.and_then(|then| own_words(&then, pointer)),
        };
        Ok((text.map(|text| (text, None)), standing))
    }

    async fn read_clause(
        &self,
        ctx: &Ctx,
        document: &Document,
        pointer: &Pointer,
        at: &ClauseAt,
    ) -> Result<(Option<Said>, Standing), AppError> {
        let now = self.text_with(document, pointer, at).await?;
        let standing = now.as_ref().map(|(_, text)| pointer.standing_among(&text.clauses));
        if let (Some((rendition, text)), Some(standing @ (Standing::Same | Standing::Untold))) = (&now, standing) {
            let own = clause_words(rendition, text, pointer);
            if own.is_none() || pointer.span.is_some() || at.lang.is_same_language(&ctx.lang) {
                return Ok((own, standing));
            }
            let others = readable(document).filter(|r| r.lang.is_same_language(&ctx.lang) && r.status == rendition.status);
            for other in others {
                if let Some(said) = self.sound_text(other).await?.and_then(|text| clause_words(other, &text, pointer)) {
                    return Ok((Some(said), standing));
                }
            }
            return Ok((own, standing));
        }
        // The words as they stood when the pointer was made.
        let then = match self.find_body(pointer).await? {
            Some(Record::Document(then)) => self.text_with(&then, pointer, at).await?,
            _ => None,
        };
        let said = then.and_then(|(rendition, text)| clause_words(&rendition, &text, pointer));
        // Where neither revision has a text to read, nothing can be said of the words.
        let unread = if said.is_some() { Standing::Gone } else { Standing::Untold };
        Ok((said, standing.unwrap_or(unread)))
    }

    /// How the words of a clause stand in a document as it is now.
    pub(crate) async fn clause_standing(&self, document: &Document, pointer: &Pointer) -> Result<Standing, AppError> {
        let Some(at) = &pointer.clause else { return Ok(Standing::Untold) };
        let text = self.text_with(document, pointer, at).await?;
        Ok(text.map_or(Standing::Untold, |(_, text)| pointer.standing_among(&text.clauses)))
    }

    /// The words of a pointer in every language in which the record has them in the same standing.
    pub(crate) async fn all_words(&self, record: &Record, pointer: &Pointer) -> Result<Vec<Text>, AppError> {
        let (Record::Document(document), Some(at)) = (record, &pointer.clause) else {
            return Ok(item_words(record, pointer));
        };
        let Some((rendition, text)) = self.text_with(document, pointer, at).await? else { return Ok(Vec::new()) };
        let mut out: Vec<Text> = clause_words(&rendition, &text, pointer).map(|(text, _)| text).into_iter().collect();
        let others = readable(document).filter(|r| !r.lang.is_same_language(&at.lang) && r.status == rendition.status);
        for other in others.filter(|_| pointer.span.is_none()) {
            let text = self.sound_text(other).await?;
            out.extend(text.and_then(|text| clause_words(other, &text, pointer)).map(|(text, _)| text));
        }
        Ok(out)
    }

    /// The text of a document in a clause's language: of several forms the one in which the words stand, else the one that
    /// readers are shown.
    async fn text_with(
        &self,
        document: &Document,
        pointer: &Pointer,
        at: &ClauseAt,
    ) -> Result<Option<(Rendition, Arc<PaperText>)>, AppError> {
        let shown = readable(document).find(|r| r.lang.is_same_language(&at.lang));
        let others = document.renditions.iter().filter(|r| r.lang.is_same_language(&at.lang) && Some(*r) != shown);
        let mut first = None;
        for rendition in shown.into_iter().chain(others) {
            let Some(text) = self.sound_text(rendition).await? else { continue };
            if pointer.standing_among(&text.clauses) == Standing::Same {
                return Ok(Some((rendition.clone(), text)));
            }
            first.get_or_insert_with(|| (rendition.clone(), text));
        }
        Ok(first)
    }

    /// What was read of a rendition; `None` if it has no text, or the vault has lost or damaged it, which `verify` tells.
    async fn sound_text(&self, rendition: &Rendition) -> Result<Option<Arc<PaperText>>, AppError> {
        let Some(read) = &rendition.text else { return Ok(None) };
        match self.paper_text(read).await {
            Err(error) if error.kind == ErrorKind::Corrupt => Ok(None),
            read => read,
        }
    }

    /// The record in the revision that a pointer names.
    async fn find_body(&self, pointer: &Pointer) -> Result<Option<Record>, AppError> {
        Ok(match self.store().find_revision(&pointer.record, pointer.revision).await?.map(|revision| revision.body) {
            Some(Body::Record(record)) => Some(record),
            _ => None,
        })
    }
}

/// The words of a pointer's clause in a text, and what the clause is called there.
fn clause_words(rendition: &Rendition, text: &PaperText, pointer: &Pointer) -> Option<Said> {
    let anchor = &pointer.clause.as_ref()?.anchor;
    let words = pointer.words_among(&text.clauses)?;
    let called = clause_name(&text.clauses, anchor, &rendition.lang)?;
    Some((Text::new(rendition.lang.clone(), words, rendition.status), Some(Title { text: called, lang: rendition.lang.clone() })))
}

/// What a clause is called: its number with those above it up to its article, else its heading, else its anchor.
fn clause_name(clauses: &[Clause], anchor: &Anchor, lang: &Lang) -> Option<String> {
    let at = clauses.iter().position(|clause| clause.anchor == *anchor)?;
    let above = parents(clauses);
    let mut numbers: Vec<&str> = Vec::new();
    for clause in std::iter::successors(Some(at), |&at| above[at]).map(|at| &clauses[at]) {
        numbers.extend(clause.number.as_deref());
        if clause.kind != ClauseKind::Clause {
            break;
        }
    }
    numbers.reverse();
    let clause = &clauses[at];
    let between = if matches!(lang.primary(), "zh" | "ja") { "" } else { " " };
    Some(match (clause.number.is_some(), &clause.heading) {
        (true, _) => numbers.join(between),
        (false, Some(heading)) => heading.clone(),
        (false, None) => anchor.to_string(),
    })
}

/// The key of an item without the mark of the account that it stands in: the same for the same item in every account.
pub fn bare_key<'a>(meeting: &Meeting, key: &'a ItemKey) -> &'a str {
    let in_account = |account: &Account| key.as_str().strip_prefix(account.key.as_str())?.strip_prefix('.');
    meeting.accounts.iter().find_map(in_account).unwrap_or(key.as_str())
}

/// How many parts the item of a pointer has below it, where all its words are meant.
fn parts_below(record: &Record, pointer: &Pointer) -> usize {
    let (Record::Meeting(meeting), Some(key), None) = (record, &pointer.item, pointer.span) else { return 0 };
    meeting.find_item(key).map_or(0, |(_, item)| item.items.iter().filter(|part| !part.is_gone).count())
}

/// The words of a pointer as they stand in a record.
fn own_words(record: &Record, pointer: &Pointer) -> Option<Text> {
    let (Record::Meeting(meeting), Some(key)) = (record, &pointer.item) else { return None };
    let (account, _) = meeting.find_item(key)?;
    Some(Text::new(account.lang.clone(), pointer.words_in(record)?, account.status))
}

/// The words of an item in every language in which an account of the same standing has them.
fn item_words(record: &Record, pointer: &Pointer) -> Vec<Text> {
    let own = own_words(record, pointer);
    let Record::Meeting(meeting) = record else { return own.into_iter().collect() };
    let others = meeting.accounts.iter().filter_map(|a| in_account(record, pointer, &a.lang)).filter(|t| Some(t) != own.as_ref());
    own.iter().cloned().chain(others).collect()
}

/// The same item in the reader's language where an account of the same standing has it, else the words themselves.
fn words_for(record: &Record, pointer: &Pointer, ctx: &Ctx) -> Option<Text> {
    let own = own_words(record, pointer)?;
    if own.lang.is_same_language(&ctx.lang) {
        return Some(own);
    }
    Some(in_account(record, pointer, &ctx.lang).unwrap_or(own))
}

fn in_account(record: &Record, pointer: &Pointer, lang: &Lang) -> Option<Text> {
    let own = own_words(record, pointer)?;
    let (Record::Meeting(meeting), Some(key), None) = (record, &pointer.item, pointer.span) else { return None };
    let account = meeting.accounts.iter().find(|a| a.lang.is_same_language(lang) && a.status == own.status)?;
    let key = format!("{}.{}", account.key, bare_key(meeting, key)).parse().ok()?;
    let (_, item) = meeting.find_item(&key)?;
    Some(Text::new(account.lang.clone(), item.text.clone(), account.status))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clause(anchor: &str, kind: ClauseKind, number: Option<&str>, level: u8) -> Clause {
        let heading = (kind == ClauseKind::Heading).then(|| "Preamble".to_owned());
        let anchor = anchor.parse().unwrap();
        Clause { anchor, kind, number: number.map(Into::into), level, heading, text: "words".into(), page: None }
    }

    #[test]
    fn a_clause_is_called_by_the_numbers_up_to_its_article() {
        use ClauseKind::{Article, Chapter, Clause as Numbered, Heading, Opening};
        let clauses = [
            clause("opening-1", Opening, None, 0),
            clause("preamble", Heading, None, 0),
            clause("chapter-1", Chapter, Some("Chapter I"), 0),
            clause("article-4", Article, Some("Article 4"), 1),
            clause("article-4.1", Numbered, Some("1."), 2),
            clause("article-4.1.2", Numbered, Some("(ii)"), 3),
            clause("clause-9", Numbered, Some("9."), 0),
        ];
        let called = |anchor: &str, lang: Lang| clause_name(&clauses, &anchor.parse().unwrap(), &lang);
        for (anchor, name) in [
            ("opening-1", "opening-1"),
            ("preamble", "Preamble"),
            ("chapter-1", "Chapter I"),
            ("article-4", "Article 4"),
            ("article-4.1.2", "Article 4 1. (ii)"),
            ("clause-9", "9."),
        ] {
            assert_eq!(called(anchor, Lang::en()).as_deref(), Some(name));
        }
        assert_eq!(called("article-4.1.2", Lang::zh()).as_deref(), Some("Article 41.(ii)"), "Chinese puts no blank between");
        assert_eq!(called("article-5", Lang::en()), None);
    }
}
