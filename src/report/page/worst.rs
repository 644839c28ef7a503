//! What the page tells of the worst trials: how they went, outage by outage.

use crate::ledger::Outage;
use crate::model::Model;
use crate::report::charts::inlined;
use crate::report::console::horizon;
use crate::report::trace::{lanes_json, moment, span, story, timeline};
use crate::report::units::unbroken;
use crate::study::{History, Study, trace};

/// Of each trial so many outages are told of, the longest.
const TOLD: usize = 12;

/// Of more services than this the worst trials of the first are told.
const TRIALS: usize = 4;

/// A trial as the page tells it.
pub(super) struct WorstView {
    /// Whose worst it is, and how bad.
    pub(super) headline: String,
    pub(super) picture: String,
    /// The lanes as JSON, that the page's script draws; empty where there are too many.
    pub(super) lanes: String,
    pub(super) stories: Vec<Story>,
    /// How many outages are not told of.
    pub(super) rest: String,
    /// The command that tells the whole of it.
    pub(super) command: String,
}

/// An outage in words.
pub(super) struct Story {
    pub(super) when: String,
    pub(super) length: String,
    pub(super) cause: String,
    pub(super) words: String,
    /// When it begins and ends, in seconds.
    pub(super) from_s: f64,
    pub(super) until_s: f64,
}

/// Returns the worst trials of the services, each once; `scenario` is how a command names it.
pub(super) fn all(model: &Model, study: &Study, seed: u64, scenario: &str) -> Vec<WorstView> {
    let mut trials: Vec<(u64, Vec<usize>)> = Vec::new();
    for service in 0..model.services.len() {
        let Some(worst) = study.worst(service) else { continue };
        match trials.iter_mut().find(|(trial, _)| *trial == worst.trial) {
            Some((_, services)) => services.push(service),
            None => trials.push((worst.trial, vec![service])),
        }
    }
    trials.truncate(TRIALS);
    let view = |(trial, services): (u64, Vec<usize>)| {
        // The study has played it to its end, so it can be played again.
        let history = trace(model, seed, trial).ok()?;
        let command = format!("quorate trace {scenario} --trial {trial} --seed {seed}");
        Some(WorstView::new(model, &history, &services, study.tally.trials, command))
    };
    trials.into_iter().filter_map(view).collect()
}

impl WorstView {
    fn new(
        model: &Model,
        history: &History,
        services: &[usize],
        trials: u64,
        command: String,
    ) -> WorstView {
        let outages = history.outages(None);
        let mut told = outages.clone();
        told.sort_by_key(|outage| std::cmp::Reverse(outage.duration));
        told.truncate(TOLD);
        told.sort_by_key(|outage| (outage.start, outage.service));
        let rest = match outages.len() - told.len() {
            0 => String::new(),
            1 => "One shorter outage is not told here.".into(),
            n => format!("{n} shorter outages are not told here."),
        };
        WorstView {
            headline: headline(model, history, services, trials),
            picture: inlined(&timeline(model, history)),
            lanes: lanes_json(model, history).map(|json| within_script(&json)).unwrap_or_default(),
            stories: told.iter().map(|outage| tell(model, history, outage)).collect(),
            rest,
            command,
        }
    }
}

fn headline(model: &Model, history: &History, services: &[usize], trials: u64) -> String {
    let each = horizon(crate::engine::seconds(history.horizon));
    let down = |service: &usize| {
        let outages = history.outages(Some(*service as u32));
        let down = outages.iter().map(|outage| outage.duration).sum();
        let s = if outages.len() == 1 { "" } else { "s" };
        format!(
            "{} was down for {} in {} outage{s}",
            model.services[*service],
            span(down),
            outages.len()
        )
    };
    let down: Vec<String> = services.iter().map(down).collect();
    let all = crate::report::charts::count(trials as f64);
    format!("Trial {}, the worst of {all} of {each} each: {}.", history.trial, down.join("; "))
}

fn tell(model: &Model, history: &History, outage: &Outage) -> Story {
    let s = |at| (crate::engine::seconds(at) * 1e3).round() / 1e3;
    let service = &model.services[outage.service as usize];
    Story {
        when: moment(outage.start).replace("+ ", "+").replace("+ ", "+"),
        length: unbroken(&format!("{service} down for {}", span(outage.duration))),
        cause: model.causes[outage.cause as usize].name.clone(),
        words: unbroken(&story(model, history, outage)),
        from_s: s(outage.start),
        until_s: s(outage.start + outage.duration),
    }
}

/// Returns JSON as it may stand in a script element: nothing in it ends that or begins a comment.
fn within_script(json: &str) -> String {
    json.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
}
