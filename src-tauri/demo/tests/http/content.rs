//! What a finished clip really is: size, length, index, ranges, pictures in it.

use crate::common::{average_colours, error_code, fixture, id_of, picture, small};
use mp4_atom::{Decode, Ftyp, Moov};
use reqwest::multipart::Form;
use serde_json::json;

fn moov(mp4: &[u8]) -> Moov {
    let mut buffer = std::io::Cursor::new(mp4);
    Ftyp::decode(&mut buffer).unwrap();
    Moov::decode(&mut buffer).unwrap()
}

async fn clip(seconds: &str, size: &str) -> Vec<u8> {
    let f = fixture().await;
    let form = Form::new()
        .text("prompt", "p")
        .text("size", size.to_owned());
    let id = f.completed(form.text("seconds", seconds.to_owned())).await;
    f.content(&id).await
}

#[tokio::test]
async fn a_clip_has_exactly_the_size_that_was_asked_for() {
    // 98 and 66 are no multiples of 16, so the picture is cropped inside the stream.
    let moov = moov(&clip("1", "98x66").await);
    let track = &moov.trak[0].tkhd;
    assert_eq!((track.width.integer(), track.height.integer()), (98, 66));
}

#[tokio::test]
async fn a_clip_has_the_length_that_was_asked_for() {
    for (text, seconds) in [("1", 1.0), ("2.3", 2.3)] {
        let moov = moov(&clip(text, "64x64").await);
        let header = &moov.trak[0].mdia.mdhd;
        let length = header.duration as f64 / f64::from(header.timescale);
        assert!((length - seconds).abs() <= 0.05, "{length} for {text}");
    }
}

#[tokio::test]
async fn every_second_of_a_clip_begins_with_a_key_frame() {
    let moov = moov(&clip("3", "64x64").await);
    let keys = &moov.trak[0].mdia.minf.stbl.stss.as_ref().unwrap().entries;
    assert_eq!(keys, &[1, 25, 49]);
}

#[tokio::test]
async fn every_frame_of_a_clip_can_be_decoded() {
    assert_eq!(average_colours(&clip("1.5", "98x66").await).len(), 36);
}

#[tokio::test]
async fn the_longest_and_largest_sides_are_made() {
    let moov = moov(&clip("1", "1920x64").await);
    assert_eq!(moov.trak[0].tkhd.width.integer(), 1920);
}

#[tokio::test]
async fn a_large_reference_picture_fills_the_clip() {
    let f = fixture().await;
    let colour = [40, 160, 90];
    let form = Form::new()
        .text("prompt", "p")
        .text("size", "256x256")
        .text("seconds", "1")
        .part("input_reference", picture(4000, 3000, colour));
    let id = f.completed(form).await;
    let [r, g, b] = average_colours(&f.content(&id).await)[12];
    // The slate darkens a part of the frame; the hue stays.
    assert!(
        g > 90.0 && (r / g - 0.25).abs() < 0.12 && (b / g - 0.56).abs() < 0.12,
        "{r} {g} {b}"
    );
}

#[tokio::test]
async fn a_reference_may_come_as_a_data_url() {
    let f = fixture().await;
    let image = image::RgbImage::from_pixel(64, 64, image::Rgb([200, 30, 30]));
    let mut png = std::io::Cursor::new(Vec::new());
    image.write_to(&mut png, image::ImageFormat::Png).unwrap();
    let data = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, png.into_inner());
    let body = json!({
        "prompt": "p", "seconds": "1", "size": "64x64",
        "input_reference": { "image_url": format!("data:image/png;base64,{data}") },
    });
    let video = f.post_json("/videos", &body).await.json().await.unwrap();
    let id = id_of(&video);
    f.finished(&id).await;
    let [r, g, b] = average_colours(&f.content(&id).await)[12];
    assert!(r > 2.0 * g && r > 2.0 * b, "{r} {g} {b}");
}

#[tokio::test]
async fn a_picture_is_turned_upright() {
    // Red above blue as stored; orientation 3 turns it by half.
    let mut image = image::RgbImage::from_pixel(128, 128, image::Rgb([220, 20, 20]));
    for y in 64..128 {
        for x in 0..128 {
            image.put_pixel(x, y, image::Rgb([20, 20, 220]));
        }
    }
    let mut jpeg = std::io::Cursor::new(Vec::new());
    image.write_to(&mut jpeg, image::ImageFormat::Jpeg).unwrap();
    let part = reqwest::multipart::Part::bytes(turned(&jpeg.into_inner(), 3)).file_name("ref.jpg");
    let f = fixture().await;
    let form = Form::new()
        .text("prompt", "p")
        .text("size", "64x64")
        .text("seconds", "1");
    let id = f.completed(form.part("input_reference", part)).await;
    let thumbnail = f
        .get(&format!("/videos/{id}/content?variant=thumbnail"))
        .await;
    let poster = image::load_from_memory(&thumbnail.bytes().await.unwrap())
        .unwrap()
        .into_rgb8();
    let above = poster.get_pixel(32, 24).0;
    assert!(above[2] > above[0], "{above:?}");
}

/// A JPEG with an EXIF block that holds nothing but an orientation.
fn turned(jpeg: &[u8], orientation: u8) -> Vec<u8> {
    let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    exif.extend_from_slice(&[orientation, 0, 0, 0, 0, 0, 0]);
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xff, 0xe1], &length, &exif, &jpeg[2..]].concat()
}

#[tokio::test]
async fn two_takes_of_one_prompt_differ_and_one_seed_repeats() {
    let f = fixture().await;
    let a = f.completed(small("hills")).await;
    let b = f.completed(small("hills")).await;
    assert_ne!(f.content(&a).await, f.content(&b).await);
    let poster = async |form: Form| {
        let id = f.completed(form).await;
        let path = format!("/videos/{id}/content?variant=thumbnail");
        f.get(&path).await.bytes().await.unwrap()
    };
    let seeded = || small("hills").text("seed", "5");
    let (first, other) = (seeded(), seeded());
    // The take's number is on the slate, so only the upper part is compared.
    let (first, other) = (poster(first).await, poster(other).await);
    let upper = |bytes: &[u8]| {
        let picture = image::load_from_memory(bytes).unwrap().into_rgb8();
        image::imageops::crop_imm(&picture, 0, 0, 96, 24).to_image()
    };
    assert_eq!(upper(&first), upper(&other));
}

#[tokio::test]
async fn the_stills_are_what_they_say() {
    let f = fixture().await;
    let id = f.completed(small("a boat")).await;
    let webp = f
        .get(&format!("/videos/{id}/content?variant=thumbnail"))
        .await;
    assert_eq!(webp.headers()["content-type"], "image/webp");
    let poster = image::load_from_memory(&webp.bytes().await.unwrap()).unwrap();
    assert_eq!((poster.width(), poster.height()), (96, 64));
    let jpeg = f
        .get(&format!("/videos/{id}/content?variant=spritesheet"))
        .await;
    assert_eq!(jpeg.headers()["content-type"], "image/jpeg");
    let sheet = image::load_from_memory(&jpeg.bytes().await.unwrap()).unwrap();
    assert_eq!((sheet.width(), sheet.height()), (96 * 12, 64));
}

#[tokio::test]
async fn an_unknown_variant_is_refused() {
    let f = fixture().await;
    let id = f.completed(small("a boat")).await;
    let response = f.get(&format!("/videos/{id}/content?variant=gif")).await;
    assert_eq!(error_code(response, 400).await, "invalid_value");
}

#[tokio::test]
async fn content_of_an_unfinished_video_is_refused() {
    let f = fixture().await;
    let id = f.create(small("[slow] boat")).await;
    let response = f.get(&format!("/videos/{id}/content")).await;
    assert_eq!(error_code(response, 409).await, "video_not_ready");
}

#[tokio::test]
async fn a_range_is_served_and_one_behind_the_end_is_not() {
    let f = fixture().await;
    let id = f.completed(small("a boat")).await;
    let whole = f.content(&id).await;
    let url = f.url(&format!("/videos/{id}/content"));
    let part = f
        .client
        .get(&url)
        .header("range", "bytes=10-19")
        .send()
        .await
        .unwrap();
    assert_eq!(part.status(), 206);
    let range = format!("bytes 10-19/{}", whole.len());
    assert_eq!(part.headers()["content-range"], range.as_str());
    assert_eq!(part.bytes().await.unwrap(), whole[10..20]);
    let behind = format!("bytes={}-", whole.len());
    let refused = f
        .client
        .get(&url)
        .header("range", behind)
        .send()
        .await
        .unwrap();
    assert_eq!(
        refused.headers()["content-range"],
        format!("bytes */{}", whole.len()).as_str()
    );
    assert_eq!(error_code(refused, 416).await, "invalid_range");
}

#[tokio::test]
async fn if_range_gives_a_part_of_the_same_version_only() {
    let f = fixture().await;
    let id = f.completed(small("a boat")).await;
    let url = f.url(&format!("/videos/{id}/content"));
    let etag = f.client.head(&url).send().await.unwrap().headers()["etag"].clone();
    let get = |tag: &str| {
        f.client
            .get(&url)
            .header("range", "bytes=5-")
            .header("if-range", tag)
            .send()
    };
    assert_eq!(get(etag.to_str().unwrap()).await.unwrap().status(), 206);
    assert_eq!(get("\"another\"").await.unwrap().status(), 200);
}

#[tokio::test]
async fn head_tells_the_length_without_a_body() {
    let f = fixture().await;
    let id = f.completed(small("a boat")).await;
    let length = f.content(&id).await.len();
    let url = f.url(&format!("/videos/{id}/content"));
    let head = f.client.head(&url).send().await.unwrap();
    assert_eq!(
        head.headers()["content-length"],
        length.to_string().as_str()
    );
    assert_eq!(
        (head.status().as_u16(), head.bytes().await.unwrap().len()),
        (200, 0)
    );
}

#[tokio::test]
async fn the_index_stands_before_the_media() {
    let mp4 = clip("1", "64x64").await;
    let find = |kind: &[u8]| mp4.windows(4).position(|window| window == kind).unwrap();
    assert!(find(b"moov") < find(b"mdat"));
}

#[tokio::test]
async fn the_twenty_first_clip_pushes_out_the_first() {
    let f = fixture().await;
    let first = f.completed(small("first")).await;
    for number in 0..20 {
        f.completed(
            Form::new()
                .text("prompt", format!("{number}"))
                .text("seconds", "1")
                .text("size", "64x64"),
        )
        .await;
    }
    let response = f.get(&format!("/videos/{first}/content")).await;
    assert_eq!(error_code(response, 410).await, "video_expired");
}
