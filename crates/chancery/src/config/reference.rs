//! The reference page of the settings, made from the table so that it cannot lag behind.

use std::fmt::Write as _;

use super::table::{CONFIG_HELP, SETTINGS, Scope};

/// Writes `docs/reference/settings.md`; a test compares the page with this.
pub fn to_markdown() -> String {
    let mut out = String::from(
        "# Settings\n\n\
         <!-- Made by `chancery config reference` from the table of settings; edit that, not this page. -->\n\n\
         A setting is looked for in four places, and the first that has it counts: a flag of the command, a variable of the\n\
         environment, the settings file, the default. `chancery config show` prints the values in force and where each came\n\
         from; `chancery config check [FILE]` names what is wrong with a file, with the line.\n\n\
         The settings file is TOML, one `key = value` a line. It is the file that `--config` or `CHANCERY_CONFIG` names, else\n\
         `chancery.toml` in the data folder if there is one. A relative folder in the file is relative to the file. A file\n\
         found in the data folder cannot set `data`. An empty variable counts as not set.\n\n\
         | key | flag | environment | default | value |\n|---|---|---|---|---|\n",
    );
    for setting in SETTINGS {
        let default = setting.default.map_or("none".to_owned(), |d| format!("`{d}`"));
        let (key, variable) = (setting.key, setting.variable());
        let flag = if setting.scope == Scope::Unflagged { "none".to_owned() } else { format!("`--{}`", setting.flag) };
        writeln!(out, "| `{key}` | {flag} | `{variable}` | {default} | {} |", setting.shape.expected())
            .expect("a string takes every write");
    }
    out.push_str("\n## What each does\n\n");
    for setting in SETTINGS {
        writeln!(out, "- `{}`: {}.", setting.key, setting.help).expect("a string takes every write");
    }
    writeln!(out, "- `--config`, `CHANCERY_CONFIG`: {CONFIG_HELP}.").expect("a string takes every write");
    out.push_str(
        "\n`chancery demo` differs in one default: its data folder is `chancery-demo-data`.\n\n\
         ## Secrets\n\n\
         The address of a database may hold a password. It is never printed or logged: `config show` puts `***` in its place.\n\
         Flags can be read by everybody on the machine; give it by environment or file, or leave it to the password file of\n\
         PostgreSQL. The keys to a bucket are no settings: they come from `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and\n\
         `AWS_SESSION_TOKEN`, or from the role of the machine, by the customary variables.\n",
    );
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_reference_page_is_what_the_table_says() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference/settings.md");
        let page = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(page == super::to_markdown(), "run: cargo run -- config reference > docs/reference/settings.md");
    }
}
