//! `lexicon/place-weights.tsv`: what speaks for a place being the one that a name means.

use super::corpus;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;
use stemma_engine::claims::analysis::Analysis;
use stemma_engine::claims::places::gazetteer::{File, Gazetteer, OwnPlaces, Place};
use stemma_engine::claims::places::resolve::weights::Weights;
use stemma_engine::claims::places::resolve::{FEATURES, Published, Study, study};
use stemma_engine::claims::places::{PlaceMention, find};
use stemma_nlp::{Doc, Pipeline};
use stemma_read::{Defaults, Reader};

const SETS: [(&str, &str); 2] = [("LGL", "lgl.jsonl.gz"), ("GeoWebNews", "geowebnews.jsonl.gz")];
const FOLDS: u64 = 5;
/// Rounds of weighing; a third changed nothing.
const ROUNDS: usize = 2;
/// Penalty on squared weights; 0.3, 1 and 3 were tried by cross-validation.
const RIDGE: f64 = 1.0;
const STEPS: usize = 400;
/// What counts as the right place, in kilometres: the sets' own measure.
const NEAR: f64 = 161.0;

/// A report with what the set says of its places.
struct Article {
    set: usize,
    fold: u64,
    analysis: Analysis,
    /// The mentions of the title, where there is one, and of the text.
    mentions: Vec<Vec<PlaceMention>>,
    /// For each mention of the text: the gold point.
    gold: Vec<Option<(f64, f64)>>,
}

/// A name: what speaks for each option, which are right, and how many mentions it stands for.
struct Question {
    set: usize,
    options: Vec<Vec<f32>>,
    right: Vec<bool>,
    weight: f64,
}

/// Fits, scores by cross-validation over outlets and from one set to the other, writes the file.
pub fn train(root: &Path) -> Result<(), String> {
    let gazetteer = gazetteer()?;
    let model = corpus::model()?;
    let mut articles = Vec::new();
    for (set, (_, file)) in SETS.iter().enumerate() {
        for row in corpus::rows(&root.join("../shared/data/places").join(file))? {
            articles.extend(article(set, &row, &model)?);
        }
    }
    let mut card = String::from(
        "# Made by `cargo xtask train places`; do not edit. What speaks for a place being the one that a name means, by round.\n",
    );
    let _ =
        writeln!(card, "# Conditional logistic regression, ridge {RIDGE}, {STEPS} steps, on names of LGL and GeoWebNews (annotations of");
    card.push_str("# milangritta/Pragmatic-Guide-to-Geoparsing-Evaluation, GPL-3.0 for the repository; LGL's own licence not stated): numbers only.\n");
    let _ = writeln!(
        card,
        "# Shares of found mentions with a gold point that are resolved within {NEAR} km, and of resolved ones that are right."
    );
    let mut report = |name: &str, pick: &dyn Fn(u64, &Article) -> (bool, bool), folds: u64| {
        let mut tally: BTreeMap<usize, [f64; 4]> = BTreeMap::new();
        for fold in 0..folds {
            let seen: Vec<&Article> = articles.iter().filter(|a| pick(fold, a).0).collect();
            let rounds = fit_rounds(&seen, &gazetteer);
            let held: Vec<&Article> = articles.iter().filter(|a| pick(fold, a).1).collect();
            let last = rounds.last().cloned().unwrap_or_default();
            for q in questions(&held, &gazetteer, &rounds[..ROUNDS - 1]) {
                let t = tally.entry(q.set).or_default();
                t[0] += q.weight;
                let forced = best(&last, &Question { options: q.options[..q.options.len() - 1].to_vec(), right: Vec::new(), ..q });
                t[3] += if forced.is_some_and(|b| q.right[b]) { q.weight } else { 0.0 };
                if let Some(best) = best(&last, &q).filter(|&b| b + 1 < q.options.len()) {
                    t[1] += q.weight;
                    t[2] += if q.right[best] { q.weight } else { 0.0 };
                }
            }
        }
        for (set, [all, given, right, forced]) in tally {
            let line = format!(
                "{name}, {}: {:.3} of {all}, {:.3} of {given} resolved; {:.3} were none never chosen",
                SETS[set].0,
                right / all,
                right / given,
                forced / all
            );
            println!("{line}");
            let _ = writeln!(card, "# {line}");
        }
    };
    report("5-fold cross-validation over outlets", &|fold, a| (a.fold != fold, a.fold == fold), FOLDS);
    report("fitted on the other set alone", &|fold, a| (a.set as u64 == fold, a.set as u64 != fold), 2);
    report("fitted on both (seen)", &|_, _| (true, true), 1);
    let rounds = fit_rounds(&articles.iter().collect::<Vec<_>>(), &gazetteer);
    for (i, name) in FEATURES.iter().enumerate() {
        let _ = write!(card, "{name}");
        for round in &rounds {
            let _ = write!(card, "\t{:.3}", round.0[i]);
        }
        card.push('\n');
    }
    let path = root.join("lexicon/place-weights.tsv");
    std::fs::write(&path, card).map_err(|e| format!("{}: {e}", path.display()))
}

/// The gazetteer that STEMMA_GAZETTEER names.
pub fn gazetteer() -> Result<Gazetteer, String> {
    let path = std::env::var_os("STEMMA_GAZETTEER").ok_or("set STEMMA_GAZETTEER to the file that `stemma gazetteer path` prints")?;
    let bytes = std::fs::read(&path).map_err(|e| format!("{}: {e}", path.display()))?;
    let file = File::new(bytes).map_err(|e| format!("{}: {e:?}", path.display()))?;
    Ok(Gazetteer::new(Some(file), OwnPlaces::default()))
}

fn article(set: usize, row: &Value, model: &Pipeline) -> Result<Option<Article>, String> {
    let reader = Reader::new(Defaults::default()).map_err(|e| e.message().to_owned())?;
    let fields = ["id", "url", "title", "published", "lang", "text"];
    let line: serde_json::Map<String, Value> = fields.iter().filter_map(|f| Some(((*f).to_owned(), row.get(*f)?.clone()))).collect();
    let Some(Ok(read)) = reader.json_lines(Value::Object(line).to_string().as_bytes()).next() else { return Ok(None) };
    let analysis = Analysis::new(read.report, &|texts| model.analyse_batch(texts));
    let mentions: Vec<Vec<PlaceMention>> = docs(&analysis).into_iter().map(find).collect();
    let gold = gold(row, &analysis);
    let points = |m: &PlaceMention| {
        let (start, end) = analysis.text.offsets(m.tokens.clone());
        gold.iter().find(|g| g.0 < end && start < g.1).map(|g| g.2)
    };
    let gold = mentions.last().map(|list| list.iter().map(points).collect()).unwrap_or_default();
    let host = row["url"].as_str().and_then(|u| u.split('/').nth(2)).unwrap_or_default();
    let fold = u64::from(Sha256::digest(host.as_bytes())[0]) % FOLDS;
    Ok(Some(Article { set, fold, analysis, mentions, gold }))
}

fn docs(analysis: &Analysis) -> Vec<&Doc> {
    analysis.title.iter().chain([&analysis.text]).collect()
}

/// The gold places with a point, by offsets in the report's text, found again by the words around them.
fn gold(row: &Value, analysis: &Analysis) -> Vec<(usize, usize, (f64, f64))> {
    const AROUND: usize = 20;
    let from: Vec<char> = row["text"].as_str().unwrap_or_default().chars().collect();
    let to: Vec<char> = analysis.report.text.chars().collect();
    let mut out = Vec::new();
    for t in row["toponyms"].as_array().into_iter().flatten().filter(|t| t["optional"].as_bool() != Some(true)) {
        let number = |k: &str| t[k].as_u64().map(|n| n as usize);
        let (Some(start), Some(end), Some(lat), Some(lon)) = (number("start"), number("end"), t["lat"].as_f64(), t["lon"].as_f64()) else {
            continue;
        };
        if end > from.len() {
            continue;
        }
        let before = start.saturating_sub(AROUND);
        let around = &from[before..(end + AROUND).min(from.len())];
        let same = to.get(before..before + around.len()) == Some(around);
        let at = if same { Some(before) } else { to.windows(around.len()).position(|w| w == around) };
        out.extend(at.map(|at| (at + start - before, at + end - before, (lat, lon))));
    }
    out
}

fn fit_rounds(articles: &[&Article], gazetteer: &Gazetteer) -> Vec<Weights> {
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        let next = fit(&questions(articles, gazetteer, &rounds));
        rounds.push(next);
    }
    rounds
}

fn questions(articles: &[&Article], gazetteer: &Gazetteer, rounds: &[Weights]) -> Vec<Question> {
    let mut out = Vec::new();
    for a in articles {
        let fields: Vec<(&Doc, &[PlaceMention])> = docs(&a.analysis).into_iter().zip(a.mentions.iter().map(Vec::as_slice)).collect();
        let published = Published { url: a.analysis.report.url.as_deref(), outlet: a.analysis.report.outlet.as_deref() };
        for s in study(&fields, published, gazetteer, rounds) {
            out.extend(question(a, s, fields.len() - 1));
        }
    }
    out
}

/// A name with at least one gold point; most of its mentions decide which options are right.
fn question(a: &Article, s: Study, text: usize) -> Option<Question> {
    let points: Vec<(f64, f64)> = s.mentions.iter().filter(|m| m.0 == text).filter_map(|m| a.gold[m.1]).collect();
    let votes = |p: &Place| points.iter().filter(|g| kilometres((p.lat, p.lon), **g) <= NEAR).count();
    let most = s.places.iter().map(votes).max().unwrap_or(0);
    let mut right: Vec<bool> = s.places.iter().map(|p| most > 0 && votes(p) == most).collect();
    right.push(most == 0);
    (!points.is_empty()).then_some(Question { set: a.set, options: s.features, right, weight: points.len() as f64 })
}

fn kilometres(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (lat1, lon1, lat2, lon2) = (a.0.to_radians(), a.1.to_radians(), b.0.to_radians(), b.1.to_radians());
    let h = ((lat2 - lat1) / 2.0).sin().powi(2) + lat1.cos() * lat2.cos() * ((lon2 - lon1) / 2.0).sin().powi(2);
    2.0 * 6371.0088 * h.sqrt().min(1.0).asin()
}

fn score(weights: &[f64], option: &[f32]) -> f64 {
    weights.iter().zip(option).map(|(w, v)| w * f64::from(*v)).sum()
}

fn best(weights: &Weights, q: &Question) -> Option<usize> {
    let scores = q.options.iter().enumerate().map(|(i, o)| (score(&weights.0, o), i));
    scores.reduce(|a, b| if b.0 > a.0 { b } else { a }).map(|(_, i)| i)
}

/// Weights that make the right options probable, together: any of them will do. Adam over all questions at once.
fn fit(questions: &[Question]) -> Weights {
    let n = FEATURES.len();
    let (mut weights, mut mean, mut spread) = (vec![0.0f64; n], vec![0.0; n], vec![0.0; n]);
    let (keep, keep_spread): (f64, f64) = (0.9, 0.99);
    for step in 1..=STEPS {
        let mut gradient: Vec<f64> = weights.iter().map(|w| RIDGE * w).collect();
        for q in questions.iter().filter(|q| q.options.len() > 1) {
            let scores: Vec<f64> = q.options.iter().map(|o| score(&weights, o)).collect();
            let top = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let odds: Vec<f64> = scores.iter().map(|s| (s - top).exp()).collect();
            let all: f64 = odds.iter().sum();
            let good: f64 = odds.iter().zip(&q.right).filter(|(_, r)| **r).map(|(p, _)| p).sum();
            for (i, option) in q.options.iter().enumerate() {
                let wanted = if q.right[i] { odds[i] / good.max(1e-12) } else { 0.0 };
                let error = q.weight.sqrt() * (odds[i] / all - wanted);
                gradient.iter_mut().zip(option).for_each(|(g, v)| *g += error * f64::from(*v));
            }
        }
        let rate = if step * 10 < STEPS * 7 { 0.1 } else { 0.02 };
        let (a, b) = (1.0 - keep.powi(step as i32), 1.0 - keep_spread.powi(step as i32));
        for k in 0..n {
            mean[k] = keep * mean[k] + (1.0 - keep) * gradient[k];
            spread[k] = keep_spread * spread[k] + (1.0 - keep_spread) * gradient[k] * gradient[k];
            weights[k] -= rate * (mean[k] / a) / ((spread[k] / b).sqrt() + 1e-8);
        }
    }
    Weights(weights)
}
