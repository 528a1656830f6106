//! A configuration of cloudflared that somebody else wrote.

use std::str;

use cloudflared_config::{RequestUrl, Verdict, read};

/// An address with all that an address may have.
const ADDRESS: &str = "https://a.example.com/a%2Fb/%FF";

/// Reads `bytes` as a configuration of cloudflared: findings point into the text, what is written is read as the same, and where there
/// are rules one takes a request.
///
/// # Panics
/// When that is not so.
pub fn cloudflared(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    let reading = read(text);
    for finding in reading.findings() {
        assert!(text.get(finding.span()).is_some(), "`{finding}` points outside of the text");
        if let Some(edit) = finding.edit() {
            assert!(text.get(edit.span()).is_some(), "the edit of `{finding}` lies outside of the text");
        }
    }
    if let Some(config) = reading.config() {
        let written = config.to_yaml();
        assert!(written.is_ok(), "{written:?}");
        let again = read(written.as_deref().unwrap_or_default());
        assert_eq!(again.config(), Some(config), "what is written is read as something else");
    }
    if let (false, Some(file)) = (matches!(reading.verdict(), Verdict::Reject(_)), reading.file())
        && let (Ok(router), Ok(request)) = (file.router(), RequestUrl::new(ADDRESS))
    {
        assert!(
            router.route(&request).rule() < file.ingress.len(),
            "a rule that is not there takes a request"
        );
    }
}
