-- Why: the journal of a register that several nodes share. PostgreSQL orders it (the one row of `head` is locked by who
-- publishes) and keeps it; what pages read is on the nodes. The tables are those of SQLite; kind and id are compared by
-- their bytes, as they are there. There is no index by batch: nodes ask their replicas for that.
-- `register` tells which register this is and which schema its tables have. Programs that know `compatible_from` or more
-- may go on working with it.
-- Cost: creates empty tables; nothing is read or moved.
CREATE TABLE register (
    one             SMALLINT PRIMARY KEY CHECK (one = 1),
    identity        TEXT NOT NULL,
    schema          BIGINT NOT NULL,
    compatible_from BIGINT NOT NULL
);

INSERT INTO register (one, identity, schema, compatible_from) VALUES (1, CAST(gen_random_uuid() AS TEXT), 0, 0);

CREATE TABLE batch (
    number BIGINT PRIMARY KEY,
    bytes  BYTEA NOT NULL
);

CREATE TABLE entry (
    seq      BIGINT PRIMARY KEY,
    batch    BIGINT NOT NULL REFERENCES batch (number),
    kind     TEXT COLLATE "C" NOT NULL,
    id       TEXT COLLATE "C" NOT NULL,
    revision BIGINT NOT NULL,
    header   BYTEA NOT NULL,
    UNIQUE (kind, id, revision)
);

CREATE TABLE body (
    seq   BIGINT PRIMARY KEY REFERENCES entry (seq),
    bytes BYTEA NOT NULL
);

CREATE TABLE head (
    one    SMALLINT PRIMARY KEY CHECK (one = 1),
    seq    BIGINT NOT NULL,
    batch  BIGINT NOT NULL,
    digest BYTEA NOT NULL
);

INSERT INTO head (one, seq, batch, digest) VALUES (1, 0, 0, decode(repeat('00', 32), 'hex'));
