-- Why: the journal is the truth of a register. Batches and entries are only ever appended; a body is removed by
-- redaction alone. `bytes` and `header` are the exact bytes that were hashed; kind, id and revision beside a header
-- repeat what it says, so that it can be found, and `verify` checks that they agree.
-- Cost: creates empty tables; nothing is read or moved.
CREATE TABLE batch (
    number INTEGER PRIMARY KEY,
    bytes  BLOB NOT NULL
) STRICT;

CREATE TABLE entry (
    seq      INTEGER PRIMARY KEY,
    batch    INTEGER NOT NULL REFERENCES batch (number),
    kind     TEXT NOT NULL,
    id       TEXT NOT NULL,
    revision INTEGER NOT NULL,
    header   BLOB NOT NULL,
    UNIQUE (kind, id, revision)
) STRICT;

CREATE INDEX entry_by_batch ON entry (batch, seq);

-- Apart from the entries, so that headers are read without dragging bodies along; a row that is missing is a
-- redacted body.
CREATE TABLE body (
    seq   INTEGER PRIMARY KEY REFERENCES entry (seq),
    bytes BLOB NOT NULL
) STRICT;

CREATE TABLE head (
    only   INTEGER PRIMARY KEY CHECK (only = 1),
    seq    INTEGER NOT NULL,
    batch  INTEGER NOT NULL,
    digest BLOB NOT NULL
) STRICT;

INSERT INTO head (only, seq, batch, digest) VALUES (1, 0, 0, zeroblob(32));
