//! How available will this cluster be, and why?
//!
//! # The tour
//! Data takes one way through the crate, and each room hands on one kind of thing:
//!
//! 1. [`scenario`] reads a JSON file into a checked **scenario**: names, units, defaults, good errors.
//! 2. [`model`] compiles it, once, into a **model**: dense indices, flat tables, one slot for every
//!    activity that can ever be armed.
//! 3. [`world`] plays one **history** of the model: a small discrete state, and rules that reach time and
//!    chance through one narrow door. [`engine`] is the calendar and the random streams behind it.
//! 4. [`ledger`] watches a history and leaves its **outages**, with cause and phases.
//! 5. [`study`] plays many histories on all cores and merges what they leave; [`statistics`] has the
//!    moments, quantiles and intervals.
//! 6. [`markov`] solves the same model exactly where it can: the same rules, explored instead of
//!    simulated.
//! 7. [`report`] turns a study into a summary, tables and charts; [`cli`] is the command line.
//!
//! Imports point down this list only: cli, report, study, markov, world, ledger, model, scenario, engine,
//! statistics.
//!
//! # One history
//! ```
//! use quorate::{engine, ledger::Ledger, model, scenario, world::Simulator};
//!
//! let text = r#"{
//!   "quorate": 1,
//!   "nodes": { "web": { "count": 3, "mtbf": "1000h", "mttr": "10h" } },
//!   "services": { "site": { "needs": { "at_least": 2, "of": "web" } } }
//! }"#;
//! let source = scenario::parse("web.json", "web", text.to_owned()).unwrap();
//! let model = model::compile(&source.scenario);
//! let mut ledger = Ledger::new(&model);
//! Simulator::new(&model).play(engine::trial_key(1, 0), &mut ledger).unwrap();
//! assert!(ledger.services[0].down < engine::YEAR / 100);
//! ```

pub mod cli;
pub mod engine;
pub mod ledger;
pub mod markov;
pub mod model;
pub mod report;
pub mod scenario;
pub mod statistics;
pub mod study;
pub mod world;
