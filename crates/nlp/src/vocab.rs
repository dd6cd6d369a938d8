//! What is known of a word form by itself: the ids that the embedding tables are asked for.

use crate::chars;
use crate::error::LoadError;
use crate::files::File;
use crate::hash::string_id;
use rustc_hash::FxHashMap;
use std::path::Path;

/// Normal forms of words, by string id: quotes and currency signs, then the pipeline's own table.
#[derive(Debug, Default)]
pub struct Vocab {
    norms: FxHashMap<u64, u64>,
}

/// A lexical attribute that an embedding table is keyed by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attr {
    Orth,
    Lower,
    Norm,
    Prefix,
    Suffix,
    Shape,
    Spacy,
    IsSpace,
}

/// One word form with the context the tables may ask for.
#[derive(Clone, Copy, Debug)]
pub struct Form<'a> {
    pub text: &'a str,
    /// A normal form given by a tokenizer exception.
    pub norm: Option<u64>,
    /// Whether a space follows.
    pub spacy: bool,
}

impl Attr {
    pub fn named(name: &str) -> Option<Attr> {
        Some(match name {
            "ORTH" => Attr::Orth,
            "LOWER" => Attr::Lower,
            "NORM" => Attr::Norm,
            "PREFIX" => Attr::Prefix,
            "SUFFIX" => Attr::Suffix,
            "SHAPE" => Attr::Shape,
            "SPACY" => Attr::Spacy,
            "IS_SPACE" => Attr::IsSpace,
            _ => return None,
        })
    }
}

impl Vocab {
    pub fn load(dir: &Path) -> Result<Vocab, LoadError> {
        let mut norms = FxHashMap::default();
        for (form, norm) in include_str!("../data/norms.tsv").lines().filter_map(|l| l.split_once('\t')) {
            norms.insert(string_id(form), string_id(norm));
        }
        let path = dir.join("vocab/lookups.bin");
        if path.exists() {
            let file = File::msgpack(path)?;
            if let Some(table) = file.root().find("lexeme_norm") {
                for (id, norm) in table.entries()? {
                    let id = id.as_u64().ok_or_else(|| table.error("a key of lexeme_norm is no string id"))?;
                    norms.insert(id, string_id(norm.text()?));
                }
            }
        }
        Ok(Vocab { norms })
    }

    /// The id of an attribute of a form.
    pub fn id(&self, attr: Attr, form: Form<'_>) -> u64 {
        match attr {
            Attr::Orth => string_id(form.text),
            Attr::Lower => string_id(&form.text.to_lowercase()),
            Attr::Norm => form.norm.unwrap_or_else(|| self.norm(form.text)),
            Attr::Prefix => string_id(chars::prefix(form.text)),
            Attr::Suffix => string_id(chars::suffix(form.text)),
            Attr::Shape => string_id(&chars::shape(form.text)),
            Attr::Spacy => u64::from(form.spacy),
            Attr::IsSpace => u64::from(form.text.chars().all(chars::is_space)),
        }
    }

    fn norm(&self, text: &str) -> u64 {
        self.norms.get(&string_id(text)).copied().unwrap_or_else(|| string_id(&text.to_lowercase()))
    }
}
