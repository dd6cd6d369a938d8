//! What a line of a case says, checked against the program's output.

use serde_json::Value;

/// What the program made of a case's reports.
pub struct Outputs {
    pub record: Value,
    pub claims: Vec<Value>,
    pub read: Vec<Value>,
}

/// A low and a high; none for an open end.
type Bounds = (Option<i64>, Option<i64>);

/// Whether a line holds; if not, what is there instead.
pub fn holds(line: &str, out: &Outputs) -> Result<(), String> {
    let words: Vec<&str> = line.split_whitespace().collect();
    match words.as_slice() {
        ["no", ..] => match holds(line.trim_start().trim_start_matches("no").trim_start(), out) {
            Ok(()) => Err("it does hold".into()),
            Err(_) => Ok(()),
        },
        ["stories", n] => equal(&list(&out.record["stories"]).len().to_string(), n),
        ["harm", measure, wanted] => {
            let harm = &out.record["stories"][0]["harm"];
            let best = harm.get(measure).ok_or_else(|| format!("no measure {measure}"))?.get("best");
            equal(&best.map_or("null".into(), Value::to_string), wanted)
        }
        ["lineage", report, from, basis] => {
            let edges: Vec<String> = stories(out)
                .flat_map(|s| list(&s["lineage"]))
                .map(|d| format!("{} {} {}", text(&d["report"]), text(&d["from"]), text(&d["basis"])))
                .collect();
            if edges.contains(&format!("{report} {from} {basis}")) { Ok(()) } else { Err(format!("{edges:?}")) }
        }
        ["time", .., "unresolved"] => time(&words[1..words.len() - 1].join(" "), None, out),
        ["time", .., "=", day] => time(&words[1..words.len() - 2].join(" "), Some(day), out),
        ["claim", kind, modality, rest @ ..] => claim(kind, modality, &rest.join(" "), out),
        ["background", rest @ ..] => background(&rest.join(" "), out),
        ["removed", why, rest @ ..] => {
            let wanted = rest.join(" ");
            let removed: Vec<(&str, &str)> =
                out.read.iter().flat_map(|r| list(&r["removed"])).map(|r| (text(&r["why"]), text(&r["text"]))).collect();
            if removed.iter().any(|(w, t)| w == why && t.contains(&wanted)) { Ok(()) } else { Err(format!("{removed:?}")) }
        }
        [slot, status, rest @ ..] => finding(slot, status, rest, out),
        _ => Err("no such line".into()),
    }
}

fn finding(slot: &str, status: &str, rest: &[&str], out: &Outputs) -> Result<(), String> {
    let option = |name: &str| rest.iter().find_map(|w| w.strip_prefix(name).and_then(|w| w.strip_prefix('=')));
    let values: Vec<&str> = rest.iter().copied().filter(|w| !w.contains('=')).collect();
    let mut seen = Vec::new();
    for event in stories(out).flat_map(|s| list(&s["events"])) {
        if option("type").is_some_and(|t| text(&event["type"]) != t) {
            continue;
        }
        for f in list(&event["findings"]).iter().filter(|f| text(&f["slot"]) == slot) {
            let right = text(&f["status"]) == status
                && option("origins").is_none_or(|n| n.parse::<Value>().is_ok_and(|n| f["origins"] == n))
                && if slot.starts_with("figure:") { figures(&values, f) } else { said(&values, f, out) };
            if right {
                return Ok(());
            }
            let shown: Vec<&str> = list(&f["values"]).iter().map(|v| text(&v["value"])).collect();
            seen.push(format!("{} {} {shown:?} origins={}", text(&event["type"]), text(&f["status"]), f["origins"]));
        }
    }
    Err(format!("{slot} is {seen:?}"))
}

/// Whether the values of a finding are these figures, all and no others; any, when none is named.
fn figures(wanted: &[&str], finding: &Value) -> bool {
    let mut wanted: Vec<Bounds> = wanted.iter().map(|w| bounds(w)).collect();
    let mut given: Vec<Bounds> = list(&finding["values"]).iter().map(|v| (v["low"].as_i64(), v["high"].as_i64())).collect();
    for figures in [&mut wanted, &mut given] {
        figures.sort_unstable();
        figures.dedup();
    }
    wanted.is_empty() || wanted == given
}

/// `36`, `51+`, `27-33`.
fn bounds(word: &str) -> Bounds {
    if let Some(low) = word.strip_suffix('+') {
        return (low.parse().ok(), None);
    }
    let (low, high) = word.split_once('-').unwrap_or((word, word));
    (low.parse().ok(), high.parse().ok())
}

/// Whether each word is in a value of a finding or in the sentence of one of its claims.
fn said(wanted: &[&str], finding: &Value, out: &Outputs) -> bool {
    let mut words: Vec<String> = Vec::new();
    for value in list(&finding["values"]) {
        words.push(text(&value["value"]).to_lowercase());
        for id in list(&value["claims"]) {
            words.extend(out.claims.iter().filter(|c| c["id"] == *id).map(|c| text(&c["evidence"]["text"]).to_lowercase()));
        }
    }
    wanted.iter().all(|w| words.iter().any(|t| t.contains(&w.to_lowercase())))
}

fn time(words: &str, day: Option<&str>, out: &Outputs) -> Result<(), String> {
    let times: Vec<&Value> = out.claims.iter().map(|c| &c["time"]).filter(|t| text(&t["text"]).contains(words)).collect();
    let right = |t: &&Value| match day {
        Some(day) => text(&t["start"]).starts_with(day),
        None => t["start"].is_null(),
    };
    if !times.is_empty() && times.iter().all(right) { Ok(()) } else { Err(format!("{times:?}")) }
}

fn claim(kind: &str, modality: &str, words: &str, out: &Outputs) -> Result<(), String> {
    let fits = |c: &&Value| {
        text(&c["evidence"]["text"]).contains(words)
            && (kind == "*" && text(&c["type"]) != "statement" || text(&c["type"]) == kind)
            && (modality == "*" || text(&c["modality"]) == modality)
    };
    if out.claims.iter().any(|c| fits(&c)) {
        return Ok(());
    }
    let said: Vec<String> = out
        .claims
        .iter()
        .filter(|c| text(&c["evidence"]["text"]).contains(words))
        .map(|c| format!("{} {}", text(&c["type"]), text(&c["modality"])))
        .collect();
    Err(format!("{said:?}"))
}

fn background(words: &str, out: &Outputs) -> Result<(), String> {
    let ids: Vec<&Value> = out.claims.iter().filter(|c| text(&c["evidence"]["text"]).contains(words)).map(|c| &c["id"]).collect();
    let events: Vec<&Value> =
        stories(out).flat_map(|s| list(&s["events"])).filter(|e| list(&e["claims"]).iter().any(|c| ids.contains(&c))).collect();
    let wrong: Vec<&str> = events.iter().filter(|e| e["background"] != true).map(|e| text(&e["type"])).collect();
    if !events.is_empty() && wrong.is_empty() { Ok(()) } else { Err(format!("not background: {wrong:?} of {}", events.len())) }
}

fn stories(out: &Outputs) -> impl Iterator<Item = &Value> {
    list(&out.record["stories"]).iter()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn equal(given: &str, wanted: &str) -> Result<(), String> {
    if given == wanted { Ok(()) } else { Err(format!("it is {given}")) }
}

#[test]
fn a_line_that_is_wrong_does_not_hold() {
    let out = Outputs {
        record: serde_json::json!({"stories": [{
            "harm": {"killed": {"best": 3}, "injured": null},
            "lineage": [{"report": "b", "from": "a", "basis": "copy"}],
            "events": [{"type": "kill", "background": true, "claims": ["a/c1"], "findings": [
                {"slot": "figure:killed", "status": "agreed", "origins": 2, "values": [{"value": "three", "low": 3, "high": 3, "claims": ["a/c1"]}]},
                {"slot": "actor", "status": "single", "origins": 1, "values": [{"value": "gunmen", "claims": []}]},
            ]}],
        }]}),
        claims: vec![serde_json::json!({"id": "a/c1", "type": "kill", "modality": "asserted",
            "evidence": {"text": "Three died on Monday."}, "time": {"text": "on Monday", "start": "2031-05-05"}})],
        read: vec![serde_json::json!({"removed": [{"why": "share", "text": "Share this"}]})],
    };
    for (right, wrong) in [
        ("stories 1", "stories 2"),
        ("harm killed 3", "harm killed 4"),
        ("harm injured null", "harm injured 0"),
        ("lineage b a copy", "lineage a b copy"),
        ("figure:killed agreed 3 origins=2", "figure:killed agreed 3 origins=1"),
        ("figure:killed agreed", "figure:killed agreed 3+"),
        ("figure:killed agreed 3 type=kill", "figure:killed agreed 3 type=injure"),
        ("actor single gunmen", "actor single soldiers"),
        ("time Monday = 2031-05-05", "time Monday unresolved"),
        ("claim kill asserted died", "claim kill denied died"),
        ("claim * * died", "claim * * lived"),
        ("background Three died", "background Nobody"),
        ("removed share Share this", "removed advert Share this"),
        ("no figure:killed disputed", "no figure:killed agreed"),
    ] {
        assert_eq!(holds(right, &out), Ok(()), "{right}");
        assert!(holds(wrong, &out).is_err(), "{wrong}");
    }
}
