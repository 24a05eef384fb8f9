//! Searching: one request, one page of hits with the titles and dates that a reader sees.
//!
//! The index answers with ids and passages; what a hit is called and when it was is read from the record, so that a page
//! never shows a name that the register no longer has.

use std::collections::BTreeMap;
use std::sync::Arc;

use chancery_model::{Edtf, Kind, MechanismId, PlaceId, Record, RecordRef};
use chancery_search::Answer;
/// What a door needs to ask and to show, named here again so that it need not name the index.
pub use chancery_search::{
    Because, Constraint, Cut, DirectRecord, EmptyHelp, Equivalents, FacetName, Field, Filters, Meaning, Near, Note, QueryField, QueryIdea,
    Request, Shown, Sort, Suggestions, Understood,
};

use crate::App;
use crate::ctx::Ctx;
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

impl App {
    /// Answers a query; never an error for any text (promise P7).
    ///
    /// Errors: only what the index or the store report of themselves.
    pub async fn search(&self, ctx: &Ctx, mut request: Request) -> Result<SearchPage, AppError> {
        request.terms = Arc::clone(&self.catalogue().terms);
        let index = Arc::clone(self.index());
        let mut answer: Answer = tokio::task::spawn_blocking(move || index.search(&request)).await.map_err(AppError::bug)??;
        let address = |hit: &chancery_search::Hit| RecordRef::new(hit.kind, &hit.id).ok();
        let addresses: Vec<RecordRef> = answer.hits.iter().filter_map(address).collect();
        let mut records = self.store().find_all(&addresses).await?;
        let mut hits = Vec::with_capacity(answer.hits.len());
        for hit in std::mem::take(&mut answer.hits) {
            // A record withdrawn a moment ago may still be in the index; the page then shows one hit less.
            let Some((address, current)) = address(&hit).and_then(|address| records.remove_entry(&address)) else { continue };
            let mut found = self.describe(ctx, address, &current.record);
            found.published = Some(current.batch.at);
            found.may_match = hit.may_match;
            found.passages = hit.passages;
            found.because = hit.because;
            hits.push(found);
        }
        let Answer { total, facets, notes, understood, did_you_mean, empty, .. } = answer;
        Ok(SearchPage { total, hits, facets, notes, understood, did_you_mean, empty })
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
        let catalogue = self.catalogue();
        let mut hit = SearchHit {
            title: Title { text: address.id().to_owned(), lang: chancery_model::Lang::und() },
            address,
            date: None,
            place: None,
            mechanism: None,
            published: None,
            may_match: false,
            passages: Vec::new(),
            because: Vec::new(),
        };
        match record {
            Record::Meeting(m) => {
                hit.title = title::meeting(&catalogue, &m.names, m.ordinal, &m.mechanism, m.date.as_ref(), &ctx.lang);
                hit.date = m.date;
                hit.place = m.place.as_ref().map(|p| p.place.clone());
                hit.mechanism = Some(m.mechanism.clone());
            }
            other => {
                if let Some(name) = catalogue.name(other.names(), &ctx.lang) {
                    hit.title = Title { text: name.text.clone(), lang: name.lang.clone() };
                }
                if let Record::Document(d) = other {
                    hit.date = d.date;
                    hit.mechanism = d.issuer.clone();
                }
            }
        }
        debug_assert!(hit.address.kind != Kind::Reading, "readings are not searched");
        hit
    }
}
