//! Tables of reports: CSV and its kin, and Excel workbooks. A row is a report.
//!
//! Which column holds what is read off the header by the names of `lexicon/columns.toml`, or said by the user
//! ([`Columns`]). Rows are numbered as spreadsheets number them: the header is row 1.

mod columns;
mod csv;
mod workbook;

pub use columns::Columns;
pub(crate) use csv::{looks_like_table, rows as csv_rows};
pub(crate) use workbook::rows as workbook_rows;

use crate::row::Row;
use crate::written::{Order, written};
use columns::{Field, Mapping};

/// A report's row from the cells of a table's row. `order` is what other rows showed of the column of dates.
fn row(mapping: &Mapping, cell: impl Fn(usize) -> Option<String>, order: Option<Order>) -> Row {
    let mut row = Row::default();
    for (field, column) in &mapping.fields {
        let Some(value) = cell(*column).filter(|v| !v.trim().is_empty()) else { continue };
        match field {
            // Several columns of text are one text, in their order.
            Field::Text => match &mut row.text {
                Some(text) => {
                    text.push_str("\n\n");
                    text.push_str(&value);
                }
                None => row.text = Some(value),
            },
            Field::Html => row.html = Some(value),
            Field::Title => row.title = Some(value),
            Field::Published => match written(&value, order) {
                Some(date) => row.published = Some(date),
                None => {
                    let why = if order.is_none() && value.contains('/') { " (which number is the day?)" } else { "" };
                    row.found.warnings.push(format!("the date {value:?} cannot be read{why} and was left out"));
                }
            },
            Field::Outlet => row.outlet = Some(value),
            Field::Url => row.url = Some(value),
            Field::Byline => row.byline = Some(value),
            Field::Id => row.id = Some(value),
            Field::Lang => row.lang = Some(value),
        }
    }
    // Articles that a scraper took with their markup.
    if row.html.is_none() && row.text.as_deref().is_some_and(is_markup) {
        row.html = row.text.take();
    }
    row
}

fn is_markup(text: &str) -> bool {
    text.trim_start().starts_with('<') && ["</p>", "</div>", "</html>"].iter().any(|end| text.contains(end))
}
