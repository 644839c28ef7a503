//! Which parameters matter: each varied by itself, up and down, and ranked by what that does.

use crate::report::grid::Grid;
use crate::report::tables::{cells, columns};
use crate::report::units::{change as said, span, uptime};
use crate::statistics::{Estimate, Moments};
use std::fmt::Write;

/// What stands for a value that cannot be tried.
pub const NOTHING: &str = "–";

/// What one parameter does.
#[derive(Clone, Debug)]
pub struct Swing {
    /// Its path.
    pub path: String,
    /// Its value, and those that were tried: lower and higher.
    pub values: [String; 3],
    /// What the lower and the higher one add to the downtime of a year, from the differences of single trials; `None`
    /// for a value that the parameter cannot have.
    pub change: [Option<Estimate>; 2],
}

impl Swing {
    /// Returns the larger of both changes.
    pub fn size(&self) -> f64 {
        self.change.iter().flatten().map(|change| change.mean.abs()).fold(0.0, f64::max)
    }

    /// Returns the larger of those changes that are proven; `None` if none is.
    pub fn proven(&self) -> Option<f64> {
        let proven = self.change.iter().flatten().filter(|change| is_proven(change));
        proven.map(|change| change.mean.abs()).reduce(f64::max)
    }
}

/// All parameters of a design, by what they do.
#[derive(Clone, Debug)]
pub struct Tornado {
    /// To which service.
    pub service: String,
    /// How far each is varied, as a share of its value.
    pub by: f64,
    /// The downtime of the design as it is.
    pub base: Estimate,
    /// The parameters, those that matter most first; those of which nothing is proven are last.
    pub swings: Vec<Swing>,
}

/// Returns parameters ranked by what they do; of each the path, its values, and the differences of single trials.
pub fn tornado(
    service: &str,
    by: f64,
    base: Estimate,
    found: Vec<(String, [String; 3], [Option<Moments>; 2])>,
) -> Tornado {
    let swing = |(path, values, differences): (String, [String; 3], [Option<Moments>; 2])| Swing {
        path,
        values,
        change: differences.map(|moments| moments.map(|m| Estimate::difference(&m))),
    };
    let mut swings: Vec<Swing> = found.into_iter().map(swing).collect();
    // Stable, so that those that do the same stay in the order of the scenario.
    let rank = |swing: &Swing| (swing.proven().unwrap_or(-1.0), swing.size());
    swings.sort_by(|a, b| {
        let ((proven_a, size_a), (proven_b, size_b)) = (rank(a), rank(b));
        proven_b.total_cmp(&proven_a).then(size_b.total_cmp(&size_a))
    });
    Tornado { service: service.to_owned(), by, base, swings }
}

/// Whether a change is not 0 without much doubt.
pub(super) fn is_proven(change: &Estimate) -> bool {
    change.ci95.is_some_and(|[low, high]| low > 0.0 || high < 0.0)
}

/// Returns a change with its sign.
pub(super) fn signed(s: f64) -> String {
    match s {
        0.0 => "0 s".into(),
        s if s < 0.0 => format!("−{}", span(-s)),
        s => format!("+{}", span(s)),
    }
}

/// Returns the tornado as text, with as many parameters at most.
pub fn tornado_text(tornado: &Tornado, most: usize) -> String {
    let Tornado { service, by, base, swings } = tornado;
    let by = uptime(*by);
    let mut out = format!(
        "{service} is down {} a year. Each parameter by itself {by} less and {by} more, with the same random numbers:\n\n",
        span(base.mean)
    );
    let (proven, open): (Vec<&Swing>, Vec<&Swing>) =
        swings.iter().filter(|swing| swing.size() > 0.0).partition(|s| s.proven().is_some());
    let mut grid = Grid::new(&[3]);
    grid.row(["", "now", "tried", "changes downtime by"]);
    let shown = proven.iter().chain(&open).take(most);
    let (mut done, mut has_open) = (0, false);
    for swing in shown {
        if swing.proven().is_none() && !has_open {
            grid.row(["not proven with so few trials:"]);
            has_open = true;
        }
        tell(&mut grid, swing);
        done += 1;
    }
    out.push_str(&grid.lines(0));
    out.push_str("\nA change whose brackets hold 0 is not proven; more trials would tell.\n");
    let rest = proven.len() + open.len() - done;
    if rest > 0 {
        let others = if rest == 1 { "1 other is" } else { &format!("{rest} others are") };
        let _ = writeln!(out, "{others} in tornado.csv");
    }
    let fixed = swings.iter().filter(|swing| swing.change.iter().all(Option::is_none)).count();
    if fixed > 0 {
        let _ = writeln!(out, "{fixed} cannot be varied by themselves");
    }
    let nothing = swings.len() - proven.len() - open.len() - fixed;
    if nothing > 0 {
        let _ = writeln!(out, "{nothing} changed nothing in any trial");
    }
    out
}

/// Adds a row for each value of a parameter that was tried.
fn tell(grid: &mut Grid, swing: &Swing) {
    let [now, less, more] = &swing.values;
    let (mut path, mut now) = (swing.path.as_str(), now.as_str());
    for (value, change) in [less, more].into_iter().zip(&swing.change) {
        let Some(change) = change else { continue };
        grid.row([path, now, value, &said(change, signed)]);
        (path, now) = ("", "");
    }
}

/// Returns the tornado as CSV.
///
/// # Errors
/// Never, in memory.
pub fn tornado_csv(tornado: &Tornado) -> Result<Vec<u8>, csv::Error> {
    let mut table = csv::Writer::from_writer(Vec::new());
    let mut header = ["parameter", "value", "less", "more"].map(str::to_owned).to_vec();
    header.extend(columns("change_less_s_per_year"));
    header.extend(columns("change_more_s_per_year"));
    table.write_record(&header)?;
    for swing in &tornado.swings {
        let mut row = vec![swing.path.clone()];
        row.extend(swing.values.iter().cloned());
        let empty = || [const { String::new() }; 4];
        row.extend(swing.change.iter().flat_map(|e| e.as_ref().map_or_else(empty, cells)));
        table.write_record(&row)?;
    }
    Ok(table.into_inner().unwrap_or_default())
}
