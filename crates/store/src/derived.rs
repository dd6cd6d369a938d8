//! The rows that people and searches read of what is derived.

use crate::words::normal;
use rusqlite::types::Value;
use rusqlite::{Transaction, params};
use serde::{Deserialize, Serialize};
use stemma_model::{Amount, Claim, Entity, Field, Filler, Harm, HarmFigure, Number, Range, Report, ReportClaims, Story};

/// More claims than a report can have: the first number of the next report's claims.
pub(crate) const CLAIMS: i64 = 1 << 20;

/// What one report says, beside the report.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Said {
    sentences: Vec<Range>,
    claims: Vec<Claim>,
    entities: Vec<Entity>,
    numbers: Vec<Number>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    rejected: Vec<Claim>,
}

impl Said {
    pub(crate) fn of(said: &ReportClaims) -> Said {
        let ReportClaims { report, claims, entities, numbers, rejected } = said.clone();
        Said { sentences: report.sentences, claims, entities, numbers, rejected }
    }

    pub(crate) fn by(self, report: Report) -> ReportClaims {
        let report = Report { sentences: self.sentences, ..report };
        ReportClaims { report, claims: self.claims, entities: self.entities, numbers: self.numbers, rejected: self.rejected }
    }
}

/// A list as a JSON array.
pub(crate) fn array(list: &[String]) -> String {
    serde_json::to_string(list).unwrap_or_else(|_| "[]".to_owned())
}

/// The name of a value of the interface, as it is written there.
fn name<T: Serialize>(value: &T) -> String {
    serde_json::to_value(value).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

/// Who fills a role, each by the fullest name.
fn fillers(list: &[Filler]) -> Option<String> {
    let names: Vec<&str> = list.iter().map(|f| f.name.as_deref().unwrap_or(&f.text)).collect();
    (!names.is_empty()).then(|| names.join("; "))
}

/// A bound as SQLite keeps it: whole numbers as such.
fn number_of(amount: Amount) -> Value {
    amount.whole().map_or(Value::Real(amount.get()), Value::Integer)
}

fn day(moment: Option<&String>) -> Option<&str> {
    moment.and_then(|m| m.get(..10))
}

pub(crate) fn claim(tx: &Transaction<'_>, report: i64, at: usize, c: &Claim) -> rusqlite::Result<()> {
    let n = c.id.rsplit_once("/c").and_then(|(_, n)| n.parse().ok()).unwrap_or(at as i64 + 1);
    let place = c.place.as_ref();
    let figure = c.figure.as_ref();
    let time = c.time.as_ref();
    tx.prepare_cached(
        "INSERT INTO claim (number, report, n, type, in_title, start, \"end\", actor, target, place, country, lat, lon, day_start, \
         day_end, measure, low, high, modality, negated, background, source, confidence, verdict, coder) VALUES \
         (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25)",
    )?
    .execute(params![
        report * CLAIMS + n,
        report,
        n,
        c.kind,
        c.evidence.field == Field::Title,
        c.evidence.start,
        c.evidence.end,
        fillers(&c.roles.actor),
        fillers(&c.roles.target),
        place.map(|p| p.name.as_ref().unwrap_or(&p.text)),
        place.and_then(|p| p.country.as_ref()),
        place.and_then(|p| p.lat),
        place.and_then(|p| p.lon),
        day(time.and_then(|t| t.start.as_ref())),
        day(time.and_then(|t| t.end.as_ref())),
        figure.map(|f| &f.measure),
        figure.and_then(|f| f.low),
        figure.and_then(|f| f.high),
        name(&c.modality),
        c.negated,
        c.background,
        c.attribution.first().map(|a| &a.source),
        c.confidence,
        c.decided.as_ref().map(|d| d.verdict.name()),
        c.decided.as_ref().map(|d| &d.coder)
    ])?;
    Ok(())
}

/// By how much the number of killed of a story rose since it was first told.
pub(crate) fn rise(story: &Story) -> i64 {
    let Some(killed) = &story.harm.killed else { return 0 };
    let first = killed.history.iter().find_map(|s| s.best).or(killed.best);
    killed.best.zip(first).map_or(0, |(now, then)| now.saturating_sub(then).max(0))
}

/// The rows of a story in the place of those it had.
pub(crate) fn story(tx: &Transaction<'_>, number: i64, story: &Story) -> rusqlite::Result<()> {
    for sql in [
        "DELETE FROM event WHERE story = ?",
        "DELETE FROM finding WHERE story = ?",
        "DELETE FROM finding_value WHERE story = ?",
        "DELETE FROM harm_figure WHERE story = ?",
        "DELETE FROM descent WHERE story = ?",
        "DELETE FROM entity WHERE story = ?",
        "DELETE FROM called WHERE story = ?",
        "DELETE FROM voice WHERE story = ?",
    ] {
        tx.prepare_cached(sql)?.execute([number])?;
    }
    for e in &story.events {
        let (place, time) = (e.place.as_ref(), e.time.as_ref());
        tx.prepare_cached("INSERT INTO event VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)")?.execute(
            params![
                number,
                e.id,
                e.kind,
                e.main,
                e.background,
                e.label,
                fillers(&e.roles.actor),
                fillers(&e.roles.target),
                place.map(|p| p.name.as_ref().unwrap_or(&p.text)),
                place.and_then(|p| p.country.as_ref()),
                place.and_then(|p| p.lat),
                place.and_then(|p| p.lon),
                day(time.and_then(|t| t.start.as_ref())),
                day(time.and_then(|t| t.end.as_ref())),
                array(&e.claims)
            ],
        )?;
        for f in &e.findings {
            tx.prepare_cached("INSERT INTO finding VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")?.execute(params![
                number,
                f.id,
                e.id,
                f.slot,
                name(&f.status),
                f.best,
                f.low,
                f.high,
                f.origins,
                f.confidence,
                f.why
            ])?;
            for (rank, v) in f.values.iter().enumerate() {
                tx.prepare_cached("INSERT INTO finding_value VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")?.execute(params![
                    number,
                    f.id,
                    rank + 1,
                    v.value,
                    v.low.map(number_of),
                    v.high.map(number_of),
                    v.as_of,
                    array(&v.origins),
                    array(&v.claims),
                    array(&v.reports)
                ])?;
                for origin in &v.origins {
                    tx.prepare_cached("INSERT OR IGNORE INTO voice VALUES (?, ?)")?.execute(params![normal(origin), number])?;
                }
            }
        }
        harm(tx, number, &e.id, &e.harm)?;
    }
    harm(tx, number, "", &story.harm)?;
    for (n, d) in story.lineage.iter().enumerate() {
        tx.prepare_cached("INSERT INTO descent VALUES (?, ?, ?, ?, ?, ?, ?)")?.execute(params![
            number,
            n + 1,
            d.report,
            d.from,
            name(&d.basis),
            d.share,
            d.directed
        ])?;
    }
    for e in &story.entities {
        tx.prepare_cached("INSERT OR IGNORE INTO entity VALUES (?, ?, ?, ?, ?, ?)")?.execute(params![
            number,
            e.id,
            e.name,
            name(&e.kind),
            array(&e.aliases),
            array(&e.members)
        ])?;
        for name in std::iter::once(&e.name).chain(&e.aliases) {
            tx.prepare_cached("INSERT OR IGNORE INTO called VALUES (?, ?, ?)")?.execute(params![normal(name.trim()), number, e.id])?;
        }
    }
    Ok(())
}

fn harm(tx: &Transaction<'_>, story: i64, event: &str, harm: &Harm) -> rusqlite::Result<()> {
    for measure in Harm::MEASURES {
        let Some(HarmFigure { best, low, high, rule, why, claims, .. }) = harm.get(measure) else { continue };
        tx.prepare_cached("INSERT INTO harm_figure VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")?.execute(params![
            story,
            event,
            measure,
            best,
            low,
            high,
            rule,
            why,
            array(claims)
        ])?;
    }
    Ok(())
}
