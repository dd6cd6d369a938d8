//! How far coders agree: Krippendorff's alpha by its coincidence matrix (K. Krippendorff, "Computing Krippendorff's
//! Alpha-Reliability", 2011), for any number of coders, values missing or not.

use std::collections::BTreeMap;

/// How values lie to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// The same or not.
    Nominal,
    /// Ranks.
    Ordinal,
    /// Distances.
    Interval,
    /// Distances as shares: 4 to 5 is further apart than 104 to 105.
    Ratio,
}

/// What coders agree on.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Agreement {
    /// 1 for perfect agreement, 0 for what chance gives. None where no unit has two values, or all values are one: then nothing can
    /// be told from it.
    pub alpha: Option<f64>,
    /// The share of pairs of values of one unit that are the same, from 0 to 1.
    pub same: Option<f64>,
    /// Units with two values or more.
    pub units: usize,
    /// Values of these units.
    pub values: usize,
}

/// The agreement over units, each with the values that coders gave it; who gave none is left out. On all scales but the nominal one
/// a value that is no number is left out too.
pub fn agreement(units: &[Vec<String>], scale: Scale) -> Agreement {
    let number = |v: &String| v.parse::<f64>().ok().filter(|n| n.is_finite());
    let mut known: Vec<&String> = units.iter().flatten().filter(|v| scale == Scale::Nominal || number(v).is_some()).collect();
    known.sort_by(|a, b| match (scale, number(a), number(b)) {
        (Scale::Nominal, ..) => a.cmp(b),
        (_, a, b) => a.unwrap_or_default().total_cmp(&b.unwrap_or_default()),
    });
    let alike = |a: &str, b: &str| a == b || scale != Scale::Nominal && number(&a.to_owned()) == number(&b.to_owned());
    known.dedup_by(|a, b| alike(a, b));
    let place = |v: &String| known.iter().position(|k| alike(k, v));
    // The coincidence matrix: each pair of values of a unit, by one less than how many values the unit has.
    let mut matrix: BTreeMap<(usize, usize), f64> = BTreeMap::new();
    let mut out = Agreement::default();
    for unit in units {
        let values: Vec<usize> = unit.iter().filter_map(place).collect();
        if values.len() < 2 {
            continue;
        }
        out.units += 1;
        out.values += values.len();
        let share = 1.0 / (values.len() - 1) as f64;
        for (i, &a) in values.iter().enumerate() {
            for (_, &b) in values.iter().enumerate().filter(|(j, _)| *j != i) {
                *matrix.entry((a, b)).or_default() += share;
            }
        }
    }
    if out.units == 0 {
        return out;
    }
    let mut sums = vec![0.0; known.len()];
    matrix.iter().for_each(|(&(a, _), n)| sums[a] += n);
    let all: f64 = sums.iter().sum();
    // An empty sum is a zero with a sign.
    out.same = Some(matrix.iter().filter(|((a, b), _)| a == b).fold(0.0, |sum, (_, n)| sum + n) / all);
    let numbers: Vec<f64> = known.iter().map(|v| number(v).unwrap_or_default()).collect();
    let apart = |a: usize, b: usize| apart(scale, a, b, &numbers, &sums);
    let observed: f64 = matrix.iter().map(|(&(a, b), n)| n * apart(a, b)).sum();
    let mut expected = 0.0;
    for a in 0..sums.len() {
        for b in 0..sums.len() {
            expected += sums[a] * sums[b] * apart(a, b);
        }
    }
    out.alpha = (expected > 0.0).then(|| 1.0 - (all - 1.0) * observed / expected);
    out
}

/// The square of how far two values lie apart.
fn apart(scale: Scale, a: usize, b: usize, numbers: &[f64], sums: &[f64]) -> f64 {
    if a == b {
        return 0.0;
    }
    let (low, high) = (a.min(b), a.max(b));
    match scale {
        Scale::Nominal => 1.0,
        Scale::Ordinal => (sums[low..=high].iter().sum::<f64>() - (sums[low] + sums[high]) / 2.0).powi(2),
        Scale::Interval => (numbers[a] - numbers[b]).powi(2),
        Scale::Ratio => {
            let sum = numbers[a] + numbers[b];
            if sum == 0.0 { 0.0 } else { ((numbers[a] - numbers[b]) / sum).powi(2) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines of coders, a letter a unit; a full stop where one gave none.
    fn units(coders: &[&str]) -> Vec<Vec<String>> {
        let lines: Vec<Vec<char>> = coders.iter().map(|c| c.chars().collect()).collect();
        let unit = |n: usize| lines.iter().map(|l| l[n]).filter(|c| *c != '.').map(String::from).collect();
        (0..lines[0].len()).map(unit).collect()
    }

    fn alpha(coders: &[&str], scale: Scale) -> f64 {
        (agreement(&units(coders), scale).alpha.unwrap() * 1000.0).round() / 1000.0
    }

    #[test]
    fn the_worked_examples_of_the_paper_come_out() {
        // A: two observers, two values. B: two observers, several values. C: several observers, values missing.
        assert_eq!(alpha(&["0100000010", "1110010000"], Scale::Nominal), 0.095);
        assert_eq!(alpha(&["aabbdcccedda", "babbbccceddd"], Scale::Nominal), 0.692);
        let c = ["123321412...", "1233224125.3", ".3332342251.", "12332441251."];
        assert_eq!(alpha(&c, Scale::Nominal), 0.743);
        assert_eq!(alpha(&c, Scale::Ordinal), 0.815);
        assert_eq!(alpha(&c, Scale::Interval), 0.849);
        assert_eq!(alpha(&c, Scale::Ratio), 0.797);
        let found = agreement(&units(&c), Scale::Nominal);
        assert_eq!((found.units, found.values), (11, 40));
    }

    #[test]
    fn where_nothing_can_be_told_nothing_is() {
        assert_eq!(agreement(&[], Scale::Nominal), Agreement::default());
        assert_eq!(agreement(&units(&["ab.", "..c"]), Scale::Nominal).alpha, None);
        // One value alone: nobody could have disagreed.
        let one = agreement(&units(&["aaa", "aaa"]), Scale::Nominal);
        assert_eq!((one.alpha, one.same, one.units), (None, Some(1.0), 3));
        let never = agreement(&units(&["ab", "ba"]), Scale::Nominal).same.unwrap();
        assert!(never == 0.0 && never.is_sign_positive());
        let numbers = [vec!["4".to_owned(), "4.0".to_owned()], vec!["7".to_owned(), "many".to_owned()]];
        assert_eq!(agreement(&numbers, Scale::Ratio).units, 1);
    }
}
