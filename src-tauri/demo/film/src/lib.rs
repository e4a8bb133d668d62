//! The clips of the demo server: a prompt or a picture becomes a scene, the scene frames, the frames an MP4 with its stills.
//!
//! A crate of its own because pixel work needs optimisation also in a debug build, and a server built so would take minutes
//! to compile. It must not know HTTP, jobs, or what a request looks like.

mod dice;
mod picture;
mod render;
mod scene;

pub use dice::hash;
pub use picture::{Facts, PictureError, inspect};
pub use render::{Clip, Quality, RenderError, Rendered, Shot, grade::Grade, render};
