//! One entry of a feed → one row.

use super::date::date;
use super::tree::{Node, unescaped};
use super::xhtml::as_html;
use crate::row::{Found, Row};
use regex::Regex;
use std::sync::LazyLock;
use stemma_model::{PublishedFrom, Removed, RemovedWhy};
use url::Url;

/// A summary of fewer words is taken for a teaser, where the feed has no whole text beside it. Set by hand: teasers are cut
/// at two or three sentences, and news reports that are whole are rarely so short.
const TEASER_WORDS: usize = 100;

/// What a feed says of itself, for entries that do not say it.
#[derive(Debug, Default)]
pub(super) struct Channel {
    pub title: Option<String>,
    pub language: Option<String>,
    pub author: Option<String>,
    /// What relative addresses are relative to.
    pub base: Option<Url>,
}

impl Channel {
    /// Of the outermost element; RSS keeps it all in `<channel>`.
    pub fn of(root: &Node) -> Channel {
        let channel = root.child("channel").unwrap_or(root);
        let base = root.attribute("xml:base").or(channel.attribute("xml:base")).map(str::to_owned);
        let link = link(channel)
            .or_else(|| channel.children.iter().find(|c| c.name == "atom:link").and_then(|l| l.attribute("href").map(str::to_owned)));
        Channel {
            title: title(channel),
            language: channel.words("language").or(channel.words("dc:language")).or(root.attribute("xml:lang")).map(str::to_owned),
            author: people(channel, &["author"]),
            base: base.or(link).and_then(|l| Url::parse(&l).ok()),
        }
    }
}

/// What an entry says.
#[derive(Debug, Default)]
pub(super) struct Entry {
    pub id: Option<String>,
    pub link: Option<String>,
    pub title: Option<String>,
    /// Who really published it, where the feed only passes it on.
    pub source: Option<String>,
    pub author: Option<String>,
    pub published: Option<String>,
    pub updated: Option<String>,
    pub language: Option<String>,
    /// The whole text, as far as the feed says so.
    pub content: Option<Body>,
    /// A summary, which may be the whole text too.
    pub summary: Option<Body>,
    /// The words of further contents and summaries.
    pub others: Vec<String>,
    /// Whether the feed breaks off in it.
    pub cut: bool,
}

/// The words of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Body {
    /// A piece of a page.
    Html(String),
    /// Plain text.
    Text(String),
}

impl Body {
    /// HTML where there is markup in it, else text.
    pub fn guessed(text: &str) -> Option<Body> {
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        // References without tags need no reader of pages.
        let tags = MARKUP.find_iter(text).any(|m| m.as_str().starts_with('<'));
        Some(if tags { Body::Html(text.to_owned()) } else { Body::Text(unescaped(text)) })
    }

    /// Whether there is any word in it: a picture alone is none.
    fn has_words(&self) -> bool {
        match self {
            Body::Html(html) => !plain(html).is_empty(),
            Body::Text(text) => !text.trim().is_empty(),
        }
    }

    /// Its words on one line, for comparing and showing.
    pub fn words(&self) -> String {
        match self {
            Body::Html(html) => plain(html),
            Body::Text(text) => text.split_whitespace().collect::<Vec<_>>().join(" "),
        }
    }
}

#[allow(clippy::unwrap_used)] // The pattern is a constant, and a test compiles it.
static MARKUP: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"</?[A-Za-z][^<>]*>|<!--|&(#[0-9]+|#[xX][0-9a-fA-F]+|[A-Za-z]{2,31});").unwrap());

impl Entry {
    /// Of an `<item>` or `<entry>` of this source.
    pub fn of(node: &Node, source: &str, cut: bool) -> Result<Entry, String> {
        // A picture alone is no text.
        let bodies = |names: &[&str]| -> Vec<Body> {
            let named = names.iter().flat_map(|n| node.children.iter().filter(move |c| c.name == *n));
            named.filter_map(|c| body(c, source)).filter(Body::has_words).collect()
        };
        let mut contents = bodies(&["content:encoded", "content", "body", "fullitem", "media:text"]).into_iter();
        let mut summaries = bodies(&["description", "summary", "dcterms:abstract", "dc:description"]).into_iter();
        let (content, summary) = (contents.next(), summaries.next());
        let others = contents.chain(summaries).map(|b| b.words()).collect();
        let first = |names: &[&str]| names.iter().find_map(|n| node.words(n)).map(str::to_owned);
        let from = node.child("source");
        Ok(Entry {
            id: first(&["guid", "id"]).or_else(|| node.attribute("rdf:about").map(str::to_owned)),
            link: first(&["feedburner:origLink"]).or_else(|| link(node)).or_else(|| permanent(node)),
            title: title(node),
            source: from.and_then(|s| title(s).or_else(|| Some(plain(s.text.trim())).filter(|t| !t.is_empty()))),
            author: people(node, &["author", "dc:creator"]),
            published: first(&["pubDate", "published", "issued", "dc:date", "dcterms:issued", "created"]),
            updated: first(&["updated", "atom:updated", "modified", "dcterms:modified", "lastBuildDate"]),
            language: first(&["language", "dc:language"]).or_else(|| node.attribute("xml:lang").map(str::to_owned)),
            content,
            summary,
            others,
            cut,
        })
    }

    /// The row, or why there is none.
    pub fn row(self, channel: &Channel) -> Result<Row, String> {
        let mut found = Found::default();
        let outlet = self.source.clone().or_else(|| channel.title.clone());
        let title = self.title.map(|t| without_outlet(t, self.source.as_deref()));
        let mut dated = |given: Option<String>| {
            let (date, why) = given.map(|g| date(&g)).unwrap_or_default();
            found.warnings.extend(why);
            date
        };
        let (published, updated) = (dated(self.published), dated(self.updated));
        // Atom's `updated` is required and `published` is not: what was never changed has one date only.
        let dated_by_update = published.is_none() && updated.is_some();
        let url = self.link.or(self.id.clone().filter(|id| id.starts_with("http"))).map(|l| absolute(&l, channel.base.as_ref()));
        let page = url.as_deref().map_or(String::new(), |u| format!("; the article is at {u}"));
        if self.cut {
            found.warnings.push("the feed breaks off in this entry: its end is missing".to_owned());
        }
        let body = match (self.content, self.summary) {
            (Some(content), Some(summary)) => {
                beside(summary.words(), &content, &mut found);
                content
            }
            (Some(content), None) => content,
            (None, Some(summary)) => {
                let words = summary.words();
                let count = words.split(' ').filter(|w| w.chars().any(char::is_alphanumeric)).count();
                let s = if count == 1 { "" } else { "s" };
                if breaks_off(&words) || words.ends_with("...") {
                    found.warnings.push(format!("only the beginning of the article is in the feed ({count} word{s}){page}"));
                } else if count < TEASER_WORDS {
                    found.warnings.push(format!("only a teaser is in the feed ({count} word{s}){page}"));
                }
                summary
            }
            (None, None) => {
                let what = title.map_or("there are no words in it".to_owned(), |t| format!("only a title is in the feed ({t:?})"));
                return Err(format!("{what}{page}"));
            }
        };
        self.others.into_iter().for_each(|words| beside(words, &body, &mut found));
        found.published_from = Some(PublishedFrom::Feed);
        found.updated = updated.clone().filter(|_| !dated_by_update);
        let (text, html) = match body {
            Body::Text(text) => (Some(text), None),
            Body::Html(html) => (None, Some(html)),
        };
        Ok(Row {
            id: None,
            url,
            outlet,
            title,
            byline: self.author.or_else(|| channel.author.clone()),
            published: published.or(updated),
            lang: self.language.or_else(|| channel.language.clone()),
            text,
            html,
            found,
            ..Row::default()
        })
    }
}

/// What a feed prints beside the text is not lost, unless it stands in the text.
fn beside(words: String, body: &Body, found: &mut Found) {
    let there = body.words().contains(words.trim_end_matches(['.', '…', ' ', ']', '[']));
    if !there && !found.removed.iter().any(|r| r.text == words) {
        found.removed.push(Removed { text: words, why: RemovedWhy::Duplicate });
    }
}

/// The words of an element that holds text or a page's piece: what it holds in elements is taken as it stands in the source,
/// what it holds in escaped letters is resolved.
fn body(node: &Node, source: &str) -> Option<Body> {
    let kind = node.attribute("type").unwrap_or("");
    // Content that is elsewhere, or no words: Atom, section 4.1.3.
    if node.attribute("mode") == Some("base64")
        || !(kind.is_empty() || kind.contains("text") || kind.contains("html") || kind.contains("xml"))
    {
        return None;
    }
    if node.mixed {
        return Body::guessed(&as_html(source.get(node.inner.clone())?));
    }
    match kind {
        "text" | "text/plain" => Some(node.text.trim()).filter(|t| !t.is_empty()).map(|t| Body::Text(t.to_owned())),
        _ => Body::guessed(&node.text),
    }
}

fn title(node: &Node) -> Option<String> {
    let title = node.children.iter().find(|c| c.name == "title" && !(c.text.trim().is_empty() && c.children.is_empty()))?;
    let text = match title.children.is_empty() {
        true if title.attribute("type") == Some("text") => title.text.clone(),
        true => plain(&title.text),
        // XHTML, or markup that was not escaped.
        false => plain(&letters(title)),
    };
    Some(text.trim().to_owned()).filter(|t| !t.is_empty())
}

/// All words of an element, those of the elements in it behind its own.
fn letters(node: &Node) -> String {
    node.children.iter().fold(node.text.clone(), |all, child| format!("{all} {}", letters(child)))
}

/// The words of a piece of HTML on one line, for titles and for comparing; the reader of pages does this properly.
fn plain(html: &str) -> String {
    let bare = MARKUP.replace_all(html, |m: &regex::Captures<'_>| if m[0].starts_with('&') { m[0].to_owned() } else { " ".to_owned() });
    unescaped(&bare).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The address of the page: Atom's link that is the page itself, else RSS's.
fn link(node: &Node) -> Option<String> {
    let links = || node.children.iter().filter(|c| c.name == "link");
    let alternate = |c: &&Node| c.attribute("rel").is_none_or(|r| r == "alternate");
    let own = links().filter(alternate).find_map(|c| c.attribute("href").or(Some(c.text.trim())).filter(|l| !l.is_empty()));
    own.map(str::to_owned)
}

/// RSS's guid, unless it says that it is no address.
fn permanent(node: &Node) -> Option<String> {
    let guid = node.child("guid").filter(|g| g.attribute("isPermaLink") != Some("false"))?;
    Some(guid.text.trim()).filter(|g| g.starts_with("http")).map(str::to_owned)
}

/// Who wrote it: a name element, the name that RSS puts in brackets behind an address, or the words as they stand.
fn people(node: &Node, names: &[&str]) -> Option<String> {
    let mut found: Vec<String> = Vec::new();
    for person in node.children.iter().filter(|c| names.contains(&c.name.as_str())) {
        let words = person.words("name").map(str::to_owned).unwrap_or_else(|| plain(&person.text));
        let name = match words.split_once(" (") {
            Some((mail, name)) if mail.contains('@') => name.trim_end_matches(')').to_owned(),
            _ if words.contains('@') && !words.contains(' ') => continue,
            _ => words,
        };
        if !name.trim().is_empty() && !found.contains(&name) {
            found.push(name);
        }
    }
    (!found.is_empty()).then(|| found.join(", "))
}

/// Aggregators put the outlet behind the title: "Fire in Calvessa - Coast Daily".
fn without_outlet(title: String, source: Option<&str>) -> String {
    let cut = source.and_then(|s| title.strip_suffix(s)).map(|t| t.trim_end());
    match cut.and_then(|t| t.strip_suffix(['-', '–', '—', '|'])).map(str::trim_end).filter(|t| !t.is_empty()) {
        Some(bare) => bare.to_owned(),
        None => title,
    }
}

/// An address made whole by the feed's own; as it stands where that does not help.
fn absolute(link: &str, base: Option<&Url>) -> String {
    match (Url::parse(link), base) {
        (Err(_), Some(base)) => base.join(link).map_or_else(|_| link.to_owned(), String::from),
        _ => link.to_owned(),
    }
}

/// Whether a summary says that there is more.
fn breaks_off(words: &str) -> bool {
    let words = words.trim_end_matches([' ', '»', '>', '→', '.']).to_lowercase();
    let dots = words.ends_with(['…']) || words.ends_with("[…]") || words.ends_with("[..]") || words.ends_with("[...]");
    dots || ["read more", "continue reading", "read the full story", "read full article", "keep reading"].iter().any(|e| words.ends_with(e))
}
