//! Whether what desktops read of us is well-formed, by their own tools; and whether its parts agree with each other, which
//! no tool knows.

use super::contents::{Place, metainfo};
use crate::command::call;
use crate::repository::Repository;
use anyhow::{Context as _, Result, bail};
use std::path::Path;

/// Asks the desktops' own tools, and compares.
pub fn validate(repository: &Repository) -> Result<()> {
    let desktop = repository.packaging().join("rushes.desktop");
    call("desktop-file-validate", repository.root())
        .args(["--warn-kde".as_ref(), desktop.as_os_str()])
        .run()?;
    let scratch = tempfile::tempdir()?;
    validate_metainfo(repository, scratch.path())?;
    validate_mime_type(repository, scratch.path())?;
    agree(&Parts::read(repository)?)
}

/// Both forms: with a public place, and without one.
fn validate_metainfo(repository: &Repository, scratch: &Path) -> Result<()> {
    let place = Place {
        homepage: "https://example.org",
        pictures: Some("https://example.org/pictures"),
    };
    for (name, place) in [("published", Some(place)), ("unpublished", None)] {
        let path = scratch.join(format!("{name}.metainfo.xml"));
        fs_err::write(&path, metainfo(repository, place)?)?;
        call("appstreamcli", repository.root())
            .args(["validate".as_ref(), "--no-net".as_ref(), path.as_os_str()])
            .run()?;
    }
    Ok(())
}

/// Lets the tool that installs MIME types install ours in a folder of its own.
fn validate_mime_type(repository: &Repository, scratch: &Path) -> Result<()> {
    let source = repository.packaging().join("app.rushes.Rushes.mime.xml");
    let mime = scratch.join("mime");
    fs_err::create_dir_all(mime.join("packages"))?;
    fs_err::copy(source, mime.join("packages/app.rushes.Rushes.xml"))?;
    call("update-mime-database", repository.root())
        .args([&mime])
        .run()?;
    let made = mime.join(format!("{RECIPE}.xml"));
    if !made.is_file() {
        bail!("update-mime-database makes no {RECIPE} of our MIME type");
    }
    Ok(())
}

/// The MIME type of a recipe.
const RECIPE: &str = "application/vnd.rushes.recipe+json";
/// What a file with a recipe ends in.
const RECIPE_GLOB: &str = "*.rushes-recipe.json";

/// The texts that have to say the same.
struct Parts {
    desktop: String,
    metainfo: String,
    mime: String,
    identifier: String,
    product: String,
}

impl Parts {
    fn read(repository: &Repository) -> Result<Self> {
        let read = |name| fs_err::read_to_string(repository.packaging().join(name));
        let configuration = fs_err::read_to_string(repository.root().join("tauri.conf.json"))?;
        let configuration: serde_json::Value = serde_json::from_str(&configuration)?;
        let configured = |name: &str| {
            let value = configuration[name].as_str();
            value
                .map(str::to_owned)
                .with_context(|| format!("tauri.conf.json has no {name}"))
        };
        Ok(Self {
            desktop: read("rushes.desktop")?,
            metainfo: read("app.rushes.Rushes.metainfo.xml")?,
            mime: read("app.rushes.Rushes.mime.xml")?,
            identifier: configured("identifier")?,
            product: configured("productName")?,
        })
    }
}

fn agree(parts: &Parts) -> Result<()> {
    let identifier = &parts.identifier;
    let version = env!("CARGO_PKG_VERSION");
    let said = [
        (
            &parts.desktop,
            format!("StartupWMClass={identifier}\n"),
            "the desktop entry",
        ),
        (
            &parts.desktop,
            format!("MimeType={RECIPE};\n"),
            "the desktop entry",
        ),
        (
            &parts.metainfo,
            format!("<id>{identifier}</id>"),
            "the metainfo",
        ),
        (
            &parts.metainfo,
            format!(
                "<launchable type=\"desktop-id\">{}.desktop</launchable>",
                parts.product
            ),
            "the metainfo",
        ),
        (
            &parts.metainfo,
            format!("<mediatype>{RECIPE}</mediatype>"),
            "the metainfo",
        ),
        (
            &parts.metainfo,
            format!("<release version=\"{version}\""),
            "the metainfo",
        ),
        (
            &parts.mime,
            format!("<mime-type type=\"{RECIPE}\">"),
            "the MIME type",
        ),
        (
            &parts.mime,
            format!("<glob pattern=\"{RECIPE_GLOB}\""),
            "the MIME type",
        ),
    ];
    for (text, wanted, what) in &said {
        if !text.contains(wanted.as_str()) {
            bail!("{what} does not say {}", wanted.trim());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_that_desktops_read_agree() {
        let repository = Repository::find().expect("the checkout");
        let parts = Parts::read(&repository).expect("its files");
        agree(&parts).unwrap_or_else(|error| panic!("{error:#}"));
    }

    #[test]
    fn another_class_of_windows_is_noticed() {
        let repository = Repository::find().expect("the checkout");
        let mut parts = Parts::read(&repository).expect("its files");
        parts.identifier = "org.example.Other".to_owned();
        assert!(agree(&parts).is_err());
    }
}
