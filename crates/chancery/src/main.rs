//! The `chancery` binary: hands its arguments to the command line and its answer to the system.

use std::process::ExitCode;

/// A page is made of thousands of small texts, so much of its time goes into taking and giving back memory.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    chancery::cli::run(std::env::args_os())
}
