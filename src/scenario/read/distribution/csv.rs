//! Measured values from a CSV file.

use super::needed;
use crate::scenario::json::{Item, Reader};
use crate::scenario::limits;
use crate::scenario::problem::{listed, nearest};
use crate::scenario::values::{Span, nanoseconds};
use std::path::Path;

/// Reads `{"csv": "repairs.csv", "column": "hours", "unit": "h"}` and the file it names.
pub(super) fn empirical(reader: &mut Reader, item: &Item) -> Option<Vec<Span>> {
    let mut fields = reader.fields(item)?;
    let file = needed(reader, &mut fields, "csv", Reader::text);
    let column = needed(reader, &mut fields, "column", Reader::text);
    let unit = needed(reader, &mut fields, "unit", Reader::text);
    fields.finish(reader);
    let path = reader.folder(item).join(file?);
    match read_csv(&path, &column?, &unit?) {
        Ok(values) => Some(values),
        Err(what) => {
            reader.problem(item.place(), what, None);
            None
        }
    }
}

/// Reads the durations of one column of a CSV file with a header.
///
/// # Errors
/// A sentence: the file cannot be read, there is no such column or unit, a row (named by its line) holds no
/// number from 0 on, there are no rows, or too many.
pub(in crate::scenario) fn read_csv(
    path: &Path,
    column: &str,
    unit: &str,
) -> Result<Vec<Span>, String> {
    let ns = nanoseconds(unit)?;
    let file = path.display();
    let mut csv = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_path(path)
        .map_err(|e| format!("cannot read {file}: {e}"))?;
    let header = csv.headers().map_err(|e| format!("cannot read {file}: {e}"))?;
    let names: Vec<&str> = header.iter().map(|name| name.trim_start_matches('\u{feff}')).collect();
    let Some(index) = names.iter().position(|name| *name == column) else {
        let meant = nearest(column, names.iter().copied());
        let meant = meant.map_or(String::new(), |name| format!("; did you mean `{name}`?"));
        let known = listed(&names);
        return Err(format!("{file} has no column `{column}`{meant} its columns: {known}"));
    };
    let mut values = Vec::new();
    for row in csv.records() {
        let row = row.map_err(|e| format!("cannot read {file}: {e}"))?;
        let line = row.position().map_or(0, csv::Position::line);
        let text = row.get(index).unwrap_or_default();
        let span = text.parse().map_or(f64::NAN, |number: f64| number * ns);
        if !(0.0..f64::INFINITY).contains(&span) {
            return Err(format!("line {line} of {file}: `{text}` is not a number from 0 on"));
        }
        if values.len() == limits::EMPIRICAL_VALUES {
            return Err(format!("{file} has more than {} rows", limits::EMPIRICAL_VALUES));
        }
        values.push(Span::from_ns(span.abs()));
    }
    if values.is_empty() {
        return Err(format!("{file} has no rows under its header"));
    }
    Ok(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, column: &str, unit: &str) -> Result<Vec<Span>, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("repairs.csv");
        std::fs::write(&path, text).unwrap();
        read_csv(&path, column, unit)
    }

    #[test]
    fn a_column_is_read_in_its_unit() {
        let text = "\u{feff}hours, who\n1.5,\"a, b\"\n0,c\n 2 ,d\n";
        let expected = ["1h30m", "0s", "2h"].map(|t| Span::parse(t).unwrap());
        assert_eq!(read(text, "hours", "h").unwrap(), expected);
    }

    #[test]
    fn what_is_wrong_with_a_file_is_said() {
        let wrong = |text, column, unit, expected: &str| {
            let message = read(text, column, unit).unwrap_err();
            assert!(message.contains(expected), "{message}");
        };
        wrong("hours\n1\n", "huors", "h", "no column `huors`; did you mean `hours`?");
        wrong("id,hours\n1,2\n", "x", "h", "its columns: `id`, `hours`");
        wrong("hours\n1\n", "hours", "hour", "`hour` is not a unit of time");
        wrong("hours\n1\n-2\n", "hours", "h", "line 3 of");
        wrong("hours\n1\nNaN\n", "hours", "h", "`NaN` is not a number from 0 on");
        wrong("hours\n1\n1e300\n", "hours", "y", "is not a number");
        wrong("id,hours\n1,\n", "hours", "h", "line 2 of");
        wrong("id,hours\n1\n", "hours", "h", "cannot read");
        wrong("hours\n", "hours", "h", "no rows");
        wrong(&format!("h\n{}", "1\n".repeat(1_000_001)), "h", "h", "more than 1000000 rows");
        let missing = read_csv(Path::new("no/such.csv"), "hours", "h").unwrap_err();
        assert!(missing.contains("cannot read no/such.csv"), "{missing}");
    }
}
