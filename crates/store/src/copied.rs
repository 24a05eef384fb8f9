//! Copies of a database: made while others read and write it, and looked into without changing a byte.

use std::io;
use std::path::Path;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _};

use crate::database;
use crate::error::ReadError;
use crate::journal::{self, Head};

/// Copies a database into a file that is not there yet; readers and writers go on meanwhile.
pub(crate) async fn copy_into(from: &Path, to: &Path) -> Result<(), ReadError> {
    // The path goes into the statement as text with its quotes doubled; SQLite takes no parameter from sqlx here that
    // names a file outside UTF-8, so such a path is refused.
    let text = to.to_str().ok_or_else(|| sqlx::Error::Io(io::Error::from(io::ErrorKind::InvalidFilename)))?;
    let statement = format!("VACUUM INTO '{}'", text.replace('\'', "''"));
    let mut c = database::connect(from).await?;
    sqlx::query(AssertSqlSafe(statement)).execute(&mut c).await?;
    Ok(c.close().await?)
}

/// Reads where the journal of a copy ends, and its schema. Nobody else may have the file open.
pub(crate) async fn read_point(path: &Path) -> Result<(Head, i64), ReadError> {
    let options = SqliteConnectOptions::new().filename(path).read_only(true).immutable(true);
    let mut c = options.connect().await?;
    let head = journal::head(&mut c).await?;
    let schema = sqlx::query_scalar("PRAGMA user_version").fetch_one(&mut c).await?;
    c.close().await?;
    Ok((head, schema))
}
