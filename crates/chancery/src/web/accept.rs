//! In which form an answer is wanted, where one address has several: a page for people, JSON or a feed for programs.

/// A form of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    /// HTML; what is given to whoever has no other wish.
    Page,
    /// JSON.
    Json,
    /// Atom.
    Feed,
}

/// The media types of each form; of equally wished ones the first.
const NAMES: [(Form, &[&str]); 3] = [
    (Form::Page, &["text/html", "application/xhtml+xml"]),
    (Form::Json, &["application/json", "application/problem+json"]),
    (Form::Feed, &["application/atom+xml"]),
];

impl Form {
    /// Picks the form that an `Accept` header asks for: the one named first of those with the greatest weight (RFC 9110,
    /// section 12.5.1). A wildcard asks for nothing in particular.
    pub fn negotiate(accept: &str) -> Form {
        let mut best = (0.0_f32, Form::Page);
        for range in accept.split(',').take(32) {
            let mut parts = range.split(';').map(str::trim);
            let name = parts.next().unwrap_or_default().to_ascii_lowercase();
            let weight = parts.find_map(|p| p.strip_prefix("q=")).map_or(1.0, |q| q.trim().parse().unwrap_or(0.0));
            let form = NAMES.iter().find(|(_, names)| names.contains(&name.as_str())).map(|(form, _)| *form);
            if let Some(form) = form
                && weight > best.0
            {
                best = (weight, form);
            }
        }
        best.1
    }

    /// One letter, for keys of what is kept.
    pub fn letter(self) -> char {
        match self {
            Form::Page => 'p',
            Form::Json => 'j',
            Form::Feed => 'f',
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_say_what_they_want() {
        for (accept, form) in [
            ("application/json", Form::Json),
            ("application/json, text/html", Form::Json),
            ("text/html,application/xhtml+xml,*/*;q=0.8", Form::Page),
            ("text/html, application/json;q=0.9", Form::Page),
            ("text/html;q=0.5, application/json;q=0.9", Form::Json),
            ("application/atom+xml, application/rss+xml;q=0.9, */*;q=0.1", Form::Feed),
            ("Application/Atom+XML", Form::Feed),
            ("*/*", Form::Page),
            ("", Form::Page),
            ("application/json;q=0, text/html", Form::Page),
            ("application/json;q=0", Form::Page),
            (";;q=x,,", Form::Page),
        ] {
            assert_eq!(Form::negotiate(accept), form, "{accept:?}");
        }
    }
}
