//! Readers, one for each kind of source.

pub mod tcs;
