//! Words without a number, read as a codebook reads them: "dozens" is 24 or more in a claim, and 12 in ACLED's rows.

use std::collections::BTreeMap;
use stemma_model::{Bound, Figure};

/// The least and most that a figure says, its vague words read by a list of what they stand for. Of "tens of thousands" both
/// words are read, and multiplied. A figure in numbers, or one with a word of number that is not in the list, keeps its bounds.
pub fn bounds(figure: &Figure, list: &BTreeMap<String, i64>) -> (Option<i64>, Option<i64>) {
    let own = (figure.low, figure.high);
    if figure.bound != Bound::Vague || list.is_empty() {
        return own;
    }
    let number = crate::claims::words();
    let lower = figure.text.to_lowercase();
    let mut product: Option<i64> = None;
    for word in lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()) {
        match list.get(word) {
            Some(n) => product = product.unwrap_or(1).checked_mul(*n),
            // "Several hundreds" says more than the list tells of, and so do words of number that are not in it.
            None if number.number(word).is_some() || word.chars().any(|c| c.is_ascii_digit()) => return own,
            None => {}
        }
    }
    match product {
        Some(n) => (Some(n), figure.high),
        None => own,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use stemma_model::Scope;

    #[test]
    fn vague_words_are_read_again_and_numbers_are_not() {
        let figure = |text: &str, low, high, bound| Figure {
            measure: "killed".into(),
            low: Some(low),
            high,
            bound,
            text: text.into(),
            unit: None,
            scope: Scope::default(),
            cumulative: None,
            subset_of: None,
            span: None,
        };
        let list = BTreeMap::from([("tens".into(), 10), ("dozens".into(), 12), ("thousands".into(), 1000)]);
        assert_eq!(bounds(&figure("dozens", 24, None, Bound::Vague), &list), (Some(12), None));
        assert_eq!(bounds(&figure("Tens of thousands of people", 20_000, None, Bound::Vague), &list), (Some(10_000), None));
        assert_eq!(bounds(&figure("several dozen", 36, None, Bound::Vague), &list), (Some(36), None));
        assert_eq!(bounds(&figure("tens of millions", 20_000_000, None, Bound::Vague), &list), (Some(20_000_000), None));
        assert_eq!(bounds(&figure("a few dozens", 36, None, Bound::Vague), &list), (Some(36), None));
        assert_eq!(bounds(&figure("several", 3, None, Bound::Vague), &list), (Some(3), None));
        assert_eq!(bounds(&figure("two dozen", 24, Some(24), Bound::Exact), &list), (Some(24), Some(24)));
        assert_eq!(bounds(&figure("dozens", 24, None, Bound::Vague), &BTreeMap::new()), (Some(24), None));
    }
}
