//! Failure domains: what stands inside goes down together, and boots when power is back.

use super::{
    PAIR, SAN, START_S, Scene, assert_outage, down_s, hit, phase_s, play, play_parts, script,
};
use crate::common::{counted, outages_s};
use quorate::ledger::{Count, Phase};

/// Two nodes, each in its own rack.
const RACKS: &str = r#""a": {"domain": "rack-1"}, "b": {"domain": "rack-2"}"#;

fn racks(incidents: &[String]) -> String {
    format!(r#""domains": {{"rack": {{"count": 2}}}}, {}"#, script(incidents))
}

#[test]
fn nodes_boot_when_power_is_back() {
    // Off until +3600 s, booted at +3720 s, one group at +3722 s.
    let others = format!(r#""domains": {{"dc": {{}}}}, {}"#, script(&[hit("dc", 0.0, "1h")]));
    let nodes = r#""a": {"domain": "dc"}, "b": {"domain": "dc"}"#;
    let found = play(&Scene { nodes, others: &others, ..PAIR });
    assert_outage(&found, 0.0, 3752.0);
    assert_eq!(phase_s(&found, Phase::Repair), 3600.0);
    assert_eq!(phase_s(&found, Phase::Reboot), 122.0);
    assert_eq!(phase_s(&found, Phase::Takeover), 30.0);
}

#[test]
fn a_node_is_off_while_any_domain_around_it_is_down() {
    // The region is back at +3600 s, the rack at +7800 s.
    let parts = format!(
        r#""domains": {{"region": {{}}, "rack": {{"within": "region"}}}},
        "nodes": {{"a": {{"domain": "rack"}}}}, {}"#,
        script(&[hit("region", 0.0, "1h"), hit("rack", 600.0, "2h")])
    );
    let found = play_parts(&parts, r#""a""#, "150h");
    assert_outage(&found, 0.0, 7800.0 + 120.0);
}

#[test]
fn a_rack_that_loses_power_again_starts_the_boot_anew() {
    // Power back at +60 s, gone from +100 s to +200 s.
    let parts = format!(
        r#""domains": {{"rack": {{}}}}, "nodes": {{"a": {{"domain": "rack"}}}}, {}"#,
        script(&[hit("rack", 0.0, "60s"), hit("rack", 100.0, "100s")])
    );
    let found = play_parts(&parts, r#""a""#, "150h");
    assert_outage(&found, 0.0, 320.0);
}

#[test]
fn switches_links_and_disks_in_a_domain_work_at_once_again() {
    let parts = format!(
        r#""domains": {{"dc": {{}}}}, "nodes": {{"a": {{}}, "b": {{}}}},
        "switches": {{"sw": {{"domain": "dc", "connects": ["a", "b"]}}}},
        "links": {{"l": {{"domain": "dc", "between": ["a", "b"]}}}},
        "disks": {{"d": {{"domain": "dc"}}}}, {}"#,
        script(&[hit("dc", 0.0, "1h")])
    );
    for part in ["sw", "l", "d", "dc"] {
        let found = play_parts(&parts, &format!(r#""{part}""#), "150h");
        assert_outage(&found, 0.0, 3600.0);
    }
}

#[test]
fn a_fault_in_a_dark_domain_is_repaired_beside_it() {
    // a is repaired at +7200 s, its reboot ended at +3720 s.
    let parts = format!(
        r#""domains": {{"dc": {{}}}}, "nodes": {{"a": {{"domain": "dc"}}}}, {}"#,
        script(&[hit("a", 0.0, "2h"), hit("dc", 60.0, "1h")])
    );
    let found = play_parts(&parts, r#""a""#, "150h");
    assert_outage(&found, 0.0, 7200.0);
}

#[test]
fn a_node_fenced_in_the_dark_boots_when_power_is_back() {
    let others = racks(&[hit("rack-1", 0.0, "1h")]);
    let found = play(&Scene { nodes: RACKS, others: &others, cluster: r#""fencing": {}"#, ..PAIR });
    assert_outage(&found, 0.0, 55.0);
    assert_eq!(counted(&found, Count::Fencing), 1);
    assert_eq!(down_s(&found)[..3], [3600.0, 0.0, 3720.0]);
}

#[test]
fn power_that_goes_during_a_reboot_starts_it_anew() {
    // b, cut off, is shot at +25 s; its rack is down from +100 s to +3700 s.
    let others = format!(
        r#"{} "disks": {{"san": {{}}}},
        "links": {{"hb": {{"between": ["a", "b"], "carries": ["heartbeat"]}}}},"#,
        racks(&[hit("hb", 0.0, "2h"), hit("rack-2", 100.0, "1h")])
    );
    let cluster = format!(r#"{SAN}, "fencing": {{"delay": {{"a": "5s"}}}}"#);
    let found = play(&Scene { nodes: RACKS, others: &others, cluster: &cluster, ..PAIR });
    assert_eq!(outages_s(&found), []);
    assert_eq!(down_s(&found)[3], 3820.0 - 25.0);
}

#[test]
fn shots_that_share_power_fail_in_the_dark_until_a_person_comes() {
    // They fail at +25, +100 and +175 s, and at +1090 s; the person is there at +1975 s.
    let others = racks(&[hit("rack-1", 0.0, "1h")]);
    let cluster = r#""fencing": {"shares_power": true}"#;
    let found = play(&Scene { nodes: RACKS, others: &others, cluster, ..PAIR });
    assert_outage(&found, 0.0, 1975.0 + 30.0);
    assert_eq!(counted(&found, Count::FailedFencing), 4);
    assert_eq!(phase_s(&found, Phase::BlockedFencing), 1800.0);
}

#[test]
fn a_victim_that_boots_ends_the_block() {
    // Power is back at +600 s, a booted at +720 s, a member at +722 s.
    let others = racks(&[hit("rack-1", 0.0, "600s")]);
    let cluster = r#""fencing": {"shares_power": true}"#;
    let found = play(&Scene { nodes: RACKS, others: &others, cluster, ..PAIR });
    assert_outage(&found, 0.0, 752.0);
    assert_eq!(counted(&found, Count::FailedFencing), 3);
}

#[test]
fn one_more_attempt_works_when_power_is_back() {
    // Begun at +1075 s in the dark, over at +1090 s with power: a boots anew from then.
    let others = racks(&[hit("rack-1", 0.0, "1080s")]);
    let cluster = r#""fencing": {"shares_power": true}"#;
    let found = play(&Scene { nodes: RACKS, others: &others, cluster, ..PAIR });
    assert_outage(&found, 0.0, 1090.0 + 30.0);
    assert_eq!(counted(&found, Count::Fencing), 1);
    assert_eq!(down_s(&found)[2], 1090.0 + 120.0);
}

#[test]
fn a_list_of_domains_is_dealt_over_the_members() {
    let parts = format!(
        r#""domains": {{"x": {{}}, "y": {{}}}},
        "nodes": {{"web": {{"count": 5, "domain": ["x", "y"], "reboot": "0s"}}}}, {}"#,
        script(&[hit("x", 0.0, "1h")])
    );
    let found = play_parts(&parts, r#"{"at_least": 3, "of": "web"}"#, "150h");
    assert_eq!(outages_s(&found), [(START_S, 3600.0)]);
    assert_eq!(down_s(&found), [3600.0, 0.0, 3600.0, 0.0, 3600.0, 0.0, 3600.0]);
}

#[test]
fn a_reboot_does_not_run_in_the_dark() {
    // Dark from +0 s to +60 s and from +100 s to +200 s, booting from +60 s to +100 s and from +200 s to
    // +320 s.
    let parts = format!(
        r#""domains": {{"rack": {{}}}}, "nodes": {{"a": {{"domain": "rack"}}}}, {}"#,
        script(&[hit("rack", 0.0, "60s"), hit("rack", 100.0, "100s")])
    );
    let found = play_parts(&parts, r#""a""#, "150h");
    assert_eq!(phase_s(&found, Phase::Repair), 160.0);
    assert_eq!(phase_s(&found, Phase::Reboot), 160.0);
    // The only member is off, and then its cluster too.
    let others = format!(
        r#""domains": {{"rack": {{}}}}, {}"#,
        script(&[hit("rack", 0.0, "60s"), hit("rack", 100.0, "100s")])
    );
    let nodes = r#""a": {"domain": "rack"}"#;
    let found = play(&Scene { nodes, members: r#""a""#, others: &others, ..PAIR });
    assert_eq!(phase_s(&found, Phase::Repair), 160.0);
    assert_eq!(phase_s(&found, Phase::Reboot), 162.0);
    assert_eq!(phase_s(&found, Phase::Takeover), 30.0);
}

#[test]
fn loss_of_power_ends_a_hang() {
    // Dark from +5 s to +65 s, booted at +185 s; the hang would have lasted for 10 h.
    let parts = format!(
        r#""domains": {{"rack": {{}}}}, "nodes": {{"a": {{"domain": "rack"}}}}, {}"#,
        script(&[super::hang("a", 0.0, "10h"), hit("rack", 5.0, "60s")])
    );
    let found = play_parts(&parts, r#""a""#, "150h");
    assert_outage(&found, 0.0, 185.0);
}
