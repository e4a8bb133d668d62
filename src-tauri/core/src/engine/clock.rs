//! Time and randomness as the engine sees them, so that tests can own both.

use crate::domain::{Timestamp, ids::Seed};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The wall clock.
pub trait Clock: Send + Sync {
    /// This moment. It may jump in either direction; nothing may break when it does.
    fn now(&self) -> Timestamp;
}

/// The system's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        let since = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        let now = i64::try_from(since.as_millis()).unwrap_or(i64::MAX);
        Timestamp(now.saturating_add(crate::failpoint::clock_offset_ms()))
    }
}

/// Where random bytes come from.
pub trait Entropy: Send + Sync {
    /// Bytes for one id.
    fn seed(&self) -> Seed;

    /// A delay spread by ±10 %, so that jobs made together do not ask together.
    fn jitter(&self, delay: Duration) -> Duration {
        let byte = f64::from(self.seed()[0]) / 255.0;
        delay.mul_f64(0.9 + 0.2 * byte)
    }
}

/// The system's random numbers.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn seed(&self) -> Seed {
        let mut seed = Seed::default();
        getrandom::fill(&mut seed).expect("invariant: every supported system has random numbers");
        seed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Always(u8);

    impl Entropy for Always {
        fn seed(&self) -> Seed {
            [self.0; size_of::<Seed>()]
        }
    }

    #[test]
    fn a_delay_is_spread_by_a_tenth_to_both_sides() {
        let spread = |byte| Always(byte).jitter(Duration::from_secs(10));
        assert_eq!(
            (spread(0), spread(255)),
            (Duration::from_secs(9), Duration::from_secs(11))
        );
    }
}
