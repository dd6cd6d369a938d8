//! Which blocks of a page are the article.
//!
//! `trafilatura` says which words are; the blocks are the page's own. What it returns is found again among them, so that
//! every block is either in the text or in `removed`, whole.

use super::lean::Lean;
use super::walk::Piece;
use crate::units::ends_sentence;
use std::collections::HashMap;
use std::ops::Range;
use stemma_model::BlockKind;
use trafilatura::dom::Document;
use trafilatura::{ExtractionFocus, HtmlDateMode, Options};

/// The longest page, without what is not shown, of which several readings are compared; that takes up to a minute on pages of
/// all sizes that are built for it. The longest of 181 news pages has a sixth.
const MOST_COMPARED: usize = 1 << 20;

/// Which of the blocks are the article, in their order.
pub(super) fn article(lean: Lean, pieces: &[Piece]) -> Vec<bool> {
    let (page, bytes) = lean.page();
    let kept = find_again(&extract(page.clone_document(), false), pieces);
    let (found, missed) = told(pieces, &kept);
    // A page whose layout the rules do not know; the slow way compares several readings.
    let shown: usize = pieces.iter().filter(|p| !p.hidden).map(|p| p.text.len()).sum();
    let unsure = found < 250 || missed * 4 > found || found * 10 < shown;
    if unsure && bytes <= MOST_COMPARED {
        let more = find_again(&extract(page, true), pieces);
        if told(pieces, &more).0 > found {
            return mend(pieces, more);
        }
    }
    mend(pieces, kept)
}

/// Our own pass over what the extractor gave: running text inside the article that it left out comes back, and what is
/// nothing but links to others goes. Found on one half of 181 pages (F1 .963 to .970); the other, not looked at, says what
/// it is worth.
fn mend(pieces: &[Piece], mut kept: Vec<bool>) -> Vec<bool> {
    let (Some(first), Some(last)) = (kept.iter().position(|k| *k), kept.iter().rposition(|k| *k)) else { return kept };
    for (piece, kept) in pieces.iter().zip(&mut kept).take(last).skip(first) {
        *kept |= piece.kind.is_none() && is_prose(piece);
    }
    let order: Vec<usize> = (first..=last).filter(|i| kept[*i]).collect();
    let is_heading = |i: usize| pieces[i].kind == Some(BlockKind::Heading);
    for run in order.chunk_by(|a, b| is_link(&pieces[*a]) && is_link(&pieces[*b])) {
        // Headings that are links are those of other articles, from two on; a list of what is sold is all links too.
        if is_link(&pieces[run[0]]) && (run.len() >= 3 || run.len() == 2 && run.iter().all(|i| is_heading(*i))) {
            run.iter().for_each(|i| kept[*i] = false);
        }
    }
    // A heading or link at the end has nothing to stand over.
    for &i in order.iter().rev() {
        if kept[i] && !is_heading(i) && !is_link(&pieces[i]) {
            break;
        }
        kept[i] = false;
    }
    kept
}

/// Two thirds of it are links.
fn is_link(piece: &Piece) -> bool {
    piece.linked * 3 >= piece.text.len() * 2
}

/// How many bytes of running text were kept, and how many that look the same were not.
fn told(pieces: &[Piece], kept: &[bool]) -> (usize, usize) {
    let (mut found, mut missed) = (0, 0);
    for (piece, kept) in pieces.iter().zip(kept) {
        if *kept {
            found += piece.text.len();
        } else if is_prose(piece) {
            missed += piece.text.len();
        }
    }
    (found, missed)
}

/// A paragraph of running text, in no part of the page that is something else.
fn is_prose(piece: &Piece) -> bool {
    piece.text.len() >= 80 && piece.zone.is_none() && !piece.hidden && piece.linked * 3 < piece.text.len() && ends_sentence(&piece.text)
}

fn extract(doc: Document, fallback: bool) -> String {
    // Precision: on 181 pages F1 .969 against .960 with the balanced setting.
    let options = Options::default()
        .with_fallback(fallback)
        .with_exclude_comments(true)
        .with_focus(ExtractionFocus::FavorPrecision)
        .with_html_date_mode(HtmlDateMode::Disabled);
    trafilatura::extract_document(doc, &options).map(|result| result.content_text).unwrap_or_default()
}

/// A block with fewer letters than this is only found between blocks that were: short words stand all over a page.
const LONG: usize = 24;
/// How many places of a block that stands more than once are weighed.
const PLACES: usize = 4;

/// Finds the extracted words among the page's blocks. Only letters and digits are compared, since an extractor may put
/// or leave out spaces where elements meet.
fn find_again(words: &str, pieces: &[Piece]) -> Vec<bool> {
    let all = letters(words);
    let own: Vec<String> = pieces.iter().map(|p| letters(&p.text)).collect();
    let mut at = in_order(&own, &places(&all, &own));
    // The rest stands between what was found: long blocks of which something was left out, and short ones.
    let mut next = vec![all.len(); own.len() + 1];
    for i in (0..own.len()).rev() {
        next[i] = at[i].as_ref().map_or(next[i + 1], |found| found.start);
    }
    let mut from = 0;
    for i in 0..own.len() {
        if at[i].is_none() && from < next[i] && !own[i].is_empty() {
            let gap = all.get(from..next[i]).unwrap_or("");
            at[i] = if own[i].len() >= LONG {
                locate(gap, &own[i]).map(|found| from + found.start..from + found.end)
            } else {
                gap.starts_with(own[i].as_str()).then(|| from..from + own[i].len())
            };
        }
        from = at[i].as_ref().map_or(from, |found| found.end);
    }
    at.into_iter().map(|found| found.is_some()).collect()
}

/// Where each long block stands, to the letter.
fn places(all: &str, own: &[String]) -> Vec<Vec<usize>> {
    let mut starts: HashMap<&[u8], Vec<usize>> = HashMap::new();
    for start in own.iter().filter_map(|piece| piece.as_bytes().get(..LONG)) {
        starts.entry(start).or_default();
    }
    for (at, start) in all.as_bytes().windows(LONG).enumerate() {
        if let Some(found) = starts.get_mut(start).filter(|found| found.len() < PLACES) {
            found.push(at);
        }
    }
    let stands = |piece: &str, at: usize| all.as_bytes()[at..].starts_with(piece.as_bytes());
    let found = |piece: &String| {
        let starts = piece.as_bytes().get(..LONG).and_then(|start| starts.get(start));
        starts.map(|found| found.iter().copied().filter(|at| stands(piece, *at)).collect()).unwrap_or_default()
    };
    own.iter().map(found).collect()
}

/// Of all places those that follow one another as the blocks do and hold the most letters: a headline that a box repeats
/// far down may not end the search for the paragraphs before it.
fn in_order(own: &[String], places: &[Vec<usize>]) -> Vec<Option<Range<usize>>> {
    let mut ends: Vec<usize> = own.iter().zip(places).flat_map(|(piece, at)| at.iter().map(|at| at + piece.len())).collect();
    ends.sort_unstable();
    ends.dedup();
    // A Fenwick tree of the best chain that ends at or before each end.
    let mut best: Vec<(usize, usize)> = vec![(0, usize::MAX); ends.len() + 1];
    let mut chain: Vec<(usize, usize, usize)> = Vec::new();
    for (i, (piece, at)) in own.iter().zip(places).enumerate() {
        for &start in at.iter().rev() {
            let (mut weight, mut before) = (0, usize::MAX);
            let mut k = ends.partition_point(|end| *end <= start);
            while k > 0 {
                if best[k].0 > weight {
                    (weight, before) = best[k];
                }
                k &= k - 1;
            }
            chain.push((i, start, before));
            let mut k = ends.partition_point(|end| *end < start + piece.len()) + 1;
            while k < best.len() {
                if weight + piece.len() > best[k].0 {
                    best[k] = (weight + piece.len(), chain.len() - 1);
                }
                k += k & k.wrapping_neg();
            }
        }
    }
    let mut found = vec![None; own.len()];
    let mut last = best.iter().max_by_key(|(weight, _)| *weight).map_or(usize::MAX, |(_, last)| *last);
    while let Some(&(i, start, before)) = chain.get(last) {
        found[i] = Some(start..start + own[i].len());
        last = before;
    }
    found
}

/// Where a long block stands in a stretch of words when not to the letter: most of it is there, close together.
fn locate(words: &str, piece: &str) -> Option<Range<usize>> {
    let probes: Vec<&str> = chunks(piece, LONG / 2);
    let (mut seen, mut first, mut end) = (0, None, 0);
    for probe in &probes {
        if let Some(found) = window(words, end, piece.len()).find(probe) {
            // What is found far away is another block that begins alike.
            if first.is_some() && found > piece.len() {
                continue;
            }
            first.get_or_insert(end + found);
            end += found + probe.len();
            seen += 1;
        }
    }
    let first = first?;
    (seen * 2 >= probes.len() && end - first <= piece.len() + LONG).then_some(first..end)
}

/// The words that a part of a block is looked for in: a page of many blocks may not cost their number times its length.
fn window(words: &str, from: usize, length: usize) -> &str {
    let mut until = (from + length + (1 << 12)).min(words.len());
    while !words.is_char_boundary(until) {
        until -= 1;
    }
    words.get(from..until).unwrap_or("")
}

fn chunks(text: &str, size: usize) -> Vec<&str> {
    let mut chunks = Vec::with_capacity(text.len() / size + 1);
    let mut rest = text;
    while rest.len() >= size {
        let mut end = size;
        while !rest.is_char_boundary(end) {
            end += 1;
        }
        let (chunk, behind) = rest.split_at(end);
        chunks.push(chunk);
        rest = behind;
    }
    chunks
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(words: &str, blocks: &[&str]) -> Vec<usize> {
        let pieces: Vec<Piece> = blocks.iter().map(|b| Piece { text: (*b).to_owned(), ..Piece::default() }).collect();
        find_again(words, &pieces).iter().enumerate().filter(|(_, kept)| **kept).map(|(i, _)| i).collect()
    }

    #[test]
    fn blocks_are_found_again() {
        let blocks = [
            "Home",
            "The",
            "The bridge at Port Maren fell on Tuesday, police said.",
            "Share",
            "More follows.",
            "Two ferries were sent to the scene by noon, the harbour master said.",
            "Home",
        ];
        let words = "The bridge at Port Maren fell on Tues day, police said. More follows. Two ferries were sent to the scene by noon, \
                     the harbour master said.";
        assert_eq!(kept(words, &blocks), [2, 4, 5]);
        // Words that the extractor left out of a block come back with it.
        assert_eq!(kept("The bridge at Port Maren fell on Tuesday.", &["The bridge at Port Maren (map) fell on Tuesday."]), [0]);
        assert!(kept("", &blocks).is_empty());
    }
}
