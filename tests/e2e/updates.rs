//! New versions: asked for by a press, and believed by their signature alone. That one is installed at last cannot be tried here:
//! on Linux no copy does that.

use crate::app::App;
use crate::desktop::{Desktop, Keychain};
use crate::looks::open_settings;
use serde_json::json;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;

/// Who makes Rushes, as far as this test goes. The secret half is nowhere.
const MAKERS: &str = "dW50cnVzdGVkIGNvbW1lbnQ6IG1pbmlzaWduIHB1YmxpYyBrZXk6IDQzOURERDA5NkMwNkU1NTkKUldSWjVRWnNDZDJkUTk0bGFoQUFBNjBtN2ZMOFdqcnFJNHBBWWFjWkNoVUZNZXdad1RLM3RyVVMK";
/// Over [`FILE`] as version 9.9.9, by the makers.
const BY_THE_MAKERS: &str = "dW50cnVzdGVkIGNvbW1lbnQ6IHNpZ25hdHVyZSBmcm9tIHRhdXJpIHNlY3JldCBrZXkKUlVSWjVRWnNDZDJkUTJXQURjakZrYjFhSksweTQwQUVIZmhjUGNQL05lUU5naWlQSGRFY09sYnZRaHhvakVWV09PUWY1WkpxUnkxVUt1N25abC8vSTFzelBtSnJxOGYzNkE0PQp0cnVzdGVkIGNvbW1lbnQ6IHRpbWVzdGFtcDoxNzk2MDc0MjA1CWZpbGU6dXBkYXRlLmJpbgl2ZXJzaW9uOjkuOS45CngwNitCMU9JbEQ3NWpveTg0aUZ1YWZaUjh4WG5CWDFjMVhVSzFKYXZQSU45V3RyN1l5aWRKRUtYTit0eDdSRng0NHVtVVZRSCsvS0pNQUpwMzl1d0RnPT0K";
/// The same by somebody else.
const BY_ANOTHER: &str = "dW50cnVzdGVkIGNvbW1lbnQ6IHNpZ25hdHVyZSBmcm9tIHRhdXJpIHNlY3JldCBrZXkKUlVTdE8wWDUvV2VXM0lEVm1KQXJMakpFMlhRRHY2anFLNmZnc3VWU1NZdTEvTjBRVnhta2RYejFEYXNFSjlqVjh3WmZ1NHE3SmRiNmd5YnhVb01xdFBGWituMXdMY1kvcUFjPQp0cnVzdGVkIGNvbW1lbnQ6IHRpbWVzdGFtcDoxNzk2MDc0MjA1CWZpbGU6dXBkYXRlLmJpbgl2ZXJzaW9uOjkuOS45Cm4xWWFZekM3MktZOEg2S2xhQWdpUTZnb3BEaUJzMU5RUUtwL2FLS1RCbTJxbmpWMXhFY1BUOUhEUTl4bC9Da3JIOElEYlFmcEtTLy9GUFRYc0E0RkR3PT0K";
const FILE: &[u8] = b"not a program";

/// Answers with the file that names a version, and with the version itself. Ends with the test's process.
fn releases(version: &str, signature: &str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a loopback port");
    let address = listener.local_addr().expect("its address");
    let named = json!({ "version": version, "notes": "The wall is quicker.", "platforms": {
        "linux-x86_64": { "signature": signature, "url": format!("http://{address}/update.bin") },
        "linux-aarch64": { "signature": signature, "url": format!("http://{address}/update.bin") },
    } });
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut line = String::new();
            BufReader::new(&stream).read_line(&mut line).ok();
            let body = if line.contains("latest.json") {
                named.to_string().into_bytes()
            } else {
                FILE.to_vec()
            };
            let head = format!(
                "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                body.len()
            );
            stream.write_all(&[head.as_bytes(), &body].concat()).ok();
        }
    });
    format!("http://{address}/latest.json")
}

/// Looks for a version and wants it installed, and waits for the word that nothing was.
fn refused(desktop: &Desktop, photograph: &str) {
    let app = App::open(desktop);
    open_settings(&app);
    app.click("update-look");
    app.find("update-found", 20);
    app.click("update-install");
    app.until_text(
        "is not signed by the makers of Rushes. Nothing was installed.",
        20,
    );
    app.photograph(photograph);
}

fn asking(version: &str, signature: &str) -> Desktop {
    let mut desktop = Desktop::start(Keychain::Missing);
    let place = releases(version, signature);
    desktop.update_from(
        &json!({ "pubkey": MAKERS, "endpoints": [place], "requireSignedVersion": true }),
    );
    desktop
}

#[test]
fn a_new_version_that_somebody_else_signed_is_shown_and_not_installed() {
    refused(&asking("9.9.9", BY_ANOTHER), "update-forged");
}

#[test]
fn an_old_version_under_a_new_name_is_not_installed() {
    refused(&asking("9.9.10", BY_THE_MAKERS), "update-renamed");
}
