//! The attribute ruler: patterns over tags, labels and lower-case forms that set tags, morphology and lemmas.

use crate::error::LoadError;
use crate::files::{File, Node, text_of};
use crate::pattern::Pattern;
use rustc_hash::FxHashMap;
use std::path::Path;

/// The patterns of a pipeline, in order; later ones have the last word.
#[derive(Debug, Default)]
pub struct Ruler {
    rules: Vec<Rule>,
}

#[derive(Debug)]
struct Rule {
    /// Alternatives, each a sequence of tokens.
    patterns: Vec<Vec<Vec<Test>>>,
    /// Which token of the match is changed; negative counts from its end.
    index: i64,
    set: Vec<(Field, String)>,
}

#[derive(Debug)]
struct Test {
    field: Field,
    want: Want,
}

#[derive(Debug)]
enum Want {
    Is(String),
    In(Vec<String>),
    NotIn(Vec<String>),
    Regex(Box<Pattern>),
    Bool(bool),
}

/// A token's attribute that a rule looks at or sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    Text,
    Lower,
    Tag,
    Pos,
    Morph,
    Dep,
    Lemma,
    IsSpace,
}

/// The token's attributes as strings.
pub trait View {
    fn get(&self, token: usize, field: Field) -> &str;
    fn is_space(&self, token: usize) -> bool;
}

impl Ruler {
    pub fn load(dir: &Path) -> Result<Ruler, LoadError> {
        let file = File::msgpack(dir.join("patterns"))?;
        let mut rules = Vec::new();
        for rule in file.root().items()? {
            let mut patterns = Vec::new();
            for alternative in rule.get("patterns")?.items()? {
                let tokens = alternative.items()?.iter().map(tests).collect::<Result<Vec<_>, _>>()?;
                patterns.push(tokens);
            }
            let index = rule.find("index").and_then(|n| n.value.as_i64()).unwrap_or(0);
            let mut set = Vec::new();
            for (key, value) in rule.get("attrs")?.entries()? {
                let field = field(key, &value)?;
                let text = value.text()?;
                let text = if field == Field::Morph { normal_morph(text) } else { text.to_owned() };
                set.push((field, text));
            }
            rules.push(Rule { patterns, index, set });
        }
        Ok(Ruler { rules })
    }

    /// All values that rules may set a field to.
    pub fn values(&self, field: Field) -> impl Iterator<Item = &str> {
        self.rules.iter().flat_map(|r| &r.set).filter(move |(f, _)| *f == field).map(|(_, v)| v.as_str())
    }

    /// Calls `set` for every change to make, in order. All rules see the tokens as they were before.
    pub fn apply(&self, view: &impl View, len: usize, mut set: impl FnMut(usize, Field, &str)) {
        // Tokens by tag: most rules begin with one.
        let mut by_tag: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
        for i in 0..len {
            by_tag.entry(view.get(i, Field::Tag)).or_default().push(i);
        }
        let all: Vec<usize> = (0..len).collect();
        for rule in &self.rules {
            for pattern in &rule.patterns {
                let starts = match pattern.first().and_then(|tests| tests.iter().find_map(Test::tag)) {
                    Some(tag) => by_tag.get(tag).map_or(&[][..], Vec::as_slice),
                    None => &all,
                };
                for &start in starts {
                    if start + pattern.len() > len || pattern.is_empty() {
                        continue;
                    }
                    if !pattern.iter().enumerate().all(|(k, tests)| tests.iter().all(|t| t.holds(view, start + k))) {
                        continue;
                    }
                    let at = if rule.index < 0 { pattern.len() as i64 + rule.index } else { rule.index };
                    if (0..pattern.len() as i64).contains(&at) {
                        for (field, value) in &rule.set {
                            set(start + at as usize, *field, value);
                        }
                    }
                }
            }
        }
    }
}

impl Test {
    /// The one tag that the test wants.
    fn tag(&self) -> Option<&str> {
        match &self.want {
            Want::Is(tag) if self.field == Field::Tag => Some(tag),
            _ => None,
        }
    }

    fn holds(&self, view: &impl View, token: usize) -> bool {
        match &self.want {
            Want::Bool(b) => view.is_space(token) == *b,
            Want::Is(s) => view.get(token, self.field) == s,
            Want::In(list) => list.iter().any(|s| view.get(token, self.field) == s),
            Want::NotIn(list) => !list.iter().any(|s| view.get(token, self.field) == s),
            Want::Regex(p) => p.find(view.get(token, self.field), 0).is_some(),
        }
    }
}

fn tests(token: &Node<'_>) -> Result<Vec<Test>, LoadError> {
    let mut out = Vec::new();
    for (key, value) in token.entries()? {
        let field = field(key, &value)?;
        if let Some(b) = value.value.as_bool().filter(|_| field == Field::IsSpace) {
            out.push(Test { field, want: Want::Bool(b) });
        } else if let Ok(text) = value.text() {
            out.push(Test { field, want: Want::Is(text.to_owned()) });
        } else {
            for (op, value) in value.entries()? {
                let list = || value.items()?.iter().map(|v| v.text().map(str::to_owned)).collect::<Result<Vec<_>, _>>();
                let want = match text_of(op) {
                    Some("IN") => Want::In(list()?),
                    Some("NOT_IN") => Want::NotIn(list()?),
                    Some("REGEX") => Want::Regex(Box::new(Pattern::new(value.text()?).map_err(|e| value.error(e))?)),
                    _ => return Err(value.error(format!("a pattern with {op} is not supported"))),
                };
                out.push(Test { field, want });
            }
        }
    }
    Ok(out)
}

fn field(key: &rmpv::Value, node: &Node<'_>) -> Result<Field, LoadError> {
    Ok(match text_of(key) {
        Some("ORTH" | "TEXT") => Field::Text,
        Some("LOWER") => Field::Lower,
        Some("TAG") => Field::Tag,
        Some("POS") => Field::Pos,
        Some("MORPH") => Field::Morph,
        Some("DEP") => Field::Dep,
        Some("LEMMA") => Field::Lemma,
        Some("IS_SPACE") => Field::IsSpace,
        _ => return Err(node.error(format!("a pattern over {key} is not supported"))),
    })
}

/// Features sorted; "" for the empty analysis.
fn normal_morph(text: &str) -> String {
    if text == "_" {
        return String::new();
    }
    let mut features: Vec<&str> = text.split('|').filter(|f| !f.is_empty()).collect();
    features.sort_unstable();
    features.join("|")
}
