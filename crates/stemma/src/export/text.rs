//! CSV and TSV.
//!
//! Both are UTF-8 without a mark of order, with lines that end in LF, the first with the names of the columns. In CSV a cell
//! with a comma, a quote or a line break is quoted (RFC 4180). In TSV nothing is quoted, as readers of such files expect:
//! tabs and line breaks of a cell become spaces. In both, characters that no text has a use for (NUL and other controls) are
//! left out: they end the cell in some readers.
//!
//! A cell that begins with `=`, `+`, `-` or `@` is written as it is: text of reports is evidence, and an export that changes
//! it is wrong in every reader but a spreadsheet. Those who open one in a spreadsheet set `guard`: such a cell then begins
//! with an apostrophe, which spreadsheets take for "this is text".

use super::table::{Cell, Column, Kind, Table};
use std::borrow::Cow;
use std::io::{self, Write};

/// Which of the two, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Tabs between the cells and nothing quoted, instead of commas and quotes.
    pub tabs: bool,
    /// Whether text that a spreadsheet would run as a formula begins with an apostrophe.
    pub guard: bool,
}

/// Writes a table.
pub fn write(table: &Table, style: Style, out: impl Write) -> io::Result<()> {
    let mut builder = csv::WriterBuilder::new();
    builder.terminator(csv::Terminator::Any(b'\n'));
    if style.tabs {
        builder.delimiter(b'\t').quote_style(csv::QuoteStyle::Never);
    }
    let mut writer = builder.from_writer(out);
    writer.write_record(table.columns.iter().map(|c| c.name)).map_err(io::Error::from)?;
    for row in &table.rows {
        let cells = table.columns.iter().zip(row).map(|(column, cell)| shown(column, cell, style));
        writer.write_record(cells.map(|c| c.into_owned().into_bytes())).map_err(io::Error::from)?;
    }
    writer.flush()
}

/// A cell as it is written.
fn shown<'a>(column: &Column, cell: &'a Cell, style: Style) -> Cow<'a, str> {
    match cell {
        Cell::None => column.empty.into(),
        Cell::Text(text) => guarded(clean(text, style.tabs), style.guard),
        Cell::Int(number) => number.to_string().into(),
        Cell::Real(number) => number.to_string().into(),
        Cell::Bool(yes) => if *yes { "true" } else { "false" }.into(),
        Cell::Day(days) => match column.kind {
            Kind::Midnight => format!("{} 00:00:00.000", date(*days)).into(),
            _ => date(*days).into(),
        },
    }
}

/// A day as `YYYY-MM-DD`.
pub fn date(days: i32) -> String {
    let span = jiff::Span::new().try_days(i64::from(days));
    let day = span.and_then(|s| jiff::civil::date(1970, 1, 1).checked_add(s));
    day.map(|d| d.to_string()).unwrap_or_default()
}

/// Text without controls; with tabs for bounds, on one line.
fn clean(text: &str, tabs: bool) -> Cow<'_, str> {
    let odd = |c: char| c.is_control() && (tabs || c != '\n');
    if !text.contains(odd) {
        return text.into();
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            // A line break of two characters is one.
            '\r' if chars.peek() == Some(&'\n') => {}
            '\t' => out.push(' '),
            '\n' | '\r' | '\u{85}' => out.push(if tabs { ' ' } else { '\n' }),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out.into()
}

/// Text that no spreadsheet runs.
fn guarded(text: Cow<'_, str>, guard: bool) -> Cow<'_, str> {
    let risky = text.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    if guard && risky { format!("'{text}").into() } else { text }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const COLUMNS: &[Column] = &[
        Column::new("a", Kind::Text),
        Column { name: "b", kind: Kind::Text, empty: "None" },
        Column::new("c", Kind::Midnight),
        Column::new("d", Kind::Real),
    ];

    fn written(text: &str, tabs: bool, guard: bool) -> String {
        let table = Table { columns: COLUMNS, rows: vec![vec![Cell::text(text), Cell::None, Cell::Day(18115), Cell::Real(42.5)]] };
        let mut out = Vec::new();
        write(&table, Style { tabs, guard }, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn cells_are_quoted_in_csv_and_flattened_in_tsv() {
        let text = "He said \"no\",\r\nthen\tleft\0.";
        assert_eq!(written(text, false, false), "a,b,c,d\n\"He said \"\"no\"\",\nthen left.\",None,2019-08-07 00:00:00.000,42.5\n");
        assert_eq!(written(text, true, false), "a\tb\tc\td\nHe said \"no\", then left.\tNone\t2019-08-07 00:00:00.000\t42.5\n");
    }

    #[test]
    fn right_to_left_text_and_marks_stay() {
        let text = "\u{202b}شهود\u{202c}: «نعم»";
        assert!(written(text, false, false).contains(text) && written(text, true, false).contains(text));
    }

    #[test]
    fn formulas_are_kept_or_guarded_as_asked() {
        for text in ["=1+1", "+49 30", "-5", "@a", " =1"] {
            assert!(written(text, false, false).contains(&format!("\n{text},")), "{text}");
            assert!(written(text, false, true).contains(&format!("\n'{text},")), "{text}");
        }
        assert!(written("a=1", false, true).contains("\na=1,"));
    }

    #[test]
    fn a_table_of_one_empty_column_has_a_line_for_each_row() {
        const ONE: &[Column] = &[Column::new("a", Kind::Text)];
        let mut out = Vec::new();
        write(&Table { columns: ONE, rows: vec![vec![Cell::None]] }, Style { tabs: false, guard: false }, &mut out).unwrap();
        assert_eq!(out, b"a\n\"\"\n");
    }
}
