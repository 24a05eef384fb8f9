//! Tantivy as its documentation shows it: two text fields, one of pairs, its own scores, ten hits and their number.

use std::error::Error;
use std::io;
use std::path::Path;

use tantivy::collector::{Count, TopDocs};
use tantivy::query::{
    BooleanQuery, BoostQuery, FuzzyTermQuery, Occur, PhrasePrefixQuery, PhraseQuery, Query as EngineQuery, RegexQuery, TermQuery,
};
use tantivy::schema::{FAST, Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions, Value as _};
use tantivy::{Index, Searcher, TantivyDocument, Term};

use crate::queries::{Query, Text, pairs};
use crate::runs::Runs;

struct Fields {
    title: Field,
    body: Field,
    pairs: Field,
    topic: Field,
}

/// Indexes the texts and asks.
pub(crate) fn measure(folder: &Path, texts: impl Iterator<Item = io::Result<Text>>, queries: &[Query]) -> Result<Runs, Box<dyn Error>> {
    std::fs::create_dir_all(folder)?;
    let mut schema = Schema::builder();
    let words = |tokenizer: &str| {
        let indexing = TextFieldIndexing::default().set_tokenizer(tokenizer).set_index_option(IndexRecordOption::WithFreqsAndPositions);
        TextOptions::default().set_indexing_options(indexing)
    };
    let key = schema.add_text_field("id", STRING | STORED);
    let fields = Fields {
        title: schema.add_text_field("title", words("default") | STORED),
        body: schema.add_text_field("body", words("default")),
        pairs: schema.add_text_field("pairs", words("whitespace")),
        topic: schema.add_text_field("topic", STRING | FAST),
    };
    let host = schema.add_text_field("host", STRING | FAST);
    let year = schema.add_u64_field("year", FAST | STORED);
    let index = Index::create_in_dir(folder, schema.build())?;
    let mut writer = index.writer_with_num_threads::<TantivyDocument>(1, 200_000_000)?;
    for text in texts {
        let text = text?;
        let mut document = TantivyDocument::default();
        document.add_text(fields.pairs, pairs(&text.both()));
        for (field, value) in
            [(key, text.id), (fields.title, text.title), (fields.body, text.body), (fields.topic, text.topic), (host, text.host)]
        {
            document.add_text(field, value);
        }
        document.add_u64(year, text.year.into());
        writer.add_document(document)?;
    }
    writer.commit()?;
    writer.wait_merging_threads()?;
    let searcher = index.reader()?.searcher();
    Ok(Runs::of("Tantivy, in process", queries, |query| Some(ask(&searcher, &fields, key, query)))?)
}

fn ask(searcher: &Searcher, fields: &Fields, key: Field, query: &Query) -> tantivy::Result<usize> {
    let found = engine_query(fields, query);
    let page = TopDocs::with_limit(10).and_offset(query.offset).order_by_score();
    let (hits, count) = if query.topic.is_some() {
        let counts =
            ["topic", "host", "year"].map(|field| (field.to_owned(), serde_json::json!({ "terms": { "field": field, "size": 100 } })));
        let aggregations = serde_json::from_value(counts.into_iter().collect::<serde_json::Map<_, _>>().into())
            .map_err(|e| tantivy::TantivyError::InternalError(e.to_string()))?;
        let counts = tantivy::aggregation::AggregationCollector::from_aggs(aggregations, tantivy::aggregation::AggContextParams::default());
        let (hits, count, _) = searcher.search(found.as_ref(), &(page, Count, counts))?;
        (hits, count)
    } else {
        searcher.search(found.as_ref(), &(page, Count))?
    };
    for (_, address) in hits {
        let document: TantivyDocument = searcher.doc(address)?;
        debug_assert!(document.get_first(key).and_then(|value| value.as_str()).is_some());
    }
    Ok(count)
}

fn engine_query(fields: &Fields, query: &Query) -> Box<dyn EngineQuery> {
    let either = |of: &dyn Fn(Field) -> Box<dyn EngineQuery>| -> Box<dyn EngineQuery> {
        let title = Box::new(BoostQuery::new(of(fields.title), 4.0));
        Box::new(BooleanQuery::new(vec![(Occur::Should, title as Box<dyn EngineQuery>), (Occur::Should, of(fields.body))]))
    };
    let term = |field: Field, word: &str| Term::from_field_text(field, word);
    let mut all: Vec<Box<dyn EngineQuery>> = match query.ask.as_str() {
        "phrase" => vec![either(&|field| Box::new(PhraseQuery::new(query.words.iter().map(|word| term(field, word)).collect())))],
        "cjk" => {
            let terms: Vec<Term> = pairs(&query.words.concat()).split_whitespace().map(|pair| term(fields.pairs, pair)).collect();
            match <[Term; 1]>::try_from(terms) {
                Ok([one]) => vec![Box::new(TermQuery::new(one, IndexRecordOption::WithFreqs))],
                Err(terms) => vec![Box::new(PhraseQuery::new(terms))],
            }
        }
        "prefix" => query.words.iter().map(|word| either(&|field| begins(field, word))).collect(),
        "typo" => query.words.iter().map(|word| either(&|field| Box::new(FuzzyTermQuery::new(term(field, word), 1, true)))).collect(),
        _ => query
            .words
            .iter()
            .map(|word| either(&|field| Box::new(TermQuery::new(term(field, word), IndexRecordOption::WithFreqs))))
            .collect(),
    };
    if let Some(topic) = &query.topic {
        all.push(Box::new(BoostQuery::new(Box::new(TermQuery::new(term(fields.topic, topic), IndexRecordOption::Basic)), 0.0)));
    }
    if all.len() == 1 { all.remove(0) } else { Box::new(BooleanQuery::intersection(all)) }
}

/// All words that begin so; the engine's prefix of a phrase wants two words at least.
fn begins(field: Field, beginning: &str) -> Box<dyn EngineQuery> {
    match RegexQuery::from_pattern(&format!("{beginning}.*"), field) {
        Ok(query) => Box::new(query),
        Err(_) => Box::new(PhrasePrefixQuery::new(vec![Term::from_field_text(field, beginning)])),
    }
}
