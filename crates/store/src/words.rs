//! How words are compared in search: without capitals, accents and vowel marks.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A text as it is looked through: letters in lower case, taken apart from their accents and vowel marks, which are left out;
/// the lengthening stroke of Arabic letters too. Two texts that a reader would call the same words give the same.
pub fn normal(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.nfkd().filter(|&c| !is_combining_mark(c) && c != '\u{0640}').flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_capitals_and_vowel_marks_make_no_difference() {
        assert_eq!(normal("Jüri KÕIV"), "juri koiv");
        assert_eq!(normal("\u{645}\u{64f}\u{62d}\u{64e}\u{645}\u{651}\u{64e}\u{62f}"), "\u{645}\u{62d}\u{645}\u{62f}");
        assert_eq!(normal("ﬁre"), "fire");
    }
}
