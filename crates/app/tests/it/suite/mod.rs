//! What does not depend on where journal and files are kept. Compiled twice: as `on_sqlite`, where both are in the data
//! folder, and as `on_postgres`, where the journal is in a database of its own and the files are in a bucket.

mod papers;
mod place;
