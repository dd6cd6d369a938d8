//! What a thread keeps from one analysis to the next: the word forms it has met, and room to work in.

use crate::lexemes::Lexemes;
use crate::rows::Buffer;
use crate::tok2vec::Vectors;
use crate::transitions::Features;
use std::cell::RefCell;

/// A thread's memory for one pipeline.
#[derive(Default)]
pub struct Memory {
    owner: u64,
    pub lexemes: Lexemes,
    /// Vectors of the shared token network and of the entity recogniser's own.
    pub shared: Vectors,
    pub own: Vectors,
    pub tag_scores: Buffer,
    pub parser: Features,
    pub ner: Features,
}

/// Room for more numbers than this in one buffer is given up after an analysis: a text that needs it is rare.
const MAX_NUMBERS: usize = 1 << 20;

thread_local! {
    static MEMORY: RefCell<Option<Box<Memory>>> = const { RefCell::new(None) };
}

impl Memory {
    /// The thread's memory for this pipeline.
    pub fn take(owner: u64) -> Box<Memory> {
        let mut memory = match MEMORY.with_borrow_mut(Option::take) {
            Some(memory) if memory.owner == owner => memory,
            _ => Box::new(Memory { owner, ..Default::default() }),
        };
        if !memory.lexemes.has_room() {
            memory.lexemes = Lexemes::default();
        }
        memory
    }

    /// Keeps the memory for the thread's next analysis.
    pub fn keep(mut self: Box<Memory>) {
        let Memory { shared, own, tag_scores, parser, ner, .. } = &mut *self;
        shared.shrink(MAX_NUMBERS);
        own.shrink(MAX_NUMBERS);
        tag_scores.shrink(MAX_NUMBERS);
        parser.shrink(MAX_NUMBERS);
        ner.shrink(MAX_NUMBERS);
        MEMORY.set(Some(self));
    }
}
