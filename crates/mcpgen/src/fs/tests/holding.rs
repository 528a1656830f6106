//! Who holds a folder.

use std::sync::mpsc;

use super::super::disk::Folder;
use super::super::lock::Lock;

/// A process that cleans a folder removes the lock that it holds. Whoever waits for that file then has one that nobody else will
/// ever look at.
#[test]
#[cfg(unix)]
fn who_waited_for_a_lock_that_was_removed_waits_for_the_new_one() {
    let place = tempfile::tempdir().unwrap();
    let folder = Folder::open(place.path()).unwrap();
    let first = Lock::take(&folder, &mut || ()).unwrap();
    let (waiting, waits) = mpsc::channel();
    let other = Folder::open(place.path()).unwrap();
    let waiter = std::thread::spawn(move || {
        Lock::take(&other, &mut || waiting.send(()).unwrap()).unwrap();
    });
    waits.recv().unwrap();
    std::fs::remove_file(place.path().join(".mcpgen/lock")).unwrap();
    let second = Lock::take(&folder, &mut || ()).unwrap();
    drop(first);
    assert!(waits.recv().is_ok(), "it took the folder while another held it");
    drop(second);
    waiter.join().unwrap();
}

#[test]
fn a_folder_that_nobody_holds_is_taken_at_once() {
    let place = tempfile::tempdir().unwrap();
    let folder = Folder::open(place.path()).unwrap();
    for _ in 0..2 {
        Lock::take(&folder, &mut || unreachable!("nobody holds it")).unwrap();
    }
}
