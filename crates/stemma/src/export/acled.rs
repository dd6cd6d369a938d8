//! ACLED: 31 columns in its order, one row an occurrence, and the file of deletions.

use super::actors::{Coded, coded};
use super::decided;
use super::ids::Ids;
use super::occurrences::{Occurrence, occurrences};
use super::places::Where;
use super::table::{Cell, Column, Kind, Table, int, text};
use super::view::{View, quotes, seconds};
use jiff::ToSpan;
use jiff::civil::Date;
use serde::Deserialize;
use std::sync::LazyLock;
use stemma_engine::reconcile::codebook::codes;
use stemma_model::{Claim, EntityKind, Filler};

/// The columns.
#[rustfmt::skip]
pub const COLUMNS: &[Column] = &[
    text("event_id_cnty"), Column::new("event_date", Kind::Day), int("year"), int("time_precision"), text("disorder_type"),
    text("event_type"), text("sub_event_type"), text("actor1"), text("assoc_actor_1"), text("inter1"), text("actor2"),
    text("assoc_actor_2"), text("inter2"), text("interaction"), text("civilian_targeting"), int("iso"), text("region"),
    text("country"), text("admin1"), text("admin2"), text("admin3"), text("location"), Column::new("latitude", Kind::Real),
    Column::new("longitude", Kind::Real), int("geo_precision"), text("source"), text("source_scale"), text("notes"),
    int("fatalities"), text("tags"), int("timestamp"),
];

/// The columns of the file of deletions.
pub const DELETED: &[Column] = &[text("event_id_cnty"), int("deleted_timestamp")];

/// Stands where the country is not known: a code that ISO 3166 leaves to its users.
const NOWHERE: &str = "ZZZ";

/// ACLED's events: `codebooks/acled-events.toml`.
#[derive(Debug, Deserialize)]
pub struct Events {
    event: Vec<Group>,
    rules: Rules,
    actors: Actors,
    /// Names of the codebook's that rules speak of.
    pub names: Names,
}

/// ACLED's types of actors.
#[derive(Debug, Default, Deserialize)]
struct Actors {
    order: Vec<String>,
    civilians: String,
    protesters: String,
    rioters: String,
}

/// Names of disorder types, event types and sub-events that rules speak of.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Names {
    violence: String,
    demonstrations: String,
    /// The event type of what is no violence and no demonstration.
    pub developments: String,
    battles: String,
    against_civilians: String,
    remote: String,
    protests: String,
    attack: String,
    clash: String,
    riot: String,
    repression: String,
}

#[derive(Debug, Deserialize)]
struct Group {
    #[serde(rename = "type")]
    kind: String,
    disorder: String,
    sub: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
struct Rules {
    deeds: Vec<String>,
    left_out: Vec<String>,
    mutual: Vec<String>,
    victims: Vec<String>,
    crowds: Vec<String>,
}

/// A sub-event with what it belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sub<'a> {
    /// Disorder type.
    pub disorder: &'a str,
    /// Event type.
    pub kind: &'a str,
    /// Sub-event type.
    pub name: &'a str,
    /// 0 for the most telling.
    rank: usize,
}

impl Sub<'_> {
    /// Whether it is violence, and no demonstration or development.
    pub fn is_violent(&self) -> bool {
        self.disorder.contains(&Events::get().names.violence)
    }
}

impl Events {
    /// The built-in file.
    pub fn get() -> &'static Events {
        static EVENTS: LazyLock<Events> = LazyLock::new(|| {
            let read = toml::from_str(include_str!("../../../../codebooks/acled-events.toml"));
            read.unwrap_or(Events { event: Vec::new(), rules: Rules::default(), actors: Actors::default(), names: Names::default() })
        });
        &EVENTS
    }

    /// A sub-event by its name.
    pub fn named(&self, name: &str) -> Option<Sub<'_>> {
        let all = self.event.iter().flat_map(|g| g.sub.iter().map(move |s| (g, s)));
        all.enumerate().find(|(_, (_, s))| *s == name).map(|(rank, (g, s))| Sub { disorder: &g.disorder, kind: &g.kind, name: s, rank })
    }

    /// What a claim type is coded as; none where the codebook has nothing for it.
    pub fn of_type(&self, view: &View<'_>, kind: &str) -> Option<Sub<'_>> {
        let kind = view.engine.lexicon.kind_named(kind)?;
        self.named(kind.acled.first()?).filter(|_| !self.rules.left_out.contains(&kind.name))
    }

    /// Whether both sides of a type are actors.
    pub fn is_mutual(&self, kind: &str) -> bool {
        self.rules.mutual.iter().any(|d| d == kind)
    }

    /// Whether a type is someone's deed by what it means.
    pub fn is_deed(&self, kind: &str) -> bool {
        self.rules.deeds.iter().any(|d| d == kind)
    }
}

/// All rows, by story.
pub fn table(view: &View<'_>, ids: &mut Ids, all: bool) -> Table {
    let (mut table, events) = (Table::new(COLUMNS), Events::get());
    for story in &view.record.stories {
        for occurrence in occurrences(view, story, events, all) {
            let claims = occurrence.claims(view);
            let Some(number) = ids.give(claims.iter().copied()) else { continue };
            let mut row = table.row();
            let place = occurrence.place(view);
            let country = place.as_ref().and_then(|p| p.country);
            // A place that is found later, or another, changes the country; the id is how people know the event.
            let id = ids.earlier(number).map_or_else(|| format!("{}{number}", country.map_or(NOWHERE, |c| c.iso3)), str::to_owned);
            row.set("event_id_cnty", id);
            if let Some((date, precision)) = dated(&view.codes, occurrence.days(view)) {
                row.set("event_date", Cell::day(&date.to_string())).int("year", i64::from(date.year())).int("time_precision", precision);
            }
            let sides = Sides::of(view, &occurrence, place.as_ref(), events);
            let sub = sides.sub;
            row.set("disorder_type", sub.disorder).set("event_type", sub.kind).set("sub_event_type", sub.name);
            for ((name, assoc, inter), side) in
                [("actor1", "assoc_actor_1", "inter1"), ("actor2", "assoc_actor_2", "inter2")].into_iter().zip(&sides.sides)
            {
                let Some((first, others)) = side.split_first() else { continue };
                let others: Vec<&str> = others.iter().map(|c| c.name.as_str()).collect();
                row.set(name, first.name.as_str()).set(assoc, others.join("; ")).set(inter, first.inter.as_str());
            }
            row.set("interaction", sides.interaction()).set("civilian_targeting", sides.targeting());
            if let Some(country) = country {
                row.set("iso", country.numeric.parse::<i64>().ok()).set("region", country.acled[1]).set("country", country.acled[0]);
            }
            if let Some(place) = &place {
                row.set("admin1", place.state.clone()).set("admin2", place.county.clone()).set("location", place.name.as_str());
                row.set("latitude", place.point.map(|p| p.0)).set("longitude", place.point.map(|p| p.1));
                row.set("geo_precision", place.code(&view.codes));
            }
            let reports = view.reports_of(&claims);
            let names = reports.iter().flat_map(|r| match &r.outlet {
                None if !r.wire.is_empty() => r.wire.clone(),
                _ => vec![view.named(&r.id).replace(';', ",")],
            });
            row.set("source", folded(distinct(names)).join("; "));
            let killed = occurrence.killed();
            let notes = [decided::told(occurrence.events(), &claims, killed), quotes(view, &told(view, &occurrence), 6)];
            row.set("notes", notes.into_iter().filter(|n| !n.is_empty()).collect::<Vec<_>>().join(" "));
            row.int("fatalities", killed.and_then(|f| f.best.or(f.low)).unwrap_or(0));
            if sub.disorder.contains(&events.names.demonstrations) {
                row.set("tags", format!("crowd size={}", crowd(&claims).unwrap_or("no report")));
            }
            row.set("timestamp", reports.iter().filter_map(|r| seconds(r.published.as_deref()?)).max());
            table.push(row);
        }
    }
    table
}

/// The events of an earlier export that this one does not have, `known` being their full ids by number.
pub fn deletions(view: &View<'_>, ids: &Ids) -> Table {
    let mut table = Table::new(DELETED);
    let newest = view.reports.iter().filter_map(|r| seconds(r.report.published.as_deref()?)).max();
    for id in ids.gone() {
        let mut row = table.row();
        row.set("event_id_cnty", id).set("deleted_timestamp", newest);
        table.push(row);
    }
    table
}

/// The day and its precision by the codebook's codes: the day itself, the middle of a longer time that has a code.
fn dated(codes: &codes::Table, days: Option<(Date, Date)>) -> Option<(Date, i64)> {
    let (first, last) = days?;
    let length = (last - first).get_days();
    let code = codes.date(i64::from(length) + 1)?;
    Some((first.checked_add((length / 2).days()).ok()?, i64::from(code)))
}

/// The two sides of an occurrence, and the sub-event that they make it.
struct Sides<'a> {
    sides: [Vec<Coded>; 2],
    sub: Sub<'a>,
}

impl<'a> Sides<'a> {
    fn of(view: &View<'_>, occurrence: &Occurrence<'_>, place: Option<&Where>, events: &'a Events) -> Sides<'a> {
        let country = place.and_then(|p| p.country);
        let code = |claim: &Claim, fillers: &[Filler], harmed: bool| -> Vec<Coded> {
            let of = |f: &Filler| coded(f, f.entity.as_deref().and_then(|id| view.entity(&claim.report, id)), harmed, country);
            fillers.iter().filter_map(of).collect()
        };
        let (names, actors) = (&events.names, &events.actors);
        let lead = events.of_type(view, &occurrence.lead.kind);
        let fallback = Sub { disorder: "", kind: "", name: "", rank: usize::MAX };
        // A killing or an attack is what its weapon makes it, where another event of the occurrence tells that.
        let generic = lead.is_none_or(|s| s.name == names.attack);
        let told = occurrence.others.iter().filter_map(|e| events.of_type(view, &e.kind).filter(|_| events.is_deed(&e.kind)));
        let more = told.filter(|s| generic && s.kind == names.remote);
        let mut sub = lead.into_iter().chain(more).min_by_key(|s| s.rank).unwrap_or(fallback);
        let (mut doers, mut victims): (Vec<Coded>, Vec<Coded>) = (Vec::new(), Vec::new());
        // Who did it is told with the lead; others tell it only where its claims name nobody at all.
        let mut named = false;
        for event in occurrence.events() {
            let acted = events.of_type(view, &event.kind).is_some();
            for claim in view.claims(event).filter(|c| c.says_so()) {
                let someone = claim.roles.actor.iter().any(|f| !matches!(f.kind, EntityKind::Place | EntityKind::Other));
                if acted && doers.is_empty() && (!named || std::ptr::eq(event, occurrence.lead)) {
                    doers = code(claim, &claim.roles.actor, false);
                }
                named |= someone;
                if victims.is_empty() && (acted || events.rules.victims.contains(&claim.kind)) {
                    victims = code(claim, &claim.roles.target, true);
                }
            }
        }
        // One and the same on both sides of what is no fight: who did it was misread.
        if doers.first().is_some_and(|d| victims.first().is_some_and(|v| v.name == d.name)) && sub.kind != names.battles {
            doers.clear();
        }
        let mutual = events.is_mutual(&occurrence.lead.kind);
        if mutual && victims.is_empty() && doers.len() > 1 {
            victims = doers.split_off(1);
        }
        if sub.kind == names.protests || sub.name == names.riot {
            let crowd = if sub.kind == names.protests { &actors.protesters } else { &actors.rioters };
            let named = country.map_or_else(|| crowd.clone(), |c| format!("{crowd} ({})", c.acled[0]));
            doers.retain(|c| c.name != named && c.inter != actors.civilians && c.inter != *crowd);
            doers.insert(0, Coded { name: named, inter: crowd.clone() });
            // Whom or what they demonstrate against is no actor of the event.
            victims.retain(|c| sub.is_violent() && c.inter != *crowd);
            if sub.is_violent() {
                let (crowd, police) = doers.into_iter().partition(|c: &Coded| c.inter == actors.protesters);
                (doers, victims) = (police, crowd);
            }
        }
        // Whoever attacks armed people fights a battle.
        let unarmed = [&actors.civilians, &actors.protesters, &actors.rioters];
        let armed = |c: &Coded| !c.inter.is_empty() && !unarmed.contains(&&c.inter);
        if sub.name == names.attack && doers.first().is_none_or(armed) && victims.first().is_some_and(armed) {
            sub = events.named(&names.clash).unwrap_or(sub);
        }
        // The codebook's actor 1 is never empty beside an actor 2 but for civilians, who are always the second.
        for side in [&mut doers, &mut victims] {
            let mut seen: Vec<Coded> = Vec::new();
            side.retain(|c| {
                let new = seen.iter().all(|s| s.name != c.name);
                seen.push(c.clone());
                new
            });
        }
        Sides { sides: [doers, victims], sub }
    }

    /// "State forces-Civilians", "Protesters only"; the lower of ACLED's codes first, civilians after external forces.
    fn interaction(&self) -> String {
        let order = &Events::get().actors.order;
        let place = |side: &Vec<Coded>| side.first().and_then(|c| order.iter().position(|o| *o == c.inter));
        match (place(&self.sides[0]), place(&self.sides[1])) {
            (Some(a), Some(b)) => format!("{}-{}", order[a.min(b)], order[a.max(b)]),
            (Some(a), None) if self.sides[1].is_empty() && !self.is_one_sided() => format!("{} only", order[a]),
            _ => String::new(),
        }
    }

    /// Whether the sub-event needs someone whom it is done to, so that a missing one is not known rather than not there.
    fn is_one_sided(&self) -> bool {
        let names = &Events::get().names;
        self.sub.kind == names.against_civilians || self.sub.kind == names.battles
    }

    fn targeting(&self) -> &'static str {
        let Events { names, actors, .. } = Events::get();
        let civilians = self.sides[1].first().is_some_and(|c| c.inter == actors.civilians);
        let against = self.sub.kind == names.against_civilians || self.sub.name == names.repression;
        if against || (self.sub.is_violent() && civilians) { "Civilian targeting" } else { "" }
    }
}

/// The claims that the notes quote: the lead's first, and one for each number of killed that its reports give.
fn told<'a>(view: &View<'a>, occurrence: &Occurrence<'a>) -> Vec<&'a Claim> {
    let lead = view.claims(occurrence.lead).filter(|c| c.says_so()).take(1);
    let figures = occurrence.events().flat_map(|e| &e.findings).filter(|f| f.slot.starts_with("figure:killed"));
    let values = figures.flat_map(|f| &f.values).filter_map(|v| view.claim(v.claims.first()?));
    lead.chain(values).collect()
}

fn crowd<'a>(claims: &[&'a Claim]) -> Option<&'a str> {
    let demonstrating = |c: &&&Claim| Events::get().rules.crowds.contains(&c.kind);
    claims.iter().filter(demonstrating).find_map(|c| c.figure.as_ref().map(|f| f.text.as_str()))
}

/// Without names that are only the initials of another one: "KNA" beside "Karsov News Agency".
fn folded(names: Vec<String>) -> Vec<String> {
    let initials = |name: &str| name.split_whitespace().filter_map(|w| w.chars().next()).filter(|c| c.is_uppercase()).collect::<String>();
    let short: Vec<String> = names.iter().filter(|n| n.contains(' ')).map(|n| initials(n)).collect();
    let mut out: Vec<String> = Vec::new();
    for name in &names {
        // The full name stands where either of them is first.
        let full = names.iter().find(|n| n.contains(' ') && initials(n) == *name).filter(|_| short.contains(name)).unwrap_or(name);
        if !out.contains(full) {
            out.push(full.clone());
        }
    }
    out
}

/// Each once, in order.
pub fn distinct(values: impl Iterator<Item = String>) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for value in values {
        if !value.is_empty() && !out.contains(&value) {
            out.push(value);
        }
    }
    out
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn every_sub_event_of_the_lexicon_stands_in_the_codebook() {
        let lexicon = stemma_engine::lexicon::Lexicon::default();
        for kind in lexicon.types() {
            for sub in &kind.acled {
                assert!(Events::get().named(sub).is_some(), "{}: {sub}", kind.name);
            }
        }
        let rules = &Events::get().rules;
        for name in [&rules.deeds, &rules.left_out, &rules.mutual, &rules.victims, &rules.crowds].into_iter().flatten() {
            assert!(lexicon.kind_named(name).is_some(), "{name} is no type");
        }
        assert_eq!(Events::get().event.iter().map(|g| g.sub.len()).sum::<usize>(), 25);
    }

    #[test]
    fn every_name_that_rules_speak_of_stands_in_the_codebook() {
        let Events { event, actors, names: n, .. } = Events::get();
        for sub in [&n.attack, &n.clash, &n.riot, &n.repression] {
            assert!(Events::get().named(sub).is_some(), "{sub}");
        }
        for kind in [&n.developments, &n.battles, &n.against_civilians, &n.remote, &n.protests] {
            assert!(event.iter().any(|g| g.kind == *kind), "{kind}");
        }
        for disorder in [&n.violence, &n.demonstrations, &n.developments] {
            assert!(event.iter().any(|g| g.disorder == *disorder), "{disorder}");
        }
        for inter in [&actors.civilians, &actors.protesters, &actors.rioters] {
            assert!(actors.order.contains(inter), "{inter}");
        }
        for class in crate::export::actors::classes() {
            let known = |inter: Option<&str>| inter.is_none_or(|i| actors.order.iter().any(|o| o == i));
            assert!(known(class.inter(false)) && known(class.inter(true)), "{class:?}");
        }
    }

    #[test]
    fn a_wire_that_is_another_ones_initials_is_that_one() {
        let told = |names: &[&str]| folded(names.iter().map(|n| (*n).to_owned()).collect());
        assert_eq!(told(&["KNA", "Karsov News Agency", "Radio Hadre"]), ["Karsov News Agency", "Radio Hadre"]);
        assert_eq!(told(&["Hadre Post", "HP Sauce"]), ["Hadre Post", "HP Sauce"]);
    }

    #[test]
    fn days_weeks_and_months_have_their_precision() {
        let codes = stemma_engine::reconcile::codebook::Codebook::named("acled").unwrap().codes.unwrap();
        let dated = |a: &str, b: &str| dated(&codes, Some((a.parse().unwrap(), b.parse().unwrap()))).map(|(d, p)| (d.to_string(), p));
        assert_eq!(dated("2031-05-05", "2031-05-05"), Some(("2031-05-05".into(), 1)));
        assert_eq!(dated("2031-05-05", "2031-05-11"), Some(("2031-05-08".into(), 2)));
        assert_eq!(dated("2031-05-01", "2031-05-31"), Some(("2031-05-16".into(), 3)));
        assert_eq!(dated("2031-01-01", "2031-12-31"), None);
    }
}
