//! Bounds of numbers that need not be whole.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A finite number. Written as JSON without decimals where it is whole (`36`), else with them (`284.46`).
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Amount(f64);

/// Whole numbers up to here are exact.
const EXACT: f64 = 9_007_199_254_740_992.0;

impl Amount {
    /// A number; none where it is infinite or none at all.
    pub fn new(value: f64) -> Option<Amount> {
        value.is_finite().then_some(Amount(value))
    }

    /// The number.
    pub fn get(self) -> f64 {
        self.0
    }

    /// The number as a whole one, where it is whole and exact.
    pub fn whole(self) -> Option<i64> {
        (self.0.fract() == 0.0 && self.0.abs() <= EXACT).then_some(self.0 as i64)
    }
}

impl From<i64> for Amount {
    fn from(value: i64) -> Self {
        Amount(value as f64)
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self.whole() {
            Some(whole) => to.serialize_i64(whole),
            None => to.serialize_f64(self.0),
        }
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Amount::new(f64::deserialize(from)?).ok_or_else(|| serde::de::Error::custom("a finite number is wanted"))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_are_written_without_decimals_and_others_with_them() {
        let all: Vec<Amount> = [36.0, 284.46, -2.0, 1e300].into_iter().filter_map(Amount::new).collect();
        let json = serde_json::to_string(&all).unwrap();
        assert_eq!(json, "[36,284.46,-2,1e+300]");
        assert_eq!(serde_json::from_str::<Vec<Amount>>(&json).unwrap(), all);
        assert_eq!((all[0].whole(), all[1].whole(), all[3].whole()), (Some(36), None, None));
        assert_eq!(Amount::new(f64::NAN), None);
    }
}
