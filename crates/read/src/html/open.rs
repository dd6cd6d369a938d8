//! Which elements are open at a place of a page, by its tags alone and by the rules of WHATWG HTML.

use super::tags::Tag;

/// The elements that are open; never fewer than the parser's own, but for those that end themselves.
#[derive(Default)]
pub(super) struct Open<'h> {
    stack: Vec<&'h [u8]>,
    /// Formatting that is not closed, as it was written.
    active: Vec<Tag<'h>>,
    pub made_again: usize,
}

impl<'h> Open<'h> {
    pub fn depth(&self) -> usize {
        self.stack.len() + self.active.len()
    }

    /// Whether what comes is in SVG or MathML.
    pub fn foreign(&self) -> bool {
        self.stack.iter().rev().find(|n| is(n, &FOREIGN) || is(n, &HTML_AGAIN)).is_some_and(|n| is(n, &FOREIGN))
    }

    pub fn begin(&mut self, tag: &Tag<'h>) {
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

    pub fn end(&mut self, name: &[u8]) {
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

pub(super) fn is(name: &[u8], list: &[&str]) -> bool {
    list.iter().any(|n| n.as_bytes().eq_ignore_ascii_case(name))
}

/// Elements that hold nothing.
const EMPTY: [&str; 16] = [
    "area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img", "input", "keygen", "link", "meta", "param", "source",
];
/// More of them.
const EMPTY_TOO: [&str; 2] = ["track", "wbr"];

/// Elements whose end tag is often left out, and that end one another, so that they do not nest by themselves.
const ENDS_ITSELF: [&str; 12] = ["p", "li", "td", "tr", "th", "dd", "dt", "option", "tbody", "thead", "tfoot", "colgroup"];

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
