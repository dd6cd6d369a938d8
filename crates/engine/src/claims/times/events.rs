//! Which time says when a trigger's event took place.

use super::TimeMention;
use stemma_nlp::{Doc, Token};

/// The index of the mention that dates the event of the trigger with head token `trigger`: one that the parse attaches to
/// it or to its clause, else one at the head of the sentence, else the only one of the sentence. Lengths, sets and references ("recently")
/// never date an event.
pub fn of_trigger(doc: &Doc, mentions: &[TimeMention], trigger: usize) -> Option<usize> {
    if trigger >= doc.len() {
        return None;
    }
    let sentence = doc.sentences().get(doc.sentence_of(trigger))?.clone();
    let first = mentions.partition_point(|m| m.tokens.end <= sentence.start);
    let here: Vec<usize> = (first..mentions.len())
        .take_while(|&k| mentions[k].tokens.start < sentence.end)
        .filter(|&k| mentions[k].can_date_event() && !is_stamp(doc, &mentions[k]))
        .collect();
    if here.is_empty() {
        return None;
    }
    let clause = clause_of(doc.token(trigger));
    if let Some(&k) = here.iter().find(|&&k| is_told_of(doc, &mentions[k], clause)) {
        return Some(k);
    }
    let near = |k: &usize| mentions[*k].tokens.start.abs_diff(trigger);
    // What hangs on the trigger itself, through prepositions and nouns only.
    if let Some(&k) = here.iter().filter(|&&k| governor(doc, &mentions[k]).is_some_and(|g| g.i == trigger)).min_by_key(|k| near(k)) {
        return Some(k);
    }
    let in_clause =
        |k: &usize, c: Token<'_>| !dates_noun(doc, &mentions[*k]) && governor(doc, &mentions[*k]).is_some_and(|g| clause_of(g) == c);
    if let Some(&k) = here.iter().filter(|k| in_clause(k, clause)).min_by_key(|k| near(k)) {
        return Some(k);
    }
    // A clause without a time of its own takes that of the clause above it, but not that of a reporting verb below the quote.
    let mut up = clause;
    for _ in 0..4 {
        let dep = up.dep();
        if !matches!(dep, "conj" | "advcl" | "xcomp" | "acl" | "relcl" | "pcomp" | "prep" | "ccomp") || up.is_root() {
            break;
        }
        // "… travelled last month, but the leader backed …": a conjunct with a subject of its own has a time of its own.
        let own_subject = dep == "conj" && up.children().any(|c| matches!(c.dep(), "nsubj" | "nsubjpass"));
        let stops = own_subject || matches!(dep, "ccomp" | "relcl" | "acl");
        let parent = clause_of(up.head());
        if parent == up || stops {
            break;
        }
        if let Some(&k) = here.iter().filter(|k| in_clause(k, parent)).min_by_key(|k| near(k)) {
            return Some(k);
        }
        up = parent;
    }
    let aside = |k: &usize| {
        governor(doc, &mentions[*k]).is_some_and(|g| !dates_noun(doc, &mentions[*k]) && is_beside(doc.token(trigger), clause, g))
    };
    if let Some(&k) = here.iter().filter(|k| aside(k)).min_by_key(|k| near(k)) {
        return Some(k);
    }
    // What a noun is described by is of another time: "officials on Tuesday named men of a feud that left two dead".
    if describes_noun(clause) {
        return None;
    }
    here.iter().copied().find(|&k| mentions[k].tokens.start <= sentence.start + 2)
}

/// Whether a clause, or one that it stands in, describes a noun.
fn describes_noun(clause: Token<'_>) -> bool {
    let mut up = clause;
    for _ in 0..6 {
        if matches!(up.dep(), "relcl" | "acl") {
            return true;
        }
        if up.is_root() {
            break;
        }
        up = clause_of(up.head());
    }
    false
}

/// Words behind or before the time at which something was put on a page.
const STAMPED: [&str; 8] = ["update", "updated", "updates", "posted", "published", "modified", "created", "|"];

/// Whether a time says when a line was put on the page: "6:40 p.m.: three are dead", "UPDATE 11/28 5 a.m.:", "Posted Saturday".
fn is_stamp(doc: &Doc, mention: &TimeMention) -> bool {
    let word = |i: Option<usize>| i.filter(|&i| i < doc.len()).map_or("", |i| doc.token(i).lower());
    let (start, end) = (mention.tokens.start, mention.tokens.end);
    let first = doc.sentences().get(doc.sentence_of(start.min(doc.len().saturating_sub(1)))).map_or(0, |s| s.start);
    let before = word(start.checked_sub(1));
    let before = if before == ":" { word(start.checked_sub(2)) } else { before };
    word(Some(end)) == ":" && start <= first + 5 || STAMPED.contains(&word(Some(end))) || STAMPED.contains(&before)
}

/// Whether a time that hangs on `governor` dates the clause too, though it stands outside of it: in a clause with "while"
/// or "when" ("vowed when he took office last year"), on what the clause describes ("an incident on Sunday that left two
/// dead"), or in a passive beside a passive ("one was killed and two were hurt in a shooting on Sunday").
fn is_beside(trigger: Token<'_>, clause: Token<'_>, governor: Token<'_>) -> bool {
    let told = clause_of(governor);
    let during = |c: Token<'_>| {
        matches!(c.dep(), "advcl") && c.children().any(|m| matches!(m.dep(), "mark" | "advmod") && matches!(m.lower(), "while" | "when"))
    };
    let passive = |c: Token<'_>| c.children().any(|x| x.dep() == "auxpass");
    let noun = matches!(governor.pos(), "NOUN");
    told.head() == clause && told != clause && during(told)
        || noun && matches!(clause.dep(), "relcl" | "acl") && clause.head() == governor && trigger.i > governor.i
        || noun && told.dep() == "conj" && told.head() == clause && passive(told) && passive(clause)
}

/// Whether a time is only the start of something for the event of a trigger: "since 2015". It dates no event but one told
/// of it: "since 2015, when a flood killed nine".
pub fn is_start(doc: &Doc, mention: &TimeMention, trigger: usize) -> bool {
    let since = mention.tokens.clone().chain(mention.tokens.start.checked_sub(1)).any(|i| doc.token(i).lower() == "since");
    since && (trigger >= doc.len() || !is_told_of(doc, mention, clause_of(doc.token(trigger))))
}

/// The index of the mention that says when a count of the event of `trigger` held: behind "as of" in its sentence, else the
/// time at which a voice said it, whose word is one of `cues` ("five were dead, police said on Monday"), else that of its line
/// ("6:40 p.m.: three are dead"). Never the one that dates the event.
pub fn as_of(doc: &Doc, mentions: &[TimeMention], trigger: usize, cues: &[usize]) -> Option<usize> {
    let sentence = doc.sentences().get(doc.sentence_of(trigger.min(doc.len().checked_sub(1)?)))?.clone();
    let here = || mentions.iter().enumerate().filter(|(_, m)| sentence.contains(&m.tokens.start) && m.can_date_event());
    let word = |i: Option<usize>| i.filter(|&i| i >= sentence.start).map_or("", |i| doc.token(i).lower());
    let held = |m: &TimeMention| {
        let at = m.tokens.start;
        word(at.checked_sub(1)) == "of" && word(at.checked_sub(2)) == "as"
    };
    let event = of_trigger(doc, mentions, trigger);
    let said = |k: usize, m: &TimeMention| Some(k) != event && governor(doc, m).is_some_and(|g| cues.contains(&g.i));
    let stamp = || here().find(|(_, m)| is_stamp(doc, m));
    here().find(|(_, m)| held(m)).or_else(|| here().find(|&(k, m)| said(k, m))).or_else(stamp).map(|(k, _)| k)
}

/// Whether a clause tells what happened at a time: its "when" stands right behind the time ("in March 2011, when a flood
/// killed nine people"). The parse often hangs such a clause on the verb above instead.
fn is_told_of(doc: &Doc, mention: &TimeMention, clause: Token<'_>) -> bool {
    let end = mention.tokens.end;
    let when = |i: usize| i < doc.len() && doc.token(i).lower() == "when" && doc.token(i).head() == clause;
    when(end) || end < doc.len() && doc.token(end).lower() == "," && when(end + 1)
}

/// Whether the time only says which noun is meant ("Sunday night's shooting", "the 2013 raid").
fn dates_noun(doc: &Doc, mention: &TimeMention) -> bool {
    mention.tokens.clone().map(|i| doc.token(i)).any(|t| {
        let head = t.head();
        !mention.tokens.contains(&head.i)
            && matches!(t.dep(), "poss" | "compound" | "nmod" | "amod" | "nummod")
            && matches!(head.pos(), "NOUN" | "PROPN")
    })
}

/// The verb or noun that a time hangs on, prepositions and the time's own words left out.
fn governor<'a>(doc: &'a Doc, mention: &TimeMention) -> Option<Token<'a>> {
    let inside = |i: usize| mention.tokens.contains(&i);
    let mut at = doc.token(mention.tokens.start);
    for _ in 0..12 {
        if !inside(at.i) && !matches!(at.pos(), "ADP" | "PUNCT" | "ADV" | "NUM" | "PROPN" | "SCONJ") {
            return Some(at);
        }
        if at.is_root() {
            return None;
        }
        at = at.head();
    }
    None
}

/// The verb whose clause a token stands in; the root's own token where there is none.
fn clause_of(token: Token<'_>) -> Token<'_> {
    let is_clause = |t: &Token<'_>| matches!(t.pos(), "VERB" | "AUX") && !matches!(t.dep(), "aux" | "auxpass" | "amod" | "compound");
    if is_clause(&token) {
        return token;
    }
    token.ancestors().find(is_clause).unwrap_or(token)
}
