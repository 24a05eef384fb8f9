//! The statements on the journal in the data folder, one constant each. PostgreSQL is asked those of `remote::sql`.

use crate::rows::Insert;

pub(super) const HEAD: &str = "SELECT seq, batch, digest FROM head WHERE only = 1";

pub(super) const UPDATE_HEAD: &str = "UPDATE head SET seq = $1, batch = $2, digest = $3 WHERE only = 1";

pub(super) const INSERT_BATCH: &str = "INSERT INTO batch (number, bytes) VALUES ($1, $2)";

pub(super) const INSERT_ENTRY: Insert = Insert { into: "INSERT INTO entry (seq, batch, kind, id, revision, header)", columns: 6, then: "" };

pub(super) const INSERT_BODY: Insert = Insert { into: "INSERT INTO body (seq, bytes)", columns: 2, then: "" };

pub(super) const DELETE_BODY: &str = "
DELETE FROM body
WHERE seq = (SELECT e.seq FROM entry AS e WHERE e.kind = $1 AND e.id = $2 AND e.revision = $3)";

pub(super) const ENTRIES_AFTER: &str = "
SELECT e.header, b.bytes
FROM entry AS e
LEFT JOIN body AS b ON b.seq = e.seq
WHERE e.seq > $1
ORDER BY e.seq
LIMIT $2";

pub(super) const CHANGES_AFTER: &str = "
SELECT e.header, b.bytes AS batch_bytes
FROM entry AS e
JOIN batch AS b ON b.number = e.batch
WHERE e.seq > $1
ORDER BY e.seq
LIMIT $2";

pub(super) const CHANGES_BEFORE: &str = "
SELECT e.header, b.bytes AS batch_bytes
FROM entry AS e
JOIN batch AS b ON b.number = e.batch
WHERE e.seq < $1
ORDER BY e.seq DESC
LIMIT $2";

pub(super) const HISTORY: &str = "
SELECT e.header, b.bytes AS batch_bytes, NOT EXISTS (SELECT 1 FROM body AS x WHERE x.seq = e.seq) AS is_redacted
FROM entry AS e
JOIN batch AS b ON b.number = e.batch
WHERE e.kind = $1 AND e.id = $2
ORDER BY e.revision DESC";

pub(super) const FIND_REVISION: &str = "
SELECT e.header, b.bytes AS batch_bytes, x.bytes
FROM entry AS e
JOIN batch AS b ON b.number = e.batch
LEFT JOIN body AS x ON x.seq = e.seq
WHERE e.kind = $1 AND e.id = $2 AND e.revision = $3";

pub(super) const FIND_BATCH: &str = "SELECT bytes FROM batch WHERE number = $1";

pub(super) const BATCH_HEADERS: &str = "SELECT header FROM entry WHERE batch = $1 ORDER BY seq";

pub(super) const FIND_HEADER: &str = "SELECT header FROM entry WHERE seq = $1";

pub(super) const FIND_SEQ: &str = "SELECT seq FROM entry WHERE kind = $1 AND id = $2 AND revision = $3";

pub(super) const CUT_BODIES: &str = "DELETE FROM body WHERE seq > $1";

pub(super) const CUT_ENTRIES: &str = "DELETE FROM entry WHERE seq > $1";

pub(super) const CUT_BATCHES: &str = "DELETE FROM batch WHERE number > $1";

pub(super) const STORED_AFTER: &str = "
SELECT e.seq, e.batch, e.kind, e.id, e.revision, e.header, b.bytes
FROM entry AS e
LEFT JOIN body AS b ON b.seq = e.seq
WHERE e.seq > $1
ORDER BY e.seq
LIMIT $2";

pub(super) const COUNT_BATCHES: &str = "SELECT COUNT(*) FROM batch";

pub(super) const COUNT_BODIES: &str = "SELECT COUNT(*) FROM body";

/// The statements that insert rows.
#[cfg(test)]
pub(crate) const INSERTS: [Insert; 2] = [INSERT_ENTRY, INSERT_BODY];

/// The statements that must walk along an index.
#[cfg(test)]
pub(crate) const WALKED: [&str; 14] = [
    HEAD,
    DELETE_BODY,
    ENTRIES_AFTER,
    CHANGES_AFTER,
    CHANGES_BEFORE,
    HISTORY,
    FIND_REVISION,
    FIND_BATCH,
    BATCH_HEADERS,
    FIND_SEQ,
    CUT_BODIES,
    CUT_ENTRIES,
    CUT_BATCHES,
    STORED_AFTER,
];
