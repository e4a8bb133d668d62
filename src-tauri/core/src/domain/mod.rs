//! The nouns of Rushes and the rules that hold between them: jobs, their states, recipes, servers, assets.
//!
//! Pure data and pure functions. Must not know of SQLite, HTTP, files on disk, clocks or windows; everything that
//! varies from run to run (time, randomness) is handed in as a value.

pub mod asset;
pub mod catalogue;
pub mod digest;
pub mod ids;
pub mod job;
pub mod money;
pub mod plain;
pub mod price;
pub mod query;
pub mod recipe;
pub mod server;
pub mod shared_recipe;
pub mod state;
pub mod sweep;
pub mod time;
pub mod trouble;
pub mod wildcard;

pub use asset::{Asset, AssetKind};
pub use digest::sha256_hex;
pub use ids::{AssetId, BatchId, JobId, ServerId, StagedId};
pub use job::{
    Action, Delivered, Job, JobError, ReceiptDetail, ReceiptEntry, ReceiptKind, Received, SentBody,
};
pub use money::{BadMoney, Cost, Currency, Money, Totals};
pub use plain::plain;
pub use price::{Basis, ListedPrice, Price, Quote, Rate};
pub use query::Query;
pub use recipe::{Crop, Fit, Input, InputSource, Recipe, Role, Size};
pub use server::{Capability, KeySource, Server};
pub use shared_recipe::{NoRecipe, SharedPicture, SharedRecipe};
pub use state::{Event, Illegal, Phase, State, Verb, transition, verbs};
pub use time::Timestamp;
pub use trouble::ErrorCode;
