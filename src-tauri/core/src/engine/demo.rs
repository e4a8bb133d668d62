//! The demo server as the engine sees it: something that has an address once it was started.

use futures_util::future::BoxFuture;
use std::any::Any;
use tokio::sync::Mutex;
use url::Url;

/// The built-in demo server. The core knows that there is one, not what it does.
pub trait DemoServer: Send + Sync {
    /// Its base address if it runs.
    fn running(&self) -> BoxFuture<'_, Option<Url>>;

    /// Its base address; starts it if it is not running.
    fn address(&self) -> BoxFuture<'_, Result<Url, String>>;
}

/// What must live for as long as a server runs.
type Alive = Box<dyn Any + Send + Sync>;

type Starter = Box<dyn Fn() -> BoxFuture<'static, Result<(String, Alive), String>> + Send + Sync>;

/// Starts a server when it is first needed, and once.
pub struct OnDemand {
    start: Starter,
    started: Mutex<Option<(Url, Alive)>>,
}

impl OnDemand {
    /// `start` gives the base address, and what must live for as long as the server runs. It is called when the server
    /// is first needed, and again if it failed.
    pub fn new(
        start: impl Fn() -> BoxFuture<'static, Result<(String, Alive), String>> + Send + Sync + 'static,
    ) -> Self {
        Self {
            start: Box::new(start),
            started: Mutex::new(None),
        }
    }
}

impl DemoServer for OnDemand {
    fn running(&self) -> BoxFuture<'_, Option<Url>> {
        Box::pin(async {
            self.started
                .lock()
                .await
                .as_ref()
                .map(|(url, _)| url.clone())
        })
    }

    fn address(&self) -> BoxFuture<'_, Result<Url, String>> {
        Box::pin(async {
            let mut started = self.started.lock().await;
            if let Some((url, _)) = started.as_ref() {
                return Ok(url.clone());
            }
            let (address, alive) = (self.start)().await?;
            let url = Url::parse(&address).map_err(|_| format!("not an address: {address}"))?;
            *started = Some((url.clone(), alive));
            Ok(url)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    };

    #[tokio::test]
    async fn it_is_started_once_and_only_when_needed() {
        let starts = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&starts);
        let demo = OnDemand::new(move || {
            counted.fetch_add(1, Ordering::SeqCst);
            Box::pin(async {
                let address = "http://127.0.0.1:9/v1".to_owned();
                Ok((address, Box::new(()) as Alive))
            })
        });
        assert_eq!(demo.running().await, None);
        assert_eq!(demo.address().await.ok(), demo.address().await.ok());
        assert_eq!(starts.load(Ordering::SeqCst), 1);
    }
}
