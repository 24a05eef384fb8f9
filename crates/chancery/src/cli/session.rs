//! What a command runs in: the data folder, the clock, the actor.

use std::path::PathBuf;

use chancery_app::keeping::Register;
use chancery_app::papers::{Reader, Second};
use chancery_app::{Actor, App, AppError, Ctx, ErrorKind, Location, S3Access};
use chancery_model::Lang;
use chancery_model::journal::Role;
use time::OffsetDateTime;

use super::{Failure, Output};
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

    /// Where the register is: by flags, environment, file of settings, or the defaults.
    pub fn location(&self) -> Result<Location, Failure> {
        Ok(Loaded::read(self.flags.clone(), ServerFlags::default(), None)?.settings.location)
    }

    /// The access to buckets.
    pub fn s3(&self) -> Result<S3Access, Failure> {
        Ok(Loaded::read(self.flags.clone(), ServerFlags::default(), None)?.settings.s3)
    }

    /// The reader of papers: this very program in a process of its own, within the limits of the settings.
    pub fn paper_reader(&self) -> Result<Reader, Failure> {
        let limits = Loaded::read(self.flags.clone(), ServerFlags::default(), None)?.settings.reading;
        let program = std::env::current_exe().map_err(|e| Failure::new(format!("cannot tell where this program is: {e}")))?;
        Ok(Reader::apart(program, find_program("pdftotext").map(|program| Second { program }), limits))
    }

    /// The data folder.
    pub fn data(&self) -> Result<PathBuf, Failure> {
        Ok(self.location()?.folder)
    }

    /// Opens the register, which must be there, for writing and reading records.
    ///
    /// Shape: as far as the journal is now; as far as the data folder has it, and that is said, if its database does not
    /// answer.
    pub async fn register(&self, output: &mut Output) -> Result<Register, Failure> {
        let register = Register::open_existing_at(&self.location()?).await.map_err(with_way_on)?;
        go_on_without(register.pull().await, output)?;
        Ok(register)
    }

    /// Opens the register for writing and reading records, making an empty one if there is none.
    pub async fn new_register(&self) -> Result<Register, Failure> {
        let register = Register::open_at(&self.location()?).await?;
        register.pull().await?;
        Ok(register)
    }

    /// Opens the register, which must be there, with its search index.
    ///
    /// Shape: as [`Session::register`].
    pub async fn app(&self, output: &mut Output) -> Result<App, Failure> {
        let app = App::open_existing_at(&self.location()?).await.map_err(with_way_on)?;
        go_on_without(app.pull(instant).await.map(drop), output)?;
        Ok(app)
    }

    /// Opens the register, which must be there, with its search index, to be followed while it is served.
    ///
    /// Shape: as far as the data folder has it; nothing is pulled yet, which may take long for a new node.
    pub async fn node(&self) -> Result<App, Failure> {
        Ok(App::open_existing_at(&self.location()?).await.map_err(with_way_on)?)
    }

    /// The context of one call: an operator, at this instant, in English.
    pub fn ctx(&self) -> Ctx {
        Ctx::at(instant(), Actor { name: "operator".into(), role: Role::Operator }, Lang::en())
    }
}

/// What can be read is read, and it is said that there may be more. What is to be written says so itself.
fn go_on_without(pulled: Result<(), AppError>, output: &mut Output) -> Result<(), Failure> {
    match pulled {
        Err(error) if error.kind == ErrorKind::Unreachable => {
            output.say(format_args!("warning: {}; going on with what the data folder has", error.chain()));
            Ok(())
        }
        other => Ok(other?),
    }
}

fn with_way_on(error: AppError) -> AppError {
    match error.kind {
        ErrorKind::NotFound if error.hint.is_none() => {
            error.with_hint("name another folder with --data, or make a register with `chancery init`")
        }
        _ => error,
    }
}

/// Finds a program in the folders of the environment.
fn find_program(name: &str) -> Option<PathBuf> {
    let folders = std::env::var_os("PATH")?;
    std::env::split_paths(&folders).filter(|folder| folder.is_absolute()).map(|folder| folder.join(name)).find(|path| path.is_file())
}

/// This instant in UTC, RFC 3339 to the second.
#[expect(clippy::disallowed_methods, reason = "the door is where the clock is read; every room below is handed the instant")]
pub fn instant() -> String {
    let now = OffsetDateTime::now_utc();
    let (date, time) = (now.date(), now.time());
    let (month, day) = (u8::from(date.month()), date.day());
    format!("{:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z", date.year(), time.hour(), time.minute(), time.second())
}
