//! Who says what, with which word.
//!
//! [`find`] looks for cues (verbs and nouns whose learned score is positive, "according to", adverbs such as
//! "reportedly"), for the words that speak, and for what they bring; then it gives quotations that stand alone to the
//! voice beside them. Everything is in token ranges of the [`Doc`].
//!
//! A voice may be a pronoun: who that is, is the entities' part.

mod content;
mod cues;
mod features;
mod labels;
mod lexicon;
mod quotes;
mod sources;

#[cfg(test)]
pub(crate) mod frozen;

pub use cues::{Candidate, candidates, lemma};
pub use features::features;
pub use lexicon::{CUES, Manner};
pub use quotes::{Quote, Quotes};
pub use sources::{kind_of, phrase};

use sources::Speaker;
use std::ops::Range;
use stemma_model::{Attribution, SourceKind};
use stemma_nlp::Doc;

/// Everyone that a text cites.
#[derive(Clone, Debug, Default)]
pub struct Voices {
    /// In order of their cues.
    pub list: Vec<Voice>,
    /// The quotations of the text.
    pub quotes: Quotes,
    by_token: Vec<Vec<usize>>,
}

/// One voice: who says what, with which word.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Voice {
    /// Tokens of the words that name the source in place (a pronoun for "who said"), without article and relative
    /// clause; none when it is left out ("reportedly").
    pub source: Option<Range<usize>>,
    /// Head noun of the source; for a relative pronoun, of what it refers to.
    pub source_head: Option<usize>,
    /// Tokens of the cue; none for a quotation that stands alone.
    pub cue: Option<Range<usize>>,
    /// The word of the cue that governs the content.
    pub cue_head: Option<usize>,
    /// What is said, in order, not overlapping; may span several sentences.
    pub content: Vec<Range<usize>>,
    /// What kind of voice it is. A pronoun's is that of the nearest voice before it that could be meant.
    pub kind: SourceKind,
    /// The farther voice that this one is cited by, an index into [`Voices::list`].
    pub parent: Option<usize>,
    /// Whether it says that the content is not so.
    pub denied: bool,
    /// How the cue puts it.
    pub manner: Manner,
    /// How far the cue stands behind it.
    pub strength: Strength,
}

/// How far a cue stands behind what it brings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Strength {
    /// "said", "according to", "showed".
    #[default]
    Neutral,
    /// "claimed", "alleged", "accused of".
    Claim,
    /// "rumours that".
    Rumour,
}

impl Voice {
    /// Whether the voice says token `i`.
    pub fn says(&self, i: usize) -> bool {
        self.content.iter().any(|r| r.contains(&i))
    }

    /// Whether its words name several sources at once.
    pub fn is_shared(&self, doc: &Doc) -> bool {
        let (Some(words), Some(head)) = (&self.source, self.source_head) else { return false };
        words.contains(&head) && doc.token(head).children().any(|c| c.dep() == "conj" && words.contains(&c.i))
    }

    /// The voice as the interface has it; `full_name` is the fullest name of the entity that speaks.
    pub fn to_model(&self, doc: &Doc, full_name: Option<String>) -> Attribution {
        let source_span = self.source.clone().map(|r| doc.offsets(r));
        let cue_span = self.cue.clone().map(|r| doc.offsets(r));
        let words = |r: &Option<Range<usize>>| r.clone().map(|r| doc.slice(r).split_whitespace().collect::<Vec<_>>().join(" "));
        let both = || source_span.iter().chain(&cue_span);
        let fallback = || self.content.first().map_or((0, 0), |r| doc.offsets(r.clone()));
        Attribution {
            source: full_name.or_else(|| words(&self.source)).unwrap_or_default(),
            cue: words(&self.cue).unwrap_or_default(),
            kind: self.kind,
            source_span,
            cue_span,
            start: both().map(|s| s.0).min().unwrap_or_else(|| fallback().0),
            end: both().map(|s| s.1).max().unwrap_or_else(|| fallback().1),
            entity: None,
        }
    }
}

impl Voices {
    /// The voices that say token `i`, the nearest first. Voices that only take sides on something they take for
    /// granted ("condemned the attack") do not say it.
    pub fn of(&self, i: usize) -> &[usize] {
        self.by_token.get(i).map_or(&[], Vec::as_slice)
    }
}

/// For each token the voices that say it, the nearest first.
fn by_token(doc: &Doc, list: &[Voice]) -> Vec<Vec<usize>> {
    let mut out: Vec<Vec<usize>> = vec![Vec::new(); doc.len()];
    for (k, voice) in list.iter().enumerate().filter(|(_, v)| v.manner != Manner::Stance) {
        for token in voice.content.iter().cloned().flatten() {
            if let Some(voices) = out.get_mut(token).filter(|v| v.last() != Some(&k)) {
                voices.push(k);
            }
        }
    }
    let sizes: Vec<usize> = list.iter().map(|v| v.content.iter().map(Range::len).sum()).collect();
    out.iter_mut().for_each(|voices| voices.sort_unstable_by_key(|&k| (sizes[k], k)));
    out
}

/// Finds the voices of a text. `block_of` gives the block of each sentence; empty when the text is one block.
pub fn find(doc: &Doc, block_of: &[usize]) -> Voices {
    let quotes = Quotes::find(doc, block_of);
    let mut list: Vec<Voice> = Vec::new();
    for c in candidates(doc, false) {
        if cues::is_cue(doc, &quotes, &c) {
            let v = voice(doc, &c);
            let outlet = content::told(doc, &c).map(|o| overheard(doc, &v, o));
            list.push(v);
            list.extend(outlet);
        }
    }
    for i in 0..doc.len() {
        list.extend(according_to(doc, i).or_else(|| adverb(doc, i)));
    }
    list.extend(labels::find(doc, block_of, &quotes, &list));
    list.sort_by_key(|v| (v.cue_head, v.content.iter().map(Range::len).sum::<usize>()));
    content::part_speakers(doc, &mut list);
    drop_hedges(doc, &mut list);
    content::give_quotations(doc, block_of, &quotes, &mut list);
    content::cite(doc, &mut list);
    content::trim(doc, &mut list);
    pronoun_kinds(doc, &mut list);
    let by_token = by_token(doc, &list);
    nest(&mut list, &by_token);
    Voices { list, quotes, by_token }
}

fn voice(doc: &Doc, c: &Candidate) -> Voice {
    let mut v = Voice {
        cue: Some(content::cue_words(doc, c)),
        cue_head: Some(c.head),
        content: content::of_candidate(doc, c),
        denied: c.manner == Manner::Deny,
        manner: c.manner,
        strength: strength(c.manner),
        ..Voice::default()
    };
    match c.speaker {
        Some(s) => speak(doc, &mut v, s),
        None => v.kind = SourceKind::Anonymous,
    }
    if doc.token(c.head).pos() == "NOUN" && c.speaker.is_none() && kind_of(doc, c.head) == SourceKind::Document {
        // "court documents show" has a verb for its cue; "a report that …" alone speaks for itself.
        v.kind = SourceKind::Document;
    }
    v
}

fn speak(doc: &Doc, v: &mut Voice, s: Speaker) {
    let words = phrase(doc, s.word);
    v.source = Some(words);
    v.source_head = Some(s.head);
    v.kind = kind_of(doc, s.head);
}

fn strength(m: Manner) -> Strength {
    match m {
        Manner::Claim => Strength::Claim,
        Manner::Rumour => Strength::Rumour,
        _ => Strength::Neutral,
    }
}

/// The outlet that was told: it brings the teller's words, so it stands farther.
fn overheard(doc: &Doc, near: &Voice, outlet: usize) -> Voice {
    let mut content = near.content.clone();
    content.extend(near.source.clone());
    content.extend(near.cue.clone());
    Voice {
        source: Some(phrase(doc, outlet)),
        source_head: Some(outlet),
        cue: near.cue.clone(),
        cue_head: near.cue_head,
        content: content::tidy(content),
        kind: SourceKind::Media,
        ..Voice::default()
    }
}

/// "according to X".
fn according_to(doc: &Doc, i: usize) -> Option<Voice> {
    let t = doc.token(i);
    if t.lower() != "according" || i + 1 >= doc.len() || doc.token(i + 1).lower() != "to" {
        return None;
    }
    let to = doc.token(i + 1);
    let object = to.child("pobj").or_else(|| t.child("pobj")).or_else(|| to.children().find(|c| c.i > to.i))?;
    let mut v = Voice { cue: Some(i..i + 2), cue_head: Some(i), content: content::of_according(doc, i), ..Voice::default() };
    speak(doc, &mut v, Speaker { word: object.i, head: object.i, how: sources::How::Subject });
    Some(v)
}

/// "reportedly", "allegedly".
fn adverb(doc: &Doc, i: usize) -> Option<Voice> {
    let t = doc.token(i);
    if t.pos() != "ADV" {
        return None;
    }
    let manner = CUES.adverb(t.lower())?;
    Some(Voice {
        cue: Some(i..i + 1),
        cue_head: Some(i),
        content: content::of_adverb(doc, i),
        kind: SourceKind::Anonymous,
        manner,
        strength: strength(manner),
        ..Voice::default()
    })
}

/// A pronoun's kind is that of the nearest voice before it whose head may be meant: a person for "he", any for "it", "they".
fn pronoun_kinds(doc: &Doc, list: &mut [Voice]) {
    let mut person = SourceKind::Other;
    let mut any = SourceKind::Other;
    for v in list {
        let Some(h) = v.source_head.map(|h| doc.token(h)) else { continue };
        if h.pos() == "PRON" {
            match h.lower() {
                "he" | "she" | "his" | "her" | "him" => v.kind = person,
                "it" | "they" | "its" | "their" => v.kind = any,
                _ => {}
            }
        } else if v.kind != SourceKind::Other {
            if h.ent_type() == "PERSON" || h.morph().contains("Number=Sing") && v.kind != SourceKind::Document && h.ent_type() == "" {
                person = v.kind;
            }
            any = v.kind;
        }
    }
}

/// "appeared to show": the showing is the cue, the appearing only hedges it. "was quoted as saying": the saying is.
fn drop_hedges(doc: &Doc, list: &mut Vec<Voice>) {
    let heads: Vec<usize> = list.iter().filter_map(|v| v.cue_head).collect();
    let leads = |h: usize| doc.token(h).child("xcomp").is_some_and(|x| heads.contains(&x.i));
    let quoted = |h: usize| doc.token(h).children().any(|p| p.lower() == "as" && p.child("pcomp").is_some_and(|x| heads.contains(&x.i)));
    list.retain(|v| !v.cue_head.is_some_and(|h| v.manner == Manner::Hedge && leads(h) || v.source.is_none() && quoted(h)));
}

/// Links every voice to the smallest other whose content holds its cue.
fn nest(list: &mut [Voice], by_token: &[Vec<usize>]) {
    for k in 0..list.len() {
        let Some(at) = list[k].cue_head.or(list[k].source_head) else { continue };
        let size = |j: usize| (list[j].content.iter().map(Range::len).sum::<usize>(), j);
        list[k].parent = by_token.get(at).into_iter().flatten().copied().find(|&j| j != k && size(j) > size(k));
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// The voices of the invented sentence that begins so: source, cue, kind, what it says.
    fn voices(begins: &str) -> Vec<(String, String, SourceKind, String)> {
        let all = frozen::docs(include_str!("../../../tests/data/voices.jsonl"));
        let (_, doc) = all.into_iter().find(|(id, _)| id.starts_with(begins)).unwrap();
        find(&doc, &[])
            .list
            .iter()
            .map(|v| {
                let m = v.to_model(&doc, None);
                let content: Vec<&str> = v.content.iter().map(|r| doc.slice(r.clone())).collect();
                (m.source, m.cue, m.kind, content.join(" | "))
            })
            .collect()
    }

    fn voice(source: &str, cue: &str, kind: SourceKind, content: &str) -> (String, String, SourceKind, String) {
        (source.into(), cue.into(), kind, content.into())
    }

    #[test]
    fn every_token_knows_who_says_it_the_nearest_first() {
        for (id, doc) in frozen::docs(include_str!("../../../tests/data/voices.jsonl")) {
            let voices = find(&doc, &[]);
            let size = |k: usize| voices.list[k].content.iter().map(Range::len).sum::<usize>();
            for i in 0..doc.len() {
                let says = |k: &usize| voices.list[*k].manner != Manner::Stance && voices.list[*k].says(i);
                let mut want: Vec<usize> = (0..voices.list.len()).filter(says).collect();
                want.sort_by_key(|&k| (size(k), k));
                assert_eq!(voices.of(i), want, "{id}, token {i}");
            }
        }
    }

    #[test]
    fn a_parenthetical_cue_brings_the_clause_around_it() {
        let found = voices("The ministry, a spokesman said");
        assert_eq!(found[0], voice("spokesman", "said", SourceKind::Official, "The ministry | had ordered troops to leave"));
    }

    #[test]
    fn a_quotation_goes_on_after_its_speaker_was_named() {
        assert_eq!(voices("\"We heard"), [voice("Anna Lopez", "said", SourceKind::Party, "We heard shots. We ran | Then the roof fell")]);
    }

    #[test]
    fn the_outlet_that_was_told_stands_farther() {
        let found = voices("A spokesman told");
        assert_eq!(found[0], voice("spokesman", "told", SourceKind::Official, "that three people had died"));
        assert_eq!((found[1].0.as_str(), found[1].2), ("Reuters", SourceKind::Media));
    }

    #[test]
    fn according_to_covers_coordinated_clauses() {
        assert_eq!(
            voices("Two men were"),
            [voice("police", "according to", SourceKind::Official, "Two men were killed and four were wounded")]
        );
    }

    #[test]
    fn one_speaker_ends_where_the_next_begins() {
        let found = voices("The mayor said");
        assert_eq!(found[0].3, "the dam was safe");
        assert_eq!(found[1].3, "that it could fail");
    }

    #[test]
    fn a_colon_alone_names_the_speaker() {
        assert_eq!(voices("Mayor: the"), [voice("Mayor", ":", SourceKind::Official, "the bridge is safe")]);
    }

    #[test]
    fn a_source_keeps_the_words_that_say_which() {
        assert_eq!(voices("People close")[0].0, "People close to the mayor");
        assert_eq!(voices("Police and two")[0].0, "Police and two witnesses");
    }

    #[test]
    fn images_and_papers_are_voices_and_scare_quotes_are_not() {
        assert_eq!(voices("Video footage")[0].2, SourceKind::Image);
        assert_eq!(voices("Court documents")[0].2, SourceKind::Document);
        assert!(voices("The \"war on drugs\"").is_empty());
    }

    #[test]
    fn a_mark_that_ends_the_sentence_does_not_part_a_quotation_from_its_speaker() {
        assert_eq!(voices("\"Open the gate"), [voice("crowd", "shouted", SourceKind::Party, "Open the gate")]);
        assert_eq!(voices("\"It will rain")[0].1, "retorted");
    }

    #[test]
    fn a_spokesman_is_of_the_kind_of_whom_he_speaks_for_and_a_part_of_what_there_are_several_of() {
        assert_eq!(voices("A spokesman for the miners")[0].2, SourceKind::Party);
        assert_eq!(voices("One of the agreements")[0].2, SourceKind::Document);
    }
}
