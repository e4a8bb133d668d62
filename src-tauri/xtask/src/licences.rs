//! `cargo xtask licences`: what the window shows of the libraries in it, each with the whole text of its licence.
//!
//! The texts are those that the authors ship, out of cargo's folder and `node_modules`: with them come the lines of copyright that MIT,
//! BSD and ISC want to be kept. A package that ships none gets the standard text of its licence with the authors that its
//! manifest names, and the list says so. What ships decides `sbom`; the same checkout makes the same file, byte by byte.

use crate::command::cargo;
use crate::repository::Repository;
use crate::{node, sbom};
use anyhow::{Context as _, Result, bail};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Where it lies in the checkout; the window fetches it when somebody asks.
const FILE: &str = "ui/src/views/desk/licences.json";

/// How files begin that hold a licence, or what a licence wants to be passed on.
const NAMES: &[&str] = &[
    "licence",
    "license",
    "copying",
    "copyright",
    "notice",
    "unlicense",
];

/// Folders of a package of which nothing is compiled.
const NOT_COMPILED: &[&str] = &[".git", "node_modules", "tests", "benches", "examples"];

/// What a licence says itself, and a file that only names one does not: in small letters, with single spaces.
const WHOLE: &[&str] = &[
    "permission is hereby granted, free of charge",
    "terms and conditions for use, reproduction, and distribution",
    "mozilla public license version 2.0",
    "redistribution and use in source and binary",
    "permission to use, copy, modify, and",
    "free and unencumbered",
    "the origin of this software must not be misrepresented",
    "creative commons legal code",
];

/// Texts for packages that ship none; `{copyright}` stands for their authors.
const STANDARD: &[(&str, &str)] = &[
    ("MIT", include_str!("../licences/MIT.txt")),
    ("Apache-2.0", include_str!("../licences/Apache-2.0.txt")),
    ("BSD-2-Clause", include_str!("../licences/BSD-2-Clause.txt")),
    ("BSD-3-Clause", include_str!("../licences/BSD-3-Clause.txt")),
    ("MPL-2.0", include_str!("../licences/MPL-2.0.txt")),
];

/// A package on this disk.
struct Source {
    folder: PathBuf,
    /// Some texts have no line of copyright: then these are all that says whose work it is.
    authors: Vec<String>,
}

/// Writes the file.
pub fn write(repository: &Repository) -> Result<()> {
    node::install(repository)?;
    let text = made(repository)?;
    Ok(fs_err::write(repository.root().join(FILE), text)?)
}

/// What the window shows is what is in the program. Other systems link other libraries; the list is that of Linux.
pub fn check(repository: &Repository) -> Result<()> {
    if !cfg!(target_os = "linux") {
        return Ok(());
    }
    node::install(repository)?;
    let shown = fs_err::read_to_string(repository.root().join(FILE))?;
    if shown != made(repository)? {
        bail!("{FILE} is not what ships; run `cargo xtask licences` and commit");
    }
    println!("  {FILE} has the texts of all that ships");
    Ok(())
}

fn made(repository: &Repository) -> Result<String> {
    let sources = sources(repository)?;
    let mut libraries = BTreeMap::new();
    let mut texts = BTreeMap::new();
    for component in sbom::components(repository)? {
        let text = |key: &str| component[key].as_str().unwrap_or_default().to_owned();
        let (name, version) = (text("name"), text("version"));
        let licence = component["licenses"][0]["expression"].as_str();
        let licence = licence.unwrap_or_default();
        let source = sources
            .get(&text("purl"))
            .with_context(|| format!("{name} {version} lies nowhere on this disk"))?;
        let (found, standard) = texts_of(&name, licence, source)?;
        let mut files = Vec::new();
        for (file, text) in found {
            let key = key_of(&text);
            files.push(json!([file, key]));
            texts.insert(key, text);
        }
        let library = json!({
            "name": name, "version": version, "licence": licence,
            "authors": source.authors, "standard": standard, "files": files,
        });
        libraries.insert((name.to_lowercase(), name, version), library);
    }
    document(libraries.into_values(), &texts)
}

/// One library a line and one text a line, so that a change of one changes one.
fn document(
    libraries: impl Iterator<Item = Value>,
    texts: &BTreeMap<String, String>,
) -> Result<String> {
    let libraries: Vec<String> = libraries.map(|library| library.to_string()).collect();
    let texts = texts
        .iter()
        .map(|(key, text)| Ok(format!("\"{key}\":{}", serde_json::to_string(text)?)))
        .collect::<Result<Vec<_>>>()?;
    Ok(format!(
        "{{\"libraries\":[\n{}\n],\"texts\":{{\n{}\n}}}}\n",
        libraries.join(",\n"),
        texts.join(",\n")
    ))
}

/// Texts by the name of their file, and whether the last one is a standard text.
fn texts_of(
    name: &str,
    licence: &str,
    source: &Source,
) -> Result<(BTreeMap<String, String>, bool)> {
    let mut found = BTreeMap::new();
    collect(&source.folder, "", &mut found)?;
    let standard = !found.values().any(|text| is_whole(text));
    if standard {
        let (id, text) = STANDARD
            .iter()
            .filter(|(id, _)| licence.split(['(', ')', ' ']).any(|word| word == *id))
            .min_by_key(|(id, _)| licence.find(id))
            .with_context(|| format!("{name} ships no text of {licence}, and none is known"))?;
        let copyright = copyright(name, source);
        found.insert(
            (*id).to_owned(),
            tidy(&text.replace("{copyright}", &copyright)),
        );
    }
    Ok((found, standard))
}

/// A line of copyright for who wrote none.
fn copyright(name: &str, source: &Source) -> String {
    if source.authors.is_empty() {
        format!("Copyright (c) the authors of {name}")
    } else {
        format!("Copyright (c) {}", source.authors.join(", "))
    }
}

/// The authors as a manifest names them, without their addresses.
fn names<'a>(authors: impl Iterator<Item = &'a str>) -> Vec<String> {
    authors
        .map(|author| author.split(['<', '(']).next().unwrap_or(author).trim())
        .filter(|author| !author.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Everything in the folder, and in those below it, that is named like a licence.
fn collect(folder: &Path, below: &str, found: &mut BTreeMap<String, String>) -> Result<()> {
    for entry in fs_err::read_dir(folder)? {
        let entry = entry?;
        let file = entry.file_name().to_string_lossy().into_owned();
        let place = format!("{below}{file}");
        let small = file.to_lowercase();
        if entry.file_type()?.is_dir() {
            if !NOT_COMPILED.contains(&small.as_str()) {
                collect(&entry.path(), &format!("{place}/"), found)?;
            }
        } else if is_licence(&small) || below.to_lowercase().ends_with("licenses/") {
            let bytes = fs_err::read(entry.path())?;
            found.insert(place, tidy(&String::from_utf8_lossy(&bytes)));
        }
    }
    Ok(())
}

/// A file of words with such a name, no source code that happens to be called so.
fn is_licence(small: &str) -> bool {
    let source = [
        ".rs", ".c", ".h", ".js", ".ts", ".py", ".sh", ".svg", ".png",
    ];
    NAMES.iter().any(|name| small.starts_with(name))
        && !source.iter().any(|ending| small.ends_with(ending))
}

fn is_whole(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let flat = words.join(" ").to_lowercase();
    WHOLE.iter().any(|phrase| flat.contains(phrase))
}

/// The same text from every system: one kind of line end, nothing invisible at the ends of lines, no empty lines around it.
fn tidy(text: &str) -> String {
    let text = text.trim_start_matches('\u{feff}').replace('\r', "");
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    lines.join("\n").trim_matches('\n').to_owned()
}

/// Short, and the same for the same text.
fn key_of(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().take(6).fold(String::new(), |mut key, byte| {
        write!(key, "{byte:02x}").unwrap_or_default();
        key
    })
}

/// Everything that is unpacked on this disk, by its package URL.
fn sources(repository: &Repository) -> Result<BTreeMap<String, Source>> {
    let metadata = cargo(repository.root())
        .args(["metadata", "--locked", "--format-version", "1"])
        .ask()
        .context("`cargo metadata --locked` fails")?;
    let metadata: Value = serde_json::from_str(&metadata)?;
    let mut sources = BTreeMap::new();
    for package in metadata["packages"].as_array().context("no packages")? {
        let (name, version) = (as_text(&package["name"]), as_text(&package["version"]));
        let folder = Path::new(as_text(&package["manifest_path"])).parent();
        let authors = package["authors"].as_array().into_iter().flatten();
        let source = Source {
            folder: folder.context("a manifest lies in a folder")?.to_owned(),
            authors: names(authors.map(as_text)),
        };
        sources.insert(format!("pkg:cargo/{name}@{version}"), source);
    }
    sources.extend(npm_sources(&repository.ui())?);
    Ok(sources)
}

/// The same for what npm has installed.
fn npm_sources(ui: &Path) -> Result<BTreeMap<String, Source>> {
    let lock: Value = serde_json::from_str(&fs_err::read_to_string(ui.join("package-lock.json"))?)?;
    let packages = lock["packages"].as_object().context("no packages")?;
    let mut sources = BTreeMap::new();
    for (place, package) in packages {
        let Some((_, name)) = place.rsplit_once("node_modules/") else {
            continue;
        };
        // A package for another system is not installed on this one.
        let Ok(manifest) = fs_err::read_to_string(ui.join(place).join("package.json")) else {
            continue;
        };
        let manifest: Value = serde_json::from_str(&manifest)?;
        let author = &manifest["author"];
        let author = author.as_str().or(author["name"].as_str());
        let version = as_text(&package["version"]);
        let source = Source {
            folder: ui.join(place),
            authors: names(author.into_iter()),
        };
        let name = name.replace('@', "%40");
        sources.insert(format!("pkg:npm/{name}@{version}"), source);
    }
    Ok(sources)
}

fn as_text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(files: &[(&str, &str)]) -> (tempfile::TempDir, Source) {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, text) in files {
            let path = folder.path().join(name);
            fs_err::create_dir_all(path.parent().expect("a folder")).expect("made");
            fs_err::write(path, text).expect("written");
        }
        let source = Source {
            folder: folder.path().to_owned(),
            authors: names(["Ada <ada@example.org>", "Grace"].into_iter()),
        };
        (folder, source)
    }

    const MIT: &str = "Copyright (c) 2020 Ada\r\n\r\nPermission is hereby granted, free of\r\ncharge, to any person\r\n";

    #[test]
    fn a_text_is_the_one_that_the_authors_ship() {
        let (_folder, source) = package(&[("LICENSE", MIT), ("src/lib.rs", "")]);
        let (found, standard) = texts_of("a", "MIT", &source).expect("texts");
        assert!(
            found["LICENSE"].starts_with("Copyright (c) 2020 Ada\n\nPermission"),
            "{found:?}"
        );
        assert_eq!((found.len(), standard), (1, false));
    }

    #[test]
    fn code_that_was_taken_in_keeps_its_own_text() {
        let (_folder, source) = package(&[
            ("LICENSE", MIT),
            ("vendor/b/COPYING", MIT),
            ("tests/LICENSE", MIT),
        ]);
        let (found, _) = texts_of("a", "MIT", &source).expect("texts");
        let files: Vec<&str> = found.keys().map(String::as_str).collect();
        assert_eq!(files, ["LICENSE", "vendor/b/COPYING"]);
    }

    #[test]
    fn a_package_without_a_text_gets_the_standard_one_with_its_authors_and_is_marked() {
        let (_folder, source) = package(&[("LICENSE", "Licensed under MIT or Apache-2.0")]);
        let (found, standard) = texts_of("a", "MIT OR Apache-2.0", &source).expect("texts");
        assert!(found["MIT"].contains("Copyright (c) Ada, Grace\n\nPermission is hereby"));
        assert_eq!((found.len(), standard), (2, true));
    }

    #[test]
    fn a_licence_of_which_no_text_is_known_is_an_error() {
        let (_folder, source) = package(&[]);
        assert!(texts_of("a", "Strange-1.0", &source).is_err());
    }

    #[test]
    fn the_same_text_from_two_packages_is_kept_once() {
        let texts = [MIT, &MIT.replace('\r', "")].map(|text| key_of(&tidy(text)));
        assert_eq!(texts[0], texts[1]);
    }

    #[test]
    fn every_standard_text_is_whole() {
        let broken: Vec<&str> = STANDARD
            .iter()
            .filter(|(_, text)| !is_whole(text))
            .map(|(id, _)| *id)
            .collect();
        assert!(broken.is_empty(), "{broken:?}");
    }
}
