//! Nodes: servers on one database, servers on one folder, and what they do when something is lost.

pub(crate) mod database;
mod folder;
mod postgres;
