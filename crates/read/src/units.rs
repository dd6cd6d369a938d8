//! Lines → units: paragraphs, headings, list items and furniture lines, each a string without line breaks.
//!
//! Three layouts are met: blank lines between paragraphs, one paragraph a line, and lines wrapped at a width (agency
//! tapes, e-mails), whose paragraphs have to be joined again.

use std::borrow::Cow;

struct Line {
    text: String,
    /// Scalar values in `text`.
    width: usize,
    /// White space before it.
    indent: usize,
    /// Whether a blank line stands before it.
    gap: bool,
}

/// Lines longer than this are paragraphs, not lines of a wrapped text: pages are wrapped at 60 to 80, some at 100.
const WIDEST_WRAP: usize = 100;
/// A line shorter than this is not full at any width that is in use.
const NARROWEST_WRAP: usize = 40;
/// How far a full line may stay below the width: the longest words, and widths that vary within a text.
const SLACK: usize = 15;

/// The units of a text, in order: runs of white space and control characters are one space in them.
pub(crate) fn units(text: &str) -> Vec<String> {
    let lines = lines(text);
    let width = wrap_width(&lines);
    let mut units: Vec<String> = Vec::with_capacity(lines.len());
    let mut last: Option<(usize, usize)> = None;
    for line in lines {
        let (full, indent) = last.unwrap_or((0, 0));
        let joins = !line.gap && units.last().is_some_and(|unit| continues(unit, full, &line, indent, width));
        last = Some((line.width, line.indent));
        match units.last_mut() {
            Some(unit) if joins => {
                unit.push(' ');
                unit.push_str(&line.text);
            }
            _ => units.push(line.text),
        }
    }
    datelines(units)
}

/// Puts a dateline that stands alone ("PERRIS, Calif. -") before the paragraph that it opens.
fn datelines(units: Vec<String>) -> Vec<String> {
    let mut joined: Vec<String> = Vec::with_capacity(units.len());
    for unit in units {
        match joined.last_mut() {
            Some(before) if is_dateline(before) && unit.starts_with(char::is_uppercase) && ends_sentence(&unit) => {
                before.push(' ');
                before.push_str(&unit);
            }
            _ => joined.push(unit),
        }
    }
    joined
}

/// A place in capitals, and nothing behind its dash.
fn is_dateline(line: &str) -> bool {
    let place = line.trim_end_matches(['-', '–', '—', ' ']);
    let capitals = place.chars().take_while(|c| !matches!(c, ',' | '(')).filter(|c| c.is_alphabetic());
    place.len() < line.len()
        && line.len() <= 60
        && place.len() >= 3
        && capitals.clone().count() >= 3
        && capitals.clone().all(char::is_uppercase)
}

/// Whether `line` goes on with the unit before it, whose last line was `full` wide and indented by `indent`.
fn continues(before: &str, full: usize, line: &Line, indent: usize, width: Option<usize>) -> bool {
    if is_item(&line.text) || line.indent > indent + 1 && width.is_some() {
        return false;
    }
    let open = !ends_sentence(before);
    let small = line.text.chars().next().is_some_and(char::is_lowercase);
    if full >= NARROWEST_WRAP && open && small {
        return true;
    }
    let first_word = line.text.split(' ').next().map_or(0, |w| w.chars().count());
    width.is_some_and(|width| full + SLACK >= width && full + 1 + first_word + SLACK > width)
}

/// The width that a text is wrapped at, if it is: most line breaks without a blank line come where a line is full, and
/// many of them in the middle of a sentence.
fn wrap_width(lines: &[Line]) -> Option<usize> {
    let long = lines.iter().filter(|l| l.width > WIDEST_WRAP).count();
    if long * 10 > lines.len() {
        return None;
    }
    let width = lines.iter().map(|l| l.width).filter(|w| *w <= WIDEST_WRAP).max()?;
    if width < NARROWEST_WRAP {
        return None;
    }
    let (mut breaks, mut full, mut open) = (0, 0, 0);
    for pair in lines.windows(2).filter(|p| !p[1].gap && !is_item(&p[1].text)) {
        breaks += 1;
        if pair[0].width + SLACK >= width {
            full += 1;
            open += usize::from(!ends_sentence(&pair[0].text));
        }
    }
    (full * 10 >= breaks * 6 && open * 2 >= full && open > 0).then_some(width)
}

fn lines(text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut gap = false;
    // Or the empty piece between the halves of "\r\n" would count as a blank line.
    let text = if text.contains('\r') { Cow::Owned(text.replace("\r\n", "\n")) } else { Cow::Borrowed(text) };
    for raw in text.split(['\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}']) {
        let indent = raw.chars().take_while(|c| is_space(*c)).count();
        let line = one_line(raw);
        if line.is_empty() {
            gap = true;
            continue;
        }
        lines.push(Line { width: line.chars().count(), text: line, indent, gap });
        gap = false;
    }
    lines
}

fn is_space(c: char) -> bool {
    c.is_whitespace() || c.is_control() || c == '\u{feff}'
}

/// The characters of a line, with one space for every run of white space and control characters, and none at its ends.
fn one_line(raw: &str) -> String {
    let mut line = String::with_capacity(raw.len());
    let mut space = false;
    for c in raw.chars() {
        if is_space(c) {
            space = true;
        } else {
            if space && !line.is_empty() {
                line.push(' ');
            }
            space = false;
            line.push(c);
        }
    }
    line
}

/// Whether a line begins with a bullet.
pub(crate) fn is_item(line: &str) -> bool {
    let mut chars = line.chars();
    matches!(chars.next(), Some('•' | '·' | '‣' | '▪' | '◦' | '●' | '■' | '►' | '➤' | '*' | '-' | '–' | '+' | '>'))
        && chars.next() == Some(' ')
}

/// Whether a line ends the way a sentence does: a mark, perhaps with quotes or brackets behind it.
pub(crate) fn ends_sentence(line: &str) -> bool {
    let end = line.trim_end_matches(['"', '\'', '”', '’', '»', ')', ']', '*', '_', ' ']);
    end.ends_with(['.', '!', '?', '…', '。', '！', '？', '।', '؟', '۔']) || line.ends_with(":)") || end.is_empty()
}
