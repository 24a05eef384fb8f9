//! `chancery config`, with the real binary.

use std::path::Path;
use std::process::{Command, Output};

fn chancery(folder: &Path, arguments: &[&str], environment: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_chancery"));
    command.args(arguments).current_dir(folder).env_clear().envs(environment.iter().copied());
    command.output().unwrap()
}

fn said(output: &Output) -> (i32, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn a_settings_file_is_checked_by_line() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("good.toml"), "listen = \"127.0.0.1:9000\"\nlog_format = \"json\"\n").unwrap();
    std::fs::write(folder.path().join("bad.toml"), "listen = \"127.0.0.1:9000\"\n\nlog_fomat = \"json\"\nconnections = 0\n").unwrap();
    let (status, out, _) = said(&chancery(folder.path(), &["config", "check", "good.toml"], &[]));
    assert_eq!((status, out.as_str()), (0, "good.toml: in order\n"));
    let (status, out, _) = said(&chancery(folder.path(), &["config", "check", "bad.toml"], &[]));
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(status, 1);
    assert_eq!(lines[0], "bad.toml, line 3: there is no setting \"log_fomat\"; did you mean log_format?");
    assert_eq!(lines[1], "bad.toml, line 4: connections cannot be \"0\"; expected a whole number from 1 to 65535");
    let (status, _, err) = said(&chancery(folder.path(), &["config", "check", "none.toml"], &[]));
    assert!(status == 2 && err.contains("none.toml cannot be read"), "{status} {err}");
}

#[test]
fn settings_in_force_are_shown_with_their_origin() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("own.toml"), "connections = 7\n").unwrap();
    let arguments = ["--config", "own.toml", "config", "show", "--listen", "127.0.0.1:9001"];
    let (status, out, _) = said(&chancery(folder.path(), &arguments, &[("CHANCERY_LOG_FORMAT", "json")]));
    assert_eq!(status, 0);
    for line in [
        "listen = \"127.0.0.1:9001\"  # flag --listen",
        "log_format = \"json\"  # environment CHANCERY_LOG_FORMAT",
        "connections = 7  # own.toml, line 1",
        "data = \"chancery-data\"  # default",
        "base_url = (none)  # default",
    ] {
        assert!(out.lines().any(|l| l == line), "{line}\n{out}");
    }
    let (status, _, err) = said(&chancery(folder.path(), &["config", "show"], &[("CHANCERY_CONNECTIONS", "many")]));
    assert!(status == 2 && err.contains("environment CHANCERY_CONNECTIONS: connections cannot be \"many\""), "{err}");
}
