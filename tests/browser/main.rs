//! `report.html` in a real browser. Ignored by `cargo test`, which needs no browser: `.ci/run` runs it.

mod chrome;

use assert_cmd::Command;
use chrome::Chrome;
use serde_json::{Value, json};
use std::path::Path;

/// Runs a scenario and returns the folder with its page, and the page's address.
fn page(scenario: &str, trials: &str) -> (tempfile::TempDir, String) {
    let out = tempfile::tempdir().unwrap();
    let mut command = Command::cargo_bin("quorate").unwrap();
    command.args(["run", scenario, "--trials", trials, "--no-charts", "--quiet", "--out"]);
    command.arg(out.path()).assert().success();
    let stem = Path::new(scenario).file_stem().unwrap().to_str().unwrap();
    let url = format!("file://{}", out.path().join(stem).join("report.html").display());
    (out, url)
}

/// Nothing was asked of anybody but the page itself, and nothing went wrong.
fn is_quiet(chrome: &Chrome, url: &str) {
    for event in &chrome.events {
        let told = &event["params"];
        match event["method"].as_str().unwrap_or_default() {
            "Network.requestWillBeSent" => {
                let asked = told["request"]["url"].as_str().unwrap();
                assert!(asked == url, "asked for {asked}");
            }
            "Runtime.exceptionThrown" | "Runtime.consoleAPICalled" | "Log.entryAdded" => {
                panic!("{told}")
            }
            _ => {}
        }
    }
}

#[test]
#[ignore = "needs Chromium; .ci/run brings it"]
fn nothing_is_loaded_and_nothing_goes_wrong() {
    let mut chrome = Chrome::start();
    for (scenario, trials) in [
        ("scenarios/web-shop.json", "300"),
        ("scenarios/kubernetes-three-zones.json", "300"),
        ("scenarios/github-2012.json", "20"),
        ("tests/maximal.json", "20"),
    ] {
        let (_folder, url) = page(scenario, trials);
        for (width, scheme) in [(1200, "light"), (1200, "dark"), (360, "light")] {
            chrome.look(width, scheme);
            chrome.open(&url);
            is_quiet(&chrome, &url);
            let contrast = chrome.evaluate(include_str!("contrast.js"));
            assert!(contrast["seen"].as_u64() > Some(100), "{contrast}");
            assert_eq!(contrast["poor"], json!([]), "{scenario}, {scheme}");
            let wide = chrome.evaluate("document.documentElement.scrollWidth");
            assert!(wide.as_u64() <= Some(u64::from(width)), "{scenario}: {wide} of {width}");
        }
    }
}

/// The numbers of a column of the table in which the focus is, and how it says that it is sorted.
const COLUMN: &str = "(() => {
  const title = document.activeElement.closest('th');
  const rows = [...title.closest('table').tBodies[0].rows];
  const numbers = rows.map((row) => Number(row.cells[title.cellIndex].dataset.value));
  return { numbers, sort: title.getAttribute('aria-sort') };
})()";

#[test]
#[ignore = "needs Chromium; .ci/run brings it"]
fn everything_works_by_keyboard() {
    let (_folder, url) = page("scenarios/web-shop.json", "300");
    let mut chrome = Chrome::start();
    chrome.look(1200, "light");
    chrome.open(&url);
    chrome.press("Tab");
    let skip = "document.activeElement.className + ' ' + (document.activeElement.getBoundingClientRect().left >= 0)";
    assert_eq!(chrome.evaluate(skip), json!("skip true"), "the first key leads to the answer");
    let failures =
        "document.activeElement.closest('#components th')?.textContent === 'Failures a year'";
    let mut pressed = 0;
    while chrome.evaluate(failures) != json!(true) {
        chrome.press("Tab");
        pressed += 1;
        assert!(pressed < 200, "the keyboard does not reach the titles of tables");
    }
    let outline = "getComputedStyle(document.activeElement).outlineStyle";
    assert_eq!(chrome.evaluate(outline), json!("solid"), "it is seen where the focus is");
    let before = numbers(&chrome.evaluate(COLUMN));
    chrome.press("Enter");
    let once = chrome.evaluate(COLUMN);
    chrome.press("Enter");
    let twice = chrome.evaluate(COLUMN);
    let mut sorted = before.clone();
    sorted.sort_by(f64::total_cmp);
    assert_ne!(before, sorted, "there is something to sort");
    assert_eq!((numbers(&twice), &twice["sort"]), (sorted.clone(), &json!("ascending")));
    sorted.reverse();
    assert_eq!((numbers(&once), &once["sort"]), (sorted, &json!("descending")));
    is_quiet(&chrome, &url);
}

/// What the timeline says that it shows.
const SHOWN: &str = "document.querySelector('.said').textContent";

#[test]
#[ignore = "needs Chromium; .ci/run brings it"]
fn the_timeline_is_looked_at_closely_by_keyboard() {
    let (_folder, url) = page("scenarios/web-shop.json", "300");
    let mut chrome = Chrome::start();
    chrome.look(1200, "dark");
    chrome.open(&url);
    let mut pressed = 0;
    while chrome.evaluate("document.activeElement.className") != json!("view") {
        chrome.press("Tab");
        pressed += 1;
        assert!(pressed < 200, "the keyboard does not reach the timeline");
    }
    let mut press = |key: &str| {
        chrome.press(key);
        chrome.evaluate(SHOWN).as_str().unwrap().to_owned()
    };
    let all = press("Home");
    assert!(all.starts_with("From day 0 to day 365: "), "{all}");
    let closer = press("+");
    assert!(closer.starts_with("From day 91 to day 273: "), "{closer}");
    let earlier = press("ArrowLeft");
    assert!(earlier.starts_with("From day 45 to day 228: "), "{earlier}");
    assert_eq!(press("ArrowRight"), closer);
    assert_eq!(press("-"), all);
    let first = press("n");
    assert!(first.contains(": 1 of the outages"), "{first}");
    let second = press("n");
    assert!(second.contains(" of the outages") && second != first, "{second}");
    assert_eq!(press("p"), first);
    assert_eq!(press("Home"), all);
    chrome.evaluate("document.querySelector('.stories button').click()");
    assert_eq!(chrome.evaluate(SHOWN), json!(first), "the first story shows the first outage");
    let contrast = chrome.evaluate(include_str!("contrast.js"));
    assert_eq!(contrast["poor"], json!([]), "from close by");
    is_quiet(&chrome, &url);
}

#[test]
#[ignore = "needs Chromium; .ci/run brings it"]
fn the_wheel_goes_closer_only_where_it_is_wanted() {
    let (_folder, url) = page("scenarios/active-passive.json", "300");
    let mut chrome = Chrome::start();
    chrome.look(1200, "light");
    chrome.open(&url);
    let all = chrome.evaluate(SHOWN);
    let at = "(() => {
      document.querySelector('.view').scrollIntoView({ block: 'center', behavior: 'instant' });
      const r = document.querySelector('.view').getBoundingClientRect();
      return { x: r.x + r.width / 2, y: r.y + r.height / 2 };
    })()";
    let wheel = |at: &Value| json!({"type": "mouseWheel", "x": at["x"], "y": at["y"], "deltaX": 0, "deltaY": -120});
    let place = chrome.evaluate(at);
    chrome.evaluate("document.querySelector('.view').focus({ preventScroll: true })");
    chrome.call("Input.dispatchMouseEvent", &wheel(&place));
    assert_ne!(chrome.evaluate(SHOWN), all, "whoever has pressed it looks closer");
    chrome.open(&url);
    let place = chrome.evaluate(at);
    chrome.call("Input.dispatchMouseEvent", &wheel(&place));
    assert_eq!(chrome.evaluate(SHOWN), all, "whoever scrolls past is not held up");
    is_quiet(&chrome, &url);
}

fn numbers(column: &Value) -> Vec<f64> {
    column["numbers"].as_array().unwrap().iter().map(|n| n.as_f64().unwrap()).collect()
}

#[test]
#[ignore = "needs Chromium; .ci/run brings it"]
fn it_is_whole_without_scripts_and_on_paper() {
    let (_folder, url) = page("scenarios/web-shop.json", "300");
    let mut chrome = Chrome::start();
    let visible = "[...document.querySelectorAll('main h2, main svg, main table')]
        .filter((e) => !e.closest('.zoom, .lit') && e.getClientRects().length).map((e) => e.tagName).sort().join()";
    // The worst trial is there once: to look at closely, or as a still picture, which is what goes on paper.
    let pictures = "['.zoom', '.lit'].map((name) =>
        [...document.querySelectorAll(name + ' svg')].filter((e) => e.checkVisibility()).length > 0)";
    let buttons = "document.querySelectorAll('button').length";
    chrome.look(1200, "light");
    chrome.open(&url);
    let with = chrome.evaluate(visible);
    assert_eq!(chrome.evaluate(pictures), json!([true, false]));
    chrome.evaluate(
        "addEventListener('beforeprint', () => {
          window.unfolded = [...document.querySelectorAll('.timeline details')].every((e) => e.open);
        })",
    );
    chrome.call("Page.printToPDF", &json!({"preferCSSPageSize": true}));
    assert_eq!(chrome.evaluate("window.unfolded"), json!(true));
    assert_eq!(chrome.evaluate(pictures), json!([true, false]), "folded again");
    assert!(chrome.evaluate(buttons).as_u64() > Some(10));
    chrome.call("Emulation.setScriptExecutionDisabled", &json!({"value": true}));
    chrome.open(&url);
    assert_eq!(chrome.evaluate(visible), with, "the same headings, pictures and tables");
    assert_eq!(chrome.evaluate(buttons), json!(0), "nothing that does nothing");
    assert_eq!(chrome.evaluate(pictures), json!([false, true]));
    let text = chrome.evaluate("document.querySelector('#answer').innerText");
    assert!(text.as_str().unwrap().contains("shop is available 99.9"), "{text}");
    let pdf = chrome.call("Page.printToPDF", &json!({"preferCSSPageSize": true}));
    let pdf = decoded(pdf["data"].as_str().unwrap());
    assert!(pdf.len() < 2_000_000, "{} bytes", pdf.len());
    let pages = String::from_utf8_lossy(&pdf).matches("/Type /Page\n").count();
    assert!((4..=16).contains(&pages), "{pages} pages");
}

/// Base 64 to bytes.
fn decoded(text: &str) -> Vec<u8> {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digit = |c: u8| DIGITS.iter().position(|d| *d == c).map(|d| d as u32);
    let digits: Vec<u32> = text.bytes().filter_map(digit).collect();
    let bytes = |four: &[u32]| {
        let all = four.iter().fold(0, |all, d| all << 6 | d) << (6 * (4 - four.len()));
        [all >> 16, all >> 8, all].map(|byte| byte as u8).into_iter().take(four.len() - 1)
    };
    digits.chunks(4).flat_map(bytes).collect()
}
