#![allow(dead_code)]
#[path = "all/common.rs"]
mod common;
#[path = "all/state_space/mod.rs"]
mod state_space;

use quorate::engine::*;
use quorate::ledger::*;
use quorate::model::*;
struct Show<'m>(&'m Model);
impl Watch for Show<'_> {
    fn event(&mut self, at: Ns, slot: Slot, _: CauseId, scene: &impl Scene) {
        println!(
            "{} {} {:?}",
            at as f64 / 1e9 - 360000.0,
            self.0.activity_names[slot as usize],
            (0..1).map(|k| scene.serving(k, 0)).collect::<Vec<_>>()
        );
    }
    fn look(&mut self, _: Ns, _: &impl Scene) {}
    fn note(&mut self, _: Ns, _: Note, _: CauseId) {}
    fn close(&mut self, _: Ns) {}
}
#[test]
fn show() {
    let text = r#"{"quorate": 1, "horizon": "150h", "nodes": {"a": {}, "b": {}}, "links": {"ab": {"between": ["a", "b"], "carries": ["heartbeat"]}},
    "script": [{"at": "360000s", "hits": ["ab"], "for": "53s"}, {"at": "360001s", "hits": ["a"], "for": "22s"}, {"at": "360001s", "hits": ["b"], "for": "21s"}, {"at": "360054.5s", "hits": ["b"], "for": "10s"}],
        "clusters": {"c": {"members": ["a", "b"], "mode": "active_passive", "storage": {"kind": "replicated", "mode": "sync", "resync": "5m"}, "quorum": {"policy": "none"}}},
        "services": {"s": {"needs": "c"}}}"#;
    let model = common::model(text);
    quorate::world::Simulator::new(&model)
        .play(quorate::engine::trial_key(1, 0), &mut Show(&model))
        .unwrap();
}
