//! What a voice says: from a cue to the clause, phrase or quotation that it brings.

use super::cues::{self, Candidate};
use super::lexicon::Manner;
use super::quotes::Quotes;
use super::{Voice, kind_of};
use std::ops::Range;
use stemma_model::SourceKind;
use stemma_nlp::{Doc, Token};

/// The words of a cue: the verb with its particle, or with the preposition that makes it a demand or charge.
pub fn cue_words(doc: &Doc, c: &Candidate) -> Range<usize> {
    let t = doc.token(c.head);
    if !c.verb {
        return c.head..c.head + 1;
    }
    let tail = t.children().find(|x| {
        x.i == c.head + 1 && (x.dep() == "prt" || x.dep() == "prep" && cues::lemma(&t) == "call" && matches!(x.lower(), "for" | "on"))
    });
    c.head..tail.map_or(c.head + 1, |x| x.i + 1)
}

/// What the cue brings.
pub fn of_candidate(doc: &Doc, c: &Candidate) -> Vec<Range<usize>> {
    let t = doc.token(c.head);
    let mut out = Vec::new();
    if !c.verb {
        for x in t.children().filter(|x| x.i > c.head) {
            match x.dep() {
                "acl" | "ccomp" => out.push(x.subtree()),
                "prep" if matches!(x.lower(), "of" | "about" | "on" | "for" | "against" | "over" | "to") => {
                    out.extend(x.children().filter(|o| matches!(o.dep(), "pobj" | "pcomp")).map(|o| o.subtree()));
                }
                _ => {}
            }
        }
        return tidy(out);
    }
    let speaker = c.speaker.map(|s| s.word);
    let clause = t.children().any(|x| matches!(x.dep(), "ccomp" | "xcomp") && !holds(x, speaker));
    for x in t.children().filter(|x| !holds(*x, speaker)) {
        match x.dep() {
            "ccomp" | "xcomp" => out.push(x.subtree()),
            "dobj" | "oprd" | "attr" if !clause || x.i < c.head => out.push(x.subtree()),
            "prep" if !clause && matches!(x.lower(), "of" | "for" | "about" | "against" | "on" | "over" | "with" | "as" | "to") => {
                out.extend(x.children().filter(|o| matches!(o.dep(), "pobj" | "pcomp")).map(|o| o.subtree()));
            }
            "nsubjpass" => out.push(x.subtree()),
            // "would be held, he said": the parser may hang what is said on the cue as a list of clauses.
            "parataxis" | "advcl" if !clause && x.i < c.head && matches!(c.manner, Manner::Say | Manner::Claim) => out.push(x.subtree()),
            _ => {}
        }
    }
    let own = matches!(c.manner, Manner::Say | Manner::Claim | Manner::Think | Manner::Deny);
    if own && let Some(around) = parenthetical(doc, c, &out) {
        return around;
    }
    // "corruption, which he denies": what the relative pronoun refers to.
    if t.dep() == "relcl" && out.iter().any(|r| r.clone().any(|i| doc.token(i).tag() == "WDT")) {
        let from = antecedent(doc, t.head());
        out.extend(without(from, t.subtree()));
    }
    if !clause && own && matches!(t.dep(), "parataxis" | "ccomp" | "advcl") && out.is_empty() {
        // Parenthetical: what surrounds it.
        out.extend(without(t.head().subtree(), t.subtree()));
    }
    tidy(out)
}

/// "…, the ministry said, …" and "…, reported AFP": between commas, or between a comma and the sentence's end, a cue with
/// its speaker alone brings the sentence around it, whatever the parser made of it.
fn parenthetical(doc: &Doc, c: &Candidate, found: &[Range<usize>]) -> Option<Vec<Range<usize>>> {
    let speaker = c.speaker?.word;
    let sentence = doc.sentences()[doc.sentence_of(c.head)].clone();
    let words = super::phrase(doc, speaker);
    let article = words.start.saturating_sub(1);
    let from = words.start.min(c.head) - usize::from(words.start < c.head && article > sentence.start && doc.token(article).dep() == "det");
    let to = words.end.max(c.head + 1);
    let comma = |i: usize| matches!(doc.token(i).text(), "," | "\"" | "--" | "—" | "-");
    let stop = |i: usize| i >= sentence.end || comma(i) || matches!(doc.token(i).text(), "." | ";");
    let alone = (from..to).all(|i| i == c.head || words.contains(&i) || matches!(doc.token(i).dep(), "det" | "aux" | "advmod"));
    if !alone
        || from <= sentence.start
        || !comma(from - 1)
        || !stop(to)
        || found.iter().any(|r| r.start >= to) && doc.token(to.min(doc.len() - 1)).text() != ","
    {
        return None;
    }
    if doc.token(c.head).dep() == "conj" && speaker < c.head || doc.token(c.head).tag() == "VBG" {
        return None;
    }
    // What follows an inverted speaker describes it ("said the chief, who led the search").
    let own = doc.token(speaker).subtree();
    let to = if own.start > from { to.max(own.end) } else { to };
    Some(without(sentence, from - 1..(to + 1).min(doc.len())))
}

/// What a relative clause's "which" stands for: the noun that it hangs on, without what leads to it.
fn antecedent(doc: &Doc, head: Token<'_>) -> Range<usize> {
    let s = head.subtree();
    match (head.i + 1..s.end).find(|&i| matches!(doc.token(i).text(), "," | "--" | "—" | "–" | "-")) {
        Some(comma) => s.start..comma,
        None => s,
    }
}

/// The clause that "according to" stands in: with what is coordinated when a comma or the sentence's edge sets it off.
pub fn of_according(doc: &Doc, i: usize) -> Vec<Range<usize>> {
    let t = doc.token(i);
    let own = t.subtree();
    let sentence = doc.sentences()[doc.sentence_of(i)].clone();
    let set_off = own.start == sentence.start
        || matches!(doc.token(own.start.max(1) - 1).text(), "," | "\"" | "--" | "—" | "-")
        || (own.end..sentence.end).all(|k| doc.token(k).is_punct());
    let mut at = t.head();
    if at.i == t.i {
        return without(sentence, own);
    }
    for _ in 0..doc.len() {
        let clause = matches!(at.pos(), "VERB" | "AUX");
        let up = at.head();
        if up.i == at.i || clause && !(set_off && at.dep() == "conj") {
            break;
        }
        at = up;
    }
    without(at.subtree(), own)
}

/// What an adverb such as "reportedly" covers: the clause or phrase that it is in.
pub fn of_adverb(doc: &Doc, i: usize) -> Vec<Range<usize>> {
    let h = doc.token(i).head();
    let from = h.subtree();
    if h.i == i { Vec::new() } else { without(from, i..i + 1) }
}

/// The outlet that the speaker told: "told AFP", "told reporters" has none.
pub fn told(doc: &Doc, c: &Candidate) -> Option<usize> {
    let t = doc.token(c.head);
    if !c.verb || !matches!(t.lemma(), "tell" | "inform" | "brief" | "confirm") {
        return None;
    }
    let named = |o: &Token<'_>| {
        o.i > c.head
            && o.i < c.head + 8
            && (o.pos() == "PROPN" || o.subtree().any(|k| doc.token(k).pos() == "PROPN"))
            && kind_of(doc, o.i) == SourceKind::Media
    };
    let object = t.children().filter(|x| matches!(x.dep(), "dobj" | "dative" | "npadvmod")).find(named);
    // The parser may take the outlet for the subject of what was told.
    let taken = || {
        t.child("ccomp").and_then(|cc| {
            cc.children().find(|x| matches!(x.dep(), "nsubj" | "npadvmod" | "dep") && x.i == c.head + 1).filter(|o| named(o))
        })
    };
    object.or_else(taken).map(|o| o.i)
}

/// Gives every quotation to a voice: the one whose content it touches; else the cue in its sentence; else the voice of
/// the quotation before it in its block, or of the cue that leads up to it with a colon; else, where the block before
/// left a quotation open, that one's voice.
pub fn give_quotations(doc: &Doc, block_of: &[usize], quotes: &Quotes, list: &mut Vec<Voice>) {
    let block = |i: usize| block_of.get(doc.sentence_of(i)).copied().unwrap_or(0);
    let mut owner: Vec<Option<usize>> = vec![None; quotes.list.len()];
    let says = |v: &Voice| !matches!(v.manner, Manner::Stance | Manner::Hedge | Manner::Plan | Manner::Refuse) && v.source.is_some();
    for (k, q) in quotes.list.iter().enumerate() {
        let outside = |v: &Voice| v.cue_head.is_some_and(|h| !q.span.contains(&h));
        let touching = |v: &Voice| v.content.iter().any(|r| r.start < q.span.end && q.span.start < r.end);
        owner[k] = (0..list.len()).filter(|&j| outside(&list[j]) && touching(&list[j])).min_by_key(|&j| {
            let h = list[j].cue_head.unwrap_or(0);
            (!says(&list[j]), if h < q.span.start { q.span.start - h } else { h - q.span.end.min(h) }, j)
        });
        if owner[k].is_none() && !q.is_scare(doc) {
            let (first, last) = (doc.sentence_of(q.inner.start), doc.sentence_of(q.inner.end - 1));
            let near = |v: &Voice| {
                v.cue_head.is_some_and(|h| {
                    let s = doc.sentence_of(h);
                    outside(v)
                        && says(v)
                        && s >= first
                        && s <= last
                        && h.abs_diff(if h < q.span.start { q.span.start } else { q.span.end }) <= 12
                })
            };
            owner[k] = (0..list.len()).filter(|&j| near(&list[j])).min_by_key(|&j| list[j].cue_head.map_or(0, |h| h.abs_diff(q.span.end)));
            // "Run!\" the crowd shouted": the mark ended a sentence, and what follows begins one.
            let cut = matches!(doc.token(q.inner.end - 1).text(), "?" | "!");
            let follows = |v: &Voice| {
                v.content.is_empty()
                    && says(v)
                    && v.cue_head.is_some_and(|h| h >= q.span.end && h < q.span.end + 8 && block(h) == block(q.span.start))
            };
            if cut && owner[k].is_none() {
                owner[k] = (0..list.len()).find(|&j| follows(&list[j]));
            }
        }
    }
    for k in 0..quotes.list.len() {
        let q = &quotes.list[k];
        if owner[k].is_some() || q.is_scare(doc) || !stands_alone(doc, q.span.clone()) {
            continue;
        }
        // A colon before it: the last cue of the sentence or line before.
        let led = q.span.start > 0 && doc.token(q.span.start - 1).text() == ":";
        let before = (0..list.len()).rev().find(|&j| {
            list[j].cue_head.is_some_and(|h| h < q.span.start && doc.sentence_of(q.span.start) - doc.sentence_of(h) <= 1) && says(&list[j])
        });
        let same_block = k > 0 && block(quotes.list[k - 1].span.start) == block(q.span.start);
        let carried = k > 0 && quotes.list[k - 1].open && block(quotes.list[k - 1].span.start) + 1 == block(q.span.start);
        owner[k] = if led {
            before
        } else if (same_block || carried) && owner[k - 1].is_some() {
            owner[k - 1]
        } else {
            // The paragraph before may have named who goes on.
            before.or_else(|| last_before(doc, block_of, q.span.start, list)).filter(|&j| {
                list[j]
                    .cue_head
                    .is_some_and(|h| block(h) == block(q.span.start) || block(h) + 1 == block(q.span.start) && goes_on(&list[j]))
            })
        };
    }
    // A quotation left open by its block belongs to whoever the next block names.
    for k in (0..quotes.list.len().saturating_sub(1)).rev() {
        if owner[k].is_none() && quotes.list[k].open && block(quotes.list[k].span.start) + 1 == block(quotes.list[k + 1].span.start) {
            owner[k] = owner[k + 1];
        }
    }
    for (k, q) in quotes.list.iter().enumerate() {
        match owner[k] {
            Some(j) if says(&list[j]) || q.is_scare(doc) => {
                let mut content = std::mem::take(&mut list[j].content);
                content.push(q.inner.clone());
                content = tidy(content);
                // A quotation that holds its own cue would cite itself.
                list[j].content = match list[j].cue_head {
                    Some(h) => content.into_iter().flat_map(|r| if r.contains(&h) { without(r, h..h + 1) } else { vec![r] }).collect(),
                    None => content,
                };
            }
            None if !q.is_scare(doc) && stands_alone(doc, q.span.clone()) => {
                list.push(Voice { content: vec![q.inner.clone()], kind: SourceKind::Other, ..Voice::default() });
            }
            _ => {}
        }
    }
}

/// Whether a voice may go on in the next paragraph.
fn goes_on(v: &Voice) -> bool {
    v.manner == Manner::Say && v.source.is_some()
}

/// The last voice that may go on of the block before the one that token `at` begins.
fn last_before(doc: &Doc, block_of: &[usize], at: usize, list: &[Voice]) -> Option<usize> {
    let block = |i: usize| block_of.get(doc.sentence_of(i)).copied().unwrap_or(0);
    (0..list.len()).rev().find(|&j| list[j].cue_head.is_some_and(|h| h < at && block(h) + 1 == block(at)) && goes_on(&list[j]))
}

/// Whether a quotation holds a whole sentence: it begins one and ends one.
fn stands_alone(doc: &Doc, q: Range<usize>) -> bool {
    let begins = doc.sentences()[doc.sentence_of(q.start)].start + 1 >= q.start || q.start > 0 && doc.token(q.start - 1).text() == ":";
    let last = doc.sentences()[doc.sentence_of(q.end - 1)].end;
    begins && last <= q.end + 1
}

fn holds(t: Token<'_>, word: Option<usize>) -> bool {
    word.is_some_and(|w| t.subtree().contains(&w))
}

/// Cuts from a voice's content what goes on with a cue and speaker of its own: in "A said X, and B urged Y" the parser
/// hangs what B urged on X.
pub fn part_speakers(doc: &Doc, list: &mut [Voice]) {
    for j in 0..list.len() {
        let (Some(h), Some(words)) = (list[j].cue_head, list[j].source.clone()) else { continue };
        let t = doc.token(h);
        if t.dep() != "conj"
            || words.start > h
            || t.pos() != "VERB"
            || doc.token(words.start).pos() == "PRON"
            || !t.subtree().contains(&words.start)
        {
            continue;
        }
        // Its coordinator and comma belong to neither.
        let mut from = t.subtree().start;
        while from > 0 && (doc.token(from - 1).dep() == "cc" || doc.token(from - 1).text() == ",") {
            from -= 1;
        }
        let part = from..t.subtree().end;
        // A repeated "that" carries the first speaker on.
        if t.children().any(|c| c.dep() == "mark") {
            continue;
        }
        for (_, voice) in list.iter_mut().enumerate().filter(|(k, _)| *k != j) {
            let leads =
                voice.cue_head.is_some_and(|c| c < from && doc.sentence_of(c) == doc.sentence_of(h) && doc.token(c).lower() != "according");
            if leads && voice.says(h) {
                let old = std::mem::take(&mut voice.content);
                voice.content = old.into_iter().flat_map(|r| without(r, part.clone())).collect();
            }
        }
    }
}

/// "…, the agency said, citing officials": the officials say it, nearer than the agency.
pub fn cite(doc: &Doc, list: &mut [Voice]) {
    for k in 0..list.len() {
        let Some(t) = list[k].cue_head.map(|h| doc.token(h)) else { continue };
        if t.tag() != "VBG" || !matches!(t.lemma(), "cite" | "quote") {
            continue;
        }
        let up = t.head().i;
        let Some(said) = list.iter().find(|v| v.cue_head == Some(up)).map(|v| v.content.clone()) else { continue };
        let Some(object) = t.child("dobj") else { continue };
        if said.is_empty() || !matches!(object.pos(), "NOUN" | "PROPN") {
            continue;
        }
        list[k].content = said.into_iter().flat_map(|r| without(r, t.subtree())).collect();
        list[k].source = Some(super::phrase(doc, object.i));
        list[k].source_head = Some(object.i);
        list[k].kind = kind_of(doc, object.i);
    }
}

/// Content without the punctuation at its edges; a quotation's closing full stop stays out too.
pub fn trim(doc: &Doc, list: &mut [Voice]) {
    let edge = |i: usize| doc.token(i).is_punct() || doc.token(i).is_space();
    for v in list {
        for r in &mut v.content {
            while r.start < r.end && edge(r.start) && !matches!(doc.token(r.start).text(), "[" | "(") {
                r.start += 1;
            }
            while r.start < r.end && edge(r.end - 1) && !matches!(doc.token(r.end - 1).text(), "]" | ")") {
                r.end -= 1;
            }
        }
        v.content.retain(|r| !r.is_empty());
    }
}

/// `from` less `part`.
pub fn without(from: Range<usize>, part: Range<usize>) -> Vec<Range<usize>> {
    [from.start..part.start.clamp(from.start, from.end), part.end.clamp(from.start, from.end)..from.end]
        .into_iter()
        .filter(|r| !r.is_empty())
        .collect()
}

/// In order, joined where they touch or overlap.
pub fn tidy(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.retain(|r| !r.is_empty());
    ranges.sort_by_key(|r| (r.start, r.end));
    let mut out: Vec<Range<usize>> = Vec::new();
    for r in ranges {
        match out.last_mut() {
            Some(last) if r.start <= last.end => last.end = last.end.max(r.end),
            _ => out.push(r),
        }
    }
    out
}
