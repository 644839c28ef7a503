//! Tables, all alike: a name in each row, and what is known of it.

use crate::report::units::unbroken;
use crate::statistics::Estimate;
use askama::Template;

/// A table.
#[derive(Template)]
#[template(path = "table.html")]
pub(super) struct Table {
    caption: String,
    columns: Vec<Column>,
    rows: Vec<Row>,
    /// What is said below the rows.
    rest: String,
}

struct Column {
    title: &'static str,
    is_number: bool,
}

struct Row {
    name: String,
    cells: Vec<Cell>,
}

/// What is known of something.
#[derive(Clone)]
pub(super) struct Cell {
    shown: String,
    /// The interval, or why there is none.
    range: String,
    /// What rows are sorted by.
    value: Option<f64>,
}

impl Cell {
    /// Words.
    pub(super) fn words(shown: impl Into<String>) -> Cell {
        Cell { shown: shown.into(), range: String::new(), value: None }
    }

    /// A number.
    pub(super) fn number(value: f64, shown: impl Into<String>) -> Cell {
        // A number stays with its unit.
        let shown = shown.into().replace(' ', "\u{a0}");
        Cell { shown, range: String::new(), value: Some(value) }
    }

    /// An estimate with its interval.
    pub(super) fn estimate(e: &Estimate, show: impl Fn(f64) -> String) -> Cell {
        Cell::number(e.mean, show(e.mean)).with_range(&e.range(&show))
    }

    /// Returns it with an interval.
    pub(super) fn with_range(mut self, range: &str) -> Cell {
        self.range = unbroken(range);
        self
    }

    fn is_number(&self) -> bool {
        self.value.is_some()
    }

    fn value(&self) -> f64 {
        self.value.unwrap_or_default()
    }
}

impl Table {
    /// Returns a table without rows; titles that end in `#` are those of numbers.
    pub(super) fn new(caption: impl Into<String>, titles: &[&'static str]) -> Table {
        let column = |title: &&'static str| Column {
            title: title.trim_end_matches('#'),
            is_number: title.ends_with('#'),
        };
        let columns = titles.iter().map(column).collect();
        Table { caption: caption.into(), columns, rows: Vec::new(), rest: String::new() }
    }

    /// Adds a row.
    pub(super) fn row(&mut self, name: impl Into<String>, cells: Vec<Cell>) {
        debug_assert_eq!(cells.len() + 1, self.columns.len(), "a cell for each column");
        self.rows.push(Row { name: name.into(), cells });
    }

    /// Says something below the rows.
    pub(super) fn say(&mut self, words: String) {
        self.rest = words;
    }

    /// Says below the rows how many more there are, if any, and where.
    pub(super) fn leave_out(&mut self, count: usize, file: &str) {
        if count > 0 {
            self.rest = match count {
                1 => format!("One other is in {file}."),
                n => format!("{n} others are in {file}."),
            };
        }
    }

    /// Keeps so many rows, and says where the others are.
    pub(super) fn keep(&mut self, most: usize, place: &str) {
        self.leave_out(self.rows.len().saturating_sub(most), place);
        self.rows.truncate(most);
    }

    /// Whether there is nothing in it.
    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}
