//! Text in columns.

/// Rows of cells; the first column is flush left, the others flush right unless they are words.
#[derive(Debug, Default)]
pub(super) struct Grid {
    rows: Vec<Vec<String>>,
    /// Columns, by number, that are flush left.
    left: Vec<usize>,
}

impl Grid {
    /// Returns a grid in which these columns are flush left beside the first.
    pub(super) fn new(left: &[usize]) -> Grid {
        Grid { rows: Vec::new(), left: left.to_vec() }
    }

    /// Adds a row.
    pub(super) fn row<S: Into<String>>(&mut self, cells: impl IntoIterator<Item = S>) {
        self.rows.push(cells.into_iter().map(Into::into).collect());
    }

    /// Returns the rows as lines, two spaces between columns, indented by as many spaces.
    pub(super) fn lines(&self, indent: usize) -> String {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let width = |i: usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(i));
            cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        let mut out = String::new();
        for row in &self.rows {
            let mut line = " ".repeat(indent);
            for (i, cell) in row.iter().enumerate() {
                let pad = " ".repeat(widths[i] - cell.chars().count());
                let gap = if i == 0 { "" } else { "  " };
                let flush_left = i == 0 || self.left.contains(&i);
                let (before, after) = if flush_left { ("", &*pad) } else { (&*pad, "") };
                line.extend([gap, before, cell, after]);
            }
            out.push_str(line.trim_end());
            out.push('\n');
        }
        out
    }
}
