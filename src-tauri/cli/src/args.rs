//! The command line as data.

use clap::{Args, Parser, Subcommand, ValueEnum};
use rushes_core::{
    domain::{Fit, Size, State},
    dto::SpendBy,
};
use std::path::PathBuf;

/// Make AI video with any server that speaks the OpenAI video format.
#[derive(Debug, Parser)]
#[command(name = "rushes-cli", version, about)]
pub struct Arguments {
    /// Folder of the library, instead of the usual one
    #[arg(long, global = true, value_name = "DIR")]
    pub library: Option<PathBuf>,
    /// Begin a new library although another one is known to have been in that folder
    #[arg(long, global = true)]
    pub new_library: bool,
    /// Print one JSON object a line
    #[arg(long, global = true)]
    pub json: bool,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    #[command(flatten)]
    WithLibrary(WithLibrary),
    /// Restore a backup into an empty folder, as the usual library or as that of --library
    Restore {
        /// The backup
        file: PathBuf,
    },
    /// The demo server alone, until stopped
    Demo {
        /// Port on this machine; any free one if not given
        #[arg(long, default_value_t = 0)]
        port: u16,
    },
    /// Print what a shell needs to complete these commands
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Write the manual: one page for each command, for `man`
    Manual {
        /// The folder to write it to; must be there
        folder: PathBuf,
    },
}

/// Commands that open the library, and so need it for themselves.
#[derive(Debug, Subcommand)]
pub enum WithLibrary {
    /// The servers that Rushes knows; `demo` is always among them
    #[command(subcommand)]
    Server(Server),
    /// The models that a server lists
    Models {
        /// Name of the server
        #[arg(long)]
        server: String,
    },
    /// Make a video
    Create(Box<Create>),
    /// What was made, newest first
    List {
        /// Only jobs in this state
        #[arg(long, value_parser = state)]
        state: Option<State>,
        /// Only jobs whose prompt or model holds this text
        #[arg(long, default_value = "")]
        search: String,
        /// How many
        #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=100_000))]
        limit: u32,
        /// Jobs that were removed; `receipt` still knows them
        #[arg(long, conflicts_with_all = ["state", "search"])]
        removed: bool,
    },
    /// All about one job
    Show {
        /// Its id, or the beginning of it
        job: String,
        /// Follow it until it is over or needs you
        #[arg(long)]
        watch: bool,
    },
    /// Print a recipe: that of a job, or the one in a file, a video of Rushes or a recipe file
    Recipe {
        /// A job's id, or the beginning of it; or a file
        #[arg(value_name = "JOB|FILE")]
        from: String,
    },
    /// Copy a job's video to a place of your own
    Save {
        /// Its id, or the beginning of it
        job: String,
        /// File to write, or the folder to put it in
        to: PathBuf,
        /// Exactly the bytes that the server sent, without the recipe behind them
        #[arg(long)]
        without_recipe: bool,
    },
    /// Copy the videos of jobs into a folder, with a table (clips.csv) and a list (clips.json) of what is known of them
    Export(Export),
    /// What was asked, said and delivered: what a refund desk wants to know. Removed jobs keep theirs
    Receipt {
        /// Its id, or the beginning of it
        job: String,
    },
    /// Ask about and fetch whatever is live
    Run {
        /// Stop when nothing is live any more
        #[arg(long)]
        until_idle: bool,
    },
    /// Stop watching a job; the server may still charge for it
    Cancel {
        /// Its id, or the beginning of it
        job: String,
    },
    /// Ask the server now how a job stands; one that ended is asked about again
    Check {
        /// Its id, or the beginning of it
        job: String,
    },
    /// Look for an unconfirmed job in the server's list; sends nothing again
    Look {
        /// Its id, or the beginning of it
        job: String,
    },
    /// Say which id the server gave an unconfirmed job; the server is asked before it is believed
    Adopt {
        /// Its id here, or the beginning of it
        job: String,
        /// Its id on the server
        #[arg(value_name = "ID")]
        remote: String,
    },
    /// Send a job that waits for you
    Resume {
        /// Its id, or the beginning of it
        job: String,
        /// Do not wait for the video; `run` fetches it later
        #[arg(long)]
        no_wait: bool,
    },
    /// Make the same request again, as a new job. It may be charged again
    Again {
        /// Its id, or the beginning of it
        job: String,
        /// Send it without asking
        #[arg(long)]
        yes: bool,
        /// Do not wait for the video; `run` fetches it later
        #[arg(long)]
        no_wait: bool,
    },
    /// Fetch a file once more that is missing here
    Download {
        /// Its id, or the beginning of it
        job: String,
    },
    /// The same video again on the server, with another prompt
    Remix(Derive),
    /// Change a video on the server
    Edit(Derive),
    /// Make a video longer on the server
    Extend {
        #[command(flatten)]
        derive: Derive,
        /// How much longer, in seconds
        #[arg(long)]
        seconds: Option<f64>,
    },
    /// Create a refused job again with what its refusal said, such as another length
    Fix {
        /// Its id, or the beginning of it
        job: String,
        /// Do not wait for the video; `run` fetches it later
        #[arg(long)]
        no_wait: bool,
    },
    /// Delete a job's video on the server; the file here stays
    DeleteRemote {
        /// Its id, or the beginning of it
        job: String,
    },
    /// Bring in the jobs that only the server knows
    Import {
        /// Name of the server
        #[arg(long)]
        server: String,
        /// Also those that failed, were cancelled or are gone
        #[arg(long)]
        all: bool,
    },
    /// Copy videos of your own into the library, with the recipe where they carry one; the originals stay
    Bring {
        /// The videos
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// Cut a piece out of a clip without encoding anew: it begins at its mark, for some players at the key frame before. Needs ffmpeg
    Cut(Piece),
    /// Copy the library into one file; works while jobs run. Keys are not in it
    Backup {
        /// File to write, or the folder to put it in
        to: PathBuf,
        /// Leave out the videos
        #[arg(long)]
        no_videos: bool,
    },
    /// What servers ask for, as you entered it
    #[command(subcommand)]
    Price(Price),
    /// Named sets of settings, for `create --preset`
    #[command(subcommand)]
    Preset(Preset),
    /// What may be spent in one day: shows it, or sets it. What would go beyond it is not sent and waits for `resume`
    Budget {
        /// How much, such as 5.00
        #[arg(value_name = "AMOUNT", conflicts_with = "none")]
        amount: Option<String>,
        /// A currency's code, or the server's own unit
        #[arg(long, default_value = "USD", requires = "amount")]
        currency: String,
        /// No limit any more
        #[arg(long)]
        none: bool,
    },
    /// What was or may have been charged
    Spend {
        /// A line for each of these
        #[arg(long, value_enum, default_value_t = ByArgument::Day)]
        by: ByArgument,
        /// Only so many days, today among them
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
        days: Option<u32>,
        /// Print a table for a spreadsheet, by day, server, model and currency
        #[arg(long, conflicts_with = "by")]
        csv: bool,
    },
    /// Give a clip its stars
    Rate {
        /// Its id, or the beginning of it
        job: String,
        /// 0 to 5; 0 takes them away
        #[arg(value_parser = clap::value_parser!(u8).range(0..=5))]
        stars: u8,
    },
    /// Give jobs a tag; `list --search tag:NAME` finds them
    Tag(Label),
    /// Put jobs into a collection; `list --search collection:NAME` finds them
    Collect(Label),
    /// Put jobs into the trash; after 30 days they are deleted with their files. `list --search is:trashed` shows them
    Trash {
        /// Their ids, or the beginnings of them
        #[arg(required = true, value_name = "JOB")]
        jobs: Vec<String>,
    },
    /// Take jobs out of the trash
    Untrash {
        /// Their ids, or the beginnings of them
        #[arg(required = true, value_name = "JOB")]
        jobs: Vec<String>,
    },
    /// Take a job and its file out of Rushes at once
    Remove {
        /// Its id, or the beginning of it
        job: String,
    },
}

/// Clips into a folder.
#[derive(Debug, Args)]
pub struct Export {
    /// Folder to make; one that has something in it gets a new folder
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// Their ids, or the beginnings of them
    #[arg(required = true, value_name = "ID")]
    pub jobs: Vec<String>,
    /// Names of the files, such as {date}/{model}-{prompt}; a / makes folders. Tokens: date time model server prompt seed
    /// take width height seconds id
    #[arg(long, value_name = "TEMPLATE")]
    pub name: Option<String>,
    /// Exactly the bytes that servers sent, without the recipes behind them
    #[arg(long)]
    pub without_recipe: bool,
}

/// A name for jobs.
#[derive(Debug, Args)]
pub struct Label {
    /// Your name for it
    pub name: String,
    /// Their ids, or the beginnings of them
    #[arg(required = true, value_name = "JOB")]
    pub jobs: Vec<String>,
    /// Take it away instead
    #[arg(long)]
    pub remove: bool,
}

#[derive(Debug, Subcommand)]
pub enum Server {
    /// Add a server, or change the one of that name
    Add {
        /// Your name for it
        name: String,
        /// Its address, such as <https://host/v1>
        #[arg(long)]
        url: String,
        /// Take the key from this environment variable whenever it is needed; only the name is kept
        #[arg(long, value_name = "VAR", conflicts_with = "key_stdin")]
        key_env: Option<String>,
        /// Read the key from standard input and keep it in the system's keychain
        #[arg(long)]
        key_stdin: bool,
        /// Which server description applies
        #[arg(long, value_name = "ID")]
        profile: Option<String>,
    },
    /// Add a server from what its page says: an address, a cURL command, an OpenAPI document, a page's text
    Paste {
        /// File with the text; - or nothing reads standard input
        #[arg(value_name = "FILE", default_value = "-")]
        file: String,
        /// Your name for the server; its host if not given
        #[arg(long, default_value = "")]
        name: String,
        /// Its address, when the text has none
        #[arg(long)]
        url: Option<String>,
        /// Which server description applies, instead of what the text says; `server kinds` lists them
        #[arg(long, value_name = "ID")]
        profile: Option<String>,
    },
    /// The kinds of servers that Rushes has a description of
    Kinds,
    /// What a server's refusals taught about its models
    Lessons {
        /// Its name
        name: String,
    },
    /// Forget one thing that a refusal taught
    Forget {
        /// The server's name
        name: String,
        /// The lesson's id, as `server lessons` shows it
        lesson: String,
    },
    /// All servers
    List,
    /// Ask a server what is left of the account's money; costs nothing
    Balance {
        /// Its name
        name: String,
    },
    /// Ask a server what it offers; costs nothing
    Test {
        /// Its name
        name: String,
    },
    /// Take a server out of the list, and its key out of the keychain
    Remove {
        /// Its name
        name: String,
    },
}

#[derive(Debug, Subcommand)]
pub enum Price {
    /// All of them, or those of one server
    List {
        /// Name of the server
        #[arg(long)]
        server: Option<String>,
    },
    /// Enter a price; one for the same server, model and conditions is replaced
    Set(Box<SetPrice>),
    /// Forget a price; what was made stays reckoned as it was
    Forget {
        /// Its id, as `price list` shows it
        id: String,
    },
}

#[derive(Debug, Subcommand)]
pub enum Preset {
    /// All of them
    List,
    /// What one says, as JSON
    Show {
        /// Its name
        name: String,
    },
    /// Give one another name
    Rename {
        /// Its name
        name: String,
        /// The new one
        to: String,
    },
    /// Take one away
    Remove {
        /// Its name
        name: String,
    },
    /// Write all of them, and the snippets, as one JSON file. Keys are not in it
    Export {
        /// File to write; nothing is overwritten. Standard output if not given
        #[arg(value_name = "FILE")]
        to: Option<PathBuf>,
    },
    /// Take in what such a file holds; what is here already stays
    Import {
        /// The file
        file: PathBuf,
    },
}

#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("rate").required(true))]
pub struct SetPrice {
    /// Name of the server
    #[arg(long)]
    pub server: String,
    /// The server's name of the model; every model if not given
    #[arg(long, default_value = "")]
    pub model: String,
    /// For every second
    #[arg(long, value_name = "AMOUNT", group = "rate")]
    pub per_second: Option<String>,
    /// For every clip
    #[arg(long, value_name = "AMOUNT", group = "rate")]
    pub per_clip: Option<String>,
    /// It costs nothing
    #[arg(long, group = "rate")]
    pub free: bool,
    /// Nobody knows: an exception to a wider price
    #[arg(long, group = "rate")]
    pub unknown: bool,
    /// A currency's code, or the server's own unit
    #[arg(long, default_value = "USD")]
    pub currency: String,
    /// Only when this has this value, such as size=1280x720, tier=1080p, audio=true; several values of one name: any of them
    #[arg(long, value_name = "NAME=VALUE", value_parser = condition)]
    pub when: Vec<(String, String)>,
    /// The day of which it is, such as 2026-11-24; today if not given
    #[arg(long, value_name = "DAY")]
    pub as_of: Option<String>,
    /// Where it is from
    #[arg(long, default_value = "")]
    pub source: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ByArgument {
    Day,
    Server,
    Model,
}

impl From<ByArgument> for SpendBy {
    fn from(by: ByArgument) -> Self {
        match by {
            ByArgument::Day => Self::Day,
            ByArgument::Server => Self::Server,
            ByArgument::Model => Self::Model,
        }
    }
}

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
    #[arg(long, value_name = "FILE")]
    pub recipe: Option<PathBuf>,
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
    /// How pictures are brought to the video's size
    #[arg(long, value_enum, default_value_t = FitArgument::Crop)]
    pub fit: FitArgument,
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
    #[arg(long, value_name = "FILE")]
    pub batch: Option<PathBuf>,
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
    pub to: Option<PathBuf>,
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

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FitArgument {
    /// Fill the frame and cut what stands over
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

fn state(word: &str) -> Result<State, String> {
    State::from_stored(word).ok_or_else(|| {
        let words: Vec<_> = State::ALL.iter().map(|state| state.as_str()).collect();
        format!("one of: {}", words.join(", "))
    })
}

fn condition(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() && !value.trim().is_empty() => {
            Ok((name.trim().to_owned(), value.trim().to_owned()))
        }
        Some(_) | None => Err("expected NAME=VALUE".to_owned()),
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
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }

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
