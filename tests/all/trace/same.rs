//! A traced history is the trial that a study plays: the same outages, and changes that add up to the books.

use quorate::ledger::Count;
use quorate::report;
use quorate::study::{Change, Condition, History, Options, run, trace};

const SCENARIOS: [&str; 6] = [
    "active-passive",
    "active-passive-no-fencing",
    "n-plus-one",
    "rolling-maintenance",
    "overload-cascade",
    "drbd-dual-primary-fenced",
];

fn total<T: Copy>(spans: &[quorate::study::Span<T>]) -> u64 {
    spans.iter().map(|span| span.until - span.from).sum()
}

/// What is counted in the changes is what the ledger has counted.
pub(crate) fn assert_adds_up(model: &quorate::model::Model, history: &History) {
    let changes = || history.events.iter().flat_map(|event| &event.changes);
    for (k, book) in history.ledger.clusters.iter().enumerate() {
        for count in Count::ALL {
            let told = changes().filter(|c| **c == Change::Counted(k as u32, count)).count();
            assert_eq!(told, book.counts[count as usize] as usize, "{count:?}");
        }
        let lost = changes().map(|change| match change {
            Change::LostWrites(of, span) if *of as usize == k => *span,
            _ => 0,
        });
        assert_eq!(lost.sum::<u64>(), book.lost_writes);
    }
    for c in 0..model.components.len() {
        let failed = changes().filter(|change| **change == Change::Failed(c as u32)).count();
        assert_eq!(failed, history.ledger.failures[c] as usize);
        let down = history.down(c as u32);
        assert_eq!(
            total(&down),
            history.ledger.component_down()[c],
            "{}",
            model.components[c].name
        );
        assert!(down.iter().all(|span| span.what != Condition::Up));
    }
    for (s, book) in history.ledger.services.iter().enumerate() {
        let outages = history.outages(Some(s as u32));
        assert_eq!(outages.iter().map(|o| o.duration).sum::<u64>(), book.down);
        assert_eq!(outages.len(), book.outages as usize);
        for (phase, down) in quorate::ledger::Phase::ALL.iter().zip(book.phases) {
            let spans = history.phases(s as u32).into_iter().filter(|span| span.what == *phase);
            assert_eq!(total(&spans.collect::<Vec<_>>()), down, "{phase:?}");
        }
        let downs = |changes: &[Change]| {
            let is_one = |c: &&Change| matches!(c, Change::Down(of, ..) if *of as usize == s);
            changes.iter().filter(is_one).count()
        };
        let begun: usize = history.events.iter().map(|event| downs(&event.changes)).sum();
        // What ends in the moment in which the measured time begins is no outage.
        let at_once = history.events.iter().take_while(|event| event.at == 0);
        let ended = |c: &Change| matches!(c, Change::Up(of, ..) if *of as usize == s);
        let over = at_once.flat_map(|event| &event.changes).any(ended);
        let before = downs(&history.at_start) - usize::from(over);
        assert_eq!(begun + before, book.outages as usize);
    }
}

#[test]
fn a_trace_is_the_trial_of_the_study() {
    for name in SCENARIOS {
        let path = std::path::PathBuf::from(format!("scenarios/{name}.json"));
        let sets = ["warmup=100h".to_owned()];
        let source =
            quorate::scenario::load_with(&path, &sets[..usize::from(name.len() % 2 == 0)]).unwrap();
        let model = quorate::model::compile(&source.scenario);
        let study = run(&model, &Options { trials: 300, seed: 4, threads: 2 }).unwrap();
        for trial in [0, 1, 8, 255, 256, 299] {
            let history = trace(&model, 4, trial).unwrap();
            let rows = study.outages.iter().filter(|row| row.trial == trial).map(|row| row.outage);
            assert_eq!(history.ledger.outages, rows.collect::<Vec<_>>(), "{name} {trial}");
            for row in study.trials.iter().filter(|row| row.trial == trial) {
                assert_eq!(row.down, history.ledger.services[row.service as usize].down);
            }
            assert_adds_up(&model, &history);
            if std::env::var("STORIES").is_ok() {
                for outage in history.outages(None) {
                    println!("{name}: {}", report::story(&model, &history, &outage));
                }
            }
        }
    }
}
