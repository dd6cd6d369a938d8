//! A table: named columns with a type, and rows. What a format can express is decided in its own module.

/// What the cells of a column hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// Whole numbers.
    Int,
    /// Numbers with a fraction.
    Real,
    /// Yes or no.
    Bool,
    /// Days, `YYYY-MM-DD`.
    Day,
    /// Days that the format writes as moments, `YYYY-MM-DD 00:00:00.000`.
    Midnight,
}

/// A column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name, as the format has it.
    pub name: &'static str,
    /// What its cells hold.
    pub kind: Kind,
    /// What stands in CSV and TSV where the value is not known: nothing, or the word that the format has for it. JSON Lines
    /// and Parquet have a null of their own.
    pub empty: &'static str,
}

impl Column {
    /// A column that is empty where its value is not known.
    pub const fn new(name: &'static str, kind: Kind) -> Column {
        Column { name, kind, empty: "" }
    }
}

/// A column of text.
pub const fn text(name: &'static str) -> Column {
    Column::new(name, Kind::Text)
}

/// A column of whole numbers.
pub const fn int(name: &'static str) -> Column {
    Column::new(name, Kind::Int)
}

/// A column of numbers with a fraction.
pub const fn real(name: &'static str) -> Column {
    Column::new(name, Kind::Real)
}

/// A column of yes or no.
pub const fn yes(name: &'static str) -> Column {
    Column::new(name, Kind::Bool)
}

/// A value, or that there is none.
#[derive(Clone, Debug, PartialEq, Default)]
pub enum Cell {
    /// Not known.
    #[default]
    None,
    /// Text.
    Text(String),
    /// A whole number.
    Int(i64),
    /// A number with a fraction; never one that is no number.
    Real(f64),
    /// Yes or no.
    Bool(bool),
    /// A day, in days since 1970-01-01.
    Day(i32),
}

impl Cell {
    /// Text, or nothing where it is empty.
    pub fn text(text: impl Into<String>) -> Cell {
        let text = text.into();
        if text.is_empty() { Cell::None } else { Cell::Text(text) }
    }

    /// The day that an ISO 8601 date or date-time begins with; nothing where it does not.
    pub fn day(iso: &str) -> Cell {
        let day = iso.get(..10).and_then(|d| d.parse::<jiff::civil::Date>().ok());
        let since = day.and_then(|d| (d - jiff::civil::date(1970, 1, 1)).get_days().into());
        since.map_or(Cell::None, Cell::Day)
    }

    /// A number with a fraction, or nothing where it is none.
    pub fn real(number: f64) -> Cell {
        if number.is_finite() { Cell::Real(number) } else { Cell::None }
    }

    /// Whether there is no value.
    pub fn is_none(&self) -> bool {
        *self == Cell::None
    }
}

impl From<Option<String>> for Cell {
    fn from(text: Option<String>) -> Cell {
        text.map_or(Cell::None, Cell::text)
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Cell {
        Cell::text(text)
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Cell {
        Cell::text(text)
    }
}

impl From<Option<i64>> for Cell {
    fn from(number: Option<i64>) -> Cell {
        number.map_or(Cell::None, Cell::Int)
    }
}

impl From<Option<f64>> for Cell {
    fn from(number: Option<f64>) -> Cell {
        number.map_or(Cell::None, Cell::real)
    }
}

/// Columns and rows; every row has a cell for each column, of the column's kind or empty.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// The columns, in the format's order.
    pub columns: &'static [Column],
    /// The rows.
    pub rows: Vec<Vec<Cell>>,
}

impl Table {
    /// A table without rows.
    pub fn new(columns: &'static [Column]) -> Table {
        Table { columns, rows: Vec::new() }
    }

    /// A row to be filled by column names; what is not set stays empty.
    pub fn row(&self) -> Row {
        Row { columns: self.columns, cells: vec![Cell::None; self.columns.len()] }
    }

    /// Adds a row.
    pub fn push(&mut self, row: Row) {
        self.rows.push(row.cells);
    }
}

/// A row under way.
#[derive(Clone, Debug)]
pub struct Row {
    columns: &'static [Column],
    cells: Vec<Cell>,
}

impl Row {
    /// Sets the cell of a column. A column that the table does not have is an error of ours that tests find; it changes nothing.
    pub fn set(&mut self, name: &str, cell: impl Into<Cell>) -> &mut Row {
        let at = self.columns.iter().position(|c| c.name == name);
        debug_assert!(at.is_some(), "no column is named {name}");
        if let Some(at) = at {
            self.cells[at] = cell.into();
        }
        self
    }

    /// Sets a whole number.
    pub fn int(&mut self, name: &str, number: i64) -> &mut Row {
        self.set(name, Cell::Int(number))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_from_1970_and_what_is_no_day_is_empty() {
        assert_eq!(Cell::day("1970-01-01"), Cell::Day(0));
        assert_eq!(Cell::day("2019-08-07T12:00"), Cell::Day(18115));
        assert_eq!(Cell::day("1969-12-31"), Cell::Day(-1));
        for odd in ["", "2019", "2019-13-01", "gestern", "2019-08-0\u{661}"] {
            assert_eq!(Cell::day(odd), Cell::None, "{odd:?}");
        }
    }
}
