//! The web door: addresses, pages, and the words and dates they show.
//!
//! Start reading at [`routes`]: it lists every address. [`pages`] answers the addresses that a reader sees; the JSON
//! door, the feeds, the files of documents and the server around them are beside it. [`text`] holds the words of the interface, [`assets`] the
//! style sheet. Every handler gets [`State`]: the register, the public address and a clock, and nothing ambient.

pub mod accept;
pub mod api;
pub mod assets;
pub mod feeds;
pub mod files;
pub mod pages;
pub mod routes;
pub mod server;
pub mod text;

use std::fmt;
use std::sync::Arc;

use chancery_app::{Actor, App, Ctx};
use chancery_model::journal::Role;

use self::routes::{Base, UiLang};

/// Tells the instant: RFC 3339 in UTC, to the second. Handed in by the door, so that tests can stop it.
pub trait Clock: Send + Sync {
    /// The instant now.
    fn now(&self) -> String;
}

/// A clock that stands still, for tests and samples.
#[derive(Debug, Clone)]
pub struct StoppedClock(pub String);

impl Clock for StoppedClock {
    fn now(&self) -> String {
        self.0.clone()
    }
}

/// What every handler gets.
#[derive(Clone)]
pub struct State {
    /// The register.
    pub app: App,
    /// The public address.
    pub base: Base,
    /// The clock.
    pub clock: Arc<dyn Clock>,
}

impl State {
    /// The context of a visitor's call in a language of the interface.
    pub fn ctx(&self, ui: UiLang) -> Ctx {
        Ctx::at(self.clock.now(), Actor { name: "visitor".into(), role: Role::System }, ui.lang())
    }
}

impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("State").field("base", &self.base).finish_non_exhaustive()
    }
}
