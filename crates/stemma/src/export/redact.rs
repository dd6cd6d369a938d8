//! `--redact names`: the names of persons in everything that an export holds are replaced by "Person 1", "Person 2", …
//!
//! Replaced are the persons that the record or a report has as entities: their names and other forms, each word of them that is
//! no form of address and no office, whatever its capitals and accents, with what hangs on it (possessives, hyphens), and first
//! and last name run together as in addresses of pages. Names of one person get one number, everywhere in one export. Where a
//! word is part of several names, all of them stand there ("Person 1 or 2").
//!
//! Who wrote a report is left out too. Offsets count into the words that were published, and lead back to the names: they are left out.

use super::table::{Cell, Table};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;
use stemma_model::{Entity, EntityKind, Record, ReportClaims};
use stemma_store::words::normal;

/// The persons whose names are replaced.
#[derive(Debug, Default)]
pub struct Redaction {
    /// The numbers of the persons of whose names a word is part, by the word.
    parts: BTreeMap<String, BTreeSet<usize>>,
    /// First and last names run together.
    joined: BTreeMap<String, BTreeSet<usize>>,
}

/// Words that stand in names and are none: they go with a name that is on both sides of them.
const PARTICLES: [&str; 21] = [
    "al", "el", "de", "del", "della", "der", "den", "di", "da", "do", "dos", "du", "van", "von", "la", "le", "bin", "ibn", "abu", "bint",
    "y",
];

/// Forms of address, offices and nouns for persons: part of no name.
static OFFICES: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let read = |text: &str, keys: &[&str]| {
        let table: toml::Table = toml::from_str(text).unwrap_or_default();
        let lists = keys.iter().filter_map(|k| table.get(*k)?.as_str().map(str::to_owned)).collect::<Vec<_>>();
        lists.join(" ").split_whitespace().map(|w| w.trim_end_matches('.').to_owned()).collect::<Vec<_>>()
    };
    let mut all = read(include_str!("../../../../lexicon/titles.toml"), &["male", "female", "neutral", "offices"]);
    all.extend(read(include_str!("../../../../lexicon/people.toml"), &["persons"]));
    all.into_iter().collect()
});

/// Words that news writes in small letters at least now and then: in small letters they are no name (`lexicon/casing.tsv`; class
/// 8 is always written with a capital).
static SMALL: LazyLock<BTreeSet<&str>> = LazyLock::new(|| cased(|class| class != "8"));

/// Words that news hardly ever writes with a capital within a sentence: alone they are no name.
static USUALLY_SMALL: LazyLock<BTreeSet<&str>> = LazyLock::new(|| cased(|class| matches!(class, "0" | "1" | "2")));

fn cased(wanted: fn(&str) -> bool) -> BTreeSet<&'static str> {
    let rows = include_str!("../../../../lexicon/casing.tsv").lines().filter_map(|l| l.split_once('\t'));
    rows.filter(|(word, class)| !word.starts_with(['=', '#']) && wanted(class)).map(|r| r.0).collect()
}

impl Redaction {
    /// The persons of a record and of the reports that it was made from, numbered in the order of both.
    pub fn of(record: &Record, reports: &[ReportClaims]) -> Redaction {
        let mut out = Redaction::default();
        let (mut numbers, mut members): (BTreeMap<String, usize>, BTreeMap<&str, usize>) = (BTreeMap::new(), BTreeMap::new());
        let joined = record.stories.iter().flat_map(|s| &s.entities);
        for entity in joined.chain(reports.iter().flat_map(|r| &r.entities)).filter(|e| e.kind == EntityKind::Person) {
            let name = named(&entity.name).join(" ");
            let next = numbers.values().max().map_or(1, |n| n + 1);
            // Two entities are one person where the record joins them, or where they have one name.
            let number = match members.get(entity.id.as_str()) {
                Some(number) => *number,
                None if name.is_empty() => continue,
                None => *numbers.entry(name).or_insert(next),
            };
            members.extend(entity.members.iter().map(|m| (m.as_str(), number)));
            out.add(entity, number);
        }
        out
    }

    fn add(&mut self, entity: &Entity, number: usize) {
        for form in std::iter::once(&entity.name).chain(&entity.aliases) {
            let words: Vec<String> = named(form);
            for word in &words {
                self.parts.entry(word.clone()).or_default().insert(number);
            }
            if let [first, .., last] = words.as_slice() {
                let initial: String = first.chars().take(1).collect();
                for joined in [format!("{first}{last}"), format!("{last}{first}"), format!("{initial}{last}"), words.concat()] {
                    self.joined.entry(joined).or_default().insert(number);
                }
            }
        }
    }

    /// Whether nobody is named.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// A text without the names.
    pub fn text(&self, text: &str) -> String {
        let is_address = text.contains("://") && !text.contains(char::is_whitespace);
        if is_address && text.contains('%') && self.is_escaped(text) {
            // What stands for letters hides a name: nothing of the path stays.
            let host = text.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
            return format!("{}/redacted", self.plain(&host, true));
        }
        self.plain(text, is_address)
    }

    fn is_escaped(&self, address: &str) -> bool {
        let told = percent_encoding::percent_decode_str(address).decode_utf8_lossy();
        self.plain(&told, true) != told
    }

    fn plain(&self, text: &str, is_address: bool) -> String {
        let words = words(text);
        let mut out = String::with_capacity(text.len());
        let (mut at, mut end) = (0, 0);
        while at < words.len() {
            let Some(mut who) = self.who(&words[at], is_address) else {
                at += 1;
                continue;
            };
            // As many words as go on naming one of them; between parts of a name stand spaces, full stops and hyphens.
            let mut last = at;
            let mut next = at + 1;
            while let Some(word) = words.get(next) {
                let between = &text[words[next - 1].end..word.start];
                let ended = words[next - 1].stem < words[next - 1].end;
                if ended || between.len() > 3 || !between.chars().all(|c| matches!(c, ' ' | '\u{a0}' | '.' | '-' | '\u{2010}' | '\u{2011}'))
                {
                    break;
                }
                let both: Option<BTreeSet<usize>> =
                    self.who(word, is_address).map(|w| w.intersection(&who).copied().collect::<BTreeSet<_>>()).filter(|w| !w.is_empty());
                match both {
                    Some(both) => (who, last) = (both, next),
                    None if PARTICLES.contains(&word.plain.as_str()) || word.plain.chars().count() == 1 => {}
                    None => break,
                }
                next += 1;
            }
            // What is left of the word is what hangs on the name: "'s".
            let from = words[at].start;
            out.push_str(&text[end..from]);
            let numbers: Vec<String> = who.iter().map(usize::to_string).collect();
            match is_address {
                true => out.push_str(&format!("person-{}", numbers.join("-"))),
                false => out.push_str(&format!("Person {}", numbers.join(" or "))),
            }
            end = words[last].stem;
            at = last + 1;
        }
        out.push_str(&text[end..]);
        out
    }

    /// Of whose names a word is part.
    fn who(&self, word: &Word, is_address: bool) -> Option<BTreeSet<usize>> {
        if let Some(who) = self.joined.get(&word.plain) {
            return Some(who.clone());
        }
        let small = !word.capital && !is_address && SMALL.contains(word.plain.as_str());
        let plural = || word.plain.strip_suffix('s').filter(|_| word.capital).and_then(|w| self.parts.get(w));
        self.parts.get(&word.plain).or_else(plural).filter(|_| !small).cloned()
    }

    /// Leaves out names and offsets of a table.
    pub fn table(&self, table: &mut Table) {
        // A coder's words may name anyone, also who is no entity of a report.
        let left_out: Vec<bool> = table.columns.iter().map(|c| is_offset(c.name) || c.name == "reason").collect();
        for row in &mut table.rows {
            for (cell, is_left_out) in row.iter_mut().zip(&left_out) {
                match cell {
                    cell if *is_left_out => *cell = Cell::None,
                    Cell::Text(text) => *cell = Cell::text(self.text(text)),
                    _ => {}
                }
            }
        }
    }

    /// Leaves out names and offsets of an object.
    pub fn value(&self, value: &mut Value) {
        match value {
            Value::String(text) => *text = self.text(text),
            Value::Array(list) => list.iter_mut().for_each(|v| self.value(v)),
            Value::Object(fields) => {
                for (name, field) in fields.iter_mut() {
                    // Who wrote a news item (ninjs) is no entity of it.
                    let offset = is_offset(name) && (field.is_number() || field.is_array());
                    match offset || name == "by" && field.is_string() {
                        true => *field = Value::Null,
                        false => self.value(field),
                    }
                }
                // What counts a text (ninjs) counts the one that goes out.
                if let Some(text) = fields.get("value").and_then(Value::as_str).map(str::to_owned) {
                    let mut count = |name: &str, count: usize| fields.get_mut(name).map(|v| *v = count.into());
                    count("charCount", text.chars().count());
                    count("wordCount", text.split_whitespace().count());
                }
            }
            _ => {}
        }
    }
}

/// Whether a column or field holds places in a text.
fn is_offset(name: &str) -> bool {
    let name = name.rsplit(':').next().unwrap_or(name);
    matches!(name, "start" | "end" | "span") || name.ends_with("_start") || name.ends_with("_end") || name.ends_with("_span")
}

/// The words of a form of a name that are part of it.
fn named(form: &str) -> Vec<String> {
    let is_part = |w: &Word| {
        let letters = w.plain.chars().count() > 1 && w.plain.starts_with(char::is_alphabetic);
        letters
            && w.capital
            && !matches!(w.plain.as_str(), "of" | "the" | "and")
            && !PARTICLES.contains(&w.plain.as_str())
            && !OFFICES.contains(&w.plain)
    };
    let found: Vec<String> = words(form).into_iter().filter(is_part).map(|w| w.plain).collect();
    match found.as_slice() {
        // "Its chairman": a word that has a capital since it stands first.
        [one] if USUALLY_SMALL.contains(one.as_str()) => Vec::new(),
        _ => found,
    }
}

/// A word of a text.
struct Word {
    /// Where it begins, in bytes.
    start: usize,
    /// Where its stem ends: before the "'s" of a possessive.
    stem: usize,
    /// Where it ends.
    end: usize,
    /// Its stem as names are compared: without capitals, accents and apostrophes.
    plain: String,
    /// Whether its first letter is a capital, or it is of a script without them.
    capital: bool,
}

fn words(text: &str) -> Vec<Word> {
    let apostrophe = |c: char| matches!(c, '\'' | '\u{2019}' | '\u{2bc}' | '\u{2bb}');
    let mark = |c: char| !c.is_ascii() && normal(c.encode_utf8(&mut [0; 4])).is_empty();
    let mut out = Vec::new();
    let mut letters = text.char_indices().peekable();
    while let Some((start, first)) = letters.next() {
        if !first.is_alphanumeric() {
            continue;
        }
        let mut end = start + first.len_utf8();
        while let Some(&(at, c)) = letters.peek() {
            let next = text[at + c.len_utf8()..].chars().next();
            if c.is_alphanumeric() || mark(c) || apostrophe(c) && next.is_some_and(char::is_alphanumeric) {
                end = at + c.len_utf8();
                letters.next();
            } else {
                break;
            }
        }
        let whole = &text[start..end];
        let hangs = whole.char_indices().rev().nth(1).filter(|(_, c)| apostrophe(*c)).filter(|_| whole.ends_with(['s', 'S']));
        let stem = hangs.map_or(end, |(at, _)| start + at);
        let plain = normal(&text[start..stem]).chars().filter(|c| !apostrophe(*c)).collect();
        out.push(Word { start, stem, end, plain, capital: !first.is_lowercase() });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::table::{int, text};

    fn person(name: &str, aliases: &[&str]) -> Entity {
        Entity {
            id: String::new(),
            name: name.into(),
            kind: EntityKind::Person,
            aliases: aliases.iter().map(|a| (*a).to_owned()).collect(),
            members: Vec::new(),
        }
    }

    fn redaction(persons: &[Entity]) -> Redaction {
        let story = stemma_model::Story { entities: persons.to_vec(), ..Default::default() };
        Redaction::of(&Record { stories: vec![story], ..Default::default() }, &[])
    }

    #[test]
    fn no_form_of_a_name_stays() {
        let r = redaction(&[
            person("J\u{fc}ri K\u{f5}iv", &["Mr K\u{f5}iv", "the president"]),
            person("Anna Marie O'Dell", &["Governor O'Dell"]),
            person("Omar al-Rashidi", &[]),
            person("58-year-old driver", &["Its driver"]),
        ]);
        for (from, to) in [
            ("J\u{fc}ri K\u{f5}iv's car", "Person 1's car"),
            ("Mr. K\u{d5}IV\u{2019}s and koiv's", "Mr. Person 1\u{2019}s and Person 1's"),
            ("the K\u{f5}ivs and a K\u{f5}iv-led march", "the Person 1 and a Person 1-led march"),
            ("Governor Anna M. O\u{2019}Dell left", "Governor Person 2 left"),
            ("ANNA O'DELL'S HOUSE", "Person 2'S HOUSE"),
            ("Omar al-Rashidi, Rashidi and al-Rashidi", "Person 3, Person 3 and al-Person 3"),
            ("the president of the council", "the president of the council"),
            ("https://post.example/2031/anna-odell-resigns?by=jurikoiv", "https://post.example/2031/person-2-resigns?by=person-1"),
            ("https://post.example/k%C3%B5iv-resigns", "https://post.example/redacted"),
            ("@annaodell", "@Person 2"),
            ("Its 58-year-old driver", "Its 58-year-old driver"),
        ] {
            assert_eq!(r.text(from), to, "{from}");
        }
    }

    #[test]
    fn who_shares_a_name_is_told_apart_where_it_can_be() {
        let r = redaction(&[person("Ann Roe", &[]), person("Carl Roe", &[]), person("May Hill", &[])]);
        assert_eq!(r.text("Ann Roe and Roe; Carl Roe"), "Person 1 and Person 1 or 2; Person 2");
        // What is a word in small letters stays one.
        assert_eq!(r.text("it may rise; May Hill on the hill"), "it may rise; Person 3 on the hill");
    }

    #[test]
    fn tables_and_objects_lose_names_and_offsets() {
        const COLUMNS: &[super::super::table::Column] = &[text("evidence"), int("evidence_start"), text("actor_end"), int("figure_low")];
        let r = redaction(&[person("Ann Roe", &[])]);
        let mut table = Table::new(COLUMNS);
        table.rows.push(vec![Cell::text("Roe fled"), Cell::Int(3), Cell::text("6"), Cell::Int(4)]);
        r.table(&mut table);
        assert_eq!(table.rows[0], [Cell::text("Person 1 fled"), Cell::None, Cell::None, Cell::Int(4)]);
        let mut value = serde_json::json!({"who": ["Ann Roe"], "evidence": {"start": 3, "end": 9, "text": "ROE'S"}, "low": 4});
        r.value(&mut value);
        assert_eq!(
            value,
            serde_json::json!({"who": ["Person 1"], "evidence": {"start": null, "end": null, "text": "Person 1'S"}, "low": 4})
        );
    }
}
