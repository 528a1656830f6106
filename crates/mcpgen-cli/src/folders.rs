//! Where a stack is, and where it is rendered to.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use mcpgen::core::name::SecretName;
use mcpgen::core::plan::{MachineValue, Plan};
use mcpgen::dotenv::SecretText;
use mcpgen::emit::Layout;
use mcpgen::fs::{Output, detect_machine};
use mcpgen::{Entropy, Error, ErrorKind, Evaluation, Existing, Inputs, Rendering, render};

use crate::exit::Failure;
use crate::{path, print};

/// The random bytes of the system.
pub(crate) fn system_entropy() -> impl Entropy {
    |bytes: &mut [u8]| Ok(getrandom::fill(bytes)?)
}

/// The folder of a stack, and the one that it is rendered into.
pub(crate) struct Folders {
    /// Absolute.
    pub(crate) stack: PathBuf,
    /// As it was said; it need not be there.
    pub(crate) out: PathBuf,
}

impl Folders {
    /// Those of the stack file `stack`, which is there; the output goes to `out`, or beside the stack.
    pub(crate) fn of(stack: &Path, out: Option<&Path>) -> Result<Self, Failure> {
        let folder = path::folder_of(stack);
        let absolute =
            folder.canonicalize().map_err(|error| Failure::new(format!("{}: {error}", folder.display())))?;
        Ok(Self { stack: absolute, out: out.map_or(folder, Path::to_owned) })
    }

    /// Holds the output folder, which is made if need be; says so when somebody else holds it.
    pub(crate) fn open(&self) -> Result<Output, Failure> {
        let mut waiting = || {
            print::note(&format!("{}: another mcpgen writes here; waiting for it\n", self.out.display()));
        };
        Output::open(&self.out, &mut waiting).map_err(failure)
    }

    /// Renders `plan` for these folders, in memory; and says what it took from the machine.
    pub(crate) fn render(
        &self,
        evaluation: &Evaluation,
        plan: &Plan,
        existing: Existing,
        supplied: BTreeMap<SecretName, SecretText>,
    ) -> Result<(Rendering, BTreeMap<MachineValue, String>), Failure> {
        let machine = detect_machine(plan, &self.stack);
        let out = path::resolved(&self.out)
            .map_err(|error| Failure::new(format!("{}: {error}", self.out.display())))?;
        let mut entropy = system_entropy();
        let inputs = Inputs::new(evaluation, &mut entropy)
            .with_layout(Layout::with_stack_folder(path::way(&out, &self.stack)))
            .with_machine(machine.clone())
            .with_secrets(supplied)
            .with_existing(existing);
        let rendering = render(plan, inputs).map_err(|error| Failure::new(error.to_string()))?;
        Ok((rendering, machine))
    }
}

/// Why nothing was written.
#[expect(clippy::needless_pass_by_value, reason = "`map_err` hands it over")]
pub(crate) fn failure(error: Error) -> Failure {
    let help = match error.kind() {
        ErrorKind::Changed => Some("run it again"),
        ErrorKind::Link => Some("replace the link by what it points to, or render elsewhere with `--out`"),
        _ => None,
    };
    let failure = Failure::new(error.to_string());
    match help {
        Some(help) => failure.help(help),
        None => failure,
    }
}
