//! From a description of a clip to its files: frames are drawn on several threads, encoded in
//! order, and wrapped into an MP4. Knows nothing of HTTP or of jobs.

mod encode;
pub mod grade;
pub mod layer;
mod mux;
pub mod pixel;
mod slate;
mod stamp;
mod stills;
mod text;
mod yuv;

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use crate::dice::{Dice, hash};
use crate::picture::{self, PictureError};
use crate::scene::{self, Scene};
use encode::Encoder;
use grade::Grade;
use mux::Track;
use pixel::Bitmap;
use slate::{Slate, Words};
use stills::Stills;
use yuv::Planes;

/// How finely a clip is encoded.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Quality {
    Low,
    #[default]
    Standard,
    High,
}

impl Quality {
    /// Reads the words that servers use for it.
    pub fn parse(word: &str) -> Option<Self> {
        match word.trim().to_lowercase().as_str() {
            "low" | "draft" => Some(Self::Low),
            "standard" | "medium" => Some(Self::Standard),
            "high" | "hd" | "best" => Some(Self::High),
            _ => None,
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Standard => "standard",
            Self::High => "high",
        }
    }
}

/// A part of a clip without a cut.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Shot {
    /// What the slate says.
    pub prompt: String,
    /// What is painted: an edit keeps the scene of its source.
    pub scene: String,
    /// What must not be painted.
    pub avoid: String,
    pub seed: u64,
    /// At least 1.
    pub frames: u32,
    pub grade: Option<Grade>,
}

/// A clip to be made.
#[derive(Debug, Clone)]
pub struct Clip {
    /// At least one, in their order.
    pub shots: Vec<Shot>,
    /// What the slate says of the model.
    pub model: String,
    /// Pixels, even, 64 to 1920.
    pub width: u16,
    pub height: u16,
    /// Frames a second, 1 to 60.
    pub rate: u32,
    /// Counts from 1.
    pub take: u32,
    /// An encoded picture to move over instead of a painted scene.
    pub reference: Option<PathBuf>,
    pub watermark: bool,
    pub quality: Quality,
}

impl Clip {
    fn frames(&self) -> u32 {
        self.shots.iter().map(|shot| shot.frames).sum()
    }
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
    let reels = clip
        .shots
        .iter()
        .map(|shot| Reel::new(clip, shot, (width, height)))
        .collect::<Result<Vec<_>, _>>()?;
    let threads = std::thread::available_parallelism().map_or(1, |n| n.get().min(4));
    std::thread::scope(|scope| {
        let frames: Vec<Receiver<Drawn>> = (0..threads)
            .map(|first| {
                let (sender, receiver) = sync_channel(2);
                let reels = &reels;
                scope.spawn(move || draw(clip, reels, (first, threads), &sender));
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

/// A shot, ready to be drawn.
struct Reel {
    scene: Scene,
    slate: Slate,
    grade: Option<Grade>,
    frames: u32,
}

impl Reel {
    fn new(clip: &Clip, shot: &Shot, (width, height): (usize, usize)) -> Result<Self, RenderError> {
        let scene = match &clip.reference {
            Some(path) => {
                let picture = picture::cover(path, width, height)?;
                let mut dice = Dice::new(shot.seed ^ hash(shot.scene.as_bytes()));
                Scene::of_picture(picture, width, height, &mut dice)
            }
            None => scene::paint(&shot.scene, &shot.avoid, shot.seed, (width, height)),
        };
        let words = Words {
            prompt: &shot.prompt,
            model: &clip.model,
            take: clip.take,
            rate: clip.rate,
            stamped: clip.watermark,
        };
        Ok(Self {
            scene,
            slate: Slate::new(words, width, height),
            grade: shot.grade,
            frames: shot.frames,
        })
    }

    /// Draws a frame, counted from the start of the shot and from the start of the clip.
    fn draw(&self, frame: &mut Bitmap, own: u32, number: u32, rate: u32) {
        let last = (self.frames - 1).max(1) as f32;
        let time = own as f32 / rate.max(1) as f32;
        self.scene.draw(frame, own as f32 / last, time);
        if let Some(grade) = self.grade {
            grade.apply(frame);
        }
        self.slate.draw(frame, number);
    }
}

/// Draws every `step`th frame from `first`, until all are drawn or nobody takes them any more.
fn draw(clip: &Clip, reels: &[Reel], (first, step): (usize, usize), sender: &SyncSender<Drawn>) {
    let (width, height) = (usize::from(clip.width), usize::from(clip.height));
    let frames = clip.frames();
    let mut frame = Bitmap::new(width, height);
    let places = reels
        .iter()
        .flat_map(|reel| (0..reel.frames).map(move |own| (reel, own)));
    for (number, (reel, own)) in (0..).zip(places).skip(first).step_by(step) {
        reel.draw(&mut frame, own, number, clip.rate);
        let mut planes = Planes::new(width, height);
        planes.fill(&frame);
        let still = stills::wanted(number, frames).then(|| frame.clone());
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
    let (width, height, total) = (clip.width.into(), clip.height.into(), clip.frames());
    let mut encoder = Encoder::new(width, height, clip.rate, clip.quality)?;
    let mut stills = Stills::default();
    let mut samples = Vec::new();
    let sources = frames.iter().cycle();
    for (number, source) in (0..total).zip(sources) {
        let drawn = source.recv().map_err(|_| RenderError::Thread)?;
        samples.push(encoder.encode(&drawn.planes)?);
        if let Some(still) = drawn.still {
            stills.add(number, total, &still)?;
        }
        if progress((number + 1) as f32 / total as f32).is_break() {
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
        rate: clip.rate,
        sequence,
        picture,
        created_at,
    };
    let mp4 = mux::file(track, &samples)?;
    let (webp, sheet) = stills.finish()?;
    Ok(Rendered { mp4, webp, sheet })
}
