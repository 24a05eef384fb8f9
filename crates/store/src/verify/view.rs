//! Every table of the views against the side database, row by row.

use std::cmp::Ordering;

use futures_util::TryStreamExt;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use super::{Fault, VerifyError, VerifyProgress, VerifyReport, VerifyStage};
use crate::views::table::TABLES;

/// A row that is to be compared: what to call it, and all its columns.
struct Line {
    key: String,
    row: String,
}

fn line(row: Option<SqliteRow>) -> Result<Option<Line>, sqlx::Error> {
    row.map(|row| Ok(Line { key: row.try_get("key")?, row: row.try_get("row")? })).transpose()
}

pub(super) async fn check(
    c: &mut SqliteConnection,
    side: &mut SqliteConnection,
    report: &mut VerifyReport,
    on_progress: &mut (impl FnMut(VerifyProgress) + Send),
) -> Result<(), VerifyError> {
    let of = u64::try_from(TABLES.len()).unwrap_or(u64::MAX);
    for (done, table) in (1..).zip(&TABLES) {
        let mut found = sqlx::query(table.rows).fetch(&mut *c);
        let mut made = sqlx::query(table.rows).fetch(&mut *side);
        let (mut theirs, mut ours) = (line(found.try_next().await?)?, line(made.try_next().await?)?);
        loop {
            // Both come in the order of the keys' bytes.
            let (fault, step_theirs, step_ours) = match (&theirs, &ours) {
                (None, None) => break,
                (Some(row), None) => (Some((row.key.clone(), "is not in a rebuild")), true, false),
                (None, Some(row)) => (Some((row.key.clone(), "is missing")), false, true),
                (Some(a), Some(b)) if a.key == b.key => ((a.row != b.row).then(|| (a.key.clone(), "differs from a rebuild")), true, true),
                (Some(a), Some(b)) => match a.key.cmp(&b.key) {
                    Ordering::Less => (Some((a.key.clone(), "is not in a rebuild")), true, false),
                    _ => (Some((b.key.clone(), "is missing")), false, true),
                },
            };
            if let Some((key, what)) = fault {
                report.add(Fault::View { table: table.name, key, what });
            }
            report.rows += u64::from(step_theirs);
            if step_theirs {
                theirs = line(found.try_next().await?)?;
            }
            if step_ours {
                ours = line(made.try_next().await?)?;
            }
        }
        on_progress(VerifyProgress { stage: VerifyStage::Views, done, of });
    }
    Ok(())
}
