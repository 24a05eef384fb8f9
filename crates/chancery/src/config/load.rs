//! Which value counts: flags over environment over file over default.

use std::path::{Path, PathBuf};
use std::time::Duration;

use chancery_app::papers::{PaperLimits, ReadingLimits};
use chancery_app::{FilesAt, Location, S3Access};

use super::error::{ConfigError, Origin};
use super::flags::{DataFlags, ServerFlags};
use super::shape::Shape;
use super::table::{SETTINGS, Setting};
use super::{LogFormat, Settings, file};

/// The file of settings that is looked for in the data folder.
const FILE_NAME: &str = "chancery.toml";

/// Reads a variable of the environment; `Err` holds a value that is not Unicode.
pub(super) type Environment<'a> = &'a dyn Fn(&str) -> Result<Option<String>, ConfigError>;

/// Where settings may be said, but for the file, which these name.
pub struct Sources<'a> {
    /// The flags that every command takes.
    pub data: DataFlags,
    /// The flags of a command that serves.
    pub server: ServerFlags,
    /// The environment.
    pub environment: Environment<'a>,
    /// The data folder if nobody says otherwise, where it differs from the table's.
    pub default_data: Option<&'static str>,
}

/// One value in force and where it came from.
#[derive(Clone, PartialEq, Eq)]
pub struct Effective {
    /// The setting.
    pub setting: &'static Setting,
    /// The value, which may hold a password; `None` where there is no default and nobody gave one.
    pub value: Option<String>,
    /// Where it came from.
    pub origin: Origin,
}

impl std::fmt::Debug for Effective {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} = {:?} ({})", self.setting.key, self.shown(), self.origin)
    }
}

impl Effective {
    /// The value as it may be shown.
    pub fn shown(&self) -> Option<String> {
        self.value.as_deref().map(|value| self.setting.shape.shown(value))
    }
}

/// The settings in force, with the file that was read and the origin of each.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The settings.
    pub settings: Settings,
    /// Each value with its origin, in the order of the table.
    pub effective: Vec<Effective>,
    /// The file that was read.
    pub file: Option<PathBuf>,
}

impl std::fmt::Debug for Sources<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sources")
            .field("data", &self.data)
            .field("server", &self.server)
            .field("default_data", &self.default_data)
            .finish_non_exhaustive()
    }
}

/// Reads one variable of the process's environment.
#[expect(clippy::disallowed_methods, reason = "the one place where the doors read the environment")]
fn process_environment(name: &str) -> Result<Option<String>, ConfigError> {
    match std::env::var(name) {
        Ok(value) => Ok(Some(value)),
        Err(std::env::VarError::NotPresent) => Ok(None),
        Err(std::env::VarError::NotUnicode(_)) => Err(ConfigError::NotUnicode(name.to_owned())),
    }
}

impl Loaded {
    /// Reads the settings in force from flags and the process's environment; `default_data` is the command's own
    /// default of the data folder, where it differs from the table's.
    ///
    /// Errors: the first [`ConfigError`] met, naming flag, variable or line.
    pub fn read(data: DataFlags, server: ServerFlags, default_data: Option<&'static str>) -> Result<Self, ConfigError> {
        Sources { data, server, environment: &process_environment, default_data }.read()
    }
}

impl Sources<'_> {
    /// Reads the settings in force.
    ///
    /// Errors: the first [`ConfigError`] met; all that is wrong with a file is listed by [`file::check_file`].
    pub fn read(&self) -> Result<Loaded, ConfigError> {
        let path = self.find_file()?;
        let mut entries = match &path {
            Some(path) => {
                let text = file::read(path)?;
                file::parse(path, &text).map_err(|mut errors| errors.remove(0))?
            }
            None => Vec::new(),
        };
        let is_named = self.named_file()?.is_some();
        let mut effective = Vec::with_capacity(SETTINGS.len());
        for setting in SETTINGS {
            let in_file = entries.iter().position(|e| e.setting.key == setting.key).map(|at| entries.swap_remove(at));
            let mut found = match self.outside(setting)? {
                Some((value, origin)) => Effective { setting, value: Some(value), origin },
                None => match in_file {
                    Some(entry) if setting.key == "data" && !is_named => return Err(ConfigError::DataInOwnFolder { origin: entry.origin }),
                    Some(entry) => Effective { setting, value: Some(entry.value), origin: entry.origin },
                    None => Effective { setting, value: self.default_of(setting), origin: Origin::Default },
                },
            };
            if let (Origin::File { path, .. }, Some(value)) = (&found.origin, &found.value) {
                found.value = Some(beside(path, setting.shape, value));
            }
            effective.push(found);
        }
        let access = self.s3_access()?;
        Ok(Loaded { settings: settings_of(&effective, &access), effective, file: path })
    }

    /// The access to a bucket that the customary variables give: the one place of secrets that is no setting.
    fn s3_access(&self) -> Result<S3Access, ConfigError> {
        let refused = std::cell::Cell::new(None);
        let access = S3Access::from_variables(|name| match (self.environment)(name) {
            Ok(value) => value,
            Err(error) => {
                refused.set(Some(error));
                None
            }
        });
        refused.into_inner().map_or(Ok(access), Err)
    }

    fn named_file(&self) -> Result<Option<PathBuf>, ConfigError> {
        match &self.data.config {
            Some(path) => Ok(Some(path.clone())),
            None => Ok((self.environment)("CHANCERY_CONFIG")?.filter(|v| !v.is_empty()).map(PathBuf::from)),
        }
    }

    fn find_file(&self) -> Result<Option<PathBuf>, ConfigError> {
        if let Some(path) = self.named_file()? {
            return Ok(Some(path));
        }
        let data = Setting::find("data").expect("the table has a row for the data folder");
        let folder = self.outside(data)?.map(|(value, _)| value).or_else(|| self.default_of(data));
        Ok(folder.map(|folder| Path::new(&folder).join(FILE_NAME)).filter(|path| path.is_file()))
    }

    fn default_of(&self, setting: &Setting) -> Option<String> {
        let own = if setting.key == "data" { self.default_data } else { None };
        own.or(setting.default).map(Into::into)
    }

    /// What flag or environment say, checked.
    fn outside(&self, setting: &'static Setting) -> Result<Option<(String, Origin)>, ConfigError> {
        let flag = self.data.given.get(setting.key).or_else(|| self.server.0.get(setting.key));
        let found = match flag {
            Some(value) => Some((value.clone(), Origin::Flag(setting.flag))),
            None => {
                (self.environment)(&setting.variable())?.filter(|v| !v.is_empty()).map(|v| (v, Origin::Environment(setting.variable())))
            }
        };
        match found {
            Some((given, origin)) if !setting.shape.accepts(&given) => {
                let given = setting.shape.shown(&given);
                Err(ConfigError::Value { origin, key: setting.key, given, expected: setting.shape.expected() })
            }
            found => Ok(found),
        }
    }
}

/// A folder in a settings file is relative to the folder of the file.
fn beside(file: &Path, shape: Shape, value: &str) -> String {
    let below = |folder: &str| file.parent().unwrap_or(Path::new("")).join(folder).to_string_lossy().into_owned();
    match shape {
        Shape::Folder => below(value),
        Shape::Files => match value.parse::<FilesAt>() {
            Ok(FilesAt::Folder(folder)) => format!("file:{}", below(&folder.to_string_lossy())),
            _ => value.to_owned(),
        },
        _ => value.to_owned(),
    }
}

/// Makes the settings of values that have passed their shapes, and of the access to a bucket.
fn settings_of(effective: &[Effective], access: &S3Access) -> Settings {
    let find = |key: &str| effective.iter().find(|e| e.setting.key == key).and_then(|e| e.value.clone());
    let text = |key: &str| find(key).expect("every setting that is asked for here has a default");
    let whole = |key: &str| text(key).parse::<u64>().expect("the shape of the setting is a whole number");
    let size = |key: &str| usize::try_from(whole(key)).unwrap_or(usize::MAX);
    let ms = |key: &str| Duration::from_millis(whole(key));
    let mut access = access.clone();
    access.endpoint = find("s3_endpoint").or(access.endpoint);
    access.region = find("s3_region").or(access.region);
    access.is_virtual_hosted = find("s3_addressing").map_or(access.is_virtual_hosted, |way| way == "host");
    let files: FilesAt = text("files").parse().expect("the shape of the setting is a place for files");
    Settings {
        location: Location {
            folder: PathBuf::from(text("data")),
            journal: text("database").parse().expect("the shape of the setting is a place for a journal"),
            files: files.with_access(&access),
        },
        s3: access,
        listen: text("listen").parse().expect("the shape of the setting is an address"),
        base_url: find("base_url").map(|url| url.parse().expect("the shape of the setting is a base address")),
        metrics_listen: find("metrics_listen").map(|at| at.parse().expect("the shape of the setting is an address")),
        log_format: if text("log_format") == "json" { LogFormat::Json } else { LogFormat::Text },
        log_filter: text("log_filter"),
        request_timeout: ms("request_timeout_ms"),
        body_limit_bytes: size("body_limit_bytes"),
        uri_limit_bytes: size("uri_limit_bytes"),
        connections: size("connections"),
        drain: ms("drain_ms"),
        stop_timeout: ms("stop_timeout_ms"),
        cache_bytes: size("cache_bytes"),
        poll: ms("poll_ms"),
        ready_lag_entries: whole("ready_lag_entries"),
        snapshot_every_entries: whole("snapshot_every_entries"),
        has_jobs: text("jobs") == "on",
        reading: ReadingLimits {
            paper: PaperLimits { max_bytes: size("paper_max_bytes"), max_pages: size("paper_max_pages"), ..PaperLimits::default() },
            seconds: u32::try_from(whole("paper_seconds")).unwrap_or(u32::MAX),
            memory_bytes: whole("paper_memory_bytes"),
        },
    }
}

impl Default for Settings {
    /// The settings of the table's defaults, for tests and for commands that do not serve.
    fn default() -> Self {
        let default = |setting: &'static Setting| Effective { setting, value: setting.default.map(Into::into), origin: Origin::Default };
        settings_of(&SETTINGS.iter().map(default).collect::<Vec<_>>(), &S3Access::default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(flags: &[(&'static str, &str)], config: Option<PathBuf>, environment: &[(&str, &str)]) -> Result<Loaded, ConfigError> {
        let environment: std::collections::BTreeMap<String, String> =
            environment.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        let given = flags.iter().map(|(k, v)| (*k, (*v).to_owned())).collect();
        let data = DataFlags { given, config };
        let environment: Environment<'_> = &|name| Ok(environment.get(name).cloned());
        Sources { data, server: ServerFlags::default(), environment, default_data: None }.read()
    }

    fn origin_of(loaded: &Loaded, key: &str) -> String {
        loaded.effective.iter().find(|e| e.setting.key == key).unwrap().origin.to_string()
    }

    #[test]
    fn flags_count_over_environment_over_file_over_default() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("own.toml");
        std::fs::write(&path, "connections = 3\nlog_format = \"json\"\nlisten = \"127.0.0.1:1\"\ndata = \"here\"\n").unwrap();
        let loaded =
            read(&[("listen", "127.0.0.1:3")], Some(path), &[("CHANCERY_LISTEN", "127.0.0.1:2"), ("CHANCERY_LOG_FORMAT", "text")]).unwrap();
        assert_eq!(loaded.settings.listen.port(), 3);
        assert_eq!(loaded.settings.log_format, LogFormat::Text);
        assert_eq!(loaded.settings.connections, 3);
        assert_eq!(loaded.settings.location.folder, folder.path().join("here"), "a folder in a file is relative to the file");
        assert_eq!(origin_of(&loaded, "listen"), "flag --listen");
        assert_eq!(origin_of(&loaded, "log_format"), "environment CHANCERY_LOG_FORMAT");
        assert!(origin_of(&loaded, "connections").ends_with("own.toml, line 1"));
        assert_eq!(origin_of(&loaded, "cache_bytes"), "default");
    }

    #[test]
    fn the_data_folder_may_hold_its_settings() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().to_str().unwrap();
        std::fs::write(folder.path().join(FILE_NAME), "connections = 3\n").unwrap();
        assert_eq!(read(&[("data", data)], None, &[]).unwrap().settings.connections, 3);
        assert_eq!(read(&[], None, &[("CHANCERY_DATA", data)]).unwrap().settings.connections, 3);
        std::fs::write(folder.path().join(FILE_NAME), "data = \"elsewhere\"\n").unwrap();
        assert!(read(&[("data", data)], None, &[]).is_ok(), "a flag says where the data is; the line in the file is not needed");
    }

    #[test]
    fn where_the_register_is_comes_from_settings_and_customary_variables() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("own.toml");
        std::fs::write(&path, "database = \"postgres://app:hidden@db.example/register\"\nfiles = \"file:kept\"\n").unwrap();
        let loaded = read(&[], Some(path.clone()), &[]).unwrap();
        assert!(loaded.settings.location.journal.is_remote());
        assert_eq!(loaded.settings.location.files, FilesAt::Folder(folder.path().join("kept")));
        let shown: Vec<String> = loaded.effective.iter().filter_map(Effective::shown).collect();
        let all = format!("{shown:?} {:?}", loaded.settings);
        assert!(all.contains("postgres://app:***@db.example/register") && !all.contains("hidden"), "{all}");
        let keys = [
            ("AWS_ACCESS_KEY_ID", "id"),
            ("AWS_SECRET_ACCESS_KEY", "hidden"),
            ("AWS_REGION", "eu-north-1"),
            ("AWS_ENDPOINT_URL", "http://a/"),
        ];
        let loaded = read(&[("files", "s3://papers/register"), ("s3_endpoint", "http://127.0.0.1:9000")], Some(path), &keys).unwrap();
        let FilesAt::S3(place) = &loaded.settings.location.files else { panic!("{:?}", loaded.settings.location) };
        assert_eq!(place.access.endpoint.as_deref(), Some("http://127.0.0.1:9000"), "the setting counts over the variable");
        assert_eq!(place.access.region.as_deref(), Some("eu-north-1"));
        assert!(!format!("{:?}", loaded.settings).contains("hidden"));
        for wrong in ["postgres://app:hidden@db.example:port/x", "mysql://app:hidden@db.example/", "hidden"] {
            let error = read(&[("database", wrong)], None, &[]).unwrap_err().to_string();
            assert!(error.contains("expected `sqlite:`") && !error.contains("hidden"), "{error}");
        }
    }

    #[test]
    fn what_is_wrong_says_where() {
        let said = |r: Result<Loaded, ConfigError>| r.unwrap_err().to_string();
        assert!(
            said(read(&[("connections", "many")], None, &[]))
                .starts_with("flag --connections: connections cannot be \"many\"; expected a whole number")
        );
        assert!(said(read(&[], None, &[("CHANCERY_LISTEN", "here")])).starts_with("environment CHANCERY_LISTEN: listen cannot be"));
        assert!(said(read(&[], Some("/nowhere/x.toml".into()), &[])).contains("cannot be read"));
        assert!(read(&[], None, &[("CHANCERY_LISTEN", "")]).is_ok(), "an empty variable says nothing");
    }
}
