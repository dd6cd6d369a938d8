//! Letters as names are compared: small, and without accents.

use unicode_normalization::char::decompose_canonical;

/// Gives `emit` the plain small letters of a character: "É" is e, "ß" is ss, "Ł" is l. What is not a Latin letter is only
/// made small.
pub fn plain(c: char, emit: &mut dyn FnMut(char)) {
    if !matches!(c, '\u{c0}'..='\u{259}' | '\u{1e00}'..='\u{1eff}') {
        return c.to_lowercase().for_each(emit);
    }
    decompose_canonical(c, |part| match whole(part) {
        _ if matches!(part, '\u{300}'..='\u{36f}') => {}
        Some(letters) => letters.chars().for_each(&mut *emit),
        None => part.to_lowercase().for_each(&mut *emit),
    });
}

/// Letters that are no other letter with an accent to Unicode: ligatures, letters with a stroke.
fn whole(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' | 'ẞ' => "ss",
        'Æ' | 'æ' => "ae",
        'Œ' | 'œ' => "oe",
        'Þ' | 'þ' => "th",
        'Ĳ' | 'ĳ' => "ij",
        'Đ' | 'đ' | 'Ð' | 'ð' => "d",
        'Ħ' | 'ħ' => "h",
        'ı' => "i",
        'ĸ' => "k",
        'Ł' | 'ł' | 'Ŀ' | 'ŀ' => "l",
        'Ŋ' | 'ŋ' => "n",
        'Ø' | 'ø' => "o",
        'ſ' => "s",
        'Ŧ' | 'ŧ' => "t",
        'Ə' | 'ə' => "a",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn letters_lose_accents_and_nothing_else() {
        let plain = |text: &str| {
            let mut out = String::new();
            text.chars().for_each(|c| super::plain(c, &mut |x| out.push(x)));
            out
        };
        assert_eq!(plain("Łĕżňůţ Ḩạlṯỡ Şŏğút Straße Ǿrd Lǎn"), "leznut halto sogut strasse ord lan");
        assert_eq!(plain("Й 서울 X"), "й 서울 x");
    }
}
