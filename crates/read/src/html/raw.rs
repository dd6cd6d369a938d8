//! Elements in which a tag is text, written anew so that no parser can take a tag in them for one, nor take for text what
//! stands behind them. Which of them a parser reads as text depends on what is open around them; written so, it does not.

use super::tags::{Next, Tag, find, next, raw_end};
use std::borrow::Cow;

/// What becomes of the content of an element in which a tag is text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Content {
    /// Nobody sees it, and it is left out.
    Out,
    /// It is text: its tags are written as characters.
    Text,
    /// As for text; its own name means nothing to a reader, and `pre` is what it looks like.
    Shown,
}

/// The elements whose content is text (WHATWG HTML, section 13.2.6): some always, `noscript` where scripts run.
const RAW: [(&str, Content); 9] = [
    ("script", Content::Out),
    ("style", Content::Out),
    ("title", Content::Text),
    ("textarea", Content::Text),
    ("iframe", Content::Out),
    ("noembed", Content::Out),
    ("noframes", Content::Out),
    ("noscript", Content::Out),
    ("xmp", Content::Shown),
];

/// A page that is written anew where that is needed.
pub(super) struct Anew<'h> {
    html: &'h str,
    out: String,
    copied: usize,
}

impl<'h> Anew<'h> {
    pub fn new(html: &'h str) -> Self {
        Self { html, out: String::new(), copied: 0 }
    }

    /// The page.
    pub fn page(mut self) -> Cow<'h, str> {
        if self.copied == 0 {
            return Cow::Borrowed(self.html);
        }
        self.out.push_str(self.html.get(self.copied..).unwrap_or_default());
        Cow::Owned(self.out)
    }

    fn put(&mut self, from: usize, to: usize, words: &str) {
        self.out.push_str(self.html.get(self.copied..from).unwrap_or_default());
        self.out.push_str(words);
        self.copied = to;
    }

    fn between(&self, from: usize, to: usize) -> &'h str {
        self.html.get(from..to).unwrap_or_default()
    }

    /// Writes an element anew in which a tag is text; where the rest of the page goes on behind it. None for other elements.
    /// `foreign`: in SVG or MathML a slash closes it.
    pub fn raw(&mut self, tag: &Tag<'_>, foreign: impl FnOnce() -> bool) -> Option<usize> {
        let bytes = self.html.as_bytes();
        if tag.name.eq_ignore_ascii_case(b"plaintext") {
            // All of the page behind it would be text.
            self.put(tag.end - tag.whole.len(), tag.end, "");
            return Some(tag.end);
        }
        let (name, content) = RAW.into_iter().find(|(name, _)| tag.name.eq_ignore_ascii_case(name.as_bytes()))?;
        if tag.closed && foreign() {
            self.put(tag.end, tag.end, &format!("</{name}>"));
            return Some(tag.end);
        }
        let end = raw_end(bytes, tag.end, tag.name);
        let inside = self.between(tag.end, end);
        let behind = match next(bytes, end) {
            Some(Next::Tag(tag)) if end < bytes.len() => tag.end,
            _ => bytes.len(),
        };
        let json = name == "script" && tag.whole.windows(7).any(|w| w.eq_ignore_ascii_case(b"ld+json"));
        match content {
            // In JSON a "<" stands in strings only.
            _ if json && inside.contains('<') => self.put(tag.end, end, &inside.replace('<', "\\u003c")),
            _ if json => {}
            Content::Out if inside.is_empty() => {}
            Content::Out => self.put(tag.end, end, ""),
            Content::Text if inside.contains('<') => self.put(tag.end, end, &inside.replace('<', "&lt;")),
            Content::Text => {}
            Content::Shown => self.put(tag.end - tag.whole.len(), behind, &format!("<pre>{}</pre>", characters(inside))),
        }
        if end == bytes.len() {
            self.put(end, end, &format!("</{name}>"));
        }
        Some(behind)
    }

    /// Writes anew what begins with `<![CDATA[`, up to `from`: in SVG and MathML it is text, elsewhere a comment up to the next
    /// ">". Where the rest goes on.
    pub fn cdata(&mut self, from: usize, foreign: bool) -> usize {
        let bytes = self.html.as_bytes();
        let begin = from.saturating_sub("<![CDATA[".len());
        if foreign {
            let end = self.html.get(from..).and_then(|rest| rest.find("]]>")).map_or(bytes.len(), |n| from + n);
            self.put(begin, (end + 3).min(bytes.len()), &characters(self.between(from, end)));
            (end + 3).min(bytes.len())
        } else {
            let end = find(bytes, from, b'>').map_or(bytes.len(), |end| end + 1);
            self.put(begin, end, "");
            end
        }
    }
}

fn characters(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}
