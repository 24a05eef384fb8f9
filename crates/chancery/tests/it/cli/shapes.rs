//! The shapes of what is printed as JSON: others build on them.

use serde_json::Value;

use super::*;

/// The keys of a value, at every depth, lists as their first member.
fn shape(value: &Value) -> Value {
    match value {
        Value::Object(map) => Value::Object(map.iter().map(|(key, value)| (key.clone(), shape(value))).collect()),
        Value::Array(list) => Value::Array(list.first().map(shape).into_iter().collect()),
        Value::String(_) => "text".into(),
        Value::Number(_) => "number".into(),
        Value::Bool(_) => "true or false".into(),
        Value::Null => Value::Null,
    }
}

fn json(ran: &Ran) -> Value {
    serde_json::from_str(&ran.out).unwrap_or_else(|e| panic!("{e}: {}{}", ran.out, ran.err))
}

#[test]
fn json_has_the_documented_keys() {
    let mut terminal = Terminal::with_register();
    let mut shapes = serde_json::Map::new();
    let mut keep = |name: &str, ran: &Ran| drop(shapes.insert(name.to_owned(), shape(&json(ran))));
    keep("import", &terminal.import(&["--json"]));
    keep("history", &terminal.run(&["history", "tlkm/3", "--json"]));
    keep("search", &terminal.run(&["search", "lens plan", "--json"]));
    terminal.transcript = serde_json::to_string_pretty(&Value::Object(shapes)).unwrap();
    terminal.assert("shapes");
}

#[test]
fn one_file_is_an_object_and_several_are_an_array() {
    let mut terminal = Terminal::new();
    assert!(json(&terminal.run(&["read", "page-en.txt", "--json"])).is_object());
    assert_eq!(json(&terminal.run(&["read", "page-en.txt", "page-en.txt", "--json"])).as_array().unwrap().len(), 2);
}

#[test]
fn what_show_prints_put_takes() {
    let mut terminal = Terminal::with_register();
    terminal.import(&[]);
    let shown = terminal.run(&["show", "meeting:tlkm/3", "--json"]).out;
    terminal.write("meeting.json", &shown);
    let ran = terminal.run(&["put", "meeting.json", "--expect-revision", "1"]);
    assert_eq!((ran.status, ran.out.as_str()), (0, "nothing new: the register has it in the same form\n"));
}
