//! What a line of a case says, checked against the program's output.

use super::outputs::Outputs;
use super::shown;
use serde_json::Value;

/// A low and a high; none for an open end.
type Bounds = (Option<i64>, Option<i64>);

/// Whether a line holds, and what is there, for a person to read.
pub fn holds(line: &str, out: &Outputs) -> (bool, String) {
    let (head, tail) = line.split_once('|').map_or((line, ""), |(h, t)| (h, t.trim()));
    let words: Vec<&str> = head.split_whitespace().collect();
    let kind = option(&words, "type");
    let typed = |c: &Value| kind.is_none_or(|kind| text(&c["type"]) == kind);
    let named = |words: &[&str]| words.iter().copied().filter(|w| !w.starts_with("type=")).collect::<Vec<_>>().join(" ");
    match words.as_slice() {
        ["no", ..] => {
            let (held, there) = holds(line.trim_start().trim_start_matches("no"), out);
            (!held, there)
        }
        ["stories", n] => stories_are(n, out),
        ["together", ids @ ..] => together(ids, out),
        ["harm", measure, rest @ ..] => harm(measure, rest, out),
        ["lineage", report, from, basis] => lineage(&format!("{report} {from} {basis}"), out),
        ["time", .., "unresolved"] => time(&words[1..words.len() - 1].join(" "), None, out),
        ["time", .., "=", day] => time(&words[1..words.len() - 2].join(" "), Some(day), out),
        ["claim", kind, modality, rest @ ..] => {
            let fits = |c: &Value| (*kind == "*" || text(&c["type"]) == *kind) && (*modality == "*" || text(&c["modality"]) == *modality);
            some_claim(&rest.join(" "), out, |c| fits(c) && (*kind != "*" || text(&c["type"]) != "statement"))
        }
        ["role", role, rest @ ..] => {
            let wanted = named(rest);
            let is = |f: &Value| text(&f["text"]).contains(&wanted) || text(&f["name"]).contains(&wanted);
            some_claim(tail, out, |c| typed(c) && list(&c["roles"][*role]).iter().any(is))
        }
        ["voice", rest @ ..] => some_claim(tail, out, |c| typed(c) && voices(&named(rest), c)),
        ["says", measure, figure] => {
            let wanted = bounds(figure);
            let is = |f: &Value| text(&f["measure"]) == *measure && (f["low"].as_i64(), f["high"].as_i64()) == wanted;
            some_claim(tail, out, |c| is(&c["figure"]))
        }
        ["accused", kind, by] => some_claim(tail, out, |c| {
            text(&c["type"]) == *kind && (text(&c["accusation"]) == *by || *by == "none" && c["accusation"].is_null())
        }),
        ["when", kind, day] => when(kind, day, tail, out),
        ["as-of", day] => some_claim(tail, out, |c| text(&c["as_of"]["start"]).starts_with(day)),
        ["unique", report] => unique(report, tail, out),
        ["background", rest @ ..] => background(&rest.join(" "), out),
        ["removed", why, rest @ ..] => {
            let wanted = rest.join(" ");
            let removed = || out.read().iter().flat_map(|r| list(&r["removed"]));
            let held = removed().any(|r| text(&r["why"]) == *why && text(&r["text"]).contains(&wanted));
            (held, removed().map(|r| format!("removed {} {}", text(&r["why"]), text(&r["text"]))).collect::<Vec<_>>().join("\n"))
        }
        [slot, status, rest @ ..] => finding(slot, status, rest, out),
        _ => (false, "there is no such line".into()),
    }
}

fn stories_are(n: &str, out: &Outputs) -> (bool, String) {
    let reports = |s: &Value| list(&s["reports"]).iter().map(|r| text(&r["id"])).collect::<Vec<_>>().join(", ");
    let shown: Vec<String> = stories(out).map(|s| format!("a story of {}", reports(s))).collect();
    (stories(out).count().to_string() == n, shown.join("\n"))
}

/// Whether these reports are in one story, and no other with them.
fn together(ids: &[&str], out: &Outputs) -> (bool, String) {
    let mut wanted = ids.to_vec();
    wanted.sort_unstable();
    let held = stories(out).any(|s| {
        let mut here: Vec<&str> = list(&s["reports"]).iter().map(|r| text(&r["id"])).collect();
        here.sort_unstable();
        here == wanted
    });
    (held, stories_are("", out).1)
}

fn harm(measure: &str, rest: &[&str], out: &Outputs) -> (bool, String) {
    let record = option(rest, "codebook").map_or_else(|| out.record().clone(), |book| out.under(book));
    let harm = &record["stories"][0]["harm"][measure];
    let end = |name: &str| option(rest, name).is_none_or(|n| is(&harm[name], n));
    let best = rest.first().is_some_and(|n| if *n == "null" { harm.is_null() } else { is(&harm["best"], n) });
    let side = |name: &str| option(rest, name).is_none_or(|n| is(&harm["by"][name]["best"], n));
    let sides = ["a", "b", "civilians", "unknown"].into_iter().all(side);
    (best && end("low") && end("high") && sides, shown::harm(measure, harm, out))
}

fn lineage(wanted: &str, out: &Outputs) -> (bool, String) {
    let edge = |d: &Value| format!("{} {} {}", text(&d["report"]), text(&d["from"]), text(&d["basis"]));
    let edges: Vec<String> = stories(out).flat_map(|s| list(&s["lineage"])).map(edge).collect();
    (edges.iter().any(|e| e == wanted), edges.iter().map(|e| format!("lineage {e}")).collect::<Vec<_>>().join("\n"))
}

fn finding(slot: &str, status: &str, rest: &[&str], out: &Outputs) -> (bool, String) {
    let values: Vec<&str> = rest.iter().copied().filter(|w| !w.contains('=')).collect();
    let mut seen: Vec<(bool, String)> = Vec::new();
    for event in stories(out).flat_map(|s| list(&s["events"])) {
        if option(rest, "type").is_some_and(|t| text(&event["type"]) != t) {
            continue;
        }
        for f in list(&event["findings"]).iter().filter(|f| text(&f["slot"]) == slot) {
            let right = text(&f["status"]) == status
                && option(rest, "origins").is_none_or(|n| is(&f["origins"], n))
                && ["best", "low", "high"].iter().all(|end| option(rest, end).is_none_or(|n| is(&f[end], n)))
                && if slot.starts_with("figure:") { figures(&values, f) } else { said(&values, f, out) };
            if right {
                return (true, shown::finding(event, f, out));
            }
            seen.push((text(&f["status"]) == "single", shown::finding(event, f, out)));
        }
    }
    // What several reports speak of stands first: it is what a case is mostly about.
    seen.sort();
    let shown: Vec<String> = seen.into_iter().map(|(_, s)| s).collect();
    (false, if shown.is_empty() { format!("no finding of {slot}") } else { shown.join("\n") })
}

/// Whether a number is the one that a line names; `open` names none.
fn is(value: &Value, number: &str) -> bool {
    *value == number.parse::<i64>().map_or(Value::Null, Value::from)
}

/// What a line says with `NAME=VALUE`.
fn option<'a>(words: &[&'a str], name: &str) -> Option<&'a str> {
    words.iter().find_map(|w| w.strip_prefix(name).and_then(|w| w.strip_prefix('=')))
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

/// Whether each word is in a value of a finding and each value has one of them; of a word with `~` before it, whether it is in
/// the sentence of one of the claims.
fn said(wanted: &[&str], finding: &Value, out: &Outputs) -> bool {
    let lower = |v: &Value| text(v).to_lowercase();
    let values: Vec<String> = list(&finding["values"]).iter().map(|v| lower(&v["value"])).collect();
    let ids: Vec<&Value> = list(&finding["values"]).iter().flat_map(|v| list(&v["claims"])).collect();
    let sentences: Vec<String> = match wanted.iter().any(|w| w.starts_with('~')) {
        true => out.claims().iter().filter(|c| ids.contains(&&c["id"])).map(|c| lower(&c["evidence"]["text"])).collect(),
        false => Vec::new(),
    };
    let (in_sentences, in_values): (Vec<String>, Vec<String>) = wanted.iter().map(|w| w.to_lowercase()).partition(|w| w.starts_with('~'));
    in_sentences.iter().all(|w| sentences.iter().any(|s| s.contains(&w[1..])))
        && in_values.iter().all(|w| values.iter().any(|v| v.contains(w.as_str())))
        && (in_values.is_empty() || values.iter().all(|v| in_values.iter().any(|w| v.contains(w.as_str()))))
}

/// Whether the voices of a claim, from the nearest to the farthest, are these, with commas between them.
fn voices(wanted: &str, claim: &Value) -> bool {
    let given: Vec<&str> = list(&claim["attribution"]).iter().map(|a| text(&a["source"])).collect();
    let wanted: Vec<&str> = wanted.split(',').map(str::trim).filter(|w| !w.is_empty()).collect();
    given.len() == wanted.len() && given.iter().zip(&wanted).all(|(g, w)| g.to_lowercase().contains(&w.to_lowercase()))
}

fn time(words: &str, day: Option<&str>, out: &Outputs) -> (bool, String) {
    let times: Vec<&Value> = out.claims().iter().map(|c| &c["time"]).filter(|t| text(&t["text"]).contains(words)).collect();
    let right = |t: &&Value| match day {
        Some(day) => text(&t["start"]).starts_with(day),
        None => t["start"].is_null(),
    };
    let shown = times.iter().map(|t| format!("time {} = {}", text(&t["text"]), t["start"])).collect::<Vec<_>>().join("\n");
    (!times.is_empty() && times.iter().all(right), if times.is_empty() { format!("no claim has the time “{words}”") } else { shown })
}

/// Whether a claim whose evidence has these words fits.
fn some_claim(words: &str, out: &Outputs, fits: impl Fn(&Value) -> bool) -> (bool, String) {
    let here: Vec<&Value> = out.claims().iter().filter(|c| text(&c["evidence"]["text"]).contains(words)).collect();
    let shown: Vec<String> = here.iter().map(|c| shown::claim(c)).collect();
    let shown = if here.is_empty() { format!("no claim has “{words}” in its sentence") } else { shown.join("\n") };
    (here.iter().any(|c| fits(c)), shown)
}

/// Whether a claim of the report with these words aligns with none of another report.
fn unique(report: &str, words: &str, out: &Outputs) -> (bool, String) {
    let alone: Vec<&Value> = stories(out).flat_map(|s| list(&s["unique"])).flat_map(|u| list(&u["claims"])).collect();
    let here = |c: &&Value| text(&c["report"]) == report && alone.contains(&&c["id"]);
    let claims: Vec<&Value> = out.claims().iter().filter(here).collect();
    let shown: Vec<String> = claims.iter().map(|c| shown::claim(c)).collect();
    (claims.iter().any(|c| text(&c["evidence"]["text"]).contains(words)), shown.join("\n"))
}

/// Whether each event of a type that has a claim with these words began on that day; `none` for no day.
fn when(kind: &str, day: &str, words: &str, out: &Outputs) -> (bool, String) {
    let ids: Vec<&Value> = out.claims().iter().filter(|c| text(&c["evidence"]["text"]).contains(words)).map(|c| &c["id"]).collect();
    let here = |e: &&Value| text(&e["type"]) == kind && list(&e["claims"]).iter().any(|c| ids.contains(&c));
    let events: Vec<&Value> = stories(out).flat_map(|s| list(&s["events"])).filter(here).collect();
    let start = |e: &Value| e["time"]["start"].as_str().unwrap_or("none").to_owned();
    let shown: Vec<String> = events.iter().map(|e| format!("an event {kind} of {}", start(e))).collect();
    (!events.is_empty() && events.iter().all(|e| start(e).starts_with(day)), shown.join("\n"))
}

fn background(words: &str, out: &Outputs) -> (bool, String) {
    let ids: Vec<&Value> = out.claims().iter().filter(|c| text(&c["evidence"]["text"]).contains(words)).map(|c| &c["id"]).collect();
    let events: Vec<&Value> =
        stories(out).flat_map(|s| list(&s["events"])).filter(|e| list(&e["claims"]).iter().any(|c| ids.contains(&c))).collect();
    let wrong: Vec<String> = events
        .iter()
        .filter(|e| e["background"] != true)
        .map(|e| format!("an event {} that is not background", text(&e["type"])))
        .collect();
    let shown = if events.is_empty() { format!("no event has “{words}” in a sentence") } else { wrong.join("\n") };
    (!events.is_empty() && wrong.is_empty(), shown)
}

fn stories(out: &Outputs) -> impl Iterator<Item = &Value> {
    list(&out.record()["stories"]).iter()
}

pub fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

pub fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

#[test]
fn a_line_that_is_wrong_does_not_hold() {
    let out = Outputs::given(
        serde_json::json!({"stories": [{
            "reports": [{"id": "a"}, {"id": "b"}],
            "harm": {"killed": {"best": 3, "low": 2, "high": null}, "injured": null},
            "lineage": [{"report": "b", "from": "a", "basis": "copy"}],
            "unique": [{"report": "b", "claims": ["b/c1"]}],
            "events": [{"type": "kill", "background": true, "time": {"start": "2031-05-05"}, "claims": ["a/c1"], "findings": [
                {"slot": "figure:killed", "status": "agreed", "origins": 2, "best": 3, "values": [{"value": "three", "low": 3, "high": 3, "claims": ["a/c1"]}]},
                {"slot": "actor", "status": "single", "origins": 1, "values": [{"value": "gunmen", "claims": ["a/c1"]}]},
                {"slot": "target", "status": "agreed", "origins": 1, "values": [{"value": "three sailors", "claims": []}, {"value": "fishers", "claims": []}]},
            ]}],
        }]}),
        vec![
            serde_json::json!({"id": "a/c1", "type": "kill", "modality": "asserted", "accusation": "charge", "report": "a", "as_of": {"start": "2031-05-06"},
                "evidence": {"text": "Three died on Monday."}, "time": {"text": "on Monday", "start": "2031-05-05"},
                "roles": {"target": [{"text": "Three", "name": "sailors"}]}, "figure": {"measure": "killed", "low": 3, "high": null},
                "attribution": [{"source": "A witness", "cue": "told"}, {"source": "QXN", "cue": "reported"}]}),
            serde_json::json!({"id": "b/c1", "report": "b", "evidence": {"text": "A bell rang."}}),
        ],
        vec![serde_json::json!({"removed": [{"why": "share", "text": "Share this"}]})],
    );
    for (right, wrong) in [
        ("stories 1", "stories 2"),
        ("together a b", "together a"),
        ("harm killed 3", "harm killed 4"),
        ("harm killed 3 low=2 high=open", "harm killed 3 low=3"),
        ("harm injured null", "harm injured 0"),
        ("lineage b a copy", "lineage a b copy"),
        ("figure:killed agreed 3 origins=2", "figure:killed agreed 3 origins=1"),
        ("figure:killed agreed 3 best=3", "figure:killed agreed 3 best=4"),
        ("figure:killed agreed", "figure:killed agreed 3+"),
        ("figure:killed agreed 3 type=kill", "figure:killed agreed 3 type=injure"),
        ("actor single gunmen", "actor single soldiers"),
        ("actor single", "actor single died"),
        ("actor single ~died gunmen", "actor single ~gunmen"),
        ("target agreed sailors fishers", "target agreed sailors"),
        ("time Monday = 2031-05-05", "time Monday unresolved"),
        ("claim kill asserted died", "claim kill denied died"),
        ("claim * * died", "claim * * lived"),
        ("role target sailors | died", "role actor sailors | died"),
        ("voice witness, QXN | died", "voice QXN | died"),
        ("says killed 3+ | died", "says killed 3 | died"),
        ("as-of 2031-05-06 | died", "as-of 2031-05-05 | died"),
        ("when kill 2031-05-05 | died", "when kill 2031-05-06 | died"),
        ("when kill 2031 | died", "when kill none | died"),
        ("accused kill charge | died", "accused kill none | died"),
        ("unique b | bell", "unique a | died"),
        ("background Three died", "background Nobody"),
        ("removed share Share this", "removed advert Share this"),
        ("no figure:killed disputed", "no figure:killed agreed"),
    ] {
        assert!(holds(right, &out).0, "{right}");
        assert!(!holds(wrong, &out).0, "{wrong}");
    }
    let (_, shown) = holds("figure:killed disputed 3 8", &out);
    for words in ["figure:killed agreed 3 origins=2", "a: “Three died on Monday.”"] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
}
