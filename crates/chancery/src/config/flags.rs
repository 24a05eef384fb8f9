//! The settings as flags of the command line, made from the table.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::{Arg, ArgMatches, Args, Command, FromArgMatches};

use super::table::{CONFIG_HELP, SETTINGS, Setting};

/// The flags that every command takes: where the data is, and which file has the settings.
#[derive(Debug, Clone, Default)]
pub struct DataFlags {
    /// `--data`.
    pub data: Option<String>,
    /// `--config`.
    pub config: Option<PathBuf>,
}

/// The flags of a command that serves: every setting but the data folder.
#[derive(Debug, Clone, Default)]
pub struct ServerFlags(pub(super) BTreeMap<&'static str, String>);

fn flag_of(setting: &'static Setting) -> Arg {
    let default = setting.default.map(|d| format!(" [default: {d}]")).unwrap_or_default();
    let help = format!("{} [env: {}]{default}", setting.help, setting.variable());
    Arg::new(setting.key).long(setting.flag).value_name(setting.shape.placeholder()).help(help)
}

fn data_setting() -> &'static Setting {
    Setting::find("data").expect("the table has a row for the data folder")
}

fn server_settings() -> impl Iterator<Item = &'static Setting> {
    SETTINGS.iter().filter(|s| s.key != "data")
}

impl FromArgMatches for DataFlags {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        Ok(DataFlags { data: matches.get_one::<String>("data").cloned(), config: matches.get_one::<PathBuf>("config").cloned() })
    }
    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = DataFlags::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Args for DataFlags {
    fn augment_args(command: Command) -> Command {
        let file = Arg::new("config").long("config").value_name("FILE").value_parser(clap::value_parser!(PathBuf));
        let help = format!("{CONFIG_HELP} [env: CHANCERY_CONFIG]");
        command.arg(flag_of(data_setting()).global(true)).arg(file.help(help).global(true))
    }
    fn augment_args_for_update(command: Command) -> Command {
        DataFlags::augment_args(command)
    }
}

impl FromArgMatches for ServerFlags {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let given = |s: &'static Setting| matches.get_one::<String>(s.key).map(|value| (s.key, value.clone()));
        Ok(ServerFlags(server_settings().filter_map(given).collect()))
    }
    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = ServerFlags::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Args for ServerFlags {
    fn augment_args(command: Command) -> Command {
        server_settings().fold(command, |command, setting| command.arg(flag_of(setting)))
    }
    fn augment_args_for_update(command: Command) -> Command {
        ServerFlags::augment_args(command)
    }
}
