//! Countries by the codes that datasets use: `codebooks/countries.tsv`.

use std::sync::LazyLock;

static LINES: &str = include_str!("../../../../codebooks/countries.tsv");

/// A country or territory. What a list does not have is "".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Country {
    /// ISO 3166-1 alpha-2.
    pub iso2: &'static str,
    /// ISO 3166-1 alpha-3.
    pub iso3: &'static str,
    /// ISO 3166-1 numeric, without zeros before it.
    pub numeric: &'static str,
    /// Correlates of War.
    pub cow: &'static str,
    /// Gleditsch and Ward.
    pub gw: &'static str,
    /// Its name and region as ACLED writes them.
    pub acled: [&'static str; 2],
    /// Its name and region as UCDP GED writes them.
    pub ucdp: [&'static str; 2],
}

/// The country of an ISO 3166 alpha-2 code.
pub fn country(iso2: &str) -> Option<&'static Country> {
    static ALL: LazyLock<Vec<Country>> = LazyLock::new(|| LINES.lines().filter(|l| !l.starts_with('#')).filter_map(read).collect());
    ALL.iter().find(|c| c.iso2 == iso2)
}

fn read(line: &'static str) -> Option<Country> {
    let mut cells = line.split('\t');
    let mut next = || cells.next();
    Some(Country {
        iso2: next()?,
        iso3: next()?,
        numeric: next()?,
        cow: next()?,
        gw: next()?,
        acled: [next()?, next()?],
        ucdp: [next()?, next()?],
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_line_is_whole_and_codes_are_numbers_that_no_other_has() {
        let lines: Vec<&str> = LINES.lines().filter(|l| !l.starts_with('#')).collect();
        let all: Vec<Country> = lines.iter().map(|l| read(l).unwrap()).collect();
        assert!(lines.iter().all(|l| l.split('\t').count() == 9));
        for codes in [|c: &Country| c.numeric, |c: &Country| c.cow, |c: &Country| c.gw] {
            let told: Vec<u32> = all.iter().map(codes).filter(|c| !c.is_empty()).map(|c| c.parse().unwrap()).collect();
            assert_eq!(told.iter().collect::<BTreeSet<_>>().len(), told.len());
        }
        assert!(all.iter().all(|c| c.iso3.len() == 3 && c.gw.is_empty() == c.ucdp[0].is_empty()));
    }

    #[test]
    fn lists_that_differ_are_kept_apart() {
        let codes = |iso2: &str| country(iso2).map(|c| (c.iso3, c.numeric, c.cow, c.gw)).unwrap();
        assert_eq!(codes("DE"), ("DEU", "276", "255", "260"));
        assert_eq!(codes("YE"), ("YEM", "887", "679", "678"));
        assert_eq!(codes("KG"), ("KGZ", "417", "703", "703"));
        assert_eq!(country("QQ"), None);
    }
}
