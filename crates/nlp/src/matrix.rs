//! Matrix products and the row operations of the networks, on the widest vectors the machine has.
//!
//! Every output is summed in the order of the inputs, whatever the number of rows: a token's numbers do not depend
//! on what it is analysed together with.

use pulp::{Arch, Simd, WithSimd};

/// A weight matrix with one bias a column, packed for the machine's vectors.
#[derive(Clone, Debug)]
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
    data: Vec<f32>,
    bias: Vec<f32>,
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
        Weights { inputs, outputs, arch, lanes, vectors, maxout, data, bias: packed_bias }
    }

    /// Numbers from the beginning of one output row to that of the next.
    pub fn stride(&self) -> usize {
        let panel_outputs = if self.maxout { self.lanes } else { self.lanes * self.vectors };
        self.outputs.div_ceil(panel_outputs) * panel_outputs
    }

    /// Outputs of `rows` rows; row r of `x` begins at `r * stride`, row r of `out` at `r * self.stride()`.
    pub fn apply(&self, x: &[f32], stride: usize, rows: usize, out: &mut Vec<f32>) {
        out.resize(rows * self.stride(), 0.0);
        if rows > 0 {
            assert!(x.len() >= (rows - 1) * stride + self.inputs);
            self.arch.dispatch(Apply { w: self, x, stride, rows, out });
        }
    }
}

/// Normalises rows of `width` numbers, `stride` apart, to mean 0 and variance 1; then scales and shifts them.
pub fn layer_norm(x: &mut [f32], width: usize, stride: usize, gain: &[f32], bias: &[f32]) {
    Arch::new().dispatch(LayerNorm { x, width, stride, gain, bias });
}

/// `out = a + b + …` over rows of equal length.
pub fn sum_rows(arch: Arch, rows: &[&[f32]], out: &mut [f32]) {
    arch.dispatch(SumRows { rows, out });
}

/// The larger of `x`'s first and second half, number by number; halves of `out`'s length.
pub fn max_halves(arch: Arch, x: &[f32], out: &mut [f32]) {
    arch.dispatch(|| {
        let (a, b) = x.split_at(x.len() / 2);
        for ((o, &a), &b) in out.iter_mut().zip(a).zip(b) {
            *o = if b > a { b } else { a };
        }
    });
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
    stride: usize,
    rows: usize,
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
        let (data, bias) = (S::as_simd_f32s(&weights.data).0, S::as_simd_f32s(&weights.bias).0);
        let panel_outputs = if self.w.maxout { S::F32_LANES } else { S::F32_LANES * V };
        let mut done = 0;
        if self.rows == 1 {
            // A row alone has too few sums for the pipeline: four panels of it at once.
            let row = &self.x[..k];
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
                while r + 8 <= self.rows {
                    let sums = eight_rows(simd, self.rows(r), w, start);
                    self.put(simd, r, at, sums);
                    r += 8;
                }
            }
            while r + 4 <= self.rows {
                let sums = four_rows(simd, self.rows(r), w, start);
                self.put(simd, r, at, sums);
                r += 4;
            }
            while r < self.rows {
                let sums = one_row(simd, self.rows(r), w, start);
                self.put(simd, r, at, sums);
                r += 1;
            }
        }
    }

    /// `R` rows from `r` on.
    #[inline(always)]
    fn rows<const R: usize>(&self, r: usize) -> [&[f32]; R] {
        std::array::from_fn(|i| &self.x[(r + i) * self.stride..][..self.w.inputs])
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
    } else {
        out.copy_from_slice(sums);
    }
}

struct LayerNorm<'a> {
    x: &'a mut [f32],
    width: usize,
    stride: usize,
    gain: &'a [f32],
    bias: &'a [f32],
}

impl WithSimd for LayerNorm<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let n = self.width as f32;
        let ((gains, gain_tail), (biases, bias_tail)) = (S::as_simd_f32s(self.gain), S::as_simd_f32s(self.bias));
        for row in self.x.chunks_exact_mut(self.stride) {
            let (body, tail) = S::as_mut_simd_f32s(&mut row[..self.width]);
            let zero = simd.splat_f32s(0.0);
            let sum = body.iter().fold(zero, |s, &x| simd.add_f32s(s, x));
            let mean = (simd.reduce_sum_f32s(sum) + tail.iter().sum::<f32>()) / n;
            let means = simd.splat_f32s(mean);
            let squares = body.iter().fold(zero, |s, &x| {
                let d = simd.sub_f32s(x, means);
                simd.mul_add_e_f32s(d, d, s)
            });
            let var = (simd.reduce_sum_f32s(squares) + tail.iter().map(|x| (x - mean) * (x - mean)).sum::<f32>()) / n + 1e-8;
            let scale = 1.0 / var.sqrt();
            let scales = simd.splat_f32s(scale);
            for ((x, &g), &b) in body.iter_mut().zip(gains).zip(biases) {
                let norm = simd.mul_f32s(simd.sub_f32s(*x, means), scales);
                *x = simd.mul_add_e_f32s(norm, g, b);
            }
            for ((x, g), b) in tail.iter_mut().zip(gain_tail).zip(bias_tail) {
                *x = (*x - mean) * scale * g + b;
            }
        }
    }
}

struct SumRows<'a> {
    rows: &'a [&'a [f32]],
    out: &'a mut [f32],
}

impl WithSimd for SumRows<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let n = self.out.len();
        let (out, tail) = S::as_mut_simd_f32s(self.out);
        for (i, row) in self.rows.iter().enumerate() {
            let (body, end) = S::as_simd_f32s(&row[..n]);
            for (o, &x) in out.iter_mut().zip(body) {
                *o = if i == 0 { x } else { simd.add_f32s(*o, x) };
            }
            for (o, &x) in tail.iter_mut().zip(end) {
                *o = if i == 0 { x } else { *o + x };
            }
        }
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
            let (mut all, mut one) = (Vec::new(), Vec::new());
            weights.apply(&x, inputs, rows, &mut all);
            for (r, row) in x.chunks_exact(inputs).enumerate() {
                weights.apply(row, inputs, 1, &mut one);
                let got = &all[r * weights.stride()..][..outputs];
                assert_eq!(got, &one[..outputs]);
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
        let (mut all, mut largest) = (Vec::new(), Vec::new());
        Weights::linear(&w, 4, &b).apply(&x, 4, 1, &mut all);
        Weights::maxout(&w, 4, &b, 3).apply(&x, 4, 1, &mut largest);
        for unit in 0..2 {
            let want = all[unit * 3..unit * 3 + 3].iter().copied().fold(f32::MIN, f32::max);
            assert!((largest[unit] - want).abs() < 1e-6);
        }
    }
}
