//! Every statement is one that PostgreSQL takes, and on large tables walks along an index.

use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, Row, SqlSafeStr};

use super::{migrate, sql};

/// The server that the tests of this crate may use; see `tests/it/database.rs`.
#[expect(clippy::disallowed_methods, reason = "a test is told its server by the environment")]
fn server() -> Option<String> {
    let server = std::env::var("CHANCERY_TEST_POSTGRES").ok().filter(|url| !url.is_empty());
    if server.is_none() {
        assert!(!std::env::var("CI").is_ok_and(|ci| ci == "true"), "CHANCERY_TEST_POSTGRES names no server, and CI is set");
        eprintln!("SKIPPED on PostgreSQL: CHANCERY_TEST_POSTGRES names no server");
    }
    server
}

/// A connection to empty tables of ours, which are gone with it.
async fn tables() -> Option<PgConnection> {
    let mut c = PgConnection::connect(&server()?).await.unwrap();
    let name = format!("chancery_{}", std::process::id());
    let begin = format!("BEGIN; CREATE SCHEMA {name}; SET LOCAL search_path = {name}");
    sqlx::raw_sql(AssertSqlSafe(begin)).execute(&mut c).await.unwrap();
    for migration in migrate::TEXTS {
        sqlx::raw_sql(AssertSqlSafe(migration)).execute(&mut c).await.unwrap();
    }
    Some(c)
}

#[tokio::test]
async fn postgresql_prepares_every_statement() {
    let Some(mut c) = tables().await else { return };
    for statement in sql::PREPARED {
        let prepared = (&mut c).prepare(AssertSqlSafe(statement).into_sql_str()).await;
        assert!(prepared.is_ok(), "{statement}: {:?}", prepared.err());
    }
}

#[tokio::test]
async fn followers_and_publishers_walk_along_an_index() {
    let Some(mut c) = tables().await else { return };
    // Empty tables are always read whole; a plan for many rows is what is asked for.
    c.execute("SET LOCAL enable_seqscan = off").await.unwrap();
    for (statement, values) in [
        (sql::ENTRIES_AFTER, &["7", "500", "1000000"][..]),
        (sql::BATCHES, &["7", "9"]),
        (sql::FIND_HEADER, &["7"]),
        (sql::HEAD, &[]),
        (sql::LOCK_HEAD, &[]),
    ] {
        let mut text = statement.to_owned();
        for (index, value) in values.iter().enumerate() {
            text = text.replace(&format!("${}", index + 1), value);
        }
        let rows = sqlx::query(AssertSqlSafe(format!("EXPLAIN {text}"))).fetch_all(&mut c).await.unwrap();
        let plan: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
        assert!(!plan.iter().any(|step| step.contains("Seq Scan")), "{statement}: {plan:#?}");
    }
}
