//! The page again, for the extractor: without what it would throw away, and without most attributes.

use trafilatura::dom::{Document, NodeId};

/// The attributes that are kept: those by which extractors tell parts of a page.
pub(super) const ATTRIBUTES: [&str; 11] =
    ["class", "id", "role", "itemprop", "itemtype", "style", "aria-hidden", "hidden", "rel", "data-testid", "data-component"];

/// Elements that the extractor cuts out of every page before it looks at anything.
pub(super) const CUT: [&str; 8] = ["nav", "aside", "footer", "menu", "button", "dialog", "label", "fieldset"];

/// What the extractor would search a page for and nobody asks it: it stops where it finds this.
const HEAD: &str = "<head><meta property='og:title' content='a title'><meta property='og:author' content='Ada Roe'>\
    <meta property='og:site_name' content='a.example'><meta property='og:article:tag' content='a tag'></head><body></body>";

/// A page that is being built, element by element.
pub(super) struct Lean {
    page: Document,
    /// The elements that are open, each with the last element in it.
    open: Vec<(NodeId, Option<NodeId>)>,
    /// Words that go into the innermost, behind its last element.
    words: String,
    bytes: usize,
}

impl Lean {
    pub fn new() -> Self {
        let page = Document::parse(HEAD);
        let body = page.body().unwrap_or_else(|| page.root());
        Self { page, open: vec![(body, None)], words: String::new(), bytes: 0 }
    }

    /// Begins an element.
    pub fn begin(&mut self, tag: &str) {
        self.flush();
        let Some((parent, last)) = self.open.last_mut() else { return };
        let node = self.page.sub_element(*parent, tag);
        *last = Some(node);
        self.open.push((node, None));
    }

    /// Gives the element that was begun last an attribute.
    pub fn attribute(&mut self, name: &str, value: &str) {
        if let Some((node, _)) = self.open.last() {
            self.page.set_attribute(*node, name, value);
        }
    }

    /// Ends the innermost element.
    pub fn end(&mut self) {
        self.flush();
        if self.open.len() > 1 {
            self.open.pop();
        }
    }

    pub fn text(&mut self, text: &str) {
        self.words.push_str(text);
    }

    fn flush(&mut self) {
        if self.words.is_empty() {
            return;
        }
        match self.open.last() {
            Some((_, Some(last))) => self.page.set_tail(*last, &self.words),
            Some((node, None)) => self.page.set_text(*node, &self.words),
            None => {}
        }
        self.bytes += self.words.len();
        self.words.clear();
    }

    /// The page, and how many bytes of words are in it.
    pub fn page(mut self) -> (Document, usize) {
        self.flush();
        (self.page, self.bytes)
    }
}
