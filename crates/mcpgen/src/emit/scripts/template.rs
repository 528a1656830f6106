//! The templates of the scripts, read when mcpgen is built. Each sees a [`Stack`] of its own language: texts in there are literals, so
//! no template can write one as anything else, and a name that is misspelt does not build.

use askama::Template;

use super::literal::{PowerShell, Sh};
use super::stack::Stack;

/// `scripts/start.sh`
#[derive(Template)]
#[template(path = "sh/start.sh.j2", escape = "none")]
pub(super) struct StartSh<'a> {
    pub(super) stack: &'a Stack<Sh>,
}

/// `scripts/status.sh`
#[derive(Template)]
#[template(path = "sh/status.sh.j2", escape = "none")]
pub(super) struct StatusSh<'a> {
    pub(super) stack: &'a Stack<Sh>,
}

/// `scripts/stop.sh`
#[derive(Template)]
#[template(path = "sh/stop.sh.j2", escape = "none")]
pub(super) struct StopSh<'a> {
    pub(super) stack: &'a Stack<Sh>,
}

/// `scripts/start.ps1`
#[derive(Template)]
#[template(path = "powershell/start.ps1.j2", escape = "none")]
pub(super) struct StartPowerShell<'a> {
    pub(super) stack: &'a Stack<PowerShell>,
}

/// `scripts/status.ps1`
#[derive(Template)]
#[template(path = "powershell/status.ps1.j2", escape = "none")]
pub(super) struct StatusPowerShell<'a> {
    pub(super) stack: &'a Stack<PowerShell>,
}

/// `scripts/stop.ps1`
#[derive(Template)]
#[template(path = "powershell/stop.ps1.j2", escape = "none")]
pub(super) struct StopPowerShell<'a> {
    pub(super) stack: &'a Stack<PowerShell>,
}
