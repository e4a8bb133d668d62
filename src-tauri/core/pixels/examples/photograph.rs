//! How long a photograph takes on its way into a slot: `cargo run --release -p rushes-pixels --example photograph [FILE]`.
//! Without a file it makes one of 8000 × 6000 pixels, as many as today's telephones take.
#![expect(clippy::print_stdout, reason = "a measurement")]

use image::{DynamicImage, RgbImage};
use rushes_pixels::{Part, eight_bits, jpeg, scale};
use std::time::Instant;

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

fn timed<T>(name: &str, work: impl FnOnce() -> T) -> T {
    let started = Instant::now();
    let result = work();
    println!("{name:<28}{:>6} ms", started.elapsed().as_millis());
    result
}

fn main() {
    let bytes = match std::env::args_os().nth(1) {
        Some(path) => std::fs::read(path).expect("a file"),
        None => photograph(),
    };
    println!("{} KiB", bytes.len() / 1024);
    for _ in 0..3 {
        let whole = Instant::now();
        let image = timed("decode", || image::load_from_memory(&bytes)).expect("a picture");
        let image = timed("8 bits", || eight_bits(image));
        let thumbnail = timed("thumbnail, 1024", || part(&image, 1024, 768));
        timed("thumbnail as JPEG", || jpeg(&thumbnail.to_rgb8(), 85));
        let frame = timed("fit, 1920 × 1080", || part(&image, 1920, 1080));
        timed("fitted as JPEG", || jpeg(&frame.to_rgb8(), 92));
        println!("{:<28}{:>6} ms\n", "all", whole.elapsed().as_millis());
    }
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
