//! `report.html`: what a meeting about a design needs, on one page that needs nothing else.
//!
//! The page is whole without JavaScript; with it tables sort and timelines can be looked at closely. All that comes from the scenario is escaped by
//! the templates, or, in pictures, by who draws them; and a content security policy lets nothing run but the
//! page's own script, and nothing be loaded at all.

mod assumptions;
mod clusters;
mod components;
mod picture;
mod service;
mod sla;
mod table;
mod worst;

use super::charts::{self, escaped};
use super::console::horizon;
use super::summary::{Service, Summary};
use super::trace::plain_rules;
use super::units::unbroken;
use crate::model::Model;
use crate::scenario::{Names, Source, explain};
use crate::study::Study;
use askama::Template;
use assumptions::Assumptions;
use service::ServiceView;
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use table::Table;
use worst::WorstView;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = concat!(include_str!("page.js"), "\n", include_str!("timeline.js"));

/// Of more services than this only the first are drawn; the tables have all.
const DRAWN: usize = 20;

/// A run, as the page tells of it.
#[derive(Clone, Copy)]
pub struct Run<'r> {
    /// What was simulated.
    pub model: &'r Model,
    /// What that was read from.
    pub source: &'r Source,
    /// What was found.
    pub study: &'r Study,
    /// What that comes to.
    pub summary: &'r Summary,
    /// The scenario, and what is set in it, as words of a command line.
    pub scenario: &'r str,
    /// The command that repeats it.
    pub command: &'r str,
}

#[derive(Template)]
#[template(path = "page.html")]
struct Page<'r> {
    title: String,
    /// How the description begins; it may be all of it.
    question: String,
    /// All of the description, where that is more.
    description: String,
    basis: String,
    warnings: Vec<String>,
    summary: &'r Summary,
    services: Vec<ServiceView>,
    has_sla: bool,
    glance: Table,
    picture: String,
    worst: Vec<WorstView>,
    components: Table,
    price: String,
    clusters: Vec<Table>,
    assumptions: Assumptions,
    explained: String,
    command: &'r str,
    texts: Vec<(&'r str, Cow<'r, str>)>,
    style: &'static str,
    /// How timelines are painted on paper.
    plain: String,
    script: String,
    script_hash: String,
}

/// Returns the page.
pub(super) fn draw(run: &Run) -> String {
    let Run { model, source, study, summary, command, .. } = *run;
    let scenario = &source.scenario;
    let (names, _) = Names::gather(scenario);
    let service = |(i, (name, found)): (usize, (&String, &Service))| {
        let drawn = if i < DRAWN { charts::of(study, summary, i) } else { Vec::new() };
        ServiceView::new(name, found, drawn)
    };
    // The text of the element, to the byte: that is what the policy's hash is of.
    let script = format!("\n{SCRIPT}\n");
    let description = scenario.description.clone().unwrap_or_default();
    let question = first_sentence(&description).to_owned();
    let page = Page {
        title: summary.scenario.name.clone(),
        description: if question == description { String::new() } else { marked(&description) },
        question: marked(&question),
        basis: basis(summary),
        warnings: summary.warnings.iter().map(|warning| marked(warning)).collect(),
        summary,
        services: summary.services.iter().enumerate().map(service).collect(),
        has_sla: summary.services.values().any(|service| service.sla.is_some()),
        glance: clusters::glance(summary),
        picture: picture::draw(scenario, &names, model, summary),
        worst: worst::all(model, study, summary.seed, run.scenario),
        components: components::table(model, summary),
        price: components::price(summary),
        clusters: clusters::all(summary),
        assumptions: Assumptions::new(scenario),
        explained: bearable(&explain(scenario)).into_owned(),
        command,
        texts: source.sources.named().map(|(name, text)| (name, bearable(text))).collect(),
        style: STYLE,
        plain: plain_rules(),
        script_hash: format!("sha256-{}", base64(&Sha256::digest(&script))),
        script: SCRIPT.to_owned(),
    };
    clean(&page.render().expect("writing into memory cannot fail"))
}

/// Returns a text up to the end of its first sentence.
fn first_sentence(text: &str) -> &str {
    let ends = |(at, c): &(usize, char)| {
        "?.!".contains(*c) && text[at + 1..].starts_with(char::is_whitespace)
    };
    text.char_indices().find(ends).map_or(text, |(at, _)| &text[..=at])
}

/// Says what the numbers rest on.
fn basis(summary: &Summary) -> String {
    let trials = charts::count(summary.trials as f64);
    let each = horizon(summary.horizon_s);
    let what = if summary.trials == 1 { "trial" } else { "trials" };
    format!("{trials} {what} of {each} each, with seed {}.", summary.seed)
}

/// Returns a text as a page has it: escaped, what stands between backticks as code, and numbers with their
/// units.
fn marked(text: &str) -> String {
    let mut out = String::new();
    let pieces: Vec<&str> = text.split('`').collect();
    let last = pieces.len() - 1;
    for (i, piece) in pieces.iter().enumerate() {
        let piece = escaped(&unbroken(piece));
        let (before, after) = match i % 2 {
            0 => ("", ""),
            // One without a second means itself.
            _ if i == last => ("`", ""),
            _ => ("<code>", "</code>"),
        };
        out.extend([before, &piece, after]);
    }
    out
}

/// Returns a text, or says that it is too long for a page.
fn bearable(text: &str) -> Cow<'_, str> {
    /// Longer texts than this are in nobody's way elsewhere.
    const BYTES: usize = 500_000;
    if text.len() <= BYTES {
        return text.into();
    }
    let size = charts::count(text.len() as f64);
    format!("It has {size} bytes, too many to stand here.").into()
}

/// Returns a page without characters that no page may have, wherever they come from.
fn clean(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let is_bad = |c: char| c.is_control() && c != '\n' && c != '\t';
    text.chars().map(|c| if is_bad(c) { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

/// Returns bytes in base 64 (RFC 4648).
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let all = three.iter().fold(0u32, |all, byte| all << 8 | u32::from(*byte));
        let all = all << (8 * (3 - three.len()));
        for digit in 0..4 {
            let value = (all >> (18 - 6 * digit)) & 63;
            let is_there = digit <= three.len();
            text.push(if is_there { DIGITS[value as usize] as char } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_the_standard() {
        let coded = ["", "f", "fo", "foo", "foob", "fooba", "foobar"].map(|s| base64(s.as_bytes()));
        assert_eq!(coded, ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"]);
    }

    #[test]
    fn backticks_are_code_and_nothing_is_markup() {
        assert_eq!(marked("`a<b>` & 5 s"), "<code>a&lt;b&gt;</code> &amp; 5\u{a0}s");
        assert_eq!(marked("one ` alone"), "one ` alone");
        assert_eq!(marked("`a` and ` alone"), "<code>a</code> and ` alone");
    }

    #[test]
    fn what_no_page_may_have_is_replaced() {
        assert_eq!(clean("a\0b\r\nc\td\u{7f}"), "a\u{fffd}b\nc\td\u{fffd}");
    }
}
