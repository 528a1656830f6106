//! Regular expressions of values, as far as draft-07 goes. No lookahead: not every editor's engine has it.

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
    format!("^({})?{PORT}:{PORT}(/(tcp|udp))?$", address())
}

/// `PORT`, with a protocol.
pub(crate) fn exposed_port() -> String {
    format!("^{PORT}(/(tcp|udp))?$")
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
    format!("^({}/0*(3[0-2]|[12]?[0-9])|{IPV6}/0*(12[0-8]|1[01][0-9]|[1-9]?[0-9]))$", ipv4())
}

/// The policy, and how often.
pub(crate) fn restart() -> String {
    format!("^(no|always|unless-stopped|on-failure(:{PORT})?)$")
}

/// A path of the machine: no other person's home folder and no path on a network.
pub(crate) fn host_path() -> String {
    let any = format!("[^{CONTROL}]*");
    format!(
        "^(~([/\\\\]{any})?|/([^/{CONTROL}]{any})?|\\\\([^\\\\{CONTROL}]{any})?|[^~/\\\\{CONTROL}]{any})$"
    )
}

/// `SOURCE:TARGET`, with an option.
pub(crate) fn volume() -> String {
    let any = format!("[^:{CONTROL}]*");
    let path = format!(
        "{DRIVE}{any}|~([/\\\\]{any})?|/([^/:{CONTROL}]{any})?|\\\\([^\\\\:{CONTROL}]{any})?|\\.{any}"
    );
    // One letter before `:/` is a drive.
    let name = "[0-9]|[a-z0-9][a-z0-9_.-]{0,61}[a-z0-9]";
    format!("^({path}|{name}):/+[^/:{CONTROL}]{any}(:(ro|rw))?$")
}

/// A reference to an image (distribution/reference, regexp.go).
pub(crate) fn image() -> String {
    let label = "[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?";
    let registry = format!("({label}(\\.{label})+(:[0-9]+)?|{label}:[0-9]+|localhost)");
    let component = "[a-z0-9]+((\\.|__?|-+)[a-z0-9]+)*";
    // What has a dot before the first slash is a registry.
    let first = "[a-z0-9]+((__?|-+)[a-z0-9]+)*";
    let name = format!("({registry}/{component}(/{component})*|{first}(/{component})+|{component})");
    format!("^{name}(:[a-zA-Z0-9_][a-zA-Z0-9_.-]{{0,127}})?(@sha256:[0-9a-f]{{64}})?$")
}
