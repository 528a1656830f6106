//! Whether the tunnel's user finds and reads its credentials.

use crate::compose::{MountSource, Service};
use crate::folder::{Access, Entry, Folder, Right};
use crate::view::{self, Seen};

/// The user of cloudflared's image (cloudflare/cloudflared, Dockerfile).
const IMAGE_USER: (u32, u32) = (65532, 65532);

/// What comes of the credentials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Credentials {
    Readable,
    /// Why they are not there.
    Missing(String),
    /// Why the tunnel's user cannot read them.
    Unreadable(String),
    /// That cannot be seen from here.
    Unknown,
}

/// The number and the group of the tunnel's user; `None` when the text says neither.
pub(super) fn user_of(service: &Service) -> Option<(u32, u32)> {
    let Some(user) = service.user.as_ref().filter(|user| !user.is_empty()) else { return Some(IMAGE_USER) };
    if user.is_unfilled() {
        return None;
    }
    let (name, group) = user.text().split_once(':').unwrap_or((user.text(), ""));
    let user = match name {
        "root" => 0,
        "nonroot" => IMAGE_USER.0,
        number => number.parse().ok()?,
    };
    // Without a group it is that of the user's line in the image's passwd, and root's for a number that has none.
    let group = match group {
        "" if user == IMAGE_USER.0 => IMAGE_USER.1,
        "" => 0,
        group => group.parse().ok()?,
    };
    Some((user, group))
}

/// Looks for the credentials at `path` of the container.
pub(super) fn look(service: &Service, folder: &dyn Folder, path: &str, secret: bool) -> Credentials {
    match view::look(service, folder, path) {
        Seen::Missing => return Credentials::Missing(format!("there is no file {path} in its container")),
        Seen::Directory => return Credentials::Missing(format!("{path} is a folder in its container")),
        Seen::Text(text) if text.is_empty() && secret => {
            return Credentials::Missing(format!("{path} is empty"));
        }
        Seen::Text(text) if !secret && !text.is_unfilled() && !is_json(text.text()) => {
            return Credentials::Missing(format!("{path} holds no JSON"));
        }
        Seen::NotStarted => return Credentials::Unknown,
        Seen::Text(_) | Seen::Unknown => {}
    }
    let Some(user) = user_of(service) else { return Credentials::Unknown };
    let Some((mount, rest)) = service.mount_of(path) else { return Credentials::Unknown };
    let MountSource::Host { path: source, .. } = &mount.source else { return Credentials::Readable };
    // The engine mounts as root, so that folders above the mount do not matter; those below it do.
    let mut place = source.clone();
    let steps = rest.split('/').filter(|step| !step.is_empty());
    for step in steps {
        match folder.look(&place) {
            Entry::Directory(access) => {
                if let Some(refusal) = refuse(access, user, Right::Enter, &place) {
                    return refusal;
                }
            }
            _ => return Credentials::Unknown,
        }
        place = format!("{}/{step}", place.trim_end_matches('/'));
    }
    match folder.look(&place) {
        Entry::File { access: Some(access), .. } => {
            refuse(Some(access), user, Right::Read, &place).unwrap_or(Credentials::Readable)
        }
        _ => Credentials::Unknown,
    }
}

fn is_json(text: &str) -> bool {
    serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

/// Root reads everything; anybody else is held to the bits.
fn refuse(access: Option<Access>, user: (u32, u32), right: Right, place: &str) -> Option<Credentials> {
    let access = access?;
    if user.0 == 0 || access.allows(user.0, user.1, right) {
        return None;
    }
    let does = match right {
        Right::Read => "read",
        Right::Enter => "enter",
    };
    Some(Credentials::Unreadable(format!(
        "{place} belongs to user {} (mode {:03o}); the tunnel runs as {}, and cannot {does} it",
        access.user,
        access.mode & 0o777,
        user.0
    )))
}
