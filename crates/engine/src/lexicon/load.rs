//! Reading the lexicon's files.

use super::classes::Classes;
use super::entry::{self, Entry, WordClass};
use super::frame::{Frame, Role};
use super::{Again, ClaimType, Lexicon, Light};
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;
use toml::Spanned;

const FRAMES: (&str, &str) = ("frames.toml", include_str!("../../../../lexicon/frames.toml"));

/// The built-in type files; earlier entries win over later ones that are as telling.
const TYPES: &[(&str, &str)] = &[
    ("types/violence.toml", include_str!("../../../../lexicon/types/violence.toml")),
    ("types/law.toml", include_str!("../../../../lexicon/types/law.toml")),
    ("types/politics.toml", include_str!("../../../../lexicon/types/politics.toml")),
    ("types/speech.toml", include_str!("../../../../lexicon/types/speech.toml")),
    ("types/movement.toml", include_str!("../../../../lexicon/types/movement.toml")),
    ("types/disaster.toml", include_str!("../../../../lexicon/types/disaster.toml")),
    ("types/business.toml", include_str!("../../../../lexicon/types/business.toml")),
];

/// What is wrong in a lexicon file, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LexiconError {
    /// The file's name as given.
    pub file: String,
    /// Line, from 1; 0 where the whole file is meant.
    pub line: usize,
    /// What is wrong.
    pub what: String,
}

impl fmt::Display for LexiconError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.file.as_str(), self.line) {
            ("", _) => f.write_str(&self.what),
            (file, 0) => write!(f, "{file}: {}", self.what),
            (file, line) => write!(f, "{file}:{line}: {}", self.what),
        }
    }
}

impl std::error::Error for LexiconError {}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FramesFile {
    frame: Vec<Spanned<FrameRow>>,
    general: General,
    light: LightRow,
    again: AgainRow,
    control: Control,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FrameRow {
    name: String,
    subject: Option<String>,
    alone: Option<String>,
    object: Option<String>,
    indirect: Option<String>,
    possessor: Option<String>,
    of: Option<String>,
    compound: Option<String>,
    #[serde(default)]
    transitive: bool,
    #[serde(default)]
    prepositions: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct General {
    place: String,
    instrument: String,
    quantifiers: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LightRow {
    agent: String,
    patient: String,
    occur: String,
    bearers: String,
    blame: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AgainRow {
    verbs: String,
    words: String,
    nouns: String,
    families: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Control {
    object: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TypesFile {
    #[serde(rename = "type")]
    types: Vec<TypeRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TypeRow {
    name: Spanned<String>,
    #[serde(default)]
    gloss: String,
    #[serde(default)]
    plover: String,
    #[serde(default)]
    acled: Vec<String>,
    #[serde(default)]
    cameo: String,
    measure: Option<String>,
    #[serde(default)]
    family: String,
    #[serde(default)]
    harm: bool,
    #[serde(default)]
    main: f32,
    frame: Spanned<String>,
    noun_frame: Option<Spanned<String>>,
    verbs: Option<Spanned<String>>,
    nouns: Option<Spanned<String>>,
    adjectives: Option<Spanned<String>>,
}

impl Default for Lexicon {
    /// The built-in lexicon. Its files are compiled in and tested, so the empty lexicon that an error would give is
    /// never met.
    fn default() -> Lexicon {
        Lexicon::builtin().unwrap_or_else(|_| Lexicon::empty())
    }
}

impl Lexicon {
    /// The lexicon of the built-in files.
    pub fn builtin() -> Result<Lexicon, LexiconError> {
        let mut lexicon = Lexicon::empty();
        lexicon.classes = Classes::builtin();
        lexicon.load_frames(FRAMES.0, FRAMES.1)?;
        for (file, text) in TYPES {
            lexicon.add(file, text)?;
        }
        lexicon.builtin = lexicon.entries.len();
        lexicon.sort();
        Ok(lexicon)
    }

    /// Adds the types and entries of a user's file; a type that exists gets more entries, and of entries that are as
    /// telling the user's wins. On error nothing is added.
    pub fn extend(&mut self, file: &str, text: &str) -> Result<(), LexiconError> {
        let (types, entries) = (self.types.len(), self.entries.len());
        let added = self.add(file, text);
        if added.is_err() {
            self.types.truncate(types);
            self.entries.truncate(entries);
        }
        self.sort();
        added
    }

    fn empty() -> Lexicon {
        Lexicon {
            types: Vec::new(),
            frames: Vec::new(),
            entries: Vec::new(),
            builtin: usize::MAX,
            index: HashMap::new(),
            classes: Classes::default(),
            light: Light::default(),
            again: Again::default(),
            object_control: HashSet::new(),
        }
    }

    fn load_frames(&mut self, file: &str, text: &str) -> Result<(), LexiconError> {
        let read: FramesFile = toml::from_str(text).map_err(|e| syntax(file, text, &e))?;
        for row in read.frame {
            let at = row.span().start;
            let frame = frame(row.into_inner()).map_err(|what| error(file, text, at, what))?;
            self.frames.push(frame);
        }
        self.light = Light {
            agent: phrases(&read.light.agent),
            patient: phrases(&read.light.patient),
            occur: phrases(&read.light.occur),
            bearers: words(&read.light.bearers),
            blame: words(&read.light.blame),
            place_prepositions: words(&read.general.place),
            instrument_prepositions: words(&read.general.instrument),
            quantifiers: words(&read.general.quantifiers),
        };
        self.again = Again {
            verbs: phrases(&read.again.verbs),
            words: words(&read.again.words),
            nouns: words(&read.again.nouns),
            families: words(&read.again.families),
        };
        self.object_control = words(&read.control.object);
        Ok(())
    }

    fn add(&mut self, file: &str, text: &str) -> Result<(), LexiconError> {
        let read: TypesFile = toml::from_str(text).map_err(|e| syntax(file, text, &e))?;
        for row in read.types {
            let find = |name: &Spanned<String>| {
                let at = name.span().start;
                self.frames
                    .iter()
                    .position(|f| f.name == *name.as_ref())
                    .ok_or_else(|| error(file, text, at, format!("unknown frame `{}`", name.as_ref())))
            };
            let verb_frame = find(&row.frame)?;
            let noun_frame = row.noun_frame.as_ref().map_or(Ok(verb_frame), find)?;
            let known = self.types.iter().position(|t| t.name == *row.name.as_ref());
            let kind = known.unwrap_or(self.types.len());
            if known.is_none() {
                self.types.push(ClaimType {
                    name: row.name.into_inner(),
                    gloss: row.gloss,
                    plover: row.plover,
                    acled: row.acled,
                    cameo: row.cameo,
                    measure: row.measure,
                    family: row.family,
                    harm: row.harm,
                    main: row.main,
                });
            }
            for (class, list, frame) in [
                (WordClass::Verb, row.verbs, verb_frame),
                (WordClass::Noun, row.nouns, noun_frame),
                (WordClass::Adjective, row.adjectives, verb_frame),
            ] {
                if let Some(list) = list {
                    self.add_entries(file, text, kind, class, &list, frame)?;
                }
            }
        }
        Ok(())
    }

    fn add_entries(
        &mut self,
        file: &str,
        text: &str,
        kind: usize,
        class: WordClass,
        list: &Spanned<String>,
        frame: usize,
    ) -> Result<(), LexiconError> {
        for (line, row) in (line_of(text, list.span().start)..).zip(list.as_ref().split('\n')) {
            for written in row.split(';').map(str::trim).filter(|w| !w.is_empty()) {
                let wrong = |what| LexiconError { file: file.to_owned(), line, what };
                let parsed = entry::parse(written, class).map_err(wrong)?;
                let frame = match &parsed.frame {
                    None => frame,
                    Some(name) => self
                        .frames
                        .iter()
                        .position(|f| f.name == *name)
                        .ok_or_else(|| wrong(format!("unknown frame `{name}` in `{written}`")))?,
                };
                self.entries.push(Entry { kind, frame, class, words: parsed.words, head: parsed.head, conditions: parsed.conditions });
            }
        }
        Ok(())
    }

    /// Indexes the entries by head lemma: longer phrases first, then more conditions, then a user's own, then the order of
    /// the files.
    fn sort(&mut self) {
        self.index.clear();
        for (i, e) in self.entries.iter().enumerate() {
            self.index.entry((e.class, e.words[e.head].form.clone())).or_default().push(i as u32);
        }
        let (entries, builtin) = (&self.entries, self.builtin);
        for list in self.index.values_mut() {
            list.sort_by_key(|&i| {
                let e = &entries[i as usize];
                (std::cmp::Reverse(e.words.len()), std::cmp::Reverse(e.conditions.len()), (i as usize) < builtin, i)
            });
        }
    }
}

fn frame(row: FrameRow) -> Result<Frame, String> {
    let role = |name: Option<String>| match name {
        None => Ok(None),
        Some(n) => Role::named(&n).ok_or_else(|| format!("unknown role `{n}`")),
    };
    let subject = role(row.subject)?;
    Ok(Frame {
        name: row.name,
        subject,
        alone: role(row.alone)?.or(subject),
        object: role(row.object)?,
        indirect: role(row.indirect)?,
        possessor: role(row.possessor)?,
        of: role(row.of)?,
        compound: role(row.compound)?,
        transitive: row.transitive,
        prepositions: row.prepositions.into_iter().map(|(p, r)| role(Some(r)).map(|r| (p, r))).collect::<Result<_, _>>()?,
    })
}

fn words(list: &str) -> HashSet<String> {
    list.split(',').map(str::trim).filter(|w| !w.is_empty()).map(str::to_owned).collect()
}

fn phrases(list: &str) -> HashMap<String, Vec<Vec<String>>> {
    let mut out: HashMap<String, Vec<Vec<String>>> = HashMap::new();
    for phrase in list.split(',') {
        let mut words = phrase.split_whitespace().map(str::to_owned);
        if let Some(verb) = words.next() {
            out.entry(verb).or_default().push(words.collect());
        }
    }
    out
}

pub(super) fn line_of(text: &str, byte: usize) -> usize {
    text.as_bytes().iter().take(byte).filter(|&&b| b == b'\n').count() + 1
}

fn error(file: &str, text: &str, byte: usize, what: String) -> LexiconError {
    LexiconError { file: file.to_owned(), line: line_of(text, byte), what }
}

pub(super) fn syntax(file: &str, text: &str, e: &toml::de::Error) -> LexiconError {
    error(file, text, e.span().map_or(0, |s| s.start), e.message().to_owned())
}
