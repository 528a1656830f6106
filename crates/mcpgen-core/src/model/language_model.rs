//! `models`: language models that Docker runs beside a container.

use std::num::NonZeroU32;

use serde::Deserialize;

use super::table::table;
use crate::name::{EnvironmentName, LanguageModelName};
use crate::value::{InvalidValue, written_as_text};

table! {
/// `models.NAME`: a language model that Docker Model Runner serves to the container.
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::{LanguageModelSpec, ServiceSpec, StackSpec};
///
/// let stack: StackSpec = r#"
/// [stack]
/// name = "mcp"
///
/// [services.web]
/// kind = "container"
/// image = "nginx:1.29"
/// models.llm = { model = "ai/smollm2", context-size = 4096 }
/// "#
/// .parse()?;
/// let ServiceSpec::Container(web) = &stack.services[&"web".parse()?] else { unreachable!() };
/// let llm = &web.models[&"llm".parse()?];
/// assert_eq!(llm.model.as_str(), "ai/smollm2");
/// assert_eq!(llm.context_size.unwrap().get(), 4096);
///
/// // The same in code.
/// let built = LanguageModelSpec::new("ai/smollm2".parse()?).with_context_size(std::num::NonZeroU32::try_from(4096)?);
/// assert_eq!(*llm, built);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct LanguageModelSpec {
    /// The model, such as `ai/smollm2`.
    pub model: ModelReference,
    /// How many tokens it keeps in mind, at least 1, such as `4096`. Default: the model's own.
    pub context_size: Option<NonZeroU32>,
    /// Arguments of the program that runs it, such as `["--temp", "0.1"]`. Default: none.
    #[serde(default)]
    pub runtime_flags: Vec<String>,
    /// The variable that holds its address in the container, such as `MODEL_URL`. Default: made of the name, `LLM_URL` for `llm`.
    pub endpoint_var: Option<EnvironmentName>,
    /// The variable that holds its name in the container, such as `MODEL_NAME`. Default: made of the name, `LLM_MODEL` for `llm`.
    pub model_var: Option<EnvironmentName>,
}
}

impl LanguageModelSpec {
    /// A model as it is.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::LanguageModelSpec;
    ///
    /// let model = LanguageModelSpec::new("ai/smollm2".parse()?);
    /// assert_eq!(model.endpoint_variable(&"llm".parse()?), "LLM_URL");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn new(model: ModelReference) -> Self {
        Self { model, context_size: None, runtime_flags: Vec::new(), endpoint_var: None, model_var: None }
    }
}

impl LanguageModelSpec {
    /// The variable that holds its address, when the service calls it `name`.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::{ServiceSpec, StackSpec};
    ///
    /// let stack: StackSpec = r#"
    /// [stack]
    /// name = "mcp"
    ///
    /// [services.web]
    /// kind = "container"
    /// image = "nginx:1.29"
    /// models.my-llm = { model = "ai/smollm2" }
    /// models.other = { model = "ai/smollm2", endpoint-var = "OPENAI_BASE_URL" }
    /// "#
    /// .parse()?;
    /// let ServiceSpec::Container(web) = &stack.services[&"web".parse()?] else { unreachable!() };
    /// let (mine, other) = ("my-llm".parse()?, "other".parse()?);
    /// assert_eq!(web.models[&mine].endpoint_variable(&mine), "MY_LLM_URL");
    /// assert_eq!(web.models[&other].endpoint_variable(&other), "OPENAI_BASE_URL");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn endpoint_variable(&self, name: &LanguageModelName) -> String {
        self.endpoint_var.as_ref().map_or_else(|| variable(name, "URL"), ToString::to_string)
    }

    /// The variable that holds its name, when the service calls it `name`.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::{ServiceSpec, StackSpec};
    ///
    /// let stack: StackSpec = r#"
    /// [stack]
    /// name = "mcp"
    ///
    /// [services.web]
    /// kind = "container"
    /// image = "nginx:1.29"
    /// models.llm = { model = "ai/smollm2" }
    /// "#
    /// .parse()?;
    /// let ServiceSpec::Container(web) = &stack.services[&"web".parse()?] else { unreachable!() };
    /// let name = "llm".parse()?;
    /// assert_eq!(web.models[&name].model_variable(&name), "LLM_MODEL");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn model_variable(&self, name: &LanguageModelName) -> String {
        self.model_var.as_ref().map_or_else(|| variable(name, "MODEL"), ToString::to_string)
    }

    /// Whether both ask Docker for the same: two services that call one so must agree on it.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::{ServiceSpec, StackSpec};
    ///
    /// let stack: StackSpec = r#"
    /// [stack]
    /// name = "mcp"
    ///
    /// [services.web]
    /// kind = "container"
    /// image = "nginx:1.29"
    /// models.llm = { model = "ai/smollm2" }
    /// models.other = { model = "ai/smollm2", endpoint-var = "OPENAI_BASE_URL" }
    /// models.large = { model = "ai/smollm2", context-size = 8192 }
    /// "#
    /// .parse()?;
    /// let ServiceSpec::Container(web) = &stack.services[&"web".parse()?] else { unreachable!() };
    /// let model = |name: &str| &web.models[&name.parse().unwrap()];
    /// // What it is called in the container makes no difference, what Docker runs does.
    /// assert!(model("llm").is_same_model(model("other")));
    /// assert!(!model("llm").is_same_model(model("large")));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn is_same_model(&self, other: &Self) -> bool {
        (&self.model, self.context_size, &self.runtime_flags)
            == (&other.model, other.context_size, &other.runtime_flags)
    }
}

fn variable(name: &LanguageModelName, what: &str) -> String {
    format!("{}_{what}", name.as_str().to_ascii_uppercase().replace('-', "_"))
}

/// A reference to a language model: `REPOSITORY:TAG` of Docker's registry, or of another, such as `hf.co/NAME/NAME`.
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::ModelReference;
///
/// assert!("hf.co/bartowski/Llama-3.2-1B-Instruct-GGUF".parse::<ModelReference>().is_ok());
///
/// let refused = "ai/smol lm".parse::<ModelReference>().unwrap_err();
/// assert_eq!(refused.message(), "\"ai/smol lm\" is not a language model");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelReference(String);

impl ModelReference {
    /// The reference.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::ModelReference;
    ///
    /// assert_eq!("ai/smollm2".parse::<ModelReference>()?.as_str(), "ai/smollm2");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for ModelReference {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let edge =
            |character: Option<char>| character.is_some_and(|character| character.is_ascii_alphanumeric());
        let valid = edge(text.chars().next())
            && edge(text.chars().next_back())
            && text.len() <= 255
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._/:@-".contains(&byte));
        if valid {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidValue::new(
                format!("{text:?} is not a language model"),
                "write a name and a version, such as `ai/smollm2` or `hf.co/bartowski/Llama-3.2-1B-Instruct-GGUF`",
            ))
        }
    }
}

written_as_text!(
    ModelReference,
    pattern: "^[a-zA-Z0-9]([a-zA-Z0-9._/:@-]{0,253}[a-zA-Z0-9])?$",
    examples: ["ai/smollm2"],
    "A language model: REPOSITORY:TAG."
);
