//! Prompts that were used, presets and snippets. They are in the database; presets and snippets also in one file beside it,
//! because nothing else in the library knows them.

use super::{Engine, EngineError, blocking, craft_file};
use crate::{
    domain::BatchId,
    dto::{ErrorCode, Preset, PresetDraft, PresetsImported, Snippet, UsedPrompt},
    library::LibraryError,
    store::Craft,
};
use std::path::PathBuf;

/// The file beside the database.
const FILE: &str = "presets.json";
/// Longest file that is read.
const MOST_BYTES: u64 = 16 * 1024 * 1024;

impl Engine {
    /// Prompts that were used, the newest first.
    pub async fn prompts(&self) -> Result<Vec<UsedPrompt>, EngineError> {
        Ok(self.inner.store.prompts().await?)
    }

    /// Keeps a prompt exactly like this: marked or not, or one that was forgotten by mistake.
    pub async fn keep_prompt(&self, prompt: UsedPrompt) -> Result<(), EngineError> {
        Ok(self.inner.store.keep_prompt(prompt).await?)
    }

    /// Forgets a prompt; its clips stay.
    pub async fn forget_prompt(&self, text: String) -> Result<(), EngineError> {
        Ok(self.inner.store.forget_prompt(text).await?)
    }

    /// The presets, in the user's order.
    pub async fn presets(&self) -> Result<Vec<Preset>, EngineError> {
        Ok(self.inner.store.craft().await?.presets)
    }

    /// The preset of that name.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn preset_named(&self, name: &str) -> Result<Preset, EngineError> {
        let wanted = name.trim().to_lowercase();
        let found = self.presets().await?.into_iter();
        let mut found = found.filter(|preset| preset.name.to_lowercase() == wanted);
        let not_found = || EngineError::refused_with(ErrorCode::NotFound, "name", name);
        found.next().ok_or_else(not_found)
    }

    /// Keeps a preset. A field that looks like a key is left out of it.
    ///
    /// # Errors
    /// `PresetNameTaken`, `InvalidValue` with the field.
    pub async fn save_preset(&self, draft: PresetDraft) -> Result<Preset, EngineError> {
        let invalid = |field: String| EngineError::invalid(&field);
        let name = craft_file::sound_name(&draft.name).map_err(invalid)?;
        let name = name.to_owned();
        let settings = craft_file::sound(draft.settings.clone()).map_err(invalid)?;
        let id = draft.id.clone().unwrap_or_else(|| self.preset_id());
        let draft = PresetDraft {
            name: name.clone(),
            settings: settings.clone(),
            ..draft
        };
        if !self.inner.store.save_preset(id.clone(), draft).await? {
            let taken = ErrorCode::PresetNameTaken;
            return Err(EngineError::refused_with(taken, "name", name));
        }
        self.keep_craft().await;
        Ok(Preset { id, name, settings })
    }

    /// Takes a preset away.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn remove_preset(&self, id: String) -> Result<(), EngineError> {
        if !self.inner.store.remove_preset(id).await? {
            return Err(EngineError::refused(ErrorCode::NotFound));
        }
        self.keep_craft().await;
        Ok(())
    }

    /// The snippets, by name.
    pub async fn snippets(&self) -> Result<Vec<Snippet>, EngineError> {
        Ok(self.inner.store.craft().await?.snippets)
    }

    /// Keeps a text in the place of the one of that name, and of the one that was called `old`.
    ///
    /// # Errors
    /// `InvalidValue` for `name` or `text`.
    pub async fn save_snippet(
        &self,
        snippet: Snippet,
        old: Option<String>,
    ) -> Result<Snippet, EngineError> {
        let snippet = craft_file::sound_snippet(snippet);
        let snippet = snippet.map_err(|field| EngineError::invalid(&field))?;
        self.inner.store.save_snippet(snippet.clone(), old).await?;
        self.keep_craft().await;
        Ok(snippet)
    }

    /// Takes a snippet away.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn remove_snippet(&self, name: String) -> Result<(), EngineError> {
        if !self.inner.store.remove_snippet(name).await? {
            return Err(EngineError::refused(ErrorCode::NotFound));
        }
        self.keep_craft().await;
        Ok(())
    }

    /// All presets and snippets as the text of one file.
    pub async fn presets_file(&self) -> Result<String, EngineError> {
        Ok(craft_file::written(&self.inner.store.craft().await?))
    }

    /// Takes in what such a file holds, all or nothing. What is here already stays; another preset of the same name gets a
    /// number, another snippet of the same name too.
    ///
    /// # Errors
    /// `PresetsUnreadable`, `PresetsNewer`, `PresetInvalid` with the entry's name.
    pub async fn import_presets(&self, text: &str) -> Result<PresetsImported, EngineError> {
        let file = craft_file::read(text)?;
        let own = self.inner.store.craft().await?;
        let (fresh, known) = self.fresh(file, &own);
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let report = PresetsImported {
            presets: count(fresh.presets.len()),
            snippets: count(fresh.snippets.len()),
            known: count(known),
        };
        self.inner.store.add_craft(fresh).await?;
        self.keep_craft().await;
        Ok(report)
    }

    /// The same from a file.
    ///
    /// # Errors
    /// Those of [`Engine::import_presets`].
    pub async fn import_presets_from(&self, file: PathBuf) -> Result<PresetsImported, EngineError> {
        let text = blocking(move || {
            if fs_err::metadata(&file).map_err(LibraryError::from)?.len() > MOST_BYTES {
                return Err(EngineError::refused(ErrorCode::PresetsUnreadable));
            }
            let bytes = fs_err::read(&file).map_err(LibraryError::from)?;
            Ok(String::from_utf8_lossy(&bytes).into_owned())
        })
        .await?;
        self.import_presets(&text).await
    }

    /// After the database was made anew: what the file beside it knows.
    pub(super) async fn put_back_craft(&self) -> Result<(), EngineError> {
        let library = self.inner.library.clone();
        let text = blocking(move || {
            let path = library.resolve(FILE)?;
            Ok(fs_err::read_to_string(path).ok())
        })
        .await?;
        let Some(text) = text else {
            return Ok(());
        };
        if let Err(error) = self.import_presets(&text).await {
            tracing::warn!(%error, "the presets beside the database cannot be used");
        }
        Ok(())
    }

    /// What is not here yet, under names that are free; and how much is.
    fn fresh(&self, file: Craft, own: &Craft) -> (Craft, usize) {
        let mut all = own.clone();
        let before = (all.presets.len(), all.snippets.len());
        let mut known = 0;
        for preset in file.presets {
            let same = |one: &Preset| one.name == preset.name && one.settings == preset.settings;
            if all.presets.iter().any(same) {
                known += 1;
                continue;
            }
            let taken = |name: &str| has(all.presets.iter().map(|one| &one.name), name);
            let name = free(
                &preset.name,
                |number| format!("{} ({number})", preset.name),
                taken,
            );
            all.presets.push(Preset {
                id: self.preset_id(),
                name,
                ..preset
            });
        }
        for snippet in file.snippets {
            if all.snippets.contains(&snippet) {
                known += 1;
                continue;
            }
            let taken = |name: &str| has(all.snippets.iter().map(|one| &one.name), name);
            let name = free(
                &snippet.name,
                |number| format!("{}-{number}", snippet.name),
                taken,
            );
            all.snippets.push(Snippet { name, ..snippet });
        }
        let fresh = Craft {
            presets: all.presets.split_off(before.0),
            snippets: all.snippets.split_off(before.1),
        };
        (fresh, known)
    }

    fn preset_id(&self) -> String {
        let seed = BatchId::from_seed(self.inner.entropy.seed());
        seed.as_str().replacen("bat_", "set_", 1)
    }

    /// Writes the file beside the database. Its trouble is logged: the database has everything.
    async fn keep_craft(&self) {
        let written = async {
            let text = self.presets_file().await?;
            let library = self.inner.library.clone();
            blocking(move || Ok(library.write_atomic(FILE, text.as_bytes())?)).await
        };
        if let Err(error) = written.await {
            tracing::warn!(%error, "the presets could not be written beside the database");
        }
    }
}

fn has<'a>(mut names: impl Iterator<Item = &'a String>, name: &str) -> bool {
    names.any(|one| one.to_lowercase() == name.to_lowercase())
}

/// The name, or the first numbered one that is free.
fn free(name: &str, numbered: impl Fn(u32) -> String, taken: impl Fn(&str) -> bool) -> String {
    let mut found = name.to_owned();
    let mut number = 1;
    while taken(&found) {
        number += 1;
        found = numbered(number);
    }
    found
}
