//! Disaster recovery.

use super::Reference;
use crate::scenario::schema;
use crate::scenario::values::{Delay, Span};
use schemars::JsonSchema;
use serde::Serialize;

/// Where a cluster goes on after the loss of its sites or its data.
///
/// **When.** A disaster is declared when the cluster has been down for `declare_after` without a break while
/// its data were gone, or while those of its members that stand in no domain that is down could not make it
/// up, even if all of them were up, heard one another and reached what they need: because they are fewer than
/// `needs`, have no quorum without the others, lack what those have written, may not write without their copies,
/// or because the shared disk stands in a domain that is down. So members that are down by a fault of their own, a
/// disk that is merely unavailable, a cut network and planned work are waited for: none of them is a disaster.
///
/// **What.** The plan begins in `domain` as soon as that is up; it is no longer begun if home could serve soon
/// by then. As many members as the cluster `needs` are redeployed there; then the data, if it has any, are
/// restored. Meanwhile home goes on as ever, and if it serves before the plan is over the plan is dropped. If
/// `domain` goes down the plan begins anew when that is up again. At its end `success` is drawn. If it
/// has not worked, only home brings the cluster back, and until it has there is no second plan.
///
/// **There.** If it has worked the cluster serves from `domain`, in one step; what still ran at home is
/// stopped. What is redeployed does not fail by itself and answers all that is asked of it. Clients reach it over
/// the declared paths that lead to `domain`, and always if none does. Load balancers in front of the cluster
/// send requests there; clusters whose lock is kept in this one reach it always. Planned work by turns waits until
/// it is home. If `domain` goes down the cluster is down, and a plan begins at once when that is up again.
///
/// **Back.** When at home a quorate group of `needs` members could start what the cluster serves, reaches the
/// storage and is reached by clients, the cluster goes home: planned downtime of `failback`, put down to
/// `<cluster>.disaster_failback`. If home is lost meanwhile it goes on in `domain` at once; if `domain` is,
/// the move goes on. Nothing that was written in `domain` is lost; members that are not there for the move have to
/// catch up.
///
/// **Data.** A `loss` of the shared disk takes the data for good: its repair, of an array its `restore`, brings an
/// empty disk, and only a plan brings the data back, or, after a plan that has not worked, the repair itself.
/// What was written in `domain` is not at home either: home serves again only after a failback, or after a later plan that has not worked.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct DisasterRecovery {
    /// Where the cluster is built up anew; its members may stand in it or elsewhere.
    pub domain: Reference,
    /// How long the cluster must have been down because of a disaster before the plan begins.
    #[schemars(extend("default" = "30m"))]
    pub declare_after: Delay,
    /// How long it takes to redeploy one member; drawn for each.
    #[schemars(extend("default" = "20m"))]
    pub redeploy: Delay,
    /// How many members are redeployed at the same time.
    #[schemars(extend("default" = 1), range(min = 1, max = 64))]
    pub parallel: u32,
    /// How long the data take to be restored once the members are there; needed where there are data to be restored
    /// from a backup, nothing unless given with `replica_lag`, and without meaning where there are no data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub restore: Option<Delay>,
    /// How often the plan works: 1 for one that is rehearsed.
    #[schemars(extend("default" = 1.0), with = "schema::Share")]
    pub success: f64,
    /// How far backups are apart: a restored cluster has lost what was written in a uniform part of this.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("default" = "24h"))]
    pub backup_every: Option<Span>,
    /// How far a replica in `domain` is behind, if there is one: that is lost, and not what a backup lacks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replica_lag: Option<Span>,
    /// How long the way home takes; the service is down meanwhile.
    #[schemars(extend("default" = "1h"))]
    pub failback: Delay,
}
