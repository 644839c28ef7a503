//! Needs expressions as counters that are kept up to date change by change.

/// A condition: it holds while at least `threshold` of its children hold.
#[derive(Clone, Debug)]
pub struct Condition {
    /// How many children must hold.
    pub threshold: u32,
    /// What it is made of, in the order of the file.
    pub children: Vec<Child>,
    /// The condition it is a part of, or its service.
    pub parent: Parent,
}

/// Part of a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Child {
    /// A component, a cluster or a group of load balancers, by part index.
    Part(u32),
    /// Another condition.
    Condition(u32),
}

/// What a condition is a part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parent {
    /// Another condition.
    Condition(u32),
    /// A service: this is its root.
    Service(u32),
}

/// All needs of all services.
///
/// `all` is a threshold of every child, `any` of one. A part that changes touches the conditions that
/// name it and, only if one flips, their parents: the cost does not grow with the size of a group.
#[derive(Clone, Debug, Default)]
pub struct Needs {
    /// Every condition; a service's conditions stand together, its root first.
    pub conditions: Vec<Condition>,
    /// By service: its root.
    pub roots: Vec<u32>,
    /// By part: where its conditions begin and end in `users`.
    spans: Vec<(u32, u32)>,
    /// The conditions that name a part, once for each time they name it.
    users: Vec<u32>,
}

impl Needs {
    /// Builds the index from parts to conditions.
    pub(super) fn index(&mut self, parts: usize) {
        let mut by_part: Vec<Vec<u32>> = vec![Vec::new(); parts];
        for (i, condition) in self.conditions.iter().enumerate() {
            for child in &condition.children {
                if let Child::Part(part) = child {
                    by_part[*part as usize].push(i as u32);
                }
            }
        }
        for users in by_part {
            let first = self.users.len() as u32;
            self.users.extend(users);
            self.spans.push((first, self.users.len() as u32));
        }
    }

    /// Returns the conditions that name a part.
    #[inline]
    pub fn users(&self, part: usize) -> &[u32] {
        let (first, end) = self.spans[part];
        &self.users[first as usize..end as usize]
    }

    /// Returns how many children of each condition hold beyond its threshold while everything is up.
    pub fn all_up(&self) -> Vec<i32> {
        self.conditions.iter().map(|c| c.children.len() as i32 - c.threshold as i32).collect()
    }
}
