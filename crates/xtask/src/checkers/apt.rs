//! Debian's packages of several releases, downloaded and unpacked beside the system: its own sources, lists and
//! database of installed packages stay as they are.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::debian::{Package, Suite};
use crate::process;

/// Where Debian keeps the key that signs its releases (package debian-archive-keyring).
const KEYRING: &str = "/usr/share/keyrings/debian-archive-keyring.gpg";

/// The files in which a Debian system names its mirror: the form of Debian 12's images, then the older one.
const SYSTEM_SOURCES: [&str; 2] = ["/etc/apt/sources.list.d/debian.sources", "/etc/apt/sources.list"];

/// An apt whose state lives in one folder.
#[derive(Debug)]
pub(crate) struct Apt {
    folder: PathBuf,
}

impl Apt {
    /// Makes the folder and reads the package lists of every [`Suite`], signatures checked.
    ///
    /// # Errors
    /// The system is no Debian, or its mirror does not answer.
    pub(crate) fn in_folder(folder: PathBuf) -> Result<Self, String> {
        let mirror = SYSTEM_SOURCES
            .iter()
            .filter_map(|path| fs::read_to_string(path).ok())
            .find_map(|text| mirror(&text))
            .ok_or_else(|| format!("none of {SYSTEM_SOURCES:?} names a Debian mirror"))?;
        let suites: Vec<&str> = Suite::ALL.iter().map(|suite| suite.name()).collect();
        let source = format!(
            "Types: deb\nURIs: {mirror}\nSuites: {}\nComponents: main\nTargets: Packages\nSigned-By: {KEYRING}\n",
            suites.join(" ")
        );
        let written = ["sources", "lists/partial", "cache/archives/partial"]
            .iter()
            .try_for_each(|part| fs::create_dir_all(folder.join(part)))
            .and_then(|()| fs::write(folder.join("sources/debian.sources"), source))
            .and_then(|()| fs::write(folder.join("status"), ""));
        written.map_err(|error| format!("{}: {error}", folder.display()))?;
        let apt = Self { folder };
        process::output(apt.command().arg("update"))?;
        Ok(apt)
    }

    /// Downloads all of `packages`, in one go for each release: apt takes seconds to read its lists.
    ///
    /// # Errors
    /// A release does not have a package, or the download fails: apt's own words say which.
    pub(crate) fn download(&self, packages: &[Package]) -> Result<(), String> {
        for suite in Suite::ALL {
            let downloads = self.downloads(suite);
            fs::create_dir_all(&downloads).map_err(|error| format!("{}: {error}", downloads.display()))?;
            let mut command = self.command();
            command.arg("download").current_dir(&downloads);
            for package in packages.iter().filter(|package| package.suite == suite) {
                command.arg(format!("{}/{}", package.name, suite.name()));
            }
            process::output(&mut command)?;
        }
        Ok(())
    }

    /// Unpacks a downloaded `package` below `prefix`. Returns the version it has.
    ///
    /// # Errors
    /// The package has another version than the one asked for.
    pub(crate) fn unpack(&self, package: &Package, prefix: &Path) -> Result<String, String> {
        let start = format!("{}_", package.name);
        let archive = fs::read_dir(self.downloads(package.suite))
            .map_err(|error| error.to_string())?
            .filter_map(Result::ok)
            .find(|entry| entry.file_name().to_string_lossy().starts_with(&start))
            .map(|entry| entry.path())
            .ok_or("apt-get download left no file")?;
        let version = process::output(Command::new("dpkg-deb").arg("--field").arg(&archive).arg("Version"))?;
        if !version.starts_with(package.version) {
            return Err(format!("{} has {version}; {}… is wanted", package.suite.name(), package.version));
        }
        process::output(Command::new("dpkg-deb").arg("--extract").arg(&archive).arg(prefix))?;
        Ok(version)
    }

    fn downloads(&self, suite: Suite) -> PathBuf {
        self.folder.join("packages").join(suite.name())
    }

    fn command(&self) -> Command {
        let mut command = Command::new("apt-get");
        command.arg("--quiet");
        for (option, path) in [
            ("Dir::Etc::sourceparts", "sources"),
            ("Dir::State::lists", "lists"),
            ("Dir::State::status", "status"),
            ("Dir::Cache", "cache"),
        ] {
            command.arg("-o").arg(format!("{option}={}", self.folder.join(path).display()));
        }
        for option in [
            "Dir::Etc::sourcelist=/dev/null",
            "Dir::Etc::preferencesparts=/dev/null",
            "APT::Sandbox::User=root",
            "Acquire::Languages=none",
            "Acquire::Retries=3",
        ] {
            command.args(["-o", option]);
        }
        command
    }
}

/// The first mirror that `sources` names, in either of apt's two forms.
fn mirror(sources: &str) -> Option<String> {
    sources
        .lines()
        .filter(|line| line.starts_with("URIs:") || line.starts_with("deb "))
        .flat_map(str::split_whitespace)
        .find(|word| word.contains("://"))
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::mirror;

    #[test]
    fn the_mirror_is_read_from_the_new_form() {
        let sources = "Types: deb\n# URIs: http://old.example/debian\nURIs: http://mirror.example/debian\nSuites: bookworm\n";
        assert_eq!(mirror(sources).as_deref(), Some("http://mirror.example/debian"));
    }

    #[test]
    fn the_mirror_is_read_from_the_old_form() {
        let sources = "deb cdrom:[Debian 12]/ bookworm main\ndeb [signed-by=/k.gpg] http://mirror.example/debian bookworm main\n";
        assert_eq!(mirror(sources).as_deref(), Some("http://mirror.example/debian"));
    }

    #[test]
    fn a_file_without_a_mirror_names_none() {
        assert_eq!(mirror("# nothing here\n"), None);
    }
}
