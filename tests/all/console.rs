//! What a newcomer reads, for designs that are good, bad and hardly tried.

use quorate::model::compile;
use quorate::report::{console, summarize};
use quorate::scenario::parse;
use quorate::study::{Options, run};

fn read(text: &str, trials: u64) -> String {
    let source =
        parse("c.json", "c", text.to_owned()).unwrap_or_else(|p| panic!("{}", p.render(false)));
    let model = compile(&source.scenario);
    let study = run(&model, &Options { trials, seed: 4, threads: 1 }).unwrap();
    let text = console(&summarize(&model, &source, &study, 4));
    println!("{text}");
    text
}

fn says(text: &str, words: &[&str]) {
    for word in words {
        assert!(text.contains(word), "no `{word}` in\n{text}");
    }
    for nonsense in ["NaN", "inf", "-0 ", "null"] {
        assert!(!text.contains(nonsense), "`{nonsense}` in\n{text}");
    }
}

const PLAIN: &str = r#"{"quorate": 1, "nodes": {"n": {"mtbf": "1000h", "mttr": "10h"}},
    "services": {"s": {"needs": "n"}}}"#;

#[test]
fn the_answer_comes_first() {
    let text = read(PLAIN, 2000);
    says(&text, &["2000 trials of a year each", "s is available 99.0", " min) of downtime a year"]);
    let answer = text.lines().position(|line| line.starts_with("s is available")).unwrap();
    assert!(answer <= 3, "{text}");
}

#[test]
fn requests_that_are_lost_are_told_apart_from_downtime() {
    let text = read(
        r#"{"quorate": 1, "nodes": {"web": {"count": 4, "mtbf": "1000h", "mttr": "1h"}},
        "load_balancers": {"lb": {"count": 2, "balances": "web", "mtbf": "39000h", "mttr": "5m"}},
        "services": {"s": {"needs": {"all": ["lb", {"at_least": 2, "of": "web"}]}}}}"#,
        2000,
    );
    says(&text, &["requests answered", "beyond its downtime 43."]);
    assert!(!read(PLAIN, 2000).contains("requests answered"));
}

#[test]
fn no_outage_is_not_a_promise() {
    let text = read(&PLAIN.replace("1000h", "100000y"), 1000);
    says(&text, &["s had no outage in any trial", "100 % of trials (99.6 % to 100 %)"]);
    assert!(!text.contains("available 100"), "{text}");
}

#[test]
fn too_few_outages_are_not_enough() {
    let text = read(&PLAIN.replace("1000h", "300y"), 1000);
    says(&text, &["s had too few outages to say how available it is", "of 1000 trials: too few"]);
    assert!(!text.contains("is available 9"), "{text}");
}

#[test]
fn requests_and_sessions_are_told_where_there_is_something_to_tell() {
    let asked = r#""nodes": {"n": {"capacity": 80, "mtbf": "1000h", "mttr": "10h"}},
    "services": {"s": {"sessions": {"concurrent": 500, "store": "local"}, "demand": 100, "needs": "n"}}}"#;
    let text = read(&format!(r#"{{"quorate": 1, {asked}"#), 2000);
    says(&text, &["requests answered      79.", "sessions lost          4", "a year ("]);
    let text = read(PLAIN, 2000);
    assert!(!text.contains("requests") && !text.contains("sessions"), "{text}");
    // Without an outage too.
    let asked = asked.replace(r#""mtbf": "1000h", "mttr": "10h""#, r#""votes": 1"#);
    let text = read(&format!(r#"{{"quorate": 1, {asked}"#), 200);
    says(&text, &["had no outage", "requests answered      80"]);
}

#[test]
fn one_trial_says_little() {
    let text = read(PLAIN, 1);
    says(&text, &["1 trial of a year", "one trial says nothing about the spread"]);
    assert!(!text.contains("is available"), "{text}");
}

#[test]
fn always_down_is_not_available() {
    let dead = PLAIN.replace("1000h", "1ms").replace("10h", "500y");
    let text = read(&dead, 500);
    says(&text, &["365 d of downtime a year", "0 % of trials (0 % to 0.8 %)"]);
}

#[test]
fn other_horizons_are_said() {
    let years =
        |span: &str| PLAIN.replace("\"nodes\"", &format!("\"horizon\": \"{span}\", \"nodes\""));
    says(&read(&years("3y"), 300), &["300 trials of 3 years each"]);
    says(&read(&years("90d"), 300), &["300 trials of 90.0 d each"]);
}

#[test]
fn columns_line_up_for_long_names_and_many_causes() {
    use std::fmt::Write;
    let long = "frankfurt-datacenter-one-database-primary-server";
    let (mut nodes, mut needs) = (String::new(), String::new());
    for i in 0..12 {
        let name = if i == 0 { long.to_owned() } else { format!("n{i}") };
        let comma = if i == 0 { "" } else { ", " };
        let _ =
            write!(nodes, r#"{comma}"{name}": {{"mtbf": "{}h", "mttr": "10h"}}"#, 900 + i * 100);
        let _ = write!(needs, r#"{comma}"{name}""#);
    }
    let text = read(
        &format!(
            r#"{{"quorate": 1, "nodes": {{{nodes}}}, "services": {{"s": {{"needs": {{"all": [{needs}]}}}}}}}}"#
        ),
        500,
    );
    says(&text, &["frankfurt-datace…-server.failure", "  4 others "]);
    let lines: Vec<&str> = text.lines().collect();
    let from = lines.iter().position(|line| line.contains("Where it comes from")).unwrap();
    let shares: Vec<usize> = lines[from + 1..from + 10]
        .iter()
        .map(|line| line.chars().position(|c| c == '%').unwrap())
        .collect();
    assert!(shares.windows(2).all(|pair| pair[0] == pair[1]), "{shares:?}\n{text}");
    assert!(lines.iter().all(|line| line.chars().count() <= 110), "{text}");
}

#[test]
fn planned_downtime_is_told_apart() {
    let text = read(
        r#"{"quorate": 1, "nodes": {"n": {"count": 2, "mtbf": "1000h", "mttr": "10h"}},
        "clusters": {"c": {"members": ["n"], "mode": "active_passive"}},
        "maintenance": {"patch": {"every": "30d", "duration": "1h", "targets": ["n"],
            "rolling": false}},
        "services": {"s": {"needs": "c"}}}"#,
        2000,
    );
    says(
        &text,
        &[
            "of it planned          1",
            "of it not planned      ",
            "but for planned work   99.",
            "  patch (planned)  ",
            "  planned work  ",
        ],
    );
    // Planned and not planned are all of it.
    let hours = |label: &str| -> f64 {
        let line = text.lines().find(|line| line.trim_start().starts_with(label)).unwrap();
        let number = line.trim_start()[label.len()..].split_whitespace().next().unwrap();
        assert!(line.contains(" h a year"), "{line}");
        number.parse().unwrap()
    };
    let sum = hours("of it planned") + hours("of it not planned");
    assert!((sum - hours("downtime")).abs() < 0.2, "{sum}");
}

#[test]
fn where_nothing_is_planned_nothing_is_said_of_it() {
    assert!(!read(PLAIN, 500).contains("planned"));
}

#[test]
fn planned_downtime_that_is_always_the_same_is_told_as_it_is() {
    let text = read(
        r#"{"quorate": 1, "nodes": {"n": {}}, "maintenance": {"patch": {"every": "30d",
        "duration": "1h", "targets": ["n"]}}, "services": {"s": {"needs": "n"}}}"#,
        500,
    );
    says(&text, &["of it planned          12.4 h a year", "of it not planned      0 s a year"]);
}

#[test]
fn a_service_level_says_what_it_costs() {
    let sla = |sla: &str| {
        PLAIN.replace(r#"{"needs": "n"}"#, &format!(r#"{{"needs": "n", "sla": {sla}}}"#))
    };
    let text = read(
        &sla(r#"{"preset": "gcp-compute-single", "excludes": ["maintenance"], "fee": 100}"#),
        2000,
    );
    says(
        &text,
        &[
            "Service level: 99.9 % of every month (730 h), at most 43.8 min down; planned work does not count; outages under 60.0 s do not count",
            "  months that keep it    5",
            "  trials with a miss     ",
            "  months below 95 %      ",
            "  credit to expect       1",
            " a year (1",
            "  error budget spent     98",
            " by n.failure",
        ],
    );
    let text = read(&sla(r#"{"target": 1, "period": "year"}"#), 2000);
    says(&text, &["Service level: 100 % of every year, never down", "  years that keep it     0"]);
    for none in ["error budget", "credit", "trials with a miss"] {
        assert!(!text.contains(none), "`{none}` in\n{text}");
    }
    assert!(!read(PLAIN, 500).contains("Service level"));
    let good = read(&sla(r#""aws-ec2-region""#).replace("1000h", "100000y"), 1000);
    says(
        &good,
        &["  months that keep it    100", "  error budget spent     0 % on average (none in 1000"],
    );
}
