//! `chancery load`: takes an export in, byte for byte.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::PathBuf;

use super::{Done, Failure, Output, Session};

/// Load an export into an empty register, or continue a mirror
///
/// Every digest and the whole chain are checked; nothing is kept of a file that does not hold. A register that is not
/// empty can only be continued by a file that begins with what it holds.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// File that `chancery export` wrote; `-` for standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

/// Runs the command; the register is made if there is none.
pub async fn run(args: &Args, session: &Session, output: &mut Output) -> Result<Done, Failure> {
    let name = args.file.display();
    let input: Box<dyn BufRead + Send> = if args.file.as_os_str() == super::input::STANDARD_INPUT {
        Box::new(BufReader::new(io::stdin()))
    } else {
        if args.file.is_dir() {
            return Err(Failure::new(format!("{name}: is a folder; expected a file")));
        }
        let file = File::open(&args.file).map_err(|e| match e.kind() {
            io::ErrorKind::NotFound => Failure::new(format!("{name}: there is no such file")),
            _ => Failure::new(format!("{name}: cannot be read: {e}")),
        })?;
        Box::new(BufReader::new(file))
    };
    let register = session.new_register().await?;
    let loaded = register.load(input).await?;
    let known = if loaded.known > 0 { format!(", {} known before", loaded.known) } else { String::new() };
    output.fact(format_args!(
        "{} entries loaded{known}; the journal ends at {} with {}",
        loaded.added, loaded.head.seq, loaded.head.digest
    ))?;
    Ok(Done::Whole)
}
