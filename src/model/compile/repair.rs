//! Crews, spare parts, shocks, the script: what acts on many components.

use super::Compiler;
use crate::engine::{Law, Ns, SECOND, Slot};
use crate::model::activity::{Class, What};
use crate::model::repair::{Crew, Incident, Shock, Spare};
use crate::scenario::{Hours, Order};

const MINUTE: Ns = 60 * SECOND;
const DAY_MIN: u32 = 1440;
const WEEK: Ns = 7 * 1440 * MINUTE;

impl Compiler<'_> {
    /// Adds the shocks; a shock's number is its cause's.
    pub(super) fn shocks(&mut self) {
        for (s, (name, shock)) in self.scenario.shocks.iter().enumerate() {
            let lane = self.lane();
            let what = What::Shock(s as u32);
            let hit = self.activity(lane, Class::Hazard, what, shock.mtbf.law(), name.clone());
            self.model.activities[hit as usize].cause = Some(s as u32);
            let hit_by_it = std::mem::take(&mut self.shock_blows[s]);
            let faults = hit_by_it.into_iter().map(|id| {
                let component = self.model.faults[id as usize].component as usize;
                let component = &self.model.components[component].name;
                let coin = format!("{name} hits {component}");
                (id, self.coin(shock.probability, coin))
            });
            let faults = faults.collect();
            self.model.shocks.push(Shock { hit, faults, together: shock.together });
        }
    }

    pub(super) fn spares(&mut self) {
        for (s, (name, spare)) in self.scenario.spares.iter().enumerate() {
            // Every call for a part orders the next: what is on its way are parts taken and not
            // replaced yet, and parts that are waited for.
            let users = self.model.faults.iter().filter(|f| f.spare == Some(s as u32)).count();
            let most_orders = spare.stock + users as u32;
            let orders = self.next_slot();
            for i in 0..most_orders {
                let lane = self.lane();
                let name = format!("{name} order {}", i + 1);
                let what = What::Arrive(s as u32, i);
                self.activity(lane, Class::Restore, what, spare.lead_time.law(), name);
            }
            self.model.spares.push(Spare { stock: spare.stock, orders, most_orders });
        }
    }

    /// Adds what is due at set times: changes of duty and the script.
    pub(super) fn schedule(&mut self) {
        for (c, (name, crew)) in self.scenario.crews.iter().enumerate() {
            let choice = (crew.order == Order::Random)
                .then(|| self.coin(0.5, format!("{name} takes the call of")));
            let duty = crew.hours.map_or(Vec::new(), |hours| self.duty(c as u32, name, hours));
            self.model.crews.push(Crew { size: crew.size, choice, duty });
        }
        for (n, incident) in self.scenario.script.iter().enumerate() {
            let lane = self.lane();
            let at = self.model.warmup.saturating_add(incident.at.rounded());
            let what = What::Incident(n as u32);
            let name = format!("script {n}");
            let begin = self.activity(lane, Class::Schedule, what, Law::Constant(at), name);
            let faults = std::mem::take(&mut self.script_blows[n]);
            // What follows from all that it hits is put down to the first.
            let first = faults.first().map(|id| self.model.faults[*id as usize].cause);
            self.model.activities[begin as usize].cause = first;
            self.model.incidents.push(Incident { begin, faults });
        }
    }

    /// Adds the changes of duty of a week; time 0 of what is measured is Monday 00:00.
    ///
    /// The first slot is the first change of all, the others follow one another round the week.
    fn duty(&mut self, crew: u32, name: &str, hours: Hours) -> Vec<(Slot, bool)> {
        let changes = changes_of_week(hours);
        let begins = (WEEK - self.model.warmup % WEEK) % WEEK;
        let Some(first) =
            changes.iter().position(|(at, _)| *at >= begins).or((!changes.is_empty()).then_some(0))
        else {
            return Vec::new();
        };
        let lane = self.lane();
        let n = changes.len();
        let mut slots = Vec::new();
        for k in 0..=n {
            let (at, on) = changes[(first + k) % n];
            let before = if k == 0 { begins } else { changes[(first + k - 1) % n].0 };
            let law = Law::Constant((at + WEEK - before) % WEEK);
            let what = What::Duty(crew, k as u32);
            let name = format!("{name} {} {k}", if on { "on duty" } else { "off duty" });
            slots.push((self.activity(lane, Class::Schedule, what, law, name), on));
        }
        slots
    }
}

/// Returns when in a week a crew comes on duty and goes off, in order; nothing if it never does either.
fn changes_of_week(hours: Hours) -> Vec<(Ns, bool)> {
    let mut changes: Vec<(Ns, bool)> = Vec::new();
    let minute = |day: usize, min: u32| (day as Ns * Ns::from(DAY_MIN) + Ns::from(min)) * MINUTE;
    for day in (0..7).filter(|day| hours.days[*day]) {
        let begin = minute(day, hours.from_min);
        // A night shift that meets the next day's has no change between them.
        if changes.last() == Some(&(begin, false)) {
            changes.pop();
        } else {
            changes.push((begin, true));
        }
        changes.push((minute(day, hours.to_min), false));
    }
    if let (Some(&(0, true)), Some(&(WEEK, false))) = (changes.first(), changes.last()) {
        changes.pop();
        changes.remove(0);
    }
    for (at, _) in &mut changes {
        *at %= WEEK;
    }
    changes.sort_unstable();
    changes
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Ns = 1440 * MINUTE;

    #[test]
    fn office_hours_change_ten_times_a_week() {
        let days = [true, true, true, true, true, false, false];
        let changes = changes_of_week(Hours { days, from_min: 540, to_min: 1020 });
        assert_eq!(changes.len(), 10);
        assert_eq!(changes[0], (540 * MINUTE, true));
        assert_eq!(changes[9], (4 * DAY + 1020 * MINUTE, false));
    }

    #[test]
    fn whole_days_that_meet_have_no_change_between_them() {
        let days = [true, true, false, false, false, false, true];
        let changes = changes_of_week(Hours { days, from_min: 0, to_min: 1440 });
        assert_eq!(changes, [(2 * DAY, false), (6 * DAY, true)]);
        assert_eq!(changes_of_week(Hours { days: [true; 7], from_min: 0, to_min: 1440 }), []);
        let sunday = [false, false, false, false, false, false, true];
        let changes = changes_of_week(Hours { days: sunday, from_min: 0, to_min: 1440 });
        assert_eq!(changes, [(0, false), (6 * DAY, true)]);
    }
}
