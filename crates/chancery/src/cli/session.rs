//! What a command runs in: the data folder, the clock, the actor.

use std::path::PathBuf;

use chancery_app::keeping::Register;
use chancery_app::{Actor, App, AppError, Ctx, ErrorKind};
use chancery_model::Lang;
use chancery_model::journal::Role;
use time::OffsetDateTime;

use super::Failure;
use crate::config::{DataFlags, Loaded, ServerFlags};

/// What a command runs in.
#[derive(Debug, Clone)]
pub struct Session {
    flags: DataFlags,
}

impl Session {
    /// Makes a session of the flags that every command takes.
    pub fn new(flags: DataFlags) -> Session {
        Session { flags }
    }

    /// The flags that every command takes.
    pub fn flags(&self) -> &DataFlags {
        &self.flags
    }

    /// The data folder: by flag, environment, file of settings, or the default.
    pub fn data(&self) -> Result<PathBuf, Failure> {
        Ok(Loaded::read(self.flags.clone(), ServerFlags::default(), None)?.settings.data)
    }

    /// Opens the register, which must be there, for writing and reading records.
    pub async fn register(&self) -> Result<Register, Failure> {
        Ok(Register::open_existing(&self.data()?).await.map_err(with_way_on)?)
    }

    /// Opens the register for writing and reading records, making an empty one if there is none.
    pub async fn new_register(&self) -> Result<Register, Failure> {
        Ok(Register::open(&self.data()?).await?)
    }

    /// Opens the register, which must be there, with its search index.
    pub async fn app(&self) -> Result<App, Failure> {
        Ok(App::open_existing(&self.data()?).await.map_err(with_way_on)?)
    }

    /// The context of one call: an operator, at this instant, in English.
    pub fn ctx(&self) -> Ctx {
        Ctx::at(instant(), Actor { name: "operator".into(), role: Role::Operator }, Lang::en())
    }
}

fn with_way_on(error: AppError) -> AppError {
    match error.kind {
        ErrorKind::NotFound => error.with_hint("name another folder with --data, or make a register with `chancery init`"),
        _ => error,
    }
}

/// This instant in UTC, RFC 3339 to the second.
#[expect(clippy::disallowed_methods, reason = "the door is where the clock is read; every room below is handed the instant")]
pub fn instant() -> String {
    let now = OffsetDateTime::now_utc();
    let (date, time) = (now.date(), now.time());
    let (month, day) = (u8::from(date.month()), date.day());
    format!("{:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z", date.year(), time.hour(), time.minute(), time.second())
}
