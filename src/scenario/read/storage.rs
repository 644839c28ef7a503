//! Reading where the data of a cluster are.

use super::components::{constant, delay_or, reference};
use crate::engine::SECOND;
use crate::scenario::json::{Fields, Item, Reader};
use crate::scenario::types::{
    OnReplicaLoss, Replicated, Replication, Resolve, SplitBrain, Storage,
};
use crate::scenario::values::Delay;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    None,
    SharedDisk,
    Replicated,
}

/// The keys of replicated data.
const REPLICATED: [&str; 4] = ["mode", "lag", "resync", "on_replica_loss"];

/// Reads `storage` of a cluster of `size` members.
pub(super) fn storage(reader: &mut Reader, item: Option<&Item>, size: usize) -> Storage {
    let Some(item) = item else { return Storage::None };
    let Some(mut fields) = reader.fields(item) else { return Storage::None };
    let words =
        [("none", Kind::None), ("shared_disk", Kind::SharedDisk), ("replicated", Kind::Replicated)];
    let kind = fields.need(reader, "kind").and_then(|item| reader.choice(&item, &words));
    let storage = match kind {
        Some(Kind::SharedDisk) => shared_disk(reader, item, &mut fields),
        Some(Kind::Replicated) => replicated(reader, item, &mut fields, size),
        Some(Kind::None) => {
            if let Some(disk) = fields.take("disk") {
                let hint = "storage of kind `none` has no disk; for one that all members share, the kind is `shared_disk`";
                reader.problem(disk.place(), "`disk` has no meaning here", Some(hint.into()));
            }
            Storage::None
        }
        None => {
            // What the other keys mean is not known.
            for key in REPLICATED.into_iter().chain(["disk"]) {
                let _ = fields.take(key);
            }
            Storage::None
        }
    };
    if kind.is_some_and(|kind| kind != Kind::Replicated) {
        for key in REPLICATED {
            let hint = "it is about copies: `\"kind\": \"replicated\"`";
            refuse(reader, &mut fields, key, "here", hint);
        }
    }
    fields.finish(reader);
    storage
}

fn refuse(reader: &mut Reader, fields: &mut Fields, key: &'static str, with: &str, hint: &str) {
    if let Some(item) = fields.take(key) {
        let what = format!("`{key}` has no meaning {with}");
        reader.problem(item.place(), what, Some(hint.into()));
    }
    fields.forget(key);
}

fn shared_disk(reader: &mut Reader, item: &Item, fields: &mut Fields) -> Storage {
    let Some(disk) = fields.take("disk") else {
        let hint = "name a disk of `disks`: `\"disk\": \"san\"`";
        reader.problem(item.place(), "`disk` is missing", Some(hint.into()));
        return Storage::None;
    };
    reference(reader, &disk).map_or(Storage::None, Storage::SharedDisk)
}

fn replicated(reader: &mut Reader, item: &Item, fields: &mut Fields, size: usize) -> Storage {
    // Members that cannot be read have been reported.
    if size == 1 {
        let hint = "a copy needs a member that holds it";
        reader.problem(item.place(), "there is no second member for a copy", Some(hint.into()));
    }
    let words = [("async", false), ("sync", true)];
    let sync = fields.need(reader, "mode").and_then(|item| reader.choice(&item, &words));
    let resync = needed(
        reader,
        fields,
        "resync",
        "how long a copy that is behind takes to catch up: `\"resync\": \"20m\"`",
    );
    let mode = if sync == Some(true) {
        let hint = "with `mode: sync` a write counts when another member has it too; a key that an extended file gives is taken out by `\"lag\": null`";
        refuse(reader, fields, "lag", "with `mode: sync`", hint);
        let words = [("continue", OnReplicaLoss::Continue), ("block", OnReplicaLoss::Block)];
        let given = fields.take("on_replica_loss");
        let given = given.and_then(|item| reader.choice(&item, &words));
        Replication::Sync(given.unwrap_or(OnReplicaLoss::Continue))
    } else {
        let hint = "with `mode: async` the holder waits for nobody";
        refuse(reader, fields, "on_replica_loss", "with `mode: async`", hint);
        let hint = "how far the copies are behind the holder: `\"lag\": \"1s\"`";
        let lag = if sync.is_some() {
            needed(reader, fields, "lag", hint)
        } else {
            fields.take("lag").and_then(|item| constant(reader, &item))
        };
        Replication::Async(lag.unwrap_or(Delay::constant(0)))
    };
    let disk = fields.take("disk").and_then(|item| reference(reader, &item));
    let resync = resync.unwrap_or(Delay::constant(0));
    Storage::Replicated(Replicated { mode, resync, disk })
}

/// Reads a delay that must be given, because the numbers hang on it.
fn needed(
    reader: &mut Reader,
    fields: &mut Fields,
    key: &'static str,
    hint: &str,
) -> Option<Delay> {
    let item = fields.take(key);
    if item.is_none() {
        let (place, what) = (fields.place.clone(), format!("`{key}` is missing"));
        reader.problem(place, what, Some(hint.into()));
    }
    item.and_then(|item| constant(reader, &item))
}

/// Reads `split_brain`; copies that went separate ways are not damaged, so there nothing is mended.
pub(super) fn split_brain(
    reader: &mut Reader,
    item: Option<&Item>,
    storage: &Storage,
) -> SplitBrain {
    let mut split_brain = SplitBrain {
        corrupts: 1.0,
        repair: Delay::constant(2 * 3600 * SECOND),
        resolve: Resolve::Restart,
    };
    let Some(mut fields) = item.and_then(|item| reader.fields(item)) else { return split_brain };
    if storage.replicated().is_some() {
        for key in ["corrupts", "repair"] {
            let hint = "it is about shared data; of copies that went separate ways one is kept, and the others resync";
            refuse(reader, &mut fields, key, "with replicated data", hint);
        }
    } else {
        if let Some(share) = fields.take("corrupts").and_then(|item| reader.share(&item)) {
            split_brain.corrupts = share;
        }
        split_brain.repair = delay_or(reader, &mut fields, "repair", 2 * 3600);
    }
    let words = [("restart", Resolve::Restart), ("keep", Resolve::Keep)];
    if let Some(resolve) = fields.take("resolve").and_then(|item| reader.choice(&item, &words)) {
        split_brain.resolve = resolve;
    }
    fields.finish(reader);
    split_brain
}
