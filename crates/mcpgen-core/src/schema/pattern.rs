//! Regular expressions of values, as far as draft-07 goes. No lookahead: not every editor's engine has it.

use crate::model::{FLAGS, NUMBERS, PROCESSORS, SIGNALS, SYSTEMS};

/// 1 to 65535, without zeros before it.
const PORT: &str = "([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])";
const OCTET: &str = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
/// The characters of an IPv6 address; its grammar is beyond a pattern.
const IPV6: &str = "[0-9a-fA-F.]*:[0-9a-fA-F:.]*";
/// What no text on one line holds, for use inside of brackets.
const CONTROL: &str = "\\x00-\\x1f\\x7f-\\x9f";
const DRIVE: &str = "[a-zA-Z]:[/\\\\]";

fn ipv4() -> String {
    format!("({OCTET}\\.){{3}}{OCTET}")
}

/// `IP:` or `[IP]:`.
fn address() -> String {
    format!("({}|\\[{IPV6}\\]):", ipv4())
}

/// An address of IPv4.
pub(crate) fn ipv4_address() -> String {
    format!("^{}$", ipv4())
}

/// An address of IPv6.
pub(crate) fn ipv6_address() -> String {
    format!("^{IPV6}$")
}

/// `IP:PORT`.
pub(crate) fn address_with_port() -> String {
    format!("^{}{PORT}$", address())
}

/// `IP:PORT` as Rust's standard library reads it: with zeros before the port, and a scope in an IPv6 address.
pub(crate) fn socket_address() -> String {
    format!("^({}|\\[{IPV6}(%[0-9]+)?\\]):0*{PORT}$", ipv4())
}

/// `HOST:CONTAINER` or `IP:HOST:CONTAINER`, with a protocol.
pub(crate) fn published_port() -> String {
    let range = format!("{PORT}(-{PORT})?");
    format!("^({})?({range}:{PORT}|{PORT}-{PORT}:{PORT}-{PORT})(/(tcp|udp|sctp))?$", address())
}

/// `PORT`, with a protocol.
pub(crate) fn exposed_port() -> String {
    format!("^{PORT}(/(tcp|udp|sctp))?$")
}

/// `HOST:PORT`.
pub(crate) fn host_and_port() -> String {
    format!("^[a-zA-Z0-9.-]+:{PORT}$")
}

/// An address of an origin.
pub(crate) fn origin_url() -> String {
    let name = "[a-zA-Z0-9]([a-zA-Z0-9._-]*[a-zA-Z0-9])?";
    // Rust's standard library reads the port.
    format!("^(https?|tcp|ssh|rdp|smb)://({name}|\\[{IPV6}\\])(:0*{PORT})?$")
}

/// An address and the length of its prefix.
pub(crate) fn subnet() -> String {
    format!("^({}/0*([89]|[12][0-9]|30)|{IPV6}/0*(6[4-9]|[7-9][0-9]|1[01][0-9]|12[0-4]))$", ipv4())
}

/// The policy, and how often.
pub(crate) fn restart() -> String {
    format!("^(no|always|unless-stopped|on-failure(:{PORT})?)$")
}

/// The parts of a container's path: neither `.` nor `..`, and none of the characters `without`.
fn container_parts(without: &str) -> String {
    let other = format!("[^/.{without}{CONTROL}]");
    let any = format!("[^/{without}{CONTROL}]");
    format!("({other}{any}*|\\.{other}{any}*|\\.\\.{any}+)")
}

/// An absolute path of a container.
pub(crate) fn container_path() -> String {
    let part = container_parts("");
    format!("^/+({part}(/+{part})*/*)?$")
}

/// An absolute path of a container that something can be mounted at.
fn mount_target_text() -> String {
    let part = container_parts(":");
    format!("/+{part}(/+{part})*/*")
}

/// The same, alone.
pub(crate) fn mount_target() -> String {
    format!("^{}$", mount_target_text())
}

/// A number of a user or a group: up to 2147483647.
const ACCOUNT_NUMBER: &str = "(0|[1-9][0-9]{0,8}|1[0-9]{9}|20[0-9]{8}|21[0-3][0-9]{7}|214[0-6][0-9]{6}|2147[0-3][0-9]{5}|21474[0-7][0-9]{4}|214748[0-2][0-9]{3}|2147483[0-5][0-9]{2}|21474836[0-3][0-9]|214748364[0-7])";

fn account() -> String {
    format!("({ACCOUNT_NUMBER}|[a-zA-Z_][a-zA-Z0-9_.-]{{0,31}})")
}

/// A name or a number of a group.
pub(crate) fn group() -> String {
    format!("^{}$", account())
}

/// A name or a number of a user, with a group.
pub(crate) fn user() -> String {
    let account = account();
    format!("^{account}(:{account})?$")
}

/// A signal by its name or number.
pub(crate) fn signal() -> String {
    let names = SIGNALS.join("|");
    format!("^(SIG({names}|RTMIN\\+([1-9]|1[0-5])|RTMAX-([1-9]|1[0-4]))|[1-9]|[1-5][0-9]|6[0-4])$")
}

/// A folder in memory. That no option stands twice is beyond a pattern.
pub(crate) fn tmpfs() -> String {
    let flags: Vec<&str> = FLAGS.iter().flat_map(|(flag, opposite)| [*flag, *opposite]).collect();
    let size = "[0-9]*[1-9][0-9]*([kKmMgG]([iI]?[bB])?|[bB])";
    let option = format!(
        "({}|size={size}|mode=[0-7]{{3,4}}|({})={ACCOUNT_NUMBER})",
        flags.join("|"),
        NUMBERS.join("|")
    );
    format!("^{}(:{option}(,{option})*)?$", mount_target_text())
}

/// What the engine allows or forbids.
pub(crate) fn security_option() -> String {
    // Printable, without quotes and the sign that separates.
    let word = "[!#-&(-<>-~]+";
    let path = host_path();
    let path = path.trim_start_matches('^').trim_end_matches('$');
    format!(
        "^(no-new-privileges(:(true|false))?|systempaths=unconfined|seccomp={path}|apparmor={word}|label=(disable|(user|role|type|level|filetype):{word}))$"
    )
}

/// A system, a processor and its variant.
pub(crate) fn platform() -> String {
    let systems = SYSTEMS.join("|");
    let processors: Vec<String> = PROCESSORS
        .iter()
        .map(|(processor, variants)| match variants {
            [] => (*processor).to_owned(),
            variants => format!("{processor}(/({}))?", variants.join("|")),
        })
        .collect();
    format!("^({systems})(/({}))?$", processors.join("|"))
}

/// A name as DNS has it; its length is beyond a pattern.
pub(crate) fn dns_name() -> String {
    let label = "[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?";
    format!("^{label}(\\.{label})*$")
}

/// An IP address.
pub(crate) fn ip_address() -> String {
    format!("^({}|{IPV6})$", ipv4())
}

/// An IP address, or `host-gateway`.
pub(crate) fn extra_host() -> String {
    format!("^({}|{IPV6}|host-gateway)$", ipv4())
}

/// A path of the machine: no other person's home folder and no path on a network.
pub(crate) fn host_path() -> String {
    let any = format!("[^{CONTROL}]*");
    format!(
        "^(~([/\\\\]{any})?|/([^/{CONTROL}]{any})?|\\\\([^\\\\{CONTROL}]{any})?|[^~/\\\\{CONTROL}]{any})$"
    )
}

/// A folder of the machine, or a Git repository.
pub(crate) fn build_context() -> String {
    let folder = host_path();
    let folder = folder.trim_start_matches('^').trim_end_matches('$');
    let part =
        "([a-zA-Z0-9_+~-][a-zA-Z0-9_.+~-]*|\\.[a-zA-Z0-9_+~-][a-zA-Z0-9_.+~-]*|\\.\\.[a-zA-Z0-9_.+~-]+)";
    let path = format!("({part}/)*[a-zA-Z0-9_.+~-]+\\.git");
    let git = format!("https://[a-zA-Z0-9.:-]+/{path}#{part}(/{part})*(:{part}(/{part})*)?");
    format!("^({git}|{folder})$")
}

/// A path that is not absolute.
pub(crate) fn relative_path() -> String {
    format!(
        "^([^/\\\\~:{CONTROL}]|[^/\\\\~a-zA-Z{CONTROL}][^{CONTROL}]*|[a-zA-Z]([^:{CONTROL}][^{CONTROL}]*|:[^/\\\\{CONTROL}][^{CONTROL}]*|:)?)$"
    )
}

/// A relative path that does not lead out.
pub(crate) fn subpath() -> String {
    let part = container_parts("");
    format!("^{part}(/{part})*$")
}

/// `SOURCE:TARGET`, with an option.
pub(crate) fn volume() -> String {
    let any = format!("[^:{CONTROL}]*");
    let path = format!(
        "{DRIVE}{any}|~([/\\\\]{any})?|/([^/:{CONTROL}]{any})?|\\\\([^\\\\:{CONTROL}]{any})?|\\.{any}"
    );
    // One letter before `:/` is a drive.
    let name = "[0-9]|[a-z0-9][a-z0-9_.-]{0,61}[a-z0-9]";
    format!("^({path}|{name}):{}(:(ro|rw))?$", mount_target_text())
}

/// A reference to an image (distribution/reference, regexp.go).
pub(crate) fn image() -> String {
    let label = "[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?";
    let registry = format!("({label}(\\.{label})+(:[0-9]+)?|{label}:[0-9]+|localhost)");
    let component = "[a-z0-9]+((\\.|__?|-+)[a-z0-9]+)*";
    // What has a dot before the first slash is a registry.
    let first = "[a-z0-9]+((__?|-+)[a-z0-9]+)*";
    let name = format!("({registry}/{component}(/{component})*|{first}(/{component})+|{component})");
    format!(
        "^{name}(:[a-zA-Z0-9_][a-zA-Z0-9_.-]{{0,127}})?(@(sha256:[0-9a-f]{{64}}|sha384:[0-9a-f]{{96}}|sha512:[0-9a-f]{{128}}))?$"
    )
}
