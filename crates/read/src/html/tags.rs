//! The tags of a page, found as a browser's tokenizer finds them (WHATWG HTML, section 13.2.5), without building anything.
//!
//! What counts here is not to see fewer elements, or more end tags, than a parser does: what it is used for is to refuse pages
//! before a parser has to bear them.

/// A tag as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tag<'h> {
    pub name: &'h [u8],
    pub is_end: bool,
    /// Whether a slash closes it. That means something in SVG and MathML only.
    pub closed: bool,
    pub attributes: usize,
    /// Where the bytes behind it begin.
    pub end: usize,
    /// Its bytes.
    pub whole: &'h [u8],
}

/// What stands next in a page.
pub(super) enum Next<'h> {
    Tag(Tag<'h>),
    /// A `<![CDATA[`, which holds text in SVG and MathML and begins a comment elsewhere; where what is behind it begins.
    CData(usize),
}

/// The next tag at this byte or behind it; comments and what is like them are passed over. None at the end.
pub(super) fn next(bytes: &[u8], from: usize) -> Option<Next<'_>> {
    let mut at = from;
    loop {
        let open = find(bytes, at, b'<')?;
        at = open + 1;
        let is_end = bytes.get(at) == Some(&b'/');
        let name = at + usize::from(is_end);
        match bytes.get(name)? {
            b'!' if !is_end && bytes[name..].starts_with(b"!--") => at = comment_end(bytes, name + 3),
            b'!' if !is_end && bytes[name..].get(..8).is_some_and(|b| b.eq_ignore_ascii_case(b"![CDATA[")) => {
                return Some(Next::CData(name + 8));
            }
            c if c.is_ascii_alphabetic() => {
                let length = bytes[name..].iter().position(|b| b.is_ascii_whitespace() || matches!(b, b'/' | b'>'))?;
                let (end, attributes, closed) = attributes(bytes, name + length);
                return Some(Next::Tag(Tag {
                    name: &bytes[name..name + length],
                    is_end,
                    closed,
                    attributes,
                    end,
                    whole: &bytes[open..end],
                }));
            }
            // A declaration, or a comment that is none: up to its first ">".
            b'!' | b'?' => at = find(bytes, name, b'>')? + 1,
            _ if is_end => at = find(bytes, name, b'>')? + 1,
            _ => {}
        }
    }
}

/// Where a comment ends: at `-->` or `--!>`, and at once where it is `<!-->` or `<!--->`.
fn comment_end(bytes: &[u8], from: usize) -> usize {
    let rest = &bytes[from..];
    for (start, length) in [(b">".as_slice(), 1), (b"->", 2)] {
        if rest.starts_with(start) {
            return from + length;
        }
    }
    let mut at = from;
    while let Some(end) = find(bytes, at, b'>') {
        if bytes[from..end].ends_with(b"--") || bytes[from..end].ends_with(b"--!") {
            return end + 1;
        }
        at = end + 1;
    }
    bytes.len()
}

/// Behind a tag's name: where the tag ends, how many attributes it has, and whether a slash closes it. A tag that is not
/// ended ends with the page.
fn attributes(bytes: &[u8], from: usize) -> (usize, usize, bool) {
    #[derive(Clone, Copy)]
    enum State {
        BeforeName,
        Name,
        AfterName,
        BeforeValue,
        Unquoted,
        Slash,
    }
    let (mut state, mut count, mut at) = (State::BeforeName, 0, from);
    while let Some(&b) = bytes.get(at) {
        at += 1;
        let space = b.is_ascii_whitespace();
        state = match (state, b) {
            (state, b'>') => return (at, count, matches!(state, State::Slash)),
            (State::BeforeValue, b'"' | b'\'') => {
                let Some(end) = find(bytes, at, b) else { break };
                at = end + 1;
                State::BeforeName
            }
            (State::BeforeValue, _) if space => State::BeforeValue,
            (State::Unquoted, _) if space => State::BeforeName,
            (State::BeforeValue | State::Unquoted, _) => State::Unquoted,
            (State::Name | State::AfterName, b'=') => State::BeforeValue,
            (_, b'/') => State::Slash,
            (State::Name, _) if space => State::AfterName,
            (State::Name, _) => State::Name,
            (State::AfterName, _) if space => State::AfterName,
            (State::BeforeName | State::Slash, _) if space => State::BeforeName,
            (State::BeforeName | State::Slash | State::AfterName, _) => {
                count += 1;
                State::Name
            }
        };
    }
    (bytes.len(), count, false)
}

/// Where the text of an element ends that holds no tags: at its end tag, else at the end of the page.
pub(super) fn raw_end(bytes: &[u8], from: usize, name: &[u8]) -> usize {
    let script = name.eq_ignore_ascii_case(b"script");
    // A script within a comment within a script is a part of that (section 13.2.5.20 and those behind it).
    let (mut escaped, mut twice) = (None, false);
    let mut at = from;
    let next = |at: usize, escaped: bool| {
        let rest = bytes.get(at..)?;
        let found = if escaped { memchr::memchr2(b'<', b'>', rest) } else { memchr::memchr(b'<', rest) };
        found.map(|n| at + n)
    };
    while let Some(open) = next(at, escaped.is_some()) {
        at = open + 1;
        let rest = &bytes[at..];
        if bytes[open] == b'>' {
            if escaped.is_some_and(|since| bytes[since..open].ends_with(b"--")) {
                (escaped, twice) = (None, false);
            }
        } else if script && escaped.is_none() && rest.starts_with(b"!--") {
            // The dashes that open it may close it.
            escaped = Some(at + 1);
        } else if script && escaped.is_some() && !twice && named(rest, name) {
            twice = true;
        } else if rest.first() == Some(&b'/') && named(&rest[1..], name) {
            if !twice {
                return open;
            }
            twice = false;
        }
    }
    bytes.len()
}

/// Whether a name stands here, and ends.
fn named(rest: &[u8], name: &[u8]) -> bool {
    rest.get(..name.len()).is_some_and(|n| n.eq_ignore_ascii_case(name))
        && rest.get(name.len()).is_some_and(|b| b.is_ascii_whitespace() || matches!(b, b'/' | b'>'))
}

pub(super) fn find(bytes: &[u8], from: usize, byte: u8) -> Option<usize> {
    memchr::memchr(byte, bytes.get(from..)?).map(|at| from + at)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Names of the tags, end tags with their slash.
    fn tags(html: &str) -> Vec<String> {
        let (bytes, mut at, mut found) = (html.as_bytes(), 0, Vec::new());
        while let Some(next) = next(bytes, at) {
            at = match next {
                Next::Tag(tag) => {
                    found.push(format!("{}{}", if tag.is_end { "/" } else { "" }, String::from_utf8_lossy(tag.name)));
                    if tag.name == b"script" && !tag.is_end { raw_end(bytes, tag.end, tag.name) } else { tag.end }
                }
                Next::CData(at) => at,
            };
        }
        found
    }

    #[test]
    fn tags_are_found_as_browsers_find_them() {
        for (html, wanted) in [
            ("<p>a<br/></p>", "p br /p"),
            ("<!-- <p> --><b><!--><i><!---><u><!-- x --!><s><!-- <p> --", "b i u s"),
            ("<!doctype html \"<p>\"><?x <p> ?><b></ p><i></><u>", "b i u"),
            ("<p a=\"x > y\" b='>' c=>d<b>", "p b"),
            ("<p a==\"><b a= \"<i>\"><u a=x\"><s>", "p b u s"),
            ("<div<p><b </div<p>", "div<p b"),
            ("< p><1><b>", "b"),
            ("<script><p></scripty></script><b>", "script /script b"),
            ("<script><!--<script></script><p></script><b>", "script /script b"),
            ("<script><!--<script>--></script><b>", "script /script b"),
            ("<script><!--></script><b>", "script /script b"),
            ("<svg><![CDATA[<p>]]><b>", "svg p b"),
        ] {
            assert_eq!(tags(html).join(" "), wanted, "{html}");
        }
    }

    #[test]
    fn attributes_are_counted() {
        for (tag, wanted) in [
            (" a=\"x > y\" b='1' c />rest", (21, 3, true)),
            (" a=\"\"b=\"\"c=\"\">", (14, 3, false)),
            ("/a/b/c>", (7, 3, false)),
            (" a = 1 = 2>", (11, 3, false)),
            (" a=/>", (5, 1, false)),
            (" a", (2, 1, false)),
        ] {
            assert_eq!(attributes(tag.as_bytes(), 0), wanted, "{tag}");
        }
    }
}
