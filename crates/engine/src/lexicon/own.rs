//! A user's own words: types, word classes, cues, titles and kinds of sources beside the built-in ones, in files of the
//! same form as those in `lexicon/`.

use super::classes::{ClassSet, Classes};
use super::load::syntax;
use super::{Lexicon, LexiconError};
use crate::claims::attribution::Manner;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::sync::OnceLock;
use stemma_model::SourceKind;

/// A file of a user's own words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnFile {
    /// Its path below the user's folder, parts joined by `/`: what it holds is told by its name ([`FILES`]).
    pub name: String,
    /// Its path as errors should name it.
    pub path: String,
    /// What stands in it.
    pub text: String,
}

/// The names that a user's files may have, as people are told. `agencies.toml` is the reader's.
pub const FILES: &str = "types/NAME.toml, classes/NAME.txt, cues.toml, titles.toml, sources.toml and agencies.toml";

/// A user's words beside the built-in ones.
#[derive(Debug, Default)]
pub(crate) struct Own {
    pub cues: Cues,
    pub titles: Titles,
    pub sources: Sources,
}

/// `cues.toml`: words by manner, parted by white space.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Cues {
    pub verbs: BTreeMap<Manner, String>,
    pub nouns: BTreeMap<Manner, String>,
    pub adverbs: BTreeMap<Manner, String>,
}

/// `titles.toml`: words before a name.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Titles {
    pub male: String,
    pub female: String,
    pub neutral: String,
    pub offices: String,
    pub short: BTreeMap<String, String>,
}

/// `sources.toml`: head nouns and titles of voices by kind.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Sources {
    pub heads: BTreeMap<SourceKind, String>,
    pub titles: BTreeMap<SourceKind, String>,
}

static OWN: OnceLock<Own> = OnceLock::new();

/// What [`install`] put there; from the first call on nothing can be put there any more.
pub(crate) fn own() -> &'static Own {
    OWN.get_or_init(Own::default)
}

/// The lexicon with a user's words, which also the rooms with word lists of their own (cues, titles, kinds of sources)
/// know from now on, in the whole process.
///
/// Every error of every file is given, by file and line, and nothing is installed if there is one. It is also an error if
/// words were installed or any report was analysed before: part of the words would go unheard.
pub fn install(files: &[OwnFile]) -> Result<Lexicon, Vec<LexiconError>> {
    let (lexicon, own) = read(files)?;
    let late = "words can be added only once, and before the first report is read";
    OWN.set(own).map_err(|_| vec![LexiconError { file: String::new(), line: 0, what: late.to_owned() }])?;
    Ok(lexicon)
}

/// The errors that [`install`] would give for what stands in the files; nothing is installed.
pub fn check(files: &[OwnFile]) -> Result<(), Vec<LexiconError>> {
    read(files).map(|_| ())
}

/// Reads a user's files, classes before the types that may name them.
fn read(files: &[OwnFile]) -> Result<(Lexicon, Own), Vec<LexiconError>> {
    let mut lexicon = Lexicon::builtin().map_err(|e| vec![e])?;
    let (mut own, mut errors) = (Own::default(), Vec::new());
    let mut ordered: Vec<&OwnFile> = files.iter().collect();
    ordered.sort_by_key(|f| (!f.name.starts_with("classes/"), &f.name));
    for file in ordered {
        let done = match file.name.split_once('/').unwrap_or(("", &file.name)) {
            ("types", name) if name.ends_with(".toml") => lexicon.extend(&file.path, &file.text),
            ("classes", name) if name.ends_with(".txt") => class(file, name.trim_end_matches(".txt"), &mut lexicon.classes),
            ("", "cues.toml") => toml(file).map(|cues| own.cues = cues),
            ("", "titles.toml") => toml(file).map(|titles| own.titles = titles),
            ("", "sources.toml") => toml(file).map(|sources| own.sources = sources),
            _ => Err(wrong(file, 0, format!("is no file of a lexicon; there may be {FILES}"))),
        };
        errors.extend(done.err());
    }
    if errors.is_empty() { Ok((lexicon, own)) } else { Err(errors) }
}

fn toml<T: DeserializeOwned>(file: &OwnFile) -> Result<T, LexiconError> {
    toml::from_str(&file.text).map_err(|e| syntax(&file.path, &file.text, &e))
}

fn class(file: &OwnFile, name: &str, classes: &mut Classes) -> Result<(), LexiconError> {
    let class: ClassSet =
        Classes::named(&name.to_uppercase()).ok_or_else(|| wrong(file, 0, format!("there is no word class {:?}", name.to_uppercase())))?;
    for (i, line) in file.text.lines().enumerate() {
        let word = line.trim();
        if word.contains(char::is_whitespace) && !word.starts_with('#') {
            return Err(wrong(file, i + 1, format!("{word:?} is more than one word; a class holds one lemma a line")));
        }
    }
    classes.add(class, &file.text.to_lowercase());
    Ok(())
}

fn wrong(file: &OwnFile, line: usize, what: String) -> LexiconError {
    LexiconError { file: file.path.clone(), line, what }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::WordClass;

    fn file(name: &str, text: &str) -> OwnFile {
        OwnFile { name: name.to_owned(), path: format!("mine/{name}"), text: text.to_owned() }
    }

    #[test]
    fn every_error_of_every_file_is_named_with_its_line() {
        let files = [
            file("cues.toml", "[verbs]\nsay = \"aver\"\nsai = \"opine\"\n"),
            file("types/a.toml", "[[type]]\nname = \"sing\"\nframe = \"nope\"\n"),
            file("classes/weapon.txt", "catapult\ntrench mortar\n"),
            file("classes/spaceship.txt", "rocket\n"),
            file("titels.toml", "male = \"x\"\n"),
        ];
        let errors: Vec<String> = check(&files).expect_err("five errors").iter().map(ToString::to_string).collect();
        for start in [
            "mine/classes/spaceship.txt: there is no word class",
            "mine/classes/weapon.txt:2: \"trench mortar\" is more than one word",
            "mine/cues.toml:3: unknown variant `sai`",
            "mine/titels.toml: is no file of a lexicon",
            "mine/types/a.toml:3: unknown frame `nope`",
        ] {
            assert!(errors.iter().any(|e| e.starts_with(start)), "{start} in {errors:#?}");
        }
        assert_eq!(errors.len(), 5);
    }

    #[test]
    fn of_words_that_fit_equally_well_the_users_win() {
        let text = "[[type]]\nname = \"parade\"\nfamily = \"mine\"\nframe = \"self\"\nverbs = \"shell\"\n";
        let (lexicon, _) = read(&[file("types/mine.toml", text)]).expect("well-formed");
        let plain = lexicon.entries(WordClass::Verb, "shell").find(|e| e.conditions.is_empty() && e.words.len() == 1);
        assert_eq!(lexicon.kind(plain.expect("the user's entry").kind).name, "parade");
    }
}
