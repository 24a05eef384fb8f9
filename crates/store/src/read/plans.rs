//! How SQLite means to answer the usual statements: along an index, never through a whole table.

use sqlx::{AssertSqlSafe, Executor, Row, SqlSafeStr};

use super::{counts, document, line, lookup, meeting, series};
use crate::database::open_side;
use crate::{journal, views};

/// The steps of a plan that walk through a whole table or sort.
async fn costly_steps(statement: &'static str) -> Vec<String> {
    let mut c = open_side().await.unwrap();
    let mut query = sqlx::query(AssertSqlSafe(format!("EXPLAIN QUERY PLAN {statement}")));
    for _ in 0..highest(statement) {
        query = query.bind(None::<i64>);
    }
    let rows = query.fetch_all(&mut c).await.unwrap_or_else(|e| panic!("{statement}: {e}"));
    let details = rows.iter().map(|row| row.get::<String, _>("detail"));
    // A JSON list that was handed in is walked through, it is short; so is the index of records that moved, they are few.
    let is_short = |step: &str| step.contains("VIRTUAL TABLE") || step.contains("COVERING INDEX record_moved");
    // The languages of one meeting's documents are a handful.
    let is_few = |step: &str| step.contains("json_group_array(DISTINCT)");
    // A join begun at the wrong end finds every link of a facet: an index is used, and ten thousand rows are read.
    let is_wide = |step: &str| step.ends_with("(facet=?)");
    let is_costly =
        |step: &String| (step.starts_with("SCAN") && !is_short(step)) || (step.contains("TEMP B-TREE") && !is_few(step)) || is_wide(step);
    details.filter(is_costly).collect()
}

fn highest(statement: &str) -> usize {
    let number = |part: &str| part.chars().take_while(char::is_ascii_digit).collect::<String>().parse().unwrap_or(0);
    statement.split('$').skip(1).map(number).max().unwrap_or(0)
}

#[tokio::test]
async fn pages_and_look_ups_walk_along_an_index() {
    let statements = [
        meeting::COUNT_LINKS,
        meeting::COUNT,
        meeting::NEWEST_FIRST,
        meeting::OLDEST_FIRST,
        meeting::ONE,
        series::SERIES,
        document::COUNT,
        document::NEWEST_FIRST,
        document::HELD_FILE,
        document::TITLES_BY_MEETING,
        lookup::FIND,
        lookup::FIND_ALL,
        lookup::LIST,
        lookup::LIST_ADDRESSES,
        lookup::FIND_ADDRESS,
        lookup::FIND_GROUND,
        counts::BY_KIND,
        counts::LAST_DAY,
    ];
    for statement in statements.into_iter().chain(journal::sql::WALKED).chain(views::sql::WALKED) {
        assert_eq!(costly_steps(statement).await, [] as [String; 0], "{statement}");
    }
}

#[tokio::test]
async fn rows_are_inserted_with_as_many_values_as_columns() {
    let mut c = open_side().await.unwrap();
    for insert in journal::sql::INSERTS.into_iter().chain(views::sql::INSERTS) {
        for rows in [1, 2] {
            let prepared = (&mut c).prepare(AssertSqlSafe(insert.statement(rows)).into_sql_str()).await;
            assert!(prepared.is_ok(), "{insert:?}: {:?}", prepared.err());
        }
    }
}

#[tokio::test]
async fn what_sorts_or_counts_everything_is_known() {
    // Sorts the meetings of one mechanism.
    assert_eq!(costly_steps(meeting::BY_ORDINAL).await, ["USE TEMP B-TREE FOR ORDER BY"]);
    // Sorts the readings of one address.
    assert_eq!(costly_steps(lookup::FIND_READING).await, ["USE TEMP B-TREE FOR ORDER BY"]);
    // Counts every meeting once for each of its topics, for the home page; along an index, and kept until the journal moves on.
    assert_eq!(costly_steps(counts::MEETINGS_BY_TOPIC).await, ["SEARCH meeting_link USING PRIMARY KEY (facet=?)"]);
    // Walks through the line that it has found so far, a few documents, and from each along an index.
    let steps = costly_steps(line::LINE).await;
    assert!(steps.iter().all(|step| step == "SCAN line" || step == "SCAN CONSTANT ROW"), "{steps:?}");
    // Counts the topics of mechanisms, a few hundred.
    assert_eq!(costly_steps(counts::MECHANISMS_BY_TOPIC).await, ["SCAN mechanism_topic USING COVERING INDEX mechanism_topic_by_topic"]);
}

#[tokio::test]
async fn the_first_year_is_read_off_an_index() {
    let mut c = open_side().await.unwrap();
    let row = sqlx::query(AssertSqlSafe(format!("EXPLAIN QUERY PLAN {}", counts::FIRST_DAY))).fetch_one(&mut c).await.unwrap();
    assert!(row.get::<String, _>("detail").contains("COVERING INDEX meeting_by_earliest"));
}
