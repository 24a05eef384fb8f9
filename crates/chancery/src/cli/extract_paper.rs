//! `chancery extract-paper`: the process in which one file is read. Not for people; see `app::papers::reader`.
//!
//! It sets its own limits before it reads the first byte, asks nothing of its environment, opens no file, and ends when its
//! answer is written. What a hostile file can bring down is this process and no other.

use std::io::{ErrorKind, Read, Write};
use std::path::Path;
use std::process::ExitCode;

use chancery_app::papers::ReadingLimits;
use chancery_app::papers::reader::{Answer, OUT_OF_MEMORY, Request};

/// Exit status if the request or the limits are not to be had.
const UNUSABLE: u8 = 2;

/// Read a file from standard input and print its text as JSON, within limits
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What is asked for, as JSON
    #[arg(value_name = "REQUEST")]
    request: String,
}

/// Runs the command.
pub fn run(args: &Args) -> ExitCode {
    let Ok(request) = serde_json::from_str::<Request>(&args.request) else { return ExitCode::from(UNUSABLE) };
    if limit(&request.limits).is_err() {
        return ExitCode::from(UNUSABLE);
    }
    if let Some(program) = &request.program {
        return become_other(program);
    }
    let mut bytes = Vec::new();
    let most = request.limits.paper.max_bytes as u64 + 1;
    let answered = std::io::stdin().lock().take(most).read_to_end(&mut bytes).and_then(|_| answer(&request.answer(&bytes)));
    match answered {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if error.kind() == ErrorKind::OutOfMemory => ExitCode::from(OUT_OF_MEMORY),
        Err(_) => ExitCode::FAILURE,
    }
}

fn answer(answer: &Answer) -> std::io::Result<()> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    serde_json::to_writer(&mut out, answer)?;
    out.flush()
}

/// Sets the limits of this process; they hold for what it becomes, too.
#[cfg(unix)]
fn limit(limits: &ReadingLimits) -> std::io::Result<()> {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let both = |soft: u64, hard: u64| Rlimit { current: Some(soft), maximum: Some(hard) };
    let seconds = u64::from(limits.seconds);
    setrlimit(Resource::As, both(limits.memory_bytes, limits.memory_bytes))?;
    setrlimit(Resource::Cpu, both(seconds, seconds + 2))?;
    // No remains of a foreign file on the disk.
    setrlimit(Resource::Core, both(0, 0))?;
    setrlimit(Resource::Fsize, both(0, 0))?;
    Ok(())
}

#[cfg(not(unix))]
fn limit(_limits: &ReadingLimits) -> std::io::Result<()> {
    Ok(())
}

/// Becomes the second reader, with the limits of this process.
#[cfg(unix)]
fn become_other(program: &Path) -> ExitCode {
    use std::os::unix::process::CommandExt as _;
    let mut command = std::process::Command::new(program);
    // It comes back only if the program cannot be run.
    let _ = command.args(["-q", "-enc", "UTF-8", "-", "-"]).exec();
    ExitCode::from(UNUSABLE)
}

#[cfg(not(unix))]
fn become_other(_program: &Path) -> ExitCode {
    ExitCode::from(UNUSABLE)
}
