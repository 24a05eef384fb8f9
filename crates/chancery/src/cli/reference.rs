//! The reference page of the command line, made from the help of the commands so that it cannot lag behind.

use std::fmt::Write as _;

use clap::{Arg, Command, CommandFactory};

use super::{Cli, Done, Failure, Output};
use crate::config::{SETTINGS, Scope};

/// Print the reference page of the command line
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Runs the command.
pub fn run(_args: &Args, output: &mut Output) -> Result<Done, Failure> {
    output.bytes(to_markdown().as_bytes()).map(|()| Done::Whole)
}

/// Writes `docs/reference/cli.md`; a test compares the page with this.
pub fn to_markdown() -> String {
    let mut out = String::from(
        "# The command line\n\n\
         <!-- Made by `chancery reference` from the help of the commands; edit that, not this page. -->\n\n\
         Facts go to standard output, talk to standard error; a line that begins with `hint:` says what to do next. Every\n\
         command takes `--config FILE` and the settings that say where the register is: `--data FOLDER`, `--database URL`,\n\
         `--files URL` and the access to a bucket (see [settings](settings.md)).\n\n\
         | exit status | meaning |\n|---|---|\n\
         | 0 | done; `read` too, whatever it found |\n\
         | 1 | refused, or not found, or part of it; nothing half-done is kept |\n\
         | 2 | misuse: arguments that are missing, unknown or do not fit together |\n\
         | 3 | done, but something waits for a person |\n\
         | 70 | a fault of the program itself |\n\n\
         A record is named by kind and id, `meeting:tchm/6`, or by the id alone where only one kind has it, `tchm/6`; a\n\
         revision stands behind an at sign, `tchm/6@2`.\n",
    );
    let mut cli = Cli::command();
    cli.build();
    for command in cli.get_subcommands().filter(|c| !c.is_hide_set()) {
        describe(command, "chancery", 2, &mut out);
    }
    out
}

fn describe(command: &Command, above: &str, depth: usize, out: &mut String) {
    let name = format!("{above} {}", command.get_name());
    let text = |styled: Option<&clap::builder::StyledStr>| styled.map(ToString::to_string).unwrap_or_default();
    let about = text(command.get_about());
    let long = text(command.get_long_about());
    let mut line = name.clone();
    for argument in command.get_positionals() {
        write!(line, " {argument}").expect("a string takes every write");
    }
    write!(out, "\n{} `{line}`\n\n{about}.\n", "#".repeat(depth)).expect("a string takes every write");
    let rest = long.strip_prefix(&about).unwrap_or(&long).trim();
    if !rest.is_empty() {
        write!(out, "\n{rest}\n").expect("a string takes every write");
    }
    let is_setting = |a: &&Arg| SETTINGS.iter().any(|s| s.key == a.get_id().as_str()) || a.get_id() == "config";
    let own: Vec<&Arg> = command.get_arguments().filter(|a| !a.is_hide_set() && a.get_id() != "help" && !is_setting(a)).collect();
    if !own.is_empty() {
        out.push('\n');
    }
    for argument in own {
        let help = argument.get_long_help().or_else(|| argument.get_help()).map(ToString::to_string).unwrap_or_default();
        // A line of a list holds no paragraphs, and the full stop is put below.
        let help = help.trim_end_matches('.').replace("\n\n", ". ");
        let defaults = argument.get_default_values().iter().map(|v| v.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ");
        let default =
            if defaults.is_empty() || !argument.get_action().takes_values() { String::new() } else { format!(" (default: {defaults})") };
        writeln!(out, "- `{argument}`: {help}{default}.").expect("a string takes every write");
    }
    if command.get_arguments().any(|a| SETTINGS.iter().any(|s| s.key == a.get_id().as_str() && s.scope == Scope::Serving)) {
        out.push_str("\nIt takes the flags of the [settings](settings.md).\n");
    }
    for below in command.get_subcommands().filter(|c| !c.is_hide_set() && c.get_name() != "help") {
        describe(below, &name, depth + 1, out);
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_reference_page_is_up_to_date() {
        let page = include_str!("../../../../docs/reference/cli.md");
        assert!(page == super::to_markdown(), "make it again: cargo run -- reference > docs/reference/cli.md");
    }
}
