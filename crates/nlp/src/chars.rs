//! Character classes and forms as Python defines them: the pipeline was trained on text seen through these.

use std::sync::LazyLock;

/// `str.isspace` of one character.
pub fn is_space(c: char) -> bool {
    matches!(c,
        '\t'..='\r' | '\u{1c}'..=' ' | '\u{85}' | '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}'
        | '\u{2028}' | '\u{2029}' | '\u{202f}' | '\u{205f}' | '\u{3000}')
}

/// `str.isalpha` of one character.
pub fn is_alpha(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphabetic() } else { LETTERS.contains(c) }
}

/// `str.isupper` of one character.
pub fn is_upper(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_uppercase() } else { c.is_uppercase() }
}

/// `str.isdigit` of one character: decimal digits, superscripts and digits in circles.
pub fn is_digit(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_digit() } else { DIGITS.contains(c) }
}

// Unicode 14, that of the Python the reference runs on: a crate's newer tables know letters that it does not.
static LETTERS: LazyLock<Ranges> = LazyLock::new(|| Ranges::parse(include_str!("../data/letters.txt")));
static DIGITS: LazyLock<Ranges> = LazyLock::new(|| Ranges::parse(include_str!("../data/digits.txt")));

/// Ranges of code points, ascending, first and last included.
struct Ranges(Vec<(u32, u32)>);

impl Ranges {
    fn parse(text: &str) -> Ranges {
        let hex = |s: &str| u32::from_str_radix(s, 16).ok();
        Ranges(text.lines().filter_map(|l| l.split_once(' ')).filter_map(|(a, b)| Some((hex(a)?, hex(b)?))).collect())
    }

    fn contains(&self, c: char) -> bool {
        let at = self.0.partition_point(|&(_, last)| last < c as u32);
        self.0.get(at).is_some_and(|&(first, _)| first <= c as u32)
    }
}

/// The word's shape: letters as `x` and `X`, digits as `d`, runs cut at four; "LONG" from 100 characters on.
pub fn shape(text: &str) -> String {
    if text.len() >= 100 && text.chars().nth(99).is_some() {
        return "LONG".into();
    }
    let mut out = String::with_capacity(text.len());
    let (mut last, mut run) = (None, 0);
    for c in text.chars() {
        let s = if is_alpha(c) {
            if is_upper(c) { 'X' } else { 'x' }
        } else if is_digit(c) {
            'd'
        } else {
            c
        };
        run = if last == Some(s) { run + 1 } else { 0 };
        last = Some(s);
        if run < 4 {
            out.push(s);
        }
    }
    out
}

/// The first character.
pub fn prefix(text: &str) -> &str {
    text.chars().next().map_or("", |c| &text[..c.len_utf8()])
}

/// The last three characters.
pub fn suffix(text: &str) -> &str {
    text.char_indices().nth_back(2).map_or(text, |(at, _)| &text[at..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_cut_runs_at_four() {
        assert_eq!(shape("Shooting"), "Xxxxx");
        assert_eq!(shape("COVID-19"), "XXXX-dd");
        assert_eq!(shape("m²"), "xd");
        assert_eq!(shape(&"é".repeat(100)), "LONG");
        assert_eq!(shape(&"é".repeat(99)), "xxxx");
    }

    #[test]
    fn affixes_count_characters() {
        assert_eq!(prefix("Écoles"), "É");
        assert_eq!(suffix("cafés"), "fés");
        assert_eq!(suffix("é"), "é");
    }
}
