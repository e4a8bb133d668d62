//! What a pasted text said and Rushes could not place: a code that the window and the CLI put into words, and the name that
//! goes with it. Must not know those words. Names are cut short and never hold a key ([`super::redaction`]).

use super::text;
use serde::{Deserialize, Serialize};
use std::fmt;
use ts_rs::TS;

/// Longest name, in signs.
const LONGEST: usize = 60;

/// What kind of thing was left over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "contract.ts")]
pub enum Leftover {
    /// There is no address: the user has to type it.
    Address,
    /// A server that is no whole address.
    Server,
    /// An address of another server.
    OtherServer,
    /// Another request, by method and path.
    Request,
    /// Another way to create a video, by path.
    OtherCreate,
    /// No operation of the document creates a video.
    NoCreate,
    /// An option of cURL.
    Option,
    /// Words of a command that belong to no option. They may be a cookie or a key, so they have no name.
    Words,
    /// A header.
    Header,
    /// Parameters of the query.
    Query,
    /// A security scheme.
    Security,
    /// A password from an environment variable.
    Password,
    /// The members of a list's items, by the path of the list.
    Members,
    /// Another media type that the request may have.
    AlsoTakes,
    /// The body is in a file.
    BodyFile,
    /// The body is URL-encoded.
    BodyForm,
    /// The body cannot be read.
    BodyUnread,
}

/// One thing that could not be placed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct Unplaced {
    /// What it is.
    pub what: Leftover,
    /// Its name in the text, at most 60 signs; empty where it has none.
    pub name: String,
}

impl Unplaced {
    /// Something with a name.
    pub fn named(what: Leftover, name: &str) -> Self {
        Self {
            what,
            name: text::short(name, LONGEST).trim().to_owned(),
        }
    }

    /// The names of a query's parameters: a value may be a key.
    pub fn query(query: &str) -> Self {
        let names: Vec<&str> = query
            .split('&')
            .map(|pair| pair.split('=').next().unwrap_or_default())
            .collect();
        Self::named(Leftover::Query, &names.join(", "))
    }

    /// Another request than those of videos.
    pub fn request(method: &str, path: &str) -> Self {
        let path = text::short(path, LONGEST);
        Self {
            what: Leftover::Request,
            name: format!("{method} {path}"),
        }
    }
}

impl From<Leftover> for Unplaced {
    /// Something without a name.
    fn from(what: Leftover) -> Self {
        Self {
            what,
            name: String::new(),
        }
    }
}

/// For logs and tests: the code and the name.
impl fmt::Display for Unplaced {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {}", self.what, self.name)
    }
}
