//! Every view table: how it is emptied, and how it is read whole to compare it with a rebuild.
//!
//! `rows` gives a key to name a row by, in the order of the keys' bytes, and one text that holds all its columns; a test
//! checks that no column is missing.

/// A table of the views.
#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) name: &'static str,
    pub(crate) clear: &'static str,
    pub(crate) rows: &'static str,
}

/// All of them.
pub(crate) const TABLES: [Table; 13] = [
    Table {
        name: "view_cursor",
        clear: "UPDATE view_cursor SET seq = 0, digest = zeroblob(32)",
        rows: "SELECT 'cursor' AS key, json_array(only, seq, hex(digest)) AS row FROM view_cursor ORDER BY key",
    },
    Table {
        name: "publication",
        clear: "DELETE FROM publication",
        rows: "SELECT CAST(number AS TEXT) AS key, json_array(number, hex(bytes)) AS row FROM publication ORDER BY key",
    },
    Table {
        name: "record",
        clear: "DELETE FROM record",
        rows: "
SELECT kind || ':' || id AS key,
    json_array(kind, id, state, revision, last_revision, seq, batch, first_batch, schema, target, reason, hex(body)) AS row
FROM record
ORDER BY key",
    },
    Table {
        name: "redaction",
        clear: "DELETE FROM redaction",
        rows: "
SELECT kind || ':' || id || '@' || revision AS key, json_array(kind, id, revision, batch, ground) AS row
FROM redaction
ORDER BY key",
    },
    Table {
        name: "reference",
        clear: "DELETE FROM reference",
        rows: "
SELECT source_kind || ':' || source_id || ' to ' || target_kind || ':' || target_id AS key,
    json_array(source_kind, source_id, target_kind, target_id) AS row
FROM reference
ORDER BY key",
    },
    Table {
        name: "address",
        clear: "DELETE FROM address",
        rows: "SELECT url || ' of ' || kind || ':' || id AS key, json_array(url, kind, id) AS row FROM address ORDER BY key",
    },
    Table {
        name: "mechanism_topic",
        clear: "DELETE FROM mechanism_topic",
        rows: "
SELECT mechanism || '#' || position AS key, json_array(mechanism, topic, position) AS row
FROM mechanism_topic
ORDER BY key",
    },
    Table {
        name: "place_country",
        clear: "DELETE FROM place_country",
        rows: "SELECT place AS key, json_array(place, country) AS row FROM place_country ORDER BY key",
    },
    Table {
        name: "meeting",
        clear: "DELETE FROM meeting",
        rows: "
SELECT id AS key,
    json_array(
        id, mechanism, also_of, topics, ordinal, date, earliest, latest, precision, status, place, country, is_online, host,
        names, outcome_count, outcome_part_count, agenda_count, download_langs, revision, seq) AS row
FROM meeting
ORDER BY key",
    },
    Table {
        name: "meeting_link",
        clear: "DELETE FROM meeting_link",
        rows: "
SELECT meeting || ' under ' || facet || ' ' || value AS key, json_array(facet, value, latest, precision, meeting) AS row
FROM meeting_link
ORDER BY key",
    },
    Table {
        name: "document",
        clear: "DELETE FROM document",
        rows: "
SELECT id AS key,
    json_array(id, titles, document_type, date, earliest, latest, precision, issuer, relations, langs, revision, seq) AS row
FROM document
ORDER BY key",
    },
    Table {
        name: "document_link",
        clear: "DELETE FROM document_link",
        rows: "
SELECT document || ' under ' || facet || ' ' || value AS key, json_array(facet, value, latest, precision, document) AS row
FROM document_link
ORDER BY key",
    },
    Table {
        name: "held_file",
        clear: "DELETE FROM held_file",
        rows: "
SELECT digest || ' of ' || document || '#' || position AS key,
    json_array(digest, document, position, lang, media_type, size_bytes, file_name) AS row
FROM held_file
ORDER BY key",
    },
];
