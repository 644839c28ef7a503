//! How the uptime of periods is spread: what months.csv has, and what its chart draws.

use super::summary::Sla;
use super::units::uptime;
use crate::statistics::Distribution;

/// Rows whose probabilities are nearer to each other than this are one, ...
const STEP: f64 = 0.001;

/// ... unless the share of periods with more downtime, or with less, differs by more than this part of it.
const TAIL: f64 = 0.05;

/// What share of periods has at most so much downtime.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Row {
    pub(super) downtime_s: f64,
    pub(super) uptime: f64,
    pub(super) probability: f64,
    /// What is promised or paid from here on, if this is a border.
    pub(super) border: String,
}

/// A border of an agreement, and how many periods are below it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Border {
    /// The uptime.
    pub(super) below: f64,
    /// The most downtime that is not below it.
    pub(super) allowed_s: f64,
    /// The share of periods that are.
    pub(super) share: f64,
    /// Whether it is the target.
    pub(super) is_target: bool,
    /// What is paid below it.
    pub(super) credit: Option<f64>,
}

/// Returns the borders of an agreement, the target first; a tier at the target is one with it.
pub(super) fn borders(sla: &Sla) -> Vec<Border> {
    let allowed_s = |uptime: f64| sla.period_s * ((1.0 - uptime) * 1e15).round() / 1e15;
    let mut borders = vec![Border {
        below: sla.target,
        allowed_s: allowed_s(sla.target),
        share: 1.0 - sla.p_met.mean,
        is_target: true,
        credit: None,
    }];
    for tier in &sla.tiers {
        if tier.below == sla.target {
            borders[0].credit = Some(tier.credit);
            continue;
        }
        borders.push(Border {
            below: tier.below,
            allowed_s: allowed_s(tier.below),
            share: tier.probability.mean,
            is_target: false,
            credit: Some(tier.credit),
        });
    }
    borders
}

/// Returns the spread of the periods of a service, from the best; and a row for each border, which is exact.
pub(super) fn rows(period_s: f64, sla: Option<&Sla>, each: &Distribution) -> Vec<Row> {
    let row = |downtime_s: f64, uptime: f64, probability: f64, border: String| Row {
        downtime_s,
        uptime,
        probability,
        border,
    };
    let mut rows: Vec<Row> = thinned(each)
        .into_iter()
        .map(|(down_s, share)| (down_s.min(period_s), share))
        .map(|(down_s, share)| row(down_s, 1.0 - down_s / period_s, share, String::new()))
        .collect();
    for border in sla.map(borders).unwrap_or_default() {
        let target = border.is_target.then(|| "target".to_owned());
        let credit = border.credit.map(|credit| format!("credit {}", uptime(credit)));
        let words: Vec<String> = target.into_iter().chain(credit).collect();
        let is_before = |row: &Row| row.downtime_s < border.allowed_s;
        let at = rows.partition_point(is_before);
        rows.insert(at, row(border.allowed_s, border.below, 1.0 - border.share, words.join("; ")));
    }
    rows
}

/// Returns downtimes with the share of periods that have at most that, without those that say nothing new.
fn thinned(each: &Distribution) -> Vec<(f64, f64)> {
    let all = each.cumulated();
    let n = each.len() as f64;
    let mut kept: Vec<(f64, f64)> = Vec::new();
    for (i, (down_s, count)) in all.iter().enumerate() {
        let share = *count as f64 / n;
        let is_last = i + 1 == all.len();
        let says_more = kept.last().is_none_or(|(_, before)| {
            let step = STEP.min(TAIL * before).min(TAIL * (1.0 - before));
            share - before >= step
        });
        if says_more || is_last {
            kept.push((*down_s, share));
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::SECOND;

    #[test]
    fn rows_rise_and_are_few() {
        let mut each = Distribution::default();
        each.add_times(0, 500_000);
        (1..=500_000u64).for_each(|i| each.add(i * i * (SECOND / 1_000_000)));
        let rows = thinned(&each);
        assert_eq!(rows[0], (0.0, 0.5));
        assert_eq!(rows.last().unwrap().1, 1.0);
        assert!(rows.len() < 800, "{}", rows.len());
        assert!(rows.windows(2).all(|w| w[0].0 < w[1].0 && w[0].1 < w[1].1));
        // The best and the worst are told apart, though they are few.
        assert!(rows.iter().any(|(_, share)| *share > 0.999 && *share < 1.0));
    }
}
