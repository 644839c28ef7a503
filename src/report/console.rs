//! The summary as a person reads it: the answer first.

use super::summary::{Cluster, Service, Summary};
use super::units::{availability, digits, span};
use crate::statistics::Estimate;
use std::fmt::Write;

/// Returns the summary as text.
pub fn console(summary: &Summary) -> String {
    let mut out = String::new();
    let s = |e| -> String { span(e) };
    let _ = writeln!(
        out,
        "{}: {} trials of {} each, seed {}\n",
        summary.scenario.name,
        summary.trials,
        span(summary.horizon_s),
        summary.seed
    );
    for (name, service) in &summary.services {
        answer(&mut out, name, service);
        parts(&mut out, service);
    }
    for (name, cluster) in &summary.clusters {
        of_cluster(&mut out, name, cluster);
    }
    let costly = summary.components.iter().filter(|(_, c)| c.service_downtime_share.mean >= 0.005);
    let mut costly: Vec<_> = costly.collect();
    costly.sort_by(|a, b| {
        b.1.service_downtime_share.mean.total_cmp(&a.1.service_downtime_share.mean)
    });
    if costly.len() > 1 {
        let _ = writeln!(out, "Components that cost most");
        for (name, c) in costly.iter().take(8) {
            let share = c.service_downtime_share.mean * 100.0;
            let _ = writeln!(
                out,
                "  {name:<24} {share:>5.1} % of the downtime; fails {} a year, down {} a year",
                digits(c.failures_per_year.mean),
                s(c.downtime_s_per_year.mean)
            );
        }
        out.push('\n');
    }
    for warning in &summary.warnings {
        let _ = writeln!(out, "warning: {warning}");
    }
    out
}

/// Returns `mean unit a year (low to high)`.
fn yearly(e: &Estimate, show: impl Fn(f64) -> String) -> String {
    format!("{} a year ({})", show(e.mean), e.range(&show))
}

fn answer(out: &mut String, name: &str, service: &Service) {
    let down = &service.downtime_s_per_year;
    let a = &service.availability;
    let _ = writeln!(
        out,
        "{name} is available {} of the time ({} nines): {} of downtime a year",
        availability(a.mean, a.standard_error),
        digits(service.nines.mean),
        span(down.mean.mean)
    );
    let mut line = |label: &str, text: String| {
        let _ = writeln!(out, "  {label:<22} {text}");
    };
    line(
        "availability",
        match a.ci95 {
            Some([low, high]) => {
                let se = a.standard_error;
                format!("95 % interval {} to {}", availability(low, se), availability(high, se))
            }
            None => a.note.clone().unwrap_or_default(),
        },
    );
    line(
        "downtime",
        format!("{} a year; 95 % interval {}", span(down.mean.mean), down.mean.range(span)),
    );
    line(
        "a year can be",
        format!(
            "half have under {}, 95 in 100 under {}, the worst of all {}",
            span(down.p50),
            span(down.p95),
            span(down.max)
        ),
    );
    line("outages", yearly(&service.outages_per_year, digits));
    let length = &service.outage_s;
    line(
        "an outage lasts",
        format!(
            "{} on average, half under {}, 95 in 100 under {}",
            span(length.mean.mean),
            span(length.p50),
            span(length.p95)
        ),
    );
    let quiet = &service.p_no_outage;
    let percent = |x: f64| format!("{:.1} %", x * 100.0);
    line(
        "no outage at all",
        format!("{} of trials ({})", percent(quiet.mean), quiet.range(percent)),
    );
    out.push('\n');
}

fn parts(out: &mut String, service: &Service) {
    let minutes = |s: f64| digits(s / 60.0);
    if service.causes.is_empty() {
        return;
    }
    let _ = writeln!(out, "  Where it comes from        min/year   share   outages/year");
    for part in service.causes.iter().take(8) {
        let _ = writeln!(
            out,
            "    {:<24} {:>8} {:>5.1} % {:>12}",
            part.cause,
            minutes(part.downtime_s_per_year.mean),
            part.share.mean * 100.0,
            digits(part.outages_per_year.mean)
        );
    }
    let _ = writeln!(out, "  What it is spent on        min/year   share");
    for part in &service.phases {
        let _ = writeln!(
            out,
            "    {:<24} {:>8} {:>5.1} %",
            part.phase.replace('_', " "),
            minutes(part.downtime_s_per_year.mean),
            part.share.mean * 100.0
        );
    }
    out.push('\n');
}

fn of_cluster(out: &mut String, name: &str, cluster: &Cluster) {
    let _ = writeln!(out, "Cluster {name}");
    let rows = [
        ("failovers", "failovers_per_year", true),
        ("failed failovers", "failed_failovers_per_year", false),
        ("members declared lost", "detections_per_year", true),
        ("though only cut off", "spurious_detections_per_year", false),
        ("members fenced", "fencings_per_year", false),
        ("failed shots", "failed_fencings_per_year", false),
        ("quorum lost", "quorum_losses_per_year", false),
        ("split brains", "split_brains_per_year", true),
        ("double service", "dual_actives_per_year", false),
        ("data losses", "data_losses_per_year", true),
    ];
    for (label, key, always) in rows {
        let rate = &cluster.rates[key];
        if always || rate.mean > 0.0 {
            let _ = writeln!(out, "  {label:<22} {}", yearly(rate, digits));
        }
    }
    if cluster.split_brain_s_per_year.mean > 0.0 {
        let p = &cluster.p_split_brain;
        let percent = |x: f64| format!("{:.1} %", x * 100.0);
        let _ = writeln!(
            out,
            "  {:<22} {} of trials ({})",
            "a split brain hits",
            percent(p.mean),
            p.range(percent)
        );
        let s = &cluster.split_brain_s_per_year;
        let _ = writeln!(out, "  {:<22} {}", "both sides write", yearly(s, span));
    }
    out.push('\n');
}
