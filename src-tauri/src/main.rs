//! The program: prepares the process, then hands over to the library.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() -> std::process::ExitCode {
    rushes::run()
}
