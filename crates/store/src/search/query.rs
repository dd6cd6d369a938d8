//! What can be asked for, and how it is read.

use crate::words::normal;
use std::fmt;

/// What is searched for: all of it has to hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// Words and phrases that a report has, as [`normal`] gives them; a phrase has several.
    pub words: Vec<Vec<String>>,
    /// What else has to hold.
    pub parts: Vec<Part>,
}

/// One thing that has to hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// A field is, or holds, these words.
    Is(Field, String),
    /// A number of a measure lies between two, each included.
    Number(String, Option<i64>, Option<i64>),
    /// The report came out on this day or later.
    After(String),
    /// The report came out before this day.
    Before(String),
}

/// What a part asks about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The claim's type, exactly.
    Type,
    /// Who did it.
    Actor,
    /// To whom.
    Target,
    /// Where.
    Place,
    /// The country's code, exactly.
    Country,
    /// Who says it.
    Source,
    /// A voice behind a value that the claim stands for.
    Origin,
    /// What comparing the claim with others gave, exactly.
    Status,
    /// How it is put, exactly.
    Modality,
    /// Who published the report.
    Outlet,
    /// The id of the story, exactly.
    Story,
}

const FIELDS: [(&str, Field); 11] = [
    ("type", Field::Type),
    ("actor", Field::Actor),
    ("target", Field::Target),
    ("place", Field::Place),
    ("country", Field::Country),
    ("source", Field::Source),
    ("origin", Field::Origin),
    ("status", Field::Status),
    ("modality", Field::Modality),
    ("outlet", Field::Outlet),
    ("story", Field::Story),
];
const MEASURES: [&str; 6] = ["killed", "injured", "captured", "arrested", "missing", "displaced"];
const STATUSES: [&str; 9] = ["agreed", "refined", "updated", "corrected", "disputed", "denied", "fulfilled", "lagged", "single"];
const MODALITIES: [&str; 10] =
    ["denied", "failed", "attempted", "ordered", "demanded", "planned", "rumoured", "possible", "claimed", "asserted"];

/// Which part of a query cannot be read, and what is possible there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryError {
    /// The part as it was written.
    pub part: String,
    /// What is wrong with it.
    pub why: String,
}

impl fmt::Display for QueryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.part, self.why)
    }
}

impl std::error::Error for QueryError {}

/// The most characters that are searched for: far more than a person types, and few enough to be quick.
pub const LONGEST: usize = 400;

impl Query {
    /// Reads a query: words, "words in a row", and parts such as `type:injure injured:>30 place:"Port Maren" after:2031-05-01`.
    pub fn parse(text: &str) -> Result<Query, QueryError> {
        if text.chars().nth(LONGEST).is_some() {
            let part = text.chars().take(40).chain(['\u{2026}']).collect();
            return Err(QueryError { part, why: format!("a search may have {LONGEST} characters at most") });
        }
        let mut query = Query::default();
        for piece in pieces(text)? {
            match piece.name.as_deref() {
                None => {
                    let words: Vec<String> = tokens(&piece.value);
                    // Words without quotes that are joined by a mark ("Al-Noor") stand in a row too.
                    query.words.extend((!words.is_empty()).then_some(words));
                }
                Some(name) => query.parts.push(part(name, &piece)?),
            }
        }
        if query.words.is_empty() && query.parts.is_empty() {
            return Err(QueryError { part: text.trim().to_owned(), why: format!("there is nothing to search for; {}", possible()) });
        }
        Ok(query)
    }
}

/// The words of a text, as search compares them.
pub fn tokens(text: &str) -> Vec<String> {
    normal(text).split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_owned).collect()
}

struct Piece {
    /// As it was written.
    whole: String,
    name: Option<String>,
    value: String,
}

/// The parts between white space; quotes hold one together.
fn pieces(text: &str) -> Result<Vec<Piece>, QueryError> {
    let mut out = Vec::new();
    let mut chars = text.chars().peekable();
    while let Some(&c) = chars.peek() {
        if c.is_whitespace() {
            chars.next();
            continue;
        }
        let mut piece = Piece { whole: String::new(), name: None, value: String::new() };
        let (mut quoted, mut was_quoted) = (false, false);
        while let Some(&c) = chars.peek() {
            if c.is_whitespace() && !quoted {
                break;
            }
            chars.next();
            piece.whole.push(c);
            match c {
                '"' | '\u{201c}' | '\u{201d}' | '\u{201e}' => (quoted, was_quoted) = (!quoted, true),
                ':' if !was_quoted && piece.name.is_none() => piece.name = Some(std::mem::take(&mut piece.value)),
                c => piece.value.push(c),
            }
        }
        if quoted {
            return Err(QueryError { part: piece.whole, why: "a quotation mark is opened and not closed".into() });
        }
        out.push(piece);
    }
    Ok(out)
}

fn possible() -> String {
    let fields: Vec<&str> = FIELDS.iter().map(|f| f.0).collect();
    format!("there are words, \"words in a row\", {}:, after:, before:, and numbers of {}", fields.join(":, "), MEASURES.join(", "))
}

fn part(name: &str, piece: &Piece) -> Result<Part, QueryError> {
    let wrong = |why: String| Err(QueryError { part: piece.whole.clone(), why });
    let value = piece.value.trim();
    let lower = name.to_lowercase();
    if value.is_empty() {
        return wrong(format!("something has to stand behind {name}:"));
    }
    if MEASURES.contains(&lower.as_str()) {
        return match numbers(value) {
            Some((Some(low), Some(high))) if low > high => wrong(format!("{low} is more than {high}: nothing lies between them")),
            Some((low, high)) => Ok(Part::Number(lower, low, high)),
            None => wrong(format!("a number is wanted: {lower}:30, {lower}:>30, {lower}:<=30 or {lower}:10..30")),
        };
    }
    if lower == "after" || lower == "before" {
        let day = is_day(value);
        return match (day, lower == "after") {
            (true, true) => Ok(Part::After(value.to_owned())),
            (true, false) => Ok(Part::Before(value.to_owned())),
            (false, _) => wrong("a day is wanted, such as 2031-05-02, or a month or year".into()),
        };
    }
    let Some((_, field)) = FIELDS.iter().find(|(n, _)| *n == lower) else {
        return wrong(format!(
            "{name}: is nothing that can be asked for; {}; quotation marks hold words with a colon together",
            possible()
        ));
    };
    let one_of = |list: &[&str]| format!("there are {}", list.join(", "));
    match field {
        Field::Status if !STATUSES.contains(&value.to_lowercase().as_str()) => wrong(one_of(&STATUSES)),
        Field::Modality if !MODALITIES.contains(&value.to_lowercase().as_str()) => wrong(one_of(&MODALITIES)),
        Field::Status | Field::Modality => Ok(Part::Is(*field, value.to_lowercase())),
        _ => Ok(Part::Is(*field, value.to_owned())),
    }
}

/// `30`, `>30`, `>=30`, `<30`, `<=30`, `10..30`: from, to.
fn numbers(value: &str) -> Option<(Option<i64>, Option<i64>)> {
    let number = |t: &str| t.trim().parse::<i64>().ok();
    if let Some(rest) = value.strip_prefix(">=") {
        return Some((Some(number(rest)?), None));
    }
    if let Some(rest) = value.strip_prefix("<=") {
        return Some((None, Some(number(rest)?)));
    }
    if let Some(rest) = value.strip_prefix('>') {
        return Some((Some(number(rest)?.checked_add(1)?), None));
    }
    if let Some(rest) = value.strip_prefix('<') {
        return Some((None, Some(number(rest)?.checked_sub(1)?)));
    }
    if let Some((low, high)) = value.split_once("..") {
        return Some((Some(number(low)?), Some(number(high)?)));
    }
    let only = number(value)?;
    Some((Some(only), Some(only)))
}

/// `2031`, `2031-05` or `2031-05-02`.
fn is_day(value: &str) -> bool {
    let parts: Vec<&str> = value.split('-').collect();
    let digits = |p: &str, n: usize| p.len() == n && p.bytes().all(|b| b.is_ascii_digit());
    let within = |p: &str, most: u8| p.parse::<u8>().is_ok_and(|n| (1..=most).contains(&n));
    match parts.as_slice() {
        [y] => digits(y, 4),
        [y, m] => digits(y, 4) && digits(m, 2) && within(m, 12),
        [y, m, d] => digits(y, 4) && digits(m, 2) && within(m, 12) && digits(d, 2) && within(d, days_of(y, m)),
        _ => false,
    }
}

/// How many days a month has (Gregorian calendar).
fn days_of(year: &str, month: &str) -> u8 {
    let year: u16 = year.parse().unwrap_or_default();
    let leap = year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400);
    match month {
        "02" if leap => 29,
        "02" => 28,
        "04" | "06" | "09" | "11" => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_phrases_and_parts_are_read() {
        let q = Query::parse("ferry \"Maren  Dol\" type:injure injured:>30 place:\"Port Maren\" status:Disputed after:2031-05").unwrap();
        assert_eq!(q.words, [vec!["ferry".to_owned()], vec!["maren".into(), "dol".into()]]);
        assert_eq!(q.parts[0], Part::Is(Field::Type, "injure".into()));
        assert_eq!(q.parts[1], Part::Number("injured".into(), Some(31), None));
        assert_eq!(q.parts[2], Part::Is(Field::Place, "Port Maren".into()));
        assert_eq!(q.parts[3], Part::Is(Field::Status, "disputed".into()));
        assert_eq!(q.parts[4], Part::After("2031-05".into()));
        assert_eq!(Query::parse("killed:10..30").unwrap().parts, [Part::Number("killed".into(), Some(10), Some(30))]);
        assert_eq!(Query::parse("\"type:raid\"").unwrap().words, [vec!["type".to_owned(), "raid".into()]]);
    }

    #[test]
    fn what_cannot_be_read_is_named_with_what_is_possible() {
        let told = |text: &str| Query::parse(text).unwrap_err().to_string();
        assert!(told("fire colour:red").starts_with("colour:red: colour: is nothing that can be asked for; there are words"));
        assert!(told("status:wrong").contains("there are agreed, refined"));
        assert!(told("killed:many").contains("killed:>30"));
        assert!(told("after:May").contains("2031-05-02"));
        assert!(told("\"Maren Dol").contains("not closed"));
        assert!(told("place:").contains("something has to stand behind place:"));
        assert!(told("  ").contains("nothing to search for"));
        assert!(told("killed:30..10").contains("30 is more than 10"));
        assert!(told("after:2031-02-29").contains("a day is wanted") && Query::parse("after:2032-02-29").is_ok());
        assert!(told(&"type:injure ".repeat(40)).contains("400 characters"));
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_told_why_not(text in "\\PC{0,60}") {
            let _ = Query::parse(&text);
        }

        #[test]
        fn marks_and_numbers_break_nothing(text in "[a-z:\"<>=.0-9 -]{0,40}") {
            let _ = Query::parse(&text);
        }
    }
}
