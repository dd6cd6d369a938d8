//! How likely a claim is right in type, actor, target, figure, source and modality, all at once.
//!
//! A logistic regression over what the claim and its parse look like, fitted on claims that readers annotated without seeing
//! the program's answer (`cargo xtask train confidence`; the card stands in `lexicon/confidence.toml`).

use crate::lexicon::Lexicon;
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::LazyLock;
use stemma_model::{Claim, EntityKind, Field, Filler, Modality};
use stemma_nlp::{Doc, Token};

/// Gives every claim of one field its confidence, in hundredths. `doc` is the field's analysed text.
pub fn rate(claims: &mut [Claim], doc: &Doc, lexicon: &Lexicon) {
    let beside = beside(claims);
    for (claim, beside) in claims.iter_mut().zip(beside) {
        let mut sum = WEIGHTS.bias;
        features(claim, doc, lexicon, beside, &mut |group, value| sum += WEIGHTS.of(group, value));
        claim.confidence = (100.0 / (1.0 + f64::from(-sum).exp())).round() / 100.0;
    }
}

/// For each claim of a field, how many claims its sentence has.
pub fn beside(claims: &[Claim]) -> Vec<usize> {
    let mut count: HashMap<usize, usize> = HashMap::new();
    claims.iter().for_each(|c| *count.entry(c.sentence).or_default() += 1);
    claims.iter().map(|c| count.get(&c.sentence).copied().unwrap_or(1)).collect()
}

/// The features that hold of a claim, each as its group and its value in it. `beside` is how many claims its sentence
/// has, itself among them.
pub fn features(claim: &Claim, doc: &Doc, lexicon: &Lexicon, beside: usize, emit: &mut dyn FnMut(&'static str, &str)) {
    let kind = lexicon.kind_named(&claim.kind);
    emit("family", kind.map_or("statement", |k| k.family.as_str()));
    emit("field", if claim.evidence.field == Field::Title { "title" } else { "text" });
    emit("voices", number(claim.attribution.len()));
    if let Some(nearest) = claim.attribution.first() {
        emit(
            "voice",
            if nearest.source.is_empty() {
                "nobody"
            } else if nearest.cue.is_empty() {
                "no cue"
            } else {
                "cue"
            },
        );
        let here = nearest.start >= claim.evidence.start && nearest.end <= claim.evidence.end;
        emit("voice stands", if here { "here" } else { "elsewhere" });
    }
    emit("modality", modality(claim.modality));
    emit("negated", if claim.negated { "yes" } else { "no" });
    emit("length", length(claim.evidence.end - claim.evidence.start));
    emit("beside", number(beside));
    let Some(trigger) = claim.trigger.as_ref().filter(|_| kind.is_some()) else { return };
    let roles = &claim.roles;
    emit("actor", filler(&roles.actor));
    emit("target", filler(&roles.target));
    emit(
        "roles",
        match (roles.actor.is_empty(), roles.target.is_empty()) {
            (true, true) => "none",
            (false, true) => "actor",
            (true, false) => "target",
            _ => "both",
        },
    );
    emit("topic", number(roles.topic.len()));
    emit(
        "counts",
        match (kind.is_some_and(|k| k.measure.is_some()), &claim.figure) {
            (false, _) => "nothing",
            (true, None) => "no figure",
            (true, Some(f)) if f.span.is_some() => "number",
            (true, Some(_)) => "noun",
        },
    );
    emit("words", number(trigger.text.split_whitespace().count()));
    if let Some(token) = token_at(doc, trigger.start) {
        emit("tag", token.tag());
        emit("dep", token.dep());
        if claim.roles.target.is_empty() && claim.roles.actor.is_empty() {
            emit("alone", token.pos());
        }
    }
}

/// The token that holds an offset.
fn token_at(doc: &Doc, offset: usize) -> Option<Token<'_>> {
    let (mut low, mut high) = (0, doc.len());
    while low < high {
        let middle = usize::midpoint(low, high);
        if doc.token(middle).end() <= offset { low = middle + 1 } else { high = middle }
    }
    (low < doc.len()).then(|| doc.token(low))
}

fn number(n: usize) -> &'static str {
    ["0", "1", "2", "3"].get(n).copied().unwrap_or("more")
}

/// Letters of a sentence, by bands.
fn length(letters: usize) -> &'static str {
    match letters {
        0..60 => "short",
        60..120 => "middling",
        120..200 => "long",
        200..300 => "very long",
        _ => "endless",
    }
}

fn filler(list: &[Filler]) -> &'static str {
    match list {
        [] => "nobody",
        [one] => match one.kind {
            EntityKind::Person => "person",
            EntityKind::Group => "group",
            EntityKind::Organisation => "organisation",
            EntityKind::Place => "place",
            EntityKind::Other => "other",
        },
        _ => "several",
    }
}

fn modality(m: Modality) -> &'static str {
    match m {
        Modality::Asserted => "asserted",
        Modality::Claimed => "claimed",
        Modality::Possible | Modality::Rumoured => "unsure",
        Modality::Planned | Modality::Ordered | Modality::Demanded => "ahead",
        Modality::Attempted | Modality::Failed | Modality::Denied => "not done",
    }
}

/// Log odds by group and value; what training did not see weighs nothing.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Weights {
    bias: f32,
    weights: HashMap<String, HashMap<String, f32>>,
}

impl Weights {
    fn of(&self, group: &str, value: &str) -> f32 {
        self.weights.get(group).and_then(|g| g.get(value)).copied().unwrap_or(0.0)
    }
}

static WEIGHTS: LazyLock<Weights> =
    LazyLock::new(|| toml::from_str(include_str!("../../../../lexicon/confidence.toml")).unwrap_or_default());

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_weights_are_read_and_say_that_a_claim_without_roles_is_less_sure() {
        let weights: Weights = toml::from_str(include_str!("../../../../lexicon/confidence.toml")).expect("well-formed");
        assert!(weights.weights.len() > 10);
        assert!(weights.of("roles", "none") < weights.of("roles", "both"), "{:?}", weights.weights.get("roles"));
    }
}
