//! Notices that the machine got another way into the network, so that what waits after a lost connection is asked at once.
//!
//! Looked at only while something waits for that reason. Nothing is sent: connecting a UDP socket makes the system look the
//! route up and choose an address of ours, on every platform and without rights. Libraries that listen to the system's own
//! messages (`if-watch`, `netwatch`) bring netlink, COM or `SystemConfiguration` with them and run all the time, for a
//! question that comes up seldom and costs microseconds.

use super::{Engine, EngineError};
use crate::{
    domain::{JobError, JobId, State},
    dto::ErrorCode,
};
use std::{
    net::{IpAddr, SocketAddr, UdpSocket},
    time::Duration,
};
use tokio::time::Instant;

/// Between two looks.
pub(super) const LOOK: Duration = Duration::from_secs(2);
/// Between two jobs that are asked again: they all lost their connection together.
const SPREAD_MS: i64 = 150;
/// The last of them waits no longer than that.
const SPREAD_MOST_MS: i64 = 30_000;

/// The ways into the network.
pub trait Network: Send + Sync {
    /// Another value after another network came or one went.
    fn ways(&self) -> Vec<Option<IpAddr>>;
}

/// The system's routes.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemNetwork;

impl Network for SystemNetwork {
    fn ways(&self) -> Vec<Option<IpAddr>> {
        // Addresses for documentation (RFC 5737, RFC 3849) take the default route; the private ones take that of a local net
        // or a tunnel where there is one.
        let far = ["192.0.2.1", "10.0.0.1", "192.168.0.1", "2001:db8::1"];
        far.into_iter().map(|to| way(to.parse().ok()?)).collect()
    }
}

/// The address of ours from which packets to `to` would leave.
fn way(to: IpAddr) -> Option<IpAddr> {
    let any: SocketAddr = match to {
        IpAddr::V4(_) => ([0, 0, 0, 0], 0).into(),
        IpAddr::V6(_) => ([0_u16; 8], 0).into(),
    };
    let socket = UdpSocket::bind(any).ok()?;
    socket.connect((to, 9)).ok()?;
    Some(socket.local_addr().ok()?.ip())
}

/// What the network looked like when something first waited for it.
#[derive(Debug, Default)]
pub(super) struct NetworkWatch {
    ways: Option<Vec<Option<IpAddr>>>,
    looked: Option<Instant>,
}

impl Engine {
    /// Asks again at once for what lost its connection, if there is another network now.
    pub(super) async fn heed_network(&self, watch: &mut NetworkWatch) -> Result<(), EngineError> {
        if self.live().cut_off.is_empty() {
            *watch = NetworkWatch::default();
            return Ok(());
        }
        if watch.looked.is_some_and(|looked| looked.elapsed() < LOOK) {
            return Ok(());
        }
        let ways = self.inner.network.ways();
        let before = watch.ways.replace(ways.clone());
        watch.looked = Some(Instant::now());
        let somewhere = ways.iter().any(Option::is_some);
        if before.is_some_and(|before| before != ways) && somewhere {
            tracing::info!("the network changed");
            self.ask_again().await?;
        }
        Ok(())
    }

    /// Moves what waits after a lost connection to now, one after the other. Who waits because a server asked for it has an
    /// answer, and is not among them; a pause of the whole server holds anyway.
    async fn ask_again(&self) -> Result<(), EngineError> {
        let waiting: Vec<JobId> = self.live().cut_off.drain().collect();
        let now = self.now();
        self.inner
            .store
            .hurry(waiting, now, SPREAD_MS, SPREAD_MOST_MS)
            .await?;
        Ok(())
    }

    /// Remembers whether a job waits because there was no connection.
    pub(super) fn note_connection(&self, job: &JobId, lost: bool) {
        let mut live = self.live();
        if lost {
            live.cut_off.insert(job.clone());
        } else {
            live.cut_off.remove(job);
        }
    }

    /// The same after work whose outcome only the job tells.
    pub(super) async fn note_outcome_of(&self, id: &JobId) -> Result<(), EngineError> {
        let job = self.inner.store.job(id.clone()).await?;
        let lost = job.is_some_and(|job| {
            matches!(job.state, State::Submitting | State::Completed)
                && job.error.is_some_and(|error| is_lost(&error))
        });
        self.note_connection(id, lost);
        Ok(())
    }
}

/// Whether there was no connection, or it broke: nothing came that says anything of time.
pub(super) fn is_lost(error: &JobError) -> bool {
    error.http_status.is_none()
        && matches!(
            error.code,
            ErrorCode::Unreachable | ErrorCode::ConnectionBroke | ErrorCode::Timeout
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_is_reached_from_loopback() {
        let home = IpAddr::from([127, 0, 0, 1]);
        assert_eq!(way(home), Some(home));
    }

    #[test]
    fn two_looks_at_the_same_network_are_alike() {
        assert_eq!(SystemNetwork.ways(), SystemNetwork.ways());
    }
}
