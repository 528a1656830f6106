//! A language server for TOML, spoken with over its standard input and output (Language Server Protocol 3.17), without an editor.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

/// A running `tombi lsp` that has opened one `stack.toml`. It ends with this value.
#[derive(Debug)]
pub struct LanguageServer {
    process: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    address: String,
    text: String,
    requests: u64,
    diagnostics: Vec<(usize, String)>,
}

impl Drop for LanguageServer {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl LanguageServer {
    /// Starts the server at `program` and opens `stack.toml`, whose text is `text`, in `folder`.
    ///
    /// # Errors
    /// It does not start, or ends before it has said what is wrong with the file.
    pub fn open(program: &Path, folder: &Path, text: &str) -> Result<Self, String> {
        let failure = |error: std::io::Error| format!("{}: {error}", program.display());
        let mut process = Command::new(program)
            .args(["lsp", "--offline"])
            .current_dir(folder)
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("HOME", folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(failure)?;
        let (Some(input), Some(output)) = (process.stdin.take(), process.stdout.take()) else {
            return Err("the language server has no input or no output".to_owned());
        };
        let root = format!("file://{}", folder.display());
        let mut server = Self {
            process,
            input,
            output: BufReader::new(output),
            address: format!("{root}/stack.toml"),
            text: text.to_owned(),
            requests: 0,
            diagnostics: Vec::new(),
        };
        let capabilities = json!({ "textDocument": { "hover": { "contentFormat": ["markdown"] } } });
        server.request(
            "initialize",
            &json!({ "processId": null, "rootUri": root, "capabilities": capabilities }),
        )?;
        server.notify("initialized", &json!({}))?;
        let document = json!({ "uri": server.address, "languageId": "toml", "version": 1, "text": text });
        server.notify("textDocument/didOpen", &json!({ "textDocument": document }))?;
        let published = server.wait(|message| {
            message.get("method").is_some_and(|method| method == "textDocument/publishDiagnostics")
        })?;
        for found in published.pointer("/params/diagnostics").and_then(Value::as_array).into_iter().flatten()
        {
            let line = found
                .pointer("/range/start/line")
                .and_then(Value::as_u64)
                .and_then(|line| usize::try_from(line).ok());
            let message = found.get("message").and_then(Value::as_str).unwrap_or_default().to_owned();
            server.diagnostics.push((line.map_or(0, |line| line + 1), message));
        }
        server.diagnostics.sort();
        Ok(server)
    }

    /// What the server says is wrong: the line, counted from 1, and the message; in the order of lines.
    #[must_use]
    pub fn diagnostics(&self) -> &[(usize, String)] {
        &self.diagnostics
    }

    /// What the server offers at the `|` of `line`, which is put below the line `anchor`, in place of a line with the same key.
    ///
    /// # Errors
    /// There is no line `anchor`, or the server ends.
    pub fn complete(&mut self, anchor: &str, line: &str) -> Result<Vec<String>, String> {
        let key = line.split_once(" = ").map(|(key, _)| format!("{key} = "));
        let mut lines: Vec<String> = self.text.lines().map(str::to_owned).collect();
        let above =
            lines.iter().position(|line| line == anchor).ok_or_else(|| format!("no line {anchor}"))?;
        let below = above + 1;
        let same = lines.get(below).zip(key).is_some_and(|(next, key)| next.starts_with(&key));
        let column = line.find('|').unwrap_or(line.len());
        let line = line.replace('|', "");
        match lines.get_mut(below).filter(|_| same) {
            Some(next) => *next = line,
            None => lines.insert(below, line),
        }
        let document = json!({ "uri": self.address, "version": self.requests + 2 });
        let changes = json!([{ "text": lines.join("\n") + "\n" }]);
        self.notify(
            "textDocument/didChange",
            &json!({ "textDocument": document, "contentChanges": changes }),
        )?;
        let offered = self.ask_at("completion", below, column)?;
        let items = offered.as_array().or_else(|| offered.get("items")?.as_array());
        Ok(items
            .into_iter()
            .flatten()
            .filter_map(|item| Some(item.get("label")?.as_str()?.to_owned()))
            .collect())
    }

    /// What the server shows for the first line that begins with `key`.
    ///
    /// # Errors
    /// There is no such line, or the server ends.
    pub fn hover(&mut self, key: &str) -> Result<String, String> {
        let line = self.text.lines().position(|line| line.starts_with(key));
        let shown = self.ask_at("hover", line.ok_or_else(|| format!("no key {key}"))?, 1)?;
        Ok(shown.pointer("/contents/value").and_then(Value::as_str).unwrap_or_default().to_owned())
    }

    fn ask_at(&mut self, what: &str, line: usize, column: usize) -> Result<Value, String> {
        let place = json!({ "line": line, "character": column });
        let document = json!({ "uri": self.address });
        self.request(&format!("textDocument/{what}"), &json!({ "textDocument": document, "position": place }))
    }

    fn notify(&mut self, method: &str, parameters: &Value) -> Result<(), String> {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": parameters }))
    }

    fn request(&mut self, method: &str, parameters: &Value) -> Result<Value, String> {
        self.requests += 1;
        let number = self.requests;
        self.send(&json!({ "jsonrpc": "2.0", "id": number, "method": method, "params": parameters }))?;
        let mut answer = self.wait(|message| {
            message.get("id").is_some_and(|id| *id == number) && message.get("method").is_none()
        })?;
        Ok(answer.get_mut("result").map(Value::take).unwrap_or_default())
    }

    fn send(&mut self, message: &Value) -> Result<(), String> {
        let text = message.to_string();
        write!(self.input, "Content-Length: {}\r\n\r\n{text}", text.len())
            .and_then(|()| self.input.flush())
            .map_err(|error| format!("the language server does not listen: {error}"))
    }

    /// The next message that is `wanted`. What the server asks meanwhile is answered with nothing.
    fn wait(&mut self, wanted: impl Fn(&Value) -> bool) -> Result<Value, String> {
        loop {
            let message = self.receive()?;
            if wanted(&message) {
                return Ok(message);
            }
            if message.get("method").is_some() && message.get("id").is_some() {
                self.send(&json!({ "jsonrpc": "2.0", "id": message.get("id"), "result": null }))?;
            }
        }
    }

    fn receive(&mut self) -> Result<Value, String> {
        let failure = |error: std::io::Error| format!("the language server says nothing: {error}");
        let mut length = 0;
        loop {
            let mut line = String::new();
            if self.output.read_line(&mut line).map_err(failure)? == 0 {
                return Err("the language server ended".to_owned());
            }
            let line = line.trim();
            if line.is_empty() {
                break;
            }
            if let Some(value) = line.strip_prefix("Content-Length:") {
                length = value.trim().parse().map_err(|_| format!("{line}: not a length"))?;
            }
        }
        let mut bytes = vec![0; length];
        self.output.read_exact(&mut bytes).map_err(failure)?;
        serde_json::from_slice(&bytes).map_err(|error| error.to_string())
    }
}
