//! Tests of the doors from outside: the router in process, and the real binary.
#![expect(clippy::unwrap_used, clippy::print_stderr, reason = "a test that cannot go on stops where it is; one that is skipped says so")]

mod agreed;
mod api;
mod cli;
mod nodes;
mod papers;
mod process;
mod site;
mod specimens;
