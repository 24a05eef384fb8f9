//! The statements that PostgreSQL is asked, one constant each. Those without a marker are sent as they stand.
//!
//! Each either is one message by itself or stands in a transaction, so that a pooler that lends a connection for the
//! length of a transaction may stand in between. Time limits are set within the transaction for the same reason.

/// Where the journal ends, and which register of which schema it is.
pub(crate) const HEAD: &str = "
SELECT h.seq, h.batch, h.digest, r.identity, r.schema, r.compatible_from
FROM head AS h
CROSS JOIN register AS r
WHERE h.one = 1 AND r.one = 1";

/// Begins to read one state. A session that is not heard of any more is ended by the server.
pub(crate) const BEGIN_READ: &str = "
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SET LOCAL statement_timeout = '15s';
SET LOCAL idle_in_transaction_session_timeout = '60s'";

/// Takes the head, which serializes all who publish. The register is read after it, and so as it is under the lock.
pub(crate) const LOCK_HEAD: &str = "SELECT seq FROM head WHERE one = 1 FOR UPDATE";

pub(crate) const COMMIT: &str = "COMMIT";

pub(crate) const ROLLBACK: &str = "ROLLBACK";

pub(crate) const PING: &str = "SELECT 1";

/// At most `$2` entries after number `$1`, and no more than fit `$3` bytes of bodies; one at least.
pub(crate) const ENTRIES_AFTER: &str = "
SELECT s.seq, s.batch, s.kind, s.id, s.revision, s.header, s.bytes
FROM (
    SELECT e.seq, e.batch, e.kind, e.id, e.revision, e.header, b.bytes,
        SUM(COALESCE(octet_length(b.bytes), 0)) OVER (ORDER BY e.seq) - COALESCE(octet_length(b.bytes), 0) AS before
    FROM (SELECT seq, batch, kind, id, revision, header FROM entry WHERE seq > $1 ORDER BY seq LIMIT $2) AS e
    LEFT JOIN body AS b ON b.seq = e.seq
) AS s
WHERE s.before < $3
ORDER BY s.seq";

pub(crate) const BATCHES: &str = "
SELECT number, bytes
FROM batch
WHERE number >= $1 AND number <= $2
ORDER BY number";

pub(crate) const FIND_HEADER: &str = "SELECT header FROM entry WHERE seq = $1";

pub(crate) const COUNT: &str = "
SELECT
    (SELECT COUNT(*) FROM batch) AS batches,
    (SELECT COUNT(*) FROM entry) AS entries,
    (SELECT COUNT(*) FROM body) AS bodies";

/// Appends batches, entries with their bodies, takes away redacted bodies, and moves the head.
pub(crate) const APPEND: &str = "
WITH new_batch AS (
    INSERT INTO batch (number, bytes)
    SELECT n.number, n.bytes
    FROM UNNEST(CAST($1 AS BIGINT[]), CAST($2 AS BYTEA[])) AS n (number, bytes)
), new_entry AS (
    INSERT INTO entry (seq, batch, kind, id, revision, header)
    SELECT n.seq, n.batch, n.kind, n.id, n.revision, n.header
    FROM UNNEST(
        CAST($3 AS BIGINT[]), CAST($4 AS BIGINT[]), CAST($5 AS TEXT[]), CAST($6 AS TEXT[]), CAST($7 AS BIGINT[]), CAST($8 AS BYTEA[])
    ) AS n (seq, batch, kind, id, revision, header)
), new_body AS (
    INSERT INTO body (seq, bytes)
    SELECT n.seq, n.bytes
    FROM UNNEST(CAST($3 AS BIGINT[]), CAST($9 AS BYTEA[])) AS n (seq, bytes)
    WHERE n.bytes IS NOT NULL
), redacted AS (
    DELETE FROM body
    WHERE seq = ANY (CAST($10 AS BIGINT[]))
)
UPDATE head SET seq = $11, batch = $12, digest = $13 WHERE one = 1";

/// The channel on which the number of a new head is told.
pub(crate) const CHANNEL: &str = "chancery_journal";

/// Shows whether a setting of the session reached the server.
pub(crate) const SESSION_MARK: &str = "SHOW extra_float_digits";

/// Takes the lock of a singleton job, if nobody has it, until the transaction ends.
pub(crate) const TRY_LOCK: &str = "SELECT pg_try_advisory_xact_lock(CAST($1 AS INTEGER), CAST($2 AS INTEGER)) AS is_taken";

/// Begins the transaction that a job's lock lives in; its holder is heard of every few seconds, or loses it.
pub(crate) const BEGIN_JOB: &str = "BEGIN; SET LOCAL idle_in_transaction_session_timeout = '30s'; SET LOCAL statement_timeout = '15s'";

/// Waits for the right to migrate.
pub(crate) const BEGIN_MIGRATION: &str = "
BEGIN;
SET LOCAL lock_timeout = '60s';
SET LOCAL idle_in_transaction_session_timeout = '60s';
SELECT pg_advisory_xact_lock(1667788387, 0)";

pub(crate) const HAS_REGISTER: &str = "SELECT to_regclass('register') IS NOT NULL AS has_register";

pub(crate) const REGISTER: &str = "SELECT schema, compatible_from FROM register WHERE one = 1";

pub(crate) const SET_REGISTER: &str = "UPDATE register SET schema = $1, compatible_from = $2 WHERE one = 1";

/// The statements with markers, which a test has PostgreSQL prepare.
#[cfg(test)]
pub(crate) const PREPARED: [&str; 12] =
    [HEAD, COUNT, LOCK_HEAD, PING, ENTRIES_AFTER, BATCHES, FIND_HEADER, APPEND, TRY_LOCK, HAS_REGISTER, REGISTER, SET_REGISTER];
