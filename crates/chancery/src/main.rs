//! The `chancery` binary: hands its arguments to the command line and its answer to the system.

use std::process::ExitCode;

fn main() -> ExitCode {
    chancery::cli::run(std::env::args_os())
}
