//! What kind of page it is: an article, or one of those that may not pass for one.

use super::json_ld::Article;
use super::walk::Page;
use super::words::{Kind, WORDS};
use stemma_model::PageKind;

/// How much of a page's words is looked at for what walls and notices say.
const LOOKED_AT: usize = 20_000;
/// Fewer letters than this in all paragraphs together are no report.
const LEAST: usize = 80;

/// The kind of a page. `kept` says which blocks are the article.
pub(super) fn kind(page: &Page, article: Option<&Article>, kept: &[bool], title: Option<&str>, url: Option<&str>) -> PageKind {
    let length: usize = page.pieces.iter().zip(kept).filter(|(_, kept)| **kept).map(|(p, _)| p.text.len()).sum();
    let title = title.or(page.title.as_deref()).unwrap_or("").trim();
    let path = url.and_then(|u| u.split_once("://")).map_or("", |(_, rest)| rest.find('/').map_or("", |at| &rest[at..]));
    let short = |kind: &Kind| kind.short.is_none_or(|most| length <= most);
    let mut words = None;
    for kind in WORDS.kinds.iter().filter(|k| short(k)) {
        let titled = kind.title.as_ref().is_some_and(|p| p.is_match(title) || page.title.as_deref().is_some_and(|t| p.is_match(t.trim())));
        let addressed = || kind.url.as_ref().is_some_and(|p| p.is_match(path));
        let mut said = || kind.speaks() && kind.says(words.get_or_insert_with(|| shown(page)));
        let data = match kind.page {
            PageKind::Live => article.is_some_and(|a| a.live),
            PageKind::Gallery => article.is_some_and(|a| a.gallery),
            _ => false,
        };
        if data || titled || addressed() || said() {
            return kind.page;
        }
    }
    if length < LEAST { PageKind::None } else { PageKind::Article }
}

/// What people are told of a page of this kind; nothing of an article.
pub(super) fn note(kind: PageKind) -> Option<&'static str> {
    Some(match kind {
        PageKind::Article => return None,
        PageKind::Live => "this is a live blog: entries of many times in one page",
        PageKind::Gallery => "this is a picture gallery: its text is captions",
        PageKind::Paywall => "this is a paywall stub: only the start of the report is in it",
        PageKind::Consent => "this is a consent wall, not a report: kept, without claims",
        PageKind::Error => "this is an error page, not a report: kept, without claims",
        PageKind::None => "there is no article on this page: kept, without claims",
    })
}

/// The words that a reader sees, as far as they are looked at.
fn shown(page: &Page) -> String {
    let mut words = String::new();
    for piece in page.pieces.iter().filter(|p| !p.hidden) {
        if words.len() > LOOKED_AT {
            break;
        }
        words.push_str(&piece.text.replace('’', "'"));
        words.push('\n');
    }
    words
}
