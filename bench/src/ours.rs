//! The product's own search, asked literally: what HTTP, the store and JSON add is the difference to the other row.

use std::error::Error;
use std::path::Path;

use chancery_model::Lang;
use chancery_search::{Filters, Index, Request};

use crate::queries::Query;
use crate::runs::Runs;

/// Opens the index and asks.
pub(crate) fn measure(folder: &Path, queries: &[Query]) -> Result<Runs, Box<dyn Error>> {
    let (index, _) = Index::open(folder)?;
    if index.is_empty() {
        return Err(format!("{} holds no entries of this version", folder.display()).into());
    }
    Ok(Runs::of("literal, in process", queries, |query| Some(index.search(&request(query)).map(|answer| answer.total)))?)
}

fn request(query: &Query) -> Request {
    let text = query.words.join(" ");
    let text = match query.ask.as_str() {
        "phrase" => format!("\"{text}\""),
        "prefix" => format!("{text}*"),
        _ => text,
    };
    let mut request = Request::new(text, Lang::en());
    request.is_literal = true;
    request.passages = 0;
    request.with_facets = query.topic.is_some();
    request.filters = Filters { topics: query.topic.iter().cloned().collect(), ..Filters::default() };
    request.offset = query.offset;
    request
}
