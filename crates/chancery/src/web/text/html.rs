//! Markup that is known to be safe, because it was built from escaped text here.

use std::fmt;

use chancery_model::{Lang, Name, Text};

/// A piece of HTML. Templates write it out as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Html(String);

impl Html {
    /// Escapes a text.
    pub fn text(text: &str) -> Html {
        let mut out = String::with_capacity(text.len());
        push_escaped(&mut out, text);
        Html(out)
    }
    /// Wraps a text of the record with its language. A text of undetermined language says so with an empty `lang`.
    pub fn said(text: &str, lang: &Lang) -> Html {
        let tag = if *lang == Lang::und() { "" } else { lang.as_str() };
        let mut out = String::with_capacity(text.len() + 32);
        out.push_str("<span lang=\"");
        push_escaped(&mut out, tag);
        out.push_str("\">");
        push_escaped(&mut out, text);
        out.push_str("</span>");
        Html(out)
    }
    /// Wraps a name with its language.
    pub fn name(name: &Name) -> Html {
        Html::said(&name.text, &name.lang)
    }
    /// Wraps a text with its language.
    pub fn of(text: &Text) -> Html {
        Html::said(&text.text, &text.lang)
    }
    /// Makes a link.
    pub fn link(href: &str, inner: &Html) -> Html {
        let mut out = String::with_capacity(href.len() + inner.0.len() + 16);
        out.push_str("<a href=\"");
        push_escaped(&mut out, href);
        out.push_str("\">");
        out.push_str(&inner.0);
        out.push_str("</a>");
        Html(out)
    }
    /// Takes markup that a page put together from numbers and escaped pieces; never foreign text.
    pub(in crate::web) fn from_markup(markup: String) -> Html {
        Html(markup)
    }
    /// Joins pieces with a text between them.
    pub fn join(pieces: &[Html], between: &str) -> Html {
        let between = Html::text(between).0;
        Html(pieces.iter().map(Html::as_str).collect::<Vec<_>>().join(&between))
    }
    /// Marks stretches of a text, given in Unicode scalars, and wraps it with its language.
    pub fn highlighted(text: &str, lang: &Lang, stretches: &[(usize, usize)]) -> Html {
        let mut marked = String::new();
        let mut open = false;
        for (at, c) in text.chars().enumerate() {
            let inside = stretches.iter().any(|(start, end)| (*start..*end).contains(&at));
            if inside != open {
                marked.push_str(if inside { "<mark>" } else { "</mark>" });
                open = inside;
            }
            push_escaped(&mut marked, c.encode_utf8(&mut [0; 4]));
        }
        if open {
            marked.push_str("</mark>");
        }
        let tag = if *lang == Lang::und() { "" } else { lang.as_str() };
        Html(format!("<span lang=\"{tag}\">{marked}</span>"))
    }
    /// Tells whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
    /// The markup.
    pub fn as_str(&self) -> &str {
        &self.0
    }
    /// The markup.
    pub fn into_string(self) -> String {
        self.0
    }
}

fn push_escaped(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
}

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl askama::filters::HtmlSafe for Html {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped_everywhere() {
        let bad = "<a href=\"x\">'&";
        let good = "&lt;a href=&quot;x&quot;&gt;&#39;&amp;";
        assert_eq!(Html::text(bad).as_str(), good);
        assert_eq!(Html::said(bad, &Lang::en()).as_str(), format!("<span lang=\"en\">{good}</span>"));
        assert_eq!(Html::link(bad, &Html::text(bad)).as_str(), format!("<a href=\"{good}\">{good}</a>"));
        assert_eq!(Html::said("TCHM", &Lang::und()).as_str(), "<span lang=\"\">TCHM</span>");
    }

    #[test]
    fn stretches_are_marked_by_characters() {
        let marked = |stretches: &[(usize, usize)]| Html::highlighted("税関<長", &Lang::ja(), stretches).into_string();
        assert_eq!(marked(&[(0, 2)]), "<span lang=\"ja\"><mark>税関</mark>&lt;長</span>");
        assert_eq!(marked(&[(2, 4)]), "<span lang=\"ja\">税関<mark>&lt;長</mark></span>");
        assert_eq!(marked(&[(1, 2), (2, 3)]), "<span lang=\"ja\">税<mark>関&lt;</mark>長</span>");
        assert_eq!(marked(&[(7, 9)]), "<span lang=\"ja\">税関&lt;長</span>", "a stretch beyond the end marks nothing");
    }
}
