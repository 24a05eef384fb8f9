//! `chancery show`: a record as it stands, or one of its revisions as it was published.

use chancery_app::keeping::Shown;
use serde_json::{Value, json};

use super::address::{Asked, resolve};
use super::{Done, Failure, Output, Session};

/// Show a record, or one of its revisions
///
/// With --json the record is printed in the public form that `chancery put` takes.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Record and perhaps a revision, such as tchm/6, meeting:tchm/6 or tchm/6@2
    #[arg(value_name = "ID[@REVISION]")]
    record: Asked,
    /// Print the record in its public JSON form
    #[arg(long)]
    json: bool,
}

/// Runs the command. A withdrawn record is shown as such with exit status 1.
pub async fn run(args: &Args, session: &Session, output: &mut Output) -> Result<Done, Failure> {
    let register = session.register(output).await?;
    let address = resolve(&register, &args.record.text).await?;
    let shown = register.show(&address, args.record.revision).await?;
    let is_asked_for = args.record.revision.is_some();
    match &shown.content {
        Shown::Record(record) if args.json => {
            output.json(&json!({"kind": address.kind, "record": record}))?;
            return Ok(Done::Whole);
        }
        Shown::Record(record) => {
            let (header, batch) = (&shown.header, &shown.batch);
            output
                .fact(format_args!("{address}, revision {} of {}, {}, batch {}", header.revision, shown.latest, batch.at, batch.number))?;
            print(record, 1, output)?;
            return Ok(Done::Whole);
        }
        Shown::Moved(to, reason) => {
            output.fact(format_args!("{address} is now {to}: {}", reason.text))?;
            output.hint(format_args!("chancery show {to}"));
        }
        Shown::Withdrawn(reason) => output.fact(format_args!("{address} was withdrawn on {}: {}", shown.batch.at, reason.text))?,
        Shown::Redaction(revision, ground) => {
            output.fact(format_args!("{address}: the body of revision {revision} was removed on {}: {}", shown.batch.at, ground.text))?;
        }
        Shown::Redacted(ground, at) => output.fact(format_args!("{address}: the body was removed on {at}: {}", ground.text))?,
    }
    Ok(if is_asked_for { Done::Whole } else { Done::Partly })
}

/// Prints a JSON value as indented lines that read without punctuation; of an object, what is short comes first.
fn print(value: &Value, depth: usize, output: &mut Output) -> Result<(), Failure> {
    let indent = "  ".repeat(depth);
    match value {
        Value::Object(map) => {
            let (nested, plain): (Vec<_>, Vec<_>) = map.iter().partition(|(_, value)| value.is_object() || value.is_array());
            for (key, value) in plain {
                output.fact(format_args!("{indent}{key}: {}", text(value)))?;
            }
            for (key, value) in nested {
                output.fact(format_args!("{indent}{key}:"))?;
                print(value, depth + 1, output)?;
            }
        }
        Value::Array(list) => {
            for value in list {
                if value.is_object() || value.is_array() {
                    output.fact(format_args!("{indent}-"))?;
                    print(value, depth + 1, output)?;
                } else {
                    output.fact(format_args!("{indent}- {}", text(value)))?;
                }
            }
        }
        plain => output.fact(format_args!("{indent}{}", text(plain)))?,
    }
    Ok(())
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
