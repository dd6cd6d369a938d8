//! What is counted where no noun after the number says it: "no survivors", "a magnitude of 6.1", "a mother of three".

use super::words::words;
use super::{Quantity, QuantityKind};
use stemma_model::Bound;
use stemma_nlp::Doc;

/// The unit of the strength of an earthquake.
const MAGNITUDE: &str = "magnitude";

/// The zeros that "no" before people makes, in order: "no survivors", "no other suspects". "No man" is a saying, and what is not
/// people is as often a turn of speech ("no doubts"), so only plurals of people count.
pub fn no_people(doc: &Doc) -> Vec<Quantity> {
    let zero = |noun: stemma_nlp::Token<'_>| {
        let no = noun.children().find(|c| c.dep() == "det" && c.lower() == "no" && c.i < noun.i)?;
        Some(Quantity {
            tokens: no.i..noun.i + 1,
            number: no.i..no.i + 1,
            value: Some(0.0),
            low: Some(0.0),
            high: Some(0.0),
            bound: Bound::Exact,
            kind: QuantityKind::Count,
            unit: Some(noun.lower().to_owned()),
            unit_head: Some(noun.i),
            people: true,
        })
    };
    doc.tokens().filter(|t| t.tag() == "NNS" && words().is_people(t)).filter_map(zero).collect()
}

/// The unit of a number that the words around it give: the strength of an earthquake, the children of a parent.
pub fn unit_by_phrase(doc: &Doc, q: &Quantity) -> Option<&'static str> {
    let (start, end) = (q.number.start, q.number.end);
    let sentence = doc.sentences().get(doc.sentence_of(start))?;
    let lemma = |i: usize| if sentence.contains(&i) { doc.token(i).lemma() } else { "" };
    let back = |k: usize| start.checked_sub(k).map_or("", lemma);
    let shaken = |i: usize| words().is_quake(lemma(i));
    // No strength has two digits before the point.
    if q.value.is_some_and(|v| v < 10.0) {
        let quake = q.unit_head.is_some_and(shaken) && q.value.is_some_and(|v| v.fract() != 0.0);
        let of = back(1) == MAGNITUDE || back(2) == MAGNITUDE && matches!(back(1), "of" | "-" | "a");
        let after = lemma(end) == MAGNITUDE || lemma(end) == "-" && lemma(end + 1) == MAGNITUDE;
        let measured = back(1) == "measure" && sentence.clone().any(|i| doc.token(i).lower() == "richter");
        if quake || of || after || measured {
            return Some(MAGNITUDE);
        }
    }
    let bare = q.unit_head.is_none() && q.value.is_some();
    (bare && back(1) == "of" && words().is_parent(back(2))).then_some("child")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims::quantities::find;
    use crate::claims::sketch::sketch;

    fn unit(spec: &str) -> Option<&'static str> {
        let doc = sketch(spec);
        find(&doc).iter().find_map(|q| unit_by_phrase(&doc, q))
    }

    #[test]
    fn strengths_and_children_are_told_by_what_stands_around_them() {
        assert_eq!(unit("a|DT 6.1|CD quake|NN"), Some(MAGNITUDE));
        assert_eq!(unit("a|DT magnitude|NN of|IN 6.1|CD"), Some(MAGNITUDE));
        assert_eq!(unit("a|DT 6.1|CD _-|HYPH _magnitude|NN quake|NN"), Some(MAGNITUDE));
        assert_eq!(unit("a|DT mother|NN of|IN three|CD"), Some("child"));
        // Quakes that are counted, and a part of others.
        assert_eq!(unit("6|CD quakes|NNS"), None);
        assert_eq!(unit("a|DT group|NN of|IN three|CD"), None);
    }
}
