//! `chancery rebuild`: makes the views and the search index again from the journal.

use std::time::{Duration, Instant};

use chancery_app::follow::Progress;
use chancery_app::papers;

use super::output::{counted, entries};
use super::{Done, Failure, Output, Session};

/// Make everything that follows from the journal again: the tables of current records and the search index
///
/// Texts of papers that the vault has lost are read again from their files. The journal itself is not touched. A running server follows by itself.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// How often it is told how far the search index has come.
const TELL_EVERY: Duration = Duration::from_secs(2);

/// Runs the command.
pub async fn run(_args: &Args, session: &Session, output: &mut Output) -> Result<Done, Failure> {
    let register = session.register(output).await?;
    register.rebuild().await?;
    output.say("tables of current records made again");
    let mended = papers::mend_texts(&register, &session.paper_reader()?).await?;
    if mended.texts > 0 {
        output.fact(format_args!(
            "{} of papers read again from their files",
            counted(usize::try_from(mended.texts).unwrap_or(usize::MAX), "text")
        ))?;
    }
    for (id, digest) in &mended.lost {
        output.say(format_args!(
            "warning: document:{id}: the text of {digest} is lost and does not come out the same; see `chancery document read-again {id}`"
        ));
    }
    drop(register);
    let app = session.app(output).await?;
    let mut told = Instant::now();
    let on_step = |Progress { index, head }| {
        if told.elapsed() >= TELL_EVERY && index < head {
            output.say(format_args!("search index: {index} of {}", entries(head)));
            told = Instant::now();
        }
    };
    let followed = app.rebuild_index(on_step).await?;
    output.fact(format_args!("rebuilt from {} journal entries; {} in the search index", followed.entries, followed.indexed))?;
    Ok(Done::Whole)
}
