//! Jobs, history and library of Rushes, without a window.
#![warn(missing_docs)]
#![cfg_attr(test, allow(missing_docs))]

pub mod api;
pub mod domain;
pub mod dto;
pub mod library;
pub mod store;
