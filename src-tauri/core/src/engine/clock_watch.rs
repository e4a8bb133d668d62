//! Notices that the wall clock jumped: a lid that was closed, a clock that was set. No timer says so.
//!
//! Due times are wall-clock times. After a jump ahead everything is due at once and is spread; after a jump back everything
//! would wait for as long as the clock was ahead, and is moved along.

use super::{Engine, EngineError};
use crate::domain::Timestamp;
use std::time::Duration;
use tokio::time::Instant;

/// A jump ahead that is worth a look: smaller ones are a busy machine or a clock that is being steered.
const AHEAD_MS: i64 = 10_000;
/// A jump back that would make somebody wait.
const BACK_MS: i64 = 1_000;
/// Nothing is behind its time by more than that.
const LATE_MS: i64 = 60_000;
/// Nobody sleeps that long here: where the timer's own clock goes on while the machine sleeps, this tells it.
const OVERSLEPT: Duration = Duration::from_secs(60);

/// What the clock did since the last look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Jump {
    None,
    Ahead,
    /// By so many milliseconds.
    Back(i64),
}

/// Both clocks at the last look.
#[derive(Debug, Clone, Copy)]
pub(super) struct ClockWatch {
    wall: Timestamp,
    timer: Instant,
    /// The clock was set back at the last look: what was just being stored then bears a time of the old clock.
    set_back: bool,
}

impl ClockWatch {
    pub(super) fn new(wall: Timestamp) -> Self {
        Self {
            wall,
            timer: Instant::now(),
            set_back: false,
        }
    }

    fn jump(self, now: Self) -> Jump {
        let passed = now.timer.duration_since(self.timer);
        let timer = i64::try_from(passed.as_millis()).unwrap_or(i64::MAX);
        let drift = now.wall.since(self.wall).saturating_sub(timer);
        if drift <= -BACK_MS {
            Jump::Back(-drift)
        } else if drift >= AHEAD_MS || passed >= OVERSLEPT {
            Jump::Ahead
        } else {
            Jump::None
        }
    }
}

impl Engine {
    /// Puts the due times right if the clock jumped. What could not be stored is tried again at the next look.
    pub(super) async fn heed_clock(
        &self,
        watch: &mut ClockWatch,
        now: Timestamp,
    ) -> Result<(), EngineError> {
        let mut seen = ClockWatch::new(now);
        match watch.jump(seen) {
            Jump::None => {
                if watch.set_back {
                    self.spread_all().await?;
                }
            }
            Jump::Ahead => {
                tracing::info!("the clock is ahead of the timer: the machine slept, or it was set");
                self.spread_all().await?;
            }
            Jump::Back(by) => {
                tracing::warn!(by, "the clock was set back");
                let from = now.plus_ms(by.saturating_sub(LATE_MS));
                self.inner.store.move_back(by, from).await?;
                seen.set_back = true;
                *watch = seen;
                // What a wrong clock wrote in an earlier run is far ahead still.
                self.spread_all().await?;
            }
        }
        *watch = seen;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jump(wall_ms: i64, timer: Duration) -> Jump {
        let before = ClockWatch::new(Timestamp(1_000_000));
        before.jump(ClockWatch {
            wall: before.wall.plus_ms(wall_ms),
            timer: before.timer + timer,
            set_back: false,
        })
    }

    #[test]
    fn two_clocks_that_go_together_are_no_jump() {
        assert_eq!(jump(15_040, Duration::from_secs(15)), Jump::None);
    }

    #[test]
    fn a_machine_that_slept_is_ahead() {
        assert_eq!(jump(3_600_000, Duration::from_secs(15)), Jump::Ahead);
    }

    #[test]
    fn a_machine_that_slept_is_noticed_where_the_timer_sleeps_not() {
        assert_eq!(jump(3_600_000, Duration::from_secs(3600)), Jump::Ahead);
    }

    #[test]
    fn a_clock_that_was_set_back_says_by_how_much() {
        assert_eq!(
            jump(15_000 - 86_400_000, Duration::from_secs(15)),
            Jump::Back(86_400_000)
        );
    }
}
