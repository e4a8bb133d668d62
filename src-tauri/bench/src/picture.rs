//! A photograph of 24 megapixels as a reference for a video of 1280 × 720, as the window brings it in and asks how it will be
//! sent, beside `ImageMagick` making the same of the same file.

use crate::{
    desk,
    part::{Ground, Part, Row, quantile},
};
use anyhow::{Context as _, Result, ensure};
use futures_util::future::BoxFuture;
use rushes_core::{
    domain::{Fit, Role, Size},
    dto::{FitRequest, InputDraft},
};
use std::path::Path;
use tokio::{process::Command, time::Instant};

pub const PART: Part = Part {
    name: "picture",
    what: "a reference picture of 24 megapixels, fitted to 1280 × 720",
    run,
};

const ROUNDS: usize = 5;
const VIDEO: Size = Size {
    width: 1280,
    height: 720,
};

fn run(ground: &Ground) -> BoxFuture<'_, Result<Vec<Row>>> {
    Box::pin(measure(ground))
}

async fn measure(ground: &Ground) -> Result<Vec<Row>> {
    let size = if ground.quick {
        "1500x1000"
    } else {
        "6000x4000"
    };
    let folder = tempfile::tempdir_in(&ground.scratch)?;
    let photograph = folder.path().join("photograph.jpg");
    // Something of everything that a photograph has, and the same at every run.
    let pixels = ["-seed", "7", "-size", size, "plasma:", "-quality", "92"];
    convert(&pixels, &photograph).await?;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let library = folder.path().join(format!("library-{round}"));
        ours.push(fitted(&library, &photograph).await?);
        let start = Instant::now();
        let name = photograph.to_string_lossy();
        let asked = [&name, "-resize", "1280x720^", "-gravity", "center"];
        let cut = ["-extent", "1280x720", "-quality", "92"];
        convert(
            &[&asked[..], &cut].concat(),
            &folder.path().join("small.jpg"),
        )
        .await?;
        theirs.push(start.elapsed().as_secs_f64() * 1000.0);
    }
    let (ours, theirs) = (quantile(&mut ours, 0.5), quantile(&mut theirs, 0.5));
    Ok(vec![
        Row::new(
            format!("ImageMagick, {size}, median of {ROUNDS}"),
            theirs,
            "ms",
        ),
        Row::new(format!("Rushes, {size}, brought in and fitted"), ours, "ms"),
        Row::new("  against ImageMagick", ours / theirs, "×").promised("< 1", ours < theirs),
    ])
}

/// Milliseconds from the file on the disk to what would be sent. The engine is new, so it knows nothing of the picture.
async fn fitted(library: &Path, photograph: &Path) -> Result<f64> {
    let engine = desk::open(library).await?;
    let server = desk::server(&engine, "http://127.0.0.1:9/v1").await?;
    let start = Instant::now();
    let staged = engine.stage_file(photograph.to_owned()).await?;
    let asked = FitRequest {
        server,
        model: "sora-2".to_owned(),
        size: Some(VIDEO),
        input: InputDraft {
            role: Role::First,
            fit: Fit::Crop,
            staged: Some(staged.id),
            url: None,
            crop: None,
            frame_of: None,
        },
    };
    let ready = engine
        .fit_picture(asked)
        .await?
        .context("nobody else asks")?;
    let took = start.elapsed().as_secs_f64() * 1000.0;
    ensure!(
        (ready.width, ready.height) == (VIDEO.width, VIDEO.height),
        "it has the video's size"
    );
    Ok(took)
}

async fn convert(arguments: &[&str], into: &Path) -> Result<()> {
    let mut command = Command::new("convert");
    let done = command.args(arguments).arg(into).status().await;
    let done =
        done.context("ImageMagick is needed to compare with: apt-get install imagemagick")?;
    ensure!(done.success(), "convert ended with {done}");
    Ok(())
}
