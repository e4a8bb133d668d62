//! H.264: one picture in, one access unit in MP4 form out. Knows nothing of how the pictures came
//! to be or of the file they end in.
//!
//! `OpenH264` is built from source, so the app needs no codec of the system.

use openh264::OpenH264API;
use openh264::encoder::{
    BitRate, Complexity, Encoder as OpenH264, EncoderConfig, FrameRate, IntraFramePeriod, Profile,
    QpRange, RateControlMode, SpsPpsStrategy, UsageType, VuiConfig,
};

use super::yuv::Planes;
use super::{Quality, RenderError};

/// NAL unit types (ITU-T H.264, table 7-1).
const SEQUENCE_PARAMETERS: u8 = 7;
const PICTURE_PARAMETERS: u8 = 8;
const ACCESS_UNIT_DELIMITER: u8 = 9;

/// One encoded picture: NAL units, each behind its length in four bytes (ISO/IEC 14496-15, 5.3.2).
#[derive(Debug)]
pub struct Sample {
    pub data: Vec<u8>,
    pub is_key: bool,
}

/// An encoder for pictures of one size.
pub struct Encoder {
    inner: OpenH264,
    sequence: Vec<u8>,
    picture: Vec<u8>,
}

impl Encoder {
    /// `rate` is in frames a second.
    pub fn new(width: u32, height: u32, rate: u32, quality: Quality) -> Result<Self, RenderError> {
        let config = EncoderConfig::new()
            .usage_type(UsageType::CameraVideoRealTime)
            // The same quality throughout, whatever it takes: this mode keeps to the lower bound.
            .rate_control_mode(RateControlMode::Bufferbased)
            .bitrate(BitRate::from_bps(bits_per_second(width, height, rate)))
            .qp(QpRange::new(quantiser(quality), 51))
            .max_frame_rate(FrameRate::from_hz(rate as f32))
            // A key frame every second makes seeking quick.
            .intra_frame_period(IntraFramePeriod::from_num_frames(rate))
            .profile(Profile::High)
            .complexity(Complexity::Low)
            .sps_pps_strategy(SpsPpsStrategy::ConstantId)
            .vui(VuiConfig::bt709())
            // Every frame counts: a skipped one would shorten the clip.
            .skip_frames(false)
            .scene_change_detect(false)
            .background_detection(false)
            .adaptive_quantization(false)
            .num_threads(1);
        let inner = OpenH264::with_api_config(OpenH264API::from_source(), config)?;
        Ok(Self {
            inner,
            sequence: Vec::new(),
            picture: Vec::new(),
        })
    }

    /// Encodes the next picture.
    pub fn encode(&mut self, planes: &Planes) -> Result<Sample, RenderError> {
        let stream = self.inner.encode(planes)?;
        let mut sample = Sample {
            data: Vec::new(),
            is_key: false,
        };
        for layer in (0..stream.num_layers()).filter_map(|i| stream.layer(i)) {
            for unit in (0..layer.nal_count()).filter_map(|i| layer.nal_unit(i)) {
                let unit = without_start_code(unit);
                match unit.first().map(|byte| byte & 31) {
                    Some(SEQUENCE_PARAMETERS) => unit.clone_into(&mut self.sequence),
                    Some(PICTURE_PARAMETERS) => unit.clone_into(&mut self.picture),
                    Some(ACCESS_UNIT_DELIMITER) | None => {}
                    Some(kind) => {
                        sample.is_key |= kind == 5;
                        let length = u32::try_from(unit.len()).unwrap_or(u32::MAX);
                        sample.data.extend_from_slice(&length.to_be_bytes());
                        sample.data.extend_from_slice(unit);
                    }
                }
            }
        }
        if sample.data.is_empty() {
            return Err(RenderError::EmptyFrame);
        }
        Ok(sample)
    }

    /// Sequence and picture parameter sets, once a picture was encoded.
    pub fn parameters(&self) -> (&[u8], &[u8]) {
        (&self.sequence, &self.picture)
    }
}

/// What the encoder plans its buffers for.
fn bits_per_second(width: u32, height: u32, rate: u32) -> u32 {
    (width * height / 100 * 16)
        .saturating_mul(rate.max(24))
        .max(200_000)
}

/// The usual one is fine enough for soft gradients without bands; some 3 Mbit/s at 1280 × 720.
fn quantiser(quality: Quality) -> u8 {
    match quality {
        Quality::Low => 34,
        Quality::Standard => 22,
        Quality::High => 16,
    }
}

fn without_start_code(unit: &[u8]) -> &[u8] {
    let zeros = unit.iter().take_while(|byte| **byte == 0).count();
    if zeros >= 2 && unit.get(zeros) == Some(&1) {
        &unit[zeros + 1..]
    } else {
        unit
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_start_code_of_either_length_is_cut_off() {
        assert_eq!(without_start_code(&[0, 0, 1, 9]), [9]);
        assert_eq!(without_start_code(&[0, 0, 0, 1, 9]), [9]);
    }

    #[test]
    fn the_first_picture_is_a_key_frame_and_brings_the_parameters() {
        let mut encoder = Encoder::new(64, 64, 24, Quality::Standard).unwrap();
        let sample = encoder.encode(&Planes::new(64, 64)).unwrap();
        assert!(sample.is_key && !encoder.parameters().0.is_empty());
    }
}
