//! The form that fits a model, and what comes out of it: a press of Create.

use super::ErrorView;
use crate::domain::catalogue::{Param, Rule, Taught};
use crate::domain::{Action, Cost, Crop, Fit, JobId, Role, ServerId, Size, StagedId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A model with the form that fits it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent facts about a model"
)]
pub struct ModelView {
    /// The name that is sent.
    pub id: String,
    /// Whether a description of the catalogue matched; otherwise its fields are free.
    pub known: bool,
    /// Allowed sizes, best first. Empty with `size_free`: any.
    pub sizes: Vec<Size>,
    /// Whether other sizes may be entered without a warning.
    pub size_free: bool,
    /// What is chosen at first.
    pub size_default: Option<Size>,
    /// Shapes, for models that take one instead of a size.
    pub aspects: Vec<String>,
    /// What is chosen at first.
    pub aspect_default: Option<String>,
    /// Tiers such as `720p`.
    pub tiers: Vec<String>,
    /// What is chosen at first.
    pub tier_default: Option<String>,
    /// Whether a length can be said at all.
    pub seconds_taken: bool,
    /// Allowed lengths in seconds.
    pub seconds: Vec<f64>,
    /// Shortest, where any length between two is taken.
    pub seconds_min: Option<f64>,
    /// Longest.
    pub seconds_max: Option<f64>,
    /// Whether other lengths may be entered without a warning.
    pub seconds_free: bool,
    /// What is chosen at first.
    pub seconds_default: Option<f64>,
    /// Whether it takes a first frame.
    pub first_frame: bool,
    /// Whether it takes a last frame.
    pub last_frame: bool,
    /// How many further reference pictures it takes.
    pub references: u32,
    /// Whether pictures of this computer can be sent; otherwise only addresses.
    pub local_pictures: bool,
    /// Further parameters, in the order in which they are shown.
    pub params: Vec<Param>,
    /// What does not go together, by the names of values.
    pub rules: Vec<Rule>,
    /// Longest prompt in characters.
    pub prompt_max: Option<u32>,
    /// The parameter that asks for several videos in one request, where the server has one.
    pub takes_param: Option<String>,
}

/// A picture that waits in a slot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct StagedPicture {
    /// Our id.
    pub id: StagedId,
    /// Its file name without folders, for people.
    pub name: String,
    /// Pixels across, after its orientation was applied.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// Size of the original in bytes.
    #[ts(type = "number")]
    pub bytes: u64,
}

/// A picture in the request to create.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct InputDraft {
    /// What it is for.
    pub role: Role,
    /// How to bring it to the video's size; an address is passed on as it is.
    pub fit: Fit,
    /// The staged picture.
    pub staged: Option<StagedId>,
    /// Or the address of a picture that the server fetches for itself.
    #[serde(default)]
    #[ts(optional)]
    pub url: Option<String>,
    /// Which part [`Fit::Crop`] keeps; `None`: the largest, in the middle.
    #[serde(default)]
    #[ts(optional)]
    pub crop: Option<Crop>,
    /// The job of whose clip it is a frame, if it was taken from one.
    #[serde(default)]
    #[ts(optional)]
    pub frame_of: Option<JobId>,
}

/// Asks how a staged picture will be sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct FitRequest {
    /// Where it would be sent: how many bytes it may have is in the description.
    pub server: ServerId,
    /// The model.
    pub model: String,
    /// The video's size; `None`: the server decides.
    pub size: Option<Size>,
    /// The picture.
    pub input: InputDraft,
}

/// A picture exactly as it will be sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct FittedView {
    /// The name by which its media address is asked for; another picture has another name.
    pub media: String,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// Size in bytes.
    #[ts(type = "number")]
    pub bytes: u64,
    /// `image/png` or `image/jpeg`.
    pub mime: String,
    /// Of a JPEG, 1 to 100.
    pub quality: Option<u8>,
    /// Whether it has fewer pixels than asked for, because no quality met the limit.
    pub smaller: bool,
    /// The most bytes that the server takes, if its description knows.
    #[ts(type = "number | null")]
    pub max_bytes: Option<u64>,
}

/// A press of Create.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct CreateJobs {
    /// Made by the form for this one press: the same key twice is one batch.
    pub client_key: String,
    /// Where to send it.
    pub server: ServerId,
    /// The model, or empty for the server's own choice.
    pub model: String,
    /// What to show.
    pub prompt: String,
    /// Length in seconds.
    pub seconds: Option<f64>,
    /// Size in pixels.
    pub size: Option<Size>,
    /// Shape such as `16:9`, for models that take one instead of a size.
    #[serde(default)]
    pub aspect: Option<String>,
    /// Tier such as `720p`.
    #[serde(default)]
    pub tier: Option<String>,
    /// How many takes, 1 to 4.
    pub takes: u32,
    /// Reference pictures.
    pub inputs: Vec<InputDraft>,
    /// The model's further parameters, by their keys.
    #[ts(type = "Record<string, unknown>")]
    #[serde(default)]
    pub params: serde_json::Map<String, serde_json::Value>,
    /// Further fields by name.
    #[ts(type = "Record<string, unknown>")]
    pub extra: serde_json::Map<String, serde_json::Value>,
    /// Send it although the description says that the model does not take a value.
    #[serde(default)]
    pub anyway: bool,
    /// Several things at once.
    #[serde(default)]
    #[ts(as = "Option<Sweep>", optional)]
    pub sweep: Sweep,
    /// How many videos the user was told that this makes. Another number is refused.
    #[serde(default)]
    #[ts(optional)]
    pub count: Option<u32>,
}

/// Several values where a request has one: every combination is a video. An empty list leaves the request's own value.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
#[serde(default)]
pub struct Sweep {
    /// Whether `{a|b}` in the prompt is a choice; otherwise braces are braces.
    pub prompt: bool,
    /// Whether `__name__` in the prompt draws a line of the list of that name; otherwise underscores are underscores.
    pub wildcards: bool,
    /// Models of the same server.
    pub models: Vec<String>,
    /// Sizes in pixels.
    pub sizes: Vec<Size>,
    /// Shapes such as `16:9`.
    pub aspects: Vec<String>,
    /// Tiers such as `720p`.
    pub tiers: Vec<String>,
    /// Lengths in seconds.
    pub seconds: Vec<f64>,
    /// Seeds.
    #[ts(type = "number[]")]
    pub seeds: Vec<i64>,
}

/// One line of what a press of Create would make.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct PlannedJob {
    /// What to show; `__name__` stands in it for what is drawn when it is made.
    pub prompt: String,
    /// How many characters are sent at most, whatever is drawn.
    pub longest: u32,
    /// The model.
    pub model: String,
    /// Size in pixels.
    pub size: Option<Size>,
    /// Shape.
    pub aspect: Option<String>,
    /// Tier.
    pub tier: Option<String>,
    /// Length in seconds.
    pub seconds: Option<f64>,
    /// Seed.
    #[ts(type = "unknown")]
    pub seed: Option<serde_json::Value>,
    /// Videos of it.
    pub takes: u32,
    /// Why it cannot be sent as it is.
    pub trouble: Option<ErrorView>,
}

/// A new video out of an earlier one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct DeriveJob {
    /// A fresh random text for each press: the same text twice is one job.
    pub client_key: String,
    /// The earlier job.
    pub job: JobId,
    /// Remix, edit or extend.
    pub action: Action,
    /// What to show.
    pub prompt: String,
    /// For an extension: how much longer, in seconds.
    pub seconds: Option<f64>,
}

/// A refused job again, with what its refusal taught.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct FixView {
    /// What the refusal taught.
    pub lesson: Taught,
    /// What would be sent instead of what was; `None`: nothing, or the same in another form.
    #[ts(type = "unknown")]
    pub value: Option<serde_json::Value>,
    /// What it would cost by the prices of today.
    pub cost: Cost,
}
