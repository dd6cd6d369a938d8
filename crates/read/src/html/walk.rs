//! A parsed page → its visible words in blocks, and what its head and its markup say about it. One walk over the tree.

use super::lean::{ATTRIBUTES, CUT, Lean};
use super::limits::{MAX_DEPTH, too_deep};
use super::words::WORDS;
use crate::ReadError;
use stemma_model::{BlockKind, RemovedWhy};
use trafilatura::dom::{Document, NodeId};

/// A block of the page's words, without line breaks.
#[derive(Debug, Default)]
pub(super) struct Piece {
    pub text: String,
    /// What the page's own structure says it is; none where that leaves it open.
    pub kind: Option<BlockKind>,
    /// The part of the page that it stands in, when the page names one that is not the article.
    pub zone: Option<RemovedWhy>,
    /// Not shown when the page opens.
    pub hidden: bool,
    /// Bytes of `text` that are links.
    pub linked: usize,
}

/// A `time` element, or another that says a date in its attributes.
#[derive(Debug)]
pub(super) struct Time {
    /// Its machine-readable value, else its words.
    pub value: String,
    /// Class, `itemprop` and the like, in lower case.
    pub role: String,
    /// How many blocks stand before it.
    pub at: usize,
}

/// What a page holds beside its blocks.
#[derive(Debug, Default)]
pub(super) struct Page {
    pub pieces: Vec<Piece>,
    /// Names (in lower case) and contents of `meta` elements and of `itemprop` attributes with a content.
    pub metas: Vec<(String, String)>,
    /// `rel` and `href` of `link` elements.
    pub links: Vec<(String, String)>,
    /// Scripts of type `application/ld+json`.
    pub json_ld: Vec<String>,
    pub title: Option<String>,
    /// The words of `h1` elements, and how many blocks stand before each.
    pub headings: Vec<(String, usize)>,
    /// What the markup says is the author.
    pub authors: Vec<String>,
    pub times: Vec<Time>,
    pub lang: Option<String>,
}

/// How much of a title, name or date is looked at, in bytes: such elements may stand in one another, each around all of a page.
const MOST_SAID: usize = 2_000;

/// How much of a page's JSON-LD is looked at, in bytes. Read, it takes thirty times as much memory; news pages have up to
/// a tenth of it.
const MOST_JSON_LD: usize = 2 << 20;

/// What holds inside an element.
#[derive(Clone, Copy, Default)]
struct Inside {
    kind: Option<BlockKind>,
    zone: Option<RemovedWhy>,
    /// Not laid out at all, whatever is in it.
    gone: bool,
    /// Not painted; what is in it may be again.
    unpainted: bool,
    link: bool,
    /// In a drawing; whether among words that it shows.
    drawing: Option<bool>,
    /// In a formula, whose words stand in those around it.
    formula: bool,
    /// Not in the lean page.
    cut: bool,
    depth: usize,
}

impl Inside {
    fn is_hidden(self) -> bool {
        self.gone || self.unpainted
    }
}

enum Step {
    Enter(NodeId, Inside),
    /// The end of a block element.
    Close,
    /// The end of a table's cell.
    Cell,
    /// The end of an element in the lean page.
    End,
}

/// Walks over a page, and makes it again for the extractor. An error when it is nested deeper than its tags let expect.
/// `may_quote`: it is a mail, and what it answers is no part of it.
pub(super) fn walk(doc: &Document, may_quote: bool) -> Result<(Page, Lean), ReadError> {
    let (page, now, under) = (Page::default(), Line::default(), Line::default());
    let mut walker = Walker { page, lean: Lean::new(), now, under, json_ld: 0, may_quote, answered: false };
    let mut todo = vec![Step::Enter(doc.root(), Inside::default())];
    while let Some(step) = todo.pop() {
        match step {
            Step::Enter(_, inside) if inside.depth > MAX_DEPTH * 2 => return Err(too_deep()),
            Step::Enter(node, inside) if doc.is_text(node) => walker.text(&doc.text_content(node), inside),
            Step::Enter(node, inside) => walker.element(doc, node, inside, &mut todo),
            Step::Close => walker.flush(),
            Step::Cell => (walker.now.gap, walker.under.gap) = (true, true),
            Step::End => walker.lean.end(),
        }
    }
    walker.flush();
    Ok((walker.page, walker.lean))
}

/// The words of an element, as far as they are looked at.
fn said(doc: &Document, node: NodeId) -> String {
    let (mut words, mut todo) = (String::new(), vec![node]);
    while let Some(node) = todo.pop().filter(|_| words.len() < MOST_SAID) {
        if doc.is_text(node) {
            let text = doc.text_content(node);
            let end = text.floor_char_boundary(MOST_SAID - words.len().min(MOST_SAID));
            words.push_str(&text[..end]);
        } else {
            todo.extend(doc.child_nodes(node).into_iter().rev());
        }
    }
    words
}

/// A block as far as it was read.
#[derive(Default)]
struct Line {
    piece: Piece,
    /// Whether white space stands between it and what comes.
    gap: bool,
}

impl Line {
    fn words(&mut self, text: &str, inside: Inside) {
        for (i, part) in text.split(|c: char| c.is_whitespace() || c.is_control()).enumerate() {
            if i > 0 {
                self.gap = true;
            }
            if part.is_empty() {
                continue;
            }
            if self.piece.text.is_empty() {
                self.piece = Piece { kind: inside.kind, zone: inside.zone, hidden: inside.is_hidden(), ..Piece::default() };
            } else if self.gap {
                self.piece.text.push(' ');
            }
            self.gap = false;
            self.piece.text.push_str(part);
            if inside.link {
                self.piece.linked += part.len() + 1;
            }
        }
    }
}

/// Where programs for mail put what a mail answers, by class or, of a `blockquote`, by type: Gmail, Thunderbird, Yahoo, Apple.
fn is_quote(value: &str) -> bool {
    let quotes = ["cite", "gmail_quote", "gmail_attr", "moz-cite-prefix", "yahoo_quoted", "yahoo-quoted-begin"];
    value.split_ascii_whitespace().any(|word| quotes.iter().any(|q| word.eq_ignore_ascii_case(q)))
}

/// Outlook's marks, behind which all is of the mail that is answered.
const ANSWERED: [&str; 3] = ["divRplyFwdMsg", "appendonsend", "x_divRplyFwdMsg"];

struct Walker {
    page: Page,
    lean: Lean,
    /// What is shown of the block.
    now: Line,
    /// What is in the block and not shown: no reader knows it, so it is never a part of what is.
    under: Line,
    /// Bytes of JSON-LD seen.
    json_ld: usize,
    may_quote: bool,
    /// Whether all that comes is of the mail that this one answers.
    answered: bool,
}

impl Walker {
    fn element(&mut self, doc: &Document, node: NodeId, outer: Inside, todo: &mut Vec<Step>) {
        let tag = doc.tag_name(node);
        let mut inside = Inside { depth: outer.depth + 1, ..outer };
        let mut block = false;
        match tag {
            "script" => {
                if doc.get_attribute(node, "type").is_some_and(|t| t.trim().to_ascii_lowercase().starts_with("application/ld+json")) {
                    let script = doc.text_content(node);
                    self.json_ld += script.len();
                    if self.json_ld <= MOST_JSON_LD {
                        self.page.json_ld.push(script);
                    }
                }
                return;
            }
            // What stands in these is shown by programs that cannot show the thing itself.
            "style" | "template" | "noscript" | "iframe" | "object" | "canvas" | "datalist" | "audio" | "video" => return,
            "svg" => {
                (block, inside.cut, inside.drawing) = (true, true, Some(false));
                inside.zone = inside.zone.or(Some(RemovedWhy::Navigation));
            }
            "text" | "foreignObject" if inside.drawing.is_some() => (block, inside.drawing) = (true, Some(true)),
            "title" | "desc" | "metadata" if inside.drawing.is_some() => return,
            "math" => inside.formula = true,
            "annotation" | "annotation-xml" if inside.formula => return,
            "select" | "textarea" => {
                (block, inside.cut) = (true, true);
                inside.zone = inside.zone.or(Some(RemovedWhy::CommentForm));
            }
            "title" => {
                self.page.title.get_or_insert_with(|| said(doc, node));
                return;
            }
            "meta" => return self.meta(doc, node),
            "link" => {
                if let (Some(rel), Some(href)) = (doc.get_attribute(node, "rel"), doc.get_attribute(node, "href")) {
                    self.page.links.push((rel.to_ascii_lowercase(), href));
                }
                return;
            }
            "html" => self.page.lang = doc.get_attribute(node, "lang").or_else(|| doc.get_attribute(node, "xml:lang")),
            "br" => {
                if !outer.cut {
                    self.lean.begin("br");
                    self.lean.end();
                }
                return self.line_break();
            }
            "img" | "source" | "picture" | "input" | "wbr" | "area" | "base" | "embed" | "param" | "track" | "col" => return,
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                (block, inside.kind) = (true, Some(BlockKind::Heading));
                if tag == "h1" {
                    self.page.headings.push((said(doc, node), self.page.pieces.len()));
                }
            }
            "li" | "dd" | "dt" => (block, inside.kind) = (true, Some(BlockKind::List)),
            "figcaption" | "caption" => {
                (block, inside.kind) = (true, Some(BlockKind::Caption));
                inside.zone = inside.zone.or(Some(RemovedWhy::CaptionCredit));
            }
            "nav" | "header" | "footer" | "menu" | "aside" | "form" | "button" | "dialog" => {
                block = tag != "button";
                inside.zone = inside.zone.or_else(|| WORDS.zone(tag));
            }
            "p" | "div" | "section" | "article" | "main" | "body" | "ul" | "ol" | "dl" | "table" | "tr" | "tbody" | "thead" | "tfoot"
            | "blockquote" | "pre" | "figure" | "address" | "hr" | "fieldset" | "legend" | "details" | "summary" | "center" | "option" => {
                block = true;
            }
            "td" | "th" => todo.push(Step::Cell),
            "a" => inside.link = true,
            "time" => self.time(doc, node),
            _ => {}
        }
        if self.may_quote && tag == "blockquote" && doc.get_attribute(node, "type").is_some_and(|t| is_quote(&t)) {
            inside.zone = Some(RemovedWhy::Quoted);
        }
        inside.cut |= CUT.contains(&tag);
        // The elements around all of a page say nothing of a part of it.
        let lean = !inside.cut && !inside.formula && !tag.is_empty() && !matches!(tag, "html" | "head" | "body" | "hr");
        if lean {
            self.lean.begin(tag);
        }
        if !matches!(tag, "" | "html" | "head" | "body") {
            self.attributes(doc, node, lean, &mut inside);
        }
        if block {
            self.flush();
            todo.push(Step::Close);
        }
        if lean {
            todo.push(Step::End);
        }
        todo.extend(doc.child_nodes(node).into_iter().rev().map(|child| Step::Enter(child, inside)));
    }

    fn meta(&mut self, doc: &Document, node: NodeId) {
        let Some(content) = doc.get_attribute(node, "content").filter(|c| !c.trim().is_empty()) else { return };
        for name in ["property", "name", "itemprop", "http-equiv"] {
            if let Some(name) = doc.get_attribute(node, name) {
                self.page.metas.push((name.trim().to_ascii_lowercase(), content.clone()));
            }
        }
    }

    fn time(&mut self, doc: &Document, node: NodeId) {
        let mut role = String::new();
        for name in ["class", "id", "itemprop", "data-testid", "title"] {
            role.push_str(&doc.get_attribute(node, name).unwrap_or_default().to_ascii_lowercase());
            role.push(' ');
        }
        let mut at = doc.parent(node);
        // What the elements around it are called says whether it is the day of publication or of an update.
        for _ in 0..2 {
            let Some(parent) = at else { break };
            role.push_str(&doc.class_name(parent).to_ascii_lowercase());
            role.push(' ');
            at = doc.parent(parent);
        }
        if doc.get_attribute(node, "pubdate").is_some() {
            role.push_str("datepublished ");
        }
        let value = doc.get_attribute(node, "datetime").filter(|v| !v.trim().is_empty()).unwrap_or_else(|| said(doc, node));
        self.page.times.push(Time { value, role, at: self.page.pieces.len() });
    }

    /// What an element's attributes say: part of the page, hidden, author, dates. Those by which page parts are told go into
    /// the lean page.
    fn attributes(&mut self, doc: &Document, node: NodeId, lean: bool, inside: &mut Inside) {
        for name in doc.attribute_names(node).into_iter().filter(|n| ATTRIBUTES.contains(&n.as_str())) {
            let Some(value) = doc.get_attribute(node, &name) else { continue };
            if lean && value.len() < 500 {
                self.lean.attribute(&name, &value);
            }
            match name.as_str() {
                "class" | "id" if self.may_quote && is_quote(&value) => inside.zone = Some(RemovedWhy::Quoted),
                "id" if self.may_quote && ANSWERED.contains(&value.as_str()) => self.answered = true,
                "class" | "id" if inside.zone.is_none() => inside.zone = WORDS.zone_of(&value),
                "role" if inside.zone.is_none() => inside.zone = WORDS.zone(&value.to_ascii_lowercase()),
                "hidden" => inside.gone = true,
                "style" => {
                    let style: String = value.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_lowercase();
                    inside.gone |= style.contains("display:none");
                    inside.unpainted = match (style.contains("visibility:hidden"), style.contains("visibility:visible")) {
                        (true, _) => true,
                        (false, true) => false,
                        (false, false) => inside.unpainted,
                    };
                }
                "itemprop" => self.item(doc, node, &value.to_ascii_lowercase()),
                "rel" if value.eq_ignore_ascii_case("author") => self.page.authors.push(said(doc, node)),
                _ => {}
            }
            if matches!(name.as_str(), "class" | "id") && self.page.authors.len() < 8 && WORDS.is_author(&value) {
                self.page.authors.push(said(doc, node));
            }
        }
    }

    /// A property of schema.org's that an element carries (HTML microdata).
    fn item(&mut self, doc: &Document, node: NodeId, property: &str) {
        let content = doc.get_attribute(node, "content").or_else(|| doc.get_attribute(node, "datetime"));
        match property {
            "datepublished" | "datecreated" | "datemodified" => {
                let value = content.unwrap_or_else(|| said(doc, node));
                self.page.metas.push((property.to_owned(), value));
            }
            "headline" => self.page.metas.push((property.to_owned(), content.unwrap_or_else(|| said(doc, node)))),
            "author" => self.page.authors.insert(0, content.unwrap_or_else(|| said(doc, node))),
            _ => {}
        }
    }

    fn text(&mut self, text: &str, inside: Inside) {
        if inside.drawing == Some(false) {
            return;
        }
        let inside = if self.answered { Inside { zone: Some(RemovedWhy::Quoted), ..inside } } else { inside };
        let line = if inside.is_hidden() { &mut self.under } else { &mut self.now };
        line.words(text, inside);
        if !inside.cut && !inside.is_hidden() {
            self.lean.text(text);
        }
    }

    /// A line break ends a block where the line could be one: it ends like a sentence, or is short.
    fn line_break(&mut self) {
        let line = &self.now.piece.text;
        if line.len() < 60 || crate::units::ends_sentence(line) {
            self.flush();
        } else {
            (self.now.gap, self.under.gap) = (true, true);
        }
    }

    fn flush(&mut self) {
        for line in [std::mem::take(&mut self.now), std::mem::take(&mut self.under)] {
            if !line.piece.text.is_empty() {
                self.page.pieces.push(line.piece);
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_one_another_is_not_copied_each_time() {
        let page = format!(
            "<body>{}{}<script type='application/ld+json'>{}</script><script type='application/ld+json'>{{}}</script>",
            "<time><span itemprop=headline><h1><i rel=author>".repeat(50),
            "words and more é".repeat(10_000),
            " ".repeat(MOST_JSON_LD)
        );
        let (page, _) = walk(&Document::parse(&page), false).unwrap();
        let said = page.headings.iter().map(|(said, _)| said).chain(&page.authors).chain(page.metas.iter().map(|(_, said)| said));
        let said = said.chain(page.times.iter().map(|t| &t.value));
        assert_eq!(said.clone().count(), 200);
        assert!(said.map(String::len).sum::<usize>() <= 200 * MOST_SAID);
        // All of it is in the text, once.
        assert_eq!(page.pieces.iter().map(|p| p.text.len()).sum::<usize>(), "words and more é".len() * 10_000);
        assert_eq!(page.json_ld, [" ".repeat(MOST_JSON_LD)]);
    }
}
