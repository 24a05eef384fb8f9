//! `chancery export`: the whole journal as JSON Lines.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use super::output::{batches, entries};
use super::{Done, Failure, Output, Session};

/// Write the whole journal as JSON Lines
///
/// Every line holds the very text that was hashed, so that who loads the file ends with the same digests.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// File to write; standard output if not given
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
}

/// Runs the command. A file is written under another name and renamed when it is whole.
pub async fn run(args: &Args, session: &Session, output: &mut Output) -> Result<Done, Failure> {
    let register = session.register(output).await?;
    let Some(path) = args.file.as_ref().filter(|p| p.as_os_str() != super::input::STANDARD_INPUT) else {
        let (mut out, exported) = register.export(BufWriter::new(io::stdout())).await?;
        out.flush().map_err(|e| Failure::output(&e))?;
        output.say(format_args!("{}, {}, ending with {}", batches(exported.batches), entries(exported.entries), exported.digest));
        return Ok(Done::Whole);
    };
    let refuse = |e: &io::Error| Failure::new(format!("{}: cannot be written: {e}", path.display()));
    if path.is_dir() {
        return Err(Failure::new(format!("{}: is a folder; expected a file", path.display())));
    }
    let mut partial = path.clone().into_os_string();
    partial.push(".partial");
    let partial = PathBuf::from(partial);
    let file = File::create(&partial).map_err(|e| refuse(&e))?;
    let outcome = register.export(BufWriter::new(file)).await;
    let finished = match outcome {
        Ok((writer, exported)) => writer
            .into_inner()
            .map_err(io::IntoInnerError::into_error)
            .and_then(|file| file.sync_all())
            .and_then(|()| std::fs::rename(&partial, path))
            .map_err(|e| refuse(&e))
            .map(|()| exported),
        Err(error) => Err(error.into()),
    };
    match finished {
        Ok(exported) => {
            let (batches, entries) = (batches(exported.batches), entries(exported.entries));
            output.fact(format_args!("{}: {batches}, {entries}, ending with {}", path.display(), exported.digest))?;
            Ok(Done::Whole)
        }
        Err(failure) => {
            // The file is not whole; what is left of it helps nobody, and its own error would hide the first one.
            let _ = std::fs::remove_file(&partial);
            Err(failure)
        }
    }
}
