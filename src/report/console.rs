//! The summary as a person reads it: the answer first.

use super::summary::{Cluster, Service, Summary};
use super::units::{availability, digits, span};
use crate::statistics::Estimate;
use std::fmt::Write;

/// Returns the summary as text.
pub fn console(summary: &Summary) -> String {
    let mut out = String::new();
    let _ = writeln!(
        out,
        "{}: {} trial{} of {} each, seed {}\n",
        summary.scenario.name,
        summary.trials,
        if summary.trials == 1 { "" } else { "s" },
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
                span(c.downtime_s_per_year.mean)
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
    let quiet = &service.p_no_outage;
    if down.max == 0.0 {
        let _ = writeln!(out, "{name} had no outage: {}", down.mean.range(span));
        line(out, "outages", &yearly(&service.outages_per_year, digits));
        out.push('\n');
        return;
    }
    if a.ci95.is_none() {
        let note = down.mean.range(span);
        let _ = writeln!(out, "{name} had too few outages to say how available it is: {note}");
        let mean = span(down.mean.mean);
        line(out, "downtime", &format!("{mean} a year in these trials; more of them would tell"));
    } else {
        let _ = writeln!(
            out,
            "{name} is available {} of the time ({} nines): {} of downtime a year",
            availability(a.mean, a.standard_error),
            digits(service.nines.mean),
            span(down.mean.mean)
        );
        let within = a.range(|x| availability(x, a.standard_error));
        line(out, "availability", &format!("95 % interval {within}"));
        let within = down.mean.range(span);
        line(out, "downtime", &format!("{} a year; 95 % interval {within}", span(down.mean.mean)));
    }
    let years = format!(
        "half have at most {}, 95 in 100 at most {}, the worst of all {}",
        span(down.p50),
        span(down.p95),
        span(down.max)
    );
    line(out, "a year can be", &years);
    line(out, "outages", &yearly(&service.outages_per_year, digits));
    let length = &service.outage_s;
    let lasts = format!(
        "{} on average, half at most {}, 95 in 100 at most {}",
        span(length.mean.mean),
        span(length.p50),
        span(length.p95)
    );
    line(out, "an outage lasts", &lasts);
    let share = format!("{} of trials ({})", percent(quiet.mean), quiet.range(percent));
    line(out, "no outage at all", &share);
    out.push('\n');
}

fn line(out: &mut String, label: &str, text: &str) {
    let _ = writeln!(out, "  {label:<22} {text}");
}

fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
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
            line(out, label, &yearly(rate, digits));
        }
    }
    if cluster.split_brain_s_per_year.mean > 0.0 {
        let p = &cluster.p_split_brain;
        let share = format!("{} of trials ({})", percent(p.mean), p.range(percent));
        line(out, "a split brain hits", &share);
        let s = &cluster.split_brain_s_per_year;
        line(out, "both sides write", &yearly(s, span));
    }
    out.push('\n');
}
