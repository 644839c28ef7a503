//! A history as a picture: lanes over time, and the largest outages once more from close by.

mod data;
mod lanes;
mod panel;
mod style;
mod svg;

pub(in crate::report) use data::lanes_json;
pub(in crate::report) use style::plain_rules;

use super::names::{list, moment, span};
use super::scope::Scope;
use crate::engine::Ns;
use crate::ledger::{Count, Outage, Phase};
use crate::model::Model;
use crate::report::charts::frame::{WIDTH, fit, width};
use crate::study::{Change, History};
use lanes::Lane;
use panel::{Panel, ROW, window};
use std::collections::BTreeSet;
use style::Fill;
use svg::{Anchor, FAINT, INK, Svg};

/// Of services, cluster instances and components at most so many have lanes of their own.
const MOST: [usize; 3] = [6, 6, 8];

/// So many components are followed, also for the view from close by.
const FOLLOWED: usize = 40;

/// Of the outages at most so many are drawn from close by.
const CLOSE: usize = 4;

/// An outage of which this share of the axis can be seen needs no panel of its own.
const LARGE: f64 = 0.25;

/// In a panel at most so many cluster instances and components have lanes.
const CLOSE_CLUSTERS: usize = 3;
const CLOSE_COMPONENTS: usize = 4;

/// Draws a history as an SVG: a lane for each service, for who holds what in each cluster, and for the components
/// that were down, as far as there is room; below, the largest outages from close by. What is left out is said.
pub fn timeline(model: &Model, history: &History) -> String {
    let picture =
        Picture { model, history, own: format!("quorate-{}-{}", history.seed, history.trial) };
    picture.draw()
}

struct Picture<'p> {
    model: &'p Model,
    history: &'p History,
    /// What its patterns are named after.
    own: String,
}

/// The lanes of each kind, and what has none.
struct Lanes {
    services: Vec<Lane>,
    clusters: Vec<(u32, Lane)>,
    components: Vec<(u32, Lane)>,
    left_out: Vec<String>,
}

impl Picture<'_> {
    fn draw(&self) -> String {
        let outages = self.history.outages(None);
        let lanes = self.lanes(&outages);
        let phases = spent_on(&outages);
        let close = self.close(&outages);
        let mut svg = Svg::new();
        style::patterns(&mut svg, &self.own, &phases);
        let title = format!("{}: trial {}", self.model.name, self.history.trial);
        let subtitle = self.subtitle(&outages);
        let room = WIDTH as i32 - 96;
        svg.text((48.0, 62.0), &fit(&title, 44, room), 44, INK, Anchor::Start);
        svg.text((48.0, 116.0), &fit(&subtitle, 30, room), 30, FAINT, Anchor::Start);
        let mut y = self.whole(&mut svg, &lanes, &close);
        let told: BTreeSet<(char, &str)> =
            self.history.changes().filter_map(|(_, change)| letter(change)).collect();
        if !told.is_empty() {
            let words: Vec<String> =
                told.iter().map(|(letter, words)| format!("{letter} {words}")).collect();
            let words = format!("Incidents: {}", words.join(", "));
            svg.text((48.0, y + 10.0), &words, 24, FAINT, Anchor::Start);
            y += 34.0;
        }
        for words in &lanes.left_out {
            svg.text((48.0, y + 10.0), &fit(words, 24, room), 24, FAINT, Anchor::Start);
            y += 34.0;
        }
        y += style::legend(&mut svg, &self.own, y, &meanings(&lanes, &phases)) + 20.0;
        y = self.panels(&mut svg, &lanes, &close, &outages, y);
        svg.finish(y + 10.0, &title, &subtitle)
    }

    fn subtitle(&self, outages: &[Outage]) -> String {
        let down: Ns = outages.iter().map(|outage| outage.duration).sum();
        let seed = self.history.seed;
        match outages.len() {
            0 => format!("seed {seed}; no outage"),
            1 => format!("seed {seed}; one outage of {}", span(down)),
            n => format!("seed {seed}; {n} outages, {} in all", span(down)),
        }
    }

    /// Chooses what has a lane.
    fn lanes(&self, outages: &[Outage]) -> Lanes {
        let (model, history) = (self.model, self.history);
        let mut left_out = Vec::new();
        let mut limit = |what: &str, names: Vec<String>, most: usize| {
            if names.len() > most {
                let rest = names[most..].iter().map(String::as_str);
                left_out.push(format!("Not drawn: {what} {}", list(rest)));
            }
        };
        let services: Vec<Lane> =
            (0..model.services.len() as u32).map(|s| lanes::service(model, history, s)).collect();
        limit("services", services.iter().map(|lane| lane.label.clone()).collect(), MOST[0]);
        let clusters: Vec<(u32, Lane)> = (0..model.clusters.len() as u32)
            .flat_map(|k| lanes::cluster(model, history, k).into_iter().map(move |lane| (k, lane)))
            .collect();
        limit("clusters", clusters.iter().map(|(_, lane)| lane.label.clone()).collect(), MOST[1]);
        let broken = self.broken(outages);
        let name = |c: &usize| model.components[*c].name.clone();
        limit("components that were down, too:", broken.iter().map(name).collect(), MOST[2]);
        let lane = |c: usize| (c as u32, lanes::component(model, history, c as u32));
        let components = broken.into_iter().take(FOLLOWED).map(lane).collect();
        Lanes { services, clusters, components, left_out }
    }

    /// Returns the components that were down, those first that are to blame for the most downtime, then those
    /// that were down for longest.
    fn broken(&self, outages: &[Outage]) -> Vec<usize> {
        let n = self.model.components.len();
        let mut blamed = vec![0; n];
        for outage in outages {
            if let Some(c) = self.model.causes[outage.cause as usize].component {
                blamed[c as usize] += outage.duration;
            }
        }
        let down = self.history.ledger.component_down();
        let mut broken: Vec<usize> = (0..n).filter(|c| down[*c] > 0).collect();
        broken.sort_by_key(|c| std::cmp::Reverse((blamed[*c], down[*c])));
        broken
    }

    /// Returns the outages that are drawn from close by, in their order.
    fn close(&self, outages: &[Outage]) -> Vec<Outage> {
        let mut close: Vec<Outage> = outages.to_vec();
        close.sort_by_key(|outage| std::cmp::Reverse(outage.duration));
        close.retain(|o| (o.duration as f64) < self.history.horizon as f64 * LARGE);
        // Two services that go down together are told of once.
        let mut seen = BTreeSet::new();
        close.retain(|o| seen.insert((o.start, o.duration)));
        close.truncate(CLOSE);
        close.sort_by_key(|outage| outage.start);
        close
    }

    /// Draws the whole history; returns where it ends.
    fn whole(&self, svg: &mut Svg, lanes: &Lanes, close: &[Outage]) -> f64 {
        let services = lanes.services.iter().take(MOST[0]);
        let clusters = lanes.clusters.iter().map(|(_, lane)| lane).take(MOST[1]);
        let components = lanes.components.iter().map(|(_, lane)| lane).take(MOST[2]);
        let marks = self.marks();
        let blank = Lane { label: "incidents".into(), pieces: Vec::new() };
        let marked = (!marks.is_empty()).then_some(&blank);
        let rows: Vec<&Lane> = services.chain(marked).chain(clusters).chain(components).collect();
        let panel = Panel {
            left: 48.0,
            x: (340.0, f64::from(WIDTH) - 48.0),
            top: 190.0,
            window: (0, self.history.horizon),
            zero: 0,
            axis: "since the start",
            own: &self.own,
        };
        let end = panel.draw(svg, &rows);
        let row = lanes.services.len().min(MOST[0]) as f64;
        incidents(svg, &panel, panel.top + ROW * (row + 0.5), &marks);
        let middle = |outage: &Outage| panel.x(outage.start + outage.duration / 2);
        markers(svg, panel.top - 4.0, &close.iter().map(middle).collect::<Vec<f64>>());
        end + 10.0
    }

    /// Returns what is no outage by itself but worth knowing, with its letter.
    fn marks(&self) -> Vec<(Ns, char)> {
        let mark = |(at, change): (Ns, &Change)| letter(change).map(|(letter, _)| (at, letter));
        self.history.changes().filter_map(mark).collect()
    }

    /// Draws the largest outages from close by, two beside each other; returns where they end.
    fn panels(
        &self,
        svg: &mut Svg,
        lanes: &Lanes,
        close: &[Outage],
        outages: &[Outage],
        y: f64,
    ) -> f64 {
        let mut y = y;
        let half = f64::from(WIDTH) / 2.0;
        for (row, pair) in close.chunks(2).enumerate() {
            let mut end = y;
            for (column, outage) in pair.iter().enumerate() {
                let left = if column == 0 { 48.0 } else { half + 16.0 };
                let right = if column == 0 { half - 32.0 } else { half * 2.0 - 48.0 };
                let number = row * 2 + column + 1;
                end = end.max(self.closely(svg, lanes, outage, number, (left, right), y));
            }
            y = end + 24.0;
        }
        let rest = outages.len().saturating_sub(close.len());
        if !close.is_empty() && rest > 0 {
            let words = format!("{rest} more outages are not drawn from close by.");
            svg.text((48.0, y), &words, 24, FAINT, Anchor::Start);
            y += 34.0;
        }
        y
    }

    /// Draws one outage from close by; returns where that ends.
    fn closely(
        &self,
        svg: &mut Svg,
        lanes: &Lanes,
        outage: &Outage,
        number: usize,
        (left, right): (f64, f64),
        y: f64,
    ) -> f64 {
        let end = outage.start + outage.duration;
        let window = window(outage.start, end, self.history.horizon);
        let scope = Scope::of(self.model, outage.service);
        let mut rows: Vec<&Lane> = vec![&lanes.services[outage.service as usize]];
        let acts =
            |(k, lane): &&(u32, Lane)| scope.clusters.has(*k as usize) && lane.changes(window);
        rows.extend(lanes.clusters.iter().filter(acts).map(|(_, lane)| lane).take(CLOSE_CLUSTERS));
        let shown =
            |(c, lane): &&(u32, Lane)| scope.components.has(*c as usize) && lane.shows(window);
        rows.extend(
            lanes.components.iter().filter(shown).map(|(_, lane)| lane).take(CLOSE_COMPONENTS),
        );
        marker(svg, left + 16.0, y + 30.0, &number.to_string());
        let cause = &self.model.causes[outage.cause as usize].name;
        let when = moment(outage.start).replace("+ ", "+").replace("+ ", "+");
        let words = format!("{}: {} ({cause})", when, span(outage.duration));
        let words = fit(&words, 28, (right - left - 50.0) as i32);
        svg.text((left + 44.0, y + 20.0), &words, 28, INK, Anchor::Start);
        let panel = Panel {
            left,
            x: (left + 190.0, right),
            top: y + 50.0,
            window,
            zero: outage.start,
            axis: "since it began",
            own: &self.own,
        };
        panel.draw(svg, &rows)
    }
}

/// Returns what the colours mean that are used.
fn meanings(lanes: &Lanes, phases: &[Phase]) -> Vec<(Fill, String)> {
    let mut meanings = vec![(Fill::Up, "service up".to_owned())];
    let waits = |p: &Phase| (Fill::Down(*p), format!("down: {}", p.name().replace('_', " ")));
    meanings.extend(phases.iter().map(waits));
    let clusters = || lanes.clusters.iter().flat_map(|(_, lane)| &lane.pieces);
    if !lanes.clusters.is_empty() {
        meanings.push((Fill::Runs(0), "holder of the instance".into()));
    }
    let rest = [
        (Fill::Begins, "being started"),
        (Fill::Dual, "two sides serve"),
        (Fill::Broken, "component down"),
        (Fill::Hung, "node alive but silent"),
    ];
    let pieces = || clusters().chain(lanes.components.iter().flat_map(|(_, lane)| &lane.pieces));
    for (fill, words) in rest {
        if pieces().any(|piece| piece.fill == fill) {
            meanings.push((fill, words.into()));
        }
    }
    meanings
}

/// Returns the phases that there were in outages.
fn spent_on(outages: &[Outage]) -> Vec<Phase> {
    let is_there = |p: &Phase| outages.iter().any(|o| o.phases[*p as usize] > 0);
    Phase::ALL.into_iter().filter(is_there).collect()
}

/// Draws the numbers of outages; those that would cover each other share a mark.
fn markers(svg: &mut Svg, y: f64, places: &[f64]) {
    let mut first = 0;
    for i in 0..places.len() {
        let is_last = places.get(i + 1).is_none_or(|next| next - places[first] > 44.0);
        if is_last {
            let words = match (first + 1, i + 1) {
                (one, same) if one == same => one.to_string(),
                (from, to) => format!("{from}-{to}"),
            };
            marker(svg, f64::midpoint(places[first], places[i]), y, &words);
            first = i + 1;
        }
    }
}

/// Draws the number of an outage in a mark that stands on a point.
fn marker(svg: &mut Svg, x: f64, y: f64, words: &str) {
    let wide = f64::from(width(words, 22)).max(14.0) + 16.0;
    svg.shape(&format!("M{x:.1} {y:.1}l-7 -9h14z"), INK);
    svg.raw(&format!(
        "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"{wide:.1}\" height=\"30\" rx=\"15\" fill=\"{INK}\"/>\n",
        x - wide / 2.0,
        y - 37.0
    ));
    svg.text((x, y - 22.0), words, 22, "#ffffff", Anchor::Middle);
}

/// Marks incidents with their letters; those that would cover each other share a mark.
fn incidents(svg: &mut Svg, panel: &Panel, y: f64, marks: &[(Ns, char)]) {
    let mut groups: Vec<(f64, BTreeSet<char>)> = Vec::new();
    for (at, letter) in marks {
        let x = panel.x(*at);
        match groups.last_mut() {
            Some((last, letters)) if x - *last < 26.0 + 20.0 * letters.len() as f64 => {
                letters.insert(*letter);
            }
            _ => groups.push((x, BTreeSet::from([*letter]))),
        }
    }
    for (x, letters) in groups {
        let words: String = letters.into_iter().collect();
        let wide = f64::from(width(&words, 26)) + 14.0;
        svg.rect([x - 2.0, y - 17.0, wide, 34.0], "#a8327d");
        svg.text((x - 2.0 + wide / 2.0, y), &words, 26, "#ffffff", Anchor::Middle);
    }
}

/// Returns the letter by which an incident is marked, and what it means.
fn letter(change: &Change) -> Option<(char, &'static str)> {
    match change {
        Change::Counted(_, Count::SplitBrain) => Some(('S', "split brain")),
        Change::Counted(_, Count::DualActive) => Some(('A', "active twice")),
        Change::Counted(_, Count::DataLoss) => Some(('D', "data loss")),
        Change::Counted(_, Count::QuorumLoss) => Some(('Q', "quorum lost")),
        Change::Counted(_, Count::DisasterRecovery) => Some(('R', "disaster recovery")),
        Change::Blocked(_, true) => Some(('B', "fencing blocked")),
        _ => None,
    }
}
