//! The words of a text with their offsets, in the form in which copies are compared.

use std::hash::{DefaultHasher, Hash, Hasher};
use stemma_model::Range;

/// The words of a text in lower case, each with its range in scalar values and whether it stands in quotation marks.
#[derive(Debug, Default)]
pub struct Words {
    /// One a word: hash of its letters and digits in lower case. Equal words have equal hashes in any run.
    pub hashes: Vec<u64>,
    /// One a word.
    pub ranges: Vec<Range>,
    /// One a word.
    pub quoted: Vec<bool>,
    /// How many sentences have ended.
    sentences: u32,
    /// One a word: the number of its sentence; a full stop before a blank, or a line's end, ends one.
    pub sentence: Vec<u32>,
    /// One a word: how many digits it is made of; 0 where there is another letter.
    pub digits: Vec<u8>,
    /// Word ranges of the quotations, in order.
    pub quotations: Vec<std::ops::Range<usize>>,
}

/// The hash of a word in lower case.
pub fn hash(word: &str) -> u64 {
    // `DefaultHasher::new` has fixed keys: the same word, the same hash.
    let mut hasher = DefaultHasher::new();
    word.hash(&mut hasher);
    hasher.finish()
}

/// The hash of words in a row.
pub fn gram(hashes: &[u64]) -> u64 {
    hashes.iter().fold(0u64, |h, &x| h.rotate_left(7).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ x)
}

/// A quotation longer than this has lost its closing mark.
const LONGEST: usize = 120;

impl Words {
    /// The words of a text.
    pub fn new(text: &str) -> Words {
        let mut words = Words::default();
        let mut current: Option<(usize, String)> = None;
        let mut open: Option<(char, usize)> = None;
        let mut at = 0;
        let mut before = ' ';
        let mut newlines = 0;
        let mut ended = false;
        let mut letters = text.chars().peekable();
        while let Some(c) = letters.next() {
            let next = letters.peek().copied().unwrap_or(' ');
            let apostrophe = matches!(c, '\'' | '’') && before.is_alphanumeric() && next.is_alphanumeric();
            if c == '\n' || ended && c.is_whitespace() {
                words.sentences += u32::from(words.sentence.last() == Some(&words.sentences));
            }
            ended = matches!(c, '.' | '!' | '?') || ended && matches!(c, '"' | '”' | '\'' | '’' | ')');
            if c.is_alphanumeric() || apostrophe {
                let (_, word) = current.get_or_insert_with(|| (at, String::new()));
                if !apostrophe {
                    word.extend(c.to_lowercase());
                }
            } else {
                words.close(&mut current, at);
            }
            newlines = if c == '\n' {
                newlines + 1
            } else if c.is_whitespace() {
                newlines
            } else {
                0
            };
            if newlines >= 2 {
                open = None;
            }
            match (c, open) {
                ('“' | '«' | '„', _) => open = Some((c, words.hashes.len())),
                ('”' | '»', Some((_, from))) => {
                    words.quote(from);
                    open = None;
                }
                ('"', Some(('"', from))) => {
                    words.quote(from);
                    open = None;
                }
                ('"', None) => open = Some(('"', words.hashes.len())),
                _ => {}
            }
            before = c;
            at += 1;
        }
        words.close(&mut current, at);
        words
    }

    /// Number of words.
    pub fn len(&self) -> usize {
        self.hashes.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.hashes.is_empty()
    }

    /// The scalar range that words `range` cover.
    pub fn span(&self, range: std::ops::Range<usize>) -> Range {
        let start = self.ranges.get(range.start).map_or(0, |r| r.start);
        let end = range.end.checked_sub(1).and_then(|i| self.ranges.get(i)).map_or(start, |r| r.end);
        Range { start, end }
    }

    /// The hash of the `k` words from each position.
    pub fn grams(&self, k: usize) -> impl Iterator<Item = u64> {
        self.hashes.windows(k).map(gram)
    }

    fn close(&mut self, current: &mut Option<(usize, String)>, end: usize) {
        if let Some((start, word)) = current.take() {
            self.hashes.push(hash(&word));
            self.sentence.push(self.sentences);
            self.digits.push(if word.bytes().all(|b| b.is_ascii_digit()) { word.len().min(99) as u8 } else { 0 });
            self.ranges.push(Range { start, end });
            self.quoted.push(false);
        }
    }

    fn quote(&mut self, from: usize) {
        let to = self.hashes.len();
        if from < to && to - from <= LONGEST {
            self.quoted[from..to].iter_mut().for_each(|q| *q = true);
            self.quotations.push(from..to);
        }
    }
}
