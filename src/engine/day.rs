//! Hours of the day, as sets of them: when they are, and how long they last.

use super::{HOUR, Ns};

/// A set of hours of the day: bit i is the hour from i o'clock on.
pub type Hours = u32;

/// Every hour of the day.
pub const ALL_HOURS: Hours = (1 << 24) - 1;

/// One day.
pub const DAY: Ns = 24 * HOUR;

/// Returns how much of the time before `until` lies in these hours; time 0 is midnight.
fn so_far(hours: Hours, until: Ns) -> Ns {
    let (days, hour, rest) = (until / DAY, until % DAY / HOUR, until % HOUR);
    let whole = Ns::from((hours & ((1 << hour) - 1)).count_ones());
    let each = Ns::from(hours.count_ones());
    let part = if hours >> hour & 1 == 1 { rest } else { 0 };
    (days * each + whole) * HOUR + part
}

/// Returns how much of the time from one moment to another lies in these hours; time 0 is midnight.
pub fn time_in(hours: Hours, from: Ns, to: Ns) -> Ns {
    if hours == ALL_HOURS { to - from } else { so_far(hours, to) - so_far(hours, from) }
}

/// Returns the moment by which so much time in these hours has passed since another; time 0 is midnight.
///
/// It lies in one of the hours, or at the end of one; with no time to pass it is the first moment of one
/// that has begun. In no hours time never passes.
pub fn after(hours: Hours, from: Ns, span: Ns) -> Ns {
    if hours == ALL_HOURS || hours == 0 || span == Ns::MAX {
        return if hours == 0 { Ns::MAX } else { from.saturating_add(span) };
    }
    let each = Ns::from(hours.count_ones()) * HOUR;
    // Whole days pass whatever the hour; at least a moment is left for what comes after them.
    let days = span.saturating_sub(1) / each;
    let mut left = span - days * each;
    let mut at = from.saturating_add(days.saturating_mul(DAY));
    loop {
        if hours >> (at % DAY / HOUR) & 1 == 1 {
            let open = HOUR - at % HOUR;
            if left <= open {
                return at.saturating_add(left);
            }
            left -= open;
        }
        let Some(next) = (at - at % HOUR).checked_add(HOUR) else { return Ns::MAX };
        at = next;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NIGHT: Hours = 0b11;

    #[test]
    fn time_passes_in_its_hours_only() {
        assert_eq!(time_in(NIGHT, 0, DAY), 2 * HOUR);
        assert_eq!(time_in(NIGHT, HOUR / 2, 3 * HOUR), 3 * HOUR / 2);
        assert_eq!(time_in(NIGHT, 3 * HOUR, 23 * HOUR), 0);
        assert_eq!(after(NIGHT, HOUR / 2, HOUR), 3 * HOUR / 2);
        assert_eq!(after(NIGHT, 5 * HOUR, 1), DAY + 1);
        assert_eq!(after(NIGHT, 5 * HOUR, 4 * HOUR), 2 * DAY + 2 * HOUR);
        assert_eq!(after(NIGHT, 5 * HOUR, 0), DAY);
        assert_eq!(after(NIGHT, HOUR, 0), HOUR);
        assert_eq!((after(0, 5, 7), after(NIGHT, 5, Ns::MAX)), (Ns::MAX, Ns::MAX));
        assert_eq!(after(1, Ns::MAX - HOUR, 2 * HOUR), Ns::MAX);
        assert_eq!(after(ALL_HOURS, 5, 7), 12);
    }

    proptest! {
        #[test]
        fn after_so_much_time_so_much_has_passed(
            hours in 1..=ALL_HOURS, from in 0..3 * DAY, span in 1..60 * DAY
        ) {
            let to = after(hours, from, span);
            prop_assert_eq!(time_in(hours, from, to), span);
            // Not a moment earlier.
            prop_assert_eq!(time_in(hours, from, to - 1), span - 1);
        }

        #[test]
        fn the_hours_of_a_day_share_it(hours in 0..=ALL_HOURS, from in 0..5 * DAY, span in 0..9 * DAY) {
            let to = from + span;
            let others = ALL_HOURS & !hours;
            prop_assert_eq!(time_in(hours, from, to) + time_in(others, from, to), span);
        }
    }
}
