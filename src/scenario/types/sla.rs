//! What is promised of a service: its uptime in each period, and what is paid when it is lower.

use super::super::schema;
use super::super::values::Span;
use crate::engine::{HOUR, SECOND, YEAR};
use schemars::JsonSchema;
use serde::{Serialize, Serializer};

/// A month: a twelfth of a year, 730 hours.
pub const MONTH: Span = Span::from_ns((730 * HOUR) as f64);

/// The terms of a service level agreement.
///
/// What a trial measures is cut into whole periods from its start; an incomplete last one is not judged.
/// The uptime of a period is 1 − counted downtime / period, and the whole period stays in the
/// denominator whatever does not count. An outage across a border counts in each period with what lies
/// in it; one that the start or the end of a trial cuts is as long as what is seen of it. The target is
/// met by an uptime that is not less; a credit is due for one that is less than its border. All of this
/// is done in whole nanoseconds, not in minutes begun.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, transform = schema::sla)]
pub struct Sla {
    /// Whose published terms hold for what is not given here, instead of the defaults.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preset: Option<Preset>,
    /// The uptime that each period is to have, above 0.
    #[schemars(with = "schema::Share")]
    pub target: f64,
    /// How long a period is, at least an hour: a month is 730 h, a year 8760 h.
    #[serde(serialize_with = "period")]
    #[schemars(extend("default" = "month"), with = "schema::Period")]
    pub period: Span,
    /// Outages that are shorter than this as a whole do not count.
    #[schemars(extend("default" = "0s"))]
    pub ignore_under: Span,
    /// What does not count.
    #[schemars(extend("default" = []))]
    pub excludes: Vec<Exclusion>,
    /// What is paid, the highest uptime first: each from its border down to the next, as a share of what
    /// the period costs. A lower uptime is not paid less.
    #[schemars(extend("default" = []))]
    pub credits: Vec<Credit>,
    /// What a period costs; with it, credits are money.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0))]
    pub fee: Option<f64>,
}

/// Downtime that an agreement does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Exclusion {
    /// Outages that planned work has begun, or a move back to where an instance belongs.
    Maintenance,
}

/// What a low uptime is paid.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Credit {
    /// The uptime below which it is due; an uptime that equals it is not below.
    #[schemars(with = "schema::Share")]
    pub below: f64,
    /// The share of the period's fee that is paid back.
    #[schemars(with = "schema::Share")]
    pub credit: f64,
}

/// Published terms by name. All are for calendar months, here of 730 h, and count to the nanosecond
/// where the providers count minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Preset {
    /// Amazon EC2, region level, 2022 (aws.amazon.com/compute/sla): 99.99 %; below that 10 %, below 99 %
    /// 30 %, below 95 % everything. Maintenance counts.
    AwsEc2Region,
    /// Amazon EC2, one instance, 2022 (aws.amazon.com/compute/sla): 99.5 %; below that 10 %, below 99 %
    /// 30 %, below 95 % everything. Maintenance counts.
    AwsEc2Instance,
    /// Amazon RDS Multi-AZ, 2024 (aws.amazon.com/rds/sla): 99.95 %; below that 10 %, below 99 % 25 %, below
    /// 95 % everything. Maintenance is excluded.
    AwsRdsMultiAz,
    /// Amazon RDS, one instance, 2024 (aws.amazon.com/rds/sla): 99.5 %; below that 10 %, below 99 % 25 %,
    /// below 95 % everything. Maintenance is excluded.
    AwsRdsSingleAz,
    /// Azure virtual machines in two or more availability zones (SLA for Online Services): 99.99 %; below
    /// that 10 %, below 99 % 25 %, below 95 % everything. Maintenance counts: Microsoft excludes scheduled
    /// downtime except for Azure services.
    AzureVmZones,
    /// Azure virtual machines in an availability set (SLA for Online Services): 99.95 %; below that 10 %,
    /// below 99 % 25 %, below 95 % everything. Maintenance counts.
    AzureVmSet,
    /// One Azure virtual machine with premium disks (SLA for Online Services): 99.9 %; below that 10 %,
    /// below 99 % 25 %, below 95 % everything. Maintenance counts, since version 1.7 of 2018.
    AzureVmSingle,
    /// Compute Engine instances in several zones, premium network tier (cloud.google.com/compute/sla):
    /// 99.99 %; below that 10 %, below 99 % 25 %, below 95 % everything. Outages under a minute do not
    /// count, maintenance does.
    GcpComputeMultiZone,
    /// One Compute Engine instance, premium network tier (cloud.google.com/compute/sla): 99.9 %; below that
    /// 10 %, below 99 % 25 %, below 95 % everything. Outages under a minute do not count, maintenance does.
    GcpComputeSingle,
}

impl Preset {
    /// Every preset, by the name that it has in a scenario.
    pub const ALL: [(&str, Preset); 9] = [
        ("aws-ec2-region", Preset::AwsEc2Region),
        ("aws-ec2-instance", Preset::AwsEc2Instance),
        ("aws-rds-multi-az", Preset::AwsRdsMultiAz),
        ("aws-rds-single-az", Preset::AwsRdsSingleAz),
        ("azure-vm-zones", Preset::AzureVmZones),
        ("azure-vm-set", Preset::AzureVmSet),
        ("azure-vm-single", Preset::AzureVmSingle),
        ("gcp-compute-multi-zone", Preset::GcpComputeMultiZone),
        ("gcp-compute-single", Preset::GcpComputeSingle),
    ];

    /// Returns its terms.
    pub fn terms(self) -> Sla {
        use Preset::{
            AwsEc2Instance, AwsEc2Region, AwsRdsMultiAz, AwsRdsSingleAz, AzureVmSet, AzureVmSingle,
            AzureVmZones, GcpComputeMultiZone, GcpComputeSingle,
        };
        let target = match self {
            AwsEc2Region | AzureVmZones | GcpComputeMultiZone => 0.9999,
            AwsRdsMultiAz | AzureVmSet => 0.9995,
            AzureVmSingle | GcpComputeSingle => 0.999,
            AwsEc2Instance | AwsRdsSingleAz => 0.995,
        };
        let middle = if matches!(self, AwsEc2Region | AwsEc2Instance) { 0.3 } else { 0.25 };
        let credits = [(target, 0.1), (0.99, middle), (0.95, 1.0)];
        let is_rds = matches!(self, AwsRdsMultiAz | AwsRdsSingleAz);
        let is_google = matches!(self, GcpComputeMultiZone | GcpComputeSingle);
        let minute = (60 * SECOND) as f64;
        Sla {
            preset: Some(self),
            target,
            period: MONTH,
            ignore_under: if is_google { Span::from_ns(minute) } else { Span::ZERO },
            excludes: if is_rds { vec![Exclusion::Maintenance] } else { Vec::new() },
            credits: credits.map(|(below, credit)| Credit { below, credit }).to_vec(),
            fee: None,
        }
    }
}

impl Sla {
    /// Returns what people call its period: `month`, `year`, or a duration.
    pub fn period_name(&self) -> String {
        period_name(self.period)
    }
}

fn period_name(period: Span) -> String {
    if period == MONTH {
        "month".into()
    } else if period.rounded() == YEAR {
        "year".into()
    } else {
        period.to_string()
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands out references")]
fn period<S: Serializer>(period: &Span, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&period_name(*period))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn presets_are_written_as_they_are_read() {
        for (name, preset) in Preset::ALL {
            assert_eq!(serde_json::to_value(preset).unwrap(), name);
            let terms = preset.terms();
            assert!(terms.credits.windows(2).all(|w| w[0].below > w[1].below));
            assert_eq!(terms.credits[0].below, terms.target);
        }
    }
}
