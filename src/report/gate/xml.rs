//! Findings as JUnit XML, which CI systems show as tests.

use super::finding::Finding;
use crate::statistics::Verdict;
use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

/// Returns a JUnit report with a test suite for each file and a test for each thing that it is held to.
///
/// Nothing in it tells when it was made: the same check gives the same bytes.
///
/// # Errors
/// If it cannot be written as XML.
pub fn junit(files: &[(String, Vec<Finding>)]) -> Result<String, quick_junit::SerializeError> {
    let mut report = Report::new("quorate check");
    for (file, findings) in files {
        let mut suite = TestSuite::new(file);
        suite.add_test_cases(findings.iter().map(|finding| {
            let mut case = TestCase::new(&*finding.claim, status(finding));
            case.set_classname(file);
            if finding.verdict == Verdict::Pass {
                case.set_system_out(finding.said(","));
            }
            case
        }));
        report.add_test_suite(suite);
    }
    report.to_string()
}

fn status(finding: &Finding) -> TestCaseStatus {
    let (kind, message) = match finding.verdict {
        Verdict::Pass => return TestCaseStatus::success(),
        Verdict::Fail => (NonSuccessKind::Failure, "not met"),
        Verdict::Open => (NonSuccessKind::Error, "undecided"),
    };
    let mut status = TestCaseStatus::non_success(kind);
    status.set_message(format!("{message}: found {}", finding.said(",")));
    status
}
