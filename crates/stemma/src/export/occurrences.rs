//! Which events of a record become rows of a conflict dataset, and when and where they took place.

use super::acled::Events;
use super::actors::is_proper;
use super::places::Where;
use super::view::View;
use jiff::civil::Date;
use std::collections::BTreeMap;
use stemma_engine::claims::places::gazetteer::Kind;
use stemma_engine::reconcile::codebook::codes::is_near;
use stemma_model::{Claim, EntityKind, Event, Field, PlaceValue, Story};

/// What becomes a row: an event, and the others of its story that tell of the same.
#[derive(Clone, Debug)]
pub struct Occurrence<'a> {
    /// The story.
    pub story: &'a Story,
    /// The event that the row is about.
    pub lead: &'a Event,
    /// Events of its time and place that tell how it went on, such as the deaths of an attack.
    pub others: Vec<&'a Event>,
    /// Whether the story's victims are its: it is the violence that the story is about.
    pub main: bool,
}

/// The rows of a story: what it is about, and with `all` also what else its reports tell of another day and place. Nothing
/// that lies before the story, is only planned, demanded or denied, or is of no type that the codebook has.
pub fn occurrences<'a>(view: &View<'a>, story: &'a Story, events: &Events, all: bool) -> Vec<Occurrence<'a>> {
    let covered: Vec<&Event> = story.events.iter().filter(|e| is_covered(view, e, events)).collect();
    let violent = |e: &&&Event| events.of_type(view, &e.kind).is_some_and(|s| s.is_violent());
    // What a story is about, if that is an event of the codebook's; else the violence that it goes back to, such as the killing
    // behind a trial. Arrests and agreements count only where nothing else is told.
    let strategic = |e: &Event| events.of_type(view, &e.kind).is_some_and(|s| s.kind == events.names.developments);
    // Of a story about harm that is nobody's deed, such as a blast at a factory, a killing that it charges someone with is no
    // row; a bombing that it tells of is.
    let does_harm = |kind: &str| view.engine.lexicon.kind_named(kind).is_some_and(|t| t.harm || t.measure.as_deref() == Some("killed"));
    let accident = story.events.iter().any(|e| e.main && does_harm(&e.kind) && !is_deed(view, e, events));
    let lead = covered
        .iter()
        .find(|e| e.main && !strategic(e))
        .or_else(|| covered.iter().find(|e| violent(e) && (!accident || events.is_deed(&e.kind))))
        .or_else(|| covered.iter().find(|e| e.main));
    let mut out: Vec<Occurrence<'a>> =
        lead.iter().map(|lead| Occurrence { story, lead, others: Vec::new(), main: violent(lead) }).collect();
    let told = |e: &Event| view.claims(e).map(|c| c.report.as_str()).collect::<std::collections::BTreeSet<_>>().len();
    for event in &story.events {
        if event.background || lead.is_some_and(|lead| std::ptr::eq(event, *lead)) || !view.claims(event).any(Claim::says_so) {
            continue;
        }
        let does_harm = view.engine.lexicon.kind_named(&event.kind).is_some_and(|t| t.harm || t.measure.is_some());
        let covered = covered.iter().any(|e| std::ptr::eq(*e, event));
        let class = events.of_type(view, &event.kind).filter(|_| covered).map(|s| s.is_violent());
        let same = |o: &Occurrence<'_>| match events.of_type(view, &o.lead.kind).map(|s| s.is_violent()) {
            Some(true) => class == Some(true) || (class.is_none() && does_harm),
            of_lead => class == of_lead && event.kind == o.lead.kind,
        };
        if let Some(home) = out.iter_mut().find(|o| same(o) && coincide(view, o.lead, event)) {
            home.others.push(event);
        } else if all && covered && (told(event) > 1 || story.reports.len() == 1) {
            let occurrence = Occurrence { story, lead: event, others: Vec::new(), main: false };
            if occurrence.days(view).is_some() && occurrence.place(view).is_some_and(|w| w.point.is_some()) {
                out.push(occurrence);
            }
        }
    }
    // Somewhere, some day, is no event that anyone could find again.
    out.retain(|o| o.days(view).is_some() || o.place(view).is_some());
    out
}

/// Whether an event is somebody's deed: by what its type means, or since a report that tells it names who did it. Whoever is
/// only charged with it is not named so.
pub fn is_deed(view: &View<'_>, event: &Event, events: &Events) -> bool {
    let someone = |c: &Claim| c.roles.actor.iter().any(|f| !matches!(f.kind, EntityKind::Place | EntityKind::Other));
    events.is_deed(&event.kind) || view.claims(event).any(|c| c.says_so() && someone(c))
}

fn is_covered(view: &View<'_>, event: &Event, events: &Events) -> bool {
    !event.background
        && events.of_type(view, &event.kind).is_some()
        && is_deed(view, event, events)
        && view.claims(event).any(|c| c.says_so() && !c.background && c.mode.is_none())
}

/// Whether two events may be one occurrence: nothing that is known of their day or place speaks against it.
fn coincide(view: &View<'_>, a: &Event, b: &Event) -> bool {
    let days = match (days(view, a), days(view, b)) {
        (Some(a), Some(b)) => a.0 <= b.1 && b.0 <= a.1,
        _ => true,
    };
    let places = match (place(view, a), place(view, b)) {
        (Some(a), Some(b)) if a.point.is_some() && b.point.is_some() => {
            let same = |x: &Option<String>, y: &Option<String>| x.is_none() || y.is_none() || x == y;
            a.country.map(|c| c.iso3) == b.country.map(|c| c.iso3)
                && same(&a.state, &b.state)
                && (a.fineness() < 5 || b.fineness() < 5 || a.name == b.name)
        }
        _ => true,
    };
    days && places
}

impl<'a> Occurrence<'a> {
    /// Its events, the lead first.
    pub fn events(&self) -> impl Iterator<Item = &'a Event> + Clone + use<'a, '_> {
        std::iter::once(self.lead).chain(self.others.iter().copied())
    }

    /// Its claims, the lead's first.
    pub fn claims(&self, view: &View<'a>) -> Vec<&'a Claim> {
        self.events().flat_map(|e| view.claims(e).collect::<Vec<_>>()).collect()
    }

    /// First and last day that it may have taken place on; none where no claim tells.
    pub fn days(&self, view: &View<'_>) -> Option<(Date, Date)> {
        self.events().find_map(|e| days(view, e))
    }

    /// Where it took place: the lead's place, or a finer one in the same country that the events of its harm tell; what went on
    /// elsewhere, such as a release, says nothing of it. A village that the gazetteer does not have says more than its country: its
    /// name stands, without a point.
    pub fn place(&self, view: &View<'_>) -> Option<Where> {
        let harm = |kind: &str| view.engine.lexicon.kind_named(kind).is_some_and(|t| t.harm || t.measure.as_deref() == Some("killed"));
        let tells = |e: &&Event| std::ptr::eq(*e, self.lead) || harm(&e.kind);
        let places: Vec<Where> = self.events().filter(tells).filter_map(|e| place(view, e)).collect();
        let lead = places.first()?;
        if lead.kind.is_none() && lead.point.is_none() {
            return Some(lead.clone());
        }
        let country = lead.country.or_else(|| places.iter().find_map(|w| w.country));
        let within = |w: &&Where| country.is_none() || w.country == country;
        let best = match lead.fineness() {
            5.. => lead,
            _ => places.iter().rev().filter(within).max_by_key(|w| w.fineness()).filter(|w| w.fineness() > lead.fineness()).unwrap_or(lead),
        };
        let unknown = |w: &&Where| w.kind.is_none() && w.point.is_none() && w.country.is_none_or(|c| country == Some(c));
        match places.iter().find(unknown) {
            Some(named) if best.fineness() <= 2 => Some(Where { country, ..named.clone() }),
            _ => Some(best.clone()),
        }
    }

    /// The killed: as the codebook fused them, best, low and high.
    pub fn killed(&self) -> Option<&'a stemma_model::HarmFigure> {
        let event = || self.events().find_map(|e| e.harm.killed.as_ref());
        if self.main { self.story.harm.killed.as_ref().or_else(event) } else { event() }
    }
}

/// The claims that tell what a coder chose for a slot of an event; none where nobody did.
fn of_choice<'e>(event: &'e Event, slot: &str) -> Option<&'e [String]> {
    let finding = event.findings.iter().find(|f| f.slot == slot && f.decided.is_some())?;
    finding.values.first().map(|chosen| chosen.claims.as_slice())
}

/// The days that most of an event's claims give, of those that say that it took place; where a coder chose when, of those that say
/// that.
pub fn days(view: &View<'_>, event: &Event) -> Option<(Date, Date)> {
    let day = |iso: &str| iso.get(..10).and_then(|d| d.parse::<Date>().ok());
    let mut votes: BTreeMap<(Date, Date), (usize, usize)> = BTreeMap::new();
    let chosen = of_choice(event, "time");
    let counts = |c: &Claim| c.says_so() && !c.background && chosen.is_none_or(|of| of.contains(&c.id));
    for (at, claim) in view.claims(event).enumerate().filter(|(_, c)| counts(c)) {
        let span = claim.time.as_ref().filter(|t| t.resolved).and_then(|t| {
            let start = day(t.start.as_deref()?)?;
            Some((start, t.end.as_deref().and_then(day).filter(|end| *end >= start).unwrap_or(start)))
        });
        if let Some(span) = span {
            let vote = votes.entry(span).or_insert((0, usize::MAX - at));
            vote.0 += 1;
        }
    }
    let exact = |s: &(Date, Date)| s.0 == s.1;
    votes.into_iter().max_by_key(|(span, vote)| (exact(span), *vote)).map(|(span, _)| span)
}

/// The place that an event's claims give, those of its own type before others; where a coder chose where, those that say that.
fn place(view: &View<'_>, event: &Event) -> Option<Where> {
    let of = of_choice(event, "place");
    let counts = |c: &Claim| c.says_so() && !c.background && of.is_none_or(|of| of.contains(&c.id));
    let told = |own: bool| {
        let claims = view.claims(event).filter(|c| counts(c) && (!own || c.kind == event.kind));
        claims.filter_map(|c| where_of(view, c)).collect::<Vec<_>>()
    };
    chosen(&told(true)).or_else(|| chosen(&told(false)))
}

/// Of places that claims give: where most are names that the gazetteer does not have, the one that most give, in the country
/// that the others tell, without a point; else the finest in the country that most lie in. So no stray place that happens to be
/// in the gazetteer, such as a bridge called like a town elsewhere, wins over what the reports say.
fn chosen(told: &[Where]) -> Option<Where> {
    let known = |w: &Where| w.kind.is_some() || w.point.is_some();
    let count = |w: &Where| told.iter().filter(|o| o.name == w.name && o.point == w.point).count();
    let unknown = told.iter().filter(|w| !known(w)).count();
    if 2 * unknown > told.len() {
        // A country or province may hold a village that nobody knows; a town does not.
        let holds = |w: &&Where| matches!(w.kind, Some(Kind::Country | Kind::State));
        let best = told.iter().enumerate().filter(|(_, w)| !known(w)).max_by_key(|(at, w)| (count(w), usize::MAX - at))?.1;
        let country = best.country.or_else(|| told.iter().find(holds).and_then(|w| w.country));
        return Some(Where { country, ..best.clone() });
    }
    let in_country = |w: &Where| told.iter().filter(|o| known(o) && o.country == w.country).count();
    let known = told.iter().enumerate().filter(|(_, w)| known(w));
    Some(known.max_by_key(|(at, w)| (in_country(w), w.fineness(), count(w), usize::MAX - at))?.1.clone())
}

/// Where a claim says that it was; none where it names no place.
pub fn where_of(view: &View<'_>, claim: &Claim) -> Option<Where> {
    told_place(claim).map(|p| Where::of(p, is_near(claim, &view.engine.words), &view.engine.gazetteer))
}

/// The place of a claim where it is one: resolved, or a name of its own. "The scene", "his home" and words of headlines, which
/// are all written with capitals, are none.
fn told_place(claim: &Claim) -> Option<&PlaceValue> {
    let named = |p: &&PlaceValue| {
        let is_place = claim.roles.place.iter().any(|f| f.kind == EntityKind::Place && f.text == p.text);
        claim.evidence.field == Field::Text && is_place && is_proper(p.name.as_deref().unwrap_or(&p.text))
    };
    claim.place.as_ref().filter(|p| p.resolved || named(p))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::export::countries::country;
    use stemma_engine::claims::places::gazetteer::Gazetteer;

    fn place(name: &str, kind: Option<Kind>, iso2: Option<&str>) -> Where {
        let value = PlaceValue { text: name.into(), ..PlaceValue::default() };
        let point = kind.map(|_| (1.0, 2.0));
        Where { kind, point, country: iso2.and_then(country), ..Where::of(&value, false, &Gazetteer::default()) }
    }

    #[test]
    fn a_stray_place_of_the_gazetteer_does_not_win_over_what_most_claims_say() {
        let of = |told: &[Where]| chosen(told).map(|w| (w.name, w.country.map(|c| c.iso3), w.point.is_some())).unwrap();
        let (village, stray) = (place("Lower Oru", None, None), place("Selmen", Some(Kind::City), Some("DE")));
        assert_eq!(of(&[stray.clone(), village.clone(), village.clone()]), ("Lower Oru".into(), None, false));
        let province = place("Osh", Some(Kind::State), Some("KG"));
        assert_eq!(of(&[village.clone(), village.clone(), province.clone()]), ("Lower Oru".into(), Some("KGZ"), false));
        let town = place("Uzgen", Some(Kind::City), Some("KG"));
        assert_eq!(of(&[stray, province.clone(), town]), ("Uzgen".into(), Some("KGZ"), true), "the finest in the country of most");
        assert_eq!(of(&[village, province.clone(), province]), ("Osh".into(), Some("KGZ"), true));
    }
}
