//! Reading who may act, and how lost members are made safe.

use super::components::{constant, delay_or, reference};
use crate::engine::SECOND;
use crate::scenario::json::{Fields, Item, Reader};
use crate::scenario::types::{Fencing, OnLoss, Policy, Quorum, Reference, TieBreaker};
use crate::scenario::values::{Delay, Span};

/// Reads `quorum` of a cluster of `size` members; they are `independent` if each serves by itself and
/// none shares data with another.
pub(super) fn quorum(
    reader: &mut Reader,
    item: Option<&Item>,
    size: usize,
    independent: bool,
) -> Quorum {
    let usual = |witness: bool| match (size, witness) {
        _ if independent && !witness => Policy::None,
        (2, false) => Policy::TwoNode,
        _ => Policy::Majority,
    };
    let fields = item.and_then(|item| reader.fields(item));
    let Some(mut fields) = fields else { return Quorum::of(usual(false)) };
    let policy = fields.take("policy").and_then(|item| policy(reader, &item, size));
    let given = fields.take("witness");
    let mut quorum = Quorum::of(policy.unwrap_or(usual(given.is_some())));
    quorum.witness = given.and_then(|item| witness(reader, &item, &quorum.policy));
    if let Some(item) = fields.take("tie_breaker") {
        quorum.tie_breaker = tie_breaker(reader, &item, &quorum.policy);
    }
    if let Some(on_loss) = on_loss(reader, &mut fields, &quorum.policy) {
        quorum.on_loss = on_loss;
    }
    if let Some(item) = fields.take("wait_for_all")
        && let Some(waits) = reader.flag(&item)
    {
        if waits && matches!(quorum.policy, Policy::None) {
            let hint = "with the policy `none` everyone is always quorate";
            reader.problem(item.place(), "nobody waits here", Some(hint.into()));
        }
        quorum.wait_for_all = waits;
    }
    fields.finish(reader);
    quorum
}

impl Quorum {
    /// Returns a policy with every default.
    fn of(policy: Policy) -> Quorum {
        let wait_for_all = matches!(policy, Policy::TwoNode);
        let (witness, tie_breaker, on_loss) = (None, TieBreaker::None, OnLoss::Stop);
        Quorum { policy, witness, tie_breaker, on_loss, wait_for_all }
    }
}

fn policy(reader: &mut Reader, item: &Item, size: usize) -> Option<Policy> {
    if item.is_object() {
        let mut fields = reader.fields(item)?;
        let lock = fields.need(reader, "external").and_then(|item| reference(reader, &item));
        fields.finish(reader);
        return lock.map(Policy::External);
    }
    let words = [("none", 0), ("majority", 1), ("two_node", 2)];
    if item.as_text() == Some("external") {
        let hint = "the cluster that keeps the lock: `\"policy\": {\"external\": \"etcd\"}`";
        reader.problem(item.place(), "`external` needs a cluster", Some(hint.into()));
        return None;
    }
    let policy = match reader.choice(item, &words)? {
        0 => Policy::None,
        1 => Policy::Majority,
        _ => Policy::TwoNode,
    };
    if matches!(policy, Policy::TwoNode) && size != 2 {
        let what = format!("`two_node` is for two members, here are {size}");
        reader.problem(item.place(), what, Some("for more than two: `majority`".into()));
    }
    Some(policy)
}

/// Returns why votes do not count with a policy; `None` if they do.
fn without_votes(policy: &Policy) -> Option<&'static str> {
    match policy {
        Policy::None => Some("with the policy `none` everyone is always quorate"),
        Policy::TwoNode => Some(
            "with the policy `two_node` each member is quorate by itself; votes count with `majority`",
        ),
        Policy::External(_) => {
            Some("who reaches the external lock is quorate, whoever has the votes")
        }
        Policy::Majority => None,
    }
}

fn witness(reader: &mut Reader, item: &Item, policy: &Policy) -> Option<Reference> {
    let witness = reference(reader, item);
    if let Some(hint) = without_votes(policy) {
        reader.problem(item.place(), "a witness has no say here", Some(hint.into()));
    }
    witness
}

fn tie_breaker(reader: &mut Reader, item: &Item, policy: &Policy) -> TieBreaker {
    let words = [("none", TieBreaker::None), ("lowest", TieBreaker::Lowest)];
    let tie_breaker = reader.choice(item, &words).unwrap_or(TieBreaker::None);
    if tie_breaker == TieBreaker::Lowest
        && let Some(hint) = without_votes(policy)
    {
        reader.problem(item.place(), "there is no tie to break here", Some(hint.into()));
    }
    tie_breaker
}

fn on_loss(reader: &mut Reader, fields: &mut Fields, policy: &Policy) -> Option<OnLoss> {
    let item = fields.take("on_loss")?;
    let words = [
        ("stop", OnLoss::Stop),
        ("freeze", OnLoss::Freeze),
        ("ignore", OnLoss::Ignore),
        ("self_fence", OnLoss::SelfFence),
    ];
    let on_loss = reader.choice(&item, &words)?;
    if matches!(policy, Policy::None) {
        let hint = "with the policy `none` everyone is always quorate";
        reader.problem(item.place(), "quorum is never lost here", Some(hint.into()));
    }
    Some(on_loss)
}

/// Returns fencing with every default.
fn defaults() -> Fencing {
    Fencing {
        time: Delay::constant(15 * SECOND),
        success: 1.0,
        retry: Delay::constant(60 * SECOND),
        attempts: 3,
        concurrent: true,
        shares_power: false,
        protect_active: Span::ZERO,
        recheck: Delay::constant(15 * 60 * SECOND),
        delay: Vec::new(),
        random_delay: Span::ZERO,
        in_flight: Span::from_ns(SECOND as f64),
        manual: Delay::constant(30 * 60 * SECOND),
    }
}

/// Reads `fencing`, of a cluster in which every member serves if it `shares`; with `self_fence` it is the watchdog, which is there without the key too.
pub(super) fn fencing(
    reader: &mut Reader,
    item: Option<&Item>,
    on_loss: OnLoss,
    shares: bool,
) -> Option<Fencing> {
    let watchdog = on_loss == OnLoss::SelfFence;
    let Some(item) = item else { return watchdog.then(defaults) };
    let mut fields = reader.fields(item)?;
    let enabled = fields.take("enabled");
    let on = enabled.as_ref().and_then(|item| reader.flag(item)).unwrap_or(true);
    let time = delay_or(reader, &mut fields, "time", 15);
    if watchdog {
        if let (Some(item), false) = (enabled, on) {
            let hint = "with `on_loss: self_fence` the watchdog is the fencing";
            reader.problem(item.place(), "a watchdog cannot be disabled", Some(hint.into()));
        }
        self_fenced(reader, &mut fields);
        fields.finish(reader);
        return Some(Fencing { time, ..defaults() });
    }
    if shares {
        if let Some(item) = fields.take("protect_active") {
            let what = "`protect_active` has no meaning with `mode: active_active`";
            let hint = "every member serves; to spare one give the shots at it a `delay`";
            reader.problem(item.place(), what, Some(hint.into()));
        }
        fields.forget("protect_active");
    }
    let fencing = shots(reader, &mut fields, time, shares);
    fields.finish(reader);
    on.then_some(fencing)
}

/// Reports what has no meaning when a watchdog does the fencing.
fn self_fenced(reader: &mut Reader, fields: &mut Fields) {
    const SHOTS: [&str; 10] = [
        "success",
        "retry",
        "attempts",
        "recheck",
        "concurrent",
        "delay",
        "random_delay",
        "in_flight",
        "shares_power",
        "protect_active",
    ];
    for key in SHOTS.into_iter().chain(["manual"]) {
        if let Some(item) = fields.take(key) {
            let what = format!("`{key}` has no meaning with `on_loss: self_fence`");
            let hint = "a watchdog resets whoever lost quorum, `fencing.time` after the loss: nobody shoots";
            reader.problem(item.place(), what, Some(hint.into()));
        }
        fields.forget(key);
    }
}

fn shots(reader: &mut Reader, fields: &mut Fields, time: Delay, shares: bool) -> Fencing {
    let mut fencing = Fencing { time, ..defaults() };
    if let Some(success) = fields.take("success").and_then(|item| reader.share(&item)) {
        fencing.success = success;
    }
    fencing.retry = delay_or(reader, fields, "retry", 60);
    if let Some(n) = fields.take("attempts").and_then(|item| reader.whole(&item, 1, 1000)) {
        fencing.attempts = n as u32;
    }
    if let Some(item) = fields.take("recheck")
        && let Some(recheck) = constant(reader, &item)
    {
        if recheck.law().is_immediate() {
            let hint = "while recovery is blocked, one more attempt is made every `recheck`";
            reader.problem(item.place(), "`recheck` is longer than 0", Some(hint.into()));
        }
        fencing.recheck = recheck;
    }
    let mut flag = |fields: &mut Fields, key, default| {
        fields.take(key).and_then(|item| reader.flag(&item)).unwrap_or(default)
    };
    fencing.concurrent = flag(fields, "concurrent", true);
    fencing.shares_power = flag(fields, "shares_power", false);
    if let Some(item) = fields.take("delay") {
        for (name, item) in reader.entries(&item) {
            if let Some(span) = reader.span(&item) {
                fencing.delay.push((Reference { name, place: item.place() }, span));
            }
        }
    }
    let mut span = |fields: &mut Fields, key, default: Span| {
        fields.take(key).and_then(|item| reader.span(&item)).unwrap_or(default)
    };
    fencing.random_delay = span(fields, "random_delay", fencing.random_delay);
    fencing.in_flight = span(fields, "in_flight", fencing.in_flight);
    if !shares {
        fencing.protect_active = span(fields, "protect_active", fencing.protect_active);
    }
    fencing.manual = delay_or(reader, fields, "manual", 30 * 60);
    fencing
}
