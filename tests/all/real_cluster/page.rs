//! The page: words around two tables.

use super::experiment::Played;
use std::fmt::Write as _;

/// The page without its tables.
const WORDS: &str = include_str!("page.md");

/// Writes the page.
pub(super) fn page(played: &[Played]) -> String {
    let runs: u32 = played.iter().map(|found| found.experiment.runs).sum();
    let agree = played.iter().filter(|found| found.agrees()).count();
    let values = [
        ("{outcomes}", outcomes(played)),
        ("{times}", times(played)),
        ("{experiments}", played.len().to_string()),
        ("{runs}", runs.to_string()),
        ("{agree}", agree.to_string()),
    ];
    values.iter().fold(WORDS.to_owned(), |page, (key, value)| page.replace(key, value))
}

fn verdict(agrees: bool, note: Option<char>) -> String {
    match (agrees, note) {
        (true, _) => "yes".into(),
        (false, Some(note)) => format!("no ({note})"),
        (false, None) => "no".into(),
    }
}

/// What happened, on both sides.
fn outcomes(played: &[Played]) -> String {
    let mut table = String::from(
        "| experiment | n | seen in so many runs | simulated | agree |\n|---|---|---|---|---|",
    );
    for found in played {
        let experiment = &found.experiment;
        let saw = experiment.saw.iter().map(|(outcome, runs)| format!("{runs}: {outcome}"));
        let saw: Vec<_> = saw.collect();
        let mut shares: Vec<_> = found.outcomes.iter().map(|(o, n)| (*n, o)).collect();
        shares.sort_by_key(|(n, outcome)| (std::cmp::Reverse(*n), *outcome));
        let shares = shares.iter().map(|(_, outcome)| {
            let percent = 100.0 * found.share(outcome);
            let percent = if percent < 0.95 { "< 1".into() } else { format!("{percent:.0}") };
            format!("{percent} %: {outcome}")
        });
        let shares: Vec<_> = shares.collect();
        let verdict = verdict(found.agrees_in_kind(), experiment.differs);
        let (saw, shares) = (saw.join("<br>"), shares.join("<br>"));
        let (name, runs) = (experiment.name, experiment.runs);
        write!(table, "\n| {name} | {runs} | {saw} | {shares} | {verdict} |").unwrap();
    }
    table
}

/// How long it took, on both sides.
fn times(played: &[Played]) -> String {
    let mut table = String::from(
        "| experiment | what | n | measured: min / median / max | simulated: min / median / max \
         | within the bar |\n|---|---|---|---|---|---|",
    );
    let show = |span: [f64; 3]| span.map(|s| format!("{s:.2}")).join(" / ");
    for found in played {
        for (i, measured) in found.experiment.measured.iter().enumerate() {
            let (name, what) = (found.experiment.name, measured.quantity.words());
            let simulated = found.spans[i].map_or("–".into(), show);
            let verdict = verdict(found.is_within(i), found.experiment.differs);
            let (n, measured) = (measured.runs, show(measured.span));
            write!(table, "\n| {name} | {what} | {n} | {measured} | {simulated} | {verdict} |")
                .unwrap();
        }
    }
    table
}
