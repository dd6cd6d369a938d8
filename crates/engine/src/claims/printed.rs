//! The words of a report by scalar range.

/// A report's text, sliced by offsets that count scalar values.
pub(crate) struct Printed<'a> {
    text: &'a str,
    /// Byte offset of every 64th scalar; empty when all are one byte long.
    every: Vec<usize>,
}

const STEP: usize = 64;

impl<'a> Printed<'a> {
    pub fn new(text: &'a str) -> Printed<'a> {
        let every = if text.is_ascii() { Vec::new() } else { text.char_indices().step_by(STEP).map(|(b, _)| b).collect() };
        Printed { text, every }
    }

    fn byte(&self, scalar: usize) -> usize {
        if self.every.is_empty() {
            return scalar.min(self.text.len());
        }
        let Some(&from) = self.every.get(scalar / STEP) else { return self.text.len() };
        self.text[from..].char_indices().nth(scalar % STEP).map_or(self.text.len(), |(b, _)| from + b)
    }

    /// The words from scalar `start` up to `end`; "" for an empty or reversed range.
    pub fn slice(&self, start: usize, end: usize) -> String {
        let (from, to) = (self.byte(start), self.byte(end));
        self.text.get(from..to).unwrap_or_default().to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slices_count_scalars() {
        let text = "é".repeat(70) + "Ünï fell";
        let printed = Printed::new(&text);
        assert_eq!(printed.slice(70, 73), "Ünï");
        assert_eq!(printed.slice(74, 78), "fell");
        assert_eq!(printed.slice(77, 900), "l");
    }
}
