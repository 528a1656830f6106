//! Cloudflare Access in front of a rule.

use serde::Serialize;

use crate::value::validated_text;

/// That a request of this rule must have come through a Cloudflare Access application.
///
/// cloudflared verifies the token that Access adds to the request, and answers 403 without a good one. It can only stand
/// on a rule: written for all rules at once, cloudflared ignores it and lets everything through (cloudflare/cloudflared,
/// `ingress/ingress.go`). Without an audience it would refuse every request, so there is at least one.
///
/// It is a second lock, and makes no application. The well-known paths of a service are behind it too.
///
/// ```
/// use cloudflared_config::{Access, AudienceTag, Hostname, OriginUrl, Rule, TeamName};
///
/// let access = Access::new(TeamName::new("my-team")?, AudienceTag::new("0bc545634b17")?);
/// let service: OriginUrl = "http://mcp-gateway:8811".parse()?;
/// let rule = Rule::for_host(Hostname::new("mcp.example.com")?, service).with_access(access.clone());
/// assert_eq!(rule.access(), Some(&access));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Access {
    required: bool,
    team_name: TeamName,
    aud_tag: Vec<AudienceTag>,
    #[serde(skip_serializing_if = "Option::is_none")]
    environment: Option<AccessEnvironment>,
}

impl Access {
    /// Tokens of `team` for the application with this `audience` are let through.
    ///
    /// ```
    /// # use cloudflared_config::{Access, AudienceTag, TeamName};
    /// let access = Access::new(TeamName::new("my-team")?, AudienceTag::new("0bc545634b17")?);
    /// let keys = serde_json::to_value(&access)?;
    /// assert_eq!(
    ///     keys,
    ///     serde_json::json!({ "required": true, "teamName": "my-team", "audTag": ["0bc545634b17"] }),
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn new(team: TeamName, audience: AudienceTag) -> Self {
        Self { required: true, team_name: team, aud_tag: vec![audience], environment: None }
    }

    /// Tokens for the application with this `audience` are let through as well.
    ///
    /// ```
    /// # use cloudflared_config::{Access, AudienceTag, TeamName};
    /// let [first, second] = [AudienceTag::new("0bc545634b17")?, AudienceTag::new("77e3d5a90c21")?];
    /// let access = Access::new(TeamName::new("my-team")?, first.clone()).or_audience(second);
    /// assert_eq!(serde_json::to_value(&access)?["audTag"], serde_json::json!(["0bc545634b17", "77e3d5a90c21"]));
    /// // One that is there already changes nothing.
    /// assert_eq!(access.clone().or_audience(first), access);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn or_audience(mut self, audience: AudienceTag) -> Self {
        if !self.aud_tag.contains(&audience) {
            self.aud_tag.push(audience);
        }
        self
    }

    /// The team lives in `environment`, not in Cloudflare's usual one.
    ///
    /// ```
    /// # use cloudflared_config::{Access, AccessEnvironment, AudienceTag, TeamName};
    /// let access = Access::new(TeamName::new("my-team")?, AudienceTag::new("0bc545634b17")?)
    ///     .in_environment(AccessEnvironment::Federal);
    /// assert_eq!(serde_json::to_value(&access)?["environment"], "fed");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn in_environment(mut self, environment: AccessEnvironment) -> Self {
        self.environment = Some(environment);
        self
    }
}

/// A part of Cloudflare with its own Access.
///
/// ```
/// use cloudflared_config::AccessEnvironment;
///
/// assert_eq!(serde_json::to_value(AccessEnvironment::Federal)?, "fed");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub enum AccessEnvironment {
    /// `TEAM.fed.cloudflareaccess.com`.
    #[serde(rename = "fed")]
    Federal,
}

/// The name of a team: the `TEAM` of `TEAM.cloudflareaccess.com`, made of `a-z`, `0-9` and `-`.
///
/// ```
/// use cloudflared_config::TeamName;
///
/// assert!(TeamName::new("my-team").is_ok());
/// let domain = TeamName::new("my-team.cloudflareaccess.com").unwrap_err();
/// assert_eq!(domain.reason(), "only the first part is the name: `my-team`");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TeamName(String);

validated_text!(
    TeamName,
    "team name",
    accepts "my-team",
    refuses "My Team":
        "only `a-z`, `0-9` and `-` can be in it"
);

impl TeamName {
    fn check(text: &str) -> Result<(), String> {
        if text.is_empty() {
            Err("it is empty".into())
        } else if let Some(name) = text.strip_suffix(".cloudflareaccess.com") {
            Err(format!("only the first part is the name: `{name}`"))
        } else if text.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-')) {
            Ok(())
        } else {
            Err("only `a-z`, `0-9` and `-` can be in it".into())
        }
    }
}

/// The audience tag of an Access application, as its overview page shows it (64 hexadecimal digits today).
///
/// Any text of visible ASCII characters is taken.
///
/// ```
/// use cloudflared_config::AudienceTag;
///
/// assert!(AudienceTag::new("0bc545634b1732494b3f9472794a549c883fabd48de9dfe0e0413e59c3f96c38").is_ok());
/// assert!(AudienceTag::new("").is_err());
/// assert!(AudienceTag::new("two words").is_err());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AudienceTag(String);

validated_text!(AudienceTag, "audience tag", accepts "0bc545634b17", refuses "": "it is empty");

impl AudienceTag {
    fn check(text: &str) -> Result<(), String> {
        if text.is_empty() {
            Err("it is empty".into())
        } else if text.bytes().all(|byte| byte.is_ascii_graphic()) {
            Ok(())
        } else {
            Err("only visible ASCII characters can be in it".into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_team_name_is_not_a_domain() {
        assert!(TeamName::new("my-team").is_ok());
        for text in ["", "my-team.cloudflareaccess.com", "My-Team", "my_team", "my team", "https://x"] {
            assert!(TeamName::new(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn an_audience_is_visible() {
        assert!(AudienceTag::new("0bc545634b17").is_ok());
        assert!(AudienceTag::new("").is_err());
        assert!(AudienceTag::new("a b").is_err());
    }

    #[test]
    fn an_audience_is_named_once() {
        let tag = AudienceTag::new("a").unwrap();
        let access = Access::new(TeamName::new("t").unwrap(), tag.clone());
        assert_eq!(access.clone().or_audience(tag), access);
    }
}
