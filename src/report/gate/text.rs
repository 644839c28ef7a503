//! Findings for people, and for those who read pull requests.

use super::finding::Finding;
use crate::statistics::Verdict;
use std::fmt::Write;

/// Returns the findings of one file as text.
pub fn text(file: &str, findings: &[Finding]) -> String {
    let mut out = format!("{file}\n");
    for finding in findings {
        let word = match finding.verdict {
            Verdict::Pass => "pass",
            Verdict::Fail => "FAIL",
            Verdict::Open => "open",
        };
        let _ = writeln!(out, "  {word}  {}", finding.claim);
        let _ = writeln!(out, "        {}", finding.said(","));
    }
    let count = |verdict| findings.iter().filter(|f| f.verdict == verdict).count();
    let (passed, failed, open) = (count(Verdict::Pass), count(Verdict::Fail), count(Verdict::Open));
    let _ = write!(out, "{passed} passed, {failed} failed");
    if open > 0 {
        let _ = write!(out, ", {open} undecided: more trials may tell (--max-trials)");
    }
    out.push('\n');
    out
}

/// Returns workflow commands that mark, in a pull request on GitHub, what does not pass.
pub fn annotations(file: &str, findings: &[Finding]) -> String {
    let mut out = String::new();
    for finding in findings.iter().filter(|finding| finding.verdict != Verdict::Pass) {
        let (level, title) = match finding.verdict {
            Verdict::Fail => ("error", "not met"),
            _ => ("warning", "undecided"),
        };
        let (file, line) = match &finding.position {
            Some(position) => (position.file.as_str(), position.line),
            None => (file, 1),
        };
        let message = format!("{}: found {}", finding.claim, finding.said(""));
        out += &annotation(level, (file, line), title, &message);
    }
    out
}

/// Returns a workflow command that marks a line of a file.
pub(super) fn annotation(
    level: &str,
    (file, line): (&str, usize),
    title: &str,
    message: &str,
) -> String {
    let (file, message) = (property(file), data(message));
    format!("::{level} file={file},line={line},title=quorate: {title}::{message}\n")
}

/// Returns text that the value of a property of a workflow command can carry.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// Returns text that the message of a workflow command can carry.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}
