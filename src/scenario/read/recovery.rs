//! Reading disaster recovery.

use super::components::{constant, delay_or, reference};
use crate::engine::HOUR;
use crate::scenario::json::{Fields, Item, Reader};
use crate::scenario::types::DisasterRecovery;
use crate::scenario::values::{Delay, Span};

const MINUTE_S: u64 = 60;

/// Reads `disaster_recovery` of a cluster that has data, or none.
pub(super) fn recovery(
    reader: &mut Reader,
    item: &Item,
    has_data: bool,
) -> Option<DisasterRecovery> {
    let mut fields = reader.fields(item)?;
    let domain = fields.need(reader, "domain").and_then(|item| reference(reader, &item));
    let declare_after = delay_or(reader, &mut fields, "declare_after", 30 * MINUTE_S);
    let redeploy = delay_or(reader, &mut fields, "redeploy", 20 * MINUTE_S);
    let parallel = fields.take("parallel").and_then(|item| reader.whole(&item, 1, 64));
    let success = fields.take("success").and_then(|item| reader.share(&item));
    let failback = delay_or(reader, &mut fields, "failback", 60 * MINUTE_S);
    let data = if has_data { data(reader, &mut fields) } else { no_data(reader, &mut fields) };
    fields.finish(reader);
    Some(DisasterRecovery {
        domain: domain?,
        declare_after,
        redeploy,
        parallel: parallel.unwrap_or(1) as u32,
        restore: data.restore,
        success: success.unwrap_or(1.0),
        backup_every: data.backup_every,
        replica_lag: data.replica_lag,
        failback,
    })
}

/// Where the data come from, and what they lack; nothing where there are none.
#[derive(Default)]
struct Data {
    restore: Option<Delay>,
    backup_every: Option<Span>,
    replica_lag: Option<Span>,
}

fn data(reader: &mut Reader, fields: &mut Fields) -> Data {
    let restore = fields.take("restore");
    let backups = fields.take("backup_every");
    let replica = fields.take("replica_lag");
    if restore.is_none() && replica.is_none() {
        let hint = "say how long the data take to be restored from a backup, such as \"4h\"; if there is a replica in the domain, say its `replica_lag`";
        reader.problem(fields.place.clone(), "`restore` is missing", Some(hint.into()));
    }
    if let (Some(item), Some(_)) = (&backups, &replica) {
        let hint = "a replica is lost up to its lag, a backup up to its age: keep one of the two";
        let what = "`backup_every` has no meaning with `replica_lag`";
        reader.problem(item.place(), what, Some(hint.into()));
    }
    let day = Span::from_ns((24 * HOUR) as f64);
    let backup_every = backups.and_then(|item| reader.span(&item)).unwrap_or(day);
    Data {
        restore: restore.and_then(|item| constant(reader, &item)).or(Some(Delay::constant(0))),
        backup_every: replica.is_none().then_some(backup_every),
        replica_lag: replica.and_then(|item| reader.span(&item)),
    }
}

/// Reports what has no meaning where there are no data.
fn no_data(reader: &mut Reader, fields: &mut Fields) -> Data {
    for key in ["restore", "backup_every", "replica_lag"] {
        if let Some(item) = fields.take(key) {
            let what = format!("`{key}` has no meaning with storage of kind `none`");
            let hint = "there are no data to restore: what is redeployed serves at once";
            reader.problem(item.place(), what, Some(hint.into()));
        }
        fields.forget(key);
    }
    Data::default()
}
