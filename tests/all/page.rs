//! `report.html`: one file that needs nothing else, with everything in it and nothing of it run.

use quorate::model::{Model, compile};
use quorate::report::{Folder, Run, Summary, story, summarize, write_page};
use quorate::scenario::{Source, load, parse};
use quorate::study::{Options, Study, run, trace};
use scraper::{ElementRef, Html, Node, Selector};
use sha2::{Digest, Sha256};
use std::path::Path;

/// A run with the page that tells of it.
struct Told {
    model: Model,
    study: Study,
    summary: Summary,
    html: String,
    page: Html,
}

fn told(source: &Source, trials: u64, threads: usize) -> Told {
    let model = compile(&source.scenario);
    let study = run(&model, &Options { trials, seed: 1, threads }).unwrap();
    let summary = summarize(&model, source, &study, 1);
    let html = page(&model, source, &study, &summary);
    let page = Html::parse_document(&html);
    Told { model, study, summary, html, page }
}

fn page(model: &Model, source: &Source, study: &Study, summary: &Summary) -> String {
    let folder = tempfile::tempdir().unwrap();
    let (scenario, command) = ("'a <b> & c.json'", "quorate run 'a <b> & c.json'");
    let run = Run { model, source, study, summary, scenario, command };
    write_page(&Folder::open(folder.path()).unwrap(), &run).unwrap();
    std::fs::read_to_string(folder.path().join("report.html")).unwrap()
}

impl Told {
    fn all(&self, selector: &str) -> Vec<ElementRef<'_>> {
        self.page.select(&Selector::parse(selector).unwrap()).collect()
    }

    fn words(&self, selector: &str) -> Vec<String> {
        self.all(selector).into_iter().map(words).collect()
    }

    /// Everything that must be true of every page.
    fn holds(&self, what: &str) {
        assert_eq!(self.page.errors, Vec::<String>::new(), "{what}");
        self.needs_nothing(what);
        self.has_everything(what);
        self.tells_the_worst(what);
        self.is_built_for_everybody(what);
    }

    /// The first service's worst trial: which it was, how long it was down, and its longest outages in words.
    fn tells_the_worst(&self, what: &str) {
        let told = self.words("#worst h3");
        let Some(worst) = self.study.worst(0) else { return };
        assert!(told[0].starts_with(&format!("Trial {}, ", worst.trial)), "{what}: {told:?}");
        let history = trace(&self.model, 1, worst.trial).unwrap();
        let stories = self.words("#worst .timeline:first-of-type li");
        let outages = history.outages(None);
        assert_eq!(stories.len(), outages.len().min(12), "{what}");
        let longest = outages.iter().max_by_key(|outage| outage.duration).unwrap();
        let story = story(&self.model, &history, longest);
        assert!(stories.iter().any(|words| words.ends_with(&story)), "{what}: {story}");
        let lanes = self.words("#worst script[type]");
        let lanes: serde_json::Value = serde_json::from_str(&lanes[0]).unwrap();
        let lane = &lanes["lanes"][0];
        assert_eq!(lane["label"], *self.model.services[0], "{what}");
        let pieces = lane["pieces"].as_array().unwrap().iter();
        let down = pieces.filter(|piece| piece[2] != "up");
        let down: f64 = down.map(|p| p[1].as_f64().unwrap() - p[0].as_f64().unwrap()).sum();
        let off = (down - worst.down as f64 / 1e9).abs();
        assert!(off < 1e-3 * f64::from(outages.len() as u32 * 12), "{what}: {down} s");
    }

    /// Nothing is loaded, and nothing runs but one script, whose hash the policy names.
    fn needs_nothing(&self, what: &str) {
        for node in self.page.tree.values() {
            let Node::Element(element) = node else { continue };
            let name = element.name();
            let loads = ["img", "iframe", "object", "embed", "base", "image", "use", "a", "link"];
            assert!(name == "a" || !loads.contains(&name), "{what}: <{name}>");
            for (attribute, value) in element.attrs() {
                let leads = ["href", "src", "srcset", "action", "data", "poster", "xlink:href"];
                let is_inside = attribute == "href" && value.starts_with('#');
                assert!(!leads.contains(&attribute) || is_inside, "{what}: {attribute}={value}");
                assert!(!attribute.starts_with("on"), "{what}: {attribute}={value}");
                let leads_out = value.replace("url(#", "").contains("url(");
                assert!(!value.contains("//") && !leads_out, "{what}: {value}");
            }
        }
        for style in self.words("style") {
            assert!(!style.contains("url(") && !style.contains("@import"), "{what}");
        }
        let scripts: Vec<_> = self.all("script:not([type])");
        assert_eq!(scripts.len(), 1, "{what}");
        let hash = Sha256::digest(scripts[0].text().collect::<String>()).to_vec();
        let policy = self.all("meta[http-equiv]")[0].attr("content").unwrap();
        assert!(policy.starts_with("default-src 'none'"), "{policy}");
        let named = policy.split("'sha256-").nth(1).unwrap().trim_end_matches('\'');
        assert_eq!(decoded(named), hash, "{what}: the policy lets this script run");
    }

    /// Every service, cause, phase, component and cluster, and the numbers that the summary has.
    fn has_everything(&self, what: &str) {
        let names = self.words("tbody th");
        let expect = |name: &str| assert!(names.iter().any(|n| n == name), "{what}: {name}");
        for (name, service) in &self.summary.services {
            let headlines = self.words("#answer h3");
            assert!(headlines.iter().any(|h| h.starts_with(name.as_str())), "{what}: {name}");
            service.causes.iter().for_each(|part| expect(&part.cause));
            service.phases.iter().for_each(|part| expect(&part.phase.replace('_', " ")));
            let rows = self.values(&format!("{name}: what began its outages"));
            let parts = service.causes.iter().map(|part| {
                let numbers = [&part.downtime_s_per_year, &part.share, &part.outages_per_year];
                (part.cause.clone(), numbers.map(|e| e.mean).to_vec())
            });
            assert_eq!(rows, parts.collect::<Vec<_>>(), "{what}: {name}");
            let Some(sla) = &service.sla else { continue };
            let paid = self.values(&format!("{name}: what is paid below which uptime"));
            let paid = paid.into_iter().map(|(_, numbers)| numbers);
            let tiers = sla.tiers.iter().map(|tier| vec![tier.credit, tier.probability.mean]);
            assert!(paid.eq(tiers), "{what}: {name}");
            let spent = self.values(&format!("{name}: what the allowed downtime is spent on"));
            let budget = sla.error_budget.iter().flat_map(|budget| &budget.causes);
            let shares = budget.map(|part| (part.cause.clone(), part.share.mean));
            assert!(spent.into_iter().map(|(cause, n)| (cause, n[0])).eq(shares), "{what}: {name}");
        }
        self.summary.clusters.keys().for_each(|name| expect(name));
        self.summary.components.keys().for_each(|name| expect(name));
        for warning in &self.summary.warnings {
            let said = self.words(".warnings li").join("\n");
            assert!(said.contains(&warning.replace('`', "")), "{what}: {warning}");
        }
    }

    /// The rows of a table by its caption: names and numbers.
    fn values(&self, caption: &str) -> Vec<(String, Vec<f64>)> {
        let captions = self.all("caption").into_iter().filter(|c| words(*c) == caption);
        let Some(caption) = captions.into_iter().next() else { return Vec::new() };
        let table = ElementRef::wrap(caption.parent().unwrap()).unwrap();
        let (row, name) = (Selector::parse("tbody tr"), Selector::parse("th"));
        let (row, name, cell) = (row.unwrap(), name.unwrap(), Selector::parse("td").unwrap());
        let numbers = |row: ElementRef| {
            let cells = row.select(&cell).filter_map(|td| td.attr("data-value"));
            cells.map(|value| value.parse().unwrap()).collect()
        };
        table.select(&row).map(|r| (words(r.select(&name).next().unwrap()), numbers(r))).collect()
    }

    /// Headings in steps, tables with captions, pictures with words, links that lead somewhere.
    fn is_built_for_everybody(&self, what: &str) {
        assert_eq!(self.all("h1").len(), 1, "{what}");
        let mut last = 0;
        for heading in self.all("h1, h2, h3, h4") {
            let level: i32 = heading.value().name()[1..].parse().unwrap();
            assert!(level <= last + 1, "{what}: {}", words(heading));
            last = level;
        }
        assert_eq!(self.all("table").len(), self.all("table > caption").len(), "{what}");
        assert_eq!(self.all("thead th").len(), self.all("thead th[scope=col]").len(), "{what}");
        assert_eq!(self.all("tbody tr").len(), self.all("tbody th[scope=row]").len(), "{what}");
        for svg in self.all("svg") {
            assert_eq!(svg.attr("role"), Some("img"), "{what}");
            let children: Vec<&str> =
                svg.children().filter_map(ElementRef::wrap).map(|e| e.value().name()).collect();
            assert_eq!(children[..2], ["title", "desc"], "{what}");
        }
        let mut ids: Vec<&str> =
            self.all("[id]").into_iter().filter_map(|e| e.attr("id")).collect();
        for link in self.all("a[href], [aria-labelledby]") {
            let to = link.attr("href").map(|href| &href[1..]);
            let to = to.or(link.attr("aria-labelledby")).unwrap();
            assert!(ids.contains(&to), "{what}: #{to}");
        }
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), count, "{what}: an id stands twice");
    }
}

fn words(element: ElementRef) -> String {
    // Which spaces may break is nobody's business here.
    element.text().collect::<String>().replace('\u{a0}', " ").trim().to_owned()
}

/// Base 64 to bytes.
fn decoded(text: &str) -> Vec<u8> {
    let digit = |c: u8| match c {
        b'A'..=b'Z' => c - b'A',
        b'a'..=b'z' => c - b'a' + 26,
        b'0'..=b'9' => c - b'0' + 52,
        b'+' => 62,
        _ => 63,
    };
    let digits: Vec<u8> = text.bytes().filter(|c| *c != b'=').map(digit).collect();
    let bit = |i: usize| digits[i / 6] >> (5 - i % 6) & 1;
    let byte = |i: usize| (0..8).fold(0, |byte, k| byte << 1 | bit(8 * i + k));
    (0..digits.len() * 6 / 8).map(byte).collect()
}

#[test]
fn every_scenario_has_a_whole_page() {
    let mut seen = 0;
    for entry in std::fs::read_dir("scenarios").unwrap() {
        let path = entry.unwrap().path();
        if path.to_string_lossy().ends_with("schema.json") {
            continue;
        }
        told(&load(&path).unwrap(), 300, 2).holds(&path.display().to_string());
        seen += 1;
    }
    assert!(seen >= 25, "{seen} scenarios");
    let maximal = load(Path::new("tests/maximal.json")).unwrap();
    told(&maximal, 20, 2).holds("everything");
}

#[test]
fn the_same_run_gives_the_same_page() {
    let source = load(Path::new("scenarios/web-shop.json")).unwrap();
    let one = told(&source, 600, 1).html;
    assert!(one == told(&source, 600, 2).html && one == told(&source, 600, 1).html);
    assert!(one.len() < 2_000_000, "{} bytes", one.len());
}

#[test]
fn nothing_of_a_scenario_is_taken_for_the_page() {
    let evil = "</title></style></script><script>alert(1)</script><img src=x onerror=alert(2)>";
    let text = format!(
        r#"{{
          "$schema": "</pre></script><script src='https://evil.example/x.js'></script> {{{{ 7 * 7 }}}}",
          "quorate": 1,
          "name": "{evil} \u0000 & \u202e",
          "description": "</p><svg onload=alert(3)> {evil} &lt;b&gt;",
          "nodes": {{ "größe": {{ "count": 3, "mtbf": "1000h", "mttr": "10h" }} }},
          "services": {{ "site": {{ "needs": {{ "at_least": 2, "of": "größe" }} }} }}
        }}"#
    );
    let source = parse("<i>evil</i>.json", "evil", text.clone()).unwrap();
    let told = told(&source, 300, 2);
    told.holds("evil");
    let shown = told.words("h1").remove(0);
    assert_eq!(shown, format!("{evil} \u{fffd} & \u{202e}"));
    assert!(told.words("header")[0].contains("<svg onload=alert(3)>"));
    assert!(
        told.words("#repeat pre").contains(&text),
        "the scenario stands there as it was written"
    );
    assert!(told.words("#repeat summary").contains(&"<i>evil</i>.json".to_owned()));
    assert!(told.words("#repeat code").contains(&"quorate run 'a <b> & c.json'".to_owned()));
}

#[test]
fn a_page_goes_with_its_run() {
    let out = tempfile::tempdir().unwrap();
    let is_there = |extra: &[&str]| {
        let mut command = assert_cmd::Command::cargo_bin("quorate").unwrap();
        command.args(["run", "scenarios/single-server.json", "--trials", "20", "--set"]);
        command.args(["simulation.seed=4", "--quiet", "--out"]).arg(out.path());
        command.args(extra).assert().success();
        out.path().join("single-server/report.html").exists()
    };
    let are_charts_there = || out.path().join("single-server/charts").exists();
    assert!(is_there(&[]) && are_charts_there());
    assert!(is_there(&["--no-charts"]) && !are_charts_there(), "they would be of an earlier run");
    let html = std::fs::read_to_string(out.path().join("single-server/report.html")).unwrap();
    let command =
        "quorate run scenarios/single-server.json --set simulation.seed=4 --trials 20 --seed 4";
    assert!(html.contains(&format!("<code>{command}</code>")), "as it can be typed");
    assert!(!is_there(&["--no-report"]), "one of an earlier run would tell of other numbers");
}

#[test]
fn the_largest_clusters_are_drawn_in_few_boxes() {
    let source = parse(
        "large.json",
        "large",
        r#"{
          "quorate": 1,
          "domains": { "site": { "count": 2 }, "rack": { "count": 40, "within": "site-1", "mtbf": "10y", "mttr": "1h" } },
          "nodes": { "web": { "count": 1000, "domain": ["rack", "site-2"], "mtbf": "1000h", "mttr": "10h" } },
          "switches": { "core": { "count": 4, "connects": ["web"], "mtbf": "10y", "mttr": "1h" } },
          "services": { "site": { "needs": { "at_least": 900, "of": "web" } } }
        }"#
        .replace("\"site\": { \"needs\"", "\"all\": { \"needs\""),
    );
    let told = told(&source.unwrap(), 20, 2);
    let drawn = told.words(".picture text");
    assert!(drawn.len() < 40, "{drawn:?}");
    assert!(drawn.iter().any(|label| label.starts_with("web × ")), "{drawn:?}");
    assert!(drawn.iter().any(|label| label.starts_with("40 domains")), "{drawn:?}");
    assert!(told.html.len() < 2_000_000, "{} bytes", told.html.len());
}
