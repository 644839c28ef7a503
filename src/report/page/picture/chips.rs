//! What is drawn as one thing: a component, or many alike.

use super::boxes::Boxes;
use crate::model::{Kind, Model};
use crate::scenario::{Names, Plane, Reference, Scenario, members};

/// So many chips fit beside each other.
const WIDE: usize = 12;

/// Of networks so many are drawn apart in a column: what each joins is worth the room.
const NETWORKS: usize = 5;

/// More rows of nodes than this are drawn as one.
const ROWS: usize = 10;

/// A component, or many in the same column.
pub(super) struct Chip {
    pub(super) row: usize,
    pub(super) column: usize,
    pub(super) kind: Kind,
    /// The components.
    pub(super) of: Vec<usize>,
    pub(super) name: String,
    /// What it is for.
    pub(super) role: String,
}

/// All chips, row by row.
pub(super) struct Chips {
    pub(super) all: Vec<Chip>,
    pub(super) rows: usize,
    /// By component: the chips that show it; none for domains.
    pub(super) of: Vec<Vec<usize>>,
}

impl Chips {
    pub(super) fn new(scenario: &Scenario, names: &Names, model: &Model, boxes: &Boxes) -> Chips {
        let mut chips =
            Chips { all: Vec::new(), rows: 0, of: vec![Vec::new(); model.components.len()] };
        let roles = Roles::new(scenario, names);
        let fit = (WIDE / boxes.columns.max(1)).clamp(2, 8);
        for row in rows(scenario, names, model, boxes) {
            let is_network = matches!(model.components[row[0]].kind, Kind::Switch | Kind::Link);
            let most = if is_network { fit.max(NETWORKS) } else { fit };
            let r = chips.rows;
            chips.rows += 1;
            for column in 0..boxes.columns {
                let here = row.iter().copied().filter(|i| boxes.column[*i] == column);
                let here: Vec<usize> = here.collect();
                let together = if here.len() > most { vec![here] } else { alone(&here) };
                for of in together {
                    chips.push(names, model, &roles, (r, column), of);
                }
            }
        }
        chips.attach(names, model);
        chips
    }

    fn push(
        &mut self,
        names: &Names,
        model: &Model,
        roles: &Roles,
        (row, column): (usize, usize),
        of: Vec<usize>,
    ) {
        let component = |i: usize| &model.components[of[i]];
        let kind = component(0).kind;
        let name = match of.len() {
            1 => component(0).name.clone(),
            n if of.iter().all(|i| names.components[*i].group == names.components[of[0]].group) => {
                format!("{} × {n}", names.components[of[0]].group)
            }
            n if of.iter().any(|i| names.components[*i].kind != kind) => {
                format!("{n} switches and links")
            }
            n => format!("{n} {}", many(kind)),
        };
        let mut role = roles.of(of[0]);
        if let Some(array) = component(0).whole {
            role = format!("{role}, {} disks", model.arrays[array as usize].disks.len());
        }
        for i in &of {
            self.of[*i].push(self.all.len());
        }
        self.all.push(Chip { row, column, kind, of, name, role });
    }

    /// What has no chip of its own is shown by what it is a part of, or by its parts.
    fn attach(&mut self, names: &Names, model: &Model) {
        for array in &model.arrays {
            let (whole, disks) = (array.component as usize, array.disks.clone());
            let disks = disks.start as usize..disks.end as usize;
            if self.of[whole].is_empty() {
                let mut parts: Vec<usize> = disks.flat_map(|i| self.of[i].clone()).collect();
                parts.dedup();
                self.of[whole] = parts;
            } else {
                for disk in disks {
                    self.of[disk] = self.of[whole].clone();
                }
            }
        }
        for (i, entry) in names.components.iter().enumerate() {
            let Some(node) = entry.node else { continue };
            self.of[i] = self.of[node].clone();
            if let [chip] = self.of[node][..] {
                let role = &mut self.all[chip].role;
                let disk = format!("disk {}", entry.group);
                if !role.contains(&disk) {
                    *role = if role.is_empty() { disk } else { format!("{role}, {disk}") };
                }
            }
        }
    }
}

/// Returns what many of a kind are called.
fn many(kind: Kind) -> &'static str {
    match kind {
        Kind::Domain => "domains",
        Kind::Node => "nodes",
        Kind::Disk => "disks",
        Kind::Switch => "switches",
        Kind::Link => "links",
        Kind::LoadBalancer => "load balancers",
    }
}

fn alone(here: &[usize]) -> Vec<Vec<usize>> {
    here.iter().map(|i| vec![*i]).collect()
}

/// Returns the rows from top to bottom, each with its components: networks of clients, balancers, nodes
/// group by group, other networks, shared disks.
fn rows(scenario: &Scenario, names: &Names, model: &Model, boxes: &Boxes) -> Vec<Vec<usize>> {
    let of = |i: usize| &names.components[i];
    let is_for_clients = |i: &usize| {
        let (ends, carries): (&[Reference], &[Plane]) = match of(*i).kind {
            Kind::Link => {
                let link = &scenario.links[&of(*i).group];
                (&link.between, &link.carries)
            }
            Kind::Switch => {
                let switch = &scenario.switches[&of(*i).group];
                (&switch.connects, &switch.carries)
            }
            _ => return false,
        };
        carries == [Plane::Client] || ends.iter().any(|end| end.name == "clients")
    };
    let of_kind = |kind: Kind| (0..names.components.len()).filter(move |i| of(*i).kind == kind);
    let networks = || of_kind(Kind::Switch).chain(of_kind(Kind::Link));
    let mut nodes: Vec<Vec<usize>> = Vec::new();
    for i in of_kind(Kind::Node) {
        match nodes.last_mut().filter(|row| of(row[0]).group == of(i).group) {
            Some(row) => row.push(i),
            None => nodes.push(vec![i]),
        }
    }
    let nodes = joined(scenario, names, nodes);
    let disks = of_kind(Kind::Disk).filter(|i| {
        let component = &model.components[*i];
        let spread = |array: u32| {
            let array = &model.arrays[array as usize];
            let mut columns = array.disks.clone().map(|disk| boxes.column[disk as usize]);
            let first = columns.next();
            columns.any(|column| Some(column) != first)
        };
        match (component.whole, component.array) {
            _ if of(*i).node.is_some() => false,
            (Some(array), _) => !spread(array),
            (_, Some(array)) => spread(array),
            _ => true,
        }
    });
    let mut rows = vec![networks().filter(is_for_clients).collect()];
    rows.push(of_kind(Kind::LoadBalancer).collect());
    rows.extend(nodes);
    rows.push(networks().filter(|i| !is_for_clients(i)).collect());
    rows.push(disks.collect());
    rows.retain(|row: &Vec<usize>| !row.is_empty());
    rows
}

/// Joins groups of nodes into rows: single ones that are members of the same cluster, and all where there are
/// too many.
fn joined(scenario: &Scenario, names: &Names, groups: Vec<Vec<usize>>) -> Vec<Vec<usize>> {
    let mut cluster = vec![None; names.components.len()];
    for (k, declared) in scenario.clusters.values().enumerate() {
        for i in members(names, declared) {
            cluster[i].get_or_insert(k);
        }
    }
    let mut rows: Vec<Vec<usize>> = Vec::new();
    let mut row_of = vec![None; scenario.clusters.len()];
    for group in groups {
        let own = cluster[group[0]];
        if let Some(row) = own.and_then(|k: usize| row_of[k]) {
            let row: &mut Vec<usize> = &mut rows[row];
            row.extend(group);
            continue;
        }
        if let Some(k) = own {
            row_of[k] = Some(rows.len());
        }
        rows.push(group);
    }
    if rows.len() > ROWS { vec![rows.concat()] } else { rows }
}

/// What components are for.
struct Roles(Vec<Vec<String>>);

impl Roles {
    fn new(scenario: &Scenario, names: &Names) -> Roles {
        let mut roles = vec![Vec::new(); names.components.len()];
        for (name, cluster) in &scenario.clusters {
            for i in members(names, cluster) {
                roles[i].push(name.clone());
            }
            let mut serves = |what: &str, of: &Reference| {
                for kind in [Kind::Node, Kind::Disk] {
                    for i in names.components_of(&of.name, kind) {
                        roles[i].push(format!("{what} of {name}"));
                    }
                }
            };
            cluster.storage.shared_disk().into_iter().for_each(|disk| serves("data", disk));
            cluster.quorum.witness.iter().for_each(|witness| serves("witness", witness));
        }
        for (i, entry) in names.components.iter().enumerate() {
            match entry.kind {
                Kind::LoadBalancer => {
                    let balances = &scenario.load_balancers[&entry.group].balances;
                    roles[i].push(format!("balances {}", balances.name));
                }
                Kind::Switch => {
                    roles[i].push(carried("switch", &scenario.switches[&entry.group].carries));
                }
                Kind::Link => roles[i].push(carried("link", &scenario.links[&entry.group].carries)),
                Kind::Disk if roles[i].is_empty() => roles[i].push("disk".into()),
                _ => {}
            }
        }
        Roles(roles)
    }

    fn of(&self, i: usize) -> String {
        self.0[i].join(", ")
    }
}

/// Says what a network is and what it carries, unless that is everything.
fn carried(what: &str, carries: &[Plane]) -> String {
    let word = |plane: &Plane| match plane {
        Plane::Heartbeat => "heartbeat",
        Plane::Client => "clients",
        Plane::Storage => "storage",
    };
    match carries {
        [_, _, _] => what.into(),
        some => {
            format!("{what}: {}", some.iter().map(word).collect::<Vec<_>>().join(", "))
        }
    }
}
