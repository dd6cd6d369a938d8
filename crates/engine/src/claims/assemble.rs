//! Binds what the other modules find into claims: one for each trigger, and a `statement` for each sentence without one.

use super::accused::accused;
use super::analysis::Analysis;
use super::attribution::{self, Voices};
use super::modality;
use super::names::Names;
use super::places::Places;
use super::times::{self, TimeMention};
use super::told::said;
use super::{background, confidence, roles, together, triggers};
use crate::lexicon::{Lexicon, WordClass};
use crate::reconcile::types::Words;
use std::ops::Range;
use stemma_model::{
    Attribution, BlockKind, Claim, EntityKind, Evidence, Field, Filler, Modality, Mode, PlaceValue, Range as Offsets, Roles, SourceKind,
    SpanText, TimeValue,
};
use stemma_nlp::Doc;

/// One field of a report with everything found in it.
pub struct Part<'a> {
    /// Which field.
    pub field: Field,
    /// Its analysed text.
    pub doc: &'a Doc,
    /// The field as the report has it; evidence is sliced from here.
    pub text: &'a [char],
    /// Whose word is what.
    pub voices: Voices,
    /// Times.
    pub times: Vec<TimeMention>,
}

/// What the claims of a report share.
pub struct Context<'a> {
    /// The report and its analysis.
    pub analysis: &'a Analysis,
    /// Types and frames.
    pub lexicon: &'a Lexicon,
    /// Who is who.
    pub names: &'a Names,
    /// Word lists shared with the reconciler.
    pub words: &'a Words,
    /// Which place is which.
    pub places: &'a Places,
    /// Per block: whether it stands under a heading that announces history.
    pub history: Vec<bool>,
}

impl<'a> Context<'a> {
    /// Collects what is the same for all claims of a report.
    pub fn new(analysis: &'a Analysis, lexicon: &'a Lexicon, words: &'a Words, names: &'a Names, places: &'a Places) -> Self {
        Context { analysis, lexicon, words, names, places, history: background::sections(analysis, words) }
    }

    /// The claims of one field, in text order, without ids.
    pub fn claims(&self, part: &Part<'_>) -> Vec<Claim> {
        let mut out = Vec::new();
        let mut told = vec![false; part.doc.sentences().len()];
        let all = triggers::find(part.doc, self.lexicon);
        let mut raws: Vec<roles::RawRoles> = all.iter().map(|t| roles::fill(part.doc, t, self.lexicon)).collect();
        // What is spoken of again has a place and a time; who did what to whom was told before.
        for (raw, _) in raws.iter_mut().zip(&all).filter(|(_, t)| t.again) {
            *raw = roles::RawRoles { place: std::mem::take(&mut raw.place), ..Default::default() };
        }
        if part.field == Field::Title {
            roles::listed::join(part.doc, &all, &mut raws, self.lexicon);
        }
        roles::part_victims(part.doc, &all, &mut raws, self.lexicon);
        roles::lend_victims(part.doc, &all, &mut raws, self.lexicon);
        let (contents, admitted) = (self.contents(part, &all, &raws), self.admitted(part, &all, &raws));
        let accused = accused(part.doc, &all, self.lexicon, self.words);
        for ((trigger, raw), accusation) in all.iter().zip(&raws).zip(accused) {
            let sentence = part.doc.sentence_of(trigger.head);
            if self.is_silent(part, sentence) || self.is_content(trigger, &contents) {
                continue;
            }
            told[sentence] = true;
            let mut whole = self.event_claim(part, trigger, raw, sentence);
            whole.accusation = accusation.map(str::to_owned);
            if let Some(by) = admitted[trigger.head] {
                self.admit(part, &all[by], &raws[by], &mut whole);
            }
            // "36 people, including several officers": the part is a claim of its own, and no second toll.
            for part_of in &raw.subset {
                let roles = roles::RawRoles {
                    actor: raw.actor.clone(),
                    target: vec![part_of.clone()],
                    place: raw.place.clone(),
                    ..Default::default()
                };
                let mut claim = self.event_claim(part, trigger, &roles, sentence);
                claim.accusation.clone_from(&whole.accusation);
                if let Some(figure) = claim.figure.as_mut().filter(|_| whole.figure.is_some()) {
                    figure.subset_of = Some(String::new());
                    out.push(claim);
                }
            }
            out.push(whole);
        }
        self.state(part, &all, &told, &mut out);
        // A part follows its whole.
        out.sort_by_key(|c| {
            (c.sentence, c.trigger.as_ref().map_or(0, |t| t.start), c.figure.as_ref().is_some_and(|f| f.subset_of.is_some()))
        });
        together::share_times(&mut out, part.text, self.lexicon);
        background::lead_back(&mut out, &|sentence| part.doc.token(part.doc.sentences()[sentence].start).lower().to_owned());
        confidence::rate(&mut out, part.doc, self.lexicon);
        out
    }

    /// Questions and the lines of a fact box tell no events.
    fn is_silent(&self, part: &Part<'_>, sentence: usize) -> bool {
        let range = part.doc.sentences()[sentence].clone();
        let question = part.doc.slice(range.clone()).trim_end().ends_with('?');
        match (part.field, self.analysis.block_kind(sentence)) {
            (Field::Title, _) => question,
            (Field::Text, BlockKind::Heading) => question,
            (Field::Text, BlockKind::List) => {
                !range.map(|i| part.doc.token(i)).any(|t| t.pos() == "VERB" && t.morph().contains("VerbForm=Fin"))
            }
            (Field::Text, _) => false,
        }
    }

    /// "Took responsibility for the shooting": by token, the first trigger that admits to it.
    fn admitted(&self, part: &Part<'_>, all: &[triggers::Trigger], raws: &[roles::RawRoles]) -> Vec<Option<usize>> {
        let mut out = vec![None; part.doc.len()];
        for (by, (t, raw)) in
            all.iter().zip(raws).enumerate().filter(|(_, (t, _))| self.lexicon.kind(t.kind).name == "claim-responsibility")
        {
            for token in raw.topic.iter().flat_map(|p| p.tokens.clone()).filter(|&token| token != t.head) {
                if let Some(first) = out.get_mut(token) {
                    first.get_or_insert(by);
                }
            }
        }
        out
    }

    /// Who takes responsibility for something is its actor, on his own word.
    fn admit(&self, part: &Part<'_>, by: &triggers::Trigger, raw: &roles::RawRoles, claim: &mut Claim) {
        let Some(actor) = raw.actor.first() else { return };
        if claim.roles.actor.is_empty() {
            claim.roles.actor = raw.actor.iter().map(|p| self.filler(part, p)).collect();
        }
        if claim.attribution.is_empty() {
            let (filler, cue) = (self.filler(part, actor), span_text(part, by.tokens.clone()));
            claim.attribution.push(Attribution {
                source: filler.name.unwrap_or(filler.text),
                cue: cue.text,
                kind: SourceKind::Party,
                source_span: Some((filler.start, filler.end)),
                cue_span: Some((cue.start, cue.end)),
                start: filler.start.min(cue.start),
                end: filler.end.max(cue.end),
                entity: filler.entity,
            });
            claim.modality = said(claim.modality, &claim.attribution);
        }
    }

    /// The tokens of what someone is accused of, charged with or denies.
    fn contents(&self, part: &Part<'_>, all: &[triggers::Trigger], raws: &[roles::RawRoles]) -> Vec<bool> {
        let mut out = vec![false; part.doc.len()];
        for (t, raw) in all.iter().zip(raws) {
            let name = self.lexicon.kind(t.kind).name.as_str();
            if matches!(name, "accuse" | "charge" | "convict" | "deny" | "investigate" | "sentence" | "try" | "acquit" | "defy") {
                let phrases = raw.topic.iter().chain(&raw.target).chain(&raw.subset);
                phrases
                    .flat_map(|p| p.tokens.clone())
                    .filter(|&token| token != t.head && token < part.doc.len())
                    .for_each(|token| out[token] = true);
            }
        }
        out
    }

    /// A crime that someone is accused of is the topic of that claim and none of its own.
    fn is_content(&self, trigger: &triggers::Trigger, contents: &[bool]) -> bool {
        trigger.form == WordClass::Noun && self.lexicon.kind(trigger.kind).name == "crime" && contents[trigger.head]
    }

    fn event_claim(&self, part: &Part<'_>, trigger: &triggers::Trigger, raw: &roles::RawRoles, sentence: usize) -> Claim {
        let kind = self.lexicon.kind(trigger.kind);
        let mut judgement = modality::of(part.doc, trigger.head, &part.voices);
        // An accusation whose content is denied is denied.
        if matches!(kind.name.as_str(), "accuse" | "charge" | "crime") {
            let content = raw.topic.iter().map(|p| modality::of(part.doc, p.head, &part.voices));
            judgement = content.into_iter().find(|j| j.modality == Modality::Denied).unwrap_or(judgement);
        }
        // "Were shot and killed last week": the time hangs on the last verb of the trigger.
        let heads = std::iter::once(trigger.head).chain(trigger.words.iter().copied());
        let mut heads = heads.filter(|&h| h == trigger.head || part.doc.token(h).pos() == "VERB");
        let time = heads.find_map(|h| times::of_trigger(part.doc, &part.times, h)).map(|i| &part.times[i]);
        let fillers = |phrases: &[roles::Phrase]| {
            let mut out: Vec<Filler> = phrases.iter().map(|p| self.filler(part, p)).collect();
            out.dedup_by_key(|f| (f.start, f.end));
            out
        };
        let roles = Roles {
            actor: fillers(&raw.actor),
            target: fillers(&raw.target),
            instrument: fillers(&raw.instrument),
            place: fillers(&raw.place),
            topic: fillers(&raw.topic),
        };
        let old = part.field == Field::Text && self.analysis.block_of.get(sentence).and_then(|&b| self.history.get(b)) == Some(&true);
        let background = old || time.is_some_and(|t| background::is_old(part.doc, t, self.analysis.report.published.as_deref()));
        let number =
            |measure| self.figure(part, measure, &raw.counted(), judgement.negated).or_else(|| self.nobody(part, measure, trigger));
        let mut figure = kind.measure.as_deref().and_then(number);
        if let (Some(figure), Some(start)) = (&mut figure, time.filter(|t| times::is_start(part.doc, t, trigger.head))) {
            figure.scope.since = Some(part.words(start.tokens.clone()));
        }
        let place = roles.place.iter().find(|f| f.kind == EntityKind::Place).map(|f| {
            let mut place = PlaceValue { text: f.text.clone(), name: f.name.clone(), ..PlaceValue::default() };
            self.places.fill(&mut place, part.field, f.start..f.end);
            place
        });
        let mode = if background && judgement.modality == Modality::Asserted { Some(Mode::Historical) } else { judgement.mode };
        let cues: Vec<usize> = part.voices.of(trigger.head).iter().filter_map(|&v| part.voices.list[v].cue_head).collect();
        let as_of = times::as_of(part.doc, &part.times, trigger.head, &cues).map(|i| part.time(&part.times[i]));
        let mut attribution = self.attribution_of(part, trigger.head, judgement.modality);
        if !attribution.is_empty() && self.performs(part, trigger, raw) {
            attribution.remove(0);
        }
        Claim {
            id: String::new(),
            report: self.analysis.report.id.clone(),
            sentence,
            evidence: evidence(part, sentence),
            kind: kind.name.clone(),
            trigger: Some(span_text(part, trigger.tokens.clone())),
            time: time.filter(|t| !times::is_start(part.doc, t, trigger.head)).map(|t| part.time(t)),
            as_of: as_of.filter(|_| figure.is_some()),
            figure,
            place,
            modality: said(judgement.modality, &attribution),
            negated: judgement.negated,
            accusation: None,
            mode,
            background,
            confidence: 0.0,
            attribution,
            decided: None,
            again: trigger.again.then(String::new),
            roles,
        }
    }

    fn filler(&self, part: &Part<'_>, phrase: &roles::Phrase) -> Filler {
        let entity = self.names.entity_of_phrase(part.doc, part.field, phrase.tokens.clone(), phrase.head);
        let words = span_text(part, phrase.tokens.clone());
        let known = entity.map(|e| &self.names.entities[e]);
        Filler {
            start: words.start,
            end: words.end,
            text: words.text,
            entity: entity.map(|e| self.entity_id(e)),
            name: known.map(|e| e.name.clone()),
            kind: known.map_or(EntityKind::Other, |e| e.kind),
        }
    }

    /// The id of an entity in the output.
    pub fn entity_id(&self, entity: usize) -> String {
        format!("{}/e{}", self.analysis.report.id, entity + 1)
    }
}

impl Part<'_> {
    /// A time expression as a claim has it.
    fn time(&self, mention: &times::TimeMention) -> TimeValue {
        TimeValue {
            text: self.words(mention.tokens.clone()),
            start: mention.start.clone(),
            end: mention.end.clone(),
            resolved: mention.start.is_some() && mention.end.is_some(),
            span: Some(self.offsets(mention.tokens.clone())),
        }
    }

    /// Offsets of tokens in the field.
    pub fn offsets(&self, tokens: Range<usize>) -> Offsets {
        let (start, end) = self.doc.offsets(tokens);
        Offsets { start, end }
    }

    /// The words of tokens as the report has them.
    pub fn words(&self, tokens: Range<usize>) -> String {
        let at = self.offsets(tokens);
        self.text[at.start.min(self.text.len())..at.end.min(self.text.len())].iter().collect()
    }
}

pub(super) fn span_text(part: &Part<'_>, tokens: Range<usize>) -> SpanText {
    let at = part.offsets(tokens.clone());
    SpanText { start: at.start, end: at.end, text: part.words(tokens) }
}

pub(super) fn evidence(part: &Part<'_>, sentence: usize) -> Evidence {
    let tokens = part.doc.sentences()[sentence].clone();
    let at = part.offsets(tokens.clone());
    Evidence { field: part.field, start: at.start, end: at.end, text: part.words(tokens) }
}

/// Everything that one field of a report holds.
pub fn part<'a>(field: Field, doc: &'a Doc, text: &'a [char], published: Option<&str>, block_of: &[usize]) -> Part<'a> {
    Part { field, doc, text, voices: attribution::find(doc, block_of), times: times::find(doc, published) }
}
