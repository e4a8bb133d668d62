//! A path as somebody typed it.

use clap::builder::{
    MapValueParser, PathBufValueParser, TypedValueParser as _, ValueParserFactory,
};
use std::path::{Path, PathBuf};

/// It means something only from the folder in which they stand, so it has to be asked for with the caller
/// ([`crate::output::Output::at`]).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypedPath(PathBuf);

impl TypedPath {
    /// As it was typed.
    pub fn typed(&self) -> &Path {
        &self.0
    }
}

impl ValueParserFactory for TypedPath {
    type Parser = MapValueParser<PathBufValueParser, fn(PathBuf) -> Self>;

    fn value_parser() -> Self::Parser {
        PathBufValueParser::new().map(Self)
    }
}
