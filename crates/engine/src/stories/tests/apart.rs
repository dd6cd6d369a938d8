//! What tells stories apart that read alike, and what joins reports that do not.

use super::*;
use stemma_model::{Claim, Entity, EntityKind, Evidence, Field, Figure, Filler, Modality, Roles, SpanText, TimeValue};

/// A shooting as a local outlet reports it: who, how old, where, on which day.
fn shooting(id: &str, published: &str, name: &str, age: u32, street: &str, weekday: &str, day: &str) -> ReportClaims {
    let first = format!("DELMONT - A man was shot dead on {street} in Delmont on {weekday} night, police said.");
    let second = format!("Officers were called shortly before midnight and found {name}, {age}, with several gunshot wounds.");
    let last = "He was taken to St. Luke's hospital in Delmont, where he died. Nobody has been arrested. Anyone with information \
                is asked to call Delmont police.";
    let mut out = report(id, published, &format!("Man killed in shooting on {street}"), &format!("{first} {second} {last}"));
    let entity = format!("{id}/e1");
    out.entities.push(Entity { id: entity.clone(), name: name.into(), kind: EntityKind::Person, ..Entity::default() });
    let filler = Filler { entity: Some(entity), name: Some(name.into()), kind: EntityKind::Person, ..Filler::default() };
    let span = |text: &str, start: usize| SpanText { start, end: start + text.chars().count(), text: text.into() };
    let evidence = |s: &SpanText| Evidence { field: Field::Text, start: s.start, end: s.end, text: s.text.clone() };
    let (one, two) = (span(&first, 0), span(&second, first.chars().count() + 1));
    let killed = Figure {
        measure: "killed".into(),
        low: Some(1),
        high: Some(1),
        bound: stemma_model::Bound::Exact,
        text: "a man".into(),
        unit: None,
        scope: stemma_model::Scope::default(),
        cumulative: None,
        subset_of: None,
        span: None,
    };
    let claim = |n: usize, sentence: usize, s: &SpanText, target: Vec<Filler>| Claim {
        id: format!("{id}/c{n}"),
        report: id.into(),
        sentence,
        evidence: evidence(s),
        kind: "shoot".into(),
        trigger: Some(span("shot", s.start)),
        roles: Roles { target, ..Roles::default() },
        figure: Some(killed.clone()),
        time: Some(TimeValue { text: weekday.into(), start: Some(day.into()), end: Some(day.into()), resolved: true, span: None }),
        as_of: None,
        place: None,
        modality: Modality::Asserted,
        negated: false,
        accusation: None,
        mode: None,
        background: false,
        confidence: 0.9,
        attribution: Vec::new(),
        decided: None,
        again: None,
    };
    out.claims = vec![claim(1, 0, &one, Vec::new()), claim(2, 1, &two, vec![filler])];
    out
}

#[test]
fn two_shootings_in_one_town_in_one_week_are_two_stories() {
    let reports = [
        shooting("a", "2031-03-05", "Jorn Valdek", 23, "Harrow Street", "Tuesday", "2031-03-04"),
        shooting("b", "2031-03-05", "Jorn Valdek", 23, "Harrow Street", "Tuesday", "2031-03-04"),
        shooting("c", "2031-03-08", "Milo Trask", 41, "Quarry Lane", "Friday", "2031-03-07"),
        shooting("d", "2031-03-08", "Milo Trask", 41, "Quarry Lane", "Friday", "2031-03-07"),
    ];
    assert_eq!(ids(&reports), [["a", "b"], ["c", "d"]]);
}

#[test]
fn a_trial_months_later_belongs_to_its_shooting() {
    let trial = report(
        "t",
        "2031-09-18",
        "Delmont man gets 20 years for Harrow Street killing",
        "A judge on Thursday sentenced Pavel Orrin to 20 years in prison for the killing of Jorn Valdek, 23, who was shot on \
         Harrow Street in March. Valdek's mother wept as the sentence was read.",
    );
    let reports = [
        shooting("a", "2031-03-05", "Jorn Valdek", 23, "Harrow Street", "Tuesday", "2031-03-04"),
        shooting("c", "2031-03-08", "Milo Trask", 41, "Quarry Lane", "Friday", "2031-03-07"),
        trial,
    ];
    assert_eq!(ids(&reports), [vec!["a", "t"], vec!["c"]]);
}
