//! The room from outside: entries in, answers out.

mod corpus;
mod facets;
mod following;
mod known_items;
mod paging;
mod queries;
mod showing;
