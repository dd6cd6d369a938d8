//! Matrix products of the networks, on the widest vectors the machine has.
//!
//! Every output is summed in the order of the inputs, whatever the number of rows: a token's numbers do not depend
//! on what it is analysed together with.

use crate::rows::{Buffer, LINE, Rows};
use pulp::{Arch, Simd, WithSimd};

/// A weight matrix with one bias a column, packed for the machine's vectors.
#[derive(Debug)]
pub struct Weights {
    pub inputs: usize,
    /// Numbers an output row has; the last ones, up to [`Weights::stride`], are padding.
    pub outputs: usize,
    arch: Arch,
    /// Numbers in a vector.
    lanes: usize,
    /// Vectors in a panel.
    vectors: usize,
    /// Whether a panel's vectors are pieces of which the largest counts.
    maxout: bool,
    /// Panel after panel; in one, input after input.
    data: Buffer,
    bias: Buffer,
}

impl Weights {
    /// `x · W + bias`, from `outputs` rows of `inputs` numbers. A bias of another length than `outputs` counts as none.
    pub fn linear(rows: &[f32], inputs: usize, bias: &[f32]) -> Weights {
        let outputs = rows.len() / inputs.max(1);
        Weights::pack(rows, inputs, bias, outputs, 2, false, |lanes, panel, v, lane| (panel * 2 + v) * lanes + lane)
    }

    /// The largest of `pieces` neighbouring outputs of `x · W + bias`. At most four pieces.
    pub fn maxout(rows: &[f32], inputs: usize, bias: &[f32], pieces: usize) -> Weights {
        let units = rows.len() / inputs.max(1) / pieces.max(1);
        Weights::pack(rows, inputs, bias, units, pieces, true, |lanes, panel, piece, lane| {
            let unit = panel * lanes + lane;
            if unit < units { unit * pieces + piece } else { usize::MAX }
        })
    }

    /// `source` gives the row of (lanes, panel, vector, lane); one that does not exist is padding.
    fn pack(
        rows: &[f32],
        inputs: usize,
        bias: &[f32],
        outputs: usize,
        vectors: usize,
        maxout: bool,
        source: impl Fn(usize, usize, usize, usize) -> usize,
    ) -> Weights {
        let arch = Arch::new();
        let lanes = arch.dispatch(Lanes);
        let panel_outputs = if maxout { lanes } else { lanes * vectors };
        let panels = outputs.div_ceil(panel_outputs);
        let (mut data, mut packed_bias) = (Vec::with_capacity(panels * inputs * vectors * lanes), Vec::new());
        for panel in 0..panels {
            let places = || (0..vectors).flat_map(|v| (0..lanes).map(move |lane| (v, lane)));
            for i in 0..inputs {
                data.extend(places().map(|(v, lane)| {
                    let row = source(lanes, panel, v, lane);
                    row.checked_mul(inputs).and_then(|at| rows.get(at + i)).copied().unwrap_or(0.0)
                }));
            }
            packed_bias.extend(places().map(|(v, lane)| bias.get(source(lanes, panel, v, lane)).copied().unwrap_or(0.0)));
        }
        Weights { inputs, outputs, arch, lanes, vectors, maxout, data: Buffer::of(&data), bias: Buffer::of(&packed_bias) }
    }

    /// Numbers from the beginning of one output row to that of the next.
    pub fn stride(&self) -> usize {
        let panel_outputs = if self.maxout { self.lanes } else { self.lanes * self.vectors };
        let stride = self.outputs.div_ceil(panel_outputs) * panel_outputs;
        // Rows a multiple of 4 kB apart would crowd each other out of the near cache.
        if stride % 1024 == 0 { stride + LINE } else { stride }
    }

    /// Outputs of some rows of `x`; row r of `out` begins at `r * self.stride()`.
    pub fn apply(&self, x: &[f32], rows: Rows<'_>, out: &mut [f32]) {
        self.arch.dispatch(Apply { w: self, x, rows, out });
    }
}

struct Lanes;

impl WithSimd for Lanes {
    type Output = usize;

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> usize {
        S::F32_LANES
    }
}

struct Apply<'a> {
    w: &'a Weights,
    x: &'a [f32],
    rows: Rows<'a>,
    out: &'a mut [f32],
}

impl WithSimd for Apply<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        match self.w.vectors {
            1 => self.panels::<S, 1>(simd),
            2 => self.panels::<S, 2>(simd),
            3 => self.panels::<S, 3>(simd),
            _ => self.panels::<S, 4>(simd),
        }
    }
}

impl Apply<'_> {
    #[inline(always)]
    fn panels<S: Simd, const V: usize>(mut self, simd: S) {
        let k = self.w.inputs;
        let weights = self.w;
        let (data, bias) = (S::as_simd_f32s(weights.data.numbers()).0, S::as_simd_f32s(weights.bias.numbers()).0);
        let panel_outputs = if self.w.maxout { S::F32_LANES } else { S::F32_LANES * V };
        let (mut done, count) = (0, self.rows.len());
        if count == 1 {
            // A row alone has too few sums for the pipeline: four panels of it at once.
            let row = &self.x[self.rows.start(0)..][..k];
            for (w, bias) in data.chunks_exact(k * V * 4).zip(bias.chunks_exact(V * 4)) {
                let sums = four_panels(simd, row, w.as_chunks::<V>().0, bias.as_chunks::<V>().0);
                for (i, sums) in sums.iter().enumerate() {
                    store(simd, weights.maxout, sums, &mut self.out[(done + i) * panel_outputs..][..panel_outputs]);
                }
                done += 4;
            }
        }
        for (panel, (w, bias)) in data.chunks_exact(k * V).zip(bias.chunks_exact(V)).enumerate().skip(done) {
            let (w, at) = (w.as_chunks::<V>().0, panel * panel_outputs);
            let start: [S::f32s; V] = std::array::from_fn(|v| bias[v]);
            let mut r = 0;
            // Sixteen numbers a vector come with 32 registers, eight numbers with 16.
            if S::F32_LANES >= 16 {
                while r + 8 <= count {
                    let sums = eight_rows(simd, self.rows(r), w, start);
                    self.put(simd, r, at, sums);
                    r += 8;
                }
            }
            while r + 4 <= count {
                let sums = four_rows(simd, self.rows(r), w, start);
                self.put(simd, r, at, sums);
                r += 4;
            }
            while r < count {
                let sums = one_row(simd, self.rows(r), w, start);
                self.put(simd, r, at, sums);
                r += 1;
            }
        }
    }

    /// `R` rows from `r` on.
    #[inline(always)]
    fn rows<const R: usize>(&self, r: usize) -> [&[f32]; R] {
        std::array::from_fn(|i| &self.x[self.rows.start(r + i)..][..self.w.inputs])
    }

    /// Puts the sums of a panel whose outputs begin at `at` into rows from `r` on.
    #[inline(always)]
    fn put<S: Simd, const V: usize, const R: usize>(&mut self, simd: S, r: usize, at: usize, sums: [[S::f32s; V]; R]) {
        let (stride, width) = (self.w.stride(), if self.w.maxout { S::F32_LANES } else { S::F32_LANES * V });
        for (i, sums) in sums.iter().enumerate() {
            store(simd, self.w.maxout, sums, &mut self.out[(r + i) * stride + at..][..width]);
        }
    }
}

/// A function that multiplies several rows at once, so that their sums stay in registers and each loaded weight is used
/// for all of them. Every row and every row's sums are a variable of their own: with arrays of them, bounds checks and
/// moves to memory take most of the time.
macro_rules! rows_at_once {
    ($name:ident, $rows:literal, $($row:ident $sums:ident $i:literal),+) => {
        #[inline(always)]
        #[allow(clippy::needless_range_loop)]
        fn $name<S: Simd, const V: usize>(
            simd: S,
            rows: [&[f32]; $rows],
            w: &[[S::f32s; V]],
            start: [S::f32s; V],
        ) -> [[S::f32s; V]; $rows] {
            let n = w.len();
            $(let $row = &rows[$i][..n];)+
            $(let mut $sums = start;)+
            for k in 0..n {
                let w = w[k];
                $(
                    let x = simd.splat_f32s($row[k]);
                    for i in 0..V {
                        $sums[i] = simd.mul_add_e_f32s(x, w[i], $sums[i]);
                    }
                )+
            }
            [$($sums),+]
        }
    };
}

rows_at_once!(one_row, 1, a s 0);
rows_at_once!(four_rows, 4, a s 0, b t 1, c u 2, d v 3);
rows_at_once!(eight_rows, 8, a s 0, b t 1, c u 2, d v 3, e o 4, f p 5, g q 6, h r 7);

/// One row times four panels that lie one after another.
#[inline(always)]
#[allow(clippy::needless_range_loop)]
fn four_panels<S: Simd, const V: usize>(simd: S, row: &[f32], w: &[[S::f32s; V]], start: &[[S::f32s; V]]) -> [[S::f32s; V]; 4] {
    let n = row.len();
    let (a, b, c, d) = (&w[..n], &w[n..][..n], &w[n * 2..][..n], &w[n * 3..][..n]);
    let (mut s, mut t, mut u, mut v) = (start[0], start[1], start[2], start[3]);
    for k in 0..n {
        let x = simd.splat_f32s(row[k]);
        for i in 0..V {
            s[i] = simd.mul_add_e_f32s(x, a[k][i], s[i]);
            t[i] = simd.mul_add_e_f32s(x, b[k][i], t[i]);
            u[i] = simd.mul_add_e_f32s(x, c[k][i], u[i]);
            v[i] = simd.mul_add_e_f32s(x, d[k][i], v[i]);
        }
    }
    [s, t, u, v]
}

#[inline(always)]
fn store<S: Simd, const V: usize>(simd: S, maxout: bool, sums: &[S::f32s; V], out: &mut [f32]) {
    let out = S::as_mut_simd_f32s(out).0;
    if maxout {
        out[0] = sums.iter().skip(1).fold(sums[0], |a, &b| simd.max_f32s(a, b));
    } else if let Some(out) = out.first_chunk_mut() {
        *out = *sums;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(n: usize) -> Vec<f32> {
        (0..n).map(|i| ((i * 7919 + 13) % 101) as f32 / 50.0 - 1.0).collect()
    }

    #[test]
    fn products_are_those_of_the_definition_and_of_each_row_alone() {
        for (inputs, outputs, rows) in [(5, 3, 1), (96, 50, 7), (288, 33, 20), (64, 107, 13), (64, 300, 9)] {
            let (w, b, x) = (numbers(inputs * outputs), numbers(outputs), numbers(rows * inputs));
            let weights = Weights::linear(&w, inputs, &b);
            let (mut all, mut one) = (Buffer::default(), Buffer::default());
            let all = all.room(rows * weights.stride());
            weights.apply(&x, Rows::Every(inputs, rows), all);
            // From the last to the first, as a list.
            let (starts, mut list) = ((0..rows as u32).rev().map(|r| r * inputs as u32).collect::<Vec<_>>(), all.to_vec());
            weights.apply(&x, Rows::At(&starts), &mut list);
            for (r, row) in x.chunks_exact(inputs).enumerate() {
                let one = one.room(weights.stride());
                weights.apply(row, Rows::Every(inputs, 1), one);
                let got = &all[r * weights.stride()..][..outputs];
                assert_eq!(got, &one[..outputs]);
                assert_eq!(got, &list[(rows - 1 - r) * weights.stride()..][..outputs]);
                for o in 0..outputs {
                    let want: f32 = b[o] + row.iter().zip(&w[o * inputs..]).map(|(a, b)| a * b).sum::<f32>();
                    assert!((got[o] - want).abs() < 1e-3);
                }
            }
        }
    }

    #[test]
    fn maxout_takes_the_largest_piece() {
        let (w, b, x) = (numbers(2 * 3 * 4), numbers(6), numbers(4));
        let (all, largest) = (Weights::linear(&w, 4, &b), Weights::maxout(&w, 4, &b, 3));
        let (mut outputs, mut units) = (vec![0.0; all.stride()], vec![0.0; largest.stride()]);
        all.apply(&x, Rows::Every(4, 1), &mut outputs);
        largest.apply(&x, Rows::Every(4, 1), &mut units);
        for unit in 0..2 {
            let want = outputs[unit * 3..unit * 3 + 3].iter().copied().fold(f32::MIN, f32::max);
            assert!((units[unit] - want).abs() < 1e-6);
        }
    }
}
