//! Tests of the doors from outside: the router in process, and the real binary.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on may stop where it is")]

mod api;
mod cli;
mod nodes;
mod process;
mod site;
