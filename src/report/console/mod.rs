//! The summary as a person reads it: the answer first.

mod sla;

pub(super) use sla::{part, promise};

use super::summarize::{DOMINANT, YEAR_S};
use super::summary::{Cluster, Component, Part, Service, Summary};
use super::units::{availability, count, digits, money, percent, share_of, shorten, span};
use crate::statistics::{Estimate, MOST_NINES};
use std::fmt::Write;

/// More causes and components than this are summed up.
const MOST: usize = 8;

/// The column of names is at least so wide.
const SHORT: usize = 25;

/// Names longer than this lose their middle.
const NAME: usize = 32;

/// Returns the summary as text.
pub fn console(summary: &Summary) -> String {
    let mut out = Text::default();
    out.line(&format!(
        "{}: {} trial{} of {} each, seed {}",
        summary.scenario.name,
        count(summary.trials),
        if summary.trials == 1 { "" } else { "s" },
        horizon(summary.horizon_s),
        summary.seed
    ));
    out.line("In brackets: where the true value lies, 95 times in 100.");
    out.line("");
    for (name, service) in &summary.services {
        out.answer(name, service);
        if let Some(sla) = &service.sla {
            out.sla(sla);
        }
        out.parts(service);
    }
    for (name, cluster) in &summary.clusters {
        out.cluster(name, cluster);
    }
    out.components(summary);
    out.cost(summary);
    for warning in &summary.warnings {
        out.line(&format!("warning: {warning}"));
    }
    out.print()
}

/// Returns what there is to say of a service before what its downtime comes from.
pub(super) fn service(name: &str, service: &Service) -> Vec<Line> {
    let mut out = Text::default();
    out.answer(name, service);
    out.0
}

/// Returns a horizon as it was probably written.
pub(super) fn horizon(s: f64) -> String {
    let years = s / 31_536_000.0;
    let whole = years.round();
    if whole < 1.0 || (years - whole).abs() > 1e-9 {
        span(s)
    } else if whole == 1.0 {
        "a year".into()
    } else {
        format!("{whole} years")
    }
}

/// Returns a span, and in minutes too where people compare downtime in them.
fn in_minutes(s: f64) -> String {
    match s {
        7200.0..1_000_000.0 => format!("{} ({:.0} min)", span(s), s / 60.0),
        _ => span(s),
    }
}

/// Returns `mean a year (low to high)`.
fn yearly(e: &Estimate, show: impl Fn(f64) -> String) -> String {
    format!("{} a year ({})", show(e.mean), e.range(&show))
}

/// Returns `share of trials (low to high)`.
fn of_trials(e: &Estimate) -> String {
    share_of(" of trials", e)
}

/// A line of what a person reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// A sentence or a row of a table; an empty one ends a part.
    Words(String),
    /// What is said of something.
    Item {
        /// What it is about.
        label: String,
        /// What is said.
        text: String,
    },
}

/// What a person reads, as it grows.
#[derive(Default)]
struct Text(Vec<Line>);

impl Text {
    fn line(&mut self, text: &str) {
        self.0.push(Line::Words(text.into()));
    }

    fn item(&mut self, label: &str, text: &str) {
        self.0.push(Line::Item { label: label.into(), text: text.into() });
    }

    fn print(&self) -> String {
        let mut out = String::new();
        for line in &self.0 {
            let _ = match line {
                Line::Words(words) => writeln!(out, "{words}"),
                Line::Item { label, text } => writeln!(out, "  {label:<22} {text}"),
            };
        }
        out
    }

    fn answer(&mut self, name: &str, service: &Service) {
        let down = &service.downtime_s_per_year;
        let a = &service.availability;
        if down.max == 0.0 {
            self.line(&format!("{name} had no outage in any trial"));
            let none = &service.p_no_outage;
            self.item("no outage at all", &of_trials(none));
            self.item("outages", &yearly(&service.outages_per_year, digits));
            self.answered(service);
            self.sessions(service);
            self.line("");
            return;
        }
        let Some([low, high]) = a.ci95 else {
            self.line(&format!("{name} had too few outages to say how available it is"));
            let mean = span(down.mean.mean);
            self.item("downtime", &format!("{mean} a year here; {}", down.mean.range(span)));
            self.answered(service);
            self.outages(service);
            return;
        };
        let show = |x: f64| availability(x, a.standard_error);
        self.line(&format!(
            "{name} is available {} of the time: {} of downtime a year",
            show(a.mean),
            in_minutes(down.mean.mean)
        ));
        let nines = &service.nines;
        let range = match nines.ci95 {
            Some([low, high]) if high >= MOST_NINES => format!("{} or more", digits(low)),
            _ => nines.range(digits),
        };
        let counted = format!("{} ({range})", digits(nines.mean));
        self.item("availability", &format!("{} ({} to {})", show(a.mean), show(low), show(high)));
        self.item("nines", &counted);
        self.item("downtime", &yearly(&down.mean, span));
        if down.worst_trial_share > DOMINANT {
            let share = percent(down.worst_trial_share);
            let words = "of it is one single trial: do not trust these intervals, play more trials";
            self.item("beware", &format!("{share} {words}"));
        }
        self.planned(service);
        self.answered(service);
        let number = down.worst_trial.map_or(String::new(), |n| format!(" (trial {n})"));
        let years = format!(
            "half have {}, 95 in 100 {}, the worst {}{number}",
            at_most(down.p50),
            at_most(down.p95),
            span(down.max)
        );
        self.item("trials, a year", &years);
        self.outages(service);
    }

    /// What share of the requests gets an answer, where that is not what downtime alone makes it.
    fn answered(&mut self, service: &Service) {
        let served = &service.served_fraction;
        let lost_s = (service.availability.mean - served.mean) * YEAR_S;
        if lost_s.abs() < 1e-3 {
            return;
        }
        let show = |x: f64| availability(x, served.standard_error);
        let mut text = format!("{} ({})", show(served.mean), served.range(show));
        // Where little is asked while it is down it may answer more than it is there.
        if lost_s > 0.0 {
            let more = in_minutes(lost_s);
            let _ = write!(text, "; beyond its downtime {more} of requests a year are lost");
        }
        self.item("requests answered", &text);
    }

    /// What of the downtime somebody has planned, and what the rest amounts to.
    fn planned(&mut self, service: &Service) {
        let planned = &service.planned_downtime_s_per_year;
        if planned.mean == 0.0 {
            return;
        }
        self.item("of it planned", &yearly(planned, span));
        let rest = &service.unplanned_availability;
        let down = |a: f64| span((1.0 - a) * YEAR_S);
        let range = match rest.ci95 {
            Some([low, high]) => format!("{} to {}", down(high), down(low)),
            None => rest.range(down),
        };
        self.item("of it not planned", &format!("{} a year ({range})", down(rest.mean)));
        if rest.ci95.is_some() {
            let show = |x: f64| availability(x, rest.standard_error);
            let words = format!("{} ({})", show(rest.mean), rest.range(show));
            self.item("but for planned work", &words);
        }
    }

    /// How many outages, how long, and how often none.
    fn outages(&mut self, service: &Service) {
        self.item("outages", &yearly(&service.outages_per_year, digits));
        let length = &service.outage_s;
        let mut lasts = format!("{} on average", span(length.mean.mean));
        if length.max > 0.0 {
            let (half, most) = (span(length.p50), span(length.p95));
            let _ = write!(lasts, ", half at most {half}, 95 in 100 at most {most}");
        }
        self.item("an outage lasts", &lasts);
        self.item("no outage at all", &of_trials(&service.p_no_outage));
        self.at_risk(&service.at_risk_share);
        self.sessions(service);
        self.line("");
    }

    /// How many sessions are lost, if there are any.
    fn sessions(&mut self, service: &Service) {
        if service.sessions_lost_per_year.mean > 0.0 {
            self.item("sessions lost", &yearly(&service.sessions_lost_per_year, digits));
        }
    }

    /// How much of the time one more failure would bring it down.
    fn at_risk(&mut self, share: &Estimate) {
        if share.ci95.is_some() {
            self.item("one failure from down", &share_of(" of the time", share));
        }
    }

    fn parts(&mut self, service: &Service) {
        if service.causes.is_empty() {
            return;
        }
        let names = service.causes.iter().map(|part| called(part).chars().count());
        let names = names.chain(service.phases.iter().map(|part| part.phase.len()));
        let wide = names.max().unwrap_or(0).clamp(SHORT, NAME);
        self.row(wide, "Where it comes from", "a year", "share", "outages/year");
        for part in service.causes.iter().take(MOST) {
            let (down, share) = (&part.downtime_s_per_year, &part.share);
            let outages = digits(part.outages_per_year.mean);
            self.row(wide, &called(part), &span(down.mean), &percent(share.mean), &outages);
        }
        if let Some(rest) = service.causes.get(MOST..).filter(|rest| !rest.is_empty()) {
            self.rest(wide, rest);
        }
        self.row(wide, "What it is spent on", "a year", "share", "");
        for part in &service.phases {
            let (down, share) = (&part.downtime_s_per_year, &part.share);
            let name = part.phase.replace('_', " ");
            self.row(wide, &name, &span(down.mean), &percent(share.mean), "");
        }
        self.line("");
    }

    fn rest(&mut self, wide: usize, rest: &[Part]) {
        let sum = |of: &dyn Fn(&Part) -> f64| rest.iter().map(of).sum::<f64>();
        let down = sum(&|part| part.downtime_s_per_year.mean);
        let (share, outages) =
            (sum(&|part| part.share.mean), sum(&|part| part.outages_per_year.mean));
        let name = others(rest.len());
        self.row(wide, &name, &span(down), &percent(share), &digits(outages));
    }

    fn row(&mut self, wide: usize, name: &str, down: &str, share: &str, outages: &str) {
        let name = shorten(name, wide);
        let row = format!("  {name:<wide$} {down:>10} {share:>8} {outages:>13}");
        self.line(row.trim_end());
    }

    fn cluster(&mut self, name: &str, cluster: &Cluster) {
        self.line(&format!("Cluster {name}"));
        for (key, rate) in &cluster.rates {
            let (label, always) = label(key);
            if always || rate.mean > 0.0 {
                self.item(&label, &yearly(rate, digits));
            }
        }
        if cluster.split_brain_s_per_year.mean > 0.0 {
            self.item("a split brain hits", &of_trials(&cluster.p_split_brain));
            self.item("both sides write", &yearly(&cluster.split_brain_s_per_year, span));
        }
        if cluster.p_data_loss.mean > 0.0 {
            self.item("data are lost in", &of_trials(&cluster.p_data_loss));
        }
        if let (Some(lost), Some(loss)) = (&cluster.lost_writes_s_per_year, &cluster.lost_writes_s)
        {
            self.item("writes lost, in time", &yearly(lost, span));
            if lost.mean > 0.0 {
                self.item("a loss takes", &spread(loss.p50, loss.p95, loss.max));
            }
        }
        let recoveries = [
            ("a recovery takes", &cluster.recovery_time_s),
            ("and loses, in time", &cluster.recovery_point_s),
        ];
        for (what, recovery) in recoveries {
            if let Some(r) = recovery.as_ref().filter(|r| r.max > 0.0) {
                self.item(what, &spread(r.p50, r.p95, r.max));
            }
        }
        self.line("");
    }

    /// What it costs in money, where the scenario says that.
    fn cost(&mut self, summary: &Summary) {
        if let Some(total) = summary.cost_per_year {
            self.line(&format!("All components together cost {} a year", money(total)));
            self.line("");
        }
    }

    fn components(&mut self, summary: &Summary) {
        let share = |c: &Component| c.service_downtime_share.mean;
        let mut costly: Vec<_> =
            summary.components.iter().filter(|(_, c)| share(c) >= 0.005).collect();
        if costly.len() < 2 {
            return;
        }
        costly.sort_by(|a, b| share(b.1).total_cmp(&share(a.1)));
        costly.truncate(MOST);
        let names = costly.iter().map(|(name, _)| name.chars().count());
        let wide = names.max().unwrap_or(0).clamp(SHORT, NAME);
        self.row(wide, "Components that cost most", "down/year", "share", "failures/year");
        for (name, c) in costly {
            let (down, fails) = (&c.downtime_s_per_year, &c.failures_per_year);
            self.row(wide, name, &span(down.mean), &percent(share(c)), &digits(fails.mean));
        }
        self.line("");
    }
}

/// Returns a bound as people say it: what is at most 0 is none.
fn at_most(s: f64) -> String {
    if s == 0.0 { "none".into() } else { format!("at most {}", span(s)) }
}

/// Says how many others there are.
fn others(n: usize) -> String {
    if n == 1 { "1 other".into() } else { format!("{n} others") }
}

/// Says how spans are spread.
fn spread(half: f64, most: f64, max: f64) -> String {
    let (half, most, max) = (span(half), span(most), span(max));
    format!("half at most {half}, 95 in 100 at most {most}, the worst {max}")
}

/// Returns the name of a cause, and that it is planned.
fn called(part: &Part) -> String {
    if part.planned { format!("{} (planned)", part.cause) } else { part.cause.clone() }
}

/// Returns what people call a rate, and whether they want to hear of it when it is 0.
pub(super) fn label(key: &str) -> (String, bool) {
    let (label, always) = match key {
        "failovers_per_year" => ("failovers", true),
        "failed_failovers_per_year" => ("failed failovers", false),
        "detections_per_year" => ("members declared lost", true),
        "spurious_detections_per_year" => ("though alive", false),
        "fencings_per_year" => ("members fenced", false),
        "failed_fencings_per_year" => ("failed shots", false),
        "quorum_losses_per_year" => ("quorum lost", false),
        "split_brains_per_year" => ("split brains", true),
        "dual_actives_per_year" => ("double service", false),
        "data_losses_per_year" => ("data losses", true),
        "disaster_recoveries_per_year" => ("recovery plans begun", false),
        "failed_disaster_recoveries_per_year" => ("recovery plans failed", false),
        other => {
            return (other.trim_end_matches("_per_year").replace('_', " "), false);
        }
    };
    (label.into(), always)
}
