//! Events with marked fillers, and which of them count: as the scorer of the set counts them.

use serde_json::Value;

/// Kinds of events that the scorer counts.
const FAMILIES: [&str; 16] = [
    "conflict.",
    "life.",
    "justice.",
    "disaster",
    "movement.transportperson",
    "government.agreements",
    "personnel.",
    "contact.threat",
    "contact.commitment",
    "contact.command",
    "contact.discussion",
    "manufacture",
    "artifactexistence",
    "genericcrime",
    "control",
    "transaction.",
];

const ACTOR: &str = "attacker killer injurer jailer investigator prosecutor judgecourt damager destroyer damagerdestroyer demonstrator \
    transporter communicator participant perpetrator giver violator executioner crashdriver surrenderer extraditer observer artist";
const TARGET: &str = "victim target detainee defendant passenger recipient damaged demolished artifact crimesuspect employee beneficiary \
    subject candidate damageddestroyed regulator spy";
const PLACE: &str = "place destination origin";
const INSTRUMENT: &str = "instrument weapon vehicle explosivedevice medicalissue";

/// One marked event.
pub struct Event {
    /// Its text.
    pub doc: usize,
    /// Where its trigger stands.
    pub trigger: (usize, usize),
    /// The heads of the fillers in the trigger's sentence, each with the column of its role.
    pub fillers: Vec<(usize, (usize, usize))>,
    /// Whether the scorer counts it.
    pub counts: bool,
}

/// All events of a set.
#[derive(Default)]
pub struct Events {
    pub texts: Vec<String>,
    pub events: Vec<Event>,
}

impl Events {
    /// Takes the set's rows apart.
    pub fn of(rows: &[Value]) -> Events {
        let mut out = Events::default();
        for v in rows {
            let text: Vec<char> = v["text"].as_str().unwrap_or_default().chars().collect();
            let span = |s: &Value| (number(&s["start"]), number(&s["end"]));
            let sentences: Vec<(usize, usize)> =
                v["sentences"].as_array().into_iter().flatten().map(|s| (number(&s[0]), number(&s[1]))).collect();
            let sentence = |at: usize| sentences.iter().position(|s| s.0 <= at && at < s.1);
            for e in v["events"].as_array().into_iter().flatten() {
                let trigger = span(&e["trigger"]);
                let kind = e["type"].as_str().unwrap_or_default();
                let fillers = e["args"].as_array().into_iter().flatten().filter_map(|a| {
                    let role = a["role"].as_str()?.trim_end_matches(|c: char| c.is_ascii_digit());
                    let has = |list: &str| list.split_whitespace().any(|w| w == role);
                    let column = [ACTOR, TARGET, PLACE, INSTRUMENT].iter().position(|l| has(l))? + 1;
                    let at = span(a);
                    (sentence(at.0) == sentence(trigger.0)).then(|| (column, head(&text, at)))
                });
                let counts = FAMILIES.iter().any(|f| kind.starts_with(f));
                out.events.push(Event { doc: out.texts.len(), trigger, fillers: fillers.collect(), counts });
            }
            out.texts.push(text.into_iter().collect());
        }
        out
    }
}

fn number(v: &Value) -> usize {
    v.as_u64().unwrap_or(0) as usize
}

/// The head word of a filler: the last word before the first comma, bracket or preposition.
fn head(text: &[char], span: (usize, usize)) -> (usize, usize) {
    const AFTER: [&str; 13] = ["of", "for", "from", "in", "at", "on", "with", "to", "who", "which", "that", "whose", "by"];
    let phrase = &text[span.0..span.1.min(text.len())];
    let mut words: Vec<(usize, usize)> = Vec::new();
    let mut cut = None;
    let mut start = None;
    for i in 0..=phrase.len() {
        let c = phrase.get(i).copied().unwrap_or(' ');
        if c.is_alphanumeric() || c == '_' {
            start.get_or_insert(i);
            continue;
        }
        if let Some(s) = start.take() {
            let word: String = phrase[s..i].iter().collect();
            if cut.is_none()
                && s > 0
                && phrase[s - 1].is_whitespace()
                && c.is_whitespace()
                && i < phrase.len()
                && AFTER.contains(&word.as_str())
            {
                cut = Some(words.len());
            }
            words.push((s, i));
        }
        if cut.is_none() && matches!(c, ',' | '(' | '[' | ';' | ':' | '—') {
            cut = Some(words.len());
        }
    }
    let last = match cut {
        Some(n) if n > 0 => words.get(n - 1),
        _ => words.last(),
    };
    last.map_or(span, |w| (span.0 + w.0, span.0 + w.1))
}

/// Typographic quotes as plain ones, as the engine reads them.
pub fn plain(c: char) -> char {
    match c {
        '\u{2018}' | '\u{2019}' => '\'',
        '\u{201C}' | '\u{201D}' => '"',
        '\u{00A0}' => ' ',
        other => other,
    }
}
