//! Token vectors: hash embeddings of word attributes, mixed, then widened over neighbours layer by layer.

use crate::error::LoadError;
use crate::files::{Network, text_of};
use crate::hash::row_keys;
use crate::lexemes::Words;
use crate::matrix::Weights;
use crate::rows::{Buffer, MAX_PARTS, Norm, Rows, max_of_sums};
use crate::vocab::{Attr, Form, Vocab};
use pulp::Arch;

/// The embedding and encoding network.
#[derive(Debug)]
pub struct Tok2Vec {
    pub width: usize,
    arch: Arch,
    tables: Vec<Table>,
    mix: Maxout,
    /// The first layer's products with each place of its window by itself: what a word form gives to a neighbour's
    /// vector depends on nothing but the form.
    first: Weights,
    first_norm: Norm,
    pieces: usize,
    /// The other layers.
    layers: Vec<Maxout>,
    window: usize,
    /// Rows of padding between two documents; they take part in the layers.
    pad: usize,
}

/// Vectors of the tokens of some documents, and room to work them out in.
#[derive(Default)]
pub struct Vectors {
    x: Buffer,
    y: Buffer,
    /// The form of each row, with the rows of padding.
    forms: Vec<u32>,
    /// Where the rows begin that a layer changes; after the last layer, those of the tokens.
    starts: Vec<u32>,
    edge: usize,
}

/// The form of a row of padding.
pub const PADDING: u32 = u32::MAX;

/// Rows whose words are looked up at once, so that few have to be kept.
pub const MAX_ROWS: usize = 1024;

#[derive(Debug)]
struct Table {
    attr: Attr,
    seed: u32,
    rows: usize,
    data: Vec<f32>,
}

#[derive(Debug)]
struct Maxout {
    weights: Weights,
    norm: Norm,
}

impl Tok2Vec {
    pub fn load(net: &Network) -> Result<Tok2Vec, LoadError> {
        let columns: Vec<Attr> = net
            .one("extract_features")?
            .attr("columns")
            .and_then(|v| v.as_array())
            .ok_or_else(|| net.error("no feature columns"))?
            .iter()
            .map(|c| text_of(c).and_then(Attr::named).ok_or_else(|| net.unsupported(format!("embedding of attribute {c}"))))
            .collect::<Result<_, _>>()?;
        if net.named("static_vectors").next().is_some() {
            return Err(net.unsupported("static vectors"));
        }
        let mut tables = Vec::new();
        for layer in net.named("hashembed") {
            let table = net.param(layer, "E", 2)?;
            let (Some(column), Some(seed)) = (layer.attr_number("column"), layer.attr_number("seed")) else {
                return Err(net.error("an embedding table has no column or seed"));
            };
            let attr = *columns.get(column as usize).ok_or_else(|| net.error("an embedding table's column is not extracted"))?;
            tables.push(Table { attr, seed: seed as u32, rows: table.shape[0], data: table.data });
        }
        let width = tables.first().map_or(0, |t: &Table| t.data.len() / t.rows.max(1));
        let window = net.named("expand_window").next().and_then(|l| l.attr_number("window_size")).unwrap_or(0) as usize;
        let places = 2 * window + 1;
        let mut blocks = net.named("maxout").zip(net.named("layernorm"));
        let mut block = |inputs: usize| -> Result<_, LoadError> {
            let Some((layer, norm)) = blocks.next() else { return Ok(None) };
            let (w, b) = (net.param(layer, "W", 3)?, net.param(layer, "b", 2)?);
            let (gain, shift) = (net.param(norm, "G", 1)?.data, net.param(norm, "b", 1)?.data);
            if w.shape[1] > 4 {
                return Err(net.unsupported(format!("maxout of {} pieces", w.shape[1])));
            }
            if w.shape[0] != width
                || w.shape[2] != inputs
                || b.data.len() != width * w.shape[1]
                || gain.len() != width
                || shift.len() != width
            {
                return Err(net.error("the layers' sizes do not fit each other"));
            }
            Ok(Some((w, b.data, Norm::new(&gain, &shift))))
        };
        let mix = block(width * tables.len())?;
        let first = block(width * places)?;
        let (Some((w, b, norm)), Some((first, first_bias, first_norm))) = (mix, first) else {
            return Err(net.unsupported("a token network other than hash embeddings and maxout windows"));
        };
        if width == 0 || places > MAX_PARTS {
            return Err(net.unsupported("token vectors of this size or window"));
        }
        let mix = Maxout { weights: Weights::maxout(&w.data, w.shape[2], &b, w.shape[1]), norm };
        let pieces = first.shape[1];
        // From unit by unit to place by place, in one piece by piece.
        let mut rows = Vec::with_capacity(first.data.len());
        let mut bias = Vec::with_capacity(places * pieces * width);
        for place in 0..places {
            for from in (0..pieces).flat_map(|p| (0..width).map(move |unit| unit * pieces + p)) {
                rows.extend_from_slice(&first.data[from * width * places + place * width..][..width]);
                bias.push(if place == window { first_bias[from] } else { 0.0 });
            }
        }
        let first = Weights::linear(&rows, width, &bias);
        let mut layers = Vec::new();
        while let Some((w, b, norm)) = block(width * places)? {
            layers.push(Maxout { weights: Weights::maxout(&w.data, w.shape[2], &b, w.shape[1]), norm });
        }
        let pad = window * (layers.len() + 1);
        Ok(Tok2Vec { width, arch: Arch::new(), tables, mix, first, first_norm, pieces, layers, window, pad })
    }

    /// Appends the mixed embeddings of forms to `out`, `width` numbers each; `room` is to work in.
    pub fn mix(&self, vocab: &Vocab, forms: &[Form<'_>], room: &mut [Buffer; 2], out: &mut Vec<f32>) {
        let width = self.width;
        let [embedded, mixed] = room;
        let embedded = embedded.room(forms.len() * self.mix.weights.inputs);
        let mut parts = embedded.chunks_exact_mut(width);
        for form in forms {
            for (t, part) in self.tables.iter().zip(&mut parts) {
                let rows = row_keys(vocab.id(t.attr, *form), t.seed).map(|k| &t.data[k as usize % t.rows * width..][..width]);
                max_of_sums(self.arch, &rows, 1, part);
            }
        }
        let stride = self.mix.weights.stride();
        let mixed = mixed.room(forms.len() * stride);
        self.mix.weights.apply(embedded, Rows::Every(self.mix.weights.inputs, forms.len()), mixed);
        let begin = out.len();
        out.resize(begin + forms.len() * width, 0.0);
        self.mix.norm.add(mixed, stride, &mut out[begin..], Rows::Every(width, forms.len()));
    }

    /// Numbers in the products of one form.
    pub fn products_len(&self) -> usize {
        self.first.stride()
    }

    /// The products of some mixed embeddings with every place of the first layer's window.
    pub fn products(&self, mixed: &[f32], rows: Rows<'_>, out: &mut [f32]) {
        self.first.apply(mixed, rows, out);
    }

    /// Works out the vectors of the tokens of several documents, one after another, of which `numbers` gives the forms.
    pub fn encode(&self, words: &mut Words, numbers: &[u32], lengths: &[usize], out: &mut Vectors) {
        let (width, window) = (self.width, self.window);
        // `pad` rows around every document and `window` more at both ends, where the window of the outermost rows looks.
        let rows = numbers.len() + self.pad * (lengths.len() + 1);
        out.edge = window * width;
        out.forms.clear();
        out.forms.resize(window + self.pad, PADDING);
        let mut left = numbers;
        for &len in lengths {
            let (of_this, others) = left.split_at(len);
            out.forms.extend_from_slice(of_this);
            out.forms.resize(out.forms.len() + self.pad, PADDING);
            left = others;
        }
        out.forms.resize(rows + 2 * window, PADDING);
        let x = out.x.room((rows + 2 * window) * width);
        for (&form, x) in out.forms.iter().zip(x.chunks_exact_mut(width)) {
            if form == PADDING { x.fill(0.0) } else { x.copy_from_slice(words.mixed(form)) }
        }
        let y = out.y.room(rows * width);
        let span = self.pieces * width;
        for (y, from) in y.chunks_mut(MAX_ROWS * width).zip((0..).step_by(MAX_ROWS)) {
            let forms = &out.forms[from..][..y.len() / width + 2 * window];
            words.look_up(self, forms);
            for (y, forms) in y.chunks_exact_mut(width).zip(forms.windows(2 * window + 1)) {
                let mut parts: [&[f32]; MAX_PARTS] = [&[]; MAX_PARTS];
                for ((place, &form), part) in forms.iter().enumerate().zip(&mut parts) {
                    *part = &words.products(form)[place * span..][..span];
                }
                max_of_sums(self.arch, &parts[..forms.len()], self.pieces, y);
            }
        }
        self.first_norm.add(y, width, &mut x[out.edge..], Rows::Every(width, rows));
        for (layer, after) in self.layers.iter().zip((0..self.layers.len()).rev()) {
            // Padding counts only as far as the layers after this one look.
            self.starts(lengths, after * window, &mut out.starts);
            let stride = layer.weights.stride();
            let y = out.y.room(out.starts.len() * stride);
            layer.weights.apply(x, Rows::At(&out.starts), y);
            layer.norm.add(y, stride, &mut x[out.edge..], Rows::At(&out.starts));
        }
        if self.layers.is_empty() {
            self.starts(lengths, 0, &mut out.starts);
        }
    }

    /// Where the rows of documents begin, with so many rows of padding around each.
    fn starts(&self, lengths: &[usize], around: usize, starts: &mut Vec<u32>) {
        starts.clear();
        let (mut done, mut begin) = (0, self.pad);
        for &len in lengths {
            let rows = done.max(begin - around)..begin + len + around;
            done = rows.end;
            starts.extend(rows.map(|r| (r * self.width) as u32));
            begin += len + self.pad;
        }
    }
}

impl Vectors {
    /// The numbers in which the tokens' vectors lie, and where those of some tokens begin.
    pub fn of(&self, tokens: std::ops::Range<usize>) -> (&[f32], Rows<'_>) {
        (self.x.numbers().get(self.edge..).unwrap_or_default(), Rows::At(&self.starts[tokens]))
    }

    /// Gives up room for more than so many numbers.
    pub fn shrink(&mut self, most: usize) {
        self.x.shrink(most);
        self.y.shrink(most);
        if self.forms.capacity() > most {
            (self.forms, self.starts) = Default::default();
        }
    }
}
