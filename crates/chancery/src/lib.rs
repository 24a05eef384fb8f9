//! The doors: the command line, the web and their settings, over the use cases of `chancery-app`.
//!
//! A library beside the binary only so that the tests can call the router and the settings in process; nothing
//! outside this crate builds on it.

pub mod bundled;
pub mod cli;
pub mod config;
pub mod web;
