//! Names as the gazetteer compares them.

use crate::claims::letters::plain;

/// A name for comparing: small letters without accents, hyphens as spaces, no full stops and apostrophes, no article
/// before it; "Saint", "Mount" and "Fort" as they are shortened.
pub fn fold(name: &str) -> String {
    let mut letters = String::with_capacity(name.len());
    for c in name.chars() {
        push(c, &mut letters);
    }
    let mut out = String::with_capacity(letters.len());
    for (i, word) in letters.split(' ').filter(|w| !w.is_empty()).enumerate() {
        let word = match word {
            "the" if i == 0 && letters.len() > 4 => continue,
            "saint" => "st",
            "sainte" => "ste",
            "mount" => "mt",
            "fort" => "ft",
            "&" => "and",
            other => other,
        };
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

fn push(c: char, out: &mut String) {
    match c {
        'a'..='z' | '0'..='9' | '&' => out.push(c),
        'A'..='Z' => out.push(c.to_ascii_lowercase()),
        '.' | ',' | '\'' | '"' | '`' | '\u{2018}'..='\u{201f}' | '\u{2b0}'..='\u{2ff}' | '\u{300}'..='\u{36f}' => {}
        c if c.is_alphanumeric() => plain(c, &mut |letter| out.push(letter)),
        _ => out.push(' '),
    }
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn spellings_of_one_name_agree() {
        for (a, b) in [
            ("Saint Orlan", "St. Orlan"),
            ("MOUNT VERA", "Mt. Vera"),
            ("The Fort Dell", "Ft Dell"),
            ("Kélbrøok-sur-Mer", "kelbrook sur mer"),
            ("Łĕżňůţ", "leznut"),
            ("Ḩạlṯỡ", "halto"),
            ("Straße", "strasse"),
        ] {
            assert_eq!(fold(a), fold(b), "{a}");
        }
        assert_eq!(fold("The"), "the");
    }
}
