//! The mark in `register.sqlite` that says whether the file is the register itself or a replica of one.

use std::path::Path;

use sqlx::{Row, SqliteConnection};

use crate::error::{OpenError, ReadError};

/// What a file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Origin {
    /// The register itself.
    Own,
    /// A replica of the journal with this identity; none until it first met its journal.
    Replica(Option<String>),
}

const FIND: &str = "SELECT kind, register FROM origin WHERE only = 1";

const SET: &str = "UPDATE origin SET kind = $1, register = $2 WHERE only = 1";

/// Reads the mark.
pub(crate) async fn read(c: &mut SqliteConnection) -> Result<Origin, ReadError> {
    let damaged = |what: &str| ReadError::Damaged(format!("its mark of origin {what}"));
    let row = sqlx::query(FIND).fetch_optional(c).await?.ok_or_else(|| damaged("is missing"))?;
    let register: Option<String> = row.try_get("register")?;
    match (row.try_get::<&str, _>("kind")?, register) {
        ("own", None) => Ok(Origin::Own),
        ("replica", register) => Ok(Origin::Replica(register)),
        (kind, register) => Err(damaged(&format!("says {kind:?} of {register:?}"))),
    }
}

/// Writes the mark.
pub(crate) async fn set(c: &mut SqliteConnection, origin: &Origin) -> Result<(), ReadError> {
    let (kind, register) = match origin {
        Origin::Own => ("own", None),
        Origin::Replica(register) => ("replica", register.as_deref()),
    };
    sqlx::query(SET).bind(kind).bind(register).execute(c).await?;
    Ok(())
}

/// Makes the file what it is opened as, if it is that already or holds nothing yet; within the caller's transaction.
pub(crate) async fn settle(c: &mut SqliteConnection, folder: &Path, is_replica: bool) -> Result<(), OpenError> {
    let is_empty = crate::journal::head(c).await?.seq == 0;
    match (read(c).await?, is_replica) {
        (Origin::Own, false) | (Origin::Replica(_), true) => Ok(()),
        (Origin::Own, true) if is_empty => Ok(set(c, &Origin::Replica(None)).await?),
        (Origin::Own, true) => Err(OpenError::OwnRegister(folder.to_owned())),
        (Origin::Replica(_), false) => Err(OpenError::Replica(folder.to_owned())),
    }
}
