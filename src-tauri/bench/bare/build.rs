//! What `tauri::generate_context` reads is made by tauri's own build step.

fn main() {
    tauri_build::build();
}
