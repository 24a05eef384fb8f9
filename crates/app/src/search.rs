//! Searching: one request, one page of hits with the titles and dates that a reader sees.
//!
//! The index answers with ids, cards and what to mark; passages are cut from the record, so that a page shows no word that
//! the register no longer has.

use std::collections::BTreeMap;
use std::sync::Arc;

use chancery_model::{Digest, Edtf, Kind, Lang, MechanismId, MediaType, PlaceId, Record, RecordRef};
use chancery_search::{Answer, Hit};
/// What a door needs to ask and to show, named here again so that it need not name the index.
pub use chancery_search::{
    Because, Constraint, Cut, DirectRecord, EmptyHelp, Equivalents, FacetName, Field, Filters, Meaning, Near, Note, QueryField, QueryIdea,
    Request, Shown, Sort, Suggestions, Understood,
};

use chancery_store::Current;

use crate::App;
use crate::card::Card;
use crate::ctx::Ctx;
use crate::entry;
use crate::error::AppError;
use crate::title::{self, Title};

/// One hit.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchHit {
    /// The record.
    pub address: RecordRef,
    /// What it is called, in the reader's language where the register has that.
    pub title: Title,
    /// Its date.
    pub date: Option<Edtf>,
    /// Its place, of a meeting.
    pub place: Option<PlaceId>,
    /// Its mechanism, of a meeting or document.
    pub mechanism: Option<MechanismId>,
    /// When its present revision was published, RFC 3339; `None` where a record is only described.
    pub published: Option<String>,
    /// True if a date filter only may match.
    pub may_match: bool,
    /// The best passages.
    pub passages: Vec<Shown>,
    /// The files that passages may be on pages of, by language: those that readers open at a page.
    pub files: Vec<(Lang, Digest)>,
    /// By which other names of what was typed it was found, where it does not have the words as typed.
    pub because: Vec<Because>,
}

/// A page of hits.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchPage {
    /// How many records match.
    pub total: usize,
    /// This page's hits.
    pub hits: Vec<SearchHit>,
    /// Facets with counts.
    pub facets: BTreeMap<FacetName, Vec<(String, u32)>>,
    /// What was understood, cut or given up.
    pub notes: Vec<Note>,
    /// How each part of the query was read.
    pub understood: Vec<Understood>,
    /// The whole query in near spellings, where nothing is written as one of its words.
    pub did_you_mean: Option<String>,
    /// What helps where nothing was found.
    pub empty: Option<EmptyHelp>,
}

/// The files of a document that open at a page.
fn paged_files(record: &Record) -> Vec<(Lang, Digest)> {
    let Record::Document(document) = record else { return Vec::new() };
    let paged = document.renditions.iter().filter(|rendition| rendition.media_type.as_deref() == Some(MediaType::Pdf.as_str()));
    paged.filter_map(|rendition| Some((rendition.lang.clone(), rendition.sha256?))).collect()
}

fn address(hit: &Hit) -> Option<RecordRef> {
    RecordRef::new(hit.kind, &hit.id).ok()
}

impl App {
    /// Answers a query; never an error for any text (promise P7).
    ///
    /// Where passages are wanted each hit is read from the register; else it is described by what the index keeps.
    /// Errors: only what the index or the store report of themselves.
    pub async fn search(&self, ctx: &Ctx, mut request: Request) -> Result<SearchPage, AppError> {
        request.terms = Arc::clone(&self.catalogue().terms);
        let reads_records = request.passages > 0;
        let index = Arc::clone(self.index());
        let answer: Answer = tokio::task::spawn_blocking(move || index.search(&request)).await.map_err(AppError::bug)??;
        let (answer, hits) = if reads_records {
            let addresses: Vec<RecordRef> = answer.hits.iter().filter_map(address).collect();
            let records = self.store().find_all(&addresses).await?;
            let (app, ctx) = (self.clone(), ctx.clone());
            let show = move || {
                let hits = app.show(&ctx, &answer, records);
                (answer, hits)
            };
            tokio::task::spawn_blocking(show).await.map_err(AppError::bug)?
        } else {
            let hits = answer.hits.iter().filter_map(|hit| {
                let found = self.describe_card(ctx, address(hit)?, Card::read(&hit.card));
                Some(SearchHit { may_match: hit.may_match, because: hit.because.clone(), ..found })
            });
            let hits = hits.collect();
            (answer, hits)
        };
        let Answer { total, facets, notes, understood, did_you_mean, empty, .. } = answer;
        Ok(SearchPage { total, hits, facets, notes, understood, did_you_mean, empty })
    }

    /// Searches for a word so that what the first search makes (arrays of facets, names of notions) is made before a reader
    /// waits for it.
    ///
    /// Shape: at once; the search goes on by itself. What fails in it is told to the reader who searches next.
    pub fn warm_up(&self) {
        let request = Request { terms: Arc::clone(&self.catalogue().terms), ..Request::new("meeting", Lang::en()) };
        let index = Arc::clone(self.index());
        drop(tokio::task::spawn_blocking(move || index.search(&request).map(drop)));
    }

    /// Describes the hits by their records, with the passages that answer the query.
    fn show(&self, ctx: &Ctx, answer: &Answer, mut records: BTreeMap<RecordRef, Current>) -> Vec<SearchHit> {
        let catalogue = self.catalogue();
        let hits = answer.hits.iter().filter_map(|hit| {
            // A record withdrawn a moment ago may still be in the index; the page then shows one hit less.
            let (address, current) = records.remove_entry(&address(hit)?)?;
            let own = if answer.marks.is_some() { entry::passages(&catalogue, &current.record) } else { Vec::new() };
            let found = self.describe(ctx, address, &current.record);
            let (published, passages) = (Some(current.batch.at), answer.show(hit, own));
            let files = paged_files(&current.record);
            Some(SearchHit { published, passages, files, may_match: hit.may_match, because: hit.because.clone(), ..found })
        });
        hits.collect()
    }

    /// Suggests queries and records for the beginning of a query.
    ///
    /// Errors: only what the index reports of itself.
    pub async fn suggest(&self, ctx: &Ctx, typed: &str) -> Result<Suggestions, AppError> {
        let (index, catalogue) = (Arc::clone(self.index()), self.catalogue());
        let (typed, lang) = (typed.to_owned(), ctx.lang.clone());
        let suggest = move || index.suggest(&typed, &lang, &catalogue.terms);
        Ok(tokio::task::spawn_blocking(suggest).await.map_err(AppError::bug)??)
    }

    /// What a record is called, when and where it was.
    pub fn describe(&self, ctx: &Ctx, address: RecordRef, record: &Record) -> SearchHit {
        self.describe_card(ctx, address, Card::of(record))
    }

    fn describe_card(&self, ctx: &Ctx, address: RecordRef, card: Card) -> SearchHit {
        debug_assert!(address.kind != Kind::Reading, "readings are not searched");
        let catalogue = self.catalogue();
        let Card { names, ordinal, mechanism, date, place } = card;
        let title = match (&mechanism, address.kind) {
            (Some(mechanism), Kind::Meeting) => title::meeting(&catalogue, &names, ordinal, mechanism, date.as_ref(), &ctx.lang),
            _ => match catalogue.name(&names, &ctx.lang) {
                Some(name) => Title { text: name.text.clone(), lang: name.lang.clone() },
                None => Title { text: address.id().to_owned(), lang: Lang::und() },
            },
        };
        let (published, may_match, passages, because) = (None, false, Vec::new(), Vec::new());
        let files = Vec::new();
        SearchHit { address, title, date, place, mechanism, published, may_match, passages, files, because }
    }
}
