//! What a server of a catalog needs, and whether it can be used at all.

use super::{configuration, own, secrets};
use crate::catalog::{ServerDefinition, Standing};
use crate::check::Check;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::Part;
use crate::model::ServerSpec;
use crate::name::ServerName;
use crate::path::Path;

/// Checks the server `name`, which a gateway lists at `listed`, against what its catalog says of it.
pub(super) fn check_needs(
    check: &mut Check<'_>,
    name: &ServerName,
    definition: &ServerDefinition,
    listed: &Path,
) {
    if !is_usable(check, name, definition.standing, listed) {
        return;
    }
    let absent = ServerSpec::default();
    let table = Path::root().key("servers").key(name);
    let server = check.spec.servers.get(name).unwrap_or(&absent);
    secrets::needed(check, name, server, definition, listed);
    secrets::unknown(check, name, server, definition, &table);
    configuration::check_config(check, name, definition, &server.config, &table.key("config"), listed);
    own::only_own(check, name, server, &table);
}

/// Says what speaks against a server. `false` when it cannot work, so that nothing else is worth saying of it.
fn is_usable(check: &mut Check<'_>, name: &ServerName, standing: Standing, listed: &Path) -> bool {
    let (code, message, label, help) = match standing {
        Standing::Usable => return true,
        Standing::Archived => (
            Code::ServerArchived,
            format!("the server `{name}` is archived: nobody maintains it"),
            "archived",
            "use another server for this, or allow `server-archived` in `[lints]`",
        ),
        // In a container the gateway runs neither the part that logs in nor the one that renews logins (docker/mcp-gateway,
        // pkg/gateway/run.go).
        Standing::OauthOnly => (
            Code::ServerOauth,
            format!(
                "the server `{name}` takes only an OAuth login, which a gateway in a container cannot do"
            ),
            "cannot log in",
            "remove it, and connect the client to that service directly",
        ),
        // docker/mcp-gateway, pkg/gateway/docker_binds.go.
        Standing::Blocked(mount) => (
            Code::ServerBlocked,
            format!("the server `{name}` cannot work: {}", mount.reason()),
            "cannot work",
            "remove it; a server of one's own with what it needs in its image could take its place",
        ),
    };
    let diagnostic = Diagnostic::new(code, message);
    let diagnostic = check.labelled(diagnostic, listed, Part::Value, label);
    check.report(diagnostic.help(help));
    standing == Standing::Archived
}
