//! From a description of a clip to its files: frames are drawn on several threads, encoded in
//! order, and wrapped into an MP4. Knows nothing of HTTP or of jobs.

mod encode;
pub mod layer;
mod mux;
pub mod pixel;
mod slate;
mod stills;
mod text;
mod yuv;

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::dice::{Dice, hash};
use crate::picture::{self, PictureError};
use crate::scene::{self, Scene};
use encode::Encoder;
use mux::Track;
use pixel::Bitmap;
use slate::{Slate, Words};
use stills::Stills;
use yuv::Planes;

pub const FRAMES_PER_SECOND: u32 = 24;

/// A clip to be made.
#[derive(Debug, Clone)]
pub struct Clip {
    pub prompt: String,
    pub model: String,
    /// Pixels, even, 64 to 1920.
    pub width: u16,
    pub height: u16,
    /// At least 1.
    pub frames: u32,
    pub seed: u64,
    /// Counts from 1.
    pub take: u32,
    /// An encoded picture to move over instead of a painted scene.
    pub reference: Option<PathBuf>,
}

/// Finished files, in memory.
#[derive(Debug)]
pub struct Rendered {
    pub mp4: Vec<u8>,
    pub webp: Vec<u8>,
    pub sheet: Vec<u8>,
}

#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    #[error("the H.264 encoder failed: {0}")]
    Encode(#[from] openh264::Error),
    #[error("the H.264 encoder gave an empty frame")]
    EmptyFrame,
    #[error("the MP4 index could not be written: {0}")]
    Index(#[from] mp4_atom::Error),
    #[error("the clip is too large for an MP4 file of 32-bit positions")]
    TooLarge,
    #[error("the reference picture could not be used: {0}")]
    Picture(#[from] PictureError),
    #[error("a still could not be written: {0}")]
    Still(#[from] image::ImageError),
    #[error("a drawing thread ended early")]
    Thread,
    #[error("stopped")]
    Stopped,
}

/// Renders a clip. `progress` is told the finished share, `0.0..=1.0`, after every frame and can
/// stop the work, which then ends with [`RenderError::Stopped`]. Takes seconds: not for a thread
/// that others wait for.
pub fn render(
    clip: &Clip,
    mut progress: impl FnMut(f32) -> ControlFlow<()>,
) -> Result<Rendered, RenderError> {
    let (width, height) = (usize::from(clip.width), usize::from(clip.height));
    let scene = scene_of(clip, width, height)?;
    let words = Words {
        prompt: &clip.prompt,
        model: &clip.model,
        take: clip.take,
    };
    let slate = Slate::new(words, width, height);
    let threads = std::thread::available_parallelism().map_or(1, |n| n.get().min(4));
    std::thread::scope(|scope| {
        let frames: Vec<Receiver<Drawn>> = (0..threads)
            .map(|first| {
                let (sender, receiver) = sync_channel(2);
                let (scene, slate) = (&scene, &slate);
                scope.spawn(move || draw(clip, scene, slate, (first, threads), &sender));
                receiver
            })
            .collect();
        collect(clip, &frames, &mut progress)
    })
}

/// A frame on its way to the encoder; every so often with its still.
struct Drawn {
    planes: Planes,
    still: Option<Bitmap>,
}

fn scene_of(clip: &Clip, width: usize, height: usize) -> Result<Scene, RenderError> {
    match &clip.reference {
        Some(path) => {
            let picture = picture::cover(path, width, height)?;
            let mut dice = Dice::new(clip.seed ^ hash(clip.prompt.as_bytes()));
            Ok(Scene::of_picture(picture, width, height, &mut dice))
        }
        None => Ok(scene::paint(&clip.prompt, clip.seed, width, height)),
    }
}

/// Draws every `step`th frame from `first`, until all are drawn or nobody takes them any more.
fn draw(
    clip: &Clip,
    scene: &Scene,
    slate: &Slate,
    (first, step): (usize, usize),
    sender: &SyncSender<Drawn>,
) {
    let (width, height) = (usize::from(clip.width), usize::from(clip.height));
    let last = (clip.frames - 1).max(1) as f32;
    let mut frame = Bitmap::new(width, height);
    for number in (0..clip.frames).skip(first).step_by(step) {
        scene.draw(
            &mut frame,
            number as f32 / last,
            number as f32 / FRAMES_PER_SECOND as f32,
        );
        slate.draw(&mut frame, number);
        let mut planes = Planes::new(width, height);
        planes.fill(&frame);
        let still = stills::wanted(number, clip.frames).then(|| frame.clone());
        if sender.send(Drawn { planes, still }).is_err() {
            return;
        }
    }
}

fn collect(
    clip: &Clip,
    frames: &[Receiver<Drawn>],
    progress: &mut impl FnMut(f32) -> ControlFlow<()>,
) -> Result<Rendered, RenderError> {
    let mut encoder = Encoder::new(clip.width.into(), clip.height.into())?;
    let mut stills = Stills::default();
    let mut samples = Vec::new();
    let sources = frames.iter().cycle();
    for (number, source) in (0..clip.frames).zip(sources) {
        let drawn = source.recv().map_err(|_| RenderError::Thread)?;
        samples.push(encoder.encode(&drawn.planes)?);
        if let Some(still) = drawn.still {
            stills.add(number, clip.frames, &still)?;
        }
        if progress((number + 1) as f32 / clip.frames as f32).is_break() {
            return Err(RenderError::Stopped);
        }
    }
    let (sequence, picture) = encoder.parameters();
    let created_at = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |d| d.as_secs());
    let track = Track {
        width: clip.width,
        height: clip.height,
        sequence,
        picture,
        created_at,
    };
    let mp4 = mux::file(track, &samples)?;
    let (webp, sheet) = stills.finish()?;
    Ok(Rendered { mp4, webp, sheet })
}
