//! A web page → the fields of a report.
//!
//! 1. `limits` refuses what would make a parser hang; `charset` turns bytes into characters as browsers do.
//! 2. `walk` reads the parsed tree once: its words in blocks, what its head and markup say, and a `lean` page for the extractor.
//! 3. `body` says which blocks are the article; all others are removed, with the part of the page that they stand in.
//! 4. `json_ld`, `metadata` and `dates` say what it is called, who wrote and published it, and when.
//! 5. `kind` says whether it is an article at all.
//!
//! The words that pages use for all this are data: `lexicon/pages.toml`.

mod body;
mod charset;
mod dates;
mod json_ld;
mod kind;
mod lean;
mod limits;
mod metadata;
mod open;
mod raw;
mod tags;
mod walk;
mod words;

use crate::ReadError;
use crate::furniture::RULES;
use crate::row::Row;
pub use limits::MAX_PAGE_BYTES;
use stemma_model::{BlockKind, PageKind, Removed, RemovedWhy};
use trafilatura::dom::Document;
use walk::{Page, Piece};

/// Fills a row from its page, decoded already or not. What the row gives already (title, byline, date …) wins over what the page says. An error
/// when the page is hostile; a page without an article gives a row that says so, without text.
pub(crate) fn fill(mut row: Row) -> Result<Row, ReadError> {
    let html = match (row.html.take(), row.page.take()) {
        (Some(html), _) if !html.trim().is_empty() => html,
        (_, Some(page)) => {
            let (html, note) = charset::decode(&page.bytes, page.charset.as_deref());
            row.found.warnings.extend(note);
            html.into_owned()
        }
        _ => return Ok(row),
    };
    let html = limits::check(&html)?;
    let is_piece = is_piece(&html);
    let doc = Document::parse(&html);
    let (page, lean) = walk::walk(&doc, row.may_quote)?;
    let article = json_ld::article(&page.json_ld);
    // A piece, such as an entry of a feed, is all article: nothing of the page around it is there.
    let kept = if is_piece { vec![true; page.pieces.len()] } else { body::article(lean, &page.pieces) };
    // What no reader sees is no evidence, whatever its words; what a mail quotes is another's.
    let own = |piece: &Piece| !piece.hidden && piece.zone != Some(RemovedWhy::Quoted);
    let kept: Vec<bool> = kept.iter().zip(&page.pieces).map(|(kept, piece)| *kept && own(piece)).collect();
    let first = first(&page, &kept);
    let metadata = metadata::metadata(&page, article.as_ref(), first, row.url.as_deref());
    let url = row.url.as_deref().or(metadata.canonical.as_deref());
    let dates = dates::dates(&page, article.as_ref(), first, url);
    row.found.page = if is_piece { PageKind::Article } else { kind::kind(&page, article.as_ref(), &kept, metadata.title.as_deref(), url) };
    row.found.warnings.extend(kind::note(row.found.page).map(str::to_owned));
    if row.published.as_deref().is_none_or(|p| p.trim().is_empty()) {
        (row.published, row.found.published_from) = dates.published.map_or((None, None), |(date, from)| (Some(date), Some(from)));
    }
    let given = |field: Option<String>| field.filter(|f| !f.trim().is_empty());
    row.title = given(row.title).or(metadata.title);
    row.byline = given(row.byline).or(metadata.byline);
    row.outlet = given(row.outlet).or(metadata.outlet);
    row.found.updated = row.found.updated.or(dates.updated);
    row.found.canonical = row.found.canonical.or(metadata.canonical);
    row.found.lang = metadata.lang;
    row.found.removed.extend(metadata.credits.into_iter().map(|text| Removed { text, why: RemovedWhy::WireCredit }));
    divide(page, &kept, &mut row);
    Ok(row)
}

/// The first paragraph of the article, behind its headline and byline; none is the page's end.
fn first(page: &Page, kept: &[bool]) -> usize {
    let opens = |(piece, kept): (&Piece, &bool)| *kept && piece.kind != Some(BlockKind::Heading) && piece.text.len() >= 60;
    let mut blocks = page.pieces.iter().zip(kept);
    blocks.position(opens).or_else(|| kept.iter().position(|k| *k)).unwrap_or(kept.len())
}

/// Whether it is a piece of a page: nothing in it says that a page begins.
fn is_piece(html: &str) -> bool {
    let begins = |at: usize| {
        ["<!doctype", "<html", "<head", "<body", "<title", "<meta"]
            .iter()
            .any(|tag| html.as_bytes().get(at..at + tag.len()).is_some_and(|found| found.eq_ignore_ascii_case(tag.as_bytes())))
    };
    !html.match_indices('<').any(|(at, _)| begins(at))
}

/// Puts every block into the text or among what was removed.
fn divide(page: Page, kept: &[bool], row: &mut Row) {
    let title = row.title.as_deref().map(bare);
    let mut blocks: Vec<(String, Option<BlockKind>)> = Vec::new();
    for (piece, kept) in page.pieces.into_iter().zip(kept) {
        // The headline is the title, and would be told twice.
        let again = piece.kind == Some(BlockKind::Heading) && blocks.is_empty() && title.as_ref().is_some_and(|t| *t == bare(&piece.text));
        if *kept && !again {
            blocks.push((piece.text, piece.kind));
        } else if !piece.hidden {
            let why = if again { RemovedWhy::Duplicate } else { why(&piece) };
            row.found.removed.push(Removed { text: piece.text, why });
        }
    }
    row.found.blocks = Some(blocks);
}

/// Why a block is not the article: by its words where they say so, else by the part of the page.
fn why(piece: &Piece) -> RemovedWhy {
    let links = piece.linked * 2 > piece.text.len();
    // What stands in a part with a name, or is a link, needs no closer look; the rules are dear on menus of hundreds.
    let look = !links && piece.zone.is_none_or(|why| matches!(why, RemovedWhy::Byline | RemovedWhy::Navigation));
    if let Some(rule) = look.then(|| RULES.line(&piece.text, |_| true)).flatten() {
        return rule.why;
    }
    let long = piece.text.split(' ').count() >= 5;
    piece.zone.unwrap_or(if links && long { RemovedWhy::Related } else { RemovedWhy::Navigation })
}

fn bare(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
