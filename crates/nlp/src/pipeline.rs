//! The pipeline: tokenizer, token vectors, tagger, parser, attribute ruler, lemmatizer, entities.

use crate::doc::{Doc, DocBuilder, Labels, RawToken};
use crate::error::LoadError;
use crate::files::{Config, Network, read_json};
use crate::lemmatizer::Lemmatizer;
use crate::matrix::Weights;
use crate::memory::Memory;
use crate::ner::Ner;
use crate::parser::Parser;
use crate::ruler::{Field, Ruler, View};
use crate::tok2vec::Tok2Vec;
use crate::tokenizer::{Piece, Tokenizer};
use crate::tree::Tree;
use crate::vocab::{Form, Vocab};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// A trained spaCy 3 CPU pipeline, read-only and shared by threads.
///
/// Loaded from the files that spaCy itself reads. The analyses are spaCy's own, label for label, except where two
/// actions score the same but for the last digits, which the order of sums decides: 1 token of 315,599 in 2,400 texts
/// (`parity/run.py`), with scores of 7.690040 and 7.690038.
#[derive(Debug)]
pub struct Pipeline {
    /// Tells pipelines apart in what threads remember.
    id: u64,
    vocab: Vocab,
    tokenizer: Tokenizer,
    tok2vec: Tok2Vec,
    tagger: Weights,
    parser: Parser,
    /// For each label of the parser, the two labels it stands for when it is a lifted one.
    lifted: Vec<Option<(u16, u16)>>,
    ruler: Ruler,
    lemmatizer: Option<Lemmatizer>,
    ner: Ner,
    labels: Arc<Labels>,
}

/// Texts of more tokens than this are analysed in parts, cut after a token, so that memory stays bounded: the
/// parser keeps 4 kB a token. The longest block of a real report has some hundreds.
const MAX_TOKENS: usize = 20_000;

/// Tokens whose features are worked out at once, unless one document has more: 1 MB for the parser.
const FEATURES_AT_ONCE: usize = 256;

impl Pipeline {
    /// Reads a pipeline folder (the one with `config.cfg`).
    pub fn load(dir: &Path) -> Result<Pipeline, LoadError> {
        let config = Config::read(dir.join("config.cfg"))?;
        let disabled = config.list("nlp", "disabled");
        let pipes: Vec<&str> = config.list("nlp", "pipeline").into_iter().filter(|p| !disabled.contains(p)).collect();
        let known = ["tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer", "ner"];
        if let Some(other) = pipes.iter().find(|p| !known.contains(p)) {
            return Err(config.unsupported(format!("the component '{other}'")));
        }
        if let Some(missing) = ["tok2vec", "tagger", "parser", "ner"].iter().find(|p| !pipes.contains(p)) {
            return Err(config.unsupported(format!("a pipeline without '{missing}'")));
        }
        let lang = config.text("nlp", "lang").unwrap_or("");
        let vocab = Vocab::load(dir)?;
        let tokenizer = Tokenizer::load(dir)?;
        let tok2vec = Tok2Vec::load(&Network::read(dir.join("tok2vec/model"))?)?;

        let net = Network::read(dir.join("tagger/model"))?;
        let layer = net.one("softmax")?;
        let (w, b) = (net.param(layer, "W", 2)?, net.param(layer, "b", 1)?);
        let tagger = Weights::linear(&w.data, w.shape[1], &b.data);
        let cfg = read_json(&dir.join("tagger/cfg"))?;
        let tags: Vec<String> = cfg["labels"].as_array().into_iter().flatten().filter_map(|l| l.as_str()).map(str::to_owned).collect();
        if tags.len() != tagger.outputs || tagger.inputs != tok2vec.width {
            return Err(net.error("the tagger's labels or inputs do not fit its weights"));
        }

        let parser = Parser::load(&dir.join("parser"))?;
        let listens = config.text("components.ner.model.tok2vec", "@architectures").is_some_and(|a| a.contains("Listener"));
        let ner = Ner::load(&dir.join("ner"), listens)?;
        let ruler = if pipes.contains(&"attribute_ruler") { Ruler::load(&dir.join("attribute_ruler"))? } else { Ruler::default() };
        let lemmatizer = if pipes.contains(&"lemmatizer") {
            if config.text("components.lemmatizer", "mode") != Some("rule") {
                return Err(config.unsupported("a lemmatizer in another mode than 'rule'"));
            }
            Some(Lemmatizer::load(&dir.join("lemmatizer"), lang)?)
        } else {
            None
        };

        let mut labels = Labels {
            tags,
            pos: vec![String::new()],
            morphs: vec![String::new()],
            deps: parser.labels.clone(),
            entity_types: ner.labels.clone(),
        };
        let mut lifted = Vec::new();
        for i in 0..labels.deps.len() {
            let pair = labels.deps[i].split_once("||").map(|(l, h)| (l.to_owned(), h.to_owned()));
            lifted.push(pair.map(|(l, h)| (intern(&mut labels.deps, &l), intern(&mut labels.deps, &h))));
        }
        for (field, table) in [
            (Field::Tag, &mut labels.tags),
            (Field::Pos, &mut labels.pos),
            (Field::Morph, &mut labels.morphs),
            (Field::Dep, &mut labels.deps),
        ] {
            for value in ruler.values(field) {
                intern(table, value);
            }
        }
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let id = NEXT.fetch_add(1, Ordering::Relaxed);
        Ok(Pipeline { id, vocab, tokenizer, tok2vec, tagger, parser, lifted, ruler, lemmatizer, ner, labels: Arc::new(labels) })
    }

    /// The label sets that all documents of this pipeline share.
    pub fn labels(&self) -> &Labels {
        &self.labels
    }

    /// Analyses one text. Any text is fine: the empty one has no tokens, and one of more than 20,000 tokens is
    /// analysed in parts.
    pub fn analyse(&self, text: &str) -> Doc {
        self.analyse_batch(&[text]).pop().unwrap_or_default()
    }

    /// Analyses several texts, with the same outcome as one by one but in less time.
    pub fn analyse_batch(&self, texts: &[&str]) -> Vec<Doc> {
        let all: Vec<Vec<Piece>> = texts.iter().map(|t| self.tokenizer.tokens(t)).collect();
        let mut parts: Vec<Part<'_>> = Vec::new();
        for (k, pieces) in all.iter().enumerate() {
            parts.extend(pieces.chunks(MAX_TOKENS).map(|pieces| Part { text: texts[k], pieces, of: k }));
        }
        let mut builders: Vec<(DocBuilder, Vec<_>, Offsets<'_>)> =
            texts.iter().map(|t| (DocBuilder::new(self.labels.clone()), Vec::new(), Offsets::new(t))).collect();
        let mut group: Vec<&Part<'_>> = Vec::new();
        let mut size = 0;
        for part in &parts {
            if size + part.pieces.len() > MAX_TOKENS && !group.is_empty() {
                self.analyse_parts(&group, &mut builders);
                group.clear();
                size = 0;
            }
            size += part.pieces.len();
            group.push(part);
        }
        self.analyse_parts(&group, &mut builders);
        builders.into_iter().zip(texts).map(|((b, ents, _), text)| b.finish((*text).to_owned(), ents)).collect()
    }

    fn analyse_parts(&self, parts: &[&Part<'_>], builders: &mut [(DocBuilder, Vec<crate::EntityMention>, Offsets<'_>)]) {
        let docs: Vec<Vec<Form<'_>>> = parts.iter().map(|p| p.forms()).collect();
        let n = docs.iter().map(Vec::len).sum();
        if n == 0 {
            return;
        }
        let lengths: Vec<usize> = docs.iter().map(Vec::len).collect();
        let mut memory = Memory::take(self.id);
        let m = &mut *memory;
        let own = self.ner.tok2vec.as_ref();
        let numbers = m.lexemes.numbers(docs.iter().flatten().copied(), &self.vocab, &self.tok2vec, own);
        let all_spaces: Vec<bool> = numbers.iter().map(|&k| m.lexemes.is_space(k)).collect();
        self.tok2vec.encode(&mut m.lexemes.shared, &numbers, &lengths, &mut m.shared);
        if let Some(own) = own {
            own.encode(&mut m.lexemes.own, &numbers, &lengths, &mut m.own);
        }
        let own_vectors = if own.is_some() { &m.own } else { &m.shared };
        let tag_scores = m.tag_scores.room(n * self.tagger.stride());
        let (vectors, rows) = m.shared.of(0..n);
        self.tagger.apply(vectors, rows, tag_scores);
        let mut tags = tag_scores.chunks_exact(self.tagger.stride()).map(|scores| first_max(&scores[..self.tagger.outputs]));
        let (mut offset, mut ahead, mut base) = (0, 0, 0);
        for (k, (part, forms)) in parts.iter().zip(&docs).enumerate() {
            let len = forms.len();
            if offset == ahead {
                // Features of a few documents at a time stay in a near cache until they are used.
                base = offset;
                for &len in &lengths[k..] {
                    if ahead > base && ahead + len > base + FEATURES_AT_ONCE {
                        break;
                    }
                    ahead += len;
                }
                self.parser.features(m.shared.of(base..ahead), &mut m.parser);
                self.ner.features(own_vectors.of(base..ahead), &mut m.ner);
            }
            let spaces = &all_spaces[offset..offset + len];
            let mut tree = self.parser.parse(&mut m.parser, offset - base, len);
            tree.finish(&self.lifted, spaces);
            let tags: Vec<u16> = tags.by_ref().take(len).collect();
            let entities = self.ner.entities(&mut m.ner, offset - base, &tree.sent_start, spaces);
            let (builder, mentions, offsets) = &mut builders[part.of];
            let before = builder.len();
            self.push_tokens(part, forms, spaces, tags, &tree, builder, offsets);
            mentions.extend(entities.into_iter().map(|m| crate::EntityMention { start: m.start + before, end: m.end + before, ..m }));
            offset += len;
        }
        memory.keep();
    }

    #[allow(clippy::too_many_arguments)]
    fn push_tokens(
        &self,
        part: &Part<'_>,
        forms: &[Form<'_>],
        spaces: &[bool],
        mut tags: Vec<u16>,
        tree: &Tree,
        builder: &mut DocBuilder,
        offsets: &mut Offsets<'_>,
    ) {
        let len = forms.len();
        let lowers: Vec<String> = forms.iter().map(|f| f.text.to_lowercase()).collect();
        let (mut pos, mut morphs, mut deps) = (vec![0u16; len], vec![0u16; len], tree.labels.clone());
        let mut lemmas: Vec<Option<String>> = vec![None; len];
        let before = Before { labels: &self.labels, forms, lowers: &lowers, tags: tags.clone(), deps: &tree.labels, spaces };
        self.ruler.apply(&before, len, |i, field, value| match field {
            Field::Tag => tags[i] = find(&self.labels.tags, value),
            Field::Pos => pos[i] = find(&self.labels.pos, value),
            Field::Morph => morphs[i] = find(&self.labels.morphs, value),
            Field::Dep => deps[i] = find(&self.labels.deps, value),
            Field::Lemma => lemmas[i] = Some(value.to_owned()),
            Field::Text | Field::Lower | Field::IsSpace => {}
        });
        let base = builder.len() as u32;
        for (i, piece) in part.pieces.iter().enumerate() {
            let lemma = lemmas[i].take().unwrap_or_else(|| {
                let (pos, morph) = (&self.labels.pos[pos[i] as usize], &self.labels.morphs[morphs[i] as usize]);
                self.lemmatizer.as_ref().map_or_else(String::new, |l| l.lemma(forms[i].text, pos, morph))
            });
            builder.push(RawToken {
                start: offsets.scalar(piece.start),
                end: offsets.scalar(piece.end),
                tag: tags[i],
                pos: pos[i],
                morph: morphs[i],
                dep: deps[i],
                head: tree.heads[i] + base,
                lemma: &lemma,
                sent_start: tree.sent_start[i],
            });
        }
    }
}

/// Tokens that are analysed together: a text, or a part of a very long one.
struct Part<'a> {
    text: &'a str,
    pieces: &'a [Piece],
    of: usize,
}

impl<'a> Part<'a> {
    fn forms(&self) -> Vec<Form<'a>> {
        self.pieces.iter().map(|p| Form { text: &self.text[p.start..p.end], norm: p.norm, spacy: p.spacy }).collect()
    }
}

/// Byte offsets to scalar offsets, asked for in ascending order.
struct Offsets<'a> {
    text: &'a str,
    byte: usize,
    scalar: u32,
}

impl<'a> Offsets<'a> {
    fn new(text: &'a str) -> Self {
        Offsets { text, byte: 0, scalar: 0 }
    }

    fn scalar(&mut self, byte: usize) -> u32 {
        self.scalar += self.text[self.byte..byte].chars().count() as u32;
        self.byte = byte;
        self.scalar
    }
}

/// The tokens as the rules see them.
struct Before<'a> {
    labels: &'a Labels,
    forms: &'a [Form<'a>],
    lowers: &'a [String],
    tags: Vec<u16>,
    deps: &'a [u16],
    spaces: &'a [bool],
}

impl View for Before<'_> {
    fn get(&self, token: usize, field: Field) -> &str {
        match field {
            Field::Text => self.forms[token].text,
            Field::Lower => &self.lowers[token],
            Field::Tag => &self.labels.tags[self.tags[token] as usize],
            Field::Dep => &self.labels.deps[self.deps[token] as usize],
            Field::Pos | Field::Morph | Field::Lemma | Field::IsSpace => "",
        }
    }

    fn is_space(&self, token: usize) -> bool {
        self.spaces[token]
    }
}

fn first_max(scores: &[f32]) -> u16 {
    let mut best = 0;
    for (i, s) in scores.iter().enumerate() {
        if *s > scores[best] {
            best = i;
        }
    }
    best as u16
}

fn find(table: &[String], value: &str) -> u16 {
    table.iter().position(|v| v == value).unwrap_or(0) as u16
}

fn intern(table: &mut Vec<String>, value: &str) -> u16 {
    let at = table.iter().position(|v| v == value).unwrap_or_else(|| {
        table.push(value.to_owned());
        table.len() - 1
    });
    at as u16
}
