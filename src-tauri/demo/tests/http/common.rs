//! A started server and the requests that tests make of it.

use std::time::{Duration, Instant};

use image::RgbImage;
use reqwest::multipart::{Form, Part};
use reqwest::{Client, Response, StatusCode};
use rushes_demo::{Demo, DemoOptions, start};
use serde_json::Value;

/// How long a small clip may take on a slow, busy machine.
const PATIENCE: Duration = Duration::from_secs(120);

pub struct Fixture {
    pub demo: Demo,
    pub client: Client,
}

pub async fn fixture() -> Fixture {
    // Fails when another test of the process was first, which is fine.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let demo = start(DemoOptions {
        port: 0,
        workers: 2,
        keep: None,
    })
    .await
    .unwrap();
    let client = Client::builder().no_proxy().build().unwrap();
    Fixture { demo, client }
}

/// The fields of a clip that renders in a moment.
pub fn small(prompt: &str) -> Form {
    Form::new()
        .text("prompt", prompt.to_owned())
        .text("model", "demo-1")
        .text("seconds", "1")
        .text("size", "96x64")
}

impl Fixture {
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.demo.base_url())
    }

    pub async fn get(&self, path: &str) -> Response {
        self.client.get(self.url(path)).send().await.unwrap()
    }

    pub async fn get_json(&self, path: &str) -> Value {
        self.get(path).await.json().await.unwrap()
    }

    pub async fn post(&self, form: Form) -> Response {
        self.client
            .post(self.url("/videos"))
            .multipart(form)
            .send()
            .await
            .unwrap()
    }

    pub async fn post_json(&self, path: &str, body: &Value) -> Response {
        self.client
            .post(self.url(path))
            .json(body)
            .send()
            .await
            .unwrap()
    }

    /// Creates a video and returns its id.
    pub async fn create(&self, form: Form) -> String {
        let response = self.post(form).await;
        assert_eq!(response.status(), StatusCode::OK);
        id_of(&response.json().await.unwrap())
    }

    /// Polls until a video is finished.
    pub async fn finished(&self, id: &str) -> Value {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let video = self.get_json(&format!("/videos/{id}")).await;
            if video["status"] == "completed" || video["status"] == "failed" {
                return video;
            }
            assert!(Instant::now() < deadline, "still not finished: {video}");
            tokio::task::yield_now().await;
        }
    }

    pub async fn completed(&self, form: Form) -> String {
        let id = self.create(form).await;
        assert_eq!(self.finished(&id).await["status"], "completed");
        id
    }

    /// Creates a video from JSON fields beside a small size and length, and waits for it.
    pub async fn made(&self, fields: Value) -> Value {
        let mut body = serde_json::json!({ "prompt": "hills", "seconds": "1", "size": "96x64" });
        for (name, value) in fields.as_object().unwrap() {
            body[name] = value.clone();
        }
        let response = self.post_json("/videos", &body).await;
        assert_eq!(response.status(), StatusCode::OK);
        let video = self.finished(&id_of(&response.json().await.unwrap())).await;
        assert_eq!(video["status"], "completed", "{video}");
        video
    }

    /// Like [`Fixture::made`]; the first frame of the clip.
    pub async fn frame(&self, fields: Value) -> RgbImage {
        let video = self.made(fields).await;
        frames(&self.content(&id_of(&video)).await).swap_remove(0)
    }

    /// Asserts that a create request with this field is refused for it, and returns the sentence.
    pub async fn refusal(&self, field: &str, value: Value) -> String {
        let mut body = serde_json::json!({ "prompt": "hills", "seconds": "1", "size": "96x64" });
        body[field] = value;
        let response = self.post_json("/videos", &body).await;
        assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{body}");
        let answer: Value = response.json().await.unwrap();
        assert_eq!(answer["error"]["param"], field, "{answer}");
        assert_eq!(answer["error"]["type"], "invalid_request_error");
        answer["error"]["message"].as_str().unwrap().to_owned()
    }

    pub async fn content(&self, id: &str) -> Vec<u8> {
        self.get(&format!("/videos/{id}/content"))
            .await
            .bytes()
            .await
            .unwrap()
            .to_vec()
    }
}

pub fn id_of(video: &Value) -> String {
    video["id"].as_str().unwrap().to_owned()
}

/// Asserts an error in the official shape and returns its code.
pub async fn error_code(response: Response, status: u16) -> String {
    assert_eq!(response.status(), status);
    let body: Value = response.json().await.unwrap();
    let error = body["error"].as_object().unwrap();
    let keys: Vec<&str> = error.keys().map(String::as_str).collect();
    assert_eq!(keys, ["message", "type", "param", "code"]);
    error["code"].as_str().unwrap_or_default().to_owned()
}

/// A picture of one colour as a file part.
pub fn picture(width: u32, height: u32, colour: [u8; 3]) -> Part {
    let image = RgbImage::from_pixel(width, height, image::Rgb(colour));
    let mut bytes = std::io::Cursor::new(Vec::new());
    image
        .write_to(&mut bytes, image::ImageFormat::Jpeg)
        .unwrap();
    Part::bytes(bytes.into_inner())
        .file_name("ref.jpg")
        .mime_str("application/octet-stream")
        .unwrap()
}

/// A picture of one colour as PNG bytes.
pub fn png(width: u32, height: u32, colour: [u8; 3]) -> Vec<u8> {
    let image = RgbImage::from_pixel(width, height, image::Rgb(colour));
    let mut bytes = std::io::Cursor::new(Vec::new());
    image.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

pub fn base64(bytes: &[u8]) -> String {
    base64::Engine::encode(&base64::engine::general_purpose::STANDARD, bytes)
}

/// The decoded frames of an MP4.
pub fn frames(mp4: &[u8]) -> Vec<RgbImage> {
    let mut decoder = openh264::decoder::Decoder::new().unwrap();
    annex_b(mp4)
        .iter()
        .filter_map(|unit| {
            use openh264::formats::YUVSource;
            let picture = decoder.decode(unit).unwrap()?;
            let (width, height) = picture.dimensions();
            let mut rgb = vec![0; width * height * 3];
            picture.write_rgb8(&mut rgb);
            let side = |length: usize| u32::try_from(length).unwrap();
            RgbImage::from_raw(side(width), side(height), rgb)
        })
        .collect()
}

/// The average colour of a picture.
pub fn average(picture: &RgbImage) -> [f64; 3] {
    let mut sum = [0.0; 3];
    for pixel in picture.pixels() {
        for (total, value) in sum.iter_mut().zip(pixel.0) {
            *total += f64::from(value);
        }
    }
    sum.map(|total| total / f64::from(picture.width() * picture.height()))
}

/// The average colour of each frame of an MP4.
pub fn average_colours(mp4: &[u8]) -> Vec<[f64; 3]> {
    frames(mp4).iter().map(average).collect()
}

/// How far two pictures of one size are apart, a pixel's channel on average.
pub fn difference(a: &RgbImage, b: &RgbImage) -> f64 {
    assert_eq!(a.dimensions(), b.dimensions());
    let total: u64 = a
        .as_raw()
        .iter()
        .zip(b.as_raw())
        .map(|(a, b)| u64::from(a.abs_diff(*b)))
        .sum();
    total as f64 / a.as_raw().len() as f64
}

/// A part of a picture, by tenths of its width and height.
pub fn cut(picture: &RgbImage, x: [u32; 2], y: [u32; 2]) -> RgbImage {
    let (w, h) = picture.dimensions();
    let at = |tenths: u32, length: u32| tenths * length / 10;
    let (left, top) = (at(x[0], w), at(y[0], h));
    let (wide, tall) = (at(x[1], w) - left, at(y[1], h) - top);
    image::imageops::crop_imm(picture, left, top, wide, tall).to_image()
}

/// The access units of an MP4 in the form that a decoder takes, found by its index.
fn annex_b(mp4: &[u8]) -> Vec<Vec<u8>> {
    use mp4_atom::{Atom, Codec, Decode, DecodeMaybe, StszSamples};
    let mut buffer = std::io::Cursor::new(mp4);
    mp4_atom::Ftyp::decode(&mut buffer).unwrap();
    assert_eq!(mp4_atom::Moov::KIND.to_string(), "moov");
    let moov = mp4_atom::Moov::decode_maybe(&mut buffer).unwrap().unwrap();
    let table = &moov.trak[0].mdia.minf.stbl;
    let Codec::Avc1(avc1) = &table.stsd.codecs[0] else {
        panic!("not H.264")
    };
    let StszSamples::Different { sizes } = &table.stsz.samples else {
        panic!("no sizes")
    };
    let start = [0, 0, 0, 1];
    let sets = avc1
        .avcc
        .sequence_parameter_sets
        .iter()
        .chain(&avc1.avcc.picture_parameter_sets);
    let mut prefix: Vec<u8> = sets.flat_map(|set| [&start, &set[..]].concat()).collect();
    let mut at = table.stco.as_ref().unwrap().entries[0] as usize;
    let mut units = Vec::new();
    for size in sizes {
        let mut sample = &mp4[at..at + *size as usize];
        let mut unit = std::mem::take(&mut prefix);
        while !sample.is_empty() {
            let length = u32::from_be_bytes(sample[..4].try_into().unwrap()) as usize;
            unit.extend_from_slice(&start);
            unit.extend_from_slice(&sample[4..4 + length]);
            sample = &sample[4 + length..];
        }
        units.push(unit);
        at += *size as usize;
    }
    units
}
