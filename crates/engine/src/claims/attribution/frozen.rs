//! Analyses of invented sentences, kept so that tests need no model: a line `{id, text, tokens}`, a token
//! `[start, end, tag, pos, lemma, head, dep, begins a sentence, iob, entity type]`.

use serde_json::Value;
use stemma_nlp::{Annotations, Doc, TokenAnnotation};

/// The documents of a file, with their ids.
pub fn docs(lines: &str) -> Vec<(String, Doc)> {
    lines.lines().map(doc).collect()
}

fn doc(line: &str) -> (String, Doc) {
    let v: Value = serde_json::from_str(line).unwrap_or_default();
    let s = |v: &Value| v.as_str().unwrap_or_default().to_owned();
    let n = |v: &Value| v.as_u64().unwrap_or_default() as u32;
    let token = |t: &Value| TokenAnnotation {
        start: n(&t[0]),
        end: n(&t[1]),
        tag: s(&t[2]),
        pos: s(&t[3]),
        lemma: s(&t[4]),
        head: n(&t[5]),
        dep: s(&t[6]),
        sent_start: n(&t[7]) == 1,
        iob: s(&t[8]),
        ent_type: s(&t[9]),
        ..TokenAnnotation::default()
    };
    let tokens = v["tokens"].as_array().into_iter().flatten().map(token).collect();
    (s(&v["id"]), Doc::from_annotations(&Annotations { text: s(&v["text"]), tokens }))
}
