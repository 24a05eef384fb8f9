//! The room from outside: entries in, answers out.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod bundled;
mod copying;
mod corpus;
mod facets;
mod following;
mod forgiving;
mod histories;
mod known_items;
mod paging;
mod queries;
mod reading;
mod showing;
mod suggesting;
mod widening;
