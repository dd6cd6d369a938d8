//! The language of a text.

use std::collections::HashMap;
use std::sync::LazyLock;

/// ISO 639-3 → 639-1 of the languages that the detector knows.
static CODES: LazyLock<HashMap<&str, &str>> =
    LazyLock::new(|| include_str!("../../../lexicon/languages.tsv").lines().filter_map(|l| l.split_once('\t')).collect());

/// How much of a text is looked at: enough for any detector, and cheap on long texts.
const LOOKED_AT: usize = 3000;

/// Words that make a text English when one in fourteen is one of them (found on 10,000 English reports, where the
/// share was never below one in ten above 40 words; other languages that use some of them stay below one in fifty).
const ENGLISH: [&str; 16] =
    ["the", "and", "that", "with", "from", "said", "by", "his", "they", "were", "been", "which", "this", "have", "had", "who"];

/// ISO 639-1 code of the language (639-3 where there is none), or none when it cannot be told.
pub(crate) fn detect(text: &str) -> Option<String> {
    let mut end = text.len().min(LOOKED_AT);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let head = &text[..end];
    let (mut words, mut english) = (0, 0);
    for word in head.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()) {
        words += 1;
        english += usize::from(word.len() <= 5 && ENGLISH.iter().any(|e| e.eq_ignore_ascii_case(word)));
    }
    if words >= 8 && english * 14 >= words {
        return Some("en".to_owned());
    }
    // The detector's trigrams are of running text: capitals confuse it.
    let (upper, lower) = head.chars().fold((0, 0), |(u, l), c| (u + usize::from(c.is_uppercase()), l + usize::from(c.is_lowercase())));
    let info = if upper > lower { whatlang::detect(&head.to_lowercase()) } else { whatlang::detect(head) }?;
    if !info.is_reliable() {
        return (english * 14 >= words.max(1)).then(|| "en".to_owned());
    }
    let code = info.lang().code();
    Some((*CODES.get(code).unwrap_or(&code)).to_owned())
}

/// A language code as given (`en-GB`, `EN`), as the bare lower-case code; none when it is not one.
pub(crate) fn code(given: &str) -> Option<String> {
    let code = given.trim().split(['-', '_']).next().unwrap_or("").to_ascii_lowercase();
    ((2..=3).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_lowercase()))
        .then(|| CODES.get(code.as_str()).map_or(code.clone(), |short| (*short).to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_languages_apart() {
        let cases = [
            ("Two people were killed and five injured in an explosion in the capital on Monday, police said.", Some("en")),
            ("TWO PEOPLE WERE KILLED AND FIVE INJURED IN AN EXPLOSION IN THE CAPITAL ON MONDAY, POLICE SAID.", Some("en")),
            ("Fire kills two", None),
            ("Dos personas murieron y cinco resultaron heridas en una explosión en la capital, dijo la policía el lunes.", Some("es")),
            ("DOS PERSONAS MURIERON Y CINCO RESULTARON HERIDAS EN UNA EXPLOSIÓN EN LA CAPITAL, DIJO LA POLICÍA.", Some("es")),
            ("Deux personnes ont été tuées et cinq blessées dans une explosion survenue lundi dans la capitale.", Some("fr")),
            ("Двоє людей загинули і п'ятеро поранені внаслідок вибуху в столиці, повідомила поліція в понеділок.", Some("uk")),
            ("قتل شخصان وأصيب خمسة آخرون في انفجار وقع يوم الاثنين في العاصمة بحسب ما أعلنته الشرطة", Some("ar")),
            ("Bij een explosie in de hoofdstad zijn maandag twee mensen om het leven gekomen, meldt de politie.", Some("nl")),
            ("", None),
        ];
        for (text, lang) in cases {
            assert_eq!(detect(text).as_deref(), lang, "{text}");
        }
    }

    #[test]
    fn codes_are_made_bare() {
        assert_eq!(code("en-GB").as_deref(), Some("en"));
        assert_eq!(code("ENG").as_deref(), Some("en"));
        assert_eq!(code("English"), None);
        assert_eq!(code(""), None);
    }
}
