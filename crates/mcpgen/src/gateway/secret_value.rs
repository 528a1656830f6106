//! What a gateway's secrets file can carry (docker/mcp-gateway, pkg/gateway, `readSecretsFromFile`): a line a secret, its name,
//! `=` and the value as it is. Nothing is quoted and nothing escaped.

use std::collections::BTreeSet;

use mcpgen_core::name::SecretName;
use mcpgen_core::plan::Plan;

use super::secret_lines;

/// The most bytes of a line: of a longer one the gateway reads nothing, nor of all that follow it (Go, `bufio.Scanner`).
const LONGEST_LINE: usize = (64 << 10) - 1;

/// Why the gateway cannot carry `value` to a server, in words that complete "it"; `None` when it can. `longest` is in bytes.
pub(crate) fn uncarried(value: &str, longest: usize) -> Option<&'static str> {
    if value.contains(['\n', '\r']) {
        Some("has a line break in it")
    } else if value.starts_with('\u{feff}') {
        Some("begins with a byte order mark")
    } else if value.trim() != value {
        Some("begins or ends with a blank")
    } else if value.len() > longest {
        Some("is too long")
    } else {
        None
    }
}

/// The secrets that a gateway carries to its servers or compares with what clients send.
pub(crate) fn carried(plan: &Plan) -> BTreeSet<&SecretName> {
    plan.gateways()
        .flat_map(|(_, gateway)| secret_lines(gateway).into_values().chain(gateway.auth.token()))
        .collect()
}

/// The most bytes that each of them may have.
pub(crate) fn longest_value(plan: &Plan) -> usize {
    let names = plan.gateways().flat_map(|(_, gateway)| secret_lines(gateway).into_keys());
    LONGEST_LINE - names.map(|name| name.len() + 1).max().unwrap_or(0).min(LONGEST_LINE)
}

#[cfg(test)]
mod tests {
    use mcpgen_core::catalog::Knowledge;
    use mcpgen_core::model::StackSpec;
    use mcpgen_core::plan::resolve;

    use super::*;
    use crate::DockerRegistry;

    #[test]
    fn the_longest_value_fills_a_line_of_64_kb_together_with_its_name() {
        let stack: StackSpec = r#"
            [stack]
            name = "mcp"
            [services.gateway]
            kind = "mcp-gateway"
            servers = ["brave", "exa"]
            [secrets.BRAVE_API_KEY]
            [secrets.EXA_API_KEY]
        "#
        .parse()
        .unwrap();
        let plan = resolve(&stack, &Knowledge::new(&DockerRegistry)).unwrap();
        assert_eq!(longest_value(&plan) + "brave.api_key=".len(), 65_535);
    }

    #[test]
    fn what_a_line_can_hold_is_carried() {
        for value in ["", "x", "a b", "a=b", "\"quoted\"", "#x", "\\n", "é🔑", "{{x}} $y"] {
            assert_eq!(uncarried(value, 20), None, "{value:?}");
        }
        assert_eq!(uncarried(&"x".repeat(20), 20), None);
    }

    #[test]
    fn what_a_line_cannot_hold_is_told() {
        let long = "x".repeat(21);
        for value in ["a\nb", "a\r", "\n", " x", "x\t", "x\u{a0}", "\u{feff}x", &long] {
            assert!(uncarried(value, 20).is_some(), "{value:?}");
        }
    }
}
