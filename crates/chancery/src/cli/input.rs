//! Reading files that a person names: what is wrong with one is said with its name, and a huge one is refused by its size.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use chancery_app::AppError;

use super::failure::Failure;

/// The name under which standard input is given.
pub const STANDARD_INPUT: &str = "-";

/// The failure of a file's content, with the name of the file.
pub fn in_file(path: &Path, error: AppError) -> Failure {
    let failure = Failure::from(error);
    Failure { message: format!("{}: {}", path.display(), failure.message), ..failure }
}

/// Reads a whole file, or standard input for `-`.
///
/// Errors: a sentence that names the file for one that is missing, a folder, empty, larger than `limit_bytes` (refused
/// by its size, before it is read) or not readable.
pub fn read_file(path: &Path, limit_bytes: u64) -> Result<Vec<u8>, Failure> {
    let name = path.display();
    if path.as_os_str() == STANDARD_INPUT {
        return read_up_to(io::stdin().lock(), limit_bytes, "standard input");
    }
    let refuse = |error: &io::Error| match error.kind() {
        io::ErrorKind::NotFound => Failure::new(format!("{name}: there is no such file")),
        io::ErrorKind::PermissionDenied => Failure::new(format!("{name}: this account may not read the file")),
        _ => Failure::new(format!("{name}: cannot be read: {error}")),
    };
    let found = std::fs::metadata(path).map_err(|e| refuse(&e))?;
    if found.is_dir() {
        return Err(Failure::new(format!("{name}: is a folder; expected a file")).with_hint(format!("name the files in it: {name}/*")));
    }
    if found.len() > limit_bytes {
        return Err(too_large(&name.to_string(), Some(found.len()), limit_bytes));
    }
    let file = File::open(path).map_err(|e| refuse(&e))?;
    read_up_to(file, limit_bytes, &name.to_string())
}

/// Reads a stream to its end, for what has no size beforehand (a pipe, a device).
fn read_up_to(stream: impl Read, limit_bytes: u64, name: &str) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let read = stream.take(limit_bytes + 1).read_to_end(&mut bytes);
    read.map_err(|e| Failure::new(format!("{name}: cannot be read: {e}")))?;
    if bytes.len() as u64 > limit_bytes {
        return Err(too_large(name, None, limit_bytes));
    }
    if bytes.is_empty() {
        return Err(Failure::new(format!("{name}: is empty")));
    }
    Ok(bytes)
}

fn too_large(name: &str, size_bytes: Option<u64>, limit_bytes: u64) -> Failure {
    let mebibytes = |bytes: u64| bytes.div_ceil(1024 * 1024);
    let size = size_bytes.map_or_else(String::new, |size| format!(" ({} MiB)", mebibytes(size)));
    Failure::new(format!("{name}: is too large{size}; at most {} MiB are read", mebibytes(limit_bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_with_a_file_is_said_with_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::write(at("empty"), "").unwrap();
        std::fs::write(at("small"), "12345").unwrap();
        // A file with a hole: large by its size, nothing on the disk. Refusing it must not read it.
        File::create(at("huge")).unwrap().set_len(1 << 40).unwrap();
        let check = |name: &str, limit, expected: &str| {
            let message = read_file(&at(name), limit).map_or_else(|f| f.message, |bytes| format!("{} bytes", bytes.len()));
            assert!(message.contains(expected), "{message}");
        };
        check("none", 10, "none: there is no such file");
        check("", 10, "is a folder");
        check("empty", 10, "empty: is empty");
        check("small", 5, "5 bytes");
        check("small", 4, "small: is too large (1 MiB)");
        check("huge", 64 << 20, "huge: is too large (1048576 MiB); at most 64 MiB");
    }
}
