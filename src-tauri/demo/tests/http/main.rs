//! The demo server over real HTTP. One binary, so that nothing that tests share is dead in any.

#![allow(clippy::unwrap_used, reason = "a test ends where something is missing")]

mod address;
mod answers;
mod change;
mod common;
mod content;
mod fields;
mod format;
mod looks;
mod repeat;
mod trouble;
