//! The room from outside: entries in, answers out.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod bundled;
mod corpus;
mod facets;
mod following;
mod known_items;
mod paging;
mod queries;
mod showing;
mod widening;
