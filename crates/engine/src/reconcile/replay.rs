//! The reports of a story taken one after another, for the histories of its findings and figures.

use super::history::{self, Known, Memo};
use super::numbers::Given;
use super::{Made, Told, exclusive, harm, victims};
use std::collections::{BTreeSet, HashMap};
use stemma_model::{Event, Harm, ReportClaims, Status};

impl Told<'_> {
    /// Gives the findings and figures of the events, and the figures of the story, their histories. `reports` are all, in the
    /// order in which they came; `made` is what each event is made of.
    pub(super) fn histories<'m>(&self, events: &mut [Event], harm: &mut Harm, reports: &[&ReportClaims], made: &[&'m Made<'m>]) {
        let ranks: HashMap<&str, usize> = reports.iter().enumerate().map(|(n, r)| (r.report.id.as_str(), n)).collect();
        let rank = |i: usize| ranks.get(self.items[i].claim.report.as_str()).copied().unwrap_or_default();
        let known_items =
            |until: usize| (0..self.items.len()).filter(|&i| rank(i) <= until).map(|i| self.items[i].clone()).collect::<Vec<_>>();
        let past = |event: &Event, made: &'m Made<'m>| {
            let cited =
                event.findings.iter().flat_map(|f| &f.values).flat_map(|v| &v.reports).filter_map(|r| ranks.get(r.as_str()).copied());
            let counted = made.numbers.iter().copied().flatten().map(|g| g.item);
            let told = made.tolls.iter().copied().flatten().chain(&made.happening.items).copied().chain(counted).map(rank);
            let order: Vec<usize> = cited.chain(told).collect::<BTreeSet<_>>().into_iter().collect();
            let (kind, ends) = (event.kind.clone(), order.clone());
            let members = made.happening.items.clone();
            let tolls: Vec<Vec<usize>> = made.tolls.iter().map(|t| t.to_vec()).collect();
            let numbers: Vec<Vec<Given<'m>>> = made.numbers.iter().map(|n| n.to_vec()).collect();
            // A dispute over who was the only one may be with claims of other events.
            let disputed = event.findings.iter().any(|f| f.slot == "actor" && f.status == Status::Disputed);
            let known = move |n: usize| {
                let until = ends[n - 1];
                let kept = |list: &[usize]| list.iter().copied().filter(|&i| rank(i) <= until).collect::<Vec<usize>>();
                let tolls: Vec<Vec<usize>> = tolls.iter().map(|t| kept(t)).filter(|t| !t.is_empty()).collect();
                let members = kept(&members);
                let given = |list: &[Given<'m>]| list.iter().copied().filter(|g| rank(g.item) <= until).collect::<Vec<Given<'m>>>();
                let numbers: Vec<Vec<Given<'_>>> = numbers.iter().map(|n| given(n)).filter(|n| !n.is_empty()).collect();
                let (tolls, numbers): (Vec<&[usize]>, Vec<&[Given<'_>]>) =
                    (tolls.iter().map(Vec::as_slice).collect(), numbers.iter().map(Vec::as_slice).collect());
                let mut known = self.compared(&kind, &members, &tolls, &numbers);
                if disputed {
                    let claims = members.iter().map(|&i| self.items[i].claim.id.clone()).collect();
                    let mut then = [Event { claims, findings: std::mem::take(&mut known.findings), ..Event::default() }];
                    exclusive::dispute(&mut then, &known_items(until), self.voices, self.rules.words);
                    known.findings = std::mem::take(&mut then[0].findings);
                }
                known
            };
            let whole = Known { findings: event.findings.clone(), harm: event.harm.clone(), sides: None };
            let last = order.len();
            (order, Memo::new(last, whole, known))
        };
        let pasts: Vec<_> = events.iter().zip(made).map(|(e, m)| past(e, m)).collect();
        for (event, (order, memo)) in events.iter_mut().zip(&pasts) {
            history::of_event(event, &order.iter().map(|&r| reports[r]).collect::<Vec<_>>(), memo);
        }
        let harmful: Vec<_> = events.iter().zip(&pasts).filter(|(e, _)| e.findings.iter().any(|f| f.slot.starts_with("figure:"))).collect();
        let of_story = |n: usize| {
            let then = |(event, (order, memo)): &(&Event, &(Vec<usize>, Memo<_>))| {
                let known = memo.at(order.partition_point(|&r| r < n));
                let (kind, label, main, background) = (event.kind.clone(), event.label.clone(), event.main, event.background);
                Event { kind, label, main, background, harm: known.harm.clone(), findings: known.findings.clone(), ..Event::default() }
            };
            let events: Vec<Event> = harmful.iter().map(then).collect();
            let items = known_items(n - 1);
            let mut harm = harm::of_story(&events, &items);
            victims::set(&mut harm, &events, &items, self.rules);
            Known { harm, findings: events.into_iter().flat_map(|e| e.findings).collect(), sides: None }
        };
        let findings = harmful.iter().flat_map(|(e, _)| e.findings.iter().cloned()).collect();
        let memo = Memo::new(reports.len(), Known { findings, harm: harm.clone(), sides: None }, of_story);
        history::of_harm(harm, reports, &memo);
    }
}
