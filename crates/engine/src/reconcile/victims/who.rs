//! Who a victim is, as far as the words tell: age, sex, name, and whether the words speak of someone new.

use crate::claims::names::words::{Class, WORDS};
use crate::claims::quantities::NumberWord;
use crate::claims::words;

/// What a phrase and the words after it tell of the person or people it speaks of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Who {
    /// The story's entity, where names resolve it.
    pub entity: Option<usize>,
    /// The words of a name, lower case; empty for a description.
    pub name: Vec<String>,
    /// Years.
    pub age: Option<u16>,
    /// Whether it is a woman or girl.
    pub female: Option<bool>,
    /// How the phrase begins.
    pub start: Start,
    /// How many, where the phrase says so; a single person is 1.
    pub count: Option<i64>,
    /// Whether it speaks of people at all.
    pub people: bool,
}

/// How a phrase begins: whether it speaks of someone new.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Start {
    /// "the man", "his brother", "both": spoken of before.
    Definite,
    /// "a man".
    Indefinite,
    /// "another man", "a second victim", "two others".
    Fresh,
    /// "Man", a name, a pronoun.
    #[default]
    Bare,
}

/// Reads a phrase; `after` are the words that follow it in its sentence.
pub fn read(phrase: &str, after: &str, named: bool) -> Who {
    let lower = phrase.to_lowercase();
    let all: Vec<&str> =
        lower.split(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '\u{2019}'))).filter(|w| !w.is_empty()).collect();
    // What follows "of" or "who" tells of others; "one of his friends" is one.
    let end =
        all.iter().position(|w| matches!(*w, "of" | "who" | "in" | "at" | "from" | "with" | "on" | "and" | "whose")).unwrap_or(all.len());
    let words: &[&str] = if end == 0 { &all } else { &all[..end] };
    let mut who = Who { age: age(&lower).or_else(|| age_after(after)), start: start(&all), ..Who::default() };
    who.female = sex(words, named);
    who.count = count(words, who.start, named);
    let class = |w: &&str| WORDS.class(w.trim_end_matches("'s")).or(WORDS.class(w.strip_suffix('s').unwrap_or(w)));
    who.people = named
        || who.age.is_some()
        || words.iter().any(|w| class(w).is(Class::PERSON.or(Class::MALE).or(Class::FEMALE).or(Class::GROUP)))
        || words.iter().any(|w| {
            matches!(*w, "people" | "other" | "others" | "both" | "he" | "she" | "him" | "her" | "himself" | "herself" | "they" | "them")
        })
        || words.iter().all(|w| number(w).is_some());
    if named {
        who.name = phrase
            .split_whitespace()
            .filter(|w| w.starts_with(char::is_uppercase))
            .map(|w| w.trim_matches(|c: char| !c.is_alphanumeric()).trim_end_matches("'s").trim_end_matches("\u{2019}s").to_lowercase())
            .filter(|w| !w.is_empty() && !WORDS.class(w).is(Class::ADDRESS.or(Class::OFFICE)) && w.len() > 1)
            .collect();
    }
    who
}

fn start(words: &[&str]) -> Start {
    let early = &words[..words.len().min(3)];
    if early.iter().any(|w| matches!(*w, "another" | "other" | "others" | "second" | "third" | "fourth" | "fifth" | "more" | "additional"))
    {
        return Start::Fresh;
    }
    match words.first().copied() {
        Some("the" | "this" | "that" | "these" | "those" | "both" | "his" | "her" | "their" | "its" | "all" | "each" | "either") => {
            Start::Definite
        }
        Some("a" | "an" | "one") => Start::Indefinite,
        _ => Start::Bare,
    }
}

fn sex(words: &[&str], named: bool) -> Option<bool> {
    for w in words {
        let w = w.trim_end_matches("'s").trim_end_matches("\u{2019}s");
        match w {
            "he" | "him" | "himself" => return Some(false),
            "she" | "herself" => return Some(true),
            _ => {}
        }
    }
    // The head says it: "his wife" is a woman.
    for w in words.iter().rev() {
        let class = WORDS.class(w.trim_end_matches("'s").trim_end_matches("\u{2019}s"));
        if class.is(Class::FEMALE) {
            return Some(true);
        }
        if class.is(Class::MALE) {
            return Some(false);
        }
    }
    let first = named.then(|| words.first().map(|w| WORDS.class(w))).flatten()?;
    if first.is(Class::FEMALE_NAME) && !first.is(Class::MALE_NAME) {
        return Some(true);
    }
    (first.is(Class::MALE_NAME) && !first.is(Class::FEMALE_NAME)).then_some(false)
}

/// A whole number as a word or in digits.
pub(in crate::reconcile) fn number(word: &str) -> Option<i64> {
    if let Ok(n) = word.parse::<i64>() {
        return (n < 10_000).then_some(n);
    }
    match words().number(word) {
        Some(NumberWord::Cardinal(n)) => Some(n as i64),
        Some(NumberWord::Zero) => Some(0),
        _ => None,
    }
}

fn count(words: &[&str], start: Start, named: bool) -> Option<i64> {
    for (i, w) in words.iter().enumerate() {
        if *w == "no" || matches!(*w, "nobody" | "none") {
            return Some(0);
        }
        if *w == "both" || *w == "couple" {
            return Some(2);
        }
        if let Some(n) = number(w) {
            // "17-year-old" is one.
            if matches!(words.get(i + 1), Some(&("year" | "month" | "years" | "months"))) {
                return Some(1);
            }
            return Some(n);
        }
    }
    if words.iter().any(|w| matches!(*w, "they" | "them" | "people" | "others" | "several" | "some" | "many")) {
        return None;
    }
    if named || start == Start::Indefinite || words.first() == Some(&"another") {
        return Some(1);
    }
    let last = words.last()?;
    let plural = last.len() > 3 && last.ends_with('s') && !last.ends_with("ss") && !last.ends_with("'s")
        || matches!(*last, "men" | "women" | "children" | "police");
    let group = WORDS.class(last).is(Class::GROUP.or(Class::COLLECTIVE));
    (!plural && !group).then_some(1)
}

/// "12-year-old", "aged 12", "age 12", "12 years old".
fn age(lower: &str) -> Option<u16> {
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    for (i, w) in words.iter().enumerate() {
        let Some(n) = number(w).filter(|n| (0..=110).contains(n)) else { continue };
        match words.get(i + 1) {
            Some(&("year" | "years")) if words.get(i + 2) == Some(&"old") => return Some(n as u16),
            Some(&("month" | "months")) if words.get(i + 2) == Some(&"old") => return Some(0),
            _ => {}
        }
        if i > 0 && matches!(words[i - 1], "aged" | "age") {
            return Some(n as u16);
        }
    }
    None
}

/// ", 34," right after a name or description.
fn age_after(after: &str) -> Option<u16> {
    let rest = after.trim_start().strip_prefix([',', '('])?.trim_start();
    let rest = rest.strip_prefix("aged ").or_else(|| rest.strip_prefix("age ")).unwrap_or(rest);
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    let next = rest[digits.len()..].chars().next();
    let n: u16 = digits.parse().ok()?;
    (n <= 110 && next.is_none_or(|c| matches!(c, ',' | ')' | '.' | ';' | ' ' | '-'))).then_some(n)
}

impl Who {
    /// Whether two phrases can speak of one person.
    pub fn fits(&self, other: &Who) -> bool {
        if self.entity.is_some() && self.entity == other.entity {
            return true;
        }
        let ages = matches!((self.age, other.age), (Some(a), Some(b)) if a != b);
        let sexes = matches!((self.female, other.female), (Some(a), Some(b)) if a != b);
        !ages && !sexes && !self.other_name(other)
    }

    fn other_name(&self, other: &Who) -> bool {
        !self.name.is_empty() && !other.name.is_empty() && !self.name.iter().any(|w| w.len() > 2 && other.name.contains(w))
    }

    /// Takes over what the other phrase tells of the same person.
    pub fn learn(&mut self, other: &Who) {
        self.entity = self.entity.or(other.entity);
        self.age = self.age.or(other.age);
        self.female = self.female.or(other.female);
        for w in &other.name {
            if !self.name.contains(w) {
                self.name.push(w.clone());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_tell_age_sex_and_number() {
        let who = read("a 12-year-old boy", " and three others", false);
        assert_eq!((who.age, who.female, who.count, who.start), (Some(12), Some(false), Some(1), Start::Indefinite));
        let who = read("Lena Orlo", ", 34, and her brother", true);
        assert_eq!((who.age, who.count), (Some(34), Some(1)));
        assert_eq!(read("three others", "", false).start, Start::Fresh);
        assert_eq!(read("no officers", "", false).count, Some(0));
    }

    #[test]
    fn age_sex_and_name_keep_people_apart() {
        let boy = read("a 12-year-old boy", "", false);
        assert!(boy.fits(&read("the victim", "", false)));
        assert!(!boy.fits(&read("his mother", "", false)) && !boy.fits(&read("a 13-year-old", "", false)));
        assert!(!read("Lena Orlo", "", true).fits(&read("Ada Brandt", "", true)));
    }
}
