//! What the user keeps: servers, prices and presets.

use super::TypedPath;
use clap::{Args, Subcommand, ValueEnum, ValueHint};
use rushes_core::dto::SpendBy;
use std::path::PathBuf;

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
pub enum Library {
    /// Take it to another folder or drive: copied, read again and compared, and only then taken away where it was
    Move {
        /// Where it is to lie; a folder that has something in it gets a new one in it
        #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
        folder: PathBuf,
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
        #[arg(value_name = "FILE", value_hint = ValueHint::AnyPath)]
        to: Option<TypedPath>,
    },
    /// Take in what such a file holds; what is here already stays
    Import {
        /// The file
        #[arg(value_hint = ValueHint::AnyPath)]
        file: TypedPath,
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
fn condition(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() && !value.trim().is_empty() => {
            Ok((name.trim().to_owned(), value.trim().to_owned()))
        }
        Some(_) | None => Err("expected NAME=VALUE".to_owned()),
    }
}
