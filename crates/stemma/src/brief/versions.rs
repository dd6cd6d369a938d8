//! Two versions of one page: which sentences were added, taken out or changed, and the figures that changed in them.

use serde::Serialize;
use similar::{Algorithm, DiffOp, capture_diff_slices};
use std::collections::BTreeSet;
use stemma_model::{Field, Range, ReportClaims};

/// Two reports are versions of one page when so many of the shorter one's sentences stand in the other to the letter: a
/// third. Set by hand; two reports by different writers share none, reprints that were cut share nearly all.
const SAME: usize = 3;
/// A sentence is another one changed when so much of their words is the same, of 1: less, and one was taken out and another
/// put in. Set by hand.
const LIKE: f64 = 0.4;

/// What changed from one version to the other.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Versions {
    /// How many sentences are the same in both, wherever they stand.
    pub same: usize,
    /// Sentences that are another now, in the order of the later version.
    pub changed: Vec<Changed>,
    /// Sentences that only the later version has, in its order.
    pub added: Vec<Sentence>,
    /// Sentences that only the earlier version has, in its order.
    pub removed: Vec<Sentence>,
}

/// A sentence that was changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Changed {
    /// As it was.
    pub old: Sentence,
    /// As it is.
    pub new: Sentence,
    /// Its figures that changed.
    pub figures: Vec<FigureChange>,
}

/// A sentence of a report's text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Sentence {
    /// First scalar value.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// To the letter.
    pub text: String,
    /// What it counts: measure and words.
    pub figures: Vec<(String, String)>,
}

/// A figure that is not the same in a changed sentence.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FigureChange {
    /// What is counted.
    pub measure: String,
    /// In words of the earlier version; null where it gives none.
    pub old: Option<String>,
    /// In words of the later version.
    pub new: Option<String>,
}

/// The difference of two versions of a page; none where the two reports are no such thing.
pub fn versions(old: &ReportClaims, new: &ReportClaims) -> Option<Versions> {
    let (a, b) = (sentences(old), sentences(new));
    let plain = |list: &[Sentence]| list.iter().map(|s| s.text.split_whitespace().collect::<Vec<_>>().join(" ")).collect::<Vec<_>>();
    let (x, y) = (plain(&a), plain(&b));
    let mut out = Versions::default();
    for op in capture_diff_slices(Algorithm::Patience, &x, &y) {
        match op {
            DiffOp::Equal { len, .. } => out.same += len,
            DiffOp::Delete { old_index, old_len, .. } => out.removed.extend_from_slice(&a[old_index..old_index + old_len]),
            DiffOp::Insert { new_index, new_len, .. } => out.added.extend_from_slice(&b[new_index..new_index + new_len]),
            DiffOp::Replace { old_index, old_len, new_index, new_len } => {
                out.replace(&a[old_index..old_index + old_len], &b[new_index..new_index + new_len]);
            }
        }
    }
    // What only stands elsewhere now is the same.
    let moved: Vec<String> = out.removed.iter().map(|s| s.text.clone()).filter(|t| out.added.iter().any(|s| s.text == *t)).collect();
    out.same += moved.len();
    out.removed.retain(|s| !moved.contains(&s.text));
    out.added.retain(|s| !moved.contains(&s.text));
    let page = |r: &ReportClaims| r.report.canonical.clone().or_else(|| r.report.url.clone());
    let one_page = new.report.version_of.as_ref() == Some(&old.report.id) || page(old).is_some() && page(old) == page(new);
    (one_page || out.same > 0 && SAME * out.same >= a.len().min(b.len())).then_some(out)
}

impl Versions {
    /// Sentences that stand in one place of both: each goes with the next one that is like it.
    fn replace(&mut self, old: &[Sentence], new: &[Sentence]) {
        let mut next = 0;
        for was in old {
            let like = |s: &Sentence| likeness(&was.text, &s.text);
            let best = (next..new.len()).rev().max_by(|&i, &j| like(&new[i]).total_cmp(&like(&new[j])));
            match best.filter(|&i| like(&new[i]) >= LIKE) {
                Some(i) => {
                    self.added.extend_from_slice(&new[next..i]);
                    self.changed.push(Changed { old: was.clone(), new: new[i].clone(), figures: figures(was, &new[i]) });
                    next = i + 1;
                }
                None => self.removed.push(was.clone()),
            }
        }
        self.added.extend_from_slice(&new[next..]);
    }
}

/// Share of words that two sentences have in common, 0 to 1.
fn likeness(a: &str, b: &str) -> f64 {
    let words = |t: &str| {
        let bare = t.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_lowercase);
        bare.collect::<BTreeSet<String>>()
    };
    let (a, b) = (words(a), words(b));
    2.0 * a.intersection(&b).count() as f64 / (a.len() + b.len()).max(1) as f64
}

/// The figures of a sentence that are others in another: by measure, in order.
fn figures(old: &Sentence, new: &Sentence) -> Vec<FigureChange> {
    let measures: BTreeSet<&String> = old.figures.iter().chain(&new.figures).map(|(m, _)| m).collect();
    let mut out = Vec::new();
    for measure in measures {
        let of = |s: &Sentence| s.figures.iter().filter(|(m, _)| m == measure).map(|(_, words)| words.clone()).collect::<Vec<_>>();
        let (a, b) = (of(old), of(new));
        for i in 0..a.len().max(b.len()) {
            if a.get(i) != b.get(i) {
                out.push(FigureChange { measure: measure.clone(), old: a.get(i).cloned(), new: b.get(i).cloned() });
            }
        }
    }
    out
}

/// The sentences of a report's text with the figures that its claims read in them.
fn sentences(report: &ReportClaims) -> Vec<Sentence> {
    let chars: Vec<char> = report.report.text.chars().collect();
    let of = |range: &Range| {
        let mut figures: Vec<(String, String)> = Vec::new();
        for claim in report.claims.iter().filter(|c| c.evidence.field == Field::Text && c.evidence.start == range.start) {
            let Some(figure) = claim.figure.as_ref().filter(|f| f.span.is_some()) else { continue };
            let said = (figure.measure.clone(), figure.text.clone());
            if !figures.contains(&said) {
                figures.push(said);
            }
        }
        let text = chars[range.start.min(chars.len())..range.end.min(chars.len())].iter().collect();
        Sentence { start: range.start, end: range.end, text, figures }
    };
    report.report.sentences.iter().map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use stemma_model::Report;

    fn page(sentences: &[&str]) -> ReportClaims {
        let mut report = Report::default();
        for sentence in sentences {
            let start = report.text.chars().count();
            report.text.push_str(sentence);
            report.sentences.push(Range { start, end: start + sentence.chars().count() });
            report.text.push(' ');
        }
        ReportClaims { report, ..ReportClaims::default() }
    }

    fn words(list: &[Sentence]) -> Vec<&str> {
        list.iter().map(|s| s.text.as_str()).collect()
    }

    #[test]
    fn sentences_are_the_same_changed_added_or_taken_out() {
        let old = page(&["A ferry burned.", "The ministry said 36 people were injured.", "It was foggy.", "The captain swam ashore."]);
        let new =
            page(&["The captain swam ashore.", "A ferry burned.", "The ministry said 51 people were injured.", "Divers search the wreck."]);
        let found = versions(&old, &new).unwrap_or_default();
        assert_eq!(found.same, 2);
        assert_eq!(found.changed.iter().map(|c| c.new.text.as_str()).collect::<Vec<_>>(), ["The ministry said 51 people were injured."]);
        assert_eq!((words(&found.added), words(&found.removed)), (vec!["Divers search the wreck."], vec!["It was foggy."]));
    }

    #[test]
    fn reports_that_share_little_are_no_versions_of_one_page() {
        let old = page(&["A ferry burned.", "Two people died.", "It was foggy.", "The captain swam ashore."]);
        let new = page(&["A ferry burned.", "Nobody knows why.", "Police are asking.", "The port is shut."]);
        assert_eq!(versions(&old, &new), None);
    }
}
