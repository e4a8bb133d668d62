//! demo
#![allow(dead_code)]
pub mod dice;
pub mod picture;
pub mod render;
pub mod scene;
