//! Declares every command, so that a window may call only what a capability lists (platform.md 1.10).

const COMMANDS: &[&str] = &[
    "act",
    "adopt_job",
    "balance",
    "bootstrap",
    "connect_paste",
    "copy_frame",
    "copy_text",
    "create_jobs",
    "delete_remote",
    "derive_job",
    "describe_model",
    "estimate",
    "export_spend",
    "fit_picture",
    "fix_job",
    "forget_lesson",
    "forget_paste",
    "forget_price",
    "forget_server_key",
    "import_jobs",
    "job",
    "job_curl",
    "list_models",
    "list_prices",
    "list_profiles",
    "list_servers",
    "open_in_player",
    "open_library_folder",
    "paste_picture",
    "pick_picture",
    "planned",
    "preview_request",
    "read_paste",
    "receipt",
    "receipt_report",
    "remove_server",
    "restage_input",
    "save_copy",
    "save_frame",
    "save_price",
    "save_server",
    "save_settings",
    "set_favourite",
    "set_fullscreen",
    "set_server_key",
    "show_in_folder",
    "spend",
    "spent_today",
    "stage_address",
    "stage_picture",
    "store_still",
    "subscribe",
    "test_draft",
    "test_paste",
    "test_server",
    "ui_log",
    "ui_ready",
    "undo_batch",
    "wall",
];

fn main() {
    // Where the capabilities lie is not the default, so Cargo has to be told to look there.
    println!("cargo:rerun-if-changed=src-tauri/capabilities");
    println!("cargo:rerun-if-changed=src-tauri/build.rs");
    let attributes = tauri_build::Attributes::new()
        .capabilities_path_pattern("src-tauri/capabilities/*.json")
        .app_manifest(tauri_build::AppManifest::new().commands(COMMANDS));
    if let Err(error) = tauri_build::try_build(attributes) {
        panic!("the build of the shell cannot be set up: {error:#}");
    }
}
