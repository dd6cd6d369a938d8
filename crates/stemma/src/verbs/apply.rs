//! `stemma review apply`: decisions out of a file, in the forms that `stemma review decisions` prints.

use crate::brief::harmless;
use crate::error::Failure;
use crate::fetch::gather::now;
use crate::keeping::deciding::{Given, Outcome, decide_all};
use crate::keeping::maker;
use crate::keeping::review::{Asked, Wish};
use crate::session::Session;
use serde::Deserialize;
use serde_json::Value;
use std::io::{Read, Write};
use std::path::Path;
use stemma_model::{Act, Attribute, Named, Standing};

/// The acts that a file can have.
const ACTS: &str = "accept, reject, correct, choose, together, apart, same, different or withdraw";

/// A decision as a file tells it. What is not listed is not needed, and is not read.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
struct Told {
    /// The number that it has where it comes from.
    decision: Option<i64>,
    coder: Option<String>,
    act: Option<String>,
    /// How it stands there.
    state: Option<String>,
    claim: Option<String>,
    changes: Option<Vec<Change>>,
    /// Of a choice, the slot of the finding, and the value.
    slot: Option<String>,
    value: Option<String>,
    /// Of what is said of stories, the reports of each side.
    reports: Option<Vec<String>>,
    others: Option<Vec<String>>,
    /// Of what is said of entities, their names on each side.
    names: Option<Vec<Named>>,
    other_names: Option<Vec<Named>>,
    withdraws: Option<i64>,
    reason: Option<String>,
}

/// An attribute with what it is to be.
#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Change {
    attribute: String,
    #[serde(default)]
    human: Value,
}

/// A decision with the line of its file, or why there is none.
type Line = (u64, Result<Told, String>);

/// `stemma review apply`
pub fn apply(s: &mut Session, path: &Path, coder: Option<&str>) -> Result<(), Failure> {
    let store = super::review::store(s)?;
    let shown = if path == Path::new("-") { "standard input".to_owned() } else { path.display().to_string() };
    let unreadable = |e: std::io::Error| Failure::nothing(format!("{shown}: it cannot be read: {e}"));
    let mut bytes = Vec::new();
    match path == Path::new("-") {
        true => std::io::stdin().lock().read_to_end(&mut bytes).map_err(unreadable)?,
        false => std::fs::File::open(path).and_then(|mut f| f.read_to_end(&mut bytes)).map_err(unreadable)?,
    };
    // Lines are counted by their ends of one byte: the reader of tables counts others one line too early.
    let ends = |at: usize| bytes.get(at) == Some(&b'\r') && bytes.get(at + 1) == Some(&b'\n');
    let plain: Vec<u8> = (0..bytes.len()).filter(|at| !ends(*at)).filter_map(|at| bytes.get(at).copied()).collect();
    let bytes = plain.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&plain);
    let first = bytes.iter().find(|b| !b.is_ascii_whitespace());
    let mut lines = match first {
        None => return Err(Failure::nothing(format!("{shown}: it is empty"))),
        Some(b'{') => json(bytes),
        Some(_) => table(bytes).map_err(|what| Failure::nothing(format!("{shown}: {what}")))?,
    };
    // The audit trail has the latest first: in the order of their numbers a later decision takes the place of an earlier one, and a
    // withdrawal comes behind what it withdraws.
    lines.sort_by_key(|(_, told)| told.as_ref().map_or((true, 0), |t| (t.decision.is_none(), t.decision.unwrap_or(0))));
    let at = now();
    let (mut given, mut places, mut faults, mut forgotten) = (Vec::new(), Vec::new(), Vec::new(), 0);
    for (line, told) in lines {
        let made = told.and_then(|told| match told.state.as_deref() {
            Some("forgotten") => Ok(None),
            _ => asked(told, coder, &at).map(Some),
        });
        match made {
            Ok(Some(one)) => {
                given.push(one);
                places.push(line);
            }
            Ok(None) => forgotten += 1,
            Err(what) => faults.push((line, what)),
        }
    }
    let maker = maker(s)?;
    let outcomes = decide_all(&store, &s.engine, &maker, &given, &at)?;
    let (mut decided, mut before, mut past) = (Vec::new(), 0, 0);
    for (line, outcome) in places.iter().zip(outcomes) {
        match outcome {
            Outcome::Decided(number) => decided.push(number),
            Outcome::Before(_, state) => {
                before += 1;
                past += usize::from(state != Standing::Holds);
            }
            Outcome::Refused(failure) => faults.push((*line, failure.in_line())),
        }
    }
    faults.sort();
    for (line, what) in faults {
        s.skip(&harmless::<String>(format!("{shown}:{line}: {what}"))?);
    }
    if decided.is_empty() && before == 0 && forgotten == 0 {
        return Err(Failure::nothing(format!("{shown}: nothing in it can be decided")));
    }
    let mut out = s.output()?;
    decided.iter().try_for_each(|n| writeln!(out, "decision {n}"))?;
    out.flush()?;
    let mut note = format!("{} decided", decided.len());
    if before > 0 {
        note.push_str(&format!(", {before} had been decided before"));
    }
    if past > 0 {
        note.push_str(&format!(" (of which {past} hold no more: give another reason to decide so again)"));
    }
    if forgotten > 0 {
        note.push_str(&format!(", {forgotten} went with reports that were forgotten"));
    }
    s.note(&note);
    Ok(())
}

/// A decision a line; empty lines are none.
fn json(bytes: &[u8]) -> Vec<Line> {
    let lines = (1..).zip(bytes.split(|b| *b == b'\n')).filter(|(_, l)| !l.trim_ascii().is_empty());
    let told = |line: &[u8]| {
        serde_json::from_slice(line).map_err(|e| {
            format!("this is no decision like {{\"act\": \"accept\", \"claim\": \"…/c3\", \"coder\": \"Ana\"}} (column {})", e.column())
        })
    };
    lines.map(|(n, line)| (n, told(line))).collect()
}

/// A decision a row; rows of a correction that follow one another are one. Parted by commas, or by semicolons where the head has
/// no comma.
fn table(bytes: &[u8]) -> Result<Vec<Line>, String> {
    let head = bytes.split(|b| *b == b'\n').next().unwrap_or_default();
    let parted = if !head.contains(&b',') && head.contains(&b';') { b';' } else { b',' };
    let mut table = csv::ReaderBuilder::new().flexible(true).delimiter(parted).from_reader(bytes);
    let head: Vec<String> = table
        .byte_headers()
        .map_err(|e| format!("it cannot be read as a table: {e}"))?
        .iter()
        .map(|h| String::from_utf8_lossy(h).trim().to_lowercase())
        .collect();
    let column = |name: &str| head.iter().position(|h| h == name);
    if column("act").is_none() {
        return Err("it has no column act: give the form of stemma review decisions --format csv, or JSON Lines".to_owned());
    }
    let mut out: Vec<Line> = Vec::new();
    for row in table.byte_records() {
        let row = match row {
            Ok(row) => row,
            Err(e) => {
                out.push((e.position().map_or(0, csv::Position::line), Err(format!("this row cannot be read: {e}"))));
                continue;
            }
        };
        let line = row.position().map_or(0, csv::Position::line);
        let told = std::str::from_utf8(row.as_slice()).map_err(|_| "it is not in UTF-8: save the table in it".to_owned()).and_then(|_| {
            let cell = |name: &str| {
                let cell = column(name).and_then(|at| row.get(at)).and_then(|c| std::str::from_utf8(c).ok());
                cell.map(str::trim).filter(|c| !c.is_empty()).map(str::to_owned)
            };
            let number = |name: &str| {
                let wrong = |_| format!("{name} is the number of a decision");
                cell(name).map(|c| c.parse::<i64>().map_err(wrong)).transpose()
            };
            let of_stories = matches!(cell("act").as_deref(), Some("together" | "apart"));
            let change = cell("attribute").map(|attribute| Change { attribute, human: cell("human").map_or(Value::Null, Value::String) });
            Ok(Told {
                decision: number("decision")?,
                coder: cell("coder"),
                act: cell("act"),
                state: cell("state"),
                claim: cell("claim"),
                changes: change.map(|c| vec![c]),
                slot: cell("attribute"),
                value: cell("human"),
                reports: cell("reports").or_else(|| cell("report").filter(|_| of_stories)).map(|c| listed(&c)).transpose()?,
                others: cell("others").map(|c| listed(&c)).transpose()?,
                names: cell("names").map(|c| named(&c)).transpose()?,
                other_names: cell("other_names").map(|c| named(&c)).transpose()?,
                withdraws: number("withdraws")?,
                reason: cell("reason"),
            })
        });
        match (out.last_mut(), told) {
            (Some((_, Ok(last))), Ok(told)) if continues(last, &told) => {
                last.changes.get_or_insert_default().extend(told.changes.unwrap_or_default());
            }
            (_, told) => out.push((line, told)),
        }
    }
    Ok(out)
}

/// The ids of reports of a cell as [`super::review::listed`] writes them.
fn listed(cell: &str) -> Result<Vec<String>, String> {
    if cell.starts_with('[') {
        return serde_json::from_str(cell).map_err(|_| "a list of reports is [\"a1b2c3\", \"d4e5f6\"], or a1b2c3; d4e5f6".to_owned());
    }
    Ok(cell.split(';').map(str::trim).filter(|id| !id.is_empty()).map(str::to_owned).collect())
}

/// The names of a cell.
fn named(cell: &str) -> Result<Vec<Named>, String> {
    let wrong = "names are told as in JSON Lines: [{\"report\": \"a1b2c3\", \"kind\": \"person\", \"name\": \"Ann Roe\"}]";
    serde_json::from_str(cell).map_err(|_| wrong.to_owned())
}

/// Whether a row tells one more attribute of the correction before it.
fn continues(last: &Told, told: &Told) -> bool {
    let bare = |t: &Told| Told { changes: None, slot: None, value: None, ..t.clone() };
    let other = |c: &Change| last.changes.iter().flatten().all(|l| l.attribute != c.attribute);
    told.act.as_deref() == Some("correct") && bare(last) == bare(told) && told.changes.iter().flatten().all(other)
}

/// What a line asks for.
fn asked(told: Told, coder: Option<&str>, at: &str) -> Result<Given, String> {
    let claim = || told.claim.clone().filter(|c| !c.trim().is_empty()).ok_or("it names no claim: give its id, such as a1b2c3/c4");
    let wish = match told.act.as_deref().map(str::trim) {
        Some("accept") => Wish::Accept(claim()?),
        Some("reject") => Wish::Reject(claim()?),
        Some("correct") => {
            let changes = told.changes.iter().flatten().map(change).collect::<Result<Vec<_>, String>>()?;
            if changes.is_empty() {
                return Err("it corrects nothing: give an attribute, and what it is in human".to_owned());
            }
            Wish::Correct(claim()?, changes)
        }
        Some("choose") => Wish::Choose(claim()?, told.slot.filter(|s| !s.trim().is_empty())),
        Some("together") => {
            let (reports, with) = sides(told.reports, told.others, "reports", "others")?;
            Wish::Tied(Act::Together { reports, with })
        }
        Some("apart") => {
            let (reports, from) = sides(told.reports, told.others, "reports", "others")?;
            Wish::Tied(Act::Apart { reports, from })
        }
        Some("same") => {
            let (entities, with) = sides(told.names, told.other_names, "names", "other_names")?;
            Wish::Tied(Act::Same { entities, with })
        }
        Some("different") => {
            let (entities, from) = sides(told.names, told.other_names, "names", "other_names")?;
            Wish::Tied(Act::Different { entities, from })
        }
        Some("withdraw") => Wish::Withdraw(told.withdraws.ok_or("it withdraws nothing: give the number of a decision in withdraws")?),
        Some(other) => return Err(format!("{other:?} cannot be done by a file: give {ACTS}")),
        None => return Err(format!("it has no act: give {ACTS}")),
    };
    let coder = told.coder.filter(|c| !c.trim().is_empty()).or_else(|| coder.map(str::to_owned));
    let coder = coder.ok_or("it has no coder: name one in it, or all with --coder NAME")?;
    let value = told.value.filter(|v| !v.trim().is_empty());
    Ok(Given { number: told.decision, value, asked: Asked { coder, at: at.to_owned(), reason: told.reason, wish } })
}

/// Both sides of what is said to be one or not.
fn sides<T>(one: Option<Vec<T>>, other: Option<Vec<T>>, name: &str, other_name: &str) -> Result<(Vec<T>, Vec<T>), String> {
    let there = |side: Option<Vec<T>>, what: &str| {
        side.filter(|s| !s.is_empty()).ok_or_else(|| format!("it tells no {what}: give both {name} and {other_name}"))
    };
    Ok((there(one, name)?, there(other, other_name)?))
}

fn change(c: &Change) -> Result<(Attribute, Option<String>), String> {
    let names = || Attribute::ALL.map(Attribute::name).join(", ");
    let attribute =
        Attribute::named(c.attribute.trim()).ok_or_else(|| format!("{:?} is no attribute: give one of {}", c.attribute, names()))?;
    match &c.human {
        Value::Null => Ok((attribute, None)),
        Value::String(text) => Ok((attribute, Some(text.clone()).filter(|t| !t.trim().is_empty()))),
        value @ (Value::Number(_) | Value::Bool(_)) => Ok((attribute, Some(value.to_string()))),
        _ => Err(format!("{}: human is a text or null", attribute.name())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn acts(lines: &[Line]) -> Vec<(u64, Option<&str>, usize)> {
        let told = |(n, t): &(u64, Result<Told, String>)| match t {
            Ok(t) => (*n, t.act.clone(), t.changes.iter().flatten().count()),
            Err(_) => (*n, None, 0),
        };
        let all: Vec<(u64, Option<String>, usize)> = lines.iter().map(told).collect();
        all.into_iter().zip(lines).map(|((n, _, c), (_, t))| (n, t.as_ref().ok().and_then(|t| t.act.as_deref()), c)).collect()
    }

    #[test]
    fn rows_of_one_correction_are_one_decision() {
        let csv = "act;claim;coder;attribute;human\ncorrect;a/c1;Ana;low;5\ncorrect;a/c1;Ana;high;6\ncorrect;a/c2;Ana;high;6\n\
                   correct;a/c2;Ana;high;7\naccept;a/c3;Ana;;\naccept;a/c3;Ana;;\n";
        let lines = table(csv.as_bytes()).unwrap();
        assert_eq!(
            acts(&lines),
            [(2, Some("correct"), 2), (4, Some("correct"), 1), (5, Some("correct"), 1), (6, Some("accept"), 0), (7, Some("accept"), 0)]
        );
    }

    #[test]
    fn faults_have_their_line_and_the_rest_goes_on() {
        let lines = json(b"{\"act\": \"accept\"}\n\nnothing\n{\"act\": \"reject\"}\n");
        assert_eq!(acts(&lines), [(1, Some("accept"), 0), (3, None, 0), (4, Some("reject"), 0)]);
        let lines = table(b"act,decision,claim\naccept,one,a/c1\nreject,2,a/c\xff\nreject,3,a/c1\n").unwrap();
        assert_eq!(acts(&lines), [(2, None, 0), (3, None, 0), (4, Some("reject"), 0)]);
        assert!(table(b"claim,coder\na/c1,Ana\n").unwrap_err().contains("no column act"));
    }
}
