//! What stands in reports of many stories, kept up as reports come: as `stemma rebuild` counts it, from what a batch touches alone.
//!
//! A sequence of words becomes furniture, or is none any more, only where a report with it comes, goes or changes its story. So
//! only the sequences of such reports are looked at, and only stories that hold one that changed are reconciled anew.

use crate::error::Failure;
use std::collections::{BTreeMap, BTreeSet};
use stemma_engine::lineage::furniture::{Furniture, STORIES};
use stemma_engine::stories::pool::Pool;
use stemma_store::Store;
use stemma_store::sequences::{Entry, Runs};

/// So many reports of an older store are looked through at once.
const HELD: usize = 2048;

/// What is furniture now, and which report has which sequence.
#[derive(Debug, Default)]
pub struct Recurring {
    /// What is.
    pub furniture: Furniture,
    /// Where the store keeps which report has which.
    pub runs: Runs,
}

/// What a batch comes to.
#[derive(Debug, Default)]
pub struct Change {
    /// The sequences of the reports that come.
    pub new: Vec<Entry>,
    /// Sequences that are furniture from now on, or no more.
    pub turned: BTreeMap<i64, bool>,
    /// The numbers of the stories that hold one of these.
    pub stories: BTreeSet<u32>,
}

/// The sequences of a text, as the store keeps them.
pub fn sequences(text: &str) -> impl Iterator<Item = i64> {
    Furniture::counted_in(text).into_iter().map(u64::cast_signed)
}

/// What a store says is furniture.
pub fn furniture(store: &Store) -> stemma_store::Result<Furniture> {
    Ok(Furniture::again(store.furniture()?.into_iter().map(i64::cast_unsigned)))
}

impl Recurring {
    /// Of a store. One of before its form has its reports looked through once.
    pub fn open(store: &mut Store) -> Result<Recurring, Failure> {
        loop {
            let texts = store.texts_after(store.listed()?, HELD)?;
            let Some((last, _)) = texts.last() else { break };
            let entries = texts.iter().flat_map(|(number, text)| sequences(text).map(|s| (s, *number as u32))).collect();
            store.list_sequences(entries, *last)?;
        }
        Ok(Recurring { furniture: furniture(store)?, runs: store.runs()? })
    }

    /// What reports that come, and reports that changed their story or went, come to: each with its number and text. The pool has
    /// them in their stories already, and `changed` are these; `numbers` are those of its reports, in order.
    ///
    /// Where a sequence stands in more other stories than can have had it before it turned, the store was never counted: it is from
    /// before there were runs. These stories get their lineage by `stemma rebuild`, as they always did.
    pub fn place(
        &mut self,
        store: &Store,
        pool: &Pool,
        numbers: &[i64],
        changed: &BTreeSet<u32>,
        fresh: &[(i64, &str)],
        moved: &[(i64, String)],
    ) -> stemma_store::Result<Change> {
        let mut change = Change::default();
        change.new.extend(fresh.iter().flat_map(|(number, text)| sequences(text).map(|s| (s, *number as u32))));
        let mut here: BTreeMap<i64, Vec<u32>> = BTreeMap::new();
        change.new.iter().for_each(|(sequence, number)| here.entry(*sequence).or_default().push(*number));
        let again: BTreeSet<i64> = moved.iter().flat_map(|(_, text)| sequences(text)).collect();
        let all: BTreeSet<i64> = here.keys().chain(&again).copied().collect();
        let story = |number: &u32| pool.number(u32::try_from(numbers.binary_search(&i64::from(*number)).ok()?).ok()?);
        for sequence in all {
            let was = self.furniture.has(sequence.cast_unsigned());
            // One more report makes it no less.
            if was && !again.contains(&sequence) {
                continue;
            }
            let mut holders = here.remove(&sequence).unwrap_or_default();
            store.holders(&self.runs, sequence, &mut holders)?;
            let stories: BTreeSet<u32> = holders.iter().filter_map(story).collect();
            let is = stories.len() >= usize::from(STORIES);
            if is != was {
                self.furniture.set(sequence.cast_unsigned(), is);
                change.turned.insert(sequence, is);
                let others: Vec<u32> = stories.difference(changed).copied().collect();
                if others.len() < usize::from(STORIES) {
                    change.stories.extend(others);
                }
            }
        }
        Ok(change)
    }
}
