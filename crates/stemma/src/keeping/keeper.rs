//! Adding to a store: each batch of reports is placed in stories, the stories that this changes are reconciled, and all of it
//! is written together.

use super::Trouble;
use super::recurring::{Change, Recurring, furniture, sequences};
use super::review::{Changed, LAID};
use crate::error::Failure;
use crate::fetch::gather::now;
use crate::syndication::{Print, link_versions};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;
use stemma_engine::Engine;
use stemma_engine::review::grouping::ties;
use stemma_engine::review::standing::Standings;
use stemma_engine::stories::index::WINDOW;
use stemma_engine::stories::pool::{Pool, Shelf};
use stemma_engine::stories::sketch::Sketch;
use stemma_engine::stories::ties::Ties;
use stemma_model::{Decision, Input, ReportClaims};
use stemma_store::batch::{Maker, NewReport, Shelved, What};
use stemma_store::placing::{self, Placed};
use stemma_store::{Store, StoreError};

/// A report that was read and analysed, to be added.
#[derive(Debug)]
pub struct Fresh {
    /// Where it was read.
    pub place: String,
    /// What it says.
    pub said: ReportClaims,
    /// What tells its page and words from others.
    pub print: Print,
    /// What stories are found by.
    pub sketch: Sketch,
}

/// What became of a report that was to be added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is in the store now, in the story with this id.
    Added(String),
    /// It was there.
    There,
    /// A report of the same page with the same words is there, with this id.
    SamePage(String),
    /// Another report has its id.
    Clash,
    /// It was there, and was to be forgotten.
    Forgotten,
}

/// A store that is added to, with what placing needs held in memory.
#[derive(Debug)]
pub struct Keeper {
    pub(super) store: Store,
    pub(super) maker: Maker,
    /// The batch that the rest is as of.
    pub(super) batch: i64,
    /// The ids of the reports, with a number of their words; of forgotten ones none.
    known: HashMap<String, Option<Vec<u8>>>,
    pub(super) pool: Pool,
    /// The report at each position of the pool.
    pub(super) numbers: Vec<i64>,
    /// How many stories each report gave its id, as the store has it.
    founded: Vec<u32>,
    next: i64,
    pub(super) recurring: Recurring,
    /// What coders decided of findings and stories.
    pub(super) laid: Vec<Decision>,
}

/// What a batch comes to, before it is written.
struct Plan<'f> {
    fresh: Vec<(&'f mut Fresh, i64)>,
    links: Vec<(i64, i64, f32)>,
    versions: Vec<(i64, Option<String>)>,
    founded: Vec<(i64, u32)>,
    stories: Vec<Shelved>,
    recurring: Change,
}

impl Keeper {
    /// Opens a store, made where there is none, and reads what placing needs.
    pub fn open(path: &Path, maker: Maker) -> Result<Keeper, Failure> {
        let mut keeper = Keeper::unread(path, maker)?;
        keeper.load()?;
        Ok(keeper)
    }

    /// As [`Keeper::open`], with nothing read yet.
    pub(super) fn unread(path: &Path, maker: Maker) -> Result<Keeper, Failure> {
        Ok(Keeper {
            store: Store::open(path)?,
            maker,
            batch: 0,
            known: HashMap::new(),
            pool: Pool::new(WINDOW),
            numbers: Vec::new(),
            founded: Vec::new(),
            next: 1,
            recurring: Recurring::default(),
            laid: Vec::new(),
        })
    }

    /// Whether a report of this id is in the store, or was and is to be forgotten: with a number of its words then, or none.
    pub fn knows(&self, id: &str) -> Option<Option<&[u8]>> {
        self.known.get(id).map(Option::as_deref)
    }

    /// The ids that are known, for threads that read while the keeper writes.
    pub fn ids(&self) -> HashMap<String, Option<Vec<u8>>> {
        self.known.clone()
    }

    /// The store.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Adds reports, in one transaction: when this returns they are on the disk. What became of each, in their order.
    pub fn add(&mut self, engine: &Engine, mut fresh: Vec<Fresh>) -> Result<Vec<Outcome>, Failure> {
        loop {
            match self.try_to_add(engine, &mut fresh) {
                // What was worked out does not hold any more: another run has written meanwhile.
                Err(Trouble::Store(StoreError::Changed { .. })) => self.load()?,
                Err(trouble) => return Err(trouble.told()),
                Ok(outcomes) => return Ok(outcomes),
            }
        }
    }

    /// Takes a report out for good: its words, what was derived from them, and what records say of it. The id, the time and the
    /// reason stay. The log still holds the words until [`Keeper::empty_log`].
    pub fn forget(&mut self, engine: &Engine, id: &str, reason: Option<&str>) -> Result<(), Failure> {
        loop {
            match self.try_to_forget(engine, id, reason) {
                Err(Trouble::Store(StoreError::Changed { .. })) => self.load()?,
                outcome => return outcome.map_err(Trouble::told),
            }
        }
    }

    fn try_to_forget(&mut self, engine: &Engine, id: &str, reason: Option<&str>) -> Result<(), Trouble> {
        let nothing = || Failure::usage(format!("{}: there is no report {id:?} in it", self.store.path().display()));
        let at = self.pool.position(id).ok_or_else(nothing)?;
        let number = self.numbers[at as usize];
        // Records keep what a report said before it went into another story, so any of them may name it.
        let mut naming: BTreeSet<u32> = self.store.naming(id)?.into_iter().filter_map(|n| u32::try_from(n - 1).ok()).collect();
        naming.extend((0u32..).zip(self.pool.shelves()).filter(|(_, s)| s.members.contains(&at)).map(|(n, _)| n));
        self.pool.withdraw(at);
        self.known.insert(id.to_owned(), None);
        // What holds from now on is what the store keeps of these decisions.
        self.laid = std::mem::take(&mut self.laid).into_iter().filter_map(|d| without(d, id)).collect();
        let standing = self.ties().1;
        let text = self.store.texts(&[number])?;
        let recurring = self.recurring.place(&self.store, &self.pool, &self.numbers, &naming, &[], &text)?;
        let mut stories = self.reconcile(engine, &naming, &Changed::new(), false)?;
        let others = self.with(&BTreeSet::new(), &recurring)?;
        stories.extend(self.reconcile(engine, &others, &Changed::new(), true)?);
        let now = now();
        let writing = self.store.writing(What::Forget, &now, self.batch, &self.maker)?;
        stories.iter().try_for_each(|s| writing.story(s))?;
        writing.forget(number, &now, reason)?;
        let told: Vec<i64> = text.iter().flat_map(|(_, text)| sequences(text)).collect();
        writing.forget_sequences(&self.recurring.runs, number, &told)?;
        writing.furniture(&recurring.turned)?;
        standing.iter().try_for_each(|(n, (state, claim))| writing.ruling(*n, *state, claim.as_deref()))?;
        self.batch = writing.commit()?;
        Ok(())
    }

    /// Empties the log beside the file, where words of what was forgotten may stand. False where somebody who reads the store
    /// keeps it from that.
    pub fn empty_log(self) -> Result<bool, Failure> {
        let path = self.store.path().to_owned();
        // A second connection, so that nothing of this one's is open.
        drop(self);
        Ok(Store::open(&path)?.empty_log()?)
    }

    /// Notes the files that were read.
    pub fn note_inputs(&mut self, inputs: &[Input]) -> Result<(), Failure> {
        let known: BTreeSet<(String, String)> = self.store.inputs()?.into_iter().map(|i| (i.path, i.sha256)).collect();
        let new: Vec<&Input> = inputs.iter().filter(|i| !known.contains(&(i.path.clone(), i.sha256.clone()))).collect();
        if new.is_empty() {
            return Ok(());
        }
        Ok(self.store.note_inputs(new.iter().map(|i| (i.path.as_str(), i.sha256.as_str())))?)
    }

    fn try_to_add(&mut self, engine: &Engine, fresh: &mut [Fresh]) -> Result<Vec<Outcome>, Trouble> {
        let (mut outcomes, wanted) = self.sift(fresh)?;
        if wanted.is_empty() {
            return Ok(outcomes);
        }
        let mut places = Vec::new();
        let mut accepted = Vec::new();
        for (at, report) in fresh.iter_mut().enumerate() {
            if wanted.contains(&at) {
                places.push(at);
                accepted.push((report, self.next + accepted.len() as i64));
            }
        }
        let first = self.numbers.len() as u32;
        let mut plan = self.plan(engine, accepted)?;
        let batch = self.write(&mut plan)?;
        for (((report, number), at), position) in plan.fresh.iter().zip(places).zip(first..) {
            self.known.insert(report.said.report.id.clone(), Some(report.print.words.to_vec()));
            outcomes[at] = Outcome::Added(self.pool.story(position).id.clone());
            self.next = number + 1;
        }
        self.batch = batch;
        Ok(outcomes)
    }

    /// What becomes of each report, and the places of those that are to be added.
    fn sift(&self, fresh: &[Fresh]) -> Result<(Vec<Outcome>, BTreeSet<usize>), Trouble> {
        let (mut outcomes, mut wanted) = (Vec::new(), BTreeSet::new());
        let mut pages: BTreeMap<(&str, &[u8]), &str> = BTreeMap::new();
        let mut ids: BTreeMap<&str, &[u8]> = BTreeMap::new();
        for (at, report) in fresh.iter().enumerate() {
            let id = report.said.report.id.as_str();
            let words = report.print.words.as_slice();
            let mut same = None;
            for page in &report.print.pages {
                let earlier = pages.get(&(page.as_str(), words)).map(|id| (*id).to_owned());
                same = same.or(earlier).map_or_else(|| self.store.same_page(page, words), |id| Ok(Some(id)))?;
            }
            outcomes.push(match (self.knows(id).map(|w| w.map(<[u8]>::to_vec)), ids.get(id)) {
                (Some(None), _) => Outcome::Forgotten,
                (Some(Some(known)), _) if known == words => Outcome::There,
                (_, Some(known)) if *known == words => Outcome::There,
                (Some(_), _) | (_, Some(_)) => Outcome::Clash,
                (None, None) => match same {
                    Some(id) => Outcome::SamePage(id),
                    None => {
                        wanted.insert(at);
                        ids.insert(id, words);
                        pages.extend(report.print.pages.iter().map(|p| ((p.as_str(), words), id)));
                        Outcome::Added(String::new())
                    }
                },
            });
        }
        Ok((outcomes, wanted))
    }

    fn plan<'f>(&mut self, engine: &Engine, mut fresh: Vec<(&'f mut Fresh, i64)>) -> Result<Plan<'f>, Trouble> {
        let versions = self.versions(&mut fresh)?;
        let before = self.numbers.len();
        for (report, number) in &fresh {
            self.pool.place(report.sketch.clone());
            self.numbers.push(*number);
            self.founded.push(0);
        }
        let mut links = Vec::new();
        for at in before..self.numbers.len() {
            for &(other, likelihood) in self.pool.links(at as u32).iter().filter(|(other, _)| (*other as usize) < at) {
                links.push((self.numbers[other as usize], self.numbers[at], likelihood));
            }
        }
        let changed = self.pool.take_changed();
        let new: Changed<'_> = fresh.iter().map(|(r, n)| (*n, (None, &r.said))).collect();
        let texts: Vec<(i64, &str)> = new.iter().map(|(n, (_, said))| (*n, said.report.text.as_str())).collect();
        let moved = self.moved(&changed, &new)?;
        let recurring = self.recurring.place(&self.store, &self.pool, &self.numbers, &changed, &texts, &moved)?;
        let stories = self.reconcile(engine, &self.with(&changed, &recurring)?, &new, true)?;
        let founded = self.newly_founded(&changed);
        Ok(Plan { fresh, links, versions, founded, stories, recurring })
    }

    /// The reports of some stories that gave more stories their id than the store knows, and how many.
    pub(super) fn newly_founded(&mut self, changed: &BTreeSet<u32>) -> Vec<(i64, u32)> {
        let mut founded = Vec::new();
        for &shelf in changed {
            for &at in &self.pool.shelves()[shelf as usize].members {
                let now = self.pool.sketches[at as usize].founded;
                if self.founded[at as usize] != now {
                    self.founded[at as usize] = now;
                    founded.push((self.numbers[at as usize], now));
                }
            }
        }
        founded
    }

    /// The reports of some shelves that were in other stories, with their texts.
    pub(super) fn moved(&self, changed: &BTreeSet<u32>, new: &Changed<'_>) -> Result<Vec<(i64, String)>, Trouble> {
        let members = |n: &u32| self.pool.shelves()[*n as usize].members.iter().map(|at| self.numbers[*at as usize]);
        let mut here: BTreeMap<i64, i64> = changed.iter().flat_map(|n| members(n).map(|m| (m, i64::from(*n) + 1))).collect();
        here.retain(|number, _| !new.contains_key(number));
        let old: Vec<i64> = here.keys().copied().collect();
        let there = self.store.stories_of(&old)?;
        let moved: Vec<i64> = old.into_iter().filter(|n| there.get(n) != here.get(n)).collect();
        Ok(if moved.is_empty() { Vec::new() } else { self.store.texts(&moved)? })
    }

    /// What coders decided of stories, and how these decisions stand.
    pub(super) fn ties(&self) -> (Ties, Standings) {
        ties(&self.laid, &|id| self.known.get(id).is_some_and(Option::is_some))
    }

    /// Says of the new reports and those of the same pages which is a later version of which. What changed of the old ones.
    fn versions(&self, fresh: &mut [(&mut Fresh, i64)]) -> Result<Vec<(i64, Option<String>)>, Trouble> {
        let pages: BTreeSet<String> = fresh.iter().filter_map(|(r, _)| r.print.pages.first().cloned()).collect();
        let mut changed = Vec::new();
        for page in pages {
            let old = self.store.of_page(&page)?;
            let here: Vec<usize> = (0..fresh.len()).filter(|&i| fresh[i].0.print.pages.first() == Some(&page)).collect();
            if old.len() + here.len() < 2 {
                continue;
            }
            let bare = |report: &stemma_model::Report| ReportClaims { report: report.clone(), ..ReportClaims::default() };
            let mut all: Vec<ReportClaims> = old.iter().map(|o| bare(&o.report)).collect();
            all.extend(here.iter().map(|&i| bare(&fresh[i].0.said.report)));
            link_versions(&mut all);
            let (known, new) = all.split_at(old.len());
            for (was, is) in old.iter().zip(known).filter(|(was, is)| was.version_of != is.report.version_of) {
                changed.push((was.number, is.report.version_of.clone()));
            }
            for (&i, is) in here.iter().zip(new) {
                if is.report.version_of != fresh[i].0.said.report.version_of {
                    changed.push((fresh[i].1, is.report.version_of.clone()));
                }
            }
        }
        Ok(changed)
    }

    fn write(&mut self, plan: &mut Plan<'_>) -> Result<i64, Trouble> {
        let writing = self.store.writing(What::Add, &now(), self.batch, &self.maker)?;
        // Stories before their reports: while a report waits for its story, each story that comes in is looked for in all of them
        // (sqlite.org/foreignkeys.html, deferred constraints).
        plan.stories.iter().try_for_each(|s| writing.story(s))?;
        let story_of: HashMap<i64, i64> = plan.stories.iter().flat_map(|s| s.members.iter().map(|m| (*m, s.number))).collect();
        for (report, number) in &plan.fresh {
            let sketch = packed(&report.sketch)?;
            let founded = plan.founded.iter().find(|(n, _)| n == number).map_or(0, |f| f.1);
            writing.report(&NewReport {
                number: *number,
                said: &report.said,
                read_from: &report.place,
                pages: &report.print.pages,
                words: &report.print.words,
                sketch: &sketch,
                founded,
                story: story_of.get(number).copied().unwrap_or_default(),
            })?;
        }
        plan.links.iter().try_for_each(|&(a, b, likelihood)| writing.link(a, b, likelihood))?;
        plan.founded.iter().try_for_each(|&(n, founded)| writing.founded(n, founded))?;
        plan.versions.iter().try_for_each(|(n, earlier)| writing.version_of(*n, earlier.as_deref()))?;
        let last = plan.fresh.last().map_or(0, |(_, number)| *number);
        writing.sequences(&mut self.recurring.runs, std::mem::take(&mut plan.recurring.new), last)?;
        writing.furniture(&plan.recurring.turned)?;
        Ok(writing.commit()?)
    }

    /// Reads what coders decided of stories and findings, as the store is now: all that deciding of claims needs.
    pub(super) fn load_decided(&mut self) -> Result<(), Failure> {
        (self.batch, self.laid, self.recurring.furniture) =
            self.store.snapshot(|s| Ok((s.batch()?, s.decisions_of(LAID)?, furniture(s)?)))?;
        Ok(())
    }

    /// Reads what placing needs, as the store is now.
    pub(super) fn load(&mut self) -> Result<(), Failure> {
        self.recurring = Recurring::open(&mut self.store)?;
        let ((batch, next, known, placed, links, shelves), laid) = self.store.snapshot(|s| {
            let placing = (s.batch()?, s.next_report()?, s.known()?, s.placed()?, s.links()?, s.shelves()?);
            Ok((placing, s.decisions_of(LAID)?))
        })?;
        self.laid = laid;
        self.batch = batch;
        self.next = next;
        self.known = known.into_iter().collect();
        self.numbers = placed.iter().map(|p| p.number).collect();
        self.founded = placed.iter().map(|p| p.founded).collect();
        let broken = || StoreError::Damaged {
            path: self.store.path().display().to_string(),
            what: "what stories are found by cannot be read".into(),
        };
        let read = |p: &Placed| postcard::from_bytes::<Sketch>(&p.sketch).map_err(|_| broken());
        let sketches: Vec<Sketch> = placed.iter().map(read).collect::<Result<_, _>>()?;
        self.pool = resumed(&placed, sketches, &links, shelves).ok_or_else(broken)?;
        self.pool.ties = self.ties().0;
        Ok(())
    }
}

/// A decision without any word of a report; none where nothing is left of it.
fn without(decision: Decision, report: &str) -> Option<Decision> {
    if !decision.act.reports().iter().any(|r| *r == report) {
        return Some(decision);
    }
    Some(Decision { act: decision.act.without(report)?, reason: None, ..decision })
}

/// A pool of the reports of a store, the one at each position that of `placed`, in its stories.
pub(super) fn resumed(
    placed: &[Placed],
    mut sketches: Vec<Sketch>,
    links: &[(i64, i64, f32)],
    shelves: Vec<placing::Shelf>,
) -> Option<Pool> {
    sketches.iter_mut().zip(placed).for_each(|(sketch, report)| sketch.founded = report.founded);
    let mut members: Vec<Vec<u32>> = vec![Vec::new(); shelves.len()];
    for (at, report) in placed.iter().enumerate() {
        members.get_mut(usize::try_from(report.story - 1).ok()?)?.push(at as u32);
    }
    members.iter_mut().for_each(|m| m.sort_by(|&a, &b| sketches[a as usize].order().cmp(&sketches[b as usize].order())));
    let place: HashMap<i64, u32> = placed.iter().enumerate().map(|(at, p)| (p.number, at as u32)).collect();
    let mut near = vec![Vec::new(); sketches.len()];
    for (a, b, likelihood) in links {
        let (a, b) = (*place.get(a)?, *place.get(b)?);
        near[a as usize].push((b, *likelihood));
        near[b as usize].push((a, *likelihood));
    }
    let shelf = |(s, members): (placing::Shelf, Vec<u32>)| {
        let into = s.into.and_then(|n| u32::try_from(n - 1).ok());
        Shelf { id: s.id, members, split_from: s.split_from, into }
    };
    Pool::resume(sketches, near, shelves.into_iter().zip(members).map(shelf).collect(), WINDOW)
}

pub(super) fn packed(sketch: &Sketch) -> Result<Vec<u8>, Failure> {
    postcard::to_stdvec(sketch).map_err(|e| Failure::output(std::io::Error::other(e)))
}
