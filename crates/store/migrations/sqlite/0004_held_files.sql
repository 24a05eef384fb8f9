-- Why: the files that the register holds for its documents, found by their digest: what may be served, under which name
-- and type, and which document it belongs to. Only renditions of current records are here, so a file of a withdrawn
-- document or of a redacted revision is not served. The same bytes may stand in several documents.
-- Cost: an empty table; the views are made anew from the journal at the next opening, a few seconds for 10,000 meetings.
CREATE TABLE held_file (
    digest     TEXT NOT NULL,
    document   TEXT NOT NULL,
    position   INTEGER NOT NULL,
    lang       TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size_bytes INTEGER NOT NULL,
    file_name  TEXT,
    PRIMARY KEY (digest, document, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX held_file_by_document ON held_file (document);

UPDATE view_cursor SET seq = 0, digest = zeroblob(32);
