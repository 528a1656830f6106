//! What a stack that was built in code can say and no text: the types hold it, and reading would have refused it.

use std::collections::BTreeMap;
use std::fmt::{Debug, Display};
use std::str::FromStr;

use crate::diagnostic::{Code, Diagnostic, secrets_in};
use crate::model::{
    BuildSpec, CommonSpec, ConfigSpec, ContainerSpec, DefaultText, DockerfileSpec, ForeignValue, GpusSpec,
    HeaderValue, HealthcheckTest, LintSpec, NetworkSpec, SecretSpec, ServerSpec, ServiceSpec, StackSpec,
    TextSpec,
};
use crate::path::Path;
use crate::value::InvalidValue;

/// Everything in `stack` that its text would have been refused for. Each message says where it is, since there is no line to show.
pub(crate) fn faults(stack: &StackSpec) -> Vec<Diagnostic> {
    let StackSpec { stack: about, networks, services, servers, secrets, ingress, lints } = stack;
    let mut search = Search { found: Vec::new() };
    let root = Path::root();
    search.within(&root.key("stack"), about, |_, _| {});
    for (name, network) in networks {
        search.within(&root.key("networks").key(name), &(name, network), |search, path| {
            search.network(path, network);
        });
    }
    for (name, service) in services {
        search.within(&root.key("services").key(name), &(name, service), |search, path| {
            search.common(path, &service.common());
            if let ServiceSpec::Container(container) = service {
                search.container(path, container);
            }
        });
    }
    for (name, server) in servers {
        search.within(&root.key("servers").key(name), &(name, server), |search, path| {
            search.server(path, server);
        });
    }
    for (name, secret) in secrets {
        let SecretSpec { description, required: _, generate: _ } = secret;
        search.within(&root.key("secrets").key(name), &(name, secret), |search, path| {
            search.texts(&path.key("description"), description);
        });
    }
    search.within(&root.key("ingress"), ingress, |search, path| {
        let routes = ingress.iter().flat_map(|ingress| &ingress.routes).enumerate();
        for (index, access) in routes.filter_map(|(index, route)| Some((index, route.access.as_ref()?))) {
            let path = path.key("routes").index(index).key("access").key("audience");
            search.refused(&path, access.fault());
        }
    });
    for (code, LintSpec { level: _, reason }) in lints {
        let path = root.key("lints").key(code);
        search.text(&path, code);
        search.texts(&path.key("reason"), reason);
    }
    search.found
}

struct Search {
    found: Vec<Diagnostic>,
}

impl Search {
    /// Looks through an entry of the stack. A secret may also stand in a value of some form, such as an image: what `look` passes over
    /// is searched as it prints, so that no type and no key is left out.
    fn within(&mut self, path: &Path, entry: &impl Debug, look: impl FnOnce(&mut Self, &Path)) {
        let before = self.secrets();
        look(self, path);
        if self.secrets() == before {
            self.secret(path, &format!("{entry:?}"));
        }
    }

    fn secrets(&self) -> usize {
        self.found.iter().filter(|found| found.code() == Code::SecretInStack).count()
    }

    fn network(&mut self, path: &Path, network: &NetworkSpec) {
        let NetworkSpec { driver, internal: _, subnet: _, driver_opts, external: _ } = network;
        self.texts(&path.key("driver"), driver);
        self.pairs(&path.key("driver-opts"), driver_opts);
    }

    fn common(&mut self, path: &Path, common: &CommonSpec<'_>) {
        self.pairs(&path.key("labels"), common.labels);
        if let Some(logging) = common.logging {
            self.text(&path.key("logging").key("driver"), &logging.driver);
            self.pairs(&path.key("logging").key("options"), &logging.options);
        }
        self.table(&path.key("compose"), common.compose);
    }

    fn container(&mut self, path: &Path, container: &ContainerSpec) {
        if let Some(build) = &container.build {
            self.build(&path.key("build"), build);
        }
        self.list(&path.key("command"), container.command.iter().flatten());
        self.list(&path.key("entrypoint"), container.entrypoint.iter().flatten());
        for (name, text) in &container.environment {
            self.reference(&path.key("environment").key(name), text);
        }
        for (index, mount) in container.volumes.iter().enumerate() {
            self.refused(&path.key("volumes").index(index), mount.fault());
        }
        for (target, config) in &container.configs {
            if let ConfigSpec::Content { content, executable: _ } = config {
                self.text(&path.key("configs").key(target), content);
            }
        }
        if let Some(healthcheck) = &container.healthcheck {
            let path = path.key("healthcheck").key("test");
            self.refused(&path, healthcheck.test.fault());
            match &healthcheck.test {
                HealthcheckTest::Program(words) => self.list(&path, words),
                HealthcheckTest::Shell(line) => self.text(&path, line),
                HealthcheckTest::None => {}
            }
        }
        for (index, option) in container.security_opt.as_slice().iter().enumerate() {
            self.written(&path.key("security-opt").index(index), option);
        }
        let requests = container.gpus.iter().flat_map(GpusSpec::requests).enumerate();
        for (index, request) in requests {
            self.refused(&path.key("gpus").index(index), request.fault());
        }
        for (name, model) in &container.models {
            self.list(&path.key("models").key(name).key("runtime-flags"), &model.runtime_flags);
        }
    }

    fn build(&mut self, path: &Path, build: &BuildSpec) {
        let BuildSpec { context: _, dockerfile, args, target: _, secrets: _ } = build;
        if let Some(DockerfileSpec::Inline(text)) = dockerfile {
            self.text(&path.key("dockerfile-inline"), text);
        }
        for (name, text) in args {
            self.reference(&path.key("args").key(name), text);
        }
    }

    fn server(&mut self, path: &Path, server: &ServerSpec) {
        self.table(&path.key("config"), &server.config);
        self.list(&path.key("command"), &server.command);
        for (name, text) in &server.environment {
            self.reference(&path.key("environment").key(name), text);
        }
        for (name, header) in &server.headers {
            let (HeaderValue::Literal(text) | HeaderValue::Secret { prefix: text, .. }) = header;
            self.text(&path.key("headers").key(name.as_str()), text);
        }
    }

    fn reference(&mut self, path: &Path, text: &TextSpec) {
        match text {
            TextSpec::Literal(text) => self.text(path, text),
            TextSpec::Variable { name: _, default } => {
                self.texts(&path.key("default"), default.as_ref().map(DefaultText::as_str));
            }
            TextSpec::Secret(_) => {}
        }
    }

    fn value(&mut self, path: &Path, value: &ForeignValue) {
        match value {
            ForeignValue::Boolean(_) | ForeignValue::Integer(_) => {}
            ForeignValue::Float(number) => self.refused(path, ForeignValue::finite(*number).err()),
            ForeignValue::Text(text) => self.text(path, text),
            ForeignValue::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.value(&path.index(index), item);
                }
            }
            ForeignValue::Table(table) => self.table(path, table),
        }
    }

    fn table(&mut self, path: &Path, table: &BTreeMap<String, ForeignValue>) {
        for (key, value) in table {
            let path = path.key(key);
            self.text(&path, key);
            self.value(&path, value);
        }
    }

    fn pairs(&mut self, path: &Path, pairs: &BTreeMap<String, String>) {
        for (key, value) in pairs {
            let path = path.key(key);
            self.texts(&path, [key, value]);
        }
    }

    fn list(&mut self, path: &Path, items: impl IntoIterator<Item = impl AsRef<str>>) {
        for (index, item) in items.into_iter().enumerate() {
            self.text(&path.index(index), item.as_ref());
        }
    }

    fn texts(&mut self, path: &Path, texts: impl IntoIterator<Item = impl AsRef<str>>) {
        for text in texts {
            self.text(path, text.as_ref());
        }
    }

    fn text(&mut self, path: &Path, text: &str) {
        if text.contains('\0') {
            let message =
                format!("`{path}` holds a NUL character, which cannot be written to any of the files");
            self.found.push(Diagnostic::new(Code::NulCharacter, message).help("remove it"));
        }
        self.secret(path, text);
    }

    fn secret(&mut self, path: &Path, text: &str) {
        if !secrets_in(text).is_empty() {
            let message = format!("a secret stands in `{path}`, for everyone to read");
            let help = "name a secret there, and give its value to .env";
            self.found.push(Diagnostic::new(Code::SecretInStack, message).help(help));
        }
    }

    /// A value that is written as one text, which must be read back as that value.
    fn written<T: Display + FromStr<Err = InvalidValue>>(&mut self, path: &Path, value: &T) {
        let text = value.to_string();
        self.text(path, &text);
        self.refused(path, text.parse::<T>().err());
    }

    fn refused(&mut self, path: &Path, fault: Option<InvalidValue>) {
        self.found.extend(fault.map(|fault| {
            let message = format!("`{path}`: {}", fault.message());
            Diagnostic::new(Code::InvalidValue, message).help(fault.help())
        }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ServerSpec;

    #[test]
    fn a_server_holds_nothing_that_no_text_could() {
        let text = "[stack]\nname = \"mcp\"\n[servers.own]\nimage = \"a:1\"\n";
        let told = |change: fn(&mut ServerSpec)| {
            let mut stack: StackSpec = text.parse().unwrap();
            stack.servers.values_mut().for_each(change);
            faults(&stack).iter().map(|fault| fault.message().to_owned()).collect::<Vec<_>>()
        };
        let nul = |path| {
            format!("`servers.own.{path}` holds a NUL character, which cannot be written to any of the files")
        };
        assert_eq!(told(|_| ()), Vec::<String>::new());
        assert_eq!(
            told(|server| server.command = vec!["a".to_owned(), "\0".to_owned()]),
            [nul("command[1]")]
        );
        let config = |server: &mut ServerSpec| {
            server.config.insert("a".to_owned(), ForeignValue::Text("\0".to_owned()));
        };
        assert_eq!(told(config), [nul("config.a")]);
        let environment = |server: &mut ServerSpec| {
            server.environment.insert("A".parse().unwrap(), TextSpec::Literal("\0".to_owned()));
        };
        assert_eq!(told(environment), [nul("environment.A")]);
        let header = |server: &mut ServerSpec| {
            server.headers.insert("X-A".parse().unwrap(), HeaderValue::Literal("\0".to_owned()));
        };
        assert_eq!(told(header), [nul("headers.X-A")]);
    }
}
