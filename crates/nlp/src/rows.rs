//! Rows of numbers and what is done with them besides products: sums, maxima and normalising.

use pulp::{Arch, Simd, WithSimd};

/// Numbers that begin at a cache line, so that no vector of them lies across two.
#[derive(Debug, Default)]
pub struct Buffer {
    numbers: Vec<f32>,
    skip: usize,
    len: usize,
}

/// Numbers in a cache line.
pub const LINE: usize = 16;

impl Buffer {
    /// A copy of some numbers.
    pub fn of(numbers: &[f32]) -> Buffer {
        let mut buffer = Buffer::default();
        buffer.room(numbers.len()).copy_from_slice(numbers);
        buffer
    }

    /// Room for so many numbers. What is in it is left from before, or 0 after it had to grow.
    pub fn room(&mut self, len: usize) -> &mut [f32] {
        if self.numbers.len() < len + LINE {
            self.numbers = vec![0.0; len + LINE];
            self.skip = self.numbers.as_ptr().align_offset(LINE * size_of::<f32>()).min(LINE);
        }
        self.len = len;
        &mut self.numbers[self.skip..][..len]
    }

    /// The room that was last asked for.
    pub fn numbers(&self) -> &[f32] {
        self.numbers.get(self.skip..self.skip + self.len).unwrap_or_default()
    }

    /// Gives up room for more than `most` numbers.
    pub fn shrink(&mut self, most: usize) {
        if self.numbers.len() > most + LINE {
            *self = Buffer::default();
        }
    }
}

/// Where some rows begin in what they are taken from.
#[derive(Clone, Copy)]
pub enum Rows<'a> {
    /// One every so many numbers, so many of them.
    Every(usize, usize),
    /// At each of these.
    At(&'a [u32]),
}

impl Rows<'_> {
    pub fn len(&self) -> usize {
        match self {
            Rows::Every(_, count) => *count,
            Rows::At(starts) => starts.len(),
        }
    }

    pub fn start(&self, row: usize) -> usize {
        match self {
            Rows::Every(stride, _) => row * stride,
            Rows::At(starts) => starts[row] as usize,
        }
    }
}

/// Normalising of rows to mean 0 and variance 1, then scaling and shifting.
#[derive(Debug)]
pub struct Norm {
    arch: Arch,
    gain: Buffer,
    bias: Buffer,
}

impl Norm {
    /// A norm of rows of `gain`'s length, which is `bias`'s too.
    pub fn new(gain: &[f32], bias: &[f32]) -> Norm {
        Norm { arch: Arch::new(), gain: Buffer::of(gain), bias: Buffer::of(bias) }
    }

    /// Numbers in a row.
    pub fn width(&self) -> usize {
        self.gain.len
    }

    /// Adds the normalised rows of `x`, one every `stride` numbers, to the rows of `out`.
    pub fn add(&self, x: &[f32], stride: usize, out: &mut [f32], rows: Rows<'_>) {
        self.arch.dispatch(AddNorm { norm: self, x, stride, out, rows });
    }
}

struct AddNorm<'a> {
    norm: &'a Norm,
    x: &'a [f32],
    stride: usize,
    out: &'a mut [f32],
    rows: Rows<'a>,
}

impl WithSimd for AddNorm<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let width = self.norm.width();
        let n = width as f32;
        let ((gains, gain_tail), (biases, bias_tail)) =
            (S::as_simd_f32s(self.norm.gain.numbers()), S::as_simd_f32s(self.norm.bias.numbers()));
        for r in 0..self.rows.len() {
            let (body, tail) = S::as_simd_f32s(&self.x[r * self.stride..][..width]);
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
            let (out, out_tail) = S::as_mut_simd_f32s(&mut self.out[self.rows.start(r)..][..width]);
            for (((o, &x), &g), &b) in out.iter_mut().zip(body).zip(gains).zip(biases) {
                let norm = simd.mul_f32s(simd.sub_f32s(x, means), scales);
                *o = simd.add_f32s(*o, simd.mul_add_e_f32s(norm, g, b));
            }
            for (((o, x), g), b) in out_tail.iter_mut().zip(tail).zip(gain_tail).zip(bias_tail) {
                *o += (x - mean) * scale * g + b;
            }
        }
    }
}

/// The most rows that [`max_of_sums`] adds.
pub const MAX_PARTS: usize = 16;

/// Adds up some rows; then, of the pieces of `out`'s length that the sum is made of, takes the largest numbers.
pub fn max_of_sums(arch: Arch, parts: &[&[f32]], pieces: usize, out: &mut [f32]) {
    arch.dispatch(MaxOfSums { parts, pieces, out });
}

struct MaxOfSums<'a> {
    parts: &'a [&'a [f32]],
    pieces: usize,
    out: &'a mut [f32],
}

impl WithSimd for MaxOfSums<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        // Numbers of parts that are known when compiling: those of a window, a table, and the states of parsers.
        match self.parts.len() {
            3 => self.sum::<S, 3>(simd),
            4 => self.sum::<S, 4>(simd),
            9 => self.sum::<S, 9>(simd),
            _ => self.sum::<S, MAX_PARTS>(simd),
        }
    }
}

impl MaxOfSums<'_> {
    /// Sums of at most `N` parts.
    #[inline(always)]
    fn sum<S: Simd, const N: usize>(self, simd: S) {
        let width = self.out.len();
        let count = if N < MAX_PARTS { N } else { self.parts.len() };
        let (body, tail) = S::as_mut_simd_f32s(self.out);
        let (len, whole) = (body.len(), body.len() * S::F32_LANES);
        for piece in 0..self.pieces {
            let rows: [&[S::f32s]; N] = std::array::from_fn(|k| match self.parts.get(k) {
                Some(part) => &S::as_simd_f32s(&part[piece * width..][..whole]).0[..len],
                None => &[],
            });
            for v in 0..len {
                let sum = rows[..count].iter().skip(1).fold(rows[0][v], |sum, row| simd.add_f32s(sum, row[v]));
                body[v] = if piece == 0 { sum } else { simd.max_f32s(body[v], sum) };
            }
            for (i, out) in tail.iter_mut().enumerate() {
                let sum = self.parts[..count].iter().map(|part| part[piece * width + whole + i]).sum();
                *out = if piece == 0 { sum } else { out.max(sum) };
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_taken_before_the_largest() {
        for width in [3, 16, 21] {
            let part = |k: usize| (0..width * 2).map(|i| ((i * 7919 + k * 13) % 101) as f32).collect::<Vec<_>>();
            let parts = [part(1), part(2), part(3)];
            let mut out = vec![0.0; width];
            max_of_sums(Arch::new(), &[&parts[0], &parts[1], &parts[2]], 2, &mut out);
            for (i, got) in out.iter().enumerate() {
                let sum = |at: usize| parts.iter().map(|p| p[at]).sum::<f32>();
                assert_eq!(*got, sum(i).max(sum(width + i)));
            }
        }
    }

    #[test]
    fn normalised_rows_are_added_where_they_belong() {
        let (x, mut out) = ([1.0, 3.0, 9.0, 5.0, 5.0, 9.0], [10.0; 5]);
        Norm::new(&[2.0, 2.0], &[1.0, 0.0]).add(&x, 3, &mut out, Rows::At(&[3, 0]));
        let want = [11.0, 10.0, 10.0, 9.0, 12.0];
        assert!(out.iter().zip(want).all(|(a, b)| (a - b).abs() < 1e-3), "{out:?}");
    }

    #[test]
    fn buffers_begin_at_a_cache_line_and_give_up_room() {
        let mut buffer = Buffer::of(&[1.0, 2.0]);
        assert_eq!(buffer.numbers(), [1.0, 2.0]);
        assert_eq!(buffer.room(1000).as_ptr() as usize % 64, 0);
        buffer.shrink(1000);
        assert_eq!(buffer.numbers().len(), 1000);
        buffer.shrink(999);
        assert!(buffer.numbers().is_empty());
    }
}
