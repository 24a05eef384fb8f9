//! Canonical JSON and digests: the exact bytes that are hashed, stored and never re-serialized to verify.
//!
//! Canonical form: UTF-8, no white space, object keys sorted by bytes and ASCII only, no floats. `serde_json`'s own map
//! is not relied on for the order, since a crate elsewhere in the graph may switch it to insertion order.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

/// A SHA-256 digest, printed as 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Digest([u8; 32]);

/// Says why a digest was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a SHA-256 digest: {0:?}; expected 64 lower-case hexadecimal digits")]
pub struct DigestError(pub String);

/// Says why a value has no canonical form.
#[derive(Debug, thiserror::Error)]
pub enum CanonicalError {
    /// The value has a number that is not an integer.
    #[error("the record has a fractional number at {0}; records hold integers and text only")]
    Float(String),
    /// The value has a key outside ASCII.
    #[error("the record has a key outside ASCII: {0:?}")]
    Key(String),
    /// The value could not be made into JSON at all.
    #[error("the record has no JSON form")]
    Json(#[from] serde_json::Error),
}

impl Digest {
    /// The digest that stands before the first entry of a journal: 32 zero bytes.
    pub const ZERO: Digest = Digest([0; 32]);

    /// Hashes bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Digest(Sha256::digest(bytes).into())
    }
    /// The digest's bytes.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
    /// The digest of these 32 bytes; `None` if there are not 32.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Digest)
    }
}

/// Hashes bytes as they come, for what is too large to be in memory at once.
#[derive(Clone, Default)]
pub struct Hasher(Sha256);

impl Hasher {
    /// Takes the next bytes.
    pub fn add(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }
    /// The digest of all bytes that were taken.
    pub fn digest(self) -> Digest {
        Digest(self.0.finalize().into())
    }
}

impl fmt::Debug for Hasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hasher").finish_non_exhaustive()
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|b| write!(f, "{b:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({self})")
    }
}

impl FromStr for Digest {
    type Err = DigestError;
    fn from_str(text: &str) -> Result<Self, DigestError> {
        let refuse = || DigestError(text.chars().take(80).collect());
        let is_hex = text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        if !is_hex {
            return Err(refuse());
        }
        let mut bytes = [0; 32];
        for (i, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&text[2 * i..2 * i + 2], 16).map_err(|_| refuse())?;
        }
        Ok(Digest(bytes))
    }
}

impl TryFrom<String> for Digest {
    type Error = DigestError;
    fn try_from(text: String) -> Result<Self, DigestError> {
        text.parse()
    }
}

impl From<Digest> for String {
    fn from(digest: Digest) -> String {
        digest.to_string()
    }
}

/// Writes a value as canonical JSON.
///
/// Errors: [`CanonicalError`] for a float or a key outside ASCII; nothing else is expected of our own types.
pub fn to_bytes<T: Serialize>(value: &T) -> Result<Vec<u8>, CanonicalError> {
    let value = serde_json::to_value(value)?;
    let mut out = Vec::with_capacity(1024);
    write(&value, "", &mut out)?;
    Ok(out)
}

fn write(value: &Value, path: &str, out: &mut Vec<u8>) -> Result<(), CanonicalError> {
    match value {
        Value::Object(map) => {
            let mut keys: Vec<&String> = map.keys().collect();
            keys.sort_unstable();
            out.push(b'{');
            for (i, key) in keys.into_iter().enumerate() {
                if !key.is_ascii() {
                    return Err(CanonicalError::Key(key.clone()));
                }
                if i > 0 {
                    out.push(b',');
                }
                serde_json::to_writer(&mut *out, key)?;
                out.push(b':');
                write(&map[key], &format!("{path}/{key}"), out)?;
            }
            out.push(b'}');
        }
        Value::Array(list) => {
            out.push(b'[');
            for (i, item) in list.iter().enumerate() {
                if i > 0 {
                    out.push(b',');
                }
                write(item, &format!("{path}/{i}"), out)?;
            }
            out.push(b']');
        }
        Value::Number(number) if number.is_f64() => return Err(CanonicalError::Float(path.to_owned())),
        other => serde_json::to_writer(&mut *out, other)?,
    }
    Ok(())
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde's skip_serializing_if asks for")]
pub(crate) fn is_false(value: &bool) -> bool {
    !*value
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn bytes_hashed_in_pieces_have_the_digest_of_the_whole() {
        let mut hasher = Hasher::default();
        ["a ", "", "page"].iter().for_each(|piece| hasher.add(piece.as_bytes()));
        assert_eq!(hasher.digest(), Digest::of(b"a page"));
    }

    #[test]
    fn keys_are_sorted_at_every_depth() {
        let bytes = to_bytes(&json!({"b": [{"z": 1, "a": "第"}], "a": null})).unwrap();
        assert_eq!(String::from_utf8(bytes).unwrap(), "{\"a\":null,\"b\":[{\"a\":\"第\",\"z\":1}]}");
    }

    #[test]
    fn floats_and_foreign_keys_are_refused_with_their_place() {
        assert_eq!(
            to_bytes(&json!({"a": [1.5]})).unwrap_err().to_string(),
            "the record has a fractional number at /a/0; records hold integers and text only"
        );
        assert!(matches!(to_bytes(&json!({"鍵": 1})), Err(CanonicalError::Key(_))));
    }

    #[test]
    fn digests_parse_and_print() {
        let digest = Digest::of(b"abc");
        assert_eq!(digest.to_string(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(digest.to_string().parse::<Digest>().unwrap(), digest);
        for bad in ["", "BA78", &"g".repeat(64), &"é".repeat(32)] {
            assert!(bad.parse::<Digest>().is_err());
        }
    }
}
