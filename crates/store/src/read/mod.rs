//! Reading: what pages, lists, feeds and followers ask for, one statement or one snapshot each.

pub(crate) mod counts;
pub(crate) mod document;
pub(crate) mod line;
pub(crate) mod lookup;
pub(crate) mod meeting;
pub(crate) mod page;
pub(crate) mod series;

#[cfg(test)]
mod plans;
