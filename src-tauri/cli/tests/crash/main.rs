//! `kill -9` at every named moment and at random ones, a full disk, a stopped process, a clock that jumps: no accepted job is
//! lost, none is sent twice, every finished file is whole, nothing is left over (`architecture.md`, promise 9).
//!
//! The real program is the child; the server is in this process, so that it outlives every kill and can say what it got.
//! `cargo xtask test --soak` runs the random part two thousand times.
#![cfg(unix)]

mod client;
#[path = "../../../core/tests/servers/film.rs"]
mod film;
mod jumps;
mod kept;
mod moments;
mod points;
mod room;
mod server;
#[path = "../../../xtask/src/spellings.rs"]
mod spellings;

/// A key that is nobody else's text: found anywhere but in the one header, it leaked.
const KEY: &str = include_str!("../../../core/tests/servers/canary.txt");
