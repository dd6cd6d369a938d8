//! UCDP GED: 49 columns in its order, one row an occurrence in which somebody may have been killed, then how many
//! independent origins stand behind the number of dead, and what coders decided.

use super::acled::{Events, distinct};
use super::actors::is_proper;
use super::countries::Country;
use super::decided;
use super::ids::Ids;
use super::occurrences::{Occurrence, occurrences};
use super::places::Where;
use super::plover::named_country;
use super::table::{Cell, Column, Kind, Table, int, real, text};
use super::view::{View, one_line, voices};
use jiff::civil::Date;
use stemma_engine::reconcile::codebook::codes;
use stemma_model::{BySide, Claim, Report, Side, SideKind};

/// The columns: GED's, then two of ours.
#[rustfmt::skip]
pub const COLUMNS: &[Column] = &[
    int("id"), text("relid"), int("year"), Column::new("active_year", Kind::Bool), text("code_status"), int("type_of_violence"),
    int("conflict_dset_id"), int("conflict_new_id"), text("conflict_name"), int("dyad_dset_id"), int("dyad_new_id"), text("dyad_name"),
    int("side_a_dset_id"), int("side_a_new_id"), text("side_a"), int("side_b_dset_id"), int("side_b_new_id"), text("side_b"),
    int("number_of_sources"), text("source_article"), text("source_office"), text("source_date"), text("source_headline"),
    text("source_original"), int("where_prec"), text("where_coordinates"), text("where_description"), text("adm_1"), text("adm_2"),
    real("latitude"), real("longitude"), text("geom_wkt"), int("priogrid_gid"), text("country"), int("country_id"), text("region"),
    int("event_clarity"), int("date_prec"), Column::new("date_start", Kind::Midnight), Column::new("date_end", Kind::Midnight),
    int("deaths_a"), int("deaths_b"), int("deaths_civilians"), int("deaths_unknown"), int("best"), int("high"), int("low"),
    int("gwnoa"), int("gwnob"), int("origins"), text("decided"),
];

/// All rows, by story.
pub fn table(view: &View<'_>, ids: &mut Ids, all: bool) -> Table {
    let mut table = Table::new(COLUMNS);
    for story in &view.record.stories {
        for occurrence in occurrences(view, story, Events::get(), all) {
            let violent = Events::get().of_type(view, &occurrence.lead.kind).is_some_and(|s| s.is_violent());
            // An event of UCDP's is one in which at least one person was killed, by its best or high estimate.
            let Some(killed) = occurrence.killed().filter(|k| violent && k.best.max(k.high).unwrap_or(0) > 0) else { continue };
            let claims = occurrence.claims(view);
            let Some(number) = ids.give(claims.iter().copied()) else { continue };
            let mut row = table.row();
            row.int("id", number as i64);
            if let Some((from, to)) = occurrence.days(view) {
                row.int("year", i64::from(from.year()));
                row.set("date_start", Cell::day(&from.to_string())).set("date_end", Cell::day(&to.to_string()));
                row.set("date_prec", view.codes.date(length(from, to)).map(i64::from));
            }
            let sides = occurrence.events().find_map(|e| e.sides.as_ref());
            let (a, b) = (sides.and_then(|s| s.a.as_ref()), sides.and_then(|s| s.b.as_ref()));
            let kind = type_of_violence(a, b);
            row.set("type_of_violence", kind);
            let place = occurrence.place(view);
            let country = place.as_ref().and_then(|p| p.country);
            let [side_a, side_b] = [a, b].map(|s| s.map(|s| side(view, s, country)).unwrap_or_default());
            if !side_a.name.is_empty() && !side_b.name.is_empty() {
                row.set("dyad_name", format!("{} - {}", side_a.name, side_b.name));
            }
            row.set("gwnoa", side_a.gw).set("gwnob", side_b.gw);
            row.set("side_a", side_a.name).set("side_b", side_b.name);
            sources(&mut row, &view.reports_of(&claims), &claims);
            if let Some(place) = &place {
                located(&mut row, place, &view.codes);
            }
            let own: Vec<&Claim> = view.claims(occurrence.lead).collect();
            let clarity = view.codes.clarity(occurrence.days(view).map(|(from, to)| length(from, to)), &own);
            row.set("event_clarity", clarity.map(i64::from));
            let best = killed.best.or(killed.low).unwrap_or(0);
            for (name, dead) in
                ["deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown"].into_iter().zip(shares(killed.by.as_ref(), kind, best))
            {
                row.int(name, dead);
            }
            row.int("best", best).int("low", killed.low.unwrap_or(best).min(best));
            row.int("high", killed.high.unwrap_or(best).max(best));
            row.int("origins", origins(&occurrence));
            row.set("decided", decided::told(occurrence.events(), &claims, Some(killed)));
            table.push(row);
        }
    }
    table
}

/// A side as UCDP names it: the government of a state, civilians, or a group by its own name; a group without one is not named.
#[derive(Default)]
struct Named {
    name: String,
    gw: Option<i64>,
}

fn side(view: &View<'_>, side: &Side, country: Option<&'static Country>) -> Named {
    match side.kind {
        SideKind::Civilians => Named { name: "Civilians".into(), gw: None },
        SideKind::Armed if is_proper(&side.name) => Named { name: one_line(&side.name), gw: None },
        SideKind::Armed => Named::default(),
        SideKind::State => match named_country(view, &side.name).or(country).filter(|c| !c.gw.is_empty()) {
            Some(c) => Named { name: format!("Government of {}", c.ucdp[0]), gw: c.gw.parse().ok() },
            None => Named::default(),
        },
    }
}

/// The dead of side a, side b, civilians and unknown; together they are `best`.
fn shares(by: Option<&BySide>, kind: Option<i64>, best: i64) -> [i64; 4] {
    let Some(by) = by else { return [0, 0, 0, best] };
    let part = |p: &Option<stemma_model::Part>| p.as_ref().map_or(0, |p| p.best.max(0));
    let (a, mut b, mut civilians) = (part(&by.a), part(&by.b), part(&by.civilians));
    // In one-sided violence side b are the civilians, and their dead are told there.
    if kind == Some(3) {
        civilians += b;
        b = 0;
    }
    let known = a + b + civilians;
    if known > best { [0, 0, 0, best] } else { [a, b, civilians, best - known] }
}

/// State-based, non-state or one-sided; none where the words do not say who a side is.
fn type_of_violence(a: Option<&Side>, b: Option<&Side>) -> Option<i64> {
    use SideKind::{Armed, Civilians, State};
    match (a?.kind, b?.kind) {
        (State, State | Armed) | (Armed, State) => Some(1),
        (Armed, Armed) => Some(2),
        (State | Armed, Civilians) => Some(3),
        (Civilians, _) => None,
    }
}

/// How many days a time covers, both ends counted.
fn length(from: Date, to: Date) -> i64 {
    i64::from((to - from).get_days()) + 1
}

fn located(row: &mut super::table::Row, place: &Where, codes: &codes::Table) {
    row.set("where_prec", place.code(codes)).set("where_coordinates", one_line(&place.name));
    row.set("where_description", one_line(&place.text)).set("adm_1", place.state.clone()).set("adm_2", place.county.clone());
    if let Some((lat, lon)) = place.point {
        row.set("latitude", Cell::real(lat)).set("longitude", Cell::real(lon)).set("geom_wkt", format!("POINT ({lon} {lat})"));
        row.set("priogrid_gid", place.cell());
    }
    if let Some(country) = place.country {
        row.set("country", country.ucdp[0]).set("country_id", country.gw.parse::<i64>().ok()).set("region", country.ucdp[1]);
    }
}

/// The reports: how many, which, and who their voices are. Several are separated by `;`, in the same order in each column.
fn sources(row: &mut super::table::Row, reports: &[&Report], claims: &[&Claim]) {
    let part = |text: Option<&str>| one_line(text.unwrap_or_default()).replace(';', ",");
    let day = |r: &&Report| r.published.as_deref().and_then(|p| p.get(..10)).unwrap_or_default().to_owned();
    let joined = |of: &dyn Fn(&&Report) -> String| {
        let all: Vec<String> = reports.iter().map(of).collect();
        if all.iter().all(String::is_empty) { String::new() } else { all.join(";") }
    };
    row.int("number_of_sources", reports.len() as i64);
    row.set("source_office", joined(&|r| part(r.outlet.as_deref()))).set("source_date", joined(&day));
    row.set("source_headline", joined(&|r| part(r.title.as_deref())));
    let article = |r: &&Report| {
        let parts = [part(r.outlet.as_deref()), day(r), part(r.title.as_deref())];
        let quoted = parts.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(",").replace('"', "'");
        if quoted.is_empty() { quoted } else { format!("\"{quoted}\"") }
    };
    row.set("source_article", joined(&article));
    // Who denies that anyone died, or speaks of deaths without a number, gives none.
    let killed = |c: &Claim| c.figure.as_ref().is_some_and(|f| f.measure == "killed") && c.says_so();
    let dead = claims.iter().filter(|c| killed(c));
    let voiced = dead.map(|c| voices(&c.attribution).replace("; ", ", "));
    row.set("source_original", distinct(voiced).join(";"));
}

/// Independent voices behind the number of dead, else behind the occurrence itself.
fn origins(occurrence: &Occurrence<'_>) -> i64 {
    let findings = || occurrence.events().flat_map(|e| &e.findings);
    let dead = findings().filter(|f| f.slot.starts_with("figure:killed")).map(|f| f.origins).max();
    let any = || occurrence.lead.findings.iter().map(|f| f.origins).max();
    dead.or_else(any).unwrap_or(0) as i64
}

#[cfg(test)]
mod tests {
    use super::*;
    use stemma_model::Part;

    #[test]
    fn parts_add_up_to_the_best_number() {
        let part = |best| Some(Part { best, claims: Vec::new() });
        let by = BySide { a: part(1), b: part(2), civilians: part(3), unknown: None };
        assert_eq!(shares(Some(&by), Some(1), 8), [1, 2, 3, 2]);
        assert_eq!(shares(Some(&by), Some(3), 8), [1, 0, 5, 2]);
        assert_eq!(shares(Some(&by), None, 4), [0, 0, 0, 4], "parts of more than the whole say nothing");
        assert_eq!(shares(None, None, 4), [0, 0, 0, 4]);
    }

    #[test]
    fn the_kinds_of_the_sides_make_the_type() {
        let side = |kind| Side { kind, ..Side::default() };
        let of = |a, b| type_of_violence(Some(&side(a)), Some(&side(b)));
        use SideKind::{Armed, Civilians, State};
        assert_eq!([of(State, Armed), of(Armed, Armed), of(Armed, Civilians), of(Civilians, Civilians)], [Some(1), Some(2), Some(3), None]);
        assert_eq!(type_of_violence(None, Some(&side(State))), None);
    }

    #[test]
    fn columns_are_those_of_the_codebook_and_two_more() {
        assert_eq!((COLUMNS.len(), COLUMNS[48].name, COLUMNS[49].name, COLUMNS[50].name), (51, "gwnob", "origins", "decided"));
    }
}
