//! An analysed report → its claims and entities.
//!
//! Each module finds one thing in a [`stemma_nlp::Doc`], in token ranges; [`extract`] and [`assemble`] bind them together.
//!
//! | module | finds |
//! |---|---|
//! | `ages` | ages that stand for a person, before parsing |
//! | [`casing`] | small letters for text in capitals |
//! | [`triggers`] | words that say that something happened, and of which type |
//! | [`roles`] | who did what to whom, where, with what |
//! | [`quantities`] | numbers with their bounds and units |
//! | [`times`] | time expressions and their values |
//! | [`places`] | names of places, and which place each means |
//! | [`attribution`] | who says what, with which word |
//! | [`modality`] | asserted, planned, denied, … |
//! | `accused` | what is only charged, or only somebody's accusation |
//! | `counts`, `told` | how many a claim counts; who tells it |
//! | `numbers` | numbers of anything else, with the claims they are told with |
//! | `together` | times of harm that is told together |
//! | [`confidence`] | how likely a claim is right |
//! | [`background`] | what lies before the story |
//! | [`names`] | entities: names, titles, pronouns and descriptions that refer to one thing |

mod accused;
mod ages;
pub mod analysis;
pub mod assemble;
pub mod attribution;
pub mod background;
pub mod casing;
pub mod confidence;
mod counts;
mod letters;
pub mod modality;
pub mod names;
mod numbers;
pub mod places;
mod printed;
pub mod quantities;
pub mod roles;
#[cfg(test)]
mod sketch;
mod statements;
pub mod times;
mod together;
mod told;
pub mod triggers;

use crate::lexicon::Lexicon;
use crate::reconcile::types::Words;
use analysis::Analysis;
use assemble::{Context, Part, part};
use places::Places;
use places::gazetteer::Gazetteer;
pub(crate) use printed::Printed;
pub(crate) use quantities::words;
use stemma_model::{Claim, Entity, Field, ReportClaims};

/// The claims and entities of an analysed report: every sentence of it has at least one claim. A report in a language that
/// is not read has none.
pub fn extract(analysis: Analysis, lexicon: &Lexicon, words: &Words, gazetteer: &Gazetteer) -> ReportClaims {
    if analysis.report.lang.as_deref().is_some_and(|l| !l.starts_with("en")) {
        return ReportClaims { report: analysis.report, ..ReportClaims::default() };
    }
    let names = names::resolve(&analysis.text, analysis.title.as_ref());
    let places = Places::new(&analysis, gazetteer);
    let context = Context::new(&analysis, lexicon, words, &names, &places);
    let published = analysis.report.published.as_deref();
    let mut claims = Vec::new();
    let mut numbers = Vec::new();
    let mut whole = String::new();
    let mut take = |part: &Part<'_>| {
        let mut own = context.claims(part);
        for (i, claim) in own.iter_mut().enumerate() {
            claim.id = format!("{}/c{}", analysis.report.id, claims.len() + i + 1);
            match claim.figure.as_mut().and_then(|f| f.subset_of.as_mut()) {
                Some(of) => of.clone_from(&whole),
                None => whole.clone_from(&claim.id),
            }
        }
        for at in 0..own.len() {
            let (before, rest) = own.split_at_mut(at);
            let (claim, earlier) = (&mut rest[0], before.iter().rev());
            if claim.again.is_some() {
                let told = |c: &&Claim| c.kind == claim.kind && c.sentence < claim.sentence && c.again.is_none();
                claim.again = earlier.clone().find(told).map(|c| c.id.clone());
            }
        }
        numbers.extend(context.numbers(part, &own));
        claims.extend(own);
    };
    if let Some(title) = &analysis.title {
        let words: Vec<char> = analysis.report.title.as_deref().unwrap_or_default().chars().collect();
        take(&part(Field::Title, title, &words, published, &[]));
    }
    let words: Vec<char> = analysis.report.text.chars().collect();
    take(&part(Field::Text, &analysis.text, &words, published, &analysis.block_of));
    let entities = names
        .entities
        .iter()
        .enumerate()
        .map(|(i, e)| Entity {
            id: context.entity_id(i),
            name: e.name.clone(),
            kind: e.kind,
            aliases: e.aliases.clone(),
            members: Vec::new(),
        })
        .collect();
    ReportClaims { claims, entities, numbers, report: analysis.report, rejected: Vec::new() }
}
