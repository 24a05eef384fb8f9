//! `chancery demo`: the bundled register, served from a data folder of its own.

use std::path::Path;

use chancery_app::bundled::Brought;
use chancery_app::keeping::Register;
use chancery_app::{Actor, App, Ctx};
use chancery_model::Lang;
use chancery_model::journal::Role;

use super::serve::Site;
use super::session::instant;
use super::{Done, Failure, Output, Session};
use crate::bundled;
use crate::config::{Loaded, ServerFlags};

/// The data folder of the demonstration, if none is given.
const DEMO_DATA: &str = "chancery-demo-data";
/// Says in the data folder which bundle was brought in, so that the next start need not compare.
const MARK: &str = "bundled.sha256";
/// In whose name the bundle is written; what others wrote is left alone.
const ACTOR: &str = "bundled-register";

/// Serve the bundled register from a data folder of its own
///
/// The folder is made and filled at the first start; later starts only serve. A newer version of the product publishes
/// what its bundled register has changed as one batch, and leaves alone what somebody else has written since.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    flags: ServerFlags,
}

/// Runs the command.
pub async fn run(args: &Args, session: &Session, output: &mut Output) -> Result<Done, Failure> {
    let settings = Loaded::read(session.flags().clone(), args.flags.clone(), Some(DEMO_DATA))?.settings;
    let site = Site::bind(settings).await?;
    let folder = site.settings.location.folder.clone();
    let app = App::open_at(&site.settings.location).await?;
    app.pull(instant).await?;
    bring(&app, &folder, output).await?;
    let counts = app.counts().await?;
    let years = match (counts.first_year, counts.last_year) {
        (Some(first), Some(last)) => format!(", {first} to {last}"),
        _ => String::new(),
    };
    output.fact(format_args!("chancery demo at {}", site.home()))?;
    output.fact(format_args!(
        "holds {} mechanisms, {} meetings, {} documents and {} organisations in {} topics{years}",
        counts.mechanisms, counts.meetings, counts.documents, counts.organisations, counts.topics
    ))?;
    output.fact(format_args!("data folder {}", folder.display()))?;
    site.say_operators(output)?;
    output.fact("stop with Ctrl-C")?;
    output.flush()?;
    site.serve(app, output).await
}

/// Brings the bundled register in where this bundle is not there yet.
async fn bring(app: &App, folder: &Path, output: &mut Output) -> Result<(), Failure> {
    let mark = folder.join(MARK);
    let digest = bundled::digest().to_string();
    if std::fs::read_to_string(&mark).is_ok_and(|there| there.trim() == digest) {
        return Ok(());
    }
    let is_first = app.counts().await?.head.seq == 0;
    if is_first {
        output.say("making the register; this happens once");
    } else {
        output.say("the bundled register differs from the one that was brought in before");
    }
    let ctx = Ctx::at(instant(), Actor { name: ACTOR.into(), role: Role::System }, Lang::en());
    let reason = if is_first { "The bundled register" } else { "The bundled register of another version of the product" };
    let mut records = bundled::records()?;
    records.extend(bundled::keep_specimens(&Register::from(app)).await?);
    let brought = app.bring_bundled(&ctx, records, reason).await?;
    app.follow_once().await?;
    if !is_first {
        say_difference(&brought, output);
    }
    std::fs::write(&mark, format!("{digest}\n")).map_err(|e| Failure::new(format!("cannot write {}: {e}", mark.display())))
}

fn say_difference(brought: &Brought, output: &mut Output) {
    output.say(format_args!("published {} changed or new records as one batch", brought.entries));
    if !brought.kept.is_empty() {
        let some: Vec<String> = brought.kept.iter().take(5).map(ToString::to_string).collect();
        output.say(format_args!("left {} records as somebody else wrote them, such as {}", brought.kept.len(), some.join(", ")));
    }
}

#[cfg(test)]
mod tests {
    use crate::config::SETTINGS;

    #[test]
    fn the_help_names_the_folder_of_the_demo() {
        let data = SETTINGS.iter().find(|setting| setting.key == "data").unwrap();
        assert!(data.help.contains(super::DEMO_DATA), "{}", data.help);
    }
}
