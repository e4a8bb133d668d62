//! Settings of the process that WebKitGTK needs, made before anything else runs (platform.md 1.9).

/// Prepares the environment. Variables that the user set are respected.
#[cfg(target_os = "linux")]
#[expect(
    unsafe_code,
    reason = "the process has one thread yet, so nobody reads the environment meanwhile"
)]
pub fn prepare() {
    let is_set = |name: &str| std::env::var_os(name).is_some();
    // WebKit bug 280210: with NVIDIA's driver on Wayland the window freezes; this keeps acceleration.
    let nvidia = std::path::Path::new("/sys/module/nvidia").exists();
    if nvidia && is_set("WAYLAND_DISPLAY") && !is_set("__NV_DISABLE_EXPLICIT_SYNC") {
        // SAFETY: called first in `main`, before any thread exists.
        unsafe { std::env::set_var("__NV_DISABLE_EXPLICIT_SYNC", "1") };
    }
}

/// Nothing to prepare elsewhere.
#[cfg(not(target_os = "linux"))]
pub fn prepare() {}
