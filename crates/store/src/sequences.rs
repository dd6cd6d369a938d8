//! Which reports have a sequence of words, whatever sequences are to the caller: sorted runs that are joined as they grow (O'Neil et
//! al., "The log-structured merge-tree", 1996), each with a filter (Bloom, 1970) that says of most sequences that they are not in it.
//! So a report costs the same however many there are: it is written with its batch, and joined with others as often as there
//! are sizes of runs.

use crate::batch::Writing;
use crate::{Result, Store, StoreError};
use rusqlite::{Transaction, params};
use std::collections::BTreeMap;

/// A sequence, and the number of a report that has it.
pub type Entry = (i64, u32);

/// Bytes of an entry in a list.
const ENTRY: usize = 12;
/// Entries of a page: one page of the file.
const PAGE: usize = 320;
/// So many runs of one size are joined.
const JOINED: usize = 4;
/// Runs of this many entries stay as they are, so that no batch waits for long: 16,000 reports or so.
const LARGEST: usize = 5_000_000;
/// Bits of a filter for each entry: one sequence of a hundred that is not in the run is looked for in vain.
const BITS: usize = 12;
/// Bits that are set for an entry, all in one block of 512: one look at the memory.
const SET: u32 = 6;

/// The runs of a store, with their filters.
#[derive(Clone, Debug, Default)]
pub struct Runs {
    all: BTreeMap<i64, Run>,
}

#[derive(Clone, Debug)]
struct Run {
    entries: usize,
    filter: Filter,
}

/// Says of a sequence that it may be among some, or that it is not.
#[derive(Clone, Debug, Default)]
struct Filter(Vec<u8>);

impl Filter {
    const BLOCK: usize = 64;

    fn of(entries: &[Entry]) -> Filter {
        let blocks = (entries.len() * BITS).div_ceil(8 * Self::BLOCK).max(1);
        let mut filter = Filter(vec![0; blocks * Self::BLOCK]);
        for (sequence, _) in entries {
            for (byte, bit) in filter.places(*sequence) {
                filter.0[byte] |= bit;
            }
        }
        filter
    }

    fn may_have(&self, sequence: i64) -> bool {
        self.places(sequence).all(|(byte, bit)| self.0.get(byte).is_some_and(|b| b & bit != 0))
    }

    /// The bits of a sequence: bytes, and the bit in each.
    fn places(&self, sequence: i64) -> impl Iterator<Item = (usize, u8)> + use<> {
        let blocks = (self.0.len() / Self::BLOCK) as u64;
        // Spread over all bits (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
        let mix = |n: u64| {
            let n = (n ^ (n >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            let n = (n ^ (n >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            n ^ (n >> 31)
        };
        let first = mix(sequence as u64);
        let block = ((u128::from(first) * u128::from(blocks)) >> 64) as usize;
        let bits = mix(first ^ 0x9E37_79B9_7F4A_7C15);
        (0..SET).map(move |n| {
            let bit = (bits >> (9 * n)) as usize % (8 * Self::BLOCK);
            (block * Self::BLOCK + bit / 8, 1 << (bit % 8))
        })
    }
}

fn entries(list: &[u8]) -> impl Iterator<Item = Entry> {
    list.chunks_exact(ENTRY).filter_map(|e| {
        let (sequence, report) = e.split_at(8);
        Some((i64::from_le_bytes(sequence.try_into().ok()?), u32::from_le_bytes(report.try_into().ok()?)))
    })
}

fn list(entries: &[Entry]) -> Vec<u8> {
    entries.iter().flat_map(|(sequence, report)| sequence.to_le_bytes().into_iter().chain(report.to_le_bytes())).collect()
}

impl Store {
    /// The runs, as they are now.
    pub fn runs(&self) -> Result<Runs> {
        let sql = "SELECT number, entries, filter FROM run ORDER BY number";
        let all = self.all(sql, [], |r| Ok((r.get(0)?, Run { entries: r.get(1)?, filter: Filter(r.get(2)?) })))?;
        Ok(Runs { all: all.into_iter().collect() })
    }

    /// The largest number of a report whose sequences are in a run.
    pub fn listed(&self) -> Result<i64> {
        self.one("SELECT coalesce(max(last), 0) FROM run", [])
    }

    /// Adds to `found` the reports that have a sequence.
    pub fn holders(&self, runs: &Runs, sequence: i64, found: &mut Vec<u32>) -> Result<()> {
        for (number, _) in runs.all.iter().filter(|(_, run)| run.filter.may_have(sequence)) {
            // A sequence that stands in very many reports may begin on the page before.
            let sql = "SELECT list FROM run_page WHERE run = ?1 AND least <= ?2 AND least >= coalesce((SELECT max(least) FROM run_page \
                       WHERE run = ?1 AND least < ?2), ?2)";
            for list in self.all::<Vec<u8>>(sql, params![number, sequence], |r| r.get(0))? {
                found.extend(entries(&list).filter(|e| e.0 == sequence).map(|e| e.1));
            }
        }
        Ok(())
    }

    /// Writes the sequences of reports of before there were runs, up to the one with this number.
    pub fn list_sequences(&mut self, new: Vec<Entry>, last: i64) -> Result<()> {
        let mut runs = self.runs()?;
        let path = self.path.clone();
        let write = |store: &mut Store| -> rusqlite::Result<()> {
            let tx = store.db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
            let known: i64 = tx.query_row("SELECT coalesce(max(last), 0) FROM run", [], |r| r.get(0))?;
            if known < last {
                add(&tx, &mut runs, new, last)?;
            }
            tx.commit()
        };
        write(self).map_err(|e| StoreError::of(&path, &e))
    }

    /// What stands in reports of many stories.
    pub fn furniture(&self) -> Result<Vec<i64>> {
        self.all("SELECT sequence FROM furniture ORDER BY sequence", [], |r| r.get(0))
    }

    /// The numbers of the stories that some reports are in, by the number of the report.
    pub fn stories_of(&self, reports: &[i64]) -> Result<BTreeMap<i64, i64>> {
        let sql = "SELECT r.number, r.story FROM json_each(?) j CROSS JOIN report r ON r.number = j.value";
        let numbers = serde_json::to_string(reports).unwrap_or_default();
        Ok(self.all(sql, [numbers], |r| Ok((r.get(0)?, r.get(1)?)))?.into_iter().collect())
    }

    /// The texts of some reports, in order of arrival.
    pub fn texts(&self, reports: &[i64]) -> Result<Vec<(i64, String)>> {
        let sql = "SELECT r.number, r.text FROM json_each(?) j CROSS JOIN report r ON r.number = j.value ORDER BY r.number";
        let numbers = serde_json::to_string(reports).unwrap_or_default();
        self.all(sql, [numbers], |r| Ok((r.get(0)?, r.get(1)?)))
    }

    /// The texts of reports behind one, in order of arrival; at most so many.
    pub fn texts_after(&self, after: i64, most: usize) -> Result<Vec<(i64, String)>> {
        self.all("SELECT number, text FROM report WHERE number > ? ORDER BY number LIMIT ?", params![after, most], |r| {
            Ok((r.get(0)?, r.get(1)?))
        })
    }
}

impl Writing<'_> {
    /// Writes the sequences of reports that come in, the last of which has this number. `runs` are those of the store, and stay so.
    pub fn sequences(&self, runs: &mut Runs, new: Vec<Entry>, last: i64) -> Result<()> {
        self.ask(|tx| add(tx, runs, new, last))
    }

    /// Takes out that a report has some sequences.
    pub fn forget_sequences(&self, runs: &Runs, report: i64, sequences: &[i64]) -> Result<()> {
        self.ask(|tx| {
            for sequence in sequences {
                for (run, _) in runs.all.iter().filter(|(_, run)| run.filter.may_have(*sequence)) {
                    let sql = "SELECT number, list FROM run_page WHERE run = ?1 AND least <= ?2 AND least >= coalesce((SELECT max(least) \
                               FROM run_page WHERE run = ?1 AND least < ?2), ?2)";
                    let mut ask = tx.prepare_cached(sql)?;
                    let pages = ask.query_map(params![run, sequence], |r| Ok((r.get(0)?, r.get(1)?)))?;
                    for (page, old) in pages.collect::<rusqlite::Result<Vec<(i64, Vec<u8>)>>>()? {
                        let kept: Vec<Entry> = entries(&old).filter(|e| *e != (*sequence, report as u32)).collect();
                        tx.prepare_cached("UPDATE run_page SET list = ? WHERE number = ?")?.execute(params![list(&kept), page])?;
                    }
                }
            }
            Ok(())
        })
    }

    /// Notes of sequences whether they stand in reports of many stories.
    pub fn furniture(&self, changed: &BTreeMap<i64, bool>) -> Result<()> {
        self.ask(|tx| {
            for (sequence, is) in changed {
                let sql = if *is { "INSERT OR IGNORE INTO furniture VALUES (?)" } else { "DELETE FROM furniture WHERE sequence = ?" };
                tx.prepare_cached(sql)?.execute([sequence])?;
            }
            Ok(())
        })
    }

    /// Takes out what is noted of sequences, to be noted anew.
    pub fn without_furniture(&self) -> Result<()> {
        self.ask(|tx| tx.execute("DELETE FROM furniture", []).map(drop))
    }
}

/// Takes over what was counted as furniture before there was a table for it.
pub(crate) fn fill(tx: &Transaction<'_>) -> rusqlite_migration::HookResult {
    let sql = "SELECT value FROM setting WHERE name = 'furniture'";
    let counted: Option<Vec<u8>> = rusqlite::OptionalExtension::optional(tx.query_row(sql, [], |r| r.get(0)))?;
    for bytes in counted.iter().flat_map(|all| all.chunks_exact(8)).filter_map(|b| b.try_into().ok()) {
        tx.prepare_cached("INSERT OR IGNORE INTO furniture VALUES (?)")?.execute([i64::from_le_bytes(bytes)])?;
    }
    tx.execute("DELETE FROM setting WHERE name = 'furniture'", [])?;
    Ok(())
}

/// Adds a run, and joins runs of one size while there are so many.
fn add(tx: &Transaction<'_>, runs: &mut Runs, mut new: Vec<Entry>, last: i64) -> rusqlite::Result<()> {
    new.sort_unstable();
    new.dedup();
    write(tx, runs, &new, last)?;
    let size = |run: &Run| run.entries.max(1).ilog2() / JOINED.ilog2();
    loop {
        let mut sizes: BTreeMap<u32, Vec<i64>> = BTreeMap::new();
        for (number, run) in runs.all.iter().filter(|(_, run)| run.entries < LARGEST) {
            sizes.entry(size(run)).or_default().push(*number);
        }
        let Some(joined) = sizes.into_values().find(|same| same.len() >= JOINED) else { return Ok(()) };
        let mut all = Vec::new();
        for number in &joined {
            let lists = tx
                .prepare_cached("SELECT list FROM run_page WHERE run = ?")?
                .query_map([number], |r| r.get::<_, Vec<u8>>(0))?
                .collect::<Vec<_>>();
            for list in lists {
                all.extend(entries(&list?));
            }
            tx.prepare_cached("DELETE FROM run WHERE number = ?")?.execute([number])?;
            runs.all.remove(number);
        }
        all.sort_unstable();
        write(tx, runs, &all, last)?;
    }
}

fn write(tx: &Transaction<'_>, runs: &mut Runs, sorted: &[Entry], last: i64) -> rusqlite::Result<()> {
    let filter = Filter::of(sorted);
    // Numbers of runs are given once: whoever reads an older list of runs finds none under it, not another.
    let number = 1 + tx.query_row(
        "SELECT max(coalesce((SELECT max(number) FROM run), 0), coalesce((SELECT value FROM setting WHERE name = 'runs'), 0))",
        [],
        |r| r.get::<_, i64>(0),
    )?;
    tx.execute("INSERT OR REPLACE INTO setting (name, value) VALUES ('runs', ?)", [number])?;
    tx.prepare_cached("INSERT INTO run VALUES (?, ?, ?, ?)")?.execute(params![number, sorted.len(), last, filter.0])?;
    for page in sorted.chunks(PAGE) {
        let least = page.first().map_or(0, |e| e.0);
        tx.prepare_cached("INSERT INTO run_page (run, least, list) VALUES (?, ?, ?)")?.execute(params![number, least, list(page)])?;
    }
    runs.all.insert(number, Run { entries: sorted.len(), filter });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::{Maker, What};

    const AT: &str = "2031-05-05T08:00:00Z";

    #[test]
    fn who_has_a_sequence_is_found_however_often_runs_were_joined() {
        let dir = tempfile::tempdir().unwrap();
        let mut store = Store::open(&dir.path().join("s.stemma")).unwrap();
        let mut runs = store.runs().unwrap();
        // Each report has sequences of its own, one that it shares with a tenth of the others, and one that all have.
        let of = |n: u32| (0..40).map(move |k| i64::from(n) * 1_000 + k).chain([-7 - i64::from(n % 10), i64::MIN]);
        for n in 1..=500u32 {
            let writing = store.writing(What::Add, AT, i64::from(n) - 1, &Maker::default()).unwrap();
            writing.sequences(&mut runs, of(n).map(|s| (s, n)).collect(), i64::from(n)).unwrap();
            writing.commit().unwrap();
        }
        assert!(runs.all.len() < 20, "{}", runs.all.len());
        assert_eq!((store.listed().unwrap(), store.runs().unwrap().all.len()), (500, runs.all.len()));
        let holders = |store: &Store, sequence: i64| {
            let mut found = Vec::new();
            store.holders(&store.runs().unwrap(), sequence, &mut found).unwrap();
            found.sort_unstable();
            found
        };
        assert_eq!(holders(&store, i64::MIN), (1..=500).collect::<Vec<u32>>());
        assert_eq!(holders(&store, -10), (1..=500).filter(|n| n % 10 == 3).collect::<Vec<u32>>());
        for n in [1, 77, 250, 500u32] {
            assert_eq!(holders(&store, i64::from(n) * 1_000 + 39), [n]);
        }
        assert_eq!(holders(&store, 40), [] as [u32; 0]);
        let writing = store.writing(What::Forget, AT, 500, &Maker::default()).unwrap();
        writing.forget_sequences(&runs, 77, &of(77).collect::<Vec<_>>()).unwrap();
        writing.commit().unwrap();
        assert_eq!((holders(&store, 77_000).len(), holders(&store, i64::MIN).len(), holders(&store, 78_000).len()), (0, 499, 1));
    }

    #[test]
    fn a_filter_passes_over_none_and_few_are_looked_for_in_vain() {
        let entries: Vec<Entry> = (0..20_000).map(|n| (n * 7_919, 1)).collect();
        let filter = Filter::of(&entries);
        assert!(entries.iter().all(|e| filter.may_have(e.0)));
        let vain = (0..20_000).filter(|n| filter.may_have(n * 7_919 + 1)).count();
        assert!(vain < 400, "{vain} of 20,000");
        assert!(!Filter::of(&[]).may_have(3));
    }
}
