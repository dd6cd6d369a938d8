//! Units of measure, time and money, from `lexicon/units.toml`.

use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;
use stemma_nlp::Doc;

/// What kind of unit it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum UnitKind {
    /// Per cent.
    Percent,
    /// A length of time.
    Time,
    /// A currency.
    Money,
    /// Anything else that is measured.
    Measure,
}

/// A unit: its name and kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unit {
    /// Its name, singular.
    pub name: String,
    /// What kind it is.
    pub kind: UnitKind,
}

#[derive(Default, Deserialize)]
struct Forms {
    forms: Vec<String>,
}

#[derive(Default, Deserialize)]
struct File {
    percent: Forms,
    time: BTreeMap<String, Vec<String>>,
    money: BTreeMap<String, Vec<String>>,
    measure: BTreeMap<String, Vec<String>>,
}

/// Forms by their first word, longest first.
type Index = HashMap<String, Vec<(Vec<String>, Unit)>>;

fn index() -> &'static Index {
    static INDEX: LazyLock<Index> = LazyLock::new(|| {
        let file: File = toml::from_str(include_str!("../../../../../lexicon/units.toml")).unwrap_or_default();
        let mut index = Index::new();
        let mut add = |name: &str, kind, form: &str| {
            let words: Vec<String> = form.split(' ').map(str::to_string).collect();
            if let Some(first) = words.first().cloned() {
                index.entry(first).or_default().push((words, Unit { name: name.to_string(), kind }));
            }
        };
        for form in &file.percent.forms {
            add("percent", UnitKind::Percent, form);
        }
        for (kind, list) in [(UnitKind::Time, &file.time), (UnitKind::Money, &file.money), (UnitKind::Measure, &file.measure)] {
            for (name, forms) in list {
                for form in forms {
                    add(name, kind, form);
                }
            }
        }
        for list in index.values_mut() {
            list.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
        }
        index
    });
    &INDEX
}

/// The unit that begins at token `i` and the token after it.
pub(crate) fn unit_at(doc: &Doc, i: usize) -> Option<(&'static Unit, usize)> {
    if i >= doc.len() {
        return None;
    }
    let list = index().get(doc.token(i).lower())?;
    list.iter()
        .find(|(words, _)| words.iter().enumerate().all(|(k, w)| i + k < doc.len() && doc.token(i + k).lower() == w))
        .map(|(words, unit)| (unit, i + words.len()))
}

/// The unit written as one word (lower case).
pub(crate) fn unit_named(form: &str) -> Option<&'static Unit> {
    index().get(form)?.iter().find(|(words, _)| words.len() == 1).map(|(_, unit)| unit)
}

/// Whether a word is a unit.
pub(crate) fn is_unit(form: &str) -> bool {
    unit_named(form).is_some()
}
