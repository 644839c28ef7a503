//! Colours, each with a pattern of its own, so that the picture can be read without them.

use super::svg::{Anchor, INK, Svg};
use crate::ledger::Phase;
use crate::report::charts::frame::{WIDTH, width};

/// What a piece of a lane shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fill {
    /// The service is up.
    Up,
    /// The service is down and waits for this.
    Down(Phase),
    /// A member runs an instance; neighbours have different shades.
    Runs(usize),
    /// A member is about to.
    Begins,
    /// Two sides serve the same.
    Dual,
    /// A component is down.
    Broken,
    /// A node is alive but silent.
    Hung,
}

/// The colour of a phase and the strokes on it, in a tile of 12 by 12.
fn phase(phase: Phase) -> (&'static str, &'static str) {
    match phase {
        Phase::PlannedWork => ("#3f8f5f", "M0 6H12"),
        Phase::SplitBrainRepair => ("#a8327d", "M0 0L12 12M12 0L0 12"),
        Phase::DisasterRecovery => ("#5b4bb5", "M6 0V12M0 6H12"),
        Phase::Failback => ("#2f9aa8", "M0 12L12 0M-3 3L3 -3M9 15L15 9"),
        Phase::BlockedFencing => ("#7a1f1f", "M6 0V12"),
        Phase::Fencing => ("#d9480f", "M0 0L12 12M-3 9L3 15M9 -3L15 3"),
        Phase::Detection => ("#f2b01e", "M5 6h2"),
        Phase::ManualRecovery => ("#8a6a4a", "M0 3H12M0 9H12"),
        Phase::Takeover => ("#1f5fa6", "M0 12L12 0M-3 3L3 -3M9 15L15 9"),
        Phase::Resync => ("#6aa0d8", "M3 0V12M9 0V12"),
        Phase::Reboot => ("#868e96", "M2 3h2M8 9h2"),
        Phase::Repair => ("#c92a2a", ""),
    }
}

/// Returns the pictures' own name for a pattern: several timelines may stand on one page.
fn pattern(own: &str, name: &str) -> String {
    format!("{own}-{}", name.replace('_', "-"))
}

/// Draws the patterns of these phases and of what members and components do.
pub(super) fn patterns(svg: &mut Svg, own: &str, phases: &[Phase]) {
    svg.raw("<defs>\n");
    let mut add = |name: &str, colour: &str, strokes: &str, ink: &str| {
        let id = pattern(own, name);
        svg.raw(&format!(
            r#"<pattern id="{id}" width="12" height="12" patternUnits="userSpaceOnUse"><rect width="12" height="12" fill="{colour}"/><path d="{strokes}" stroke="{ink}" stroke-width="2" fill="none"/></pattern>
"#
        ));
    };
    for it in phases {
        let (colour, strokes) = phase(*it);
        add(it.name(), colour, strokes, "#ffffff");
    }
    add("begins", "#ffffff", "M0 12L12 0M-3 3L3 -3M9 15L15 9", "#1f5fa6");
    add("dual", "#ffd8ec", "M0 0L12 12M12 0L0 12", "#a8327d");
    add("hung", "#e9ecef", "M0 6H12", "#495057");
    svg.raw("</defs>\n");
}

/// Returns rules of CSS that paint the patterns of every timeline in a page plainly: printers' files grow a
/// hundred times with patterns.
pub(in crate::report) fn plain_rules() -> String {
    let others = [Fill::Begins, Fill::Dual, Fill::Hung];
    let mut fills: Vec<Fill> = Phase::ALL.into_iter().map(Fill::Down).chain(others).collect();
    // A name may be the end of a longer one, whose rule comes later and goes first.
    fills.sort_by_key(|fill| fill.name().len());
    let rule = |fill: &Fill| {
        let name = pattern("", fill.name());
        format!(".lit rect[fill$=\"{name})\"] {{ fill: {}; }}\n", fill.colour())
    };
    fills.iter().map(rule).collect()
}

impl Fill {
    /// Returns what it is painted with, in the picture of this name.
    pub(super) fn paint(self, own: &str) -> String {
        match self {
            Fill::Up | Fill::Runs(_) | Fill::Broken => self.colour().into(),
            Fill::Down(it) => format!("url(#{})", pattern(own, it.name())),
            Fill::Begins => format!("url(#{})", pattern(own, "begins")),
            Fill::Dual => format!("url(#{})", pattern(own, "dual")),
            Fill::Hung => format!("url(#{})", pattern(own, "hung")),
        }
    }

    /// Returns what kind it is, in a word.
    pub(super) fn name(self) -> &'static str {
        const RUNS: [&str; 4] = ["runs-1", "runs-2", "runs-3", "runs-4"];
        match self {
            Fill::Up => "up",
            Fill::Down(it) => it.name(),
            Fill::Runs(shade) => RUNS[shade % 4],
            Fill::Begins => "begins",
            Fill::Dual => "dual",
            Fill::Broken => "broken",
            Fill::Hung => "hung",
        }
    }

    /// Returns its colour, without its pattern.
    pub(super) fn colour(self) -> &'static str {
        match self {
            Fill::Up => "#dcebe1",
            Fill::Down(it) => phase(it).0,
            Fill::Runs(shade) => ["#cfe0f3", "#e3ddf3", "#d6ecec", "#f0e6d6"][shade % 4],
            Fill::Begins => "#8fb3dd",
            Fill::Dual => "#e08abf",
            Fill::Broken => "#5c636a",
            Fill::Hung => "#adb5bd",
        }
    }

    /// Whether it must be seen, however short it is.
    pub(super) fn is_loud(self) -> bool {
        !matches!(self, Fill::Up | Fill::Runs(_))
    }

    /// Returns the colour of words upon it; none where they could not be read.
    pub(super) fn ink(self) -> &'static str {
        match self {
            Fill::Broken => "#ffffff",
            _ => INK,
        }
    }
}

/// Draws what colours and patterns mean; returns how high that was.
pub(super) fn legend(svg: &mut Svg, own: &str, y: f64, entries: &[(Fill, String)]) -> f64 {
    const ROW: f64 = 44.0;
    let (mut x, mut row) = (48.0, 0.0);
    for (fill, words) in entries {
        let long = f64::from(width(words, 26)) + 96.0;
        if x + long > f64::from(WIDTH) - 48.0 && x > 48.0 {
            (x, row) = (48.0, row + 1.0);
        }
        let top = y + row * ROW;
        svg.rect([x, top + 8.0, 44.0, 26.0], &fill.paint(own));
        svg.outline([x, top + 8.0, 44.0, 26.0], "#adb5bd", "none");
        svg.text((x + 56.0, top + 21.0), words, 26, INK, Anchor::Start);
        x += long;
    }
    (row + 1.0) * ROW
}
