//! Logistic regression with a few dozen dense features, by Newton's method (iteratively reweighted least squares).

/// One example.
#[derive(Clone, Debug)]
pub struct Example {
    /// Its features; the first is 1 for the bias.
    pub features: Vec<f32>,
    /// Whether it is of the class.
    pub yes: bool,
    /// How much it counts.
    pub weight: f64,
}

/// One weight for each of `prior`, which says what it is pulled to and how strongly: they maximise the likelihood less half
/// of strength times squared distance, summed; the first (the bias) is free. Stops after `rounds` steps or when no weight moves by a millionth.
pub fn fit(examples: &[&Example], prior: &[(f64, f64)], rounds: usize) -> Vec<f64> {
    let count = prior.len();
    let mut weights: Vec<f64> = prior.iter().map(|(at, _)| *at).collect();
    for _ in 0..rounds {
        let mut gradient = vec![0.0; count];
        let mut hessian = vec![vec![0.0; count]; count];
        for (k, w) in weights.iter().enumerate() {
            let ridge = if k == 0 { 1e-9 } else { prior[k].1 };
            gradient[k] -= ridge * (w - prior[k].0);
            hessian[k][k] += ridge;
        }
        for example in examples {
            let p = probability(&weights, &example.features);
            let error = example.weight * (f64::from(u8::from(example.yes)) - p);
            let curve = example.weight * (p * (1.0 - p)).max(1e-9);
            // Most features are 0: only the others are worth a product.
            let set: Vec<(usize, f64)> =
                example.features.iter().enumerate().filter(|(_, x)| **x != 0.0).map(|(k, x)| (k, f64::from(*x))).collect();
            for &(k, x) in &set {
                gradient[k] += error * x;
                for &(l, y) in &set {
                    hessian[k][l] += curve * x * y;
                }
            }
        }
        let step = solve(hessian, gradient);
        weights.iter_mut().zip(&step).for_each(|(w, s)| *w += s);
        if step.iter().all(|s| s.abs() < 1e-6) {
            break;
        }
    }
    weights
}

/// The probability that weights give an example.
pub fn probability(weights: &[f64], features: &[f32]) -> f64 {
    let sum: f64 = weights.iter().zip(features).map(|(w, x)| w * f64::from(*x)).sum();
    1.0 / (1.0 + (-sum).exp())
}

/// Solves a symmetric positive definite system by Gaussian elimination; a column without a pivot gives 0.
fn solve(mut a: Vec<Vec<f64>>, mut b: Vec<f64>) -> Vec<f64> {
    let n = b.len();
    for k in 0..n {
        if a[k][k].abs() < 1e-12 {
            continue;
        }
        let pivot = a[k].clone();
        for row in k + 1..n {
            let factor = a[row][k] / pivot[k];
            if factor != 0.0 {
                a[row].iter_mut().zip(&pivot).skip(k).for_each(|(x, p)| *x -= factor * p);
                b[row] -= factor * b[k];
            }
        }
    }
    let mut x = vec![0.0; n];
    for k in (0..n).rev() {
        let rest: f64 = (k + 1..n).map(|column| a[k][column] * x[column]).sum();
        x[k] = if a[k][k].abs() < 1e-12 { 0.0 } else { (b[k] - rest) / a[k][k] };
    }
    x
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_odds_of_a_table_are_found() {
        // Of those with the feature 3 of 4 are of the class, of those without 1 of 4.
        let example = |x: f32, yes: bool| Example { features: vec![1.0, x], yes, weight: 1.0 };
        let all: Vec<Example> = [(1.0, 3), (0.0, 1)].iter().flat_map(|&(x, n)| (0..4).map(move |i| example(x, i < n))).collect();
        let weights = fit(&all.iter().collect::<Vec<_>>(), &[(0.0, 0.0); 2], 50);
        assert!((probability(&weights, &[1.0, 1.0]) - 0.75).abs() < 1e-6);
        assert!((probability(&weights, &[1.0, 0.0]) - 0.25).abs() < 1e-6);
    }
}
