//! The command line as data.

mod making;
mod tables;
mod typed;

#[cfg(test)]
pub use making::FitArgument;
pub use making::{Create, Derive, Piece};
pub use tables::{ByArgument, Library, Preset, Price, Server, SetPrice};
pub use typed::TypedPath;

use clap::{Args, Parser, Subcommand, ValueHint};
use rushes_core::domain::State;
use std::path::PathBuf;

/// Make AI video with any server that speaks the OpenAI video format.
#[derive(Debug, Parser)]
#[command(
    name = "rushes-cli",
    version,
    about,
    after_help = "While the app has the library open, the app runs the command, and this program prints what comes."
)]
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
    /// The library as a folder; not while the app has it open
    #[command(subcommand)]
    Library(Library),
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
        #[arg(long, conflicts_with_all = ["state", "search", "watch"])]
        removed: bool,
        /// Go on: a line for each of them that is new or changed, until stopped
        #[arg(long)]
        watch: bool,
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
        #[arg(value_hint = ValueHint::AnyPath)]
        to: TypedPath,
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
        #[arg(required = true, value_name = "FILE", value_hint = ValueHint::AnyPath)]
        files: Vec<TypedPath>,
    },
    /// Cut a piece out of a clip without encoding anew: it begins at its mark, for some players at the key frame before. Needs ffmpeg
    Cut(Piece),
    /// Copy the library into one file; works while jobs run. Keys are not in it
    Backup {
        /// File to write, or the folder to put it in
        #[arg(value_hint = ValueHint::AnyPath)]
        to: TypedPath,
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
    #[arg(value_name = "DIR", value_hint = ValueHint::AnyPath)]
    pub folder: TypedPath,
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

fn state(word: &str) -> Result<State, String> {
    State::from_stored(word).ok_or_else(|| {
        let words: Vec<_> = State::ALL.iter().map(|state| state.as_str()).collect();
        format!("one of: {}", words.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use super::Arguments;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }
}
