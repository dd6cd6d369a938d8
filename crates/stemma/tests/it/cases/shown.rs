//! What is there instead of what a case expects, for a person to read: the value, and the sentence it comes from.

use super::lines::{list, text};
use super::outputs::Outputs;
use serde_json::Value;
use std::fmt::Write;

/// The longest stretch of a sentence that is printed, in characters.
const SENTENCE: usize = 160;

/// A finding: its slot, status and origins, then each value with who says it in which words.
pub fn finding(event: &Value, finding: &Value, out: &Outputs) -> String {
    let mut shown = format!("{} {}", text(&finding["slot"]), text(&finding["status"]));
    for value in list(&finding["values"]) {
        write!(shown, " {}", bounds(value)).unwrap();
    }
    write!(shown, " origins={}", finding["origins"]).unwrap();
    write!(shown, "  (of the event {} “{}”)", text(&event["type"]), short(text(&event["label"]))).unwrap();
    for value in list(&finding["values"]) {
        let origins: Vec<&str> = list(&value["origins"]).iter().map(text).collect();
        write!(shown, "\n  {} “{}”, voices: {}", bounds(value), short(text(&value["value"])), origins.join(", ")).unwrap();
        shown += &sentences(list(&value["claims"]), out);
    }
    if !text(&finding["why"]).is_empty() {
        write!(shown, "\n  because: {}", text(&finding["why"])).unwrap();
    }
    shown
}

/// A measure of the story's harm with the sentences that it counts.
pub fn harm(measure: &str, harm: &Value, out: &Outputs) -> String {
    if harm.is_null() {
        return format!("harm {measure} null: no report speaks of it");
    }
    let end = |v: &Value| if v.is_null() { "open".into() } else { v.to_string() };
    let shown = format!("harm {measure} {} (low {}, high {})", end(&harm["best"]), end(&harm["low"]), end(&harm["high"]));
    shown + &sentences(list(&harm["claims"]), out)
}

/// A claim: its type, modality and voices, then its roles, figure and sentence.
pub fn claim(claim: &Value) -> String {
    let voices: Vec<String> = list(&claim["attribution"]).iter().map(|a| format!("{} {}", text(&a["source"]), text(&a["cue"]))).collect();
    let voices = if voices.is_empty() { String::new() } else { format!(", voices: {}", voices.join("; ")) };
    let mut shown = format!("{} {}{voices}", text(&claim["type"]), text(&claim["modality"]));
    for (role, fillers) in claim["roles"].as_object().into_iter().flatten() {
        for filler in list(fillers) {
            write!(shown, ", {role}: {}", text(&filler["text"])).unwrap();
        }
    }
    if let Some(figure) = claim["figure"].as_object() {
        write!(shown, ", {} {}", text(&figure["measure"]), bounds(&claim["figure"])).unwrap();
    }
    write!(shown, "\n    {}: “{}”", text(&claim["report"]), short(text(&claim["evidence"]["text"]))).unwrap();
    shown
}

/// The sentences of claims, one a line, each once.
fn sentences(ids: &[Value], out: &Outputs) -> String {
    let mut lines: Vec<String> = Vec::new();
    for c in out.claims().iter().filter(|c| ids.contains(&c["id"])) {
        let line = format!("\n    {}: “{}”", text(&c["report"]), short(text(&c["evidence"]["text"])));
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines.concat()
}

/// A figure as a case writes it: `36`, `51+`, `27-33`; a value that is no figure in its words.
fn bounds(value: &Value) -> String {
    match (value["low"].as_i64(), value["high"].as_i64()) {
        (Some(low), Some(high)) if low == high => low.to_string(),
        (Some(low), Some(high)) => format!("{low}-{high}"),
        (Some(low), None) => format!("{low}+"),
        (None, Some(high)) => format!("-{high}"),
        (None, None) => format!("“{}”", short(text(&value["value"]))),
    }
}

fn short(words: &str) -> String {
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(SENTENCE) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}
