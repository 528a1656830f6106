//! What the gateway puts something else in the place of: `{{NAME.KEY|FILTER}}` and `${VARIABLE}`.

/// What follows a `|` (docker/mcp-gateway, pkg/eval). An unknown one is passed over without a word.
const FILTERS: [&str; 7] = ["volume", "volume-target", "into", "first", "last", "or", "mount_as"];

/// The filters by which a value becomes a mount of the machine.
const MOUNTING: [&str; 2] = ["volume", "mount_as"];

/// A value of the server's configuration, as a text asks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Template {
    /// The server whose configuration it is of.
    pub(super) server: String,
    /// The key below it; a `.` leads into a table.
    pub(super) key: String,
    /// Whether the value becomes the source of a mount.
    pub(super) mounted: bool,
}

/// A template that gives nothing, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TemplateFault {
    /// `{{` without `}}`.
    Open,
    /// Not `NAME.KEY` in between.
    Path(String),
    /// A filter that there is not.
    Filter(String),
}

/// The templates of `text`, in its order. `mount` says that the text itself is a mount.
pub(super) fn templates(text: &str, mount: bool) -> Result<Vec<Template>, TemplateFault> {
    let mut templates = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("{{") {
        let (inner, after) = after.split_once("}}").ok_or(TemplateFault::Open)?;
        templates.push(template(inner, mount && !text.starts_with('/'))?);
        rest = after;
    }
    Ok(templates)
}

fn template(inner: &str, source: bool) -> Result<Template, TemplateFault> {
    let mut pieces = inner.split('|').map(str::trim);
    let path: Vec<&str> = pieces.next().unwrap_or("").split('.').map(str::trim).collect();
    let (Some((server, keys)), false) = (path.split_first(), path.iter().any(|part| part.is_empty())) else {
        return Err(TemplateFault::Path(inner.trim().to_owned()));
    };
    if keys.is_empty() {
        return Err(TemplateFault::Path(inner.trim().to_owned()));
    }
    let mut mounted = source;
    for filter in pieces {
        let name = filter.split(':').next().unwrap_or("").trim();
        if !FILTERS.contains(&name) {
            return Err(TemplateFault::Filter(name.to_owned()));
        }
        mounted |= MOUNTING.contains(&name);
    }
    Ok(Template { server: (*server).to_owned(), key: keys.join("."), mounted })
}

/// The variables that Go's `os.Expand` puts values in the place of, in the order of the text.
pub(super) fn variables(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once('$') {
        rest = after;
        if let Some(braced) = after.strip_prefix('{') {
            if let Some((name, after)) = braced.split_once('}') {
                found.push(name);
                rest = after;
            }
            continue;
        }
        let mut letters = after.chars();
        let length = match letters.next() {
            Some(letter) if letter.is_ascii_alphabetic() || letter == '_' => after
                .find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_')
                .unwrap_or(after.len()),
            Some(letter) if "*#$@!?-0123456789".contains(letter) => 1,
            _ => 0,
        };
        if let Some((name, after)) = after.split_at_checked(length)
            && !name.is_empty()
        {
            found.push(name);
            rest = after;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(text: &str, mount: bool) -> Template {
        templates(text, mount).unwrap().remove(0)
    }

    #[test]
    fn a_template_names_a_key_of_a_server() {
        let template = one("{{ git . paths | volume | into }}", false);
        assert_eq!((template.server.as_str(), template.key.as_str()), ("git", "paths"));
        assert!(template.mounted);
        assert!(!one("{{git.jira.url|or:none}}", false).mounted);
    }

    #[test]
    fn the_source_of_a_mount_is_mounted_and_its_target_is_not() {
        assert!(one("{{git.path}}:/data", true).mounted);
        assert!(!one("/data:{{git.path}}", true).mounted);
    }

    #[test]
    fn a_template_that_gives_nothing_is_a_fault() {
        assert_eq!(templates("{{git.paths", false), Err(TemplateFault::Open));
        assert_eq!(templates("{{paths}}", false), Err(TemplateFault::Path("paths".to_owned())));
        assert_eq!(templates("{{a.b|volumes}}", false), Err(TemplateFault::Filter("volumes".to_owned())));
        assert_eq!(templates("no template", false), Ok(Vec::new()));
    }

    #[test]
    fn variables_are_what_go_expands() {
        assert_eq!(variables("Bearer ${API_KEY}, $TOKEN. $5 $ {x} $"), ["API_KEY", "TOKEN", "5"]);
        assert_eq!(variables("$${A}"), ["$"]);
    }
}
