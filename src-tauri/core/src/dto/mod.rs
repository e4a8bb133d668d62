//! What crosses to a window or to a script: the contract. `cargo xtask types` writes it to `ui/src/lib/generated`.
//!
//! Shapes only. No sentences (the window translates codes), no paths but as a text to read (the window knows ids), no keys (never).

mod app;
mod craft;
mod cut;
mod desktop;
mod dossier;
mod export;
mod form;
mod jobs;
mod library;
mod marks;
mod money;
mod recipe;
mod search;
mod servers;
mod trouble;
mod wall;

pub use crate::api::http::DIRECT;
pub use app::{
    AppEvent, AskAbove, Bootstrap, Downloads, Language, Leaving, NoticeKind, Notifications,
    Rebuilt, RecipeInFiles, Settings, Theme, Thumbnails, Zoom,
};
pub use craft::{
    Code, Preset, PresetDraft, PresetField, PresetSettings, PresetsImported, PreviewView, Snippet,
    UsedPrompt, WildcardView,
};
pub use cut::{CutForm, CutRequest, CutterView};
pub use desktop::{DesktopView, NewVersion, NotOffered};
pub use dossier::{Asked, AskedPicture, Difference, Differs, Dossier};
pub use export::{ExportJobs, Exported, LeftOut, WhyLeftOut};
pub use form::{
    CreateJobs, DeriveJob, FitRequest, FittedView, FixView, InputDraft, ModelView, PlannedJob,
    StagedPicture, Sweep,
};
pub use jobs::{AssetView, CliOutcome, InputView, JobView, Pace, ReceiptLine, TransferView};
pub use library::{
    ArchiveProgress, ArchiveWork, BackupContents, BackupFlaw, BackupMade, LibraryView, QuitAnswer,
    RestoredView,
};
pub use marks::{Label, Mark};
pub use money::{
    BalanceView, Estimate, EstimateQuery, Per, PriceDraft, Spend, SpendBy, SpendQuery, SpendRow,
};
pub use recipe::{RecalledPicture, RecipeView, Taken};
pub use search::{Completion, SavedSearch, SearchPiece, SortBy, WallOrder};
pub use servers::{
    Brought, Check, CheckKind, CheckOutcome, DescriptionFile, Imported, KeyBackend, KeyStatus,
    PasteDraft, PasteView, PastedField, ProfileView, ServerDraft, ServerTest, ServerView,
};
pub use trouble::{ErrorCode, ErrorView};
pub use wall::{Counts, DayCount, WallDay, WallFilter, WallPage, WallQuery};

#[cfg(test)]
mod tests {
    use super::*;
    use ts_rs::TS;

    /// Writes the contract where `RUSHES_TYPES_DIR` says; `cargo xtask types` sets it. Without it, it only proves that
    /// every type can be written.
    #[test]
    fn the_contract_can_be_written_as_typescript() {
        let scratch = tempfile::tempdir().expect("a scratch folder");
        let folder = std::env::var_os("RUSHES_TYPES_DIR")
            .map_or_else(|| scratch.path().to_owned(), std::path::PathBuf::from);
        let config = ts_rs::Config::new()
            .with_out_dir(folder)
            .with_large_int("number");
        for declared in [
            AppEvent::export_all(&config),
            Bootstrap::export_all(&config),
            CreateJobs::export_all(&config),
            PlannedJob::export_all(&config),
            ServerDraft::export_all(&config),
            ServerTest::export_all(&config),
            ModelView::export_all(&config),
            WallQuery::export_all(&config),
            WallPage::export_all(&config),
            ReceiptLine::export_all(&config),
            RecipeView::export_all(&config),
            DeriveJob::export_all(&config),
            FitRequest::export_all(&config),
            FittedView::export_all(&config),
            Imported::export_all(&config),
            Brought::export_all(&config),
            CutRequest::export_all(&config),
            CutterView::export_all(&config),
            DesktopView::export_all(&config),
            NewVersion::export_all(&config),
            PasteDraft::export_all(&config),
            PasteView::export_all(&config),
            ProfileView::export_all(&config),
            crate::domain::Price::export_all(&config),
            PriceDraft::export_all(&config),
            EstimateQuery::export_all(&config),
            Estimate::export_all(&config),
            SpendQuery::export_all(&config),
            Spend::export_all(&config),
            BalanceView::export_all(&config),
            BackupFlaw::export_all(&config),
            LibraryView::export_all(&config),
            BackupContents::export_all(&config),
            RestoredView::export_all(&config),
            QuitAnswer::export_all(&config),
            SearchPiece::export_all(&config),
            Completion::export_all(&config),
            SavedSearch::export_all(&config),
            Code::export_all(&config),
            Preset::export_all(&config),
            PresetDraft::export_all(&config),
            PresetsImported::export_all(&config),
            PreviewView::export_all(&config),
            Snippet::export_all(&config),
            Mark::export_all(&config),
            Label::export_all(&config),
            WallDay::export_all(&config),
            DescriptionFile::export_all(&config),
            ExportJobs::export_all(&config),
            Exported::export_all(&config),
            UsedPrompt::export_all(&config),
            WildcardView::export_all(&config),
        ] {
            declared.expect("every type of the contract has a TypeScript form");
        }
    }
}
