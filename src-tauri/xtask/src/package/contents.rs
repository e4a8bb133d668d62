//! What the Linux packages hold besides the program that Tauri's bundler knows of, as a configuration that is laid over
//! `tauri.conf.json`. The same files for both packages: a new one is a line in [`files`].

use super::{Options, libraries};
use crate::command::call;
use crate::repository::Repository;
use anyhow::{Context as _, Result};
use serde_json::{Map, Value, json};
use std::path::{Path, PathBuf};

/// What of the metainfo is only there when the program has a public place.
const PUBLISHED: (&str, &str) = ("<!-- published -->", "<!-- /published -->");

/// Writes the metainfo and the configuration for Tauri's bundler; returns the latter's path.
pub fn write(repository: &Repository, options: &Options) -> Result<PathBuf> {
    let scratch = repository.scratch().join("package");
    fs_err::create_dir_all(&scratch)?;
    let metainfo = scratch.join("metainfo.xml");
    let place = options.homepage.as_deref().map(|homepage| Place {
        homepage,
        pictures: options.pictures.as_deref(),
    });
    fs_err::write(&metainfo, self::metainfo(repository, place)?)?;
    let path = scratch.join("bundle.json");
    let mut files = files(repository, &metainfo, options.profile());
    files.extend(command_line(repository, options.profile(), &scratch)?);
    let mut configuration = configuration(&files, options.homepage.as_deref());
    let depends = libraries::needed(repository, options.profile())?;
    configuration["bundle"]["linux"]["deb"]["depends"] = json!(depends);
    let text = serde_json::to_string_pretty(&configuration)?;
    fs_err::write(&path, text)?;
    Ok(path)
}

/// Where to, from where.
fn files(repository: &Repository, metainfo: &Path, profile: &str) -> Map<String, Value> {
    let packaging = repository.packaging();
    [
        (
            "/usr/bin/rushes-cli",
            repository.built("rushes-cli", profile),
        ),
        (
            "/usr/share/metainfo/app.rushes.Rushes.metainfo.xml",
            metainfo.to_owned(),
        ),
        (
            "/usr/share/mime/packages/app.rushes.Rushes.xml",
            packaging.join("app.rushes.Rushes.mime.xml"),
        ),
        (
            "/usr/share/icons/hicolor/scalable/apps/rushes.svg",
            repository.icons().join("rushes.svg"),
        ),
        (
            "/usr/share/doc/rushes/copyright",
            packaging.join("copyright"),
        ),
    ]
    .into_iter()
    .map(|(to, from)| (to.to_owned(), json!(from)))
    .collect()
}

/// What shells complete, and the manual, as the built command line writes them.
fn command_line(
    repository: &Repository,
    profile: &str,
    scratch: &Path,
) -> Result<Map<String, Value>> {
    let program = repository.built("rushes-cli", profile);
    let mut files = Map::new();
    for (shell, to) in [
        ("bash", "bash-completion/completions/rushes-cli"),
        ("zsh", "zsh/vendor-completions/_rushes-cli"),
        ("fish", "fish/vendor_completions.d/rushes-cli.fish"),
    ] {
        let from = scratch.join(format!("rushes-cli.{shell}"));
        let script = call(&program, repository.root())
            .args(["completions", shell])
            .ask()
            .with_context(|| format!("rushes-cli has no completions for {shell}"))?;
        fs_err::write(&from, script)?;
        files.insert(format!("/usr/share/{to}"), json!(from));
    }
    let manual = scratch.join("manual");
    if manual.exists() {
        fs_err::remove_dir_all(&manual)?;
    }
    fs_err::create_dir_all(&manual)?;
    call(&program, repository.root())
        .args(["manual".as_ref(), manual.as_os_str()])
        .run()?;
    for page in fs_err::read_dir(&manual)? {
        let page = page?.path();
        // As Debian wants it: without a time inside.
        call("gzip", &manual)
            .args(["-9n".as_ref(), page.as_os_str()])
            .run()?;
        let name = format!(
            "{}.gz",
            page.file_name().unwrap_or_default().to_string_lossy()
        );
        files.insert(
            format!("/usr/share/man/man1/{name}"),
            json!(manual.join(&name)),
        );
    }
    Ok(files)
}

/// The same files, one of them where zsh looks on systems with RPM: only Debian's looks in a folder for packages.
fn of_rpm(files: &Map<String, Value>) -> Map<String, Value> {
    let placed = files.iter().map(|(to, from)| {
        let to = to.replace("zsh/vendor-completions", "zsh/site-functions");
        (to, from.clone())
    });
    placed.collect()
}

fn configuration(files: &Map<String, Value>, homepage: Option<&str>) -> Value {
    // Its window of 128 MiB spans both programs, which have much in common; the bundler's xz looks less far.
    let rpm = json!({ "files": of_rpm(files), "compression": { "type": "zstd", "level": 22 } });
    let mut bundle = json!({ "linux": { "deb": { "files": files }, "rpm": rpm } });
    if let Some(homepage) = homepage {
        bundle["homepage"] = json!(homepage);
    }
    // The window is built before, where a failure says so in its own words.
    json!({ "build": { "beforeBuildCommand": null }, "bundle": bundle })
}

/// Where the program can be found by everybody.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    pub homepage: &'a str,
    pub pictures: Option<&'a str>,
}

/// The metainfo of a program with that public place, or with none.
pub fn metainfo(repository: &Repository, place: Option<Place>) -> Result<String> {
    let source = repository
        .packaging()
        .join("app.rushes.Rushes.metainfo.xml");
    render(&fs_err::read_to_string(source)?, place)
}

fn render(text: &str, place: Option<Place>) -> Result<String> {
    let halves = text.split_once(PUBLISHED.0);
    let (before, rest) = halves.context("the metainfo does not say what is only published")?;
    let (published, after) = rest
        .split_once(PUBLISHED.1)
        .context("the metainfo does not say where that ends")?;
    let Some(place) = place else {
        return Ok(format!("{}{}", before.trim_end(), after));
    };
    let filled = published.replace("@HOMEPAGE@", place.homepage);
    let filled = match (place.pictures, filled.split_once("<screenshots>")) {
        (Some(pictures), _) => filled.replace("@PICTURES@", pictures),
        (None, Some((urls, _))) => urls.to_owned(),
        (None, None) => filled,
    };
    Ok(format!("{before}{}{after}", filled.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "<a/>\n<!-- published -->\n<url>@HOMEPAGE@</url>\n<screenshots>@PICTURES@</screenshots>\n\
                        <!-- /published -->\n<b/>";

    #[test]
    fn a_program_without_a_public_place_names_none() {
        assert_eq!(render(TEXT, None).expect("metainfo"), "<a/>\n<b/>");
    }

    #[test]
    fn a_public_place_without_pictures_has_no_screenshots() {
        let place = Place {
            homepage: "https://example.org",
            pictures: None,
        };
        assert_eq!(
            render(TEXT, Some(place)).expect("metainfo"),
            "<a/>\n<url>https://example.org</url>\n<b/>"
        );
    }

    #[test]
    fn both_packages_hold_the_same_files() {
        let files = Map::from_iter([("/usr/bin/x".to_owned(), json!("x"))]);
        let linux = &configuration(&files, None)["bundle"]["linux"];
        assert_eq!(linux["deb"]["files"], linux["rpm"]["files"]);
    }

    #[test]
    fn what_zsh_completes_lies_where_each_kind_of_system_looks() {
        let debian = "/usr/share/zsh/vendor-completions/_rushes-cli";
        let files = Map::from_iter([(debian.to_owned(), json!("x"))]);
        let linux = &configuration(&files, None)["bundle"]["linux"];
        let fedora = "/usr/share/zsh/site-functions/_rushes-cli";
        assert_eq!(
            (
                &linux["deb"]["files"][debian],
                &linux["rpm"]["files"][fedora]
            ),
            (&json!("x"), &json!("x"))
        );
    }
}
