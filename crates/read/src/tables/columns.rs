//! Which column of a table holds what.

use crate::ReadError;
use serde::Deserialize;
use std::sync::LazyLock;

static NAMES: LazyLock<Names> = LazyLock::new(|| toml::from_str(include_str!("../../../../lexicon/columns.toml")).unwrap_or_default());

/// The names that columns have, the likelier first.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Names {
    text: Vec<String>,
    html: Vec<String>,
    title: Vec<String>,
    published: Vec<String>,
    outlet: Vec<String>,
    url: Vec<String>,
    byline: Vec<String>,
    id: Vec<String>,
    lang: Vec<String>,
}

/// What a column can hold, by the names of the interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Text,
    Html,
    Title,
    Published,
    Outlet,
    Url,
    Byline,
    Id,
    Lang,
}

const FIELDS: [(&str, Field); 9] = [
    ("text", Field::Text),
    ("html", Field::Html),
    ("title", Field::Title),
    ("published", Field::Published),
    ("outlet", Field::Outlet),
    ("url", Field::Url),
    ("byline", Field::Byline),
    ("id", Field::Id),
    ("lang", Field::Lang),
];

impl Field {
    fn name(self) -> &'static str {
        FIELDS.iter().find(|(_, f)| *f == self).map_or("", |(name, _)| name)
    }

    fn known(self) -> &'static [String] {
        match self {
            Field::Text => &NAMES.text,
            Field::Html => &NAMES.html,
            Field::Title => &NAMES.title,
            Field::Published => &NAMES.published,
            Field::Outlet => &NAMES.outlet,
            Field::Url => &NAMES.url,
            Field::Byline => &NAMES.byline,
            Field::Id => &NAMES.id,
            Field::Lang => &NAMES.lang,
        }
    }
}

/// Which columns of a table hold what, as the user says it. What is not said is read off the header.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns(Vec<(Field, String)>);

impl Columns {
    /// Reads `text=Body,title=Headline`. A field may be said more often: `text=Lead,text=Body` puts the columns
    /// together. A column is its name in the header, or its number: `text=#3`.
    pub fn parse(said: &str) -> Result<Self, ReadError> {
        let mut list = Vec::new();
        for part in said.split(',').filter(|p| !p.trim().is_empty()) {
            let (name, column) = part.split_once('=').unwrap_or((part, ""));
            let (name, column) = (name.trim().to_lowercase(), column.trim());
            let field = FIELDS.iter().find(|(n, f)| *n == name || plain(&name) == plain(n) || known(*f, &name)).map(|(_, f)| *f);
            let Some(field) = field.filter(|_| !column.is_empty()) else {
                let names: Vec<&str> = FIELDS.iter().map(|(n, _)| *n).collect();
                return Err(ReadError::new(format!(
                    "{part:?} is not of the form text=COLUMN; before the = stands one of {}",
                    names.join(", ")
                )));
            };
            list.push((field, column.to_owned()));
        }
        Ok(Self(list))
    }
}

/// What each field's column is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Mapping {
    /// Fields and their columns, counted from 0. The text may have several.
    pub fields: Vec<(Field, usize)>,
    /// What was read off the header and what is not used, for people.
    pub note: Option<String>,
}

impl Mapping {
    /// The mapping of a table by its header. An error where no column holds a text, or one that was said is not there.
    pub fn new(header: &[String], said: &Columns) -> Result<Self, ReadError> {
        let seen = || header.iter().map(|h| h.trim()).filter(|h| !h.is_empty()).collect::<Vec<_>>().join(", ");
        let mut fields = Vec::new();
        for (field, column) in &said.0 {
            let numbered = column.strip_prefix('#').and_then(|n| n.parse::<usize>().ok()).filter(|n| (1..=header.len()).contains(n));
            let at = header.iter().position(|h| h.trim() == column).or_else(|| header.iter().position(|h| plain(h) == plain(column)));
            match at.or(numbered.map(|n| n - 1)) {
                Some(at) => fields.push((*field, at)),
                None => return Err(ReadError::new(format!("there is no column {column:?}; the columns are {}", seen()))),
            }
        }
        for (_, field) in FIELDS {
            if fields.iter().any(|(f, _)| *f == field) {
                continue;
            }
            let free = |name: &&String| {
                let at = header.iter().position(|h| plain(h) == plain(name))?;
                (!fields.iter().any(|(_, taken)| *taken == at)).then_some(at)
            };
            if let Some(at) = field.known().iter().find_map(|name| free(&name)) {
                fields.push((field, at));
            }
        }
        if !fields.iter().any(|(f, _)| matches!(f, Field::Text | Field::Html)) {
            let columns = seen();
            return Err(ReadError::new(if columns.is_empty() {
                "it has no header: the first row must name the columns".to_owned()
            } else {
                format!("no column is known to hold the text; the columns are {columns}. Say which does with --columns text=NAME")
            }));
        }
        let guessed: Vec<String> =
            fields[said.0.len()..].iter().map(|(field, at)| format!("{} from {:?}", field.name(), header[*at].trim())).collect();
        let unused: Vec<&str> = (0..header.len())
            .filter(|at| !fields.iter().any(|(_, c)| c == at))
            .map(|at| header[at].trim())
            .filter(|h| !h.is_empty())
            .collect();
        let mut note = (!guessed.is_empty()).then(|| format!("columns by their names: {}", guessed.join(", ")));
        if !unused.is_empty() {
            let unused = format!("not used: {}", unused.join(", "));
            note = Some(note.map_or(unused.clone(), |n| format!("{n}; {unused}")));
        }
        Ok(Self { fields, note })
    }

    /// The column of the dates.
    pub fn dates(&self) -> Option<usize> {
        self.fields.iter().find(|(f, _)| *f == Field::Published).map(|(_, at)| *at)
    }
}

/// How many cells of a header are names that tables of reports have, and whether one of them holds the text.
pub(super) fn recognised(header: &[String]) -> (usize, bool) {
    let is = |cell: &String, field: Field| known(field, cell);
    let count = header.iter().filter(|cell| FIELDS.iter().any(|(_, f)| is(cell, *f))).count();
    (count, header.iter().any(|cell| is(cell, Field::Text) || is(cell, Field::Html)))
}

fn known(field: Field, name: &str) -> bool {
    let name = plain(name);
    !name.is_empty() && field.known().iter().any(|n| plain(n) == name)
}

/// A name's letters and digits, in lower case.
fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(names: &str) -> Vec<String> {
        names.split('|').map(str::to_owned).collect()
    }

    #[test]
    fn columns_are_known_by_name_and_can_be_said() {
        let found = Mapping::new(&header("No|Headline|Publication_Date|BODY|Notes"), &Columns::default()).unwrap();
        assert_eq!(found.fields, [(Field::Text, 3), (Field::Title, 1), (Field::Published, 2)]);
        assert_eq!(
            found.note.unwrap(),
            "columns by their names: text from \"BODY\", title from \"Headline\", published from \"Publication_Date\"; not used: No, Notes"
        );
        let said = Columns::parse("text=lead, text=Body,title=#1").unwrap();
        let found = Mapping::new(&header("Kopf|Lead|Body"), &said).unwrap();
        assert_eq!((found.fields, found.note), (vec![(Field::Text, 1), (Field::Text, 2), (Field::Title, 0)], None));
    }

    #[test]
    fn what_is_missing_is_said_with_the_columns_that_are_there() {
        let error = Mapping::new(&header("a|b"), &Columns::default()).unwrap_err().to_string();
        assert!(error.contains("the columns are a, b") && error.contains("--columns text=NAME"), "{error}");
        let error = Mapping::new(&header("a|b"), &Columns::parse("text=c").unwrap()).unwrap_err().to_string();
        assert!(error.contains("no column \"c\"") && error.contains("a, b"), "{error}");
        assert!(Columns::parse("words=b").is_err() && Columns::parse("text").is_err());
    }
}
