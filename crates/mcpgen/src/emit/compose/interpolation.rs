//! Text in the language of Compose's interpolation: literal text cannot become a reference, and references are only made here
//! (compose-spec/compose-go, template/template.go).

use mcpgen_core::name::SecretName;
use mcpgen_core::plan::{Plan, Text, TextPart};

/// What Compose says after the name of a variable that has no value.
const MISSING: &str = "set it in .env";

/// Literal text: every `$` doubled. For values only; Compose does not interpolate keys.
pub(super) fn literal(text: &str) -> String {
    // Nearly no text has one, and to look is quicker than to copy piece by piece.
    if text.contains('$') { text.replace('$', "$$") } else { text.to_owned() }
}

/// A text in which values of `.env` may stand.
pub(super) fn compose_text(plan: &Plan, text: &Text) -> String {
    text.parts()
        .iter()
        .map(|part| match part {
            TextPart::Literal(text) => literal(text),
            TextPart::Secret(name) => reference(plan, name),
            TextPart::Variable(name, None) => format!("${{{name}-}}"),
            TextPart::Variable(name, Some(default)) => format!("${{{name}:-{}}}", literal(default.as_str())),
            TextPart::Machine(value) => format!("${{{}:?{MISSING}}}", value.variable()),
        })
        .collect()
}

/// The value of a secret. Without one a required secret stops Compose, and an optional one is empty.
pub(super) fn reference(plan: &Plan, name: &SecretName) -> String {
    if plan.secrets.get(name).is_none_or(|secret| secret.required) {
        format!("${{{name}:?{MISSING}}}")
    } else {
        format!("${{{name}-}}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literal_text_never_becomes_a_reference() {
        assert_eq!(literal("a$b ${C} $$ $"), "a$$b $${C} $$$$ $$");
    }
}
