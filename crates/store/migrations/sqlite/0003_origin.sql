-- Why: says whether this file is the register itself or a replica of a journal that PostgreSQL keeps. A replica taken for
-- the register would be written to and go its own way; a register taken for a replica would be thrown away. `register` is
-- the identity of the register that a replica follows, and empty in a register of its own.
-- Cost: one row; nothing is read or moved.
CREATE TABLE origin (
    only     INTEGER PRIMARY KEY CHECK (only = 1),
    kind     TEXT NOT NULL CHECK (kind IN ('own', 'replica')),
    register TEXT
) STRICT;

INSERT INTO origin (only, kind, register) VALUES (1, 'own', NULL);
