-- Why: what pages and lists are read from. All of it follows from the journal and may be dropped and made again; a
-- later migration that changes a view drops its tables, makes them anew and sets `view_cursor` to nought, and the
-- next opening fills them.
-- Cost: creates empty tables; filling them from a journal of 10,000 meetings takes a few seconds.
CREATE TABLE view_cursor (
    only   INTEGER PRIMARY KEY CHECK (only = 1),
    seq    INTEGER NOT NULL,
    digest BLOB NOT NULL
) STRICT;

INSERT INTO view_cursor (only, seq, digest) VALUES (1, 0, zeroblob(32));

-- A copy of each batch's metadata, so that views stand without the journal.
CREATE TABLE publication (
    number INTEGER PRIMARY KEY,
    bytes  BLOB NOT NULL
) STRICT;

-- One row for each address that was ever published. `revision`, `seq` and `batch` are of the entry that gave the
-- state; `last_revision` also counts redactions of earlier revisions.
CREATE TABLE record (
    kind          TEXT NOT NULL,
    id            TEXT NOT NULL,
    state         TEXT NOT NULL CHECK (state IN ('current', 'withdrawn', 'moved')),
    revision      INTEGER NOT NULL,
    last_revision INTEGER NOT NULL,
    seq           INTEGER NOT NULL,
    batch         INTEGER NOT NULL,
    first_batch   INTEGER NOT NULL,
    schema        INTEGER NOT NULL,
    target        TEXT,
    reason        TEXT,
    body          BLOB,
    UNIQUE (kind, id)
) STRICT;

CREATE INDEX record_by_state ON record (kind, state, id);
CREATE INDEX record_moved ON record (kind, id, target) WHERE state = 'moved';

CREATE TABLE redaction (
    kind     TEXT NOT NULL,
    id       TEXT NOT NULL,
    revision INTEGER NOT NULL,
    batch    INTEGER NOT NULL,
    ground   TEXT NOT NULL,
    PRIMARY KEY (kind, id, revision)
) STRICT, WITHOUT ROWID;

-- What current records point to, as they spell it; redirects are followed when it is read.
CREATE TABLE reference (
    source_kind TEXT NOT NULL,
    source_id   TEXT NOT NULL,
    target_kind TEXT NOT NULL,
    target_id   TEXT NOT NULL,
    PRIMARY KEY (source_kind, source_id, target_kind, target_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX reference_by_target ON reference (target_kind, target_id, source_kind, source_id);

-- Addresses of sources: where a topic stands on its source's site, what was read.
CREATE TABLE address (
    url  TEXT NOT NULL,
    kind TEXT NOT NULL,
    id   TEXT NOT NULL,
    PRIMARY KEY (url, kind, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX address_by_record ON address (kind, id);

CREATE TABLE mechanism_topic (
    mechanism TEXT NOT NULL,
    topic     TEXT NOT NULL,
    position  INTEGER NOT NULL,
    PRIMARY KEY (mechanism, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX mechanism_topic_by_topic ON mechanism_topic (topic, mechanism);

CREATE TABLE place_country (
    place   TEXT PRIMARY KEY,
    country TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Ids in this and the following tables are where redirects lead. `earliest` and `latest` are Julian day numbers; an
-- open end is the least or greatest number of 32 bits, and a meeting without a date has neither.
CREATE TABLE meeting (
    id                 TEXT PRIMARY KEY,
    mechanism          TEXT NOT NULL,
    also_of            TEXT NOT NULL,
    topics             TEXT NOT NULL,
    ordinal            INTEGER,
    date               TEXT,
    earliest           INTEGER,
    latest             INTEGER,
    precision          INTEGER NOT NULL,
    status             TEXT NOT NULL,
    place              TEXT,
    country            TEXT,
    is_online          INTEGER NOT NULL,
    host               TEXT,
    names              TEXT NOT NULL,
    outcome_count      INTEGER NOT NULL,
    outcome_part_count INTEGER NOT NULL,
    agenda_count       INTEGER NOT NULL,
    download_langs     TEXT NOT NULL,
    revision           INTEGER NOT NULL,
    seq                INTEGER NOT NULL
) STRICT;

CREATE INDEX meeting_by_earliest ON meeting (earliest);

-- Each meeting under each value that lists are made by, in the order of lists, so that a page of any list is a walk
-- along this index. Facet `all` has the empty value; a meeting without a date has `latest` -1.
CREATE TABLE meeting_link (
    facet     TEXT NOT NULL,
    value     TEXT NOT NULL,
    latest    INTEGER NOT NULL,
    precision INTEGER NOT NULL,
    meeting   TEXT NOT NULL,
    PRIMARY KEY (facet, value, latest, precision, meeting)
) STRICT, WITHOUT ROWID;

CREATE INDEX meeting_link_by_meeting ON meeting_link (meeting, facet, value);

CREATE TABLE document (
    id            TEXT PRIMARY KEY,
    titles        TEXT NOT NULL,
    document_type TEXT NOT NULL,
    date          TEXT,
    earliest      INTEGER,
    latest        INTEGER,
    precision     INTEGER NOT NULL,
    issuer        TEXT,
    relations     TEXT NOT NULL,
    langs         TEXT NOT NULL,
    revision      INTEGER NOT NULL,
    seq           INTEGER NOT NULL
) STRICT;

CREATE TABLE document_link (
    facet     TEXT NOT NULL,
    value     TEXT NOT NULL,
    latest    INTEGER NOT NULL,
    precision INTEGER NOT NULL,
    document  TEXT NOT NULL,
    PRIMARY KEY (facet, value, latest, precision, document)
) STRICT, WITHOUT ROWID;

CREATE INDEX document_link_by_document ON document_link (document, facet, value);
