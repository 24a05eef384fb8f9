//! The behaviour of the store, through its public door only.

mod publishing;
mod register;
