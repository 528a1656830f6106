//! What comes from Debian: Docker Compose in two versions, mdBook, and a Docker engine.
//!
//! The engine is trixie's with bookworm's runc and iptables: those of trixie want a newer C library than a Debian 12
//! has. mdBook wants it too and so brings trixie's along; the Go programs do not.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use super::apt::Apt;

/// A release of Debian.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Suite {
    /// Debian 12.
    Bookworm,
    /// Debian 13.
    Trixie,
    /// What Debian is working on; its versions move.
    Sid,
}

impl Suite {
    /// Every release that packages are taken from.
    pub(crate) const ALL: [Self; 3] = [Self::Bookworm, Self::Trixie, Self::Sid];

    /// The release's name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Bookworm => "bookworm",
            Self::Trixie => "trixie",
            Self::Sid => "sid",
        }
    }
}

/// A package to unpack.
#[derive(Debug)]
pub(crate) struct Package {
    /// Debian's name for it.
    pub(crate) name: &'static str,
    /// The release it is taken from.
    pub(crate) suite: Suite,
    /// What its version must start with; empty for whatever the release has.
    pub(crate) version: &'static str,
    /// The folder it is unpacked into.
    folder: &'static str,
}

const fn package(folder: &'static str, suite: Suite, name: &'static str, version: &'static str) -> Package {
    Package { name, suite, version, folder }
}

const PACKAGES: &[Package] = &[
    package("compose-2.26", Suite::Trixie, "docker-compose", "2.26."),
    package("compose-newest", Suite::Sid, "docker-compose", ""),
    package("mdbook", Suite::Trixie, "mdbook", "0.4."),
    package("mdbook", Suite::Trixie, "libc6", "2.41-"),
    package("mdbook", Suite::Trixie, "libgcc-s1", "14."),
    package("engine", Suite::Trixie, "docker.io", "26.1."),
    package("engine", Suite::Trixie, "docker-cli", "26.1."),
    package("engine", Suite::Trixie, "containerd", "1.7."),
    package("engine", Suite::Bookworm, "runc", "1.1."),
    package("engine", Suite::Bookworm, "tini", "0.19."),
    package("engine", Suite::Bookworm, "busybox-static", "1:1.35."),
    package("engine", Suite::Bookworm, "iptables", "1.8."),
    package("engine", Suite::Bookworm, "libip4tc2", ""),
    package("engine", Suite::Bookworm, "libip6tc2", ""),
    package("engine", Suite::Bookworm, "libmnl0", ""),
    package("engine", Suite::Bookworm, "libnetfilter-conntrack3", ""),
    package("engine", Suite::Bookworm, "libnfnetlink0", ""),
    package("engine", Suite::Bookworm, "libnftnl11", ""),
    package("engine", Suite::Bookworm, "libseccomp2", ""),
    package("engine", Suite::Bookworm, "libxtables12", ""),
];

/// Links below the folder of the judges, and what each points to.
///
/// `docker-2.26` and `docker-newest` serve as `DOCKER_CONFIG`: they decide which Compose `docker compose` runs.
/// The engine finds `docker-init` and `iptables` by these names; Debian makes both when it installs a package.
const LINKS: &[(&str, &str)] = &[
    ("bin/docker", "../engine/usr/bin/docker"),
    ("bin/docker-compose-2.26", "../compose-2.26/usr/libexec/docker/cli-plugins/docker-compose"),
    ("bin/docker-compose-newest", "../compose-newest/usr/libexec/docker/cli-plugins/docker-compose"),
    ("docker-2.26/cli-plugins/docker-compose", "../../bin/docker-compose-2.26"),
    ("docker-newest/cli-plugins/docker-compose", "../../bin/docker-compose-newest"),
    ("engine/usr/sbin/docker-init", "../bin/tini-static"),
    ("engine/usr/sbin/iptables", "xtables-nft-multi"),
    ("engine/usr/sbin/ip6tables", "xtables-nft-multi"),
];

const MDBOOK: &str = r#"#!/bin/sh
# Runs mdBook with the C library that it was built for.
folder=$(dirname -- "$(dirname -- "$(readlink -f -- "$0")")")/mdbook
for loader in "$folder"/usr/lib/*/ld-linux-*.so.*; do
    exec "$loader" --library-path "$(dirname -- "$loader")" "$folder/usr/bin/mdbook" "$@"
done
"#;

/// Downloads every package, unpacks it below `folder` and puts the programs into `folder/bin`.
///
/// # Errors
/// A package is not to be had in its version: the error names it.
pub(crate) fn install(folder: &Path) -> Result<(), String> {
    let apt = Apt::in_folder(folder.join("apt"))?;
    apt.download(PACKAGES)?;
    for package in PACKAGES {
        let version = apt
            .unpack(package, &folder.join(package.folder))
            .map_err(|problem| format!("{} ({}): {problem}", package.folder, package.name))?;
        println!("  {:<15} {} {version} of {}", package.folder, package.name, package.suite.name());
    }
    link(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    fs::remove_dir_all(folder.join("apt")).map_err(|error| format!("{}: {error}", folder.display()))
}

/// What [`install`] installs, for the stamp.
pub(crate) fn stamp() -> String {
    format!("{PACKAGES:#?}\n{LINKS:#?}\n{MDBOOK}")
}

fn link(folder: &Path) -> std::io::Result<()> {
    for (link, target) in LINKS {
        let link = folder.join(link);
        if let Some(parent) = link.parent() {
            fs::create_dir_all(parent)?;
        }
        symlink(target, link)?;
    }
    let mdbook = folder.join("bin/mdbook");
    fs::write(&mdbook, MDBOOK)?;
    fs::set_permissions(&mdbook, fs::Permissions::from_mode(0o755))
}
