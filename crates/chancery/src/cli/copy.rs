//! `chancery copy`: a whole register to another place, between SQLite and PostgreSQL, folders and buckets.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use chancery_app::transfer::{self, CopyProgress, CopyStage};
use chancery_app::{FilesAt, JournalAt, Location, S3Access};

use super::verify::print;
use super::{Done, Failure, Output, Session};

/// How often at most it is said how far a copy is.
const SAY_AGAIN: Duration = Duration::from_secs(2);

/// Copy a whole register to another place and verify it there
///
/// A place is `sqlite:FOLDER` or `postgres://...`; the other place must be empty or hold a beginning of the register. The
/// copy has the same numbers and digests. One that was broken off goes on when the command is run again. Publishing may
/// go on at the source; what comes after the copy began is perhaps not in it, and running the command again fetches it.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Where the register is: `sqlite:FOLDER` or `postgres://...`
    #[arg(long, value_name = "PLACE")]
    from: String,
    /// Where to copy it
    #[arg(long, value_name = "PLACE")]
    to: String,
    /// Where its files are, as for --files; must be given for PostgreSQL
    #[arg(long, value_name = "URL")]
    from_files: Option<FilesAt>,
    /// Where to copy them
    #[arg(long, value_name = "URL")]
    to_files: Option<FilesAt>,
    /// Folder for what is needed here of a register on PostgreSQL; kept, so that a node can begin from FOLDER/from or
    /// FOLDER/to. Without it, a folder of the system that is removed
    #[arg(long, value_name = "FOLDER")]
    work: Option<PathBuf>,
}

/// Runs the command.
pub async fn run(args: &Args, session: &Session, output: &mut Output) -> Result<Done, Failure> {
    let access = session.s3()?;
    let scratch = args.work.clone().unwrap_or_else(|| std::env::temp_dir().join(format!("chancery-copy-{}", std::process::id())));
    let from = place("from", &args.from, args.from_files.as_ref(), &scratch, &access)?;
    let to = place("to", &args.to, args.to_files.as_ref(), &scratch, &access)?;
    if from == to {
        return Err(Failure::misuse("--from and --to are the same place"));
    }
    let copied = copy(&from, &to, output).await;
    if args.work.is_none() {
        // Only what this command made; a folder that is not there is no fault.
        let _ = std::fs::remove_dir_all(&scratch);
    }
    copied
}

async fn copy(from: &Location, to: &Location, output: &mut Output) -> Result<Done, Failure> {
    let mut said = Instant::now();
    let on_progress = |progress: CopyProgress| {
        if said.elapsed() >= SAY_AGAIN {
            said = Instant::now();
            let what = match progress.stage {
                CopyStage::Files => "files",
                CopyStage::Journal => "entries",
            };
            output.say(format_args!("{what}: {} of {}", progress.done, progress.of));
        }
    };
    let (copied, report) = transfer::copy(from, to, on_progress).await?;
    output.fact(format_args!("{} entries copied, {} were there, {} files looked at", copied.added, copied.known, copied.files))?;
    output.fact(format_args!("both end at {} with {}", copied.head.seq, copied.head.digest))?;
    print(&report, output)?;
    Ok(if report.is_sound() { Done::Whole } else { Done::Partly })
}

/// Reads one side of the copy.
fn place(side: &str, text: &str, files: Option<&FilesAt>, scratch: &Path, access: &S3Access) -> Result<Location, Failure> {
    let files_at = |files: FilesAt| files.with_access(access);
    if let Some(folder) = text.strip_prefix("sqlite:") {
        if folder.is_empty() {
            return Err(Failure::misuse(format!("--{side} sqlite: lacks its folder, as in sqlite:chancery-data")));
        }
        let files = files_at(files.cloned().unwrap_or_default());
        return Ok(Location { folder: folder.into(), journal: JournalAt::Folder, files });
    }
    let journal: JournalAt = text.parse().map_err(|error| Failure::misuse(format!("--{side}: {error}")))?;
    match files {
        Some(files) if *files != FilesAt::DataFolder => {
            Ok(Location { folder: scratch.join(side), journal, files: files_at(files.clone()) })
        }
        _ => {
            Err(Failure::misuse(format!("--{side}-files is missing: a register on PostgreSQL has its files where every node reaches them"))
                .with_hint(format!(
                    "give --{side}-files s3://bucket/prefix, or --{side}-files file:FOLDER for a folder that all nodes share"
                )))
        }
    }
}
