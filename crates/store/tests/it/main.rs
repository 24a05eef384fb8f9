//! The behaviour of the store, through its public door; damage and kills come from outside it.

mod publishing;
mod register;
