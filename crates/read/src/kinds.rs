//! What a block is: paragraph, heading, caption or list item, by its shape and what follows.

use crate::units::{ends_sentence, is_item};
use stemma_model::BlockKind;

/// A heading is shorter than this many characters (the longest cross-headings seen have about 70).
const LONGEST_HEADING: usize = 90;
/// A list's line without a bullet is shorter than this.
const LONGEST_ENTRY: usize = 100;

/// The kinds of the blocks whose words are given in order; `caption` says which are known to be captions.
pub(crate) fn kinds(blocks: &[(&str, bool)]) -> Vec<BlockKind> {
    let mut kinds = Vec::with_capacity(blocks.len());
    for (i, (text, caption)) in blocks.iter().enumerate() {
        let before = i.checked_sub(1).map(|b| blocks[b].0);
        let after = blocks.get(i + 1).map(|b| b.0);
        let near = |f: fn(&str) -> bool| before.is_some_and(f) || after.is_some_and(f);
        kinds.push(if *caption {
            BlockKind::Caption
        } else if bullet(text) || is_item(text) && (near(is_item) || !ends_sentence(text)) || is_entry(text) && near(is_entry) {
            BlockKind::List
        } else if is_heading(text) && after.is_some_and(|next| !is_heading(next) && has_words(next)) {
            BlockKind::Heading
        } else {
            BlockKind::Paragraph
        });
    }
    kinds
}

/// A mark that is nothing but a bullet; a hyphen may also open a paragraph or a quotation.
fn bullet(text: &str) -> bool {
    is_item(text) && !text.starts_with(['-', '–', '+', '>', '*'])
}

/// "Population: 6 million": a short name, a colon, a value, no full stop.
fn is_entry(text: &str) -> bool {
    text.len() <= LONGEST_ENTRY
        && !ends_sentence(text)
        && text.split_once(": ").is_some_and(|(name, value)| {
            !value.trim().is_empty() && name.split(' ').count() <= 4 && name.starts_with(|c: char| c.is_uppercase() || c.is_numeric())
        })
}

/// A short line that is a question or has no mark at its end, and begins with a capital or a digit.
fn is_heading(text: &str) -> bool {
    if text.len() > LONGEST_HEADING * 2 || text.chars().count() > LONGEST_HEADING || text.split(' ').count() > 14 {
        return false;
    }
    let starts = text.chars().find(|c| c.is_alphanumeric()).is_some_and(|c| !c.is_lowercase());
    let quoted = text.contains(['"', '“', '”', '„', '«']);
    let question = text.ends_with('?') && !quoted && !text[..text.len() - 1].contains(['.', '!', '?']);
    let label = text.ends_with(':') && text.split(' ').count() <= 5;
    let open = !ends_sentence(text) && !text.ends_with([',', ';', ':', '-', '–', '—', '"', '”', ')']);
    starts && (question || label || open)
}

/// Long enough, or ended like a sentence, to be what a heading stands over.
fn has_words(text: &str) -> bool {
    ends_sentence(text) || text.len() > LONGEST_HEADING || is_item(text) || is_entry(text)
}

/// Whether the words left of a picture's line state something, rather than name who is shown or who took it.
pub(crate) fn states_something(text: &str) -> bool {
    let words: Vec<&str> = text.split(' ').filter(|w| w.chars().any(char::is_alphanumeric)).collect();
    if words.len() < 4 {
        return false;
    }
    // Names are capitals and the small words between them; a statement has others.
    const SMALL: [&str; 22] = [
        "of", "the", "and", "a", "an", "in", "at", "on", "for", "from", "by", "with", "via", "to", "de", "la", "von", "van", "der", "file",
        "photo", "courtesy",
    ];
    let other =
        words.iter().filter(|w| w.starts_with(|c: char| c.is_lowercase()) && !SMALL.contains(&w.trim_end_matches([',', '.', ';', ':'])));
    let cased = text.chars().any(char::is_uppercase) && text.chars().any(char::is_lowercase);
    !cased || other.count() >= 1
}
