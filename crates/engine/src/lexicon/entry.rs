//! Entries: one word or phrase that triggers a type, with the conditions that tell its senses apart.

use super::classes::{ClassSet, Classes};

/// One word or phrase that triggers a type.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Id of its type.
    pub kind: usize,
    /// Id of its frame.
    pub frame: usize,
    /// What its head word must be.
    pub class: WordClass,
    /// Its words, at least one.
    pub words: Vec<Word>,
    /// Which of them is the head.
    pub head: usize,
    /// All must hold.
    pub conditions: Vec<Condition>,
}

/// What kind of word triggers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WordClass {
    /// Verbs.
    Verb,
    /// Nouns.
    Noun,
    /// Adjectives and participles used as such.
    Adjective,
}

/// A word of an entry: a lemma, or a form as printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Lower case.
    pub form: String,
    /// Whether a noun phrase may stand before it ("take ~ hostage").
    pub gap: bool,
}

/// Something that must hold of the words around a trigger.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// Where to look.
    pub key: Key,
    /// Whether none of the values may be there instead of one of them.
    pub negated: bool,
    /// What must be there.
    pub values: Vec<Value>,
}

/// Where a condition looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    /// The subject.
    Subject,
    /// The object (in the passive, the subject).
    Object,
    /// A verb's clause complement: `yes` or `no`.
    Clause,
    /// Whether it is passive.
    Passive,
    /// Whether a noun is plural.
    Plural,
    /// Whether a noun has a number.
    Number,
    /// Whether a noun is what something is said to be ("it was an accident").
    Attribute,
    /// Whether an infinitive hangs on it ("asked them to leave").
    Infinitive,
    /// Words before a noun: adjectives, compounds, possessors.
    Modifier,
    /// A predicate of the object ("named him minister").
    Predicate,
    /// What follows this preposition.
    Preposition(String),
}

/// What a condition accepts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A noun of one of these classes.
    Class(ClassSet),
    /// This lemma.
    Lemma(String),
    /// Anything.
    Any,
    /// Nothing there.
    Nothing,
    /// A pronoun.
    Pronoun,
    /// Yes or no, for keys that are one or the other.
    Is(bool),
}

/// An entry as written: its words, conditions, and the name of its frame if it names one.
pub(super) struct Written {
    pub words: Vec<Word>,
    pub head: usize,
    pub conditions: Vec<Condition>,
    pub frame: Option<String>,
}

/// Reads `words | key=value,value, key=value`.
pub(super) fn parse(written: &str, class: WordClass) -> Result<Written, String> {
    let mut parts = written.split('|');
    let mut words: Vec<Word> = Vec::new();
    let mut gap = false;
    for form in parts.next().unwrap_or("").split_whitespace() {
        if form == "~" {
            gap = true;
            continue;
        }
        // The tokenizer splits at hyphens between letters.
        for (i, piece) in form.split('-').enumerate() {
            if i > 0 {
                words.push(Word { form: "-".to_owned(), gap: false });
            }
            words.push(Word { form: piece.to_owned(), gap: std::mem::take(&mut gap) });
        }
    }
    if words.is_empty() || gap {
        return Err(format!("`{}` has no words, or a gap at its end", written.trim()));
    }
    let head = match class {
        // "sexually assault": the verb follows its adverb.
        WordClass::Verb if words.len() > 2 && words[1].form == "-" => 2,
        WordClass::Verb => usize::from(words.len() > 1 && words[0].form.ends_with("ly")),
        // "loss of life": the head stands before "of"; otherwise it comes last.
        WordClass::Noun => {
            words.iter().position(|w| matches!(w.form.as_str(), "of" | "on" | "d'etat" | "and")).map_or(words.len(), |i| i.max(1)) - 1
        }
        WordClass::Adjective => 0,
    };
    let (mut conditions, mut frame) = (Vec::new(), None);
    for part in parts {
        for (key, values) in pairs(part)? {
            if key == "frame" {
                frame = Some(values.join(","));
            } else {
                conditions.push(condition(key, &values)?);
            }
        }
    }
    Ok(Written { words, head, conditions, frame })
}

/// `a=b,c, d=e` → (a, [b, c]), (d, [e]): a part without `=` belongs to the key before it.
fn pairs(text: &str) -> Result<Vec<(&str, Vec<&str>)>, String> {
    let mut out: Vec<(&str, Vec<&str>)> = Vec::new();
    for part in text.split(',').map(str::trim).filter(|p| !p.is_empty()) {
        if let Some((key, value)) = part.split_once('=') {
            out.push((key.trim(), vec![value.trim()]));
        } else if let Some((_, values)) = out.last_mut() {
            values.push(part);
        } else {
            return Err(format!("`{part}` has no key"));
        }
    }
    Ok(out)
}

const PREPOSITIONS: &[&str] = &[
    "about", "against", "as", "at", "before", "between", "by", "down", "for", "from", "in", "into", "of", "off", "on", "out", "over",
    "through", "to", "toward", "under", "up", "with",
];

fn condition(key: &str, values: &[&str]) -> Result<Condition, String> {
    let negated = values.first().is_some_and(|v| v.starts_with('!'));
    let key = match key {
        "subject" => Key::Subject,
        "object" => Key::Object,
        "clause" => Key::Clause,
        "passive" => Key::Passive,
        "plural" => Key::Plural,
        "number" => Key::Number,
        "attribute" => Key::Attribute,
        "infinitive" => Key::Infinitive,
        "mod" => Key::Modifier,
        "oprd" => Key::Predicate,
        p if PREPOSITIONS.contains(&p) => Key::Preposition(p.to_owned()),
        other => return Err(format!("unknown key `{other}`")),
    };
    let yes_or_no = matches!(key, Key::Clause | Key::Passive | Key::Plural | Key::Number | Key::Attribute | Key::Infinitive);
    let values = values
        .iter()
        .map(|v| v.trim_start_matches('!'))
        .map(|v| match v {
            "yes" if yes_or_no => Ok(Value::Is(true)),
            "no" if yes_or_no => Ok(Value::Is(false)),
            _ if yes_or_no => Err(format!("`{v}` is neither yes nor no")),
            "ANY" => Ok(Value::Any),
            "NONE" => Ok(Value::Nothing),
            "PRONOUN" => Ok(Value::Pronoun),
            _ if v.chars().all(|c| c.is_ascii_uppercase()) => {
                Classes::named(v).map(Value::Class).ok_or_else(|| format!("unknown class `{v}`"))
            }
            _ => Ok(Value::Lemma(v.to_owned())),
        })
        .collect::<Result<_, _>>()?;
    Ok(Condition { key, negated, values })
}
