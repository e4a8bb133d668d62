//! While the app has a library open, the command line asks the app: it hands over its words, and what the command prints comes
//! back. The command runs in the app with the same code and on the same engine as the window, so there is still one writer.
//!
//! A Unix socket that only its owner can reach; both sides look whose process the other one is before they say anything.
//! Nothing that is handed over is written to a log: what is piped in may be a key.

pub mod client;
mod peer;
mod place;
mod serve;
mod wire;

pub use place::runtime_folder;
pub use serve::{Show, Socket};
pub use wire::display;

/// Whether the process at the other end belongs to the user of this one.
fn is_own(stream: &tokio::net::UnixStream) -> bool {
    stream
        .peer_cred()
        .is_ok_and(|peer| peer.uid() == rustix::process::geteuid().as_raw())
}
