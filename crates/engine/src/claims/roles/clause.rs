//! Subjects and objects of verbs as the grammar gives them: through conjuncts, control, relative clauses, passives.

use crate::lexicon::Lexicon;
use stemma_nlp::Token;

/// How many heads to climb for a subject: chains of conjuncts and infinitives longer than this are parse errors.
const CLIMB: usize = 6;

/// The arguments of one verb: the head tokens of its noun phrases, conjuncts not yet added.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Clause<'a> {
    /// Whether the verb is passive.
    pub passive: bool,
    /// Who does it: the subject, or in the passive the agent.
    pub subject: Option<Token<'a>>,
    /// To whom: the object, or in the passive the subject.
    pub object: Option<Token<'a>>,
    /// The second object.
    pub indirect: Option<Token<'a>>,
}

impl<'a> Clause<'a> {
    /// The arguments of a verb. `transitive`: a past form with neither object nor auxiliary is read as passive, as
    /// headlines write it ("two killed in crash").
    pub fn of(verb: Token<'a>, transitive: bool, lexicon: &Lexicon) -> Clause<'a> {
        let direct = object(verb);
        if is_passive(verb) || (transitive && direct.is_none() && is_bare_past(verb)) {
            return Clause {
                passive: true,
                subject: agent(verb),
                // "was given a warning": the kept object is the second one.
                object: surface_subject(verb, lexicon, CLIMB),
                indirect: None,
            };
        }
        let subject = surface_subject(verb, lexicon, CLIMB);
        let object = direct.or_else(|| shared_object(verb)).or_else(|| gap_object(verb, subject));
        Clause { passive: false, subject: subject.filter(|s| object != Some(*s)), object, indirect: verb.child("dative").and_then(dative) }
    }
}

/// The noun that an adjective (or a participle used as one) says something of.
pub fn bearer<'a>(adjective: Token<'a>, lexicon: &Lexicon) -> Option<Token<'a>> {
    if let Some(s) = own_subject(adjective) {
        return Some(s);
    }
    let head = adjective.head();
    match adjective.dep() {
        "amod" => Some(left_so(head, adjective)).filter(|h| is_nominal(*h)),
        "acl" => Some(left_so(head, adjective)),
        "acomp" | "attr" if is_verbal(head) => surface_subject(head, lexicon, CLIMB),
        "oprd" | "xcomp" | "ccomp" | "advcl" | "advmod" if is_verbal(head) => {
            object(head).or_else(|| if adjective.dep() == "ccomp" { None } else { surface_subject(head, lexicon, CLIMB) })
        }
        "conj" if !is_nominal(head) || head.tag().starts_with("JJ") => bearer(head, lexicon),
        _ => None,
    }
}

/// The subject that stands before a verb, its own or the one it shares, whatever its voice.
pub fn surface_subject<'a>(verb: Token<'a>, lexicon: &Lexicon, climb: usize) -> Option<Token<'a>> {
    if let Some(own) = own_subject(verb) {
        return Some(own);
    }
    if climb == 0 || verb.is_root() {
        return None;
    }
    let head = verb.head();
    let up = |t| surface_subject(t, lexicon, climb - 1);
    match verb.dep() {
        "conj" if is_verbal(head) => up(head),
        "conj" => None,
        "xcomp" | "advcl" | "prep" if is_verbal(head) => controller(verb, head, lexicon, climb - 1),
        "xcomp" | "advcl" | "ccomp" if head.pos() == "ADJ" => bearer(head, lexicon),
        "ccomp" if is_verbal(head) && matches!(verb.tag(), "VB" | "VBG" | "VBN") && verb.child("mark").is_none() => {
            object(head).or_else(|| if verb.tag() == "VBG" { up(head) } else { None })
        }
        "acl" if matches!(verb.tag(), "VBN" | "VBD") => Some(left_so(apposed(head), verb)),
        "acl" if verb.tag() == "VBG" => Some(apposed(head)),
        "acl" => noun_controller(head, lexicon, climb - 1),
        "relcl" => Some(apposed(head)).filter(|_| verb.children().all(|c| !matches!(c.tag(), "WRB"))),
        "pcomp" => {
            let above = head.head();
            if is_verbal(above) {
                controller(verb, above, lexicon, climb - 1)
            } else if above.pos() == "ADJ" {
                bearer(above, lexicon)
            } else {
                noun_controller(above, lexicon, climb - 1)
            }
        }
        _ => None,
    }
}

/// Who would do what an infinitive or gerund under a verb says.
fn controller<'a>(verb: Token<'a>, head: Token<'a>, lexicon: &Lexicon, climb: usize) -> Option<Token<'a>> {
    let lemma = head.lemma();
    if lexicon.controls_object(lemma) && verb.dep() != "advcl" {
        if let Some(o) = object(head).or_else(|| called_upon(head)) {
            return Some(o);
        }
        if is_passive(head) {
            return surface_subject(head, lexicon, climb);
        }
        // "called for", "pressed to": nobody is named.
        return if matches!(verb.dep(), "xcomp") && object_only(lemma) { None } else { surface_subject(head, lexicon, climb) };
    }
    surface_subject(head, lexicon, climb)
}

/// "called on X to", "appealed to X to".
fn called_upon(verb: Token<'_>) -> Option<Token<'_>> {
    verb.children().filter(|c| c.dep() == "prep" && matches!(c.lower(), "on" | "upon" | "to" | "for")).find_map(|p| p.child("pobj"))
}

fn object_only(lemma: &str) -> bool {
    matches!(lemma, "order" | "urge" | "call" | "tell" | "force" | "instruct" | "command")
}

/// Who would do what a noun speaks of: "X's attempt to", "X made an attempt to".
fn noun_controller<'a>(noun: Token<'a>, lexicon: &Lexicon, climb: usize) -> Option<Token<'a>> {
    if !is_nominal(noun) {
        return None;
    }
    if let Some(p) = noun.child("poss") {
        return Some(p);
    }
    if let Some(by) = noun.children().find(|c| c.dep() == "prep" && c.lower() == "by").and_then(|p| p.child("pobj")) {
        return Some(by);
    }
    let verb = match noun.dep() {
        "dobj" | "attr" => noun.head(),
        "pobj" if is_verbal(noun.head().head()) && is_passive(noun.head().head()) => noun.head().head(),
        _ => return None,
    };
    (is_verbal(verb) && climb > 0).then(|| surface_subject(verb, lexicon, climb - 1)).flatten()
}

fn own_subject(verb: Token<'_>) -> Option<Token<'_>> {
    let subject = verb.children().find(|c| matches!(c.dep(), "nsubj" | "nsubjpass"))?;
    antecedent(subject, verb)
}

/// A relative pronoun stands for the noun that its clause belongs to.
fn antecedent<'a>(word: Token<'a>, verb: Token<'a>) -> Option<Token<'a>> {
    if !matches!(word.tag(), "WDT" | "WP") {
        return Some(word);
    }
    let mut at = verb;
    for _ in 0..CLIMB {
        match at.dep() {
            "relcl" => return Some(apposed(at.head())),
            "conj" | "ccomp" | "xcomp" => at = at.head(),
            _ => return None,
        }
    }
    None
}

/// "Left three women and a man dead", "Two men and a boy injured": what stands behind the last of several is said of all.
fn left_so<'a>(noun: Token<'a>, word: Token<'a>) -> Token<'a> {
    let mut first = noun;
    while first.dep() == "conj" && is_nominal(first.head()) {
        first = first.head();
    }
    let left = first.dep() == "dobj" && matches!(first.head().lemma(), "leave" | "find");
    if word.i > noun.i && (left || first.is_root()) { first } else { noun }
}

/// "X, the scientist executed last week": a clause on an apposition speaks of the name that it explains.
fn apposed(noun: Token<'_>) -> Token<'_> {
    if noun.dep() == "appos" && noun.head().pos() == "PROPN" && noun.pos() == "NOUN" { noun.head() } else { noun }
}

/// The verb's own object.
pub fn object(verb: Token<'_>) -> Option<Token<'_>> {
    let object = verb.children().find(|c| c.dep() == "dobj")?;
    antecedent(object, verb)
}

/// "arrested and charged a man": the object stands after the last conjunct.
fn shared_object(verb: Token<'_>) -> Option<Token<'_>> {
    let cc = verb.children().find(|c| c.dep() == "cc" || (c.is_punct() && c.text() == ","))?;
    if cc.i != verb.i + 1 {
        return None;
    }
    object(verb.children().find(|c| c.dep() == "conj" && is_verbal(*c) && own_subject(*c).is_none())?)
}

/// "the man (that) police arrested": the object is the noun that the clause belongs to.
fn gap_object<'a>(verb: Token<'a>, subject: Option<Token<'a>>) -> Option<Token<'a>> {
    if verb.dep() != "relcl" || subject.is_none() || subject == Some(verb.head()) {
        return None;
    }
    let blocked = verb.children().any(|c| {
        matches!(c.tag(), "WRB")
            || matches!(c.dep(), "xcomp" | "ccomp")
            || (c.dep() == "prep" && c.children().len() == 0)
            || (c.dep() == "prep" && c.children().any(|p| matches!(p.tag(), "WDT" | "WP")))
    });
    (!blocked && !matches!(verb.head().ent_type(), "DATE" | "TIME")).then(|| verb.head())
}

/// Who did it, in the passive.
fn agent(verb: Token<'_>) -> Option<Token<'_>> {
    verb.children().filter(|c| c.dep() == "agent" || (c.dep() == "prep" && c.lower() == "by")).find_map(|c| c.child("pobj"))
}

fn dative(d: Token<'_>) -> Option<Token<'_>> {
    if d.pos() == "ADP" { d.child("pobj") } else { Some(d) }
}

/// Whether a verb is passive: by its auxiliary, as a participle, or through the conjunct before it.
pub fn is_passive(verb: Token<'_>) -> bool {
    if verb.children().any(|c| matches!(c.dep(), "auxpass" | "nsubjpass" | "agent")) {
        return true;
    }
    if !matches!(verb.tag(), "VBN" | "VBD") {
        return false;
    }
    let has_object = verb.children().any(|c| c.dep() == "dobj");
    let has_aux = verb.children().any(|c| c.dep() == "aux");
    if has_object || has_aux {
        return false;
    }
    match verb.dep() {
        "conj" if own_subject(verb).is_none() && is_verbal(verb.head()) => is_passive(verb.head()) && verb.tag() == "VBN",
        "acl" | "amod" | "oprd" | "advcl" => verb.tag() == "VBN",
        _ => verb.tag() == "VBN",
    }
}

fn is_bare_past(verb: Token<'_>) -> bool {
    matches!(verb.tag(), "VBD" | "VBN")
        && !verb.children().any(|c| matches!(c.dep(), "dobj" | "aux" | "ccomp" | "xcomp"))
        && shared_object(verb).is_none()
        && verb.dep() != "relcl"
        && !verb.children().any(|c| matches!(c.tag(), "WDT" | "WP"))
}

/// Whether a token is a verb or an auxiliary.
pub fn is_verbal(t: Token<'_>) -> bool {
    matches!(t.pos(), "VERB" | "AUX")
}

/// Whether a token is a noun, name, pronoun or number.
pub fn is_nominal(t: Token<'_>) -> bool {
    matches!(t.pos(), "NOUN" | "PROPN" | "PRON" | "NUM")
}
