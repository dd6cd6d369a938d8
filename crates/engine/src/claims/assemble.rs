//! Binds what the other modules find into claims: one for each trigger, and a `statement` for each sentence without one.

use super::analysis::Analysis;
use super::attribution::{self, Manner, Voices};
use super::modality;
use super::names::{EntityData, Form, Mention, Names};
use super::places::Places;
use super::quantities::{self, Quantity};
use super::times::{self, TimeMention};
use super::{background, confidence, roles, triggers};
use crate::lexicon::{Lexicon, WordClass};
use crate::reconcile::items::head_word;
use crate::reconcile::types::Words;
use std::collections::HashSet;
use std::ops::Range;
use stemma_model::{
    Attribution, BlockKind, Bound, Claim, EntityKind, Evidence, Field, Figure, Filler, Modality, Mode, PlaceValue, Range as Offsets, Roles,
    Scope, ScopeOf, SourceKind, SpanText, TimeValue,
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
        roles::part_victims(part.doc, &all, &mut raws, self.lexicon);
        let (contents, admitted) = (self.contents(part, &all, &raws), self.admitted(part, &all, &raws));
        for (trigger, raw) in all.iter().zip(&raws) {
            let sentence = part.doc.sentence_of(trigger.head);
            if self.is_silent(part, sentence) || self.is_content(trigger, &contents) {
                continue;
            }
            told[sentence] = true;
            let mut whole = self.event_claim(part, trigger, raw, sentence);
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
                if let Some(figure) = claim.figure.as_mut().filter(|_| whole.figure.is_some()) {
                    figure.subset_of = Some(String::new());
                    out.push(claim);
                }
            }
            out.push(whole);
        }
        let unheard = self.unheard(part, &out);
        for ((sentence, told), voices) in told.iter().enumerate().zip(unheard) {
            if !told && voices.is_empty() {
                out.extend(self.statement(part, sentence, None));
            }
            // What someone says without telling of a happening is a statement of its own.
            for said in voices {
                out.extend(self.statement(part, sentence, Some(said)));
            }
        }
        // A part follows its whole.
        out.sort_by_key(|c| {
            (c.sentence, c.trigger.as_ref().map_or(0, |t| t.start), c.figure.as_ref().is_some_and(|f| f.subset_of.is_some()))
        });
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
        let time = times::of_trigger(part.doc, &part.times, trigger.head).map(|i| &part.times[i]);
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
        let figure = kind.measure.as_deref().and_then(|measure| self.figure(part, measure, &raw.counted(), judgement.negated));
        let place = roles.place.iter().find(|f| f.kind == EntityKind::Place).map(|f| {
            let mut place = PlaceValue { text: f.text.clone(), name: f.name.clone(), ..PlaceValue::default() };
            self.places.fill(&mut place, part.field, f.start..f.end);
            place
        });
        let mode = if background && judgement.modality == Modality::Asserted { Some(Mode::Historical) } else { judgement.mode };
        let attribution = self.attribution_of(part, trigger.head, judgement.modality);
        Claim {
            id: String::new(),
            report: self.analysis.report.id.clone(),
            sentence,
            evidence: evidence(part, sentence),
            kind: kind.name.clone(),
            trigger: Some(span_text(part, trigger.tokens.clone())),
            figure,
            time: time.filter(|t| !times::is_start(part.doc, t)).map(|t| TimeValue {
                text: part.words(t.tokens.clone()),
                start: t.start.clone(),
                end: t.end.clone(),
                resolved: t.start.is_some() && t.end.is_some(),
                span: Some(part.offsets(t.tokens.clone())),
            }),
            as_of: None,
            place,
            modality: said(judgement.modality, &attribution),
            negated: judgement.negated,
            mode,
            background,
            confidence: 0.0,
            attribution,
            roles,
        }
    }

    /// By sentence of their cue, voices with a source that no claim carries. Who was told stands behind the teller.
    fn unheard(&self, part: &Part<'_>, claims: &[Claim]) -> Vec<Vec<usize>> {
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

    /// The claim of a sentence that has no other: its words, and who says them.
    fn statement(&self, part: &Part<'_>, sentence: usize, said_by: Option<usize>) -> Option<Claim> {
        let range = part.doc.sentences()[sentence].clone();
        let head = range.clone().find(|&i| part.doc.token(i).is_root() && !part.doc.token(i).is_space()).unwrap_or(range.start);
        let evidence = evidence(part, sentence);
        if !evidence.text.chars().any(char::is_alphanumeric) {
            return None;
        }
        let attribution = said_by.map_or_else(|| self.attribution(part, head), |v| self.chain(part, v));
        Some(Claim {
            id: String::new(),
            report: self.analysis.report.id.clone(),
            sentence,
            evidence,
            kind: "statement".to_owned(),
            trigger: None,
            roles: Roles::default(),
            figure: None,
            time: None,
            as_of: None,
            place: None,
            modality: said(Modality::Asserted, &attribution),
            negated: false,
            mode: None,
            background: part.field == Field::Text && self.analysis.block_of.get(sentence).and_then(|&b| self.history.get(b)) == Some(&true),
            confidence: 0.0,
            attribution,
        })
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

    /// The voices over a token, nearest first.
    fn attribution(&self, part: &Part<'_>, token: usize) -> Vec<Attribution> {
        part.voices.of(token).iter().map(|&v| self.cited(part, v)).collect()
    }

    /// The voices that tell of an event put this way, nearest first. Whoever demands, asks or plans something does not
    /// tell what the words take for granted ("asked those who saw the shooting to call").
    fn attribution_of(&self, part: &Part<'_>, token: usize, modality: Modality) -> Vec<Attribution> {
        let wants =
            |v: usize| matches!(part.voices.list[v].manner, Manner::Demand | Manner::Order | Manner::Ask | Manner::Plan | Manner::Refuse);
        let tells = |&&v: &&usize| modality != Modality::Asserted || !wants(v);
        part.voices.of(token).iter().filter(tells).map(|&v| self.cited(part, v)).collect()
    }

    /// A voice and those that it is cited by, nearest first.
    fn chain(&self, part: &Part<'_>, voice: usize) -> Vec<Attribution> {
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

    /// The targets that add up: a name in apposition is no further victim ("the two men who died, A and B").
    fn counted<'p>(&self, doc: &'p Doc, targets: &'p [roles::Phrase]) -> impl Iterator<Item = &'p roles::Phrase> {
        targets.iter().filter(move |p| {
            let mut top = doc.token(p.head);
            while top.dep() == "conj" {
                top = top.head();
            }
            top.dep() != "appos" || !targets.iter().any(|o| o.head == top.head().i)
        })
    }

    /// Whether a target is people: by its words, its entity, or as a number or pronoun alone ("capturing six", "three of them").
    fn is_people(&self, part: &Part<'_>, phrase: &roles::Phrase) -> bool {
        let head = part.doc.token(phrase.head);
        let kind =
            || self.names.entity_of_phrase(part.doc, part.field, phrase.tokens.clone(), phrase.head).map(|e| self.names.entities[e].kind);
        // "9700 W Ferris Branch" is an address.
        let first = phrase.tokens.start;
        let address = phrase.tokens.len() > 1
            && part.doc.token(first).pos() == "NUM"
            && part.doc.token(first + 1).tag() == "NNP"
            && matches!(head.tag(), "CD" | "NNP");
        // "The army" is struck; nobody counts it.
        let body = || phrase.number.is_none() && head.pos() != "PRON" && kind() == Some(EntityKind::Organisation);
        (phrase.people || matches!(head.pos(), "NUM" | "PRON")) && !address && !body()
            || matches!(kind(), Some(EntityKind::Person | EntityKind::Group))
    }

    /// How many people a target is; none where the grammar does not tell.
    fn count(&self, part: &Part<'_>, phrase: &roles::Phrase) -> Option<Quantity> {
        let head = part.doc.token(phrase.head);
        quantities::count_of_phrase(part.doc, phrase.head, phrase.tokens.clone()).or_else(|| {
            // Headlines and second conjuncts leave the article out: "Man, child injured".
            let entity = self.names.entity_of_phrase(part.doc, part.field, phrase.tokens.clone(), phrase.head);
            let group = entity.is_some_and(|e| self.names.entities[e].kind == EntityKind::Group);
            let pronoun = matches!(head.lower(), "he" | "she" | "him" | "her" | "himself" | "herself");
            (pronoun || matches!(head.tag(), "NN" | "NNP") && !group).then(|| Quantity {
                tokens: phrase.head..phrase.head + 1,
                number: phrase.head..phrase.head + 1,
                value: Some(1.0),
                low: Some(1.0),
                high: Some(1.0),
                bound: Bound::Exact,
                kind: quantities::QuantityKind::Count,
                unit: Some(head.lower().to_owned()),
                unit_head: Some(phrase.head),
                people: true,
            })
        })
    }

    /// Whom the figure of these targets counts: what all of them are.
    fn scope(&self, part: &Part<'_>, targets: &[roles::Phrase]) -> ScopeOf {
        let of = |p: &roles::Phrase| self.words.scope_of(&head_word(part.doc.slice(p.head..p.head + 1)));
        let mut each = targets.iter().map(of);
        let first = each.next().unwrap_or_default();
        if each.all(|x| x == first) { first } else { ScopeOf::All }
    }

    /// The number of a claim: that of its target, fillers added up where each has one.
    fn figure(&self, part: &Part<'_>, measure: &str, targets: &[roles::Phrase], negated: bool) -> Option<Figure> {
        // Whoever is killed is people, even where a name is taken for a place's.
        let people: Vec<&roles::Phrase> = self
            .counted(part.doc, targets)
            .filter(|p| self.is_people(part, p) || measure == "killed" && part.doc.token(p.head).tag() == "NNP")
            .collect();
        let counts: Option<Vec<Quantity>> = people.iter().map(|p| self.count(part, p)).collect();
        let mut counts = counts.filter(|c| !c.is_empty())?;
        // "Two reporters, A and B": as many names as were counted are the counted, however they are joined to them.
        let named = |p: &&roles::Phrase| part.doc.token(p.head).ent_type() == "PERSON";
        if counts.len() > 2 && counts[0].value == Some((counts.len() - 1) as f64) && people[1..].iter().all(named) {
            counts.truncate(1);
        }
        let whole = |v: f64| (v.abs() < 9e15).then_some(v.round() as i64);
        let sum = |side: &dyn Fn(&Quantity) -> Option<f64>| counts.iter().map(side).sum::<Option<f64>>().and_then(whole);
        let (low, high) = (sum(&|q| q.low.or(q.value)), sum(&|q| q.high.or(q.value.filter(|_| q.bound == Bound::Exact))));
        let bound = counts.iter().map(|q| q.bound).find(|b| *b != Bound::Exact).unwrap_or(Bound::Exact);
        let all = counts.first()?.tokens.start..counts.last()?.tokens.end;
        // "A policeman" counts one without a number: its words are the noun itself.
        let said = counts.len() > 1 || counts.iter().any(|q| !q.unit_head.is_some_and(|h| q.number.contains(&h)));
        let text = part.words(all.clone());
        let fresh = ["another", "more", "other", "others", "new"]
            .iter()
            .any(|w| targets.iter().any(|p| part.doc.slice(p.tokens.clone()).to_lowercase().split(' ').any(|x| x == *w)));
        Some(Figure {
            measure: measure.to_owned(),
            low,
            high: if negated && low == Some(0) { Some(0) } else { high },
            bound,
            unit: counts.iter().find_map(|q| q.unit.clone()),
            span: said.then(|| part.offsets(all)),
            text,
            scope: Scope { of: self.scope(part, targets), ..Scope::default() },
            cumulative: Some(!fresh),
            subset_of: None,
        })
    }
}

impl Part<'_> {
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

/// What the report itself asserts is claimed where someone else says it.
fn said(modality: Modality, attribution: &[Attribution]) -> Modality {
    let somebody = attribution.iter().any(|a| !a.source.is_empty());
    if modality == Modality::Asserted && somebody { Modality::Claimed } else { modality }
}

fn span_text(part: &Part<'_>, tokens: Range<usize>) -> SpanText {
    let at = part.offsets(tokens.clone());
    SpanText { start: at.start, end: at.end, text: part.words(tokens) }
}

fn evidence(part: &Part<'_>, sentence: usize) -> Evidence {
    let tokens = part.doc.sentences()[sentence].clone();
    let at = part.offsets(tokens.clone());
    Evidence { field: part.field, start: at.start, end: at.end, text: part.words(tokens) }
}

/// Everything that one field of a report holds.
pub fn part<'a>(field: Field, doc: &'a Doc, text: &'a [char], published: Option<&str>, block_of: &[usize]) -> Part<'a> {
    Part { field, doc, text, voices: attribution::find(doc, block_of), times: times::find(doc, published) }
}
