//! `lexicon/harm-weights.toml`, `lexicon/harm-words.tsv`: what speaks for a pair of numbers, killed and injured, being those
//! of a story.

use super::choice::{self, Question};
use super::corpus;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fmt::Write;
use std::path::Path;
use stemma_engine::Engine;
use stemma_engine::reconcile::victims::choose::Weights;
use stemma_engine::reconcile::victims::wording::{Part, Spot};
use stemma_model::{Field, ReportClaims};

/// Incidents that stay unseen: the first in the order by which `score/harm_run.py` takes its sample.
pub const UNSEEN: usize = 300;
/// Penalty on squared weights of signals; of 10, 20 and 25 the best by cross-validation.
const RIDGE: f64 = 25.0;
/// The same for words beside numbers and for words alone, of which there are many and each tells little.
const RIDGE_BESIDE: f64 = 50.0;
const RIDGE_ALONE: f64 = 100.0;
/// A word is a feature where so many incidents have it; words of the text's rest, of which there are most, twice as many.
const COMMON: usize = 30;
/// A word beside a number is one where so many incidents have it.
const COMMON_BESIDE: usize = 15;
/// A word is no name if it is written small so often, and at most half as often with a capital inside a sentence.
const SMALL: usize = 20;
const STEPS: usize = 150;
/// Parts of the cross-validation.
pub const FOLDS: usize = 5;
/// Weights are rounded to as many parts of one; with a tenth of them the many small ones of words would be lost.
const PARTS: f64 = 1000.0;

/// One incident: its gold, the answers, the question.
struct Incident {
    gold: (i64, i64),
    multi: bool,
    answers: Vec<(i64, i64)>,
    question: Question,
}

/// The incidents of `gunviolence` with their reports, in the order by which `score/harm_run.py` takes its sample.
pub struct Set {
    /// The rows of gold.
    pub gold: Vec<Value>,
    /// The reports of each, analysed; no report twice.
    pub reports: Vec<Vec<ReportClaims>>,
}

/// Reads the set and analyses the reports of those incidents that `wanted` picks, by number and row of gold.
pub fn set(root: &Path, engine: &Engine, wanted: &dyn Fn(usize, &Value) -> bool) -> Result<Set, String> {
    let data = root.join("../shared/data/gunviolence");
    let mut gold = corpus::rows(&data.join("incidents.jsonl"))?;
    gold.sort_by_key(|g| Sha256::digest(id(g).as_bytes()).to_vec());
    let picked: HashSet<String> = gold.iter().enumerate().filter(|(n, g)| wanted(*n, g)).map(|(_, g)| id(g)).collect();
    let mut rows = corpus::rows(&data.join("reports.jsonl.gz"))?;
    rows.retain(|r| picked.contains(&id(r)));
    let claims = corpus::claims(&rows, engine, &corpus::model()?)?;
    let mut by: HashMap<String, Vec<ReportClaims>> = HashMap::new();
    for (row, claims) in rows.iter().zip(claims) {
        let list = by.entry(id(row)).or_default();
        if list.iter().all(|r| r.report.id != claims.report.id) {
            list.push(claims);
        }
    }
    let reports = gold.iter().map(|g| by.remove(&id(g)).unwrap_or_default()).collect();
    Ok(Set { gold, reports })
}

fn id(row: &Value) -> String {
    row["incident"].as_str().unwrap_or_default().to_owned()
}

/// Incidents as questions, with the features that they have.
pub struct Study {
    incidents: Vec<Incident>,
    names: HashMap<String, u32>,
    ridge: Vec<f64>,
}

impl Study {
    /// The features are chosen on the incidents behind the first [`UNSEEN`].
    pub fn new(set: &Set, engine: &Engine) -> Study {
        let stories: Vec<Vec<ReportClaims>> = set.reports.iter().map(|r| story(r, engine)).collect();
        let vocabulary = vocabulary(stories.get(UNSEEN..).unwrap_or_default(), engine);
        let mut names: HashMap<String, u32> = HashMap::new();
        let known = |spot: Spot, word: &str| vocabulary.get(&spot).is_some_and(|words| words.contains(word));
        let incidents = set.gold.iter().zip(&stories).map(|(g, s)| incident(g, s, engine, &known, &mut names)).collect();
        let mut ridge = vec![RIDGE; names.len()];
        for (name, at) in names.iter().filter(|(name, _)| name.starts_with('\t')) {
            let beside = !Spot::ALL[..3].iter().any(|(_, spot)| name[1..].starts_with(&format!("{spot}\t")));
            ridge[*at as usize] = if beside { RIDGE_BESIDE } else { RIDGE_ALONE };
        }
        Study { incidents, names, ridge }
    }

    /// Weights fitted on some of the incidents, by their numbers in the set.
    pub fn fit(&self, on: &dyn Fn(usize) -> bool) -> Vec<f64> {
        let picked = self.incidents.iter().enumerate().filter(|(n, _)| on(*n));
        choice::fit(&picked.map(|(_, i)| &i.question).collect::<Vec<_>>(), &self.ridge, STEPS)
    }

    /// Fitted weights as the engine has them.
    pub fn weights(&self, weights: &[f64]) -> Weights {
        Weights::parse(&rows(&self.names, weights), &lines(&self.names, weights))
    }
}

/// Fits, scores by cross-validation and on the unseen incidents, writes the file.
pub fn train(root: &Path) -> Result<(), String> {
    let engine = Engine::default();
    let study = Study::new(&set(root, &engine, &|_, _| true)?, &engine);
    let Study { incidents, names, .. } = &study;
    let (unseen, seen) = incidents.split_at(UNSEEN.min(incidents.len()));
    let mut answers: Vec<Option<(i64, i64)>> = vec![None; seen.len()];
    for fold in 0..FOLDS {
        let weights = study.fit(&|n| n >= UNSEEN && (n - UNSEEN) % FOLDS != fold);
        for (n, i) in seen.iter().enumerate().filter(|(n, _)| n % FOLDS == fold) {
            answers[n] = choice::best(&weights, &i.question).map(|k| i.answers[k]);
        }
    }
    let mut weights = study.fit(&|n| n >= UNSEEN);
    weights.iter_mut().for_each(|w| *w = (*w * PARTS).round() / PARTS + 0.0);
    let all: Vec<_> = seen.iter().zip(answers).collect();
    let several = all.iter().filter(|(i, _)| i.multi).map(|(i, a)| (*i, *a)).collect::<Vec<_>>();
    let fresh: Vec<_> = unseen.iter().map(|i| (i, choice::best(&weights, &i.question).map(|k| i.answers[k]))).collect();
    let mut card = String::from("# Made by `cargo xtask train harm`; do not edit. ");
    let mut figure_lines = String::new();
    for (name, list) in [
        (format!("{FOLDS}-fold cross-validation"), &all),
        ("the same, incidents with two or more reports".to_owned(), &several),
        (format!("the {UNSEEN} incidents left out"), &fresh),
    ] {
        let line = figures(list);
        println!("{name}: {line}");
        let _ = writeln!(figure_lines, "# {name}: {line}");
    }
    let words_card = card.clone()
        + "What speaks for numbers of killed and injured by the wording of reports. A line has a place, a word or pair of words,\n\
           # and weights: of a word in title, lead or rest for none, one and more killed, then none, one and more injured; of a word beside a\n\
           # number (n) for its being that of the killed, of the injured, of both. Card in harm-weights.toml. Words seen in 15 incidents or\n\
           # more and written small, so no names; no text of the reports.\n";
    card.push_str(
        "What speaks for a number of killed (k), of injured (i), or of both\n# together (t): for each signal of reconcile/victims, by how far the answer is from its number, or by the answer itself.\n",
    );
    let _ = writeln!(
        card,
        "# Conditional logistic regression, fitted with harm-words.tsv together; ridge {RIDGE}, words beside numbers {RIDGE_BESIDE}, alone {RIDGE_ALONE}, {STEPS} steps. Only numbers and names of features; no text of the reports."
    );
    let _ = writeln!(card, "# Fitted on {} incidents of gunviolence (cltl/LongTailQATask; no licence file there).", seen.len());
    card.push_str("# Signals and word lists were chosen with some hundred of these incidents read; none of those left out was.\n");
    for (file, text) in
        [("harm-weights.toml", card + &figure_lines + &rows(names, &weights)), ("harm-words.tsv", words_card + &lines(names, &weights))]
    {
        let path = root.join("lexicon").join(file);
        std::fs::write(&path, text).map_err(|e| format!("{}: {e}", path.display()))?;
    }
    Ok(())
}

/// The reports of one incident that the scorer takes: of several stories the one with most reports.
fn story(reports: &[ReportClaims], engine: &Engine) -> Vec<ReportClaims> {
    let stories = engine.record(reports);
    let story = stories.iter().reduce(|a, b| if b.reports.len() > a.reports.len() { b } else { a });
    let ids = story.into_iter().flat_map(|s| &s.reports);
    ids.filter_map(|r| reports.iter().find(|x| x.report.id == r.id).cloned()).collect()
}

/// The words that are features, by place: common ones that are no names.
fn vocabulary(stories: &[Vec<ReportClaims>], engine: &Engine) -> HashMap<Spot, HashSet<String>> {
    let small = small(stories);
    let mark = |w: &str| !w.starts_with(char::is_alphanumeric);
    let mut counts: BTreeMap<(Spot, String), usize> = BTreeMap::new();
    for story in stories {
        for place in engine.wording(&story.iter().collect::<Vec<_>>()) {
            *counts.entry(place).or_default() += 1;
        }
    }
    let mut out: HashMap<Spot, HashSet<String>> = HashMap::new();
    for ((spot, word), n) in counts {
        let least = match spot {
            Spot::In(Part::Rest) => 2 * COMMON,
            Spot::In(_) => COMMON,
            _ => COMMON_BESIDE,
        };
        if n >= least && (word == "#" || mark(&word) || word.split([' ', '-']).all(|w| small.contains(w))) {
            out.entry(spot).or_default().insert(word);
        }
    }
    out
}

/// Words that are no names: written small inside sentences.
fn small(stories: &[Vec<ReportClaims>]) -> HashSet<String> {
    let mut counts: HashMap<String, (usize, usize)> = HashMap::new();
    for report in stories.iter().flatten() {
        let mut sentences = BTreeSet::new();
        for e in report.claims.iter().map(|c| &c.evidence).filter(|e| e.field == Field::Text) {
            if !sentences.insert(e.start) {
                continue;
            }
            let words = e.text.split(|c: char| !(c.is_alphabetic() || matches!(c, '\'' | '\u{2019}'))).filter(|w| !w.is_empty());
            for word in words.skip(1) {
                let count = counts.entry(word.to_lowercase().replace('\u{2019}', "'")).or_default();
                let capital = word.starts_with(char::is_uppercase);
                *count = (count.0 + usize::from(!capital), count.1 + usize::from(capital));
            }
        }
    }
    counts.into_iter().filter(|(_, (low, capital))| *low >= SMALL && 2 * capital < *low).map(|(word, _)| word).collect()
}

fn incident(
    gold: &Value,
    story: &[ReportClaims],
    engine: &Engine,
    known: &dyn Fn(Spot, &str) -> bool,
    names: &mut HashMap<String, u32>,
) -> Incident {
    let number = |k: &str| gold[k].as_i64().unwrap_or_default();
    let choices = engine.choices(&story.iter().collect::<Vec<_>>(), known);
    let mut parts = Vec::new();
    for features in &choices.parts {
        let mut part = Vec::new();
        for (name, value) in features {
            let next = names.len() as u32;
            let at = match names.get(name) {
                Some(at) => *at,
                None => *names.entry(name.clone()).or_insert(next),
            };
            part.push((at, *value));
        }
        parts.push(part);
    }
    let gold_pair = (number("killed"), number("injured"));
    let right = choices.answers.iter().position(|a| *a == gold_pair);
    let question = Question { parts, options: choices.options, right };
    Incident { gold: gold_pair, multi: gold["multi"].as_bool().unwrap_or_default(), answers: choices.answers, question }
}

/// Shares of incidents whose numbers are exactly the gold ones.
fn figures(list: &[(&Incident, Option<(i64, i64)>)]) -> String {
    let share = |f: &dyn Fn(&Incident, (i64, i64)) -> bool| {
        let held = list.iter().filter(|(i, a)| f(i, a.unwrap_or_default())).count();
        held as f64 / list.len().max(1) as f64
    };
    format!(
        "{} incidents, killed exact {:.3}, injured {:.3}, both {:.3}",
        list.len(),
        share(&|i, a| i.gold.0 == a.0),
        share(&|i, a| i.gold.1 == a.1),
        share(&|i, a| i.gold == a)
    )
}

/// The weights, a signal a line.
fn rows(names: &HashMap<String, u32>, weights: &[f64]) -> String {
    let mut rows: BTreeMap<&str, BTreeMap<&str, f64>> = BTreeMap::new();
    for (name, at) in names {
        let weight = weights[*at as usize];
        if let Some((row, value)) = name.rsplit_once('.').filter(|_| !name.starts_with('\t') && weight != 0.0) {
            rows.entry(row).or_default().insert(value, weight);
        }
    }
    let mut out = String::new();
    for (row, values) in rows {
        let list: Vec<String> = values.iter().map(|(v, w)| format!("\"{v}\" = {w:.3}")).collect();
        let _ = writeln!(out, "\"{row}\" = {{ {} }}", list.join(", "));
    }
    out
}

/// The weights of words, a place and word a line.
fn lines(names: &HashMap<String, u32>, weights: &[f64]) -> String {
    let mut rows: BTreeMap<&str, [f64; 6]> = BTreeMap::new();
    for (name, at) in names.iter().filter(|(name, _)| name.starts_with('\t')) {
        if let Some((row, column)) = name.rsplit_once('\t')
            && let Some(cell) = column.parse::<usize>().ok().and_then(|c| rows.entry(row).or_default().get_mut(c))
        {
            *cell = weights[*at as usize];
        }
    }
    let mut out = String::new();
    for (row, cells) in rows.into_iter().filter(|(_, cells)| cells.iter().any(|w| *w != 0.0)) {
        let used = cells.iter().rposition(|w| *w != 0.0).map_or(0, |k| k + 1);
        let cells: Vec<String> = cells[..used].iter().map(|w| format!("{w}")).collect();
        let _ = writeln!(out, "{}\t{}", &row[1..], cells.join("\t"));
    }
    out
}
