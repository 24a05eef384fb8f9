//! P5: verification finds a change anywhere: in the journal, in any column of any view, in a file of the vault.

use chancery_model::{Record, samples};
use chancery_store::{Fault, Store};
use sqlx::{AssertSqlSafe, Row, SqliteConnection};
use tempfile::TempDir;

use super::register::{Register, open, redact, rename};
use super::sharing::raw;

/// A register in which every table has a row.
async fn full() -> Register {
    let register = Register::with_samples().await;
    let digest = register.store.vault().put(b"made up".to_vec()).await.unwrap();
    let mut document = samples::document("made-up-note", "tchm/4");
    let rendition = &mut document.renditions[0];
    (rendition.sha256, rendition.size_bytes, rendition.availability) = (Some(digest), Some(7), chancery_model::Availability::Held);
    rendition.media_type = Some("text/plain".into());
    register.put(Record::Document(document)).await;
    let topic = chancery_model::Topic { position: 8, ..samples::topic("customs") };
    register.put(Record::Topic(topic)).await;
    register.publish(vec![rename("place:tokyo", "place:edo"), redact("topic:customs", 1)]).await.unwrap();
    register
}

/// The register's file as it is when nobody has it open.
async fn file_of(register: &Register) -> Vec<u8> {
    register.store.close().await;
    std::fs::read(register.folder.path().join("register.sqlite")).unwrap()
}

struct Copy {
    folder: TempDir,
    store: Store,
    raw: SqliteConnection,
}

impl Copy {
    async fn of(file: &[u8], register: &Register) -> Self {
        let folder = TempDir::new().unwrap();
        std::fs::write(folder.path().join("register.sqlite"), file).unwrap();
        let store = open(&register.location(folder.path())).await.unwrap();
        store.vault().put(b"made up".to_vec()).await.unwrap();
        let mut raw = raw(folder.path()).await;
        sqlx::raw_sql("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON").execute(&mut raw).await.unwrap();
        Copy { folder, store, raw }
    }
    async fn harm(&mut self, statement: &str) -> u64 {
        sqlx::query(AssertSqlSafe(statement.to_owned())).execute(&mut self.raw).await.map_or(0, |done| done.rows_affected())
    }
}

#[tokio::test]
async fn p5_verify_finds_a_change_in_any_column_of_any_table() {
    let register = full().await;
    let file = file_of(&register).await;
    let mut copy = Copy::of(&file, &register).await;
    assert!(copy.store.verify(|_| {}).await.unwrap().is_sound());
    let columns = "SELECT t.name AS tab, c.name AS col, c.type AS type FROM pragma_table_list AS t, pragma_table_info(t.name) AS c
        WHERE t.schema = 'main' AND t.name NOT LIKE 'sqlite%' ORDER BY t.name, c.cid";
    let columns = sqlx::query(columns).fetch_all(&mut copy.raw).await.unwrap();
    assert!(columns.len() > 80);
    let mut harmed = 0;
    for column in columns {
        let (table, name, kind): (String, String, String) = (column.get("tab"), column.get("col"), column.get("type"));
        if name == "only" {
            continue;
        }
        let other = match kind.as_str() {
            "INTEGER" => format!("COALESCE({name}, 0) + 1000"),
            "TEXT" => format!("COALESCE({name}, '') || 'x'"),
            _ => format!("CAST(COALESCE(substr({name}, 2), zeroblob(0)) || X'40' AS BLOB)"),
        };
        // The greatest row, so that a number that is made greater does not meet another.
        let statement = format!("UPDATE {table} SET {name} = {other} WHERE ({name} IS NULL OR {name} = (SELECT MAX({name}) FROM {table}))");
        let mut copy = Copy::of(&file, &register).await;
        assert!(copy.harm(&statement).await > 0, "{statement}");
        let report = copy.store.verify(|_| {}).await.unwrap();
        assert!(!report.is_record_sound(), "not noticed: {statement}");
        harmed += 1;
        drop(copy.folder);
    }
    assert!(harmed > 80);
}

#[tokio::test]
async fn p5_verify_finds_a_row_that_is_gone() {
    let register = full().await;
    let file = file_of(&register).await;
    let mut copy = Copy::of(&file, &register).await;
    let tables = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite%' ORDER BY name";
    let tables: Vec<String> = sqlx::query_scalar(tables).fetch_all(&mut copy.raw).await.unwrap();
    for table in tables.iter().filter(|t| *t != "head" && *t != "view_cursor") {
        let mut copy = Copy::of(&file, &register).await;
        let column: String = sqlx::query_scalar(AssertSqlSafe(format!("SELECT name FROM pragma_table_info('{table}') WHERE cid = 0")))
            .fetch_one(&mut copy.raw)
            .await
            .unwrap();
        assert!(copy.harm(&format!("DELETE FROM {table} WHERE {column} = (SELECT MAX({column}) FROM {table})")).await > 0, "{table}");
        let report = copy.store.verify(|_| {}).await.unwrap();
        assert!(!report.is_record_sound(), "not noticed: {table}");
    }
}

#[tokio::test]
async fn p5_verify_finds_a_byte_flipped_in_any_entry() {
    let register = full().await;
    let file = file_of(&register).await;
    let mut copy = Copy::of(&file, &register).await;
    let places = "SELECT 'body' AS tab, 'bytes' AS col, 'seq' AS key, seq AS number, length(bytes) AS size FROM body
        UNION ALL SELECT 'entry', 'header', 'seq', seq, length(header) FROM entry
        UNION ALL SELECT 'batch', 'bytes', 'number', number, length(bytes) FROM batch";
    let places = sqlx::query(places).fetch_all(&mut copy.raw).await.unwrap();
    let mut turn: u64 = 1;
    for place in places {
        let (table, column, key): (String, String, String) = (place.get("tab"), place.get("col"), place.get("key"));
        let (number, size): (i64, i64) = (place.get("number"), place.get("size"));
        let bytes: Vec<u8> = sqlx::query_scalar(AssertSqlSafe(format!("SELECT {column} FROM {table} WHERE {key} = {number}")))
            .fetch_one(&mut copy.raw)
            .await
            .unwrap();
        turn = turn.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let at = usize::try_from(turn >> 33).unwrap() % usize::try_from(size).unwrap();
        let mut flipped = bytes.clone();
        flipped[at] ^= 1;
        let put = format!("UPDATE {table} SET {column} = ? WHERE {key} = {number}");
        sqlx::query(AssertSqlSafe(put.clone())).bind(flipped).execute(&mut copy.raw).await.unwrap();
        let report = copy.store.verify(|_| {}).await.unwrap();
        assert!(!report.is_record_sound(), "not noticed: byte {at} of {table} {number}");
        sqlx::query(AssertSqlSafe(put)).bind(bytes).execute(&mut copy.raw).await.unwrap();
    }
    assert!(copy.store.verify(|_| {}).await.unwrap().is_sound());
}

#[tokio::test]
async fn p5_verify_tells_damaged_missing_and_orphan_files_apart() {
    let register = full().await;
    let report = register.store.verify(|_| {}).await.unwrap();
    assert!(report.is_sound() && report.orphans.is_empty(), "{report:?}");
    let orphan = register.store.vault().put(b"nobody mentions this".to_vec()).await.unwrap();
    let report = register.store.verify(|_| {}).await.unwrap();
    assert!(report.is_sound());
    assert_eq!(report.orphans, [orphan].into());
    let kept = chancery_model::Digest::of(b"made up");
    let file = register.folder.path().join("vault/sha256").join(&kept.to_string()[..2]).join(kept.to_string());
    std::fs::write(&file, b"made uq").unwrap();
    let report = register.store.verify(|_| {}).await.unwrap();
    assert_eq!(report.faults, [Fault::File(kept)]);
    assert!(report.is_record_sound() && !report.is_sound());
    std::fs::remove_file(&file).unwrap();
    let report = register.store.verify(|_| {}).await.unwrap();
    assert_eq!((report.missing.contains(&kept), report.is_sound()), (true, false));
}

#[tokio::test]
async fn views_that_were_changed_are_mended_by_a_rebuild() {
    let register = full().await;
    let mut c = raw(register.folder.path()).await;
    sqlx::raw_sql("UPDATE meeting SET ordinal = 99; DELETE FROM record WHERE kind = 'topic'; DELETE FROM document_link")
        .execute(&mut c)
        .await
        .unwrap();
    let mut stages = Vec::new();
    let report = register.store.verify(|progress| stages.push(progress.stage)).await.unwrap();
    assert!(report.faults.iter().all(|f| matches!(f, Fault::View { .. })) && report.faults.len() > 5, "{:?}", report.faults);
    assert!(report.faults.iter().any(|f| f.to_string() == "view meeting, tchm/4: differs from a rebuild"), "{:?}", report.faults);
    register.store.rebuild().await.unwrap();
    assert!(register.store.verify(|_| {}).await.unwrap().is_sound());
    stages.dedup();
    assert_eq!(stages.len(), 3);
}
