//! The entity recogniser: begin, in, last, unit and out, each chosen greedily.

use crate::doc::EntityMention;
use crate::error::LoadError;
use crate::files::Network;
use crate::rows::Rows;
use crate::tok2vec::Tok2Vec;
use crate::transitions::{Features, Scorer, read_moves};
use std::path::Path;

/// A trained recogniser with its own token vectors, or those of the pipeline.
#[derive(Debug)]
pub struct Ner {
    /// Its own token network, unless it listens to the shared one.
    pub tok2vec: Option<Tok2Vec>,
    scorer: Scorer,
    actions: Vec<Action>,
    /// Entity types; [`EntityMention::label`] indexes into it.
    pub labels: Vec<String>,
}

#[derive(Clone, Copy, Debug)]
struct Action {
    kind: Move,
    label: u16,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Move {
    Begin,
    In,
    Last,
    Unit,
    Out,
    /// The unlabelled U, which only preset entities would allow.
    Never,
}

impl Ner {
    pub fn load(dir: &Path, listens: bool) -> Result<Ner, LoadError> {
        let path = dir.join("moves");
        let mut labels: Vec<String> = Vec::new();
        let mut actions = Vec::new();
        for (id, label) in read_moves(&path)? {
            let kind = match (id, label.as_str()) {
                (0, _) => continue,
                (5, "") => Move::Out,
                (5, _) => continue,
                (_, "") => Move::Never,
                (1, _) => Move::Begin,
                (2, _) => Move::In,
                (3, _) => Move::Last,
                (4, _) => Move::Unit,
                _ => return Err(LoadError::unsupported(&path, format!("move {id}"))),
            };
            let at = labels.iter().position(|l| *l == label).unwrap_or(labels.len());
            if at == labels.len() && !label.is_empty() {
                labels.push(label);
            }
            actions.push(Action { kind, label: at as u16 });
        }
        let net = Network::read(dir.join("model"))?;
        let scorer = Scorer::load(&net, actions.len())?;
        if !matches!(scorer.places, 3 | 6) {
            return Err(net.unsupported(format!("an entity state of {} tokens", scorer.places)));
        }
        let tok2vec = if listens { None } else { Some(Tok2Vec::load(&net)?) };
        Ok(Ner { tok2vec, scorer, actions, labels })
    }

    /// Works out the features of the tokens of one or more documents.
    pub fn features(&self, vectors: (&[f32], Rows<'_>), out: &mut Features) {
        self.scorer.features(vectors, out);
    }

    /// The mentions in the document whose tokens begin at `offset` in the features. No mention crosses a sentence
    /// start or begins with white space.
    pub fn entities(&self, features: &mut Features, offset: usize, sent_start: &[bool], is_space: &[bool]) -> Vec<EntityMention> {
        let n = sent_start.len();
        let mut out = Vec::new();
        let mut open: Option<(usize, u16)> = None;
        let mut context = vec![None; self.scorer.places];
        for i in 0..n {
            context.fill(None);
            context[0] = Some(offset + i);
            if let Some((start, _)) = open {
                if context.len() == 3 {
                    context[1] = Some(offset + start);
                    context[2] = (offset + i).checked_sub(1);
                } else {
                    for (place, t) in context[1..].iter_mut().zip(start..i) {
                        *place = Some(offset + t);
                    }
                }
            }
            let scores = self.scorer.score(features, &context);
            let more = i + 1 < n;
            let goes_on = more && !sent_start[i + 1];
            let mut best: Option<usize> = None;
            for (k, a) in self.actions.iter().enumerate() {
                let valid = match (a.kind, open) {
                    (Move::Begin, None) => goes_on && !is_space[i],
                    (Move::Unit, None) => !is_space[i],
                    (Move::Out, None) => true,
                    (Move::In, Some((_, label))) => goes_on && a.label == label,
                    (Move::Last, Some((_, label))) => a.label == label,
                    _ => false,
                };
                if valid && best.is_none_or(|b| scores[k] > scores[b]) {
                    best = Some(k);
                }
            }
            let Some(best) = best else { break };
            let action = self.actions[best];
            match action.kind {
                Move::Begin => open = Some((i, action.label)),
                Move::Unit => out.push(EntityMention { start: i, end: i + 1, label: action.label }),
                Move::Last => {
                    if let Some((start, label)) = open.take() {
                        out.push(EntityMention { start, end: i + 1, label });
                    }
                }
                Move::In | Move::Out | Move::Never => {}
            }
        }
        out
    }
}
