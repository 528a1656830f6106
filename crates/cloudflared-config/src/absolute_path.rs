//! Paths of files that cloudflared opens.

use crate::value::validated_text;

/// An absolute path on the machine, or in the container, that cloudflared runs on.
///
/// It starts with `/`, or with a drive letter (`C:\` or `C:/`). A relative path would be taken from cloudflared's
/// working directory, not from the configuration file, so it is refused; so are control characters.
///
/// ```
/// use cloudflared_config::AbsolutePath;
///
/// for path in ["/etc/cloudflared/ca.pem", r"C:\cloudflared\ca.pem", "c:/cloudflared/ca.pem"] {
///     assert_eq!(AbsolutePath::new(path)?.as_str(), path);
/// }
/// for path in ["ca.pem", "~/ca.pem", "C:ca.pem"] {
///     assert!(AbsolutePath::new(path).is_err());
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AbsolutePath(String);

validated_text!(
    AbsolutePath,
    "path",
    accepts "/etc/ssl/ca.pem",
    refuses "ca.pem":
        "it is not absolute, and cloudflared would look for it in its working directory"
);

impl AbsolutePath {
    fn check(text: &str) -> Result<(), String> {
        let mut characters = text.chars();
        let absolute = match (characters.next(), characters.next(), characters.next()) {
            (Some('/'), _, _) => true,
            (Some(drive), Some(':'), Some('/' | '\\')) => drive.is_ascii_alphabetic(),
            _ => false,
        };
        if text.is_empty() {
            Err("it is empty".into())
        } else if !absolute {
            Err("it is not absolute, and cloudflared would look for it in its working directory".into())
        } else if text.chars().any(char::is_control) {
            Err("it holds a control character".into())
        } else {
            Ok(())
        }
    }
}

/// The absolute path of a tunnel's credentials, the JSON file that `cloudflared tunnel create` writes.
///
/// As [`AbsolutePath`]; a `.pem` is refused, as cloudflared does when it starts: that is the account's certificate
/// (cloudflare/cloudflared, `cmd/cloudflared/tunnel/subcommand_context.go`).
///
/// ```
/// use cloudflared_config::CredentialsFile;
///
/// assert!(CredentialsFile::new("/etc/cloudflared/6ff42ae2-765d-4adf-8112-31c55c1551ef.json").is_ok());
/// let certificate = CredentialsFile::new("/etc/cloudflared/cert.pem").unwrap_err();
/// assert_eq!(
///     certificate.reason(),
///     "a .pem is the account's certificate, the tunnel's own credentials are a .json",
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CredentialsFile(String);

validated_text!(
    CredentialsFile,
    "credentials file",
    accepts "/etc/cloudflared/credentials.json",
    refuses "/etc/cloudflared/":
        "it names a folder"
);

impl CredentialsFile {
    fn check(text: &str) -> Result<(), String> {
        AbsolutePath::check(text)?;
        if text.ends_with('/') || text.ends_with('\\') {
            return Err("it names a folder".into());
        }
        if text.to_ascii_lowercase().ends_with(".pem") {
            return Err(
                "a .pem is the account's certificate, the tunnel's own credentials are a .json".into()
            );
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absolute_paths_of_both_kinds_are_taken() {
        for text in ["/etc/cloudflared/credentials.json", "C:\\cf\\creds.json", "c:/cf/creds.json"] {
            assert_eq!(CredentialsFile::new(text).unwrap().as_str(), text);
        }
    }

    #[test]
    fn a_path_that_depends_on_where_cloudflared_runs_is_refused() {
        for text in ["", "credentials.json", "./c.json", "~/c.json", "${HOME}/c.json", "C:c.json", "/a\nb"] {
            assert!(AbsolutePath::new(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn the_certificate_and_a_folder_are_not_credentials() {
        assert!(CredentialsFile::new("/etc/cloudflared/cert.pem").is_err());
        assert!(CredentialsFile::new("/etc/cloudflared/").is_err());
    }
}
