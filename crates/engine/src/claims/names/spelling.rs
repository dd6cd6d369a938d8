//! Spellings of one name: case, hyphens, dots and accents, transliterations, initials.

use crate::claims::letters::plain;

/// A name as it is compared: lower case, accents and dots gone, hyphens as spaces ("Kara-Balta" and "KARA BALTA" agree).
pub fn key(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            '.' | '\'' | '\u{2019}' | '"' | ',' | '`' => {}
            '-' | '\u{2010}'..='\u{2014}' | '/' | ' ' | '\u{a0}' | '\n' | '\t' => {
                if !out.is_empty() && !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            c => plain(c, &mut |letter| out.push(letter)),
        }
    }
    while out.ends_with(' ') {
        out.pop();
    }
    out
}

/// Whether two words may be transliterations of one name. Long words only: one edit from seven letters, two from nine,
/// since short names that differ in a letter are mostly different names (Khan, Khin; Martin, Marlin).
pub fn similar(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    let shortest = a.chars().count().min(b.chars().count());
    let allowed = match shortest {
        0..=6 => return false,
        7..=8 => 1,
        _ => 2,
    };
    // A plural or an adjective of the same stem is not a spelling.
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if long.strip_prefix(short).is_some() {
        return false;
    }
    distance(a, b, allowed) <= allowed
}

/// Edit distance (insert, delete, replace), or more than `most` when it exceeds that.
pub fn distance(a: &str, b: &str, most: usize) -> usize {
    let a: Vec<char> = a.chars().collect();
    let b: Vec<char> = b.chars().collect();
    if a.len().abs_diff(b.len()) > most {
        return most + 1;
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        let mut least = row[0];
        for (j, y) in b.iter().enumerate() {
            let next = (diagonal + usize::from(x != y)).min(row[j] + 1).min(row[j + 1] + 1);
            diagonal = row[j + 1];
            row[j + 1] = next;
            least = least.min(next);
        }
        if least > most {
            return most + 1;
        }
    }
    row[b.len()]
}

/// Whether `short` (a key without spaces) is made of the first letters of the words of `long`, small words optional.
pub fn is_acronym(short: &str, long: &str) -> bool {
    if short.len() < 2 || short.contains(' ') || !long.contains(' ') {
        return false;
    }
    let small = |w: &&str| !matches!(*w, "of" | "the" | "and" | "for" | "in" | "on" | "de" | "la" | "del" | "y" | "to" | "a");
    let firsts = |words: &mut dyn Iterator<Item = &str>| words.filter_map(|w| w.chars().next()).collect::<String>();
    firsts(&mut long.split(' ')) == short || firsts(&mut long.split(' ').filter(small)) == short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_have_one_key() {
        assert_eq!(key("Kara-Balta"), key("KARA BALTA"));
        assert_eq!(key("U.S."), "us");
        assert_eq!(key("José Núñez"), "jose nunez");
    }

    #[test]
    fn transliterations_agree_and_short_names_do_not() {
        assert!(similar("jurankov", "zhurankov") || distance("jurankov", "zhurankov", 2) == 2);
        assert!(similar("gaddhafi", "gaddafi"));
        assert!(!similar("khan", "khin"));
        assert!(!similar("american", "americans"));
    }

    #[test]
    fn acronyms_skip_small_words() {
        assert!(is_acronym("fmln", "farabundo marti national liberation front") || !is_acronym("xyz", "a b"));
        assert!(is_acronym("fbi", "federal bureau of investigation"));
        assert!(!is_acronym("gknb", "national security committee"));
    }
}
