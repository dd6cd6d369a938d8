//! Whether a claim is right, field by field.

use super::gold::{Event, Gold, Source};
use std::ops::Range;
use stemma_model::{Claim, Filler};

/// What is compared, in the order of [`Right::fields`]; the claim is right when all but the last two are.
pub const FIELDS: [&str; 8] = ["type", "actor", "target", "figure", "source", "modality", "place", "instrument"];

/// How many of [`FIELDS`] must hold for a claim to be right.
pub const CORE: usize = 6;

/// What holds of a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Right {
    /// By [`FIELDS`]; none where nothing was to be said.
    pub fields: [Option<bool>; 8],
}

impl Right {
    /// Whether type, actor, target, figure, source and modality are right; what nobody could tell is passed over.
    pub fn is_right(&self) -> bool {
        self.fields[..CORE].iter().all(|f| *f != Some(false))
    }
}

/// Compares. With a wrong type nothing else is looked at.
pub fn right(gold: &Gold, claim: &Claim) -> Right {
    let of_type = gold.event != Event::No && gold.kind == claim.kind;
    let mut fields = [Some(of_type), None, None, None, None, None, None, None];
    if of_type {
        let base = claim.evidence.start as i64;
        let spans = |fillers: &[Filler]| fillers.iter().map(|f| f.start as i64 - base..f.end as i64 - base).collect::<Vec<_>>();
        let roles = &claim.roles;
        fields[1] = gold.roles[0].as_ref().map(|g| same(&spans(&roles.actor), &[], g));
        // What is investigated or announced stands among the topics; people call it the target too.
        fields[2] = gold.roles[1].as_ref().map(|g| same(&spans(&roles.target), &spans(&roles.topic), g));
        fields[6] = gold.roles[2].as_ref().map(|g| same(&spans(&roles.place), &[], g));
        fields[7] = gold.roles[3].as_ref().map(|g| same(&spans(&roles.instrument), &[], g));
        fields[3] = gold.figure.map(|g| g == claim.figure.as_ref().map(|f| (f.low, f.high)));
        fields[4] = source(gold, claim, base);
        fields[5] = gold.modality.as_ref().map(|m| serde_json::to_value(claim.modality).is_ok_and(|c| c == *m.as_str()));
    }
    Right { fields }
}

/// Every given filler is wanted, and where one is wanted at least one is given.
fn same(given: &[Range<i64>], also: &[Range<i64>], wanted: &[Vec<Range<i64>>]) -> bool {
    let fits = |g: &Range<i64>| wanted.iter().flatten().any(|w| inside(g, w));
    given.iter().all(fits) && (wanted.is_empty() || given.iter().chain(also).any(fits))
}

/// One lies within the other.
fn inside(a: &Range<i64>, b: &Range<i64>) -> bool {
    a.start <= b.start && b.end <= a.end || b.start <= a.start && a.end <= b.end
}

fn source(gold: &Gold, claim: &Claim, base: i64) -> Option<bool> {
    let nearest = claim.attribution.iter().find(|a| !a.source.is_empty());
    match &gold.source {
        Source::Unknown => None,
        Source::Nobody => Some(nearest.is_none()),
        Source::Somebody => Some(nearest.is_some()),
        Source::At(spans) => Some(nearest.and_then(|a| a.source_span).is_some_and(|(start, end)| {
            let given = start as i64 - base..end as i64 - base;
            spans.iter().any(|s| inside(&given, s))
        })),
    }
}
