//! Jobs, history and library of Rushes, without a window.
//!
//! Rooms in a row, data walks one way: engine → {api, store, library, secrets} → domain. Must not know of Tauri or GTK.
#![warn(missing_docs)]

pub mod api;
pub mod domain;
pub mod dto;
pub mod engine;
#[doc(hidden)]
pub mod failpoint;
pub mod home;
pub mod library;
pub mod media_server;
pub mod redaction;
pub mod secrets;
pub mod store;
