//! SQLite's FTS5 as its documentation shows it: two columns of words and one of pairs, ranked by its BM25.

use std::error::Error;
use std::io;
use std::path::Path;

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions as _, Connection as _, Row as _};
use tokio::runtime::Builder;

use crate::queries::{Query, Text, pairs};
use crate::runs::Runs;

const TABLES: &str = "
CREATE VIRTUAL TABLE texts USING fts5(title, body, pairs, content='', tokenize='unicode61', prefix='3');
CREATE TABLE meeting (number INTEGER PRIMARY KEY, id TEXT, title TEXT, topic TEXT, host TEXT, year INTEGER);
";

const ADD_TEXT: &str = "INSERT INTO texts (rowid, title, body, pairs) VALUES ($1, $2, $3, $4)";

const ADD_MEETING: &str = "INSERT INTO meeting (number, id, title, topic, host, year) VALUES ($1, $2, $3, $4, $5, $6)";

const FIND: &str = "
SELECT m.id, m.title, m.year
FROM texts
JOIN meeting AS m ON m.number = texts.rowid
WHERE texts MATCH $1
ORDER BY bm25(texts, 4.0, 1.0, 1.0)
LIMIT 10 OFFSET $2";

const FIND_IN_TOPIC: &str = "
SELECT m.id, m.title, m.year
FROM texts
JOIN meeting AS m ON m.number = texts.rowid
WHERE texts MATCH $1
AND m.topic = $3
ORDER BY bm25(texts, 4.0, 1.0, 1.0)
LIMIT 10 OFFSET $2";

const COUNT: &str = "SELECT count(*) FROM texts WHERE texts MATCH $1";

const COUNT_VALUES: &str = "
SELECT m.topic, m.host, m.year, count(*)
FROM texts
JOIN meeting AS m ON m.number = texts.rowid
WHERE texts MATCH $1
AND m.topic = $2
GROUP BY m.topic, m.host, m.year";

/// Indexes the texts and asks.
pub(crate) fn measure(file: &Path, texts: impl Iterator<Item = io::Result<Text>>, queries: &[Query]) -> Result<Runs, Box<dyn Error>> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let options = SqliteConnectOptions::new().filename(file).create_if_missing(true).pragma("cache_size", "-65536");
    let mut connection = runtime.block_on(options.disable_statement_logging().connect())?;
    runtime.block_on(fill(&mut connection, texts))?;
    Ok(Runs::of("SQLite FTS5, in process", queries, |query| {
        let asked = match_of(query)?;
        Some(runtime.block_on(ask(&mut connection, query, &asked)))
    })?)
}

async fn fill(connection: &mut SqliteConnection, texts: impl Iterator<Item = io::Result<Text>>) -> Result<(), Box<dyn Error>> {
    sqlx::raw_sql(TABLES).execute(&mut *connection).await?;
    let mut transaction = connection.begin().await?;
    for (text, number) in texts.zip(1_i64..) {
        let text = text?;
        let pairs = pairs(&text.both());
        let add = sqlx::query(ADD_TEXT).bind(number).bind(&text.title).bind(&text.body).bind(pairs);
        add.execute(&mut *transaction).await?;
        let add = sqlx::query(ADD_MEETING)
            .bind(number)
            .bind(text.id)
            .bind(text.title)
            .bind(text.topic)
            .bind(text.host)
            .bind(i64::from(text.year));
        add.execute(&mut *transaction).await?;
    }
    transaction.commit().await?;
    sqlx::query("INSERT INTO texts (texts) VALUES ('optimize')").execute(connection).await?;
    Ok(())
}

/// The query in the engine's own words; it knows no misspelt ones.
fn match_of(query: &Query) -> Option<String> {
    let quoted = |word: &str| format!("\"{word}\"");
    Some(match query.ask.as_str() {
        "typo" => return None,
        "phrase" => quoted(&query.words.join(" ")),
        "prefix" => query.words.iter().map(|word| format!("{}*", quoted(word))).collect::<Vec<_>>().join(" "),
        "cjk" => format!("pairs : {}", quoted(pairs(&query.words.concat()).trim())),
        _ => query.words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" "),
    })
}

async fn ask(connection: &mut SqliteConnection, query: &Query, asked: &str) -> sqlx::Result<usize> {
    let offset = i64::try_from(query.offset).unwrap_or(i64::MAX);
    if let Some(topic) = &query.topic {
        let hits = sqlx::query(FIND_IN_TOPIC).bind(asked).bind(offset).bind(topic).fetch_all(&mut *connection).await?;
        let counts = sqlx::query(COUNT_VALUES).bind(asked).bind(topic).fetch_all(connection).await?;
        return Ok(hits.len() + counts.len());
    }
    let hits = sqlx::query(FIND).bind(asked).bind(offset).fetch_all(&mut *connection).await?;
    let count = sqlx::query(COUNT).bind(asked).fetch_one(connection).await?;
    Ok(hits.len() + usize::try_from(count.get::<i64, _>(0)).unwrap_or_default())
}
