//! The settings as flags of the command line, made from the table.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use clap::{Arg, ArgMatches, Args, Command, FromArgMatches};

use super::table::{CONFIG_HELP, SETTINGS, Scope, Setting};

/// The flags that every command takes: where the register is, and which file has the settings. They may hold a password.
#[derive(Clone, Default)]
pub struct DataFlags {
    pub(super) given: BTreeMap<&'static str, String>,
    /// `--config`.
    pub config: Option<PathBuf>,
}

/// The flags of a command that serves: every setting that does not say where the register is.
#[derive(Debug, Clone, Default)]
pub struct ServerFlags(pub(super) BTreeMap<&'static str, String>);

impl fmt::Debug for DataFlags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DataFlags").field("given", &self.given.keys()).field("config", &self.config).finish()
    }
}

/// Under what the help lists the flags that every command takes, apart from the command's own.
const WHERE: &str = "Where the register is";

fn flag_of(setting: &'static Setting) -> Arg {
    let default = setting.default.map(|d| format!(" [default: {d}]")).unwrap_or_default();
    let help = format!("{} [env: {}]{default}", setting.help, setting.variable());
    let is_global = setting.scope == Scope::Everywhere;
    let flag = Arg::new(setting.key).long(setting.flag).value_name(setting.shape.placeholder()).help(help).global(is_global);
    if is_global { flag.help_heading(WHERE) } else { flag }
}

fn settings_of(scope: Scope) -> impl Iterator<Item = &'static Setting> {
    SETTINGS.iter().filter(move |s| s.scope == scope)
}

fn given(matches: &ArgMatches, scope: Scope) -> BTreeMap<&'static str, String> {
    settings_of(scope).filter_map(|s| matches.get_one::<String>(s.key).map(|value| (s.key, value.clone()))).collect()
}

impl FromArgMatches for DataFlags {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        Ok(DataFlags { given: given(matches, Scope::Everywhere), config: matches.get_one::<PathBuf>("config").cloned() })
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
        settings_of(Scope::Everywhere)
            .fold(command, |command, setting| command.arg(flag_of(setting)))
            .arg(file.help(help).global(true).help_heading(WHERE))
    }
    fn augment_args_for_update(command: Command) -> Command {
        DataFlags::augment_args(command)
    }
}

impl FromArgMatches for ServerFlags {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        Ok(ServerFlags(given(matches, Scope::Serving)))
    }
    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = ServerFlags::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Args for ServerFlags {
    fn augment_args(command: Command) -> Command {
        settings_of(Scope::Serving).fold(command, |command, setting| command.arg(flag_of(setting)))
    }
    fn augment_args_for_update(command: Command) -> Command {
        ServerFlags::augment_args(command)
    }
}
