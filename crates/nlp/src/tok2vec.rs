//! Token vectors: hash embeddings of word attributes, mixed, then widened over neighbours layer by layer.

use crate::error::LoadError;
use crate::files::{Network, text_of};
use crate::hash::row_keys;
use crate::matrix::{Weights, layer_norm};
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
            if w.shape[1] > 4 {
                return Err(net.unsupported(format!("maxout of {} pieces", w.shape[1])));
            }
            blocks.push(Maxout {
                weights: Weights::maxout(&w.data, w.shape[2], &b.data, w.shape[1]),
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
            && mix.weights.outputs == width
            && blocks.iter().all(|b| b.weights.inputs == width * (2 * window + 1) && b.weights.outputs == width)
            && blocks.iter().chain([&mix]).all(|b| b.gain.len() == width && b.bias.len() == width);
        if !fits {
            return Err(net.error("the layers' sizes do not fit each other"));
        }
        Ok(Tok2Vec { width, tables, mix, window, pad: window * blocks.len(), layers: blocks })
    }

    /// Appends the mixed embeddings of forms to `out`, `width` numbers each.
    pub fn mix(&self, vocab: &Vocab, forms: &[Form<'_>], out: &mut Vec<f32>) {
        let width = self.width;
        let mut embedded = Vec::with_capacity(forms.len() * width * self.tables.len());
        for form in forms {
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
        let mut mixed = Vec::new();
        self.mix.apply(&embedded, self.mix.weights.inputs, forms.len(), &mut mixed);
        for row in mixed.chunks_exact(self.mix.weights.stride()) {
            out.extend_from_slice(&row[..width]);
        }
    }

    /// Vectors of the tokens of several documents, `width` numbers a token, documents one after another. `numbers`
    /// gives each token's row in `mixed`.
    pub fn vectors(&self, mixed: &[f32], numbers: &[u32], lengths: &[usize]) -> Vec<f32> {
        let width = self.width;
        // One buffer with `pad` rows around every document and `window` more at both ends, where the window of the
        // outermost rows looks.
        let rows = numbers.len() + self.pad * (lengths.len() + 1);
        let edge = self.window * width;
        let mut x = vec![0.0; edge + rows * width + edge];
        let mut places = Vec::with_capacity(lengths.len());
        let (mut numbers, mut to) = (numbers.iter(), edge + self.pad * width);
        for &len in lengths {
            places.push((to, len * width));
            for &n in numbers.by_ref().take(len) {
                x[to..to + width].copy_from_slice(&mixed[n as usize * width..][..width]);
                to += width;
            }
            to += self.pad * width;
        }
        let mut y = Vec::new();
        for layer in &self.layers {
            layer.apply(&x, width, rows, &mut y);
            for (x, y) in x[edge..].chunks_exact_mut(width).zip(y.chunks_exact(layer.weights.stride())) {
                for (x, y) in x.iter_mut().zip(y) {
                    *x += y;
                }
            }
        }
        let mut out = Vec::with_capacity(rows * width);
        for (at, len) in places {
            out.extend_from_slice(&x[at..at + len]);
        }
        out
    }
}

impl Maxout {
    fn apply(&self, x: &[f32], stride: usize, rows: usize, out: &mut Vec<f32>) {
        self.weights.apply(x, stride, rows, out);
        layer_norm(out, self.gain.len(), self.weights.stride(), &self.gain, &self.bias);
    }
}
