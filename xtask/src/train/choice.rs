//! Conditional logistic regression: which of several options is the right one, by weights of sparse features.

/// Features by index, with their values.
pub type Features = Vec<(u32, f32)>;

/// A question: its options and the index of the right one.
#[derive(Clone, Debug)]
pub struct Question {
    /// Features that options share.
    pub parts: Vec<Features>,
    /// The options: each has the features of some parts together.
    pub options: Vec<Vec<usize>>,
    /// The right one; none where it is not among them.
    pub right: Option<usize>,
}

/// One weight a feature: they maximise the likelihood of the right options less half of each feature's `ridge` times its
/// squared weight. Adam over all questions at once; the last third of the steps is five times shorter.
pub fn fit(questions: &[&Question], ridge: &[f64], steps: usize) -> Vec<f64> {
    let features = ridge.len();
    let mut weights = vec![0.0; features];
    let (mut mean, mut spread) = (vec![0.0; features], vec![0.0; features]);
    let (keep, keep_spread): (f64, f64) = (0.9, 0.99);
    for step in 1..=steps {
        let mut gradient: Vec<f64> = weights.iter().zip(ridge).map(|(w, r)| r * w).collect();
        for q in questions {
            let Some(right) = q.right else { continue };
            let odds = odds(&weights, q);
            let mut errors = vec![0.0; q.parts.len()];
            for (i, option) in q.options.iter().enumerate() {
                let error = odds[i] - f64::from(u8::from(i == right));
                option.iter().for_each(|&part| errors[part] += error);
            }
            for (part, error) in q.parts.iter().zip(errors).filter(|(_, e)| e.abs() > 1e-9) {
                part.iter().for_each(|&(f, v)| gradient[f as usize] += error * f64::from(v));
            }
        }
        let rate = if step * 10 < steps * 7 { 0.05 } else { 0.01 };
        let (a, b) = (1.0 - keep.powi(step as i32), 1.0 - keep_spread.powi(step as i32));
        for k in 0..features {
            mean[k] = keep * mean[k] + (1.0 - keep) * gradient[k];
            spread[k] = keep_spread * spread[k] + (1.0 - keep_spread) * gradient[k] * gradient[k];
            weights[k] -= rate * (mean[k] / a) / ((spread[k] / b).sqrt() + 1e-8);
        }
    }
    weights
}

/// What speaks for each option.
fn scores(weights: &[f64], q: &Question) -> Vec<f64> {
    let score = |part: &Features| part.iter().map(|&(f, v)| weights[f as usize] * f64::from(v)).sum();
    let parts: Vec<f64> = q.parts.iter().map(score).collect();
    q.options.iter().map(|o| o.iter().map(|&p| parts[p]).sum()).collect()
}

/// The probability of each option.
fn odds(weights: &[f64], q: &Question) -> Vec<f64> {
    let scores = scores(weights, q);
    let most = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let all: f64 = scores.iter().map(|s| (s - most).exp()).sum();
    scores.iter().map(|s| (s - most).exp() / all).collect()
}

/// The option that most speaks for; the first of equals.
pub fn best(weights: &[f64], q: &Question) -> Option<usize> {
    scores(weights, q).into_iter().enumerate().reduce(|a, b| if b.1 > a.1 { b } else { a }).map(|(i, _)| i)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_marks_right_options_gets_weight() {
        let parts = || vec![vec![(0, 1.0)], vec![(1, 1.0)], vec![(2, 1.0)]];
        let q = |right: usize| Question { parts: parts(), options: vec![vec![0, 2], vec![1, 2]], right: Some(right) };
        let all: Vec<Question> = (0..8).map(|i| q(usize::from(i < 2))).collect();
        let weights = fit(&all.iter().collect::<Vec<_>>(), &[0.001; 3], 300);
        assert!((weights[0] - weights[1] - 3f64.ln()).abs() < 0.05, "{weights:?}");
        assert_eq!(best(&weights, &all[0]), Some(0));
    }
}
