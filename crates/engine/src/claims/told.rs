//! Who tells a claim, and how that puts it.

use super::assemble::{Context, Part};
use super::attribution::{self, Manner};
use super::names::{EntityData, Form, Mention};
use super::roles::{Phrase, RawRoles};
use super::triggers::Trigger;
use std::collections::HashSet;
use stemma_model::{Attribution, Claim, EntityKind, Modality, SourceKind};

impl Context<'_> {
    /// The voices over a token, nearest first.
    pub(super) fn attribution(&self, part: &Part<'_>, token: usize) -> Vec<Attribution> {
        part.voices.of(token).iter().map(|&v| self.cited(part, v)).collect()
    }

    /// The voices that tell of an event put this way, nearest first. Whoever demands, asks or plans something does not
    /// tell what the words take for granted ("asked those who saw the shooting to call").
    pub(super) fn attribution_of(&self, part: &Part<'_>, token: usize, modality: Modality) -> Vec<Attribution> {
        let wants =
            |v: usize| matches!(part.voices.list[v].manner, Manner::Demand | Manner::Order | Manner::Ask | Manner::Plan | Manner::Refuse);
        let tells = |&&v: &&usize| modality != Modality::Asserted || !wants(v);
        part.voices.of(token).iter().filter(tells).map(|&v| self.cited(part, v)).collect()
    }

    /// "We deny the charges," said the mayor: the words are the act, and nobody tells of it.
    pub(super) fn performs(&self, part: &Part<'_>, trigger: &Trigger, raw: &RawRoles) -> bool {
        let speaks = matches!(self.lexicon.frame(trigger.frame).name.as_str(), "speak" | "tell");
        let own = |p: &Phrase| matches!(part.doc.token(p.head).lower(), "i" | "we");
        speaks && part.doc.token(trigger.head).tag() == "VBP" && raw.actor.iter().any(own)
    }

    /// A voice and those that it is cited by, nearest first.
    pub(super) fn chain(&self, part: &Part<'_>, voice: usize) -> Vec<Attribution> {
        let up = |v: &usize| part.voices.list[*v].parent;
        std::iter::successors(Some(voice), up).map(|v| self.cited(part, v)).collect()
    }

    fn cited(&self, part: &Part<'_>, voice: usize) -> Attribution {
        let voice = &part.voices.list[voice];
        let entity = voice.source_head.and_then(|h| self.names.at(part.field, h));
        let known = entity.map(|e| &self.names.entities[e]);
        // "Police and two witnesses" are more than the police, and "people close to the mayor" say more than "people".
        let longer = |e: &&EntityData| voice.source.as_ref().is_some_and(|r| part.doc.slice(r.clone()).len() > e.name.len());
        let own = |e: &&EntityData| voice.is_shared(part.doc) || !e.named && longer(e);
        let name = known.filter(|e| !own(e)).map(|e| e.name.clone());
        let kind = entity.and_then(|e| self.kind_of_person(part, voice, e)).unwrap_or(voice.kind);
        Attribution { entity: entity.map(|e| self.entity_id(e)), kind, ..voice.to_model(part.doc, name) }
    }

    /// What kind of voice a person is by all that the text calls him: "Lee said" is an official's word where another sentence
    /// has "Mayor Ann Lee" or "the mayor". None where the voice's own words tell, or he is called nothing that tells.
    fn kind_of_person(&self, part: &Part<'_>, voice: &attribution::Voice, entity: usize) -> Option<SourceKind> {
        let head = part.doc.token(voice.source_head?);
        let named_place = head.ent_type() == "GPE" && voice.kind == SourceKind::Official;
        let pronoun = head.pos() == "PRON";
        let open = matches!(voice.kind, SourceKind::Party | SourceKind::Other) || named_place || pronoun;
        if !open || voice.is_shared(part.doc) || self.names.entities[entity].kind != EntityKind::Person {
            return None;
        }
        let own = |m: &&Mention| {
            let elsewhere = m.entity == entity && m.field == part.field && m.form != Form::Pronoun;
            elsewhere && part.doc.token(m.head).ent_type() != "GPE"
        };
        let mut kinds = self.names.mentions.iter().filter(own).map(|m| attribution::kind_of(part.doc, m.head));
        let told = kinds.find(|k| matches!(k, SourceKind::Official | SourceKind::Expert | SourceKind::Witness | SourceKind::Media));
        told.or_else(|| (named_place || pronoun && self.names.entities[entity].named).then_some(SourceKind::Party))
    }

    /// By sentence of their cue, voices with a source that no claim carries. Who was told stands behind the teller.
    pub(super) fn unheard(&self, part: &Part<'_>, claims: &[Claim]) -> Vec<Vec<usize>> {
        let list = &part.voices.list;
        let carried: HashSet<(usize, usize)> = claims.iter().flat_map(|c| c.attribution.iter().map(|a| (a.start, a.end))).collect();
        let behind: HashSet<usize> = list.iter().filter_map(|v| v.parent.filter(|&p| list[p].cue_head == v.cue_head)).collect();
        let mut out: Vec<Vec<usize>> = vec![Vec::new(); part.doc.sentences().len()];
        for (i, voice) in list.iter().enumerate() {
            let model = voice.to_model(part.doc, None);
            if let Some(cue) =
                voice.cue_head.filter(|_| voice.source.is_some() && !behind.contains(&i) && !carried.contains(&(model.start, model.end)))
            {
                out[part.doc.sentence_of(cue)].push(i);
            }
        }
        out
    }
}

/// What the report itself asserts is claimed where someone else says it.
pub(super) fn said(modality: Modality, attribution: &[Attribution]) -> Modality {
    let somebody = attribution.iter().any(|a| !a.source.is_empty());
    if modality == Modality::Asserted && somebody { Modality::Claimed } else { modality }
}
