//! Numbers that are no claim's figure ("two groups", "aged 65", "in three homes"), each with the claim that it is told with.

use super::assemble::{Context, Part};
use super::quantities::{self, Quantity, QuantityKind};
use stemma_model::{Claim, Number, Range};

impl Context<'_> {
    /// The numbers of one field, in order: what is counted, measured or aged, but not what dates, names and addresses are
    /// made of, nor what a figure of `claims`, the claims of that field, has counted. A number without a noun is none.
    pub(super) fn numbers(&self, part: &Part<'_>, claims: &[Claim]) -> Vec<Number> {
        let mut out = Vec::new();
        let mut found = quantities::find_among(part.doc, &part.times);
        found.extend(quantities::no_people(part.doc));
        found.sort_by_key(|q| q.tokens.start);
        for q in found {
            let Some(unit) = unit(part, &q) else { continue };
            let (span, sentence) = (part.offsets(q.tokens.clone()), part.doc.sentence_of(q.number.start));
            // Claims are in the order of their sentences.
            let first = claims.partition_point(|c| c.sentence < sentence);
            let own = &claims[first..claims.partition_point(|c| c.sentence <= sentence)];
            let counted = |c: &Claim| c.figure.as_ref().and_then(|f| f.span).is_some_and(|f| f.overlaps(span));
            // A figure that counts names holds their ages: "Ann Roe, 22, and Bo Lee, 33, were killed".
            if q.kind != QuantityKind::Age && own.iter().any(counted) {
                continue;
            }
            let Some(claim) = told_with(own, span) else { continue };
            let words = q.tokens.start..q.unit_head.map_or(q.tokens.end, |h| (h + 1).max(q.tokens.end));
            out.push(Number {
                claim: claim.id.clone(),
                unit,
                low: q.low,
                high: q.high,
                text: part.words(words),
                span,
                of: if q.kind == QuantityKind::Age { self.aged(part, &q) } else { None },
            });
        }
        out
    }

    /// Whose age a number is: the person that it describes ("Ann Roe, 65", "65-year-old Ann Roe").
    fn aged(&self, part: &Part<'_>, q: &Quantity) -> Option<String> {
        let mut at = part.doc.token(q.number.start);
        // "A 65-year-old man from Marn": the age hangs on "old", that on "man".
        for _ in 0..4 {
            if let Some(entity) = self.names.at(part.field, at.i) {
                return Some(self.entity_id(entity));
            }
            at = at.head();
        }
        None
    }
}

/// What a number counts or measures; none where it is no amount, or where nothing says of what.
fn unit(part: &Part<'_>, q: &Quantity) -> Option<String> {
    match q.kind {
        // "One of them": nobody counts.
        QuantityKind::Count if q.low == Some(1.0) && q.high == Some(1.0) => None,
        QuantityKind::Count => quantities::unit_by_phrase(part.doc, q)
            .map(str::to_owned)
            .or_else(|| q.unit_head.map(|h| part.doc.token(h).lemma().to_lowercase())),
        // "Six months old" is no age of six.
        QuantityKind::Age => match q.unit.as_deref().and_then(|u| u.split(' ').next()) {
            None | Some("year") => Some("age".to_owned()),
            Some(unit) => Some(format!("age in {unit}s")),
        },
        QuantityKind::Money | QuantityKind::Percent | QuantityKind::Measure => q.unit.clone(),
        _ => None,
    }
    .filter(|unit| !unit.is_empty() && (q.low.is_some() || q.high.is_some()))
}

/// The claim of a sentence that a number is told with: the one with the shortest filler around the number, else the one
/// whose trigger is nearest.
fn told_with(claims: &[Claim], at: Range) -> Option<&Claim> {
    let around = |c: &Claim| {
        let fillers = c.roles.each().into_iter().flat_map(|(_, f)| f.iter().map(|x| (x.start, x.end))).collect::<Vec<_>>();
        fillers.into_iter().filter(|(start, end)| *start <= at.start && at.end <= *end).map(|(start, end)| end - start).min()
    };
    let away = |c: &Claim| {
        c.trigger.as_ref().map_or(usize::MAX, |t| if t.start >= at.end { t.start - at.end } else { at.start.saturating_sub(t.end) })
    };
    claims.iter().min_by_key(|c| (around(c).unwrap_or(usize::MAX), away(c)))
}
