//! What shells and `man` get of the command line.

use super::{code, home, run};
use std::process::Command;

/// Bash itself completes `rushes-cli rec`.
#[test]
fn bash_completes_commands_with_the_script() {
    let home = home();
    let script = home.path().join("completion");
    let printed = run(home.path(), &["completions", "bash"]).stdout;
    fs_err::write(&script, printed).expect("the script");
    let asked = "source \"$1\"; set -- $(complete -p rushes-cli); while [ \"$1\" != -F ]; do shift; done; \
                 COMP_WORDS=(rushes-cli rec); COMP_CWORD=1; \"$2\" rushes-cli rec rushes-cli; echo \"${COMPREPLY[@]}\"";
    let answer = Command::new("bash")
        .args(["-c", asked, "bash"])
        .arg(&script)
        .output()
        .expect("bash");
    assert_eq!(
        String::from_utf8_lossy(&answer.stdout).trim(),
        "recipe receipt"
    );
}

#[test]
fn the_manual_has_a_page_for_each_command() {
    let home = home();
    let folder = home.path().to_str().expect("a path");
    run(home.path(), &["manual", folder]);
    let page = fs_err::read_to_string(home.path().join("rushes-cli-create.1")).expect("a page");
    assert!(page.contains("Make a video"), "{page}");
}

#[test]
fn a_manual_for_a_folder_that_is_not_there_is_refused_in_a_sentence() {
    let home = home();
    let refused = run(home.path(), &["manual", "/nowhere/at/all"]);
    assert_eq!(code(&refused), 2);
}

/// A page of the manual must not open the library: it is made while a package is built.
#[test]
fn completions_and_manual_make_no_library() {
    let home = home();
    run(home.path(), &["completions", "zsh"]);
    assert!(!home.path().join("library").exists());
}
