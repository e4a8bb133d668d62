//! A started server and the requests that tests make of it.
#![allow(dead_code, reason = "each test file uses a part of it")]
#![allow(clippy::unwrap_used, reason = "a test ends where something is missing")]

use std::time::{Duration, Instant};

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
    let image = image::RgbImage::from_pixel(width, height, image::Rgb(colour));
    let mut bytes = std::io::Cursor::new(Vec::new());
    image
        .write_to(&mut bytes, image::ImageFormat::Jpeg)
        .unwrap();
    Part::bytes(bytes.into_inner())
        .file_name("ref.jpg")
        .mime_str("application/octet-stream")
        .unwrap()
}

/// Decoded frames of an MP4 as the average colour of each.
pub fn average_colours(mp4: &[u8]) -> Vec<[f64; 3]> {
    let mut decoder = openh264::decoder::Decoder::new().unwrap();
    annex_b(mp4)
        .iter()
        .filter_map(|unit| {
            use openh264::formats::YUVSource;
            let picture = decoder.decode(unit).unwrap()?;
            let (width, height) = picture.dimensions();
            let mut rgb = vec![0; width * height * 3];
            picture.write_rgb8(&mut rgb);
            let mut sum = [0.0; 3];
            for pixel in rgb.as_chunks::<3>().0 {
                for (total, value) in sum.iter_mut().zip(pixel) {
                    *total += f64::from(*value);
                }
            }
            Some(sum.map(|total| total / (width * height) as f64))
        })
        .collect()
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
