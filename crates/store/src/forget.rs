//! Taking a report out for good.

use crate::batch::Writing;
use crate::words::normal;
use crate::{Result, Store};
use rusqlite::params;

impl Store {
    /// The numbers of the stories whose records name a report, also where it went into another story since.
    ///
    /// Every record is looked through.
    pub fn naming(&self, report: &str) -> Result<Vec<i64>> {
        let numbers: Vec<i64> = self.all("SELECT number FROM story WHERE json IS NOT NULL ORDER BY number", [], |r| r.get(0))?;
        let mut naming = Vec::new();
        // As it stands in JSON, whatever is in it: as a whole, and before what it has.
        let whole = serde_json::Value::from(report).to_string();
        let claim = format!("{}/", whole.strip_suffix('"').unwrap_or(&whole));
        for number in numbers {
            let sql =
                "SELECT json FROM story WHERE number = ?1 UNION ALL SELECT machine FROM story WHERE number = ?1 AND machine IS NOT NULL";
            for json in self.all::<Vec<u8>>(sql, [number], |r| r.get(0))? {
                let told = self.unpacked(&json)?;
                if told.contains(&claim) || told.contains(&whole) {
                    naming.push(number);
                    break;
                }
            }
        }
        Ok(naming)
    }

    /// Writes the log into the file and empties it, so that what was taken out is nowhere. False where somebody who reads keeps
    /// it from that: until then the log may still hold it.
    pub fn empty_log(&self) -> Result<bool> {
        let busy: i64 = self.one("PRAGMA wal_checkpoint(TRUNCATE)", [])?;
        Ok(busy == 0)
    }
}

impl Writing<'_> {
    /// Takes a report out with everything that was derived from it alone, and leaves its id, the time and the reason. The
    /// stories that name it are written anew by the caller, in the same transaction.
    pub fn forget(&self, number: i64, at: &str, reason: Option<&str>) -> Result<()> {
        let id = self.ask(|tx| {
            let (id, title, text, from): (String, Option<String>, String, String) =
                tx.query_row("SELECT id, title, text, read_from FROM report WHERE number = ?", [number], |r| {
                    Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?))
                })?;
            // The index has no copy of the text: it is told what to take out, and then written anew without it.
            tx.execute(
                "INSERT INTO word (word, rowid, title, text) VALUES ('delete', ?, ?, ?)",
                params![number, title.as_deref().map(normal), normal(&text)],
            )?;
            tx.execute("INSERT INTO word (word) VALUES ('optimize')", [])?;
            tx.execute("DELETE FROM report WHERE number = ?", [number])?;
            // A file that held nothing else.
            tx.execute(
                "DELETE FROM input WHERE (path = ?1 OR substr(?1, 1, length(path) + 1) IN (path || ':', path || ' ')) \
                 AND NOT EXISTS (SELECT 1 FROM report WHERE substr(read_from, 1, length(path)) = path)",
                [&from],
            )?;
            tx.execute("INSERT INTO forgotten (number, id, at, reason) VALUES (?, ?, ?, ?)", params![number, id, at, reason])?;
            Ok(id)
        })?;
        self.forget_decisions(&id)
    }
}
