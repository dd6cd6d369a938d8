//! Lemmas by suffix rules, exceptions and a word list for each part of speech.

use crate::chars::is_alpha;
use crate::error::LoadError;
use crate::files::File;
use crate::hash::string_id;
use rustc_hash::{FxHashMap, FxHashSet};
use std::path::Path;

/// A rule lemmatizer with its tables.
#[derive(Debug)]
pub struct Lemmatizer {
    /// By lower-case universal tag.
    tables: FxHashMap<&'static str, Tables>,
    english: bool,
}

#[derive(Debug, Default)]
struct Tables {
    rules: Vec<(String, String)>,
    /// The exception that wins: the last of its list, as the reference puts each in front of the former.
    exceptions: FxHashMap<String, Vec<String>>,
    index: FxHashSet<String>,
}

/// The universal tags a table may be keyed by.
const TAGS: [&str; 17] =
    ["adj", "adp", "adv", "aux", "cconj", "det", "intj", "noun", "num", "part", "pron", "propn", "punct", "sconj", "sym", "verb", "x"];

impl Lemmatizer {
    pub fn load(dir: &Path, lang: &str) -> Result<Lemmatizer, LoadError> {
        let file = File::msgpack(dir.join("lookups/lookups.bin"))?;
        let root = file.root();
        let mut tables: FxHashMap<&'static str, Tables> = FxHashMap::default();
        for tag in TAGS {
            let id = string_id(tag);
            let entry = |table: &str| {
                let entries = root.find(table)?.entries().ok()?;
                entries.into_iter().find(|(k, _)| k.as_u64() == Some(id)).map(|(_, v)| v)
            };
            let mut t = Tables::default();
            if let Some(rules) = entry("lemma_rules") {
                for rule in rules.items()? {
                    let pair = rule.items()?;
                    let [old, new] = pair[..] else { return Err(rule.error("a lemma rule is no pair")) };
                    t.rules.push((old.text()?.to_owned(), new.text()?.to_owned()));
                }
            }
            if let Some(exceptions) = entry("lemma_exc") {
                for (form, lemmas) in exceptions.entries()? {
                    let form = crate::files::text_of(form).ok_or_else(|| lemmas.error("a lemma exception is no text"))?;
                    let lemmas = lemmas.items()?.iter().map(|l| l.text().map(str::to_owned)).collect::<Result<_, _>>()?;
                    t.exceptions.insert(form.to_owned(), lemmas);
                }
            }
            if let Some(index) = entry("lemma_index") {
                t.index = index.items()?.iter().map(|w| w.text().map(str::to_owned)).collect::<Result<_, _>>()?;
            }
            if !(t.rules.is_empty() && t.exceptions.is_empty() && t.index.is_empty()) {
                tables.insert(tag, t);
            }
        }
        Ok(Lemmatizer { tables, english: lang == "en" })
    }

    /// The lemma of a form with this universal tag and morphology.
    pub fn lemma(&self, text: &str, pos: &str, morph: &str) -> String {
        let pos = pos.to_ascii_lowercase();
        if matches!(pos.as_str(), "" | "eol" | "space") || (self.english && is_base_form(&pos, morph)) {
            return text.to_lowercase();
        }
        let Some(t) = self.tables.get(pos.as_str()) else {
            return if pos == "propn" { text.to_owned() } else { text.to_lowercase() };
        };
        let string = text.to_lowercase();
        let (mut known, mut odd, mut unknown) = (Vec::new(), Vec::new(), Vec::new());
        for (old, new) in &t.rules {
            let Some(stem) = string.strip_suffix(old.as_str()) else { continue };
            let form = format!("{stem}{new}");
            if form.is_empty() {
                continue;
            }
            if t.index.contains(&form) {
                known.push(form);
            } else if !form.chars().all(is_alpha) {
                odd.push(form);
            } else {
                unknown.push(form);
            }
        }
        // Each known form goes in front of the former ones; each new exception in front of all.
        let mut forms: Vec<String> = known.into_iter().rev().chain(odd).collect();
        for form in t.exceptions.get(&string).into_iter().flatten() {
            if !forms.contains(form) {
                forms.insert(0, form.clone());
            }
        }
        forms.into_iter().chain(unknown).next().unwrap_or_else(|| text.to_owned())
    }
}

/// Whether the morphology says that the form is a base form already.
fn is_base_form(pos: &str, morph: &str) -> bool {
    let feature = |name: &str| morph.split('|').find_map(|f| f.strip_prefix(name)?.strip_prefix('='));
    match pos {
        "noun" if feature("Number") == Some("Sing") => true,
        "verb" if feature("VerbForm") == Some("Fin") && feature("Tense") == Some("Pres") && feature("Number").is_none() => true,
        _ => matches!(feature("VerbForm"), Some("Inf" | "None")) || feature("Degree") == Some("Pos"),
    }
}
