//! What could not be checked at all, for those who read pull requests.

use super::finding::Position;
use super::text::annotation;
use quick_junit::{NonSuccessKind, Report, SerializeError, TestCase, TestCaseStatus, TestSuite};

/// Why a design could not be checked.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// Where the mistake stands.
    pub position: Position,
    /// What is wrong.
    pub what: String,
}

/// Returns workflow commands that mark mistakes in a pull request on GitHub.
pub fn refusal_annotations(refusals: &[Refusal]) -> String {
    let annotate = |refusal: &Refusal| {
        let Position { file, line } = &refusal.position;
        annotation("error", (file, *line), "not checked", &refusal.what)
    };
    refusals.iter().map(annotate).collect()
}

/// Returns a JUnit report with a test suite for each file, in which every mistake is an error.
///
/// # Errors
/// If it cannot be written as XML.
pub fn refusal_junit(refusals: &[Refusal]) -> Result<String, SerializeError> {
    let mut report = Report::new("quorate check");
    for of_file in refusals.chunk_by(|a, b| a.position.file == b.position.file) {
        let mut suite = TestSuite::new(&*of_file[0].position.file);
        suite.add_test_cases(of_file.iter().map(case));
        report.add_test_suite(suite);
    }
    report.to_string()
}

fn case(refusal: &Refusal) -> TestCase {
    let Refusal { position, what } = refusal;
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
    status.set_message(format!("line {}: {what}", position.line));
    let mut case = TestCase::new(&**what, status);
    case.set_classname(&*position.file);
    case
}
