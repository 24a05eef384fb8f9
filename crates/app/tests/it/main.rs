//! The use cases, tried on real databases and real files, with a fixed clock.

mod follow;
mod import;
mod keeping;
