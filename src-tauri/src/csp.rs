//! The content security policy with the media server's port in it: the page may reach that one port and nothing else.

use tauri::{
    Context, Runtime,
    utils::config::{Csp, CspDirectiveSources},
};

/// Lets `<video>` and `<img>` load from the media server.
pub fn allow_media<R: Runtime>(context: &mut Context<R>, origin: &str) {
    let security = &mut context.config_mut().app.security;
    if let Some(Csp::DirectiveMap(directives)) = &mut security.csp {
        let sources = |text: String| CspDirectiveSources::Inline(text);
        directives.insert("media-src".to_owned(), sources(origin.to_owned()));
        directives.insert(
            "img-src".to_owned(),
            sources(format!("'self' data: blob: {origin}")),
        );
    }
}
