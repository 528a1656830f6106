//! What a gateway answers (docker/mcp-gateway, pkg/gateway/transport.go and auth.go; modelcontextprotocol/go-sdk).

use crate::simulation::{Access, Answer, Status, Transport};

/// The paths that are asked.
const PATHS: [&str; 4] = ["/mcp", "/sse", "/health", "/"];

/// A gateway, as a client meets it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Door<'a> {
    /// Whether it runs.
    pub(crate) open: bool,
    pub(crate) transport: Transport,
    pub(crate) access: &'a Access,
}

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Request<'a> {
    pub(crate) path: &'a str,
    pub(crate) token: bool,
    /// Whether a web page of another origin asks.
    pub(crate) foreign_origin: bool,
    /// Whether the connection arrives on loopback with a public name in its `Host`.
    pub(crate) host_misfits: bool,
}

impl Door<'_> {
    /// The status of one request.
    pub(crate) fn answer(&self, request: Request<'_>) -> Status {
        let Some(endpoint) = self.transport.endpoint().filter(|_| self.open) else { return Status::Refused };
        let asks_for_token = !matches!(self.access, Access::Everyone);
        Status::Code(if request.path == "/health" {
            200
        } else if asks_for_token && !request.token {
            401
        } else if request.foreign_origin {
            403
        } else if request.path != endpoint {
            307
        } else if request.host_misfits && self.transport == Transport::Streaming {
            403
        } else {
            200
        })
    }
}

/// The answers at the four paths that matter below `base`.
pub(crate) fn answers(base: &str, ask: &dyn Fn(Request<'_>) -> Status) -> Vec<Answer> {
    let request = |path, token, foreign_origin| Request { path, token, foreign_origin, host_misfits: false };
    PATHS
        .iter()
        .map(|path| Answer {
            url: format!("{base}{path}"),
            without_token: ask(request(path, false, false)),
            with_token: ask(request(path, true, false)),
            from_a_page: ask(request(path, true, true)),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Value;

    #[test]
    fn a_gateway_answers_as_it_was_seen_to() {
        let access = Access::Token(Value::literal("t"));
        let door = Door { open: true, transport: Transport::Streaming, access: &access };
        let ask = |path, token, foreign_origin, host_misfits| {
            door.answer(Request { path, token, foreign_origin, host_misfits })
        };
        assert_eq!(ask("/mcp", true, false, false), Status::Code(200));
        assert_eq!(ask("/mcp", false, false, false), Status::Code(401));
        assert_eq!(ask("/mcp", true, true, false), Status::Code(403));
        assert_eq!(ask("/mcp", true, false, true), Status::Code(403));
        assert_eq!(ask("/sse", true, false, false), Status::Code(307));
        assert_eq!(ask("/sse", false, false, false), Status::Code(401));
        assert_eq!(ask("/health", false, false, false), Status::Code(200));
    }
}
