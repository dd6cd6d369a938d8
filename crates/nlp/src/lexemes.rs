//! What a thread remembers of the word forms it has met, so that each is embedded once.

use crate::chars::is_space;
use crate::tok2vec::Tok2Vec;
use crate::vocab::{Form, Vocab};
use rustc_hash::FxHashMap;
use std::cell::RefCell;

/// Word forms of one pipeline, by number.
///
/// A form's numbers depend on nothing but the form, so what is remembered changes how long an analysis takes, never
/// its outcome.
#[derive(Default)]
pub struct Lexemes {
    owner: u64,
    plain: FxHashMap<Box<str>, Numbers>,
    /// Forms to which an exception gives a normal form, by that.
    normed: FxHashMap<u64, FxHashMap<Box<str>, Numbers>>,
    spaces: Vec<bool>,
    /// Mixed embeddings of the shared token network and of the entity recogniser's own.
    shared: Vec<f32>,
    own: Vec<f32>,
}

/// Without and with a space after it.
type Numbers = [u32; 2];

/// More forms than this are forgotten at once: some 13 MB, and the forms of about 200 news reports.
const MAX_FORMS: usize = 16_384;

/// Longer forms are not worth the memory; they are embedded anew each time.
const MAX_BYTES: usize = 64;

thread_local! {
    static MEMORY: RefCell<Option<Box<Lexemes>>> = const { RefCell::new(None) };
}

impl Lexemes {
    /// The thread's memory for this pipeline.
    pub fn take(owner: u64) -> Box<Lexemes> {
        let kept = MEMORY.with_borrow_mut(Option::take);
        let kept = kept.filter(|l| l.owner == owner && l.spaces.len() <= MAX_FORMS);
        kept.unwrap_or_else(|| Box::new(Lexemes { owner, ..Default::default() }))
    }

    /// Keeps the memory for the thread's next analysis.
    pub fn keep(self: Box<Lexemes>) {
        MEMORY.set(Some(self));
    }

    /// The numbers of forms, new ones embedded.
    pub fn numbers<'a>(
        &mut self,
        forms: impl Iterator<Item = Form<'a>>,
        vocab: &Vocab,
        shared: &Tok2Vec,
        own: Option<&Tok2Vec>,
    ) -> Vec<u32> {
        const NEW: u32 = u32::MAX;
        let mut fresh: Vec<Form<'a>> = Vec::new();
        let base = self.spaces.len() as u32;
        let mut out = Vec::new();
        for form in forms {
            let next = base + fresh.len() as u32;
            let map = match form.norm {
                None => &mut self.plain,
                Some(norm) => self.normed.entry(norm).or_default(),
            };
            let known = map.get_mut(form.text);
            let number = match known {
                Some(numbers) => {
                    let n = &mut numbers[usize::from(form.spacy)];
                    if *n == NEW {
                        *n = next;
                    }
                    *n
                }
                None => {
                    if form.text.len() <= MAX_BYTES {
                        let mut numbers = [NEW; 2];
                        numbers[usize::from(form.spacy)] = next;
                        map.insert(form.text.into(), numbers);
                    }
                    next
                }
            };
            if number == next {
                fresh.push(form);
            }
            out.push(number);
        }
        self.spaces.extend(fresh.iter().map(|f| f.text.chars().all(is_space)));
        shared.mix(vocab, &fresh, &mut self.shared);
        if let Some(own) = own {
            own.mix(vocab, &fresh, &mut self.own);
        }
        out
    }

    /// Whether the form is white space.
    pub fn is_space(&self, number: u32) -> bool {
        self.spaces[number as usize]
    }

    /// Mixed embeddings of all forms, for the shared network.
    pub fn shared(&self) -> &[f32] {
        &self.shared
    }

    /// Mixed embeddings of all forms, for the entity recogniser's own network.
    pub fn own(&self) -> &[f32] {
        &self.own
    }
}
