//! What shells and readers of manuals get. It is made from the command line itself, so that it cannot say anything else.

use crate::{
    args::Arguments,
    output::{Outcome, Output, Trouble},
};
use clap::CommandFactory as _;
use clap_complete::Shell;
use std::path::Path;

pub fn completions(shell: Shell, output: &Output) -> Outcome {
    let mut command = Arguments::command();
    let name = command.get_name().to_owned();
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, name, &mut script);
    output.verbatim(String::from_utf8_lossy(&script).trim_end());
    Outcome::Done
}

pub fn manual(folder: &Path) -> Result<Outcome, Trouble> {
    clap_mangen::generate_to(Arguments::command(), folder).map_err(|error| {
        let folder = folder.display();
        Trouble::usage(format!("The manual cannot be written to {folder}: {error}"))
    })?;
    Ok(Outcome::Done)
}
