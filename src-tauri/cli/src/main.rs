//! The program; everything is in the library beside it.

fn main() -> std::process::ExitCode {
    rushes_cli::program()
}
