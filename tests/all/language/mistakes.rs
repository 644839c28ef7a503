//! One mistake a line, and what the answer must hold.

use super::{assert_answers, nodes, pair};

#[test]
#[expect(clippy::too_many_lines, reason = "a table, one mistake a line")]
fn every_mistake_has_its_answer() {
    let cases: &[(String, &[&str])] = &[
        (String::new(), &["the file is empty", "the smallest scenario"]),
        ("{".into(), &["this is not JSON"]),
        ("[]".into(), &["expected an object, found a list"]),
        ("{\"quorate\": 1,}".into(), &["this is not JSON"]),
        ("// x\n{\"quorate\": 1}".into(), &["this is not JSON"]),
        (r#"{"quorate": 1}"#.into(), &["`services` is missing"]),
        (r#"{"services": {}}"#.into(), &["`quorate` is missing", "version 1 of the language"]),
        (r#"{"quorate": 1, "services": {}}"#.into(), &["at least one service"]),
        (nodes(r#""a": {}, "a": {}"#, r#""a""#), &["this key is given twice"]),
        (nodes(r#""a b": {}"#, r#""a b""#), &["`a b` is not a name"]),
        (nodes(r#""clients": {}"#, r#""clients""#), &["the outside world"]),
        (nodes(r#""a": {"mtbf": "90"}"#, r#""a""#), &["`90` has no unit"]),
        (nodes(r#""a": {"mtbf": "9 min", "mttr": "1h"}"#, r#""a""#), &["minutes are written `m`"]),
        (nodes(r#""a": {"mtbf": "90d"}"#, r#""a""#), &["`mttr` is missing"]),
        (nodes(r#""a": {"mttr": "90d"}"#, r#""a""#), &["`mtbf` is missing"]),
        (nodes(r#""a": {"mtbf": "1y", "afr": "2%", "mttr": "1h"}"#, r#""a""#), &["both given"]),
        (nodes(r#""a": {"mtbf": "1y", "mttr": "never"}"#, r#""a""#), &["a repair ends some day"]),
        (nodes(r#""a": {"count": 0}"#, r#""a""#), &["a whole number from 1"]),
        (nodes(r#""a": {"count": 200000}"#, r#""a""#), &["from 1 to 100000"]),
        (
            nodes(r#""a": {"count": 99999}, "b": {"count": 9}"#, r#""a-1""#),
            &["more than 100000 components"],
        ),
        (
            nodes(r#""a": {"count": 2}, "a-1": {}"#, r#""a-2""#),
            &["`a-1` is used twice: it is a node already"],
        ),
        (
            nodes(r#""a": {"cost": -2}"#, r#""a""#),
            &["nodes.a.cost: expected a number from 0 to 1e12"],
        ),
        (nodes(r#""a": {"vots": 2}"#, r#""a""#), &["unknown key `vots`", "did you mean `votes`?"]),
        (
            nodes(r#""a": {"mtbf": {"gamma": {"shape": 2}}, "mttr": "1h"}"#, r#""a""#),
            &["nodes.a.mtbf.gamma: `mean` is missing"],
        ),
        (
            nodes(r#""a": {"mtbf": {"weibul": {}}, "mttr": "1h"}"#, r#""a""#),
            &["did you mean `weibull`?"],
        ),
        (
            nodes(r#""a": {"mtbf": {"weibull": {"shape": 2}}, "mttr": "1h"}"#, r#""a""#),
            &["give one of `mean` and `scale`"],
        ),
        (
            nodes(r#""a": {"mtbf": "1y", "mttr": {"uniform": ["2h", "1h"]}}"#, r#""a""#),
            &["the shortest end is longer"],
        ),
        (
            nodes(
                r#""a": {"mtbf": "1y", "mttr": {"lognormal": {"median": "2h", "p95": "1h"}}}"#,
                r#""a""#,
            ),
            &["no lognormal distribution has these values"],
        ),
        (
            nodes(r#""a": {"mtbf": "1y", "mttr": {"lognormal": {"median": "2h"}}}"#, r#""a""#),
            &["`median` and `p95`"],
        ),
        (nodes(r#""web": {}"#, r#""wed""#), &["declared nowhere", "did you mean `web`?"]),
        (nodes(r#""web": {"count": 3}"#, r#""web""#), &["a group of 3: how many of them?"]),
        (
            nodes(r#""web": {"count": 3}"#, r#"{"at_least": 4, "of": "web"}"#),
            &["at least 4 of 3 can never hold"],
        ),
        (nodes(r#""web": {}"#, r#"{"all": []}"#), &["an empty list"]),
        (nodes(r#""web": {}"#, r#"{"all": ["web"], "any": ["web"]}"#), &["exactly one of"]),
        (nodes(r#""web": {}"#, "7"), &["this is not a condition"]),
        (
            nodes(
                r#""a": {"faults": {"f": {"mtbf": "1y", "mttr": "1h", "crew": "me"}}}"#,
                r#""a""#,
            ),
            &["`me` is declared nowhere; expected a crew", "none is declared"],
        ),
        (
            nodes(
                r#""a": {"faults": {"f": {"mtbf": "1y", "mttr": "1h", "effect": "process"}}}"#,
                r#""a""#,
            ),
            &["`mttr` has no meaning with the effect `process`", "for a node in no cluster"],
        ),
        (pair(r#""mode": "active_active""#), &["given twice"]),
        (pair(r#""quorum": {"policy": "majorty"}"#), &["did you mean `majority`?"]),
        (
            pair(r#""quorum": {"policy": "external"}"#),
            &["`external` needs a cluster", r#"`"policy": {"external": "etcd"}`"#],
        ),
        (
            pair(r#""quorum": {"policy": {"external": "x"}}"#),
            &["`x` is declared nowhere; expected a cluster", "declared: `c`"],
        ),
        (pair(r#""quorum": {"policy": "none", "wait_for_all": true}"#), &["nobody waits here"]),
        (pair(r#""quorum": {"on_loss": "freez"}"#), &["did you mean `freeze`?"]),
        (
            pair(r#""quorum": {"policy": "none", "on_loss": "freeze"}"#),
            &["quorum is never lost here"],
        ),
        (
            pair(r#""quorum": {"policy": {"external": "c"}}"#),
            &["the lock of `c` is kept in `c` itself"],
        ),
        (pair(r#""quorum": {"witness": "n-1"}"#), &["`n-1` is a member of `c`"]),
        (pair(r#""quorum": {"witness": "q"}"#), &["`q` is declared nowhere", "a node or a disk"]),
        (
            pair(r#""quorum": {"tie_breaker": "lowest"}"#),
            &["there is no tie to break here", "votes count with `majority`"],
        ),
        (
            pair(
                r#""quorum": {"on_loss": "self_fence"}, "fencing": {"enabled": false, "time": "5s", "retry": "9s"}"#,
            ),
            &["a watchdog cannot be disabled", "`retry` has no meaning with `on_loss: self_fence`"],
        ),
        (pair(r#""fencing": {"shares_power": true}"#), &["no member of `c` stands in a domain"]),
        (pair(r#""fencing": {"delay": {"c": "5s"}}"#), &["`c` is a cluster; expected a member"]),
        (pair(r#""fencing": {"success": 98}"#), &["outside 0 to 1", "\"98%\""]),
        (pair(r#""fencing": {"success": "98"}"#), &["is not a share"]),
        (pair(r#""fencing": {"attempts": 0}"#), &["a whole number from 1 to 1000"]),
        (pair(r#""fencing": {"delay": {"x": "5s"}}"#), &["`x` is declared nowhere"]),
        (pair(r#""detection": 10"#), &["a number without a unit", "\"10s\""]),
        (pair(r#""storage": {"kind": "shared_disk"}"#), &["`disk` is missing"]),
        (
            pair(r#""storage": {"kind": "shared_disk", "disk": "n"}"#),
            &["is a node; expected a disk"],
        ),
        (
            pair(r#""storage": {"kind": "replicated"}"#),
            &["`mode` is missing", "`resync` is missing"],
        ),
        (pair(r#""active": 3"#), &["a whole number from 1 to 2"]),
        (pair(r#""failback": {"policy": "sometimes"}"#), &["`never`, `auto`"]),
        (pair(r#""failback": {"after": "5m"}"#), &["`policy` is missing", "by itself"]),
        (pair(r#""monitor": {"restarts": 3}"#), &["unknown key `restarts`", "`restart`"]),
    ];
    assert_answers(cases);
}
