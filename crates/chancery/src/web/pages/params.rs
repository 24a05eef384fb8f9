//! The query of an address: names and values, in the order given, repeated names allowed.

/// The parameters of a request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Params(Vec<(String, String)>);

impl Params {
    /// Reads a query string; anything at all is taken, a broken escape stays as it is written.
    pub(super) fn parse(query: &str) -> Params {
        Params(form_urlencoded::parse(query.as_bytes()).into_owned().take(200).collect())
    }
    /// Finds the first value of a name that is not empty.
    pub(super) fn find(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }
    /// All values of a name that are not empty, without repetition.
    pub(super) fn all<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        let values = self.0.iter().filter(move |(n, v)| n == name && !v.trim().is_empty()).map(|(_, v)| v.trim());
        let mut seen: Vec<&str> = Vec::new();
        for value in values {
            if !seen.contains(&value) {
                seen.push(value);
            }
        }
        seen.into_iter()
    }
    /// The query as it stands in an address, with its question mark; empty if there are none.
    pub(super) fn to_query(&self) -> String {
        query(self.0.iter().map(|(n, v)| (n.as_str(), v.as_str())))
    }
}

/// Writes names and values as a query with its question mark; empty values are left out.
pub(super) fn query<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut out = form_urlencoded::Serializer::new(String::new());
    for (name, value) in pairs {
        if !value.is_empty() {
            out.append_pair(name, value);
        }
    }
    let out = out.finish();
    if out.is_empty() { out } else { format!("?{out}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_are_read_and_written() {
        let params = Params::parse("q=%E7%A8%8E%E9%96%A2+2011&topic=customs&topic=customs&topic=health&x=&bad=%zz%");
        assert_eq!(params.find("q"), Some("税関 2011"));
        assert_eq!(params.all("topic").collect::<Vec<_>>(), ["customs", "health"]);
        assert_eq!(params.find("x"), None);
        assert_eq!(params.find("bad"), Some("%zz%"));
        assert_eq!(query([("q", "税 6"), ("after", "")]), "?q=%E7%A8%8E+6");
        assert_eq!(query([]), "");
        assert_eq!(Params::parse(""), Params::default());
    }
}
