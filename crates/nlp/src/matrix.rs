//! Matrix products and the row operations of the networks.

/// A weight matrix, stored transposed (`inputs` rows of `outputs` columns) with one bias a column.
#[derive(Clone, Debug)]
pub struct Weights {
    pub inputs: usize,
    pub outputs: usize,
    data: Vec<f32>,
    bias: Vec<f32>,
}

impl Weights {
    /// From `outputs` rows of `inputs` numbers. A bias of another length than `outputs` counts as none.
    pub fn new(rows: &[f32], inputs: usize, bias: Vec<f32>) -> Weights {
        let outputs = rows.len() / inputs.max(1);
        let mut data = vec![0.0; rows.len()];
        for (o, row) in rows.chunks_exact(inputs.max(1)).enumerate() {
            for (i, &w) in row.iter().enumerate() {
                data[i * outputs + o] = w;
            }
        }
        let bias = if bias.len() == outputs { bias } else { vec![0.0; outputs] };
        Weights { inputs, outputs, data, bias }
    }

    /// `out = x · W + bias` for `rows` rows; row r of `x` begins at `r * stride`.
    pub fn apply(&self, x: &[f32], stride: usize, rows: usize, out: &mut Vec<f32>) {
        out.clear();
        if rows == 0 {
            return;
        }
        out.reserve(rows * self.outputs);
        for _ in 0..rows {
            out.extend_from_slice(&self.bias);
        }
        assert!(x.len() >= (rows - 1) * stride + self.inputs);
        product(x, stride, rows, self.inputs, &self.data, self.outputs, out);
    }

    /// `out = x · W + bias` for one row.
    pub fn apply_one(&self, x: &[f32], out: &mut [f32]) {
        out.copy_from_slice(&self.bias);
        for (&a, row) in x.iter().zip(self.data.chunks_exact(self.outputs)) {
            for (o, &w) in out.iter_mut().zip(row) {
                *o += a * w;
            }
        }
    }
}

/// `out += x · w`, `w` with `k` rows of `n`.
#[allow(unsafe_code)]
fn product(x: &[f32], stride: usize, m: usize, k: usize, w: &[f32], n: usize, out: &mut [f32]) {
    assert!(w.len() == k * n && out.len() == m * n);
    // SAFETY: the caller checked that `x` holds m rows of k at this stride; `w` and `out` were checked above, and
    // the strides passed describe exactly these row-major slices.
    unsafe {
        gemm::gemm(
            m,
            n,
            k,
            out.as_mut_ptr(),
            1,
            n as isize,
            true,
            x.as_ptr(),
            1,
            stride as isize,
            w.as_ptr(),
            1,
            n as isize,
            1.0f32,
            1.0f32,
            false,
            false,
            false,
            gemm::Parallelism::None,
        );
    }
}

/// The largest of every `pieces` neighbours.
pub fn maxout(x: &[f32], pieces: usize, out: &mut [f32]) {
    for (o, p) in out.iter_mut().zip(x.chunks_exact(pieces)) {
        *o = p.iter().fold(f32::NEG_INFINITY, |a, &b| if b > a { b } else { a });
    }
}

/// Normalises a row to mean 0 and variance 1, then scales and shifts it.
pub fn layer_norm(row: &mut [f32], gain: &[f32], bias: &[f32]) {
    let n = row.len() as f32;
    let mean = row.iter().sum::<f32>() / n;
    let var = row.iter().map(|x| (x - mean) * (x - mean)).sum::<f32>() / n + 1e-8;
    let scale = 1.0 / var.sqrt();
    for ((x, g), b) in row.iter_mut().zip(gain).zip(bias) {
        *x = (*x - mean) * scale * g + b;
    }
}
