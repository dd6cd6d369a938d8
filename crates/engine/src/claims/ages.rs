//! "A 12-year-old and three others were hurt": an age that stands for a person.
//!
//! The parser was trained on few of these and takes "old" for an adjective, so that the sentence loses its subject. It is
//! given a noun of the same length instead, and the words of the report are put back afterwards: only the parse differs.

/// Words that follow an age which stands for a person; a noun or an adjective would follow one that only describes.
const FOLLOWERS: &[&str] = &[
    "accused", "after", "also", "among", "and", "are", "arrested", "as", "at", "because", "been", "before", "being", "but", "by", "can",
    "charged", "could", "dead", "did", "died", "dies", "does", "during", "from", "got", "had", "has", "have", "he", "hit", "hurt", "in",
    "injured", "into", "is", "just", "killed", "later", "may", "might", "near", "not", "of", "on", "or", "outside", "remained", "remains",
    "said", "says", "she", "shot", "stabbed", "struck", "suffered", "suffers", "taken", "that", "then", "they", "to", "told", "until",
    "was", "were", "when", "while", "who", "whom", "whose", "will", "with", "without", "would", "wounded",
];

/// The text with a noun in the place of every "old" that stands for a person, scalar for scalar; none where there is none.
pub fn as_nouns(text: &str) -> Option<String> {
    let mut out: Option<String> = None;
    for (at, _) in text.match_indices(['o', 'O']) {
        let Some(word) = text.get(at..at + 3).filter(|w| w.eq_ignore_ascii_case("old")) else { continue };
        let before = text[..at].strip_suffix('-').unwrap_or_default();
        let unit = ["year", "month", "week", "day"].iter().any(|u| before.len() > u.len() && ends_with(before, u));
        if unit && stands_alone(&text[at + 3..]) {
            // Both are of three plain letters, so that offsets stay.
            let noun = if word.starts_with('O') { "Kid" } else { "kid" };
            out.get_or_insert_with(|| text.to_owned()).replace_range(at..at + 3, noun);
        }
    }
    out
}

/// Whether `text` ends in a unit of time and a hyphen or space before it ("12-year", "two year").
fn ends_with(text: &str, unit: &str) -> bool {
    let Some(start) = text.len().checked_sub(unit.len()) else { return false };
    text.get(start..).is_some_and(|t| t.eq_ignore_ascii_case(unit)) && text[..start].ends_with(['-', ' '])
}

/// Whether what follows "old" leaves it without a noun.
fn stands_alone(rest: &str) -> bool {
    let rest = rest.strip_prefix(['s', 'S']).unwrap_or(rest);
    let Some(next) = rest.chars().next() else { return true };
    if next != ' ' {
        return matches!(next, ',' | '.' | ';' | ':' | ')' | '\'' | '"' | '\n');
    }
    let word = rest[1..].split(|c: char| !c.is_alphabetic()).next().unwrap_or_default().to_lowercase();
    FOLLOWERS.contains(&word.as_str())
}

#[cfg(test)]
mod tests {
    use super::as_nouns;

    #[test]
    fn only_an_age_without_a_noun_becomes_one() {
        let of = |text: &str| as_nouns(text).unwrap_or_else(|| text.to_owned());
        for (text, wanted) in [
            ("A 12-year-old and two 16-year-olds were hurt.", "A 12-year-kid and two 16-year-kids were hurt."),
            ("the six-month-old's mother", "the six-month-kid's mother"),
            ("An 18-Year-Old Was Shot", "An 18-Year-Kid Was Shot"),
            ("She shot a 9-year-old.", "She shot a 9-year-kid."),
            ("a 12-year-old boy", "a 12-year-old boy"),
            ("a 40-year-old Belmo man", "a 40-year-old Belmo man"),
            ("an old man", "an old man"),
            ("gold, and old", "gold, and old"),
            ("ü-year-old", "ü-year-kid"),
        ] {
            assert_eq!(of(text), wanted);
            assert_eq!(of(text).chars().count(), text.chars().count());
        }
    }
}
