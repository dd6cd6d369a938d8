//! Conditional logistic regression: which of several options is the right one, by weights of sparse features.

/// An option: its features by index, with their values.
pub type Features = Vec<(u32, f32)>;

/// A question: its options and the index of the right one.
#[derive(Clone, Debug)]
pub struct Question {
    /// The options.
    pub options: Vec<Features>,
    /// The right one; none where it is not among them.
    pub right: Option<usize>,
}

/// One weight a feature: they maximise the likelihood of the right options less `ridge` / 2 times the squared weights.
/// Adam over all questions at once; the last third of the steps is five times shorter.
pub fn fit(questions: &[&Question], features: usize, ridge: f64, steps: usize) -> Vec<f64> {
    let mut weights = vec![0.0; features];
    let (mut mean, mut spread) = (vec![0.0; features], vec![0.0; features]);
    let (keep, keep_spread): (f64, f64) = (0.9, 0.99);
    for step in 1..=steps {
        let mut gradient: Vec<f64> = weights.iter().map(|w| ridge * w).collect();
        for q in questions {
            let Some(right) = q.right else { continue };
            let odds = odds(&weights, q);
            for (i, option) in q.options.iter().enumerate() {
                let error = odds[i] - f64::from(u8::from(i == right));
                option.iter().for_each(|&(f, v)| gradient[f as usize] += error * f64::from(v));
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

/// The probability of each option.
fn odds(weights: &[f64], q: &Question) -> Vec<f64> {
    let scores: Vec<f64> = q.options.iter().map(|o| score(weights, o)).collect();
    let most = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let all: f64 = scores.iter().map(|s| (s - most).exp()).sum();
    scores.iter().map(|s| (s - most).exp() / all).collect()
}

/// What speaks for an option.
pub fn score(weights: &[f64], option: &Features) -> f64 {
    option.iter().map(|&(f, v)| weights[f as usize] * f64::from(v)).sum()
}

/// The option that most speaks for; the first of equals.
pub fn best(weights: &[f64], q: &Question) -> Option<usize> {
    let scores = q.options.iter().enumerate().map(|(i, o)| (score(weights, o), i));
    scores.reduce(|a, b| if b.0 > a.0 { b } else { a }).map(|(_, i)| i)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_marks_right_options_gets_weight() {
        let q = |right: usize| Question { options: vec![vec![(0, 1.0)], vec![(1, 1.0)]], right: Some(right) };
        let all: Vec<Question> = (0..8).map(|i| q(usize::from(i < 2))).collect();
        let weights = fit(&all.iter().collect::<Vec<_>>(), 2, 0.001, 300);
        assert!((weights[0] - weights[1] - 3f64.ln()).abs() < 0.05, "{weights:?}");
        assert_eq!(best(&weights, &all[0]), Some(0));
    }
}
