//! How long a photograph takes on its way into a slot: `cargo run --release -p rushes-pixels --example photograph [FILE]`.
//! Without a file it makes one of 8000 × 6000 pixels, as many as today's telephones take.
#![expect(clippy::print_stdout, reason = "a measurement")]

use image::{DynamicImage, RgbImage};
use rushes_pixels::{Part, eight_bits, jpeg, scale};
use std::{process::Command, time::Instant};

/// Edges, noise and slopes, so that its JPEG has the size of a photograph's.
fn photograph() -> Vec<u8> {
    let mut seed = 7_u32;
    let image = RgbImage::from_fn(8000, 6000, |x, y| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let noise = seed >> 28;
        let value = |shift: u32| {
            let wave = (x * (3 + shift) / 97) ^ (y * (5 - shift) / 89);
            (wave % 200 + noise).to_le_bytes()[0]
        };
        image::Rgb([value(0), value(1), value(2)])
    });
    jpeg(&image, 92).expect("a JPEG")
}

/// Times of one step, in milliseconds.
type Times = Vec<u128>;

fn timed<T>(times: &mut Times, work: impl FnOnce() -> T) -> T {
    let started = Instant::now();
    let result = work();
    times.push(started.elapsed().as_millis());
    result
}

fn median(times: &mut [u128]) -> u128 {
    times.sort_unstable();
    times[times.len() / 2]
}

const STEPS: [&str; 6] = [
    "decode",
    "8 bits",
    "thumbnail, 1024",
    "thumbnail as JPEG",
    "fit, 1920 × 1080",
    "fitted as JPEG",
];
const RUNS: usize = 5;

fn main() {
    let bytes = match std::env::args_os().nth(1) {
        Some(path) => fs_err::read(path).expect("a file"),
        None => photograph(),
    };
    println!("{} KiB, median of {RUNS}", bytes.len() / 1024);
    let mut steps: [Times; 6] = Default::default();
    let (mut all, mut fit) = (Times::new(), Times::new());
    for _ in 0..RUNS {
        let whole = Instant::now();
        let [decode, eight, small, small_jpeg, frame, frame_jpeg] = &mut steps;
        let image = timed(decode, || image::load_from_memory(&bytes)).expect("a picture");
        let image = timed(eight, || eight_bits(image));
        let thumbnail = timed(small, || part(&image, 1024, 768));
        timed(small_jpeg, || jpeg(&thumbnail.to_rgb8(), 85));
        let fitted = timed(frame, || part(&image, 1920, 1080));
        timed(frame_jpeg, || jpeg(&fitted.to_rgb8(), 92));
        all.push(whole.elapsed().as_millis());
        fit.push(
            [decode, eight, frame, frame_jpeg]
                .iter()
                .filter_map(|times| times.last())
                .sum(),
        );
    }
    for (name, times) in STEPS.iter().zip(&mut steps) {
        println!("{name:<28}{:>6} ms", median(times));
    }
    let (all, fit) = (median(&mut all), median(&mut fit));
    println!("{:<28}{all:>6} ms", "taken in and fitted");
    println!("{:<28}{fit:>6} ms", "fitted alone");
    if let Some(theirs) = image_magick(&bytes) {
        println!("{:<28}{theirs:>6} ms", "convert -resize");
        println!(
            "{:<28}{:>6.2} of its time",
            "fitted alone",
            fit as f64 / theirs as f64
        );
    }
}

/// The same crop by `ImageMagick`, from file to file, if it is installed.
fn image_magick(bytes: &[u8]) -> Option<u128> {
    let folder = std::env::temp_dir();
    let from = folder.join(format!("rushes-photograph-{}.jpg", std::process::id()));
    let to = from.with_extension("fitted.jpg");
    fs_err::write(&from, bytes).ok()?;
    let mut times = Times::new();
    for _ in 0..RUNS {
        let run = || {
            Command::new("convert")
                .arg(&from)
                .args(["-resize", "1920x1080^", "-gravity", "center"])
                .args(["-extent", "1920x1080", "-quality", "92"])
                .arg(&to)
                .status()
        };
        if !timed(&mut times, run).is_ok_and(|status| status.success()) {
            times.clear();
            break;
        }
    }
    // Both lie in the folder for what may go at any time.
    drop((fs_err::remove_file(&from), fs_err::remove_file(&to)));
    (!times.is_empty()).then(|| median(&mut times))
}

/// The middle, as wide as the picture.
fn part(image: &DynamicImage, width: u32, height: u32) -> DynamicImage {
    let (across, down) = (f64::from(image.width()), f64::from(image.height()));
    let tall = (across * f64::from(height) / f64::from(width)).min(down);
    let part = Part {
        left: 0.0,
        top: (down - tall) / 2.0,
        width: across,
        height: tall,
    };
    scale(image, part, width, height).expect("scaled")
}
