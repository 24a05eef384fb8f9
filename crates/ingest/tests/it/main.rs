//! Integration tests of the room: the promises, on the seed, on mutations of it, on made-up pages and on arbitrary bytes.

#![cfg(test)]

mod arbitrary;
mod candidates;
mod docs;
mod ledger;
mod mutations;
mod pages;
mod papers;
mod seed;
