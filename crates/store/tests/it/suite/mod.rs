//! The behaviour that does not depend on where the journal is kept. Compiled twice: as `on_sqlite`, where the data folder
//! is the register, and as `on_postgres`, where it is a replica of a journal in a database of its own.

mod backup;
mod damage;
mod documents;
mod killing;
mod lists;
mod moving;
mod properties;
mod publishing;
mod redacting;
mod register;
mod sharing;
mod transfer;
mod undoing;
