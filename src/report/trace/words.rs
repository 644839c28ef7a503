//! What has fired, in words.

use super::names::{Names, list};
use crate::model::{Effect, What};
use crate::study::{Change, Event};

impl<'m> Names<'m> {
    /// Says what has fired.
    pub(crate) fn fired(self, event: &Event) -> String {
        match self.model.activities[event.slot as usize].what {
            What::Fail(fault) => self.struck(fault),
            What::Repair(fault) => self.repaired(fault),
            What::Reboot(c) => format!("{} was back from its reboot", self.full(c)),
            What::Respond(fault) => {
                format!(
                    "the crew arrived at {}",
                    self.of(self.model.faults[fault as usize].component)
                )
            }
            What::Arrive(..) => "a spare part arrived".into(),
            What::Duty(crew, change) => {
                let (slot, comes) = self.model.crews[crew as usize].duty[change as usize];
                let name = self.model.activity_names[slot as usize].split(' ').next();
                let name = name.unwrap_or_default();
                format!("crew {name} {}", if comes { "came on duty" } else { "went off duty" })
            }
            What::Rebuilt(a, disk) => {
                let disk = self.model.arrays[a as usize].disks.start + disk;
                format!("disk {} was rebuilt", self.of(disk))
            }
            What::Restored(a) => {
                let array = self.model.arrays[a as usize].component;
                format!("the data of {} were restored", self.of(array))
            }
            What::Shock(s) => {
                let faults = self.model.shocks[s as usize].faults.iter().map(|(fault, _)| *fault);
                let name = &self.model.causes[s as usize].name;
                self.blow(&format!("shock {name}"), faults, event)
            }
            What::Incident(n) => {
                let faults = self.model.incidents[n as usize].faults.iter().copied();
                self.blow("the script", faults, event)
            }
            What::Round(n) => {
                let cause = self.model.maintenance[n as usize].cause;
                format!("planned work {} came due", self.model.causes[cause as usize].name)
            }
            What::Done(w) => format!("the {} was done", self.work(w)),
            What::Takeover(b) => self.took_address(b, event),
            What::Overload(i) => {
                let c = self.model.load.members[i as usize].component;
                format!("{} crashed of overload", self.full(c))
            }
            What::TakeOut(check) => {
                let (balancer, member) = self.check(check);
                format!("{balancer} took {member} out")
            }
            What::PutIn(check) => {
                let (balancer, member) = self.check(check);
                format!("{balancer} put {member} in")
            }
            What::Cluster(k, act) => {
                format!("{}: {}", self.cluster(k), self.acted(k, act, event))
            }
        }
    }

    /// Returns `work patching on db-1`.
    pub(super) fn work(self, w: u32) -> String {
        let work = &self.model.works[w as usize];
        let cause = self.model.maintenance[work.maintenance as usize].cause;
        format!("work {} on {}", self.model.causes[cause as usize].name, self.of(work.component))
    }

    /// Says which instance of a balancer has its address now.
    fn took_address(self, b: u32, event: &Event) -> String {
        let now = event.changes.iter().find_map(|change| match change {
            Change::Address(of, holder) if *of == b => *holder,
            _ => None,
        });
        match now {
            Some(place) => format!("{} took the address over", self.of(self.at(b, place))),
            None => format!("the address of {} moved", self.balancer(b)),
        }
    }

    /// Returns the component that is an instance of a group of load balancers, by its place.
    pub(super) fn at(self, b: u32, place: u32) -> u32 {
        self.model.balancers[b as usize].instances.start + place
    }

    /// Returns the name of a cluster.
    pub(super) fn cluster(self, k: u32) -> &'m str {
        &self.model.clusters[k as usize].name
    }

    /// Returns the name of a group of load balancers.
    pub(super) fn balancer(self, b: u32) -> &'m str {
        &self.model.balancers[b as usize].name
    }

    /// Says what a fault has done.
    pub(super) fn struck(self, fault: u32) -> String {
        let it = &self.model.faults[fault as usize];
        let it_is = self.full(it.component);
        match it.effect {
            Effect::Crash => format!("{it_is} crashed"),
            Effect::Process => format!("the process on {it_is} died"),
            Effect::Hang => format!("{it_is} hung"),
            Effect::Degrade => format!("{it_is} could only do part of its work"),
            Effect::Loss => format!("{it_is} lost its data"),
            Effect::Unavailable | Effect::Down => format!("{it_is} failed"),
        }
    }

    /// Says what a repair has mended.
    fn repaired(self, fault: u32) -> String {
        let it = &self.model.faults[fault as usize];
        if let Some(shock) = it.together {
            return format!("what {} had hit was repaired", self.model.causes[shock as usize].name);
        }
        let it_is = self.full(it.component);
        match it.effect {
            Effect::Hang => format!("{it_is} woke up"),
            Effect::Degrade => format!("{it_is} could do all of its work again"),
            Effect::Loss if self.model.components[it.component as usize].array.is_some() => {
                format!("{it_is} was replaced")
            }
            _ => format!("{it_is} was repaired"),
        }
    }

    /// Says whom a shock or the script has hit, and how.
    fn blow(self, who: &str, faults: impl Iterator<Item = u32>, event: &Event) -> String {
        let hit: Vec<u32> = faults
            .filter(|fault| {
                let component = self.model.faults[*fault as usize].component;
                event.changes.contains(&Change::Failed(component))
            })
            .collect();
        let Some(first) = hit.first() else { return format!("{who} hit nothing that was up") };
        let names = list(hit.iter().map(|f| self.of(self.model.faults[*f as usize].component)));
        match self.model.faults[*first as usize].effect {
            Effect::Crash | Effect::Down | Effect::Unavailable => {
                format!("{who} brought down {names}")
            }
            Effect::Process => format!("{who} killed what ran on {names}"),
            Effect::Hang => format!("{who} made {names} hang"),
            Effect::Degrade => format!("{who} slowed {names} down"),
            Effect::Loss => format!("{who} destroyed the data on {names}"),
        }
    }

    /// Returns the names of a balancer and of the member that a health check of it is about.
    pub(super) fn check(self, check: u32) -> (&'m str, &'m str) {
        let check = &self.model.checks[check as usize];
        let balancer = &self.model.balancers[check.balancer as usize];
        (&balancer.name, self.of(balancer.members[check.place as usize]))
    }
}
