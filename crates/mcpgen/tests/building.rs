//! A stack that is built in code is refused for what its text is refused for.
#![expect(clippy::unwrap_used, reason = "a test that fails is to say where")]

use mcpgen::core::diagnostic::{Report, Severity};
use mcpgen::core::model::{
    AccessSpec, BuildContext, BuildSpec, ConfigSpec, ContainerSpec, Distinct, DockerfileSpec, ForeignValue,
    GpuChoice, GpuSpec, GpusSpec, HealthcheckSpec, HealthcheckTest, ImageReference, IngressSpec,
    MountSourceSpec, MountSpec, NetworkSpec, Port, RouteSpec, SecretSpec, SecurityOption, StackSpec,
    TextSpec,
};
use mcpgen::{DockerRegistry, Stack};

const WEB: &str = "[stack]\nname = \"mcp\"\n[services.web]\nkind = \"container\"\nimage = \"nginx:1.29\"\n";

/// What has the form of a GitHub token, put together here so that it stands nowhere.
fn token() -> String {
    format!("ghp_{}", "a1B2c3D4e5F6".repeat(3))
}

fn container() -> ContainerSpec {
    ContainerSpec::default().with_image("nginx:1.29".parse::<ImageReference>().unwrap())
}

fn stack(container: ContainerSpec) -> StackSpec {
    StackSpec::new("mcp".parse().unwrap()).with_service("web".parse().unwrap(), container)
}

fn checked(test: HealthcheckTest) -> StackSpec {
    stack(container().with_healthcheck(HealthcheckSpec::new(test)))
}

fn composed(value: ForeignValue) -> StackSpec {
    stack(container().with_compose([("x-mine".to_owned(), value)]))
}

fn mounted(source: MountSourceSpec, target: &str) -> MountSpec {
    MountSpec::new(source, target.parse().unwrap())
}

/// Each stack in code, and what its text has besides [`WEB`].
fn table() -> Vec<(StackSpec, String)> {
    let program =
        |words: &[&str]| HealthcheckTest::Program(words.iter().map(|word| (*word).to_owned()).collect());
    let access = AccessSpec::new("team".parse().unwrap(), "0".repeat(64).parse().unwrap());
    let guarded = RouteSpec::new("mcp.example.com".parse().unwrap())
        .with_service("web".parse::<mcpgen::core::name::ServiceName>().unwrap())
        .with_port(Port::try_from(80).unwrap())
        .with_access(access.with_audience(Vec::new()));
    let gpus = |request: GpuSpec| stack(container().with_gpus(GpusSpec::from(request)));
    let volume = |mount: MountSpec| stack(container().with_volumes([mount]));
    let memory = || MountSourceSpec::Tmpfs { size: None, mode: None };
    let nul = || TextSpec::from("a\0b");
    let inline = DockerfileSpec::Inline("FROM scratch\0".to_owned());
    let build = BuildSpec::new("./web".parse::<BuildContext>().unwrap()).with_dockerfile(inline);
    let profile = Distinct::try_from(vec![SecurityOption::AppArmor("two words".to_owned())]).unwrap();
    let selinux = Some(mcpgen::core::model::SelinuxLabel::Shared);
    let unmade = MountSourceSpec::Path { path: "./data".parse().unwrap(), create: None, selinux };
    let table = [
        (checked(program(&[])), "healthcheck.test = [\"CMD\"]"),
        (checked(program(&[""])), "healthcheck.test = [\"CMD\", \"\"]"),
        (checked(program(&["curl", "\0"])), "healthcheck.test = [\"CMD\", \"curl\", \"\\u0000\"]"),
        (checked(HealthcheckTest::Shell(String::new())), "healthcheck.test = [\"CMD-SHELL\", \"\"]"),
        (composed(ForeignValue::Float(f64::NAN)), "compose.x-mine = nan"),
        (composed(vec![ForeignValue::Float(f64::INFINITY)].into()), "compose.x-mine = [inf]"),
        (composed("a\0".into()), "compose.x-mine = \"a\\u0000\""),
        (gpus(GpuSpec::default().with_choice(GpuChoice::Ids(Vec::new()))), "gpus.device-ids = []"),
        (volume(mounted(memory(), "/etc/hosts")), "volumes = [{ tmpfs = true, target = \"/etc/hosts\" }]"),
        (
            volume(mounted(memory(), "/tmp").with_read_only(true)),
            "volumes = [{ tmpfs = true, target = \"/tmp\", read-only = true }]",
        ),
        (
            volume(mounted(unmade, "/data")),
            "volumes = [{ path = \"./data\", target = \"/data\", selinux = \"z\" }]",
        ),
        (stack(container().with_security_opt(profile)), "security-opt = [\"apparmor=two words\"]"),
        (
            stack(container().with_environment([("A".parse().unwrap(), nul())])),
            "environment.A = \"a\\u0000b\"",
        ),
        (stack(container().with_command(vec!["\0".to_owned()])), "command = [\"\\u0000\"]"),
        (stack(container().with_labels([("mine".to_owned(), "\0".to_owned())])), "labels.mine = \"\\u0000\""),
        (
            stack(container().with_configs([("/etc/motd".parse().unwrap(), ConfigSpec::from("\0"))])),
            "configs.\"/etc/motd\" = \"\\u0000\"",
        ),
        (
            stack(container().with_build(build)),
            "build = { context = \"./web\", dockerfile-inline = \"FROM scratch\\u0000\" }",
        ),
        (
            stack(container()).with_network(
                "default".parse().unwrap(),
                NetworkSpec::default().with_driver_opts([("mine".to_owned(), "\0".to_owned())]),
            ),
            "[networks.default]\ndriver-opts.mine = \"\\u0000\"",
        ),
        (
            stack(container()).with_network(
                "default".parse().unwrap(),
                NetworkSpec::default().with_driver("a\0b".to_owned()),
            ),
            "[networks.default]\ndriver = \"a\\u0000b\"",
        ),
        (
            stack(
                container().with_secrets(["KEY".parse::<mcpgen::core::name::SecretName>().unwrap().into()]),
            )
            .with_secret("KEY".parse().unwrap(), SecretSpec::default().with_description("\0".to_owned())),
            "secrets = [\"KEY\"]\n[secrets.KEY]\ndescription = \"\\u0000\"",
        ),
        (
            stack(container()).with_ingress(
                IngressSpec::routed(
                    "741d42fb-5a6a-47f6-9b67-47e95011f865".parse().unwrap(),
                    "~/credentials.json".parse().unwrap(),
                )
                .with_routes([guarded]),
            ),
            "[ingress]\ntunnel = \"741d42fb-5a6a-47f6-9b67-47e95011f865\"\ncredentials-file = \"~/credentials.json\"\n\
             [[ingress.routes]]\nhostname = \"mcp.example.com\"\nservice = \"web\"\nport = 80\naccess = { team = \"team\", audience = [] }",
        ),
    ];
    let mut table: Vec<(StackSpec, String)> =
        table.into_iter().map(|(stack, text)| (stack, text.to_owned())).collect();
    let pasted = container().with_environment([("A".parse().unwrap(), TextSpec::from(token()))]);
    table.push((stack(pasted), format!("environment.A = \"{}\"", token())));
    let image = container().with_image(format!("nginx:{}", token()).parse::<ImageReference>().unwrap());
    let other = stack(container()).with_service("other".parse().unwrap(), image);
    table.push((other, format!("[services.other]\nkind = \"container\"\nimage = \"nginx:{}\"", token())));
    let named = stack(container()).with_service(token().to_lowercase().parse().unwrap(), container());
    let more = format!("[services.{}]\nkind = \"container\"\nimage = \"nginx:1.29\"", token().to_lowercase());
    table.push((named, more));
    let target = format!("/data/{}", token());
    let mount = stack(container().with_volumes([mounted(memory(), &target)]));
    table.push((mount, format!("volumes = [{{ tmpfs = true, target = \"{target}\" }}]")));
    table
}

/// The codes of what refuses a stack, each as often as it does.
fn errors(report: &Report) -> Vec<&'static str> {
    let errors = report.diagnostics().iter().filter(|found| found.severity() == Severity::Error);
    let mut codes: Vec<&str> = errors.map(|found| found.code().as_str()).collect();
    codes.sort_unstable();
    codes
}

#[test]
fn a_stack_in_code_is_refused_with_the_codes_of_its_text() {
    for (built, more) in table() {
        let text = format!("{WEB}{more}\n");
        let written = Stack::read("stack.toml", text.as_bytes()).evaluate(&DockerRegistry);
        let built = Stack::from_spec(built).evaluate(&DockerRegistry);
        assert!(built.plan().is_none() && written.plan().is_none(), "{more}");
        assert_eq!(errors(built.report()), errors(written.report()), "{more}\n{}", built.report());
        assert!(!built.report().to_string().contains(&token()), "a message shows the secret");
    }
}

#[test]
fn a_message_about_a_stack_in_code_says_where() {
    let built =
        Stack::from_spec(composed(vec![ForeignValue::Float(f64::NAN)].into())).evaluate(&DockerRegistry);
    let found = &built.report().diagnostics()[0];
    assert_eq!(found.message(), "`services.web.compose.x-mine[0]`: a number here must be finite");
    assert_eq!(found.help_text(), Some("write a finite number, or text"));
}

#[test]
fn what_a_text_can_say_is_not_refused_in_code() {
    let built = Stack::from_spec(checked(HealthcheckTest::Shell("curl -f http://127.0.0.1/".to_owned())));
    assert!(built.evaluate(&DockerRegistry).plan().is_some());
}
