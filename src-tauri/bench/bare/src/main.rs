//! A Tauri window with nothing in it, built by the same command as Rushes: what start, idle memory and idle work are measured
//! against (`architecture.md`, "Numbers to hold"). It must stay as bare as tauri allows.

fn main() -> tauri::Result<()> {
    tauri::Builder::default().run(tauri::generate_context!())
}
