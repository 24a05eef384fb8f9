//! The web door: addresses, pages, and the words and dates they show.
//!
//! Start reading at [`routes`]: it lists every address.

pub mod routes;
