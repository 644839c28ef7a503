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

    /// Adds rows of headings: cells longer than so many characters are broken between words, and end in the same row.
    pub(super) fn heading<S: AsRef<str>>(
        &mut self,
        cells: impl IntoIterator<Item = S>,
        most: usize,
    ) {
        let cells: Vec<Vec<String>> =
            cells.into_iter().map(|cell| broken(cell.as_ref(), most)).collect();
        let rows = cells.iter().map(Vec::len).max().unwrap_or(0);
        for row in 0..rows {
            let line = |cell: &Vec<String>| {
                let at = (row + cell.len()).checked_sub(rows);
                at.and_then(|at| cell.get(at)).cloned().unwrap_or_default()
            };
            self.row(cells.iter().map(line));
        }
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

/// Breaks a text between words into lines of so many characters, if its words are no longer.
pub(crate) fn broken(text: &str, most: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let line = lines.last_mut().expect("there is always a line");
        if line.is_empty() {
            line.push_str(word);
        } else if line.chars().count() + 1 + word.chars().count() <= most {
            line.extend([" ", word]);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_end_in_the_same_row() {
        let mut grid = Grid::new(&[1]);
        grid.heading(["", "one two three", "four"], 8);
        grid.row(["a", "b", "5"]);
        let lines = grid.lines(1);
        let expected = "    one two\n    three    four\n a  b           5\n";
        assert_eq!(lines, expected);
    }
}
