//! Text in capitals gets its small letters back before it is parsed, one scalar for one, so that offsets stay.
//!
//! Which words are written with a capital is counted, not ruled: `lexicon/casing.tsv`, made by `cargo xtask train casing`,
//! holds for each word how often it has one inside sentences, and for each neighbourhood of such shares what is commoner.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

/// How many kinds of words and marks a neighbour can be of.
pub const CLASSES: usize = 17;
/// The class of a word that the table does not have.
pub const UNKNOWN: u8 = 9;
const DIGITS: u8 = 10;
const STOP: u8 = 11;
const COMMA: u8 = 12;
const HYPHEN: u8 = 13;
const OPENING: u8 = 14;
const OTHER: u8 = 15;
const LETTER: u8 = 16;

/// Shares of capitals that part the classes of known words.
const SHARES: [f32; 8] = [0.005, 0.02, 0.06, 0.15, 0.35, 0.65, 0.9, 0.98];

/// A text is in capitals when at least this share of its letters is; running text has under a tenth.
const CAPITALS: f32 = 0.85;
/// Fewer letters than this may be a name or an abbreviation alone.
const LETTERS: usize = 8;

/// How words are written, and in what neighbourhood with a capital.
#[derive(Debug, Default)]
pub struct Casing {
    words: HashMap<String, (u8, bool)>,
    /// By what stands before (small word, capital word, neither), then three classes: before, own, after.
    capital: Vec<bool>,
}

/// A piece of a text: a word, a number or a mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Its scalars.
    pub at: Range<usize>,
    /// Whether it begins with a letter.
    pub word: bool,
    /// Whether it begins a sentence.
    pub start: bool,
}

/// The text with small letters, if it is in capitals.
pub fn restored(text: &[char]) -> Option<Vec<char>> {
    let letters = text.iter().filter(|c| c.is_alphabetic()).count();
    let capitals = text.iter().filter(|c| c.is_uppercase()).count();
    (letters >= LETTERS && capitals as f32 >= CAPITALS * letters as f32).then(|| Casing::builtin().restore(text))
}

impl Casing {
    /// The table in `lexicon/`.
    pub fn builtin() -> &'static Casing {
        static CASING: LazyLock<Casing> = LazyLock::new(|| Casing::parse(include_str!("../../../../lexicon/casing.tsv")));
        &CASING
    }

    /// Reads the form that training writes; lines that do not fit are left out.
    pub fn parse(text: &str) -> Casing {
        let mut out = Casing { words: HashMap::new(), capital: vec![false; 3 * CLASSES * CLASSES * CLASSES] };
        for line in text.lines().filter(|l| !l.starts_with('#')) {
            let mut fields = line.split('\t');
            let (Some(first), Some(second)) = (fields.next(), fields.next()) else { continue };
            if let Some(row) = first.strip_prefix('=') {
                let at = row.parse::<usize>().unwrap_or(usize::MAX).saturating_mul(CLASSES);
                for (k, c) in second.chars().enumerate() {
                    if let Some(cell) = out.capital.get_mut(at.saturating_add(k)) {
                        *cell = c == '1';
                    }
                }
            } else if let Ok(class) = second.trim_end_matches('u').parse() {
                out.words.insert(first.to_owned(), (class, second.ends_with('u')));
            }
        }
        out
    }

    /// The text with small letters where they are commoner.
    pub fn restore(&self, text: &[char]) -> Vec<char> {
        let pieces = pieces(text);
        let classes: Vec<u8> = pieces.iter().map(|p| self.class(text, p)).collect();
        let short = self.abbreviations(text, &pieces, &classes);
        let mut out = text.to_vec();
        let mut before = 2;
        for (k, p) in pieces.iter().enumerate() {
            if !p.word {
                before = 2;
                continue;
            }
            let capital = p.start || self.is_capital(before, neighbour(&classes, k, -1), classes[k], neighbour(&classes, k, 1));
            let spelled = lower(&text[p.at.clone()]);
            let known = self.words.get(&spelled);
            let all = classes[k] == LETTER
                || known.is_some_and(|w| w.1) && capital
                || known.is_none() && (short.contains(&spelled) || acronym(&spelled));
            for (j, i) in p.at.clone().enumerate() {
                if !(all || j == 0 && capital) {
                    out[i] = small(text[i]);
                }
            }
            before = after(p.start, capital, classes[k]);
        }
        out
    }

    fn is_capital(&self, before: usize, left: u8, own: u8, right: u8) -> bool {
        let at = cell(before, left, own, right);
        self.capital.get(at).copied().unwrap_or(false)
    }

    /// Unknown short words alone between brackets: "the … Front (XYZ)".
    fn abbreviations(&self, text: &[char], pieces: &[Piece], classes: &[u8]) -> HashSet<String> {
        let alone = |k: &usize| {
            pieces[*k].at.len() <= 6
                && classes[*k] == UNKNOWN
                && *k > 0
                && classes[*k - 1] == OPENING
                && pieces.get(*k + 1).is_some_and(|p| matches!(text[p.at.start], ')' | ']'))
        };
        (0..pieces.len()).filter(alone).map(|k| lower(&text[pieces[k].at.clone()])).collect()
    }

    fn class(&self, text: &[char], p: &Piece) -> u8 {
        mark(text, p).unwrap_or_else(|| self.share(&lower(&text[p.at.clone()])))
    }

    /// The class of a word, through its endings where only its stem is known.
    fn share(&self, word: &str) -> u8 {
        if let Some(w) = self.words.get(word) {
            return w.0;
        }
        let bare = word.strip_suffix("'s").unwrap_or(word);
        if let Some(w) = self.words.get(bare) {
            return w.0;
        }
        const ENDINGS: [(&str, &str); 11] = [
            ("ies", "y"),
            ("es", ""),
            ("s", ""),
            ("ied", "y"),
            ("ed", "e"),
            ("ed", ""),
            ("ing", "e"),
            ("ing", ""),
            ("ly", ""),
            ("er", ""),
            ("ers", ""),
        ];
        for (ending, instead) in ENDINGS {
            if let Some(stem) = bare.strip_suffix(ending).filter(|s| s.len() >= 3)
                && let Some(w) = self.words.get(&format!("{stem}{instead}")).filter(|w| w.0 <= 4)
            {
                return w.0;
            }
        }
        UNKNOWN
    }
}

/// Whether an unknown word is read letter by letter: three letters at most, or none that can be sung.
fn acronym(word: &str) -> bool {
    let letters = word.chars().count();
    (2..=3).contains(&letters) || letters > 1 && !word.chars().any(|c| "aeiouy".contains(c))
}

/// The pieces of a text.
pub fn pieces(text: &[char]) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::new();
    let mut start = true;
    let mut i = 0;
    while i < text.len() {
        let c = text[i];
        let mut end = i + 1;
        if c.is_whitespace() {
            i = end;
            continue;
        }
        if c.is_alphabetic() {
            while end < text.len() && (text[end].is_alphabetic() || apostrophe(text, end)) {
                end += 1;
            }
            out.push(Piece { at: i..end, word: true, start });
            start = false;
        } else {
            if c.is_ascii_digit() {
                while end < text.len() && (text[end].is_ascii_digit() || matches!(text[end], ',' | '.') && digit(text, end + 1)) {
                    end += 1;
                }
                start = false;
            }
            let initial = c == '.' && out.last().is_some_and(|p| p.word && p.at.len() == 1 && p.at.end == i);
            let spaced = text.get(end).is_none_or(|n| n.is_whitespace() || matches!(n, '"' | '\'' | ')' | ']'));
            start = start && !c.is_ascii_digit() || matches!(c, '!' | '?') || c == '.' && !initial && spaced;
            out.push(Piece { at: i..end, word: false, start: false });
        }
        i = end;
    }
    out
}

/// The class of what is no known or unknown word: marks, numbers, single letters.
pub fn mark(text: &[char], p: &Piece) -> Option<u8> {
    if p.word {
        return (p.at.len() == 1 && !text[p.at.start].eq_ignore_ascii_case(&'a')).then_some(LETTER);
    }
    Some(match text[p.at.start] {
        c if c.is_ascii_digit() => DIGITS,
        '.' | '!' | '?' => STOP,
        ',' | ';' => COMMA,
        '-' => HYPHEN,
        '(' | '[' => OPENING,
        _ => OTHER,
    })
}

/// The class of a word by how often it was written with a small letter, and with a capital.
pub fn class_of(small: u32, capital: u32) -> u8 {
    let share = capital as f32 / (small + capital).max(1) as f32;
    SHARES.iter().filter(|&&s| share > s).count() as u8
}

/// Where the table has a neighbourhood.
pub fn cell(before: usize, left: u8, own: u8, right: u8) -> usize {
    ((before * CLASSES + usize::from(left)) * CLASSES + usize::from(own)) * CLASSES + usize::from(right)
}

/// What stands before the next word: a small word 0, a capital word 1, neither 2.
pub fn after(start: bool, capital: bool, class: u8) -> usize {
    if start { if class < 5 { 2 } else { 1 } } else { usize::from(capital) }
}

/// The class one piece to the left or right; a text's ends are full stops.
pub fn neighbour(classes: &[u8], at: usize, step: isize) -> u8 {
    at.checked_add_signed(step).and_then(|k| classes.get(k)).copied().unwrap_or(STOP)
}

/// A word in small letters, as the table spells it.
pub fn lower(word: &[char]) -> String {
    word.iter().map(|&c| if c == '\u{2019}' { '\'' } else { small(c) }).collect()
}

/// One scalar in small, if that is one scalar too.
fn small(c: char) -> char {
    let mut lower = c.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(l), None) => l,
        _ => c,
    }
}

fn apostrophe(text: &[char], i: usize) -> bool {
    matches!(text[i], '\'' | '\u{2019}') && text.get(i + 1).is_some_and(|c| c.is_alphabetic())
}

fn digit(text: &[char], i: usize) -> bool {
    text.get(i).is_some_and(char::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn restore(text: &str) -> String {
        let chars: Vec<char> = text.chars().collect();
        restored(&chars).map_or_else(|| text.to_owned(), |r| r.into_iter().collect())
    }

    #[test]
    fn capitals_become_running_text() {
        assert_eq!(
            restore("TWO SOLDIERS WERE KILLED IN FRANCE ON MONDAY. THE POLICE SAID THAT NOBODY WAS ARRESTED."),
            "Two soldiers were killed in France on Monday. The police said that nobody was arrested."
        );
    }

    #[test]
    fn unknown_words_are_names_and_short_ones_in_brackets_abbreviations() {
        let text = restore("THE REBELS OF THE QUVANDO LIBERATION FRONT [QLF] ATTACKED THE TOWN OF ZEMBRUCA.");
        assert!(text.contains("Quvando") && text.contains("QLF") && text.ends_with("town of Zembruca."), "{text}");
    }

    #[test]
    fn unknown_words_without_a_vowel_are_abbreviations_wherever_they_stand() {
        let text = restore("LAST NIGHT THE QVLN ATTACKED A TOWN IN THE NORTH OF FRANCE, THE POLICE SAID.");
        assert!(text.contains("the QVLN attacked a town"), "{text}");
    }

    #[test]
    fn length_stays_and_running_text_is_left_alone() {
        assert_eq!(restore("Police in ZEMBRUCA said so."), "Police in ZEMBRUCA said so.");
        assert_eq!(restore("NATO"), "NATO");
        let odd: Vec<char> = "İSTANBUL STRASSE ẞ POLICE ÀÉÎ ŐŰ Ω".chars().collect();
        assert_eq!(restored(&odd).map(|r| r.len()), Some(odd.len()));
    }
}
