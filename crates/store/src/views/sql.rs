//! The statements that write the views and that they are followed by, one constant each. Reading for pages is in `read`.

use crate::rows::Insert;

pub(crate) const CURSOR: &str = "SELECT seq, digest FROM view_cursor WHERE only = 1";

pub(super) const SET_CURSOR: &str = "UPDATE view_cursor SET seq = $1, digest = $2 WHERE only = 1";

pub(super) const INSERT_PUBLICATION: &str = "INSERT INTO publication (number, bytes) VALUES ($1, $2)";

pub(super) const STANDING: &str = "
SELECT state, revision, last_revision, target
FROM record
WHERE kind = $1 AND id = $2";

pub(super) const CURRENT: &str = "
SELECT schema, revision, seq, body
FROM record
WHERE kind = $1 AND id = $2 AND state = 'current'";

pub(super) const PUT_RECORD: Insert = Insert {
    into: "INSERT INTO record (kind, id, state, revision, last_revision, seq, batch, first_batch, schema, target, reason, body)",
    columns: 12,
    then: "
ON CONFLICT (kind, id) DO UPDATE SET
    state = excluded.state,
    revision = excluded.revision,
    last_revision = excluded.last_revision,
    seq = excluded.seq,
    batch = excluded.batch,
    schema = excluded.schema,
    target = excluded.target,
    reason = excluded.reason,
    body = excluded.body",
};

pub(super) const SET_LAST_REVISION: &str = "UPDATE record SET last_revision = $3 WHERE kind = $1 AND id = $2";

pub(super) const REDIRECTS: &str = "SELECT kind, id, target FROM record WHERE state = 'moved' ORDER BY kind, id";

pub(super) const INSERT_REDACTION: &str = "
INSERT INTO redaction (kind, id, revision, batch, ground)
VALUES ($1, $2, $3, $4, $5)";

pub(super) const INSERT_REFERENCE: Insert =
    Insert { into: "INSERT INTO reference (source_kind, source_id, target_kind, target_id)", columns: 4, then: "" };

pub(super) const DELETE_REFERENCES: &str = "DELETE FROM reference WHERE source_kind = $1 AND source_id = $2";

pub(super) const REFERENTS: &str = "
SELECT source_kind, source_id
FROM reference
WHERE target_kind = $1 AND target_id = $2
ORDER BY source_kind, source_id";

pub(super) const REFERENTS_OF_ALL: &str = "
SELECT r.source_kind, r.source_id
FROM json_each($1) AS j
JOIN reference AS r ON r.target_kind = j.value ->> 0 AND r.target_id = j.value ->> 1";

pub(super) const STANDINGS: &str = "
SELECT r.kind, r.id, r.state, r.revision, r.last_revision, r.target
FROM json_each($1) AS j
JOIN record AS r ON r.kind = j.value ->> 0 AND r.id = j.value ->> 1";

pub(super) const INSERT_ADDRESS: &str = "INSERT INTO address (url, kind, id) VALUES ($1, $2, $3)";

pub(super) const DELETE_ADDRESSES: &str = "DELETE FROM address WHERE kind = $1 AND id = $2";

pub(super) const MECHANISM_TOPICS: &str = "SELECT topic FROM mechanism_topic WHERE mechanism = $1 ORDER BY position";

pub(super) const DELETE_MECHANISM_TOPICS: &str = "DELETE FROM mechanism_topic WHERE mechanism = $1";

pub(super) const INSERT_MECHANISM_TOPIC: &str = "INSERT INTO mechanism_topic (mechanism, topic, position) VALUES ($1, $2, $3)";

pub(super) const PLACE_COUNTRY: &str = "SELECT country FROM place_country WHERE place = $1";

pub(super) const DELETE_PLACE_COUNTRY: &str = "DELETE FROM place_country WHERE place = $1";

pub(super) const INSERT_PLACE_COUNTRY: &str = "INSERT INTO place_country (place, country) VALUES ($1, $2)";

pub(super) const MEETING_TIES: &str = "SELECT mechanism, also_of, topics FROM meeting WHERE id = $1";

pub(super) const DELETE_MEETING: &str = "DELETE FROM meeting WHERE id = $1";

pub(super) const DELETE_MEETING_LINKS: &str = "DELETE FROM meeting_link WHERE meeting = $1";

pub(super) const INSERT_MEETING: Insert = Insert {
    into: "INSERT INTO meeting (
    id, mechanism, also_of, topics, ordinal, date, earliest, latest, precision, status, place, country, is_online, host,
    names, outcome_count, outcome_part_count, agenda_count, download_langs, revision, seq)",
    columns: 21,
    then: "",
};

pub(super) const INSERT_MEETING_LINK: Insert =
    Insert { into: "INSERT INTO meeting_link (facet, value, latest, precision, meeting)", columns: 5, then: "" };

pub(super) const DELETE_DOCUMENT: &str = "DELETE FROM document WHERE id = $1";

pub(super) const DELETE_DOCUMENT_LINKS: &str = "DELETE FROM document_link WHERE document = $1";

pub(super) const INSERT_DOCUMENT: Insert = Insert {
    into: "INSERT INTO document (
    id, titles, document_type, date, earliest, latest, precision, issuer, relations, langs, revision, seq)",
    columns: 12,
    then: "",
};

pub(super) const INSERT_DOCUMENT_LINK: Insert =
    Insert { into: "INSERT INTO document_link (facet, value, latest, precision, document)", columns: 5, then: "" };

pub(super) const DELETE_HELD_FILES: &str = "DELETE FROM held_file WHERE document = $1";

pub(super) const INSERT_HELD_FILE: Insert =
    Insert { into: "INSERT INTO held_file (digest, document, position, lang, media_type, size_bytes, file_name)", columns: 7, then: "" };

/// The statements that insert rows.
#[cfg(test)]
pub(crate) const INSERTS: [Insert; 7] =
    [PUT_RECORD, INSERT_REFERENCE, INSERT_MEETING, INSERT_MEETING_LINK, INSERT_DOCUMENT, INSERT_DOCUMENT_LINK, INSERT_HELD_FILE];

/// The statements that must walk along an index.
#[cfg(test)]
pub(crate) const WALKED: [&str; 19] = [
    STANDING,
    STANDINGS,
    CURRENT,
    REDIRECTS,
    SET_LAST_REVISION,
    DELETE_REFERENCES,
    REFERENTS,
    REFERENTS_OF_ALL,
    DELETE_ADDRESSES,
    MECHANISM_TOPICS,
    DELETE_MECHANISM_TOPICS,
    PLACE_COUNTRY,
    DELETE_PLACE_COUNTRY,
    MEETING_TIES,
    DELETE_MEETING,
    DELETE_MEETING_LINKS,
    DELETE_DOCUMENT,
    DELETE_DOCUMENT_LINKS,
    DELETE_HELD_FILES,
];
