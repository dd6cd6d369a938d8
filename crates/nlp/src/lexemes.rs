//! What a thread remembers of the word forms it has met, so that each is embedded once.

use crate::chars::is_space;
use crate::rows::{Buffer, MAX_PARTS, Rows};
use crate::tok2vec::{MAX_ROWS, PADDING, Tok2Vec};
use crate::vocab::{Form, Vocab};
use rustc_hash::FxHashMap;

/// Word forms of one pipeline, by number.
///
/// A form's numbers depend on nothing but the form, so what is remembered changes how long an analysis takes, never
/// its outcome.
#[derive(Default)]
pub struct Lexemes {
    plain: FxHashMap<Box<str>, Numbers>,
    /// Forms to which an exception gives a normal form, by that.
    normed: FxHashMap<u64, FxHashMap<Box<str>, Numbers>>,
    spaces: Vec<bool>,
    /// What the shared token network makes of them, and the entity recogniser's own.
    pub shared: Words,
    pub own: Words,
}

/// What one token network makes of the forms.
#[derive(Default)]
pub struct Words {
    /// Mixed embeddings, form after form.
    mixed: Vec<f32>,
    width: usize,
    /// The row of each form in `products`, 0 where it has none.
    rows: Vec<u32>,
    /// Row 0 is that of padding; then those of the forms that keep their row; then those of the forms looked up last.
    products: Buffer,
    span: usize,
    kept: usize,
    passing: Vec<u32>,
    room: [Buffer; 2],
}

/// Without and with a space after it.
type Numbers = [u32; 2];

/// More forms than this are forgotten at once: some 13 MB, and the forms of about 200 news reports.
const MAX_FORMS: usize = 16_384;

/// Longer forms are not worth the memory; they are embedded anew each time.
const MAX_BYTES: usize = 64;

/// The first so many forms keep their products, up to 14 MB for each network; those of others are worked out again
/// for every text. In 400 varied news texts 21 of 100 tokens bring such a form (30 with half as many kept).
const MAX_KEPT: usize = 4_096;

impl Lexemes {
    /// Whether there is room for more.
    pub fn has_room(&self) -> bool {
        self.spaces.len() <= MAX_FORMS
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
        self.shared.extend(shared, vocab, &fresh);
        if let Some(own) = own {
            self.own.extend(own, vocab, &fresh);
        }
        out
    }

    /// Whether the form is white space.
    pub fn is_space(&self, number: u32) -> bool {
        self.spaces[number as usize]
    }
}

impl Words {
    fn extend(&mut self, network: &Tok2Vec, vocab: &Vocab, forms: &[Form<'_>]) {
        self.width = network.width;
        for forms in forms.chunks(MAX_ROWS) {
            network.mix(vocab, forms, &mut self.room, &mut self.mixed);
        }
        self.rows.resize(self.mixed.len() / self.width, 0);
    }

    /// The mixed embedding of a form.
    pub fn mixed(&self, form: u32) -> &[f32] {
        &self.mixed[form as usize * self.width..][..self.width]
    }

    /// Works out the products of some forms, at most [`MAX_ROWS`] and a window. Afterwards only these have any.
    pub fn look_up(&mut self, network: &Tok2Vec, forms: &[u32]) {
        self.span = network.products_len();
        let room = self.products.room((1 + MAX_KEPT + MAX_ROWS + MAX_PARTS) * self.span);
        if self.kept == 0 {
            network.products(&vec![0.0; self.width], Rows::Every(self.width, 1), room);
            self.kept = 1;
        }
        for form in self.passing.drain(..) {
            self.rows[form as usize] = 0;
        }
        for &form in forms.iter().filter(|&&f| f != PADDING) {
            let row = &mut self.rows[form as usize];
            if *row == 0 {
                *row = (self.kept + self.passing.len()) as u32;
                self.passing.push(form);
            }
        }
        let starts: Vec<u32> = self.passing.iter().map(|&form| form * self.width as u32).collect();
        network.products(&self.mixed, Rows::At(&starts), &mut room[self.kept * self.span..]);
        let stay = self.passing.len().min(1 + MAX_KEPT - self.kept);
        self.passing.drain(..stay);
        self.kept += stay;
    }

    /// The products of a form that was among those last looked up.
    pub fn products(&self, form: u32) -> &[f32] {
        let row = if form == PADDING { 0 } else { self.rows[form as usize] as usize };
        &self.products.numbers()[row * self.span..][..self.span]
    }
}
