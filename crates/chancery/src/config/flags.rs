//! The settings as flags of the command line, made from the table.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::{Arg, ArgMatches, Args, Command, FromArgMatches};

use super::table::{CONFIG_HELP, SETTINGS, Setting};

/// The flags of a command that serves: every setting, and `--config`.
#[derive(Debug, Clone, Default)]
pub struct ServerFlags {
    pub(super) config: Option<PathBuf>,
    pub(super) values: BTreeMap<&'static str, String>,
}

/// The flags of a command that works on the data folder and does not serve: `--data` and `--config`.
#[derive(Debug, Clone, Default)]
pub struct DataFlags(pub(super) ServerFlags);

fn augment(command: Command, settings: impl Iterator<Item = &'static Setting>) -> Command {
    let config = Arg::new("config").long("config").value_name("FILE").value_parser(clap::value_parser!(PathBuf)).help(CONFIG_HELP);
    settings
        .fold(command, |command, setting| {
            let default = setting.default.map(|d| format!(" [default: {d}]")).unwrap_or_default();
            let help = format!("{} [env: {}]{default}", setting.help, setting.variable());
            command.arg(Arg::new(setting.key).long(setting.flag).value_name(setting.shape.placeholder()).help(help))
        })
        .arg(config)
}

fn collect(matches: &ArgMatches, settings: impl Iterator<Item = &'static Setting>) -> ServerFlags {
    let value = |s: &'static Setting| matches.get_one::<String>(s.key).map(|v| (s.key, v.clone()));
    ServerFlags { config: matches.get_one::<PathBuf>("config").cloned(), values: settings.filter_map(value).collect() }
}

fn data_only() -> impl Iterator<Item = &'static Setting> {
    SETTINGS.iter().filter(|s| s.key == "data")
}

impl FromArgMatches for ServerFlags {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        Ok(collect(matches, SETTINGS.iter()))
    }
    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = collect(matches, SETTINGS.iter());
        Ok(())
    }
}

impl Args for ServerFlags {
    fn augment_args(command: Command) -> Command {
        augment(command, SETTINGS.iter())
    }
    fn augment_args_for_update(command: Command) -> Command {
        augment(command, SETTINGS.iter())
    }
}

impl FromArgMatches for DataFlags {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        Ok(DataFlags(collect(matches, data_only())))
    }
    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        self.0 = collect(matches, data_only());
        Ok(())
    }
}

impl Args for DataFlags {
    fn augment_args(command: Command) -> Command {
        augment(command, data_only())
    }
    fn augment_args_for_update(command: Command) -> Command {
        augment(command, data_only())
    }
}

impl ServerFlags {
    /// Makes flags by hand, for commands that fix a setting and for tests.
    pub fn of(config: Option<PathBuf>, values: impl IntoIterator<Item = (&'static str, String)>) -> Self {
        ServerFlags { config, values: values.into_iter().collect() }
    }
}
