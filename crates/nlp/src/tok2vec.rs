//! Token vectors: hash embeddings of word attributes, mixed, then widened over neighbours layer by layer.

use crate::error::LoadError;
use crate::files::{Network, text_of};
use crate::hash::row_keys;
use crate::matrix::{Weights, layer_norm, maxout};
use crate::vocab::{Attr, Form, Vocab};

/// The embedding and encoding network.
#[derive(Debug)]
pub struct Tok2Vec {
    pub width: usize,
    tables: Vec<Table>,
    mix: Maxout,
    layers: Vec<Maxout>,
    window: usize,
    /// Rows of padding between two documents; they take part in the layers.
    pad: usize,
}

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
    pieces: usize,
    gain: Vec<f32>,
    bias: Vec<f32>,
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
        let norms: Vec<_> = net.named("layernorm").collect();
        let mut blocks = Vec::new();
        for (layer, norm) in net.named("maxout").zip(norms) {
            let (w, b) = (net.param(layer, "W", 3)?, net.param(layer, "b", 2)?);
            blocks.push(Maxout {
                pieces: w.shape[1],
                weights: Weights::new(&w.data, w.shape[2], b.data),
                gain: net.param(norm, "G", 1)?.data,
                bias: net.param(norm, "b", 1)?.data,
            });
        }
        if blocks.is_empty() || tables.is_empty() {
            return Err(net.unsupported("a token network other than hash embeddings and maxout windows"));
        }
        let mix = blocks.remove(0);
        let width = mix.gain.len();
        let window = net.named("expand_window").next().and_then(|l| l.attr_number("window_size")).unwrap_or(0) as usize;
        let fits = mix.weights.inputs == width * tables.len()
            && tables.iter().all(|t| t.rows > 0 && t.data.len() == t.rows * width)
            && mix.weights.outputs == width * mix.pieces
            && blocks.iter().all(|b| b.weights.inputs == width * (2 * window + 1) && b.weights.outputs == width * b.pieces)
            && blocks.iter().chain([&mix]).all(|b| b.gain.len() == width && b.bias.len() == width);
        if !fits {
            return Err(net.error("the layers' sizes do not fit each other"));
        }
        Ok(Tok2Vec { width, tables, mix, window, pad: window * blocks.len(), layers: blocks })
    }

    /// Vectors of the tokens of several documents, `width` numbers a token, documents one after another.
    pub fn vectors(&self, vocab: &Vocab, docs: &[Vec<Form<'_>>]) -> Vec<f32> {
        let n: usize = docs.iter().map(Vec::len).sum();
        let width = self.width;
        let mut embedded = Vec::with_capacity(n * width * self.tables.len());
        for form in docs.iter().flatten() {
            for t in &self.tables {
                let keys = row_keys(vocab.id(t.attr, *form), t.seed);
                let row = |k: u32| {
                    let at = k as usize % t.rows * width;
                    &t.data[at..at + width]
                };
                let (a, b, c, d) = (row(keys[0]), row(keys[1]), row(keys[2]), row(keys[3]));
                embedded.extend((0..width).map(|i| a[i] + b[i] + c[i] + d[i]));
            }
        }
        let mut wide = Vec::new();
        let mut mixed = vec![0.0; n * width];
        self.mix.weights.apply(&embedded, self.mix.weights.inputs, n, &mut wide);
        self.mix.finish(&wide, &mut mixed);

        // One buffer with `pad` rows around every document and `window` more at both ends, where the window of the
        // outermost rows looks.
        let rows = docs.iter().map(|d| d.len() + self.pad).sum::<usize>() + self.pad;
        let edge = self.window * width;
        let mut x = vec![0.0; edge + rows * width + edge];
        let mut places = Vec::with_capacity(docs.len());
        let (mut from, mut to) = (0, edge + self.pad * width);
        for d in docs {
            let len = d.len() * width;
            x[to..to + len].copy_from_slice(&mixed[from..from + len]);
            places.push((to, len));
            from += len;
            to += len + self.pad * width;
        }
        let mut y = vec![0.0; rows * width];
        for layer in &self.layers {
            layer.weights.apply(&x, width, rows, &mut wide);
            layer.finish(&wide, &mut y);
            for (x, y) in x[edge..].iter_mut().zip(&y) {
                *x += y;
            }
        }
        let mut out = Vec::with_capacity(n * width);
        for (at, len) in places {
            out.extend_from_slice(&x[at..at + len]);
        }
        out
    }
}

impl Maxout {
    fn finish(&self, wide: &[f32], out: &mut [f32]) {
        let width = self.gain.len();
        for (row, out) in wide.chunks_exact(width * self.pieces).zip(out.chunks_exact_mut(width)) {
            maxout(row, self.pieces, out);
            layer_norm(out, &self.gain, &self.bias);
        }
    }
}
