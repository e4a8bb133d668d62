//! The app as a person has it: the real window, driven through `WebDriver`, on a display, a bus and a keychain of its own.
//!
//! Here are proved the promises that only the whole can break. Everything else is tested closer to where it is made.
//! Needs what `cargo xtask test` installs; run alone with `cargo nextest run --features e2e -E 'binary(e2e)' -j 1`.
//! The screenshots in `artifacts/e2e` are for the eye.

#[path = "e2e/app.rs"]
mod app;
#[path = "e2e/clip.rs"]
mod clip;
#[path = "e2e/desk_services.rs"]
mod desk_services;
#[path = "e2e/desktop.rs"]
mod desktop;
#[path = "e2e/driver.rs"]
mod driver;
#[path = "e2e/held_server.rs"]
mod held_server;
#[path = "e2e/pointer.rs"]
mod pointer;
#[path = "e2e/processes.rs"]
mod processes;

#[path = "e2e/citizen.rs"]
mod citizen;
#[path = "e2e/codecs.rs"]
mod codecs;
#[cfg(unix)]
#[path = "e2e/command_line.rs"]
mod command_line;
#[path = "e2e/compositing.rs"]
mod compositing;
#[path = "e2e/evening.rs"]
mod evening;
#[path = "e2e/first_minute.rs"]
mod first_minute;
#[path = "e2e/instances.rs"]
mod instances;
#[path = "e2e/interruption.rs"]
mod interruption;
#[path = "e2e/keys.rs"]
mod keys;
#[path = "e2e/leaving.rs"]
mod leaving;
#[path = "e2e/library.rs"]
mod library;
#[path = "e2e/looks.rs"]
mod looks;
#[path = "e2e/notifications.rs"]
mod notifications;
#[path = "e2e/out.rs"]
mod out;
#[path = "e2e/picture.rs"]
mod picture;
#[path = "e2e/screen_reader.rs"]
mod screen_reader;
#[path = "e2e/settings.rs"]
mod settings;
#[path = "e2e/updates.rs"]
mod updates;
#[path = "e2e/views.rs"]
mod views;
