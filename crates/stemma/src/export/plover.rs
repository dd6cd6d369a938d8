//! PLOVER: an object an event, with the fields of its manual; what an optional field has no value for is left out, as the
//! manual's own records leave it out.

use super::acled::Events;
use super::actors::{class, is_proper};
use super::countries::{Country, country};
use super::decided;
use super::ids::Ids;
use super::occurrences::{days, is_deed, where_of};
use super::places::Where;
use super::view::{View, one_line, voices};
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::sync::LazyLock;
use stemma_engine::claims::places::gazetteer::{Kind, fold};
use stemma_model::{Claim, EntityKind, Event, Filler, HarmFigure, Modality, Mode};

/// PLOVER's tables: `codebooks/plover.toml`.
#[derive(Debug, Default, Deserialize)]
pub struct Codes {
    /// The kinds in the order of their numbers.
    pub kinds: Vec<String>,
    /// The code of a place by what it is in the gazetteer.
    pub feature: BTreeMap<String, String>,
    /// The kind of a category: "MATERIAL CONFLICT".
    pub quad: BTreeMap<String, String>,
    /// Its score of conflict and cooperation.
    pub score: BTreeMap<String, f64>,
    /// The mode of a claim type.
    pub mode: BTreeMap<String, String>,
    /// The context of a claim type.
    pub context: BTreeMap<String, String>,
}

impl Codes {
    /// The built-in file.
    pub fn get() -> &'static Codes {
        static CODES: LazyLock<Codes> =
            LazyLock::new(|| toml::from_str(include_str!("../../../../codebooks/plover.toml")).unwrap_or_default());
        &CODES
    }

    /// 1 to 4, as the manual numbers its kinds.
    fn quad_code(&self, category: &str) -> Option<u8> {
        let kind = self.quad.get(category)?;
        let at = self.kinds.iter().position(|k| k == kind)?;
        u8::try_from(at + 1).ok()
    }
}

/// An event coded in PLOVER's terms, for its own records and for POLECAT's rows.
#[derive(Debug)]
pub struct Coded<'a> {
    /// The event.
    pub event: &'a Event,
    /// Its story.
    pub story: &'a stemma_model::Story,
    /// The claim that it is coded from, with whom, when and where: the first that has its type and says that it took place,
    /// else the first of its type that is no mere charge.
    pub claim: &'a Claim,
    /// Its number.
    pub number: u64,
    /// One of the sixteen categories.
    pub category: &'a str,
    /// How it was done; none where its type does not say.
    pub mode: Option<&'a str>,
    /// What it is about, and whether it is past, to come, only thought of or denied.
    pub contexts: Vec<&'a str>,
    /// Where, if its claim tells.
    pub place: Option<Where>,
}

/// The events of all stories that have a category, in the record's order.
pub fn coded<'a>(view: &View<'a>, ids: &mut Ids) -> Vec<Coded<'a>> {
    let codes = Codes::get();
    let mut out = Vec::new();
    for story in &view.record.stories {
        for event in &story.events {
            let Some(kind) = view.engine.lexicon.kind_named(&event.kind).filter(|k| !k.plover.is_empty()) else { continue };
            // Who is killed or hurt without anyone named who did it was not assaulted, as far as the reports tell.
            if kind.plover == "ASSAULT" && !is_deed(view, event, Events::get()) {
                continue;
            }
            let of_type = || view.claims(event).filter(|c| c.kind == event.kind && c.accusation.is_none());
            let Some(claim) = of_type().find(|c| c.says_so()).or_else(|| of_type().next()) else { continue };
            let claims: Vec<&Claim> = view.claims(event).collect();
            let Some(number) = ids.give(claims.into_iter()) else { continue };
            let mut contexts: Vec<&str> = codes.context.get(&event.kind).map(String::as_str).into_iter().collect();
            let planned = matches!(claim.modality, Modality::Planned | Modality::Ordered | Modality::Demanded);
            if event.background || claim.mode == Some(Mode::Historical) {
                contexts.push("historical");
            } else if claim.mode == Some(Mode::Future) || planned {
                contexts.push("future");
            } else if claim.mode == Some(Mode::Hypothetical) || matches!(claim.modality, Modality::Possible | Modality::Rumoured) {
                contexts.push("hypothetical");
            }
            if claim.negated || matches!(claim.modality, Modality::Denied | Modality::Failed) {
                contexts.push("negation");
            }
            let place = where_of(view, claim);
            let mode = codes.mode.get(&event.kind).map(String::as_str);
            out.push(Coded { event, story, claim, number, category: &kind.plover, mode, contexts, place });
        }
    }
    out
}

impl Coded<'_> {
    /// First and last day, by the claim that it is coded from, else by what most of the event's claims say.
    pub fn days(&self, view: &View<'_>) -> Option<(Date, Date)> {
        let day = |iso: Option<&str>| iso?.get(..10)?.parse::<Date>().ok();
        let time = self.claim.time.as_ref().filter(|t| t.resolved);
        let own = time.and_then(|t| Some((day(t.start.as_deref())?, day(t.end.as_deref().or(t.start.as_deref()))?)));
        own.or_else(|| days(view, self.event))
    }
}

/// Who acts and who it is done to. Two sides that fight each other both act.
pub fn parties<'a>(coded: &Coded<'a>) -> (Vec<&'a Filler>, Vec<&'a Filler>) {
    let able = |f: &&Filler| f.kind != EntityKind::Other || class(f, None).is_some();
    let of = |fillers: &'a [Filler]| fillers.iter().filter(able).collect::<Vec<_>>();
    let (mut source, mut recipient) = (of(&coded.claim.roles.actor), of(&coded.claim.roles.target));
    if Events::get().is_mutual(&coded.event.kind) {
        source.append(&mut recipient);
    }
    (source, recipient)
}

/// The country that an actor is said to be of: it is one, or its words name one.
pub fn country_of(view: &View<'_>, filler: &Filler) -> Option<&'static Country> {
    named_country(view, filler.name.as_deref().unwrap_or(&filler.text))
}

/// The first country that some words name.
pub fn named_country(view: &View<'_>, words: &str) -> Option<&'static Country> {
    let words: Vec<&str> = words.split(|c: char| !c.is_alphanumeric() && c != '-').filter(|w| !w.is_empty()).collect();
    let named = (1..=words.len().min(4)).rev().flat_map(|n| words.windows(n)).filter(|w| w[0].starts_with(char::is_uppercase));
    let country_named = |name: &str| view.engine.gazetteer.find(&fold(name)).into_iter().find(|p| p.kind == Kind::Country);
    named.filter_map(|w| country_named(&w.join(" "))).find_map(|p| country(p.country_code()?))
}

/// All records.
pub fn records(view: &View<'_>, ids: &mut Ids) -> Vec<Value> {
    coded(view, ids).iter().map(|c| record(view, c)).collect()
}

fn record(view: &View<'_>, coded: &Coded<'_>) -> Value {
    let (codes, claim) = (Codes::get(), coded.claim);
    let report = view.report(&claim.report);
    let mut out = Map::new();
    let mut put = |name: &str, value: Value| {
        let nothing = value.is_null() || value.as_array().is_some_and(Vec::is_empty) || value.as_object().is_some_and(Map::is_empty);
        if !nothing {
            out.insert(name.to_owned(), value);
        }
    };
    put("id", json!(coded.number.to_string()));
    put("has_event", json!(true));
    let days = coded.days(view);
    put("date", json!(days.map(|d| d.0.to_string())));
    let clock = claim.time.as_ref().filter(|t| t.resolved).and_then(|t| t.start.as_deref());
    put(
        "time",
        json!(clock.filter(|t| days.is_some_and(|d| t.starts_with(&d.0.to_string()))).and_then(|t| t.get(11..)).filter(|t| !t.is_empty())),
    );
    put("enddate", json!(days.map(|d| d.1.to_string())));
    let (source, recipient) = parties(coded);
    let actors = |fillers: Vec<&Filler>| fillers.into_iter().map(|f| actor(view, claim, f)).collect::<Vec<_>>();
    // The manual asks for a source; where the report names none it is there and empty.
    let source = actors(source);
    put("recipient", json!(actors(recipient)));
    put("event", json!([coded.category]));
    put("event_loc", coded.place.as_ref().map_or(Value::Null, location));
    put("event_text", json!([one_line(claim.trigger.as_ref().map_or(&claim.evidence.text, |t| &t.text))]));
    put("quad_code", json!(codes.quad_code(coded.category)));
    put("event_scale", json!(codes.score.get(coded.category)));
    put("mode", json!(coded.mode.into_iter().collect::<Vec<_>>()));
    put("context", json!(coded.contexts));
    let harm = &coded.event.harm;
    let number = |f: &Option<HarmFigure>| f.as_ref().and_then(|f| f.best);
    let sizes = [("dead", &harm.killed), ("injured", &harm.injured), ("arrested", &harm.arrested)];
    put("size_info", Value::Object(sizes.into_iter().filter_map(|(name, f)| Some((name.to_owned(), json!(number(f)?)))).collect()));
    put("link", json!(coded.story.id));
    put("text", json!(claim.evidence.text));
    put("text_info", json!({"sequence": claim.sentence, "start": claim.evidence.start, "end": claim.evidence.end}));
    let cite = [
        ("citation", Some(claim.report.clone())),
        ("url", report.and_then(|r| r.url.clone())),
        ("title", report.and_then(|r| r.title.clone())),
        ("language", report.and_then(|r| r.lang.clone())),
        ("publication", report.and_then(|r| r.outlet.clone())),
        ("codebook", Some("plover-base-0.7b1".into())),
    ];
    put("cite_info", Value::Object(cite.into_iter().filter_map(|(name, v)| Some((name.to_owned(), json!(v?)))).collect()));
    put("coder", json!(view.record.generated_by));
    let said = voices(&claim.attribution);
    let attributed = Some(said).filter(|s| !s.is_empty()).map(|said| format!("attributed: {said}"));
    let decided = decided::told(std::iter::empty(), &[claim], None);
    let decided = Some(decided).filter(|d| !d.is_empty()).map(|d| format!("decided: {d}"));
    let comment: Vec<String> = attributed.into_iter().chain(decided).collect();
    put("comment", if comment.is_empty() { Value::Null } else { json!(comment.join("; ")) });
    let at = out.keys().position(|k| k == "recipient" || k == "event").unwrap_or(0);
    out.shift_insert(at, "source".into(), json!(source));
    Value::Object(out)
}

fn actor(view: &View<'_>, claim: &Claim, filler: &Filler) -> Value {
    let entity = filler.entity.as_deref().and_then(|id| view.entity(&claim.report, id));
    let mut out = Map::new();
    if let Some(country) = country_of(view, filler) {
        out.insert("code".into(), json!(country.iso3));
    }
    if let Some(class) = class(filler, entity) {
        out.insert("sector".into(), json!(class.sector));
    }
    out.insert("actor_text".into(), json!(one_line(&filler.text)));
    if let Some(name) = filler.name.as_deref().filter(|n| is_proper(n)) {
        out.insert("identifier_text".into(), json!(one_line(name)));
    }
    Value::Object(out)
}

/// A place with the field names of GeoNames.
fn location(place: &Where) -> Value {
    let mut out = Map::new();
    let mut put = |name: &str, value: Value| {
        if !value.is_null() {
            out.insert(name.to_owned(), value);
        }
    };
    put("geonameid", json!(place.geonames));
    put("name", json!(one_line(&place.name)));
    put("latitude", json!(place.point.map(|p| p.0)));
    put("longitude", json!(place.point.map(|p| p.1)));
    put("country code", json!(place.country.map(|c| c.iso2)));
    put("cc3", json!(place.country.map(|c| c.iso3)));
    Value::Object(out)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use stemma_engine::lexicon::Lexicon;

    #[test]
    fn every_type_has_one_of_the_sixteen_categories_or_none() {
        let (codes, lexicon) = (Codes::get(), Lexicon::default());
        assert_eq!((codes.quad.len(), codes.score.len(), codes.kinds.len()), (16, 16, 4));
        for kind in [Kind::Country, Kind::State, Kind::County, Kind::City, Kind::Region] {
            assert!(codes.feature.contains_key(kind.name()), "{}", kind.name());
        }
        for kind in lexicon.types().iter().filter(|k| !k.plover.is_empty()) {
            assert!(codes.quad_code(&kind.plover).is_some(), "{}: {}", kind.name, kind.plover);
        }
        for name in codes.mode.keys().chain(codes.context.keys()) {
            assert!(lexicon.kind_named(name).is_some_and(|k| !k.plover.is_empty()), "{name}");
        }
    }

    #[test]
    fn fighters_who_are_captured_are_abducted_and_not_arrested() {
        let kind = |name: &str| Lexicon::default().kind_named(name).unwrap().plover.clone();
        let mode = |name: &str| Codes::get().mode[name].as_str();
        assert_eq!((kind("capture").as_str(), mode("capture")), ("ASSAULT", "abduct"));
        assert_eq!((kind("arrest").as_str(), mode("arrest")), ("COERCE", "arrest"));
        assert_eq!((kind("release").as_str(), mode("release")), ("RETREAT", "release"));
    }
}
