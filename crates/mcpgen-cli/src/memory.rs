//! The memory of the process: its allocator, and the size of the pages that the system gives it.

use std::path::Path;

/// A model and what is rendered of it are very many small parts.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The size of a `stack.toml`, in bytes, from which its model fills huge pages: some two hundred services.
const LARGE: u64 = 100_000;

/// Asks for small pages: to clear a huge one takes as long as a small render.
pub(crate) fn use_small_pages() {
    let _ = use_huge_pages(false);
}

/// Asks for huge pages if the file `stack` is large: a small page has to be asked for hundreds of times as often, which takes a third of a large render.
pub(crate) fn fit_pages(stack: &Path) {
    if std::fs::metadata(stack).is_ok_and(|file| file.len() >= LARGE) {
        let _ = use_huge_pages(true);
    }
}

#[cfg(target_os = "linux")]
fn use_huge_pages(wanted: bool) -> std::io::Result<()> {
    Ok(rustix::thread::disable_transparent_huge_pages(!wanted)?)
}

#[cfg(not(target_os = "linux"))]
fn use_huge_pages(_: bool) -> std::io::Result<()> {
    Ok(())
}
