//! XML → elements, taking what can be read: feeds are often not well-formed, and a stray `&` or an end tag that is missing
//! costs no entry. Entities that a document defines are never expanded, so that no bomb goes off.

use quick_xml::Reader;
use quick_xml::escape::resolve_html5_entity;
use quick_xml::events::{BytesStart, Event};
use std::ops::Range;

/// Elements nested deeper than this are kept as letters of the one around them; no feed or outline needs a tenth.
const MAX_DEPTH: usize = 60;
/// Open elements at which reading stops: only a hostile document has them.
const MAX_OPEN: usize = 2_000;
/// Elements at which reading stops. Ten thousand entries of thirty elements have fewer.
const MAX_NODES: usize = 1_000_000;
/// Faults after which reading stops: each costs a new start, and whoever makes more is not writing XML.
const MAX_FAULTS: usize = 1_000;

/// An element.
#[derive(Clone, Debug, Default)]
pub(crate) struct Node {
    /// Its local name, with `dc:`, `content:`, `atom:`, … before it when it is none of the feed's own.
    pub name: String,
    /// Attributes by their names as written, entities resolved.
    pub attributes: Vec<(String, String)>,
    /// Its own words and those of CDATA sections, entities resolved; not those of the elements in it.
    pub text: String,
    /// The elements in it.
    pub children: Vec<Node>,
    /// Where the letters between its tags stand in the source, in bytes.
    pub inner: Range<usize>,
    /// Whether elements stand in it.
    pub mixed: bool,
}

impl Node {
    /// The first element of this name.
    pub fn child(&self, name: &str) -> Option<&Node> {
        self.children.iter().find(|c| c.name == name)
    }

    /// The value of an attribute, without white space around it; none when it is empty.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(n, _)| n == name).map(|(_, v)| v.trim()).filter(|v| !v.is_empty())
    }

    /// The words of the first element of this name; none when there are none.
    pub fn words(&self, name: &str) -> Option<&str> {
        self.children.iter().filter(|c| c.name == name).map(|c| c.text.trim()).find(|t| !t.is_empty())
    }
}

/// What was read of a document.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    /// The outermost element, without the entries that were handed on; nameless when there is none.
    pub root: Node,
    /// What is wrong with it, with the line.
    pub faults: Vec<String>,
    /// Whether it ends before its elements do.
    pub cut: bool,
}

/// Reads a document. Elements that `is_entry` names are handed to `entry` as they end, and not kept; the second argument says
/// whether the document breaks off in it.
pub(crate) fn read(source: &str, is_entry: fn(&str) -> bool, entry: &mut dyn FnMut(Node, bool)) -> Tree {
    let mut building = Building {
        source,
        is_entry,
        entry,
        open: Vec::new(),
        spaces: Vec::new(),
        atom: false,
        nodes: 0,
        work: 0,
        line: (0, 1),
        tree: Tree::default(),
    };
    let mut base = 0;
    while let Some(next) = building.run(base) {
        base = next;
    }
    building.finish()
}

struct Open {
    /// The name as written, to match its end.
    written: String,
    /// None when it is too deep to be kept.
    node: Option<Node>,
}

struct Building<'s, 'e> {
    source: &'s str,
    is_entry: fn(&str) -> bool,
    entry: &'e mut dyn FnMut(Node, bool),
    open: Vec<Open>,
    /// Prefixes and what they stand for, with the depth at which they were declared.
    spaces: Vec<(usize, String, &'static str)>,
    /// Whether the document is Atom, whose own elements need no prefix.
    atom: bool,
    nodes: usize,
    /// Bytes that were read again behind faults.
    work: usize,
    /// A byte and its line, counted up to there.
    line: (usize, usize),
    tree: Tree,
}

impl Building<'_, '_> {
    /// Reads from a byte on. Where to go on after a fault; none at the end.
    fn run(&mut self, base: usize) -> Option<usize> {
        let rest = self.source.get(base..)?;
        let mut reader = Reader::from_str(rest);
        let config = reader.config_mut();
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        config.trim_markup_names_in_closing_tags = true;
        loop {
            let from = base + reader.buffer_position() as usize;
            let event = reader.read_event();
            let to = base + reader.buffer_position() as usize;
            if matches!(event, Ok(Event::Start(_) | Event::Empty(_))) {
                // "5 < 6 and <b>": no tag up to the next one, but words.
                let tag = self.source.get(from..to).unwrap_or("");
                if let Some(next) = broken(tag) {
                    self.text(&tag[..next]);
                    self.work += tag.len();
                    return Some(from + next).filter(|_| self.goes_on(from));
                }
            }
            match event {
                Ok(Event::Eof) => return None,
                Ok(Event::Start(tag)) => self.start(&tag, from, to),
                Ok(Event::Empty(tag)) => {
                    self.start(&tag, from, to);
                    self.end(tag.name().as_ref(), to);
                }
                Ok(Event::End(tag)) => self.end(tag.name().as_ref(), from),
                Ok(Event::Text(text)) => self.text(&text.into_inner()),
                Ok(Event::CData(data)) => self.text(&data.into_inner()),
                Ok(Event::GeneralRef(name)) => {
                    let name = name.into_inner();
                    match resolve(&name) {
                        Some(value) => self.text(&value),
                        // An entity of the document's own: left as it stands.
                        None => self.text(&format!("&{name};")),
                    }
                }
                Ok(Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_)) => {}
                Err(error) => {
                    let at = base + reader.error_position() as usize;
                    self.fault(at, &error.to_string());
                    // A section that never ends holds the rest of the document.
                    if let Some(rest) = self.source.get(at..).and_then(|r| r.strip_prefix("<![CDATA[")) {
                        self.text(rest);
                        return None;
                    }
                    let next = self.source.get(at + 1..)?.find('<').map(|n| at + 1 + n);
                    self.work += self.source.len() - at;
                    return next.filter(|_| self.goes_on(at));
                }
            }
            if self.open.len() > MAX_OPEN || self.nodes > MAX_NODES {
                self.fault(to, "it has more elements, or they are nested deeper, than any feed's; the rest was not read");
                return None;
            }
        }
    }

    /// Whether reading may start anew behind a fault: what was read twice must stay within reason, or time would grow with the
    /// square of the size.
    fn goes_on(&mut self, at: usize) -> bool {
        let goes_on = self.work <= 20 * self.source.len() + (1 << 20) && self.tree.faults.len() < MAX_FAULTS;
        if !goes_on {
            self.fault(at, "there are too many faults; the rest was not read");
        }
        goes_on
    }

    fn fault(&mut self, at: usize, what: &str) {
        if self.tree.faults.len() < MAX_FAULTS {
            let (from, line) = self.line;
            let to = at.clamp(from, self.source.len());
            let line = line + self.source.as_bytes()[from..to].iter().filter(|b| **b == b'\n').count();
            self.line = (to, line);
            self.tree.faults.push(format!("line {line}: {what}"));
        }
    }

    fn start(&mut self, tag: &BytesStart<'_>, from: usize, to: usize) {
        let written = tag.name().as_ref().to_owned();
        let depth = self.open.len();
        let mut attributes = Vec::new();
        for attribute in tag.html_attributes().with_checks(false).flatten().take(100) {
            let (name, value) = (attribute.key.as_ref().to_owned(), unescaped(&attribute.value));
            if let Some(prefix) = name.strip_prefix("xmlns").filter(|p| p.is_empty() || p.starts_with(':'))
                && self.spaces.len() < MAX_OPEN
            {
                self.spaces.push((depth, prefix.trim_start_matches(':').to_owned(), space(&value)));
            }
            attributes.push((name, value));
        }
        if depth == 0 {
            self.atom = written.rsplit(':').next() == Some("feed");
        }
        let name = self.named(&written);
        if (self.is_entry)(&name) {
            // An entry within an entry: the end of the first is missing.
            if let Some(at) = self.open.iter().position(|o| o.node.as_ref().is_some_and(|n| (self.is_entry)(&n.name))) {
                self.fault(from, &format!("<{name}> begins before the one before it ends"));
                self.close_to(at, from);
            }
        }
        if let Some(parent) = self.open.last_mut().and_then(|o| o.node.as_mut()) {
            parent.mixed = true;
        }
        let kept = self.open.len() < MAX_DEPTH;
        self.nodes += usize::from(kept);
        let node = kept.then(|| Node { name, attributes, inner: to..to, ..Node::default() });
        self.open.push(Open { written, node });
    }

    fn end(&mut self, written: &str, from: usize) {
        match self.open.iter().rposition(|o| o.written == written) {
            Some(at) => {
                if at + 1 < self.open.len() {
                    let inner = self.open[at + 1].written.clone();
                    self.fault(from, &format!("<{inner}> is not ended before </{written}>"));
                }
                self.close_to(at, from);
            }
            None => self.fault(from, &format!("</{written}> ends nothing")),
        }
    }

    /// Ends all open elements from a depth on.
    fn close_to(&mut self, depth: usize, from: usize) {
        while self.open.len() > depth {
            let Some(Open { node, .. }) = self.open.pop() else { return };
            self.spaces.retain(|(d, ..)| *d < self.open.len());
            let Some(mut node) = node else { continue };
            node.inner.end = from.max(node.inner.start);
            if (self.is_entry)(&node.name) {
                (self.entry)(node, self.tree.cut);
            } else if let Some(parent) = self.open.last_mut().and_then(|o| o.node.as_mut()) {
                parent.children.push(node);
            } else if self.tree.root.name.is_empty() {
                self.tree.root = node;
            }
        }
    }

    fn text(&mut self, text: &str) {
        if let Some(node) = self.open.last_mut().and_then(|o| o.node.as_mut()) {
            node.text.push_str(text);
        }
    }

    fn named(&self, written: &str) -> String {
        let (prefix, local) = written.split_once(':').unwrap_or(("", written));
        let declared = self.spaces.iter().rev().find(|(_, p, _)| p == prefix).map(|(.., s)| *s);
        match declared {
            Some("atom") if self.atom => local.to_owned(),
            Some("") | None if prefix.is_empty() => local.to_owned(),
            Some("") => local.to_owned(),
            Some("?") | None => format!("{}:{local}", if prefix.is_empty() { "?" } else { prefix }),
            Some(space) => format!("{space}:{local}"),
        }
    }

    fn finish(mut self) -> Tree {
        self.tree.cut = !self.open.is_empty();
        self.close_to(0, self.source.len());
        self.tree
    }
}

/// What a namespace is called here: nothing for those of feeds themselves, `?` for one that is not known.
fn space(uri: &str) -> &'static str {
    match uri.trim().trim_end_matches(['/', '#']) {
        "" | "http://purl.org/rss/1.0" | "http://my.netscape.com/rdf/simple/0.9" | "http://channel.netscape.com/rdf/simple/0.9" => "",
        "http://backend.userland.com/rss2" | "http://backend.userland.com/RSS2" | "http://blogs.law.harvard.edu/tech/rss" => "",
        "http://www.w3.org/2005/Atom" | "http://purl.org/atom/ns" => "atom",
        "http://purl.org/rss/1.0/modules/content" => "content",
        "http://purl.org/dc/elements/1.1" => "dc",
        "http://purl.org/dc/terms" => "dcterms",
        "http://rssnamespace.org/feedburner/ext/1.0" => "feedburner",
        "http://search.yahoo.com/mrss" => "media",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns" => "rdf",
        _ => "?",
    }
}

/// Of what stands between `<` and `>` and is no tag, how much is words: up to the next `<` outside quotes, or all.
fn broken(tag: &str) -> Option<usize> {
    if !tag[1..].starts_with(|c: char| c.is_alphabetic() || c == '_') {
        return Some(tag[1..].find('<').map_or(tag.len(), |at| at + 1));
    }
    let mut quote = None;
    for (at, byte) in tag.bytes().enumerate().skip(1) {
        match (quote, byte) {
            (None, b'<') => return Some(at),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

/// The value of a reference: `#38`, `amp`, `nbsp`; none for what only the document itself defines.
fn resolve(name: &str) -> Option<String> {
    let Some(number) = name.strip_prefix('#') else { return resolve_html5_entity(name).map(str::to_owned) };
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => number.parse(),
    };
    code.ok().and_then(char::from_u32).map(String::from)
}

/// Text with its references resolved; those that are none stay as they stand.
pub(crate) fn unescaped(text: &str) -> String {
    let (mut out, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        // The longest name of HTML has 31 letters.
        let end = rest.bytes().take(34).position(|b| b == b';');
        match end.and_then(|end| Some((end, resolve(&rest[1..end])?))) {
            Some((end, value)) => {
                out.push_str(&value);
                rest = &rest[end + 1..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}
