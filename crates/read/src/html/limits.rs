//! What a page may cost, found by one linear scan before anything is parsed.
//!
//! The limits stand far above real pages (the largest of 181 news pages: 1.5 MB, 64 attributes on one tag, 51 levels) and far
//! below what makes a parser quadratic or recursive code run out of stack. The scan follows the parser's own rules so far that
//! it never takes an element for closed that the parser holds open.

use super::tags::{Next, Tag, find, next, raw_end};
use crate::ReadError;
use std::borrow::Cow;

/// The longest page that is read, in bytes: ten times the longest news pages seen.
pub const MAX_PAGE_BYTES: usize = 16 << 20;
/// Opening tags of a page.
const MAX_TAGS: usize = 60_000;
/// Attributes on one tag.
const MAX_TAG_ATTRIBUTES: usize = 256;
/// Attributes of a page.
const MAX_ATTRIBUTES: usize = 300_000;
/// Elements inside one another; recursive code stays far inside a thread's smallest stack.
pub(super) const MAX_DEPTH: usize = 400;
/// Elements that a parser makes again because formatting was not closed: `<b>` goes on in every paragraph behind it. Each
/// costs as much as one that is written.
const MAX_MADE_AGAIN: usize = 240_000;

/// Elements that hold nothing.
const EMPTY: [&str; 16] = [
    "area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img", "input", "keygen", "link", "meta", "param", "source",
];
/// More of them.
const EMPTY_TOO: [&str; 2] = ["track", "wbr"];

/// Elements whose end tag is often left out, and that end one another, so that they do not nest by themselves.
const ENDS_ITSELF: [&str; 12] = ["p", "li", "td", "tr", "th", "dd", "dt", "option", "tbody", "thead", "tfoot", "colgroup"];

/// Elements in which a tag is text.
const RAW: [&str; 4] = ["script", "style", "textarea", "title"];

/// Elements whose content follows other rules, and those in it whose content follows HTML's again.
const FOREIGN: [&str; 2] = ["svg", "math"];
const HTML_AGAIN: [&str; 9] = ["foreignobject", "desc", "title", "annotation-xml", "mi", "mo", "mn", "ms", "mtext"];

/// Elements of HTML that end SVG and MathML around them (section 13.2.6.5).
const BREAKS_OUT: [&str; 44] = [
    "b",
    "big",
    "blockquote",
    "body",
    "br",
    "center",
    "code",
    "dd",
    "div",
    "dl",
    "dt",
    "em",
    "embed",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "hr",
    "i",
    "img",
    "li",
    "listing",
    "menu",
    "meta",
    "nobr",
    "ol",
    "p",
    "pre",
    "ruby",
    "s",
    "small",
    "span",
    "strong",
    "strike",
    "sub",
    "sup",
    "table",
    "tt",
    "u",
    "ul",
    "var",
];

/// Formatting: what is open of it goes on behind the end of the element around it (section 13.2.4.3).
const FORMATTING: [&str; 14] = ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];

/// An end tag does not reach beyond these (section 13.2.4.2).
const BARRIERS: [&str; 7] = ["applet", "caption", "marquee", "object", "table", "template", "button"];

/// Elements that the end tag of an ordinary one ("span") does not reach beyond ("special", section 13.2.4.2), of those that are
/// counted here.
const SPECIAL: [&str; 40] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "center",
    "details",
    "dir",
    "div",
    "dl",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "frameset",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hgroup",
    "html",
    "iframe",
    "listing",
    "main",
    "menu",
    "nav",
    "noscript",
    "ol",
    "pre",
    "search",
    "section",
    "select",
    "summary",
    "ul",
    "xmp",
];

/// The page as it may be parsed: without the words of scripts and styles, but for JSON-LD. An error, in words for people, when
/// it may not.
pub(super) fn check(html: &str) -> Result<Cow<'_, str>, ReadError> {
    if html.len() > MAX_PAGE_BYTES {
        return Err(too_long());
    }
    let bytes = html.as_bytes();
    let mut open = Open::default();
    let (mut lean, mut copied) = (String::new(), 0);
    // Up to where end tags may be text, in a part that is text for SVG and a comment for HTML.
    let (mut at, mut unsure, mut tags, mut attributes) = (0, 0, 0, 0);
    while let Some(next) = next(bytes, at) {
        let tag = match next {
            Next::CData(behind) if open.holds(&FOREIGN) => {
                (at, unsure) = (behind, bytes[behind..].windows(3).position(|w| w == b"]]>").map_or(bytes.len(), |n| behind + n));
                continue;
            }
            Next::CData(behind) => {
                at = find(bytes, behind, b'>').map_or(bytes.len(), |end| end + 1);
                continue;
            }
            Next::Tag(tag) => tag,
        };
        let begun = at;
        at = tag.end;
        if tag.is_end {
            if begun >= unsure {
                open.end(tag.name);
            }
            continue;
        }
        tags += 1;
        attributes += tag.attributes;
        if tag.attributes > MAX_TAG_ATTRIBUTES {
            return Err(hostile(format!("one of its tags has more than {MAX_TAG_ATTRIBUTES} attributes")));
        }
        // In SVG and MathML a "style" is an element like others, and in a "select" only scripts are not passed over.
        let raw = is(tag.name, &RAW) && !open.holds(&FOREIGN) && (is(tag.name, &["script"]) || !open.holds(&["select"]));
        if raw {
            at = raw_end(bytes, at, tag.name);
            let unread =
                is(tag.name, &["style"]) || is(tag.name, &["script"]) && !tag.whole.windows(7).any(|w| w.eq_ignore_ascii_case(b"ld+json"));
            if unread {
                lean.push_str(&html[copied..tag.end]);
                copied = at;
            }
        } else {
            open.begin(&tag);
        }
        if open.depth() > MAX_DEPTH {
            return Err(too_deep());
        }
        if tags > MAX_TAGS || attributes > MAX_ATTRIBUTES || open.made_again > MAX_MADE_AGAIN {
            return Err(hostile(format!("it has more than {MAX_TAGS} tags or {MAX_ATTRIBUTES} attributes")));
        }
    }
    if copied == 0 {
        return Ok(Cow::Borrowed(html));
    }
    lean.push_str(&html[copied..]);
    Ok(Cow::Owned(lean))
}

/// The elements that are open; never fewer than the parser's own, but for those that end themselves.
#[derive(Default)]
struct Open<'h> {
    stack: Vec<&'h [u8]>,
    /// Formatting that is not closed, as it was written.
    active: Vec<Tag<'h>>,
    made_again: usize,
}

impl<'h> Open<'h> {
    fn depth(&self) -> usize {
        self.stack.len() + self.active.len()
    }

    fn holds(&self, names: &[&str]) -> bool {
        self.stack.iter().any(|n| is(n, names))
    }

    /// Whether what comes is in SVG or MathML.
    fn foreign(&self) -> bool {
        self.stack.iter().rev().find(|n| is(n, &FOREIGN) || is(n, &HTML_AGAIN)).is_some_and(|n| is(n, &FOREIGN))
    }

    fn begin(&mut self, tag: &Tag<'h>) {
        while is(tag.name, &BREAKS_OUT) && self.foreign() {
            let svg = self.stack.iter().rposition(|n| is(n, &FOREIGN)).unwrap_or(0);
            self.stack.truncate(svg);
        }
        let formatting = is(tag.name, &FORMATTING);
        if !formatting {
            self.made_again += self.active.len();
        }
        if is(tag.name, &EMPTY) || is(tag.name, &EMPTY_TOO) || is(tag.name, &ENDS_ITSELF) || tag.closed && self.foreign() {
            return;
        }
        if formatting {
            // A link ends the one before it, and of what is alike three go on (the "Noah's Ark clause").
            if is(tag.name, &["a", "nobr"]) {
                self.end(tag.name);
            }
            let alike = |other: &Tag<'h>| other.whole.eq_ignore_ascii_case(tag.whole);
            if self.active.iter().filter(|other| alike(other)).count() >= 3
                && let Some(first) = self.active.iter().position(alike)
            {
                self.active.remove(first);
            }
            self.active.push(*tag);
        }
        self.stack.push(tag.name);
    }

    fn end(&mut self, name: &[u8]) {
        let same = |other: &[u8]| other.eq_ignore_ascii_case(name) || is_heading(other) && is_heading(name);
        if is(name, &FORMATTING) {
            // What was opened in it stays open.
            if let Some(at) = self.active.iter().rposition(|tag| same(tag.name)) {
                self.active.remove(at);
            }
            if let Some(at) = self.stack.iter().rposition(|n| same(n)) {
                self.stack.remove(at);
            }
            return;
        }
        self.made_again += self.active.len();
        let ordinary = !is(name, &SPECIAL) && !is(name, &BARRIERS);
        for at in (0..self.stack.len()).rev() {
            let other = self.stack[at];
            if same(other) {
                return self.stack.truncate(at);
            }
            let stops = is(other, &BARRIERS) && !is(name, &BARRIERS) || is(other, &["template"]) || ordinary && is(other, &SPECIAL);
            if stops {
                return;
            }
        }
    }
}

fn is_heading(name: &[u8]) -> bool {
    matches!(name, [b'h' | b'H', b'1'..=b'6'])
}

fn is(name: &[u8], list: &[&str]) -> bool {
    list.iter().any(|n| n.as_bytes().eq_ignore_ascii_case(name))
}

/// Why a page is not read that is too long.
fn too_long() -> ReadError {
    ReadError::new(format!("the page is longer than {} MiB; give the article's text as .txt or .jsonl", MAX_PAGE_BYTES >> 20))
}

/// Why a page is not read whose elements are nested too deep.
pub(super) fn too_deep() -> ReadError {
    hostile(format!("its elements stand more than {MAX_DEPTH} deep in one another"))
}

fn hostile(what: String) -> ReadError {
    ReadError::new(format!("the page is not built like a page of news: {what}; give the article's text as .txt or .jsonl"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_pages_pass_and_hostile_ones_do_not() {
        check("<html><body><p>One<p>Two<br><img src='a'></body></html>").unwrap();
        check(&"<p>x".repeat(20_000)).unwrap();
        check(&format!("<script>{}</script><p>x", "<div>".repeat(5000))).unwrap();
        // What real pages do, a thousand times: end tags left out or crossed, headings ended by others, pictures of paths.
        for part in [
            "<div><p><span>a</div>",
            "<div><b>a</div>",
            "<h2>a</h3>",
            "<a href=x>a<a href=y>b",
            "<table><tr><td><div>a</table>",
            "<svg><path/><g><path/></svg>",
            "<svg><path>a</svg>",
            "<ul><li><a>a</a><li>b</ul>",
            "<select><option>a<option>b</select>",
            "<b><i>a</b></i>",
            "<button>a</button>",
            "<svg><title>a</title><style>p{}</style></svg>",
        ] {
            check(&part.repeat(1_000)).unwrap_or_else(|e| panic!("{part}: {e}"));
        }
        let page = "<style>p{}</style><p>é<script a>x<y</script>z<script type='application/LD+json'>{}</script><title>a<b</title><script>";
        let lean = "<style></style><p>é<script a></script>z<script type='application/LD+json'>{}</script><title>a<b</title><script>";
        assert_eq!(check(page).unwrap(), lean);
        for (page, says) in [
            ("<div>".repeat(100_000), "deep"),
            ("<b><div>".repeat(100_000), "deep"),
            (format!("<svg><style>{}", "<div>".repeat(100_000)), "deep"),
            (format!("<p {}>", "a=1 ".repeat(1_000_000)), "attributes"),
            (format!("<p {}>", "a ".repeat(1_000)), "attributes"),
            (format!("<p {}>", "a=''".repeat(1_000)), "attributes"),
            ("<p>x</p>".repeat(100_000), "tags"),
            ("<p a b c d e f g h i j k l>".repeat(50_000), "tags or"),
            (" ".repeat(MAX_PAGE_BYTES + 1), "MiB"),
            // What looks closed or hidden and is not.
            ("<div/>".repeat(50_000), "deep"),
            ("<rt>".repeat(50_000), "deep"),
            ("<optgroup>".repeat(50_000), "deep"),
            ("<div></x>".repeat(50_000), "deep"),
            ("<span><div></span>".repeat(20_000), "deep"),
            ("<div><table></div>".repeat(20_000), "deep"),
            (format!("<!-- --!>{}", "<div>".repeat(50_000)), "deep"),
            (format!("<svg></math><style>{}", "<div>".repeat(50_000)), "deep"),
            (format!("<svg><![CDATA[</svg>]]><style>{}", "<div>".repeat(50_000)), "deep"),
            (format!("<p a==\">{}\">", "<div>".repeat(50_000)), "deep"),
            (format!("<select><title><template>{}", "<div>".repeat(50_000)), "deep"),
            ("<svg><div><path/>".repeat(20_000), "deep"),
            (format!("{}<script><!--<script></script>{}</script>", "<div>".repeat(300), "</div>".repeat(300)).repeat(9), "deep"),
            ((0..5_000).map(|n| format!("<p><b id={n}></x>y")).collect(), "deep"),
            ((0..390).map(|n| format!("<font color={n}>")).chain(["<p>x</p>".repeat(20_000)]).collect(), "deep"),
            ((0..150).map(|n| format!("<font color={n}>")).chain(["<p>x</p>".repeat(20_000)]).collect(), "tags"),
        ] {
            let error = check(&page).map_or_else(|e| e.to_string(), |_| "nothing".into());
            assert!(error.contains(says), "{:?}: {error}", page.get(..60));
        }
    }
}
