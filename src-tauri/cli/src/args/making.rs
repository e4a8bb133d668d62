//! What makes clips: of a prompt, of an earlier clip, or of a piece of one.

use super::TypedPath;
use clap::{Args, ValueEnum, ValueHint};
use rushes_core::domain::{Fit, Size};

#[derive(Debug, Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent switches of a command"
)]
pub struct Create {
    /// Name of the server
    #[arg(long, required_unless_present_any = ["preset", "batch"])]
    pub server: Option<String>,
    /// Take what is not said here from the preset of that name
    #[arg(long, value_name = "NAME")]
    pub preset: Option<String>,
    /// What to show
    #[arg(long, required_unless_present_any = ["recipe", "preset", "batch"])]
    pub prompt: Option<String>,
    /// Take the settings from a recipe: a video of Rushes or a recipe file. What is said beside it counts instead
    #[arg(long, value_name = "FILE", value_hint = ValueHint::AnyPath)]
    pub recipe: Option<TypedPath>,
    /// The server's name of the model; its own choice if not given. Said more than once: a video with each
    #[arg(long)]
    pub model: Vec<String>,
    /// Length in seconds. Said more than once: a video of each
    #[arg(long)]
    pub seconds: Vec<f64>,
    /// Size in pixels, such as 1280x720. Said more than once: a video in each
    #[arg(long, value_parser = |text: &str| text.parse::<Size>())]
    pub size: Vec<Size>,
    /// Shape such as 16:9, for models that take one instead of a size
    #[arg(long, value_name = "W:H")]
    pub aspect: Vec<String>,
    /// Tier such as 720p
    #[arg(long)]
    pub tier: Vec<String>,
    /// Seed. Said more than once: a video with each
    #[arg(long)]
    pub seed: Vec<i64>,
    /// Take `{dawn|dusk}` in the prompt as a choice: a video of each
    #[arg(long)]
    pub choices: bool,
    /// Take `__name__` in the prompt as a list: each video draws a line of wildcards/name.txt in the library folder
    #[arg(long)]
    pub wildcards: bool,
    /// Make also more videos at once than the settings let pass unasked: 8, if nobody changed it
    #[arg(long)]
    pub yes: bool,
    /// A picture: the first is the first frame, further ones are references
    #[arg(long, value_name = "PATH|URL")]
    pub image: Vec<String>,
    /// The picture that the video ends with
    #[arg(long, value_name = "PATH|URL")]
    pub last_frame: Option<String>,
    /// How pictures are brought to the video's size; crop if nothing says otherwise
    #[arg(long, value_enum)]
    pub fit: Option<FitArgument>,
    /// How many takes; 1 if nothing says otherwise
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=4))]
    pub takes: Option<u32>,
    /// A parameter of the model, or a further field; JSON, or else text
    #[arg(long = "set", value_name = "KEY=VALUE", value_parser = pair)]
    pub set: Vec<(String, serde_json::Value)>,
    /// Send it although the model's description does not list a value
    #[arg(long)]
    pub anyway: bool,
    /// Print the request as cURL and send nothing
    #[arg(long)]
    pub dry_run: bool,
    /// With --dry-run: as a program in Python instead
    #[arg(long, requires = "dry_run")]
    pub python: bool,
    /// A video of each row of a table (.csv) or of each line of JSON (.jsonl); - reads lines from standard input. Columns are
    /// these flags without dashes, set.KEY is a parameter; what a row does not say is as said here
    #[arg(long, value_name = "FILE", value_hint = ValueHint::AnyPath)]
    pub batch: Option<TypedPath>,
    /// Do not wait for the video; `run` fetches it later
    #[arg(long)]
    pub no_wait: bool,
}

/// A piece of a clip.
#[derive(Debug, Args)]
pub struct Piece {
    /// Its id, or the beginning of it
    pub job: String,
    /// File to write: with the ending gif, webp or png a moving picture. Without it the piece becomes a clip of its own
    #[arg(value_hint = ValueHint::AnyPath)]
    pub to: Option<TypedPath>,
    /// Where it begins, in seconds
    #[arg(long, value_name = "SECONDS")]
    pub from: Option<f64>,
    /// Where it ends, in seconds
    #[arg(long, value_name = "SECONDS")]
    pub until: Option<f64>,
    /// How wide a moving picture is at most, in pixels
    #[arg(long, requires = "to")]
    pub width: Option<u32>,
}

#[derive(Debug, Args)]
pub struct Derive {
    /// Id of the earlier job, or the beginning of it
    pub job: String,
    /// What to show
    #[arg(long)]
    pub prompt: String,
    /// Do not wait for the video; `run` fetches it later
    #[arg(long)]
    pub no_wait: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum FitArgument {
    /// Fill the frame and cut what stands over
    #[default]
    Crop,
    /// Show all of it, with black bars
    Pad,
    /// Fill the frame and ignore the proportions
    Stretch,
    /// Send it at its own size
    None,
}

impl From<FitArgument> for Fit {
    fn from(fit: FitArgument) -> Self {
        match fit {
            FitArgument::Crop => Self::Crop,
            FitArgument::Pad => Self::Pad,
            FitArgument::Stretch => Self::Stretch,
            FitArgument::None => Self::None,
        }
    }
}
fn pair(text: &str) -> Result<(String, serde_json::Value), String> {
    let (key, value) = text.split_once('=').ok_or("expected KEY=VALUE")?;
    if key.trim().is_empty() {
        return Err("the key is empty".to_owned());
    }
    let value =
        serde_json::from_str(value).unwrap_or_else(|_| serde_json::Value::String(value.to_owned()));
    Ok((key.trim().to_owned(), value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_value_is_json_or_text() {
        assert_eq!(
            pair("seed=7"),
            Ok(("seed".to_owned(), serde_json::json!(7)))
        );
        assert_eq!(
            pair("style=anime"),
            Ok(("style".to_owned(), serde_json::json!("anime")))
        );
        assert_eq!(
            pair("a=b=c"),
            Ok(("a".to_owned(), serde_json::json!("b=c")))
        );
    }

    #[test]
    fn a_set_without_a_key_is_refused() {
        assert!(pair("=x").is_err() && pair("x").is_err());
    }
}
