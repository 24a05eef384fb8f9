//! The behaviour of the store, through its public door; damage and kills come from outside it.
#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

mod backup;
mod damage;
mod documents;
mod killing;
mod lists;
mod moving;
mod properties;
mod publishing;
mod redacting;
mod register;
mod sharing;
mod transfer;
mod undoing;
