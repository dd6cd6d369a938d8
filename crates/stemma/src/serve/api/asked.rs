//! What a request asks for, read by what its endpoint understands: a value that is none is told in plain words, and so is a name that
//! the endpoint does not know, since a misspelt one would be passed over in silence.

use super::super::access::Coder;
use super::answer::Wrong;
use std::collections::BTreeMap;

/// Something that may stand behind the question mark.
#[derive(Debug)]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// What it can be.
    pub kind: Kind,
    /// What it does, for people.
    pub about: &'static str,
    /// Whether it has to be there.
    pub needed: bool,
}

/// What a parameter can be.
#[derive(Debug)]
pub enum Kind {
    /// Any text of 1 to so many characters.
    Text(usize),
    /// A whole number from one to another, and what holds where none is given.
    Number(u64, u64, u64),
    /// One of some words; the first where none is given, if it says so.
    Word(&'static [&'static str], bool),
    /// Where the page before ended, as its `next` says.
    Cursor,
}

/// How many a page holds, unless asked for otherwise.
pub const LIMIT: Parameter =
    Parameter { name: "limit", kind: Kind::Number(1, 100, 20), about: "How many at most on one page.", needed: false };
/// Where to go on.
pub const CURSOR: Parameter = Parameter {
    name: "cursor",
    kind: Kind::Cursor,
    about: "Where to go on: `next` of the page before, as it stands there.",
    needed: false,
};

/// The longest cursor: more than any of ours.
const LONGEST: usize = 200;

/// What was asked for, all of it well formed.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// Who asks.
    pub who: Option<Coder>,
    ids: BTreeMap<String, String>,
    values: BTreeMap<&'static str, String>,
}

impl Asked {
    /// Reads the ids of the path and what stands behind the question mark.
    pub fn read(parameters: &[Parameter], ids: BTreeMap<String, String>, query: &str, who: Option<Coder>) -> Result<Self, Wrong> {
        let ids = ids.into_iter().map(|(name, id)| (name, super::super::address::id(&id).to_owned())).collect();
        let mut asked = Asked { who, ids, values: BTreeMap::new() };
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            let Some(parameter) = parameters.iter().find(|p| p.name == name) else {
                return Err(Wrong::Bad(unknown(&name, parameters)));
            };
            if let Some(what) = parameter.kind.fault(&value) {
                return Err(Wrong::Bad(format!("\"{name}\" has to be {what}.")));
            }
            if asked.values.insert(parameter.name, value.into_owned()).is_some() {
                return Err(Wrong::Bad(format!("\"{name}\" is given twice.")));
            }
        }
        match parameters.iter().find(|p| p.needed && !asked.values.contains_key(p.name)) {
            Some(missing) => Err(Wrong::Bad(format!("\"{}\" has to be given. {}", missing.name, missing.about))),
            None => Ok(asked),
        }
    }

    /// An id of the path.
    pub fn id(&self, name: &str) -> &str {
        self.ids.get(name).map_or("", String::as_str)
    }

    /// The value of a parameter, where it was given.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }

    /// The number of a parameter, or what holds where none was given.
    pub fn number(&self, parameter: &Parameter) -> u64 {
        let otherwise = if let Kind::Number(_, _, n) = parameter.kind { n } else { 0 };
        self.text(parameter.name).and_then(|v| v.parse().ok()).unwrap_or(otherwise)
    }

    /// How many a page holds.
    pub fn limit(&self) -> usize {
        usize::try_from(self.number(&LIMIT)).unwrap_or(1)
    }

    /// The parts of the cursor, where one was given; they are so many, and the first is the name of the list.
    pub fn cursor<const N: usize>(&self, list: &str) -> Result<Option<[&str; N]>, Wrong> {
        let Some(cursor) = self.text(CURSOR.name) else { return Ok(None) };
        let mut parts = cursor.split('.');
        let own = parts.next() == Some(list);
        let parts: Option<[&str; N]> = parts.collect::<Vec<_>>().try_into().ok();
        match parts.filter(|_| own) {
            Some(parts) => Ok(Some(parts)),
            None => Err(no_cursor()),
        }
    }
}

/// What is said of a cursor that is none of this list's.
pub fn no_cursor() -> Wrong {
    Wrong::Bad("\"cursor\" has to be `next` of a page of this list, in this order.".to_owned())
}

impl Kind {
    /// What a value has to be that is none.
    fn fault(&self, value: &str) -> Option<String> {
        match self {
            Kind::Text(most) => {
                let fits = !value.trim().is_empty() && value.chars().nth(*most).is_none();
                (!fits).then(|| format!("text of 1 to {most} characters"))
            }
            Kind::Number(least, most, _) => {
                let digits = !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit());
                let fits = digits && value.parse::<u64>().is_ok_and(|n| (least..=most).contains(&&n));
                (!fits).then(|| format!("a whole number from {least} to {most}"))
            }
            Kind::Word(words, _) => (!words.contains(&value)).then(|| format!("one of {}", words.join(", "))),
            Kind::Cursor => {
                let fits = (1..=LONGEST).contains(&value.len()) && value.bytes().all(|b| b.is_ascii_alphanumeric() || b"-.".contains(&b));
                (!fits).then(|| "what `next` of a page says".to_owned())
            }
        }
    }

    /// Its schema.
    pub fn schema(&self) -> serde_json::Value {
        use serde_json::json;
        match self {
            Kind::Text(most) => json!({"type": "string", "minLength": 1, "maxLength": most, "pattern": "\\S"}),
            Kind::Number(least, most, otherwise) => {
                json!({"type": "integer", "minimum": least, "maximum": most, "default": otherwise})
            }
            Kind::Word(words, true) => json!({"type": "string", "enum": words, "default": words.first()}),
            Kind::Word(words, false) => json!({"type": "string", "enum": words}),
            Kind::Cursor => json!({"type": "string", "minLength": 1, "maxLength": LONGEST, "pattern": "^[0-9A-Za-z.-]+$"}),
        }
    }
}

fn unknown(name: &str, parameters: &[Parameter]) -> String {
    let name: String = name.chars().take(40).collect();
    match parameters {
        [] => format!("\"{name}\" is nothing that can be asked for here; there is nothing to choose."),
        some => {
            let known: Vec<&str> = some.iter().map(|p| p.name).collect();
            format!("\"{name}\" is nothing that can be asked for here; there is {}.", known.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_read_is_told_in_plain_words() {
        const ORDER: Parameter = Parameter { name: "order", kind: Kind::Word(&["newest", "rising"], true), about: "", needed: false };
        const Q: Parameter = Parameter { name: "q", kind: Kind::Text(3), about: "What to look for.", needed: true };
        let list = [ORDER, LIMIT, CURSOR, Q];
        let read = |query: &str| Asked::read(&list, BTreeMap::new(), query, None);
        let asked = read("q=a%20b&limit=5&order=rising&cursor=newest.2031-05-05.7").unwrap();
        assert_eq!((asked.text("q"), asked.limit(), asked.text("order")), (Some("a b"), 5, Some("rising")));
        assert_eq!(asked.cursor("newest").unwrap(), Some(["2031-05-05", "7"]));
        assert!(asked.cursor::<2>("rising").is_err() && asked.cursor::<1>("newest").is_err());
        for (query, what) in [
            ("q=x&limit=0", "\"limit\" has to be a whole number from 1 to 100."),
            ("q=x&limit=%2B5", "\"limit\" has to be a whole number from 1 to 100."),
            ("q=x&lmit=5", "\"lmit\" is nothing that can be asked for here; there is order, limit, cursor, q."),
            ("q=x&order=best", "\"order\" has to be one of newest, rising."),
            ("q=x&q=y", "\"q\" is given twice."),
            ("q=abcd", "\"q\" has to be text of 1 to 3 characters."),
            ("", "\"q\" has to be given. What to look for."),
        ] {
            let Err(Wrong::Bad(said)) = read(query) else { panic!("{query}") };
            assert_eq!(said, what, "{query}");
        }
    }
}
