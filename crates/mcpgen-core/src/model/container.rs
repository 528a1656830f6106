//! `[services.NAME]` with `kind = "container"`.

use std::collections::BTreeMap;
use std::num::NonZeroU16;

use super::service::service_kind;
use super::{
    BuildSpec, Capability, ConfigSpec, ContainerGroup, ContainerHostname, ContainerPath, ContainerUser,
    Distinct, EnvFileSpec, ExposedPort, GpusSpec, HealthcheckSpec, LanguageModelSpec, MountSpec, MountTarget,
    PublishedPort, SecretFileSpec, SecurityOption, StopGracePeriod, StopSignal, StorageSize, TextSpec,
    TmpfsSpec,
};
use crate::name::{ContainerVariable, LanguageModelName, ProfileName};

service_kind! {
    /// Any container beside the gateway: a server of one's own that speaks HTTP, a database, a web application.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::{ContainerSpec, ImageReference, ServiceSpec, StackSpec, TextSpec};
    ///
    /// let stack: StackSpec = r#"
    /// [stack]
    /// name = "mcp"
    ///
    /// [services.web]
    /// kind = "container"
    /// image = "nginx:1.29"
    /// ports = ["8080:80"]
    /// environment = { TZ = "Europe/Berlin", API_KEY = { secret = "WEB_KEY" } }
    /// harden = true
    /// "#
    /// .parse()?;
    /// let ServiceSpec::Container(web) = &stack.services[&"web".parse()?] else { unreachable!() };
    /// assert_eq!(web.ports[0].address.to_string(), "127.0.0.1");
    /// assert_eq!(web.environment[&"API_KEY".parse()?], TextSpec::Secret("WEB_KEY".parse()?));
    /// assert_eq!(web.harden, Some(true));
    /// // `harden` is expanded in the plan; what was not written is not there.
    /// assert_eq!(web.cap_drop, None);
    ///
    /// // The same in code.
    /// let environment = [
    ///     ("TZ".parse()?, TextSpec::from("Europe/Berlin")),
    ///     ("API_KEY".parse()?, TextSpec::Secret("WEB_KEY".parse()?)),
    /// ];
    /// let built = ContainerSpec::default()
    ///     .with_image("nginx:1.29".parse::<ImageReference>()?)
    ///     .with_ports(["8080:80".parse()?])
    ///     .with_environment(environment)
    ///     .with_harden(true);
    /// assert_eq!(*web, built);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub struct ContainerSpec {
        image:
            /// The image. There is no default: either this or `build` is needed.
            ;
        /// What to build the image from: a folder with a `Dockerfile`, or a table. Either this or `image` is needed.
        pub build: Option<BuildSpec>,
        /// The arguments, each an item, such as `["--port", "8000"]`; no shell reads them. Default: the image's own.
        pub command: Option<Vec<String>>,
        /// The program and its first arguments, each an item, such as `["python", "-m", "server"]`; no shell reads them. Default: the image's own.
        pub entrypoint: Option<Vec<String>>,
        /// Environment variables: text, `{ secret = "NAME" }`, or `{ env = "NAME", default = "…" }` for a value of `.env`.
        #[serde(default)]
        pub environment: BTreeMap<ContainerVariable, TextSpec>,
        /// Files with environment variables, a line `NAME=value` each: a path such as `app.env`, or `{ path, required, format }`. `environment` wins
        /// over them, and of two files the later one.
        #[serde(default)]
        pub env_file: Vec<EnvFileSpec>,
        /// Ports that this machine offers: `"HOST:CONTAINER"` (on 127.0.0.1) or `"IP:HOST:CONTAINER"`, each with `/udp` or `/sctp`
        /// if wanted. `FIRST-LAST` is a range: on both sides of one length, or on the machine's alone, of which the engine takes
        /// any port that is free.
        #[serde(default)]
        pub ports: Vec<PublishedPort>,
        /// Ports that the container listens on for the other services, such as `8000` or `"53/udp"`. Says what is there; opens nothing.
        #[serde(default)]
        pub expose: Distinct<ExposedPort>,
        /// Folders, files and volumes: `"SOURCE:TARGET"`, with `:ro` if the container may only read. A source that begins
        /// with `.`, `/`, `~` or a drive letter is a path of this machine; any other is a volume that Docker keeps. A table
        /// with `path`, `volume` or `tmpfs` says what that text cannot; a text is one such as `./data:/data`.
        #[serde(default)]
        pub volumes: Vec<MountSpec>,
        /// Files of its own that the container gets, by their path in it: the text, or `{ content, executable }`, or `{ file }` for
        /// one that lies beside stack.toml. The container can only read them.
        #[serde(default)]
        pub configs: BTreeMap<MountTarget, ConfigSpec>,
        /// How the engine finds out whether the container works. Default: the image's own, if it has one.
        pub healthcheck: Option<HealthcheckSpec>,
        /// Secrets that the container gets as files: names such as `API_KEY`, each at
        /// `/run/secrets/NAME`, or tables `{ secret, target, mode }`.
        #[serde(default)]
        pub secrets: Vec<SecretFileSpec>,
        /// Whether the container is locked up as far as most programs bear it. It stands for `cap-drop = ["ALL"]`,
        /// `read-only = true`, `tmpfs = ["/tmp:size=64m"]`, `init = true` and `limits.pids = 512`, each unless that key is
        /// written, and for `security-opt = ["no-new-privileges:true"]`, unless that is decided there. So each part is undone by
        /// itself: `read-only = false`, `cap-drop = []`, or one right by `cap-add`. Default: false.
        pub harden: Option<bool>,
        /// Whom the container runs as, by name or number, with a group after `:` if wanted, such as `1000:1000`. Default: the
        /// image's own, often root.
        pub user: Option<ContainerUser>,
        /// More groups of that user, by name or number, such as `audio`.
        #[serde(default)]
        pub group_add: Distinct<ContainerGroup>,
        /// The folder in which the program starts, such as `/srv/app`. Default: the image's own.
        pub working_dir: Option<ContainerPath>,
        /// What the container calls itself, such as `app`. Default: its id. Others reach it by the service's name.
        pub hostname: Option<ContainerHostname>,
        /// Whether the container's own files can only be read. Folders that it writes to are then volumes, or in `tmpfs`.
        /// Default: false.
        pub read_only: Option<bool>,
        /// Rights of root that are taken from the container, without `CAP_`, such as `NET_RAW` or `ALL`. Default: none, unless it is hardened.
        pub cap_drop: Option<Distinct<Capability>>,
        /// Rights of root that the container gets, or keeps of `ALL`, without `CAP_`, such as `NET_BIND_SERVICE`.
        #[serde(default)]
        pub cap_add: Distinct<Capability>,
        /// What the engine allows or forbids besides: `no-new-privileges:true`, `seccomp=./profile.json` or
        /// `seccomp=unconfined`, `apparmor=NAME`, `label=type:NAME` and the like, `systempaths=unconfined`. Default: the
        /// engine's own profiles.
        #[serde(default)]
        pub security_opt: Distinct<SecurityOption>,
        /// Whether the container may do nearly all that root of the machine can. Always told of. Default: false.
        pub privileged: Option<bool>,
        /// Folders that lie in memory and end with the container, such as `/tmp` or `/run:size=64m,mode=1777`. Unless an option
        /// says so, nothing in them is run.
        pub tmpfs: Option<Distinct<TmpfsSpec>>,
        /// The size of `/dev/shm`, such as `256m`. Default: `64m`.
        pub shm_size: Option<StorageSize>,
        /// The signal that asks the container to end, such as `SIGINT`. Default: the image's own, mostly `SIGTERM`.
        pub stop_signal: Option<StopSignal>,
        /// How long the container gets to end before it is killed, in whole seconds. Default: `10s`.
        pub stop_grace_period: Option<StopGracePeriod>,
        /// Graphics processors: `"all"`, how many, or a table or a list of tables that say which.
        pub gpus: Option<GpusSpec>,
        /// Language models that Docker Model Runner serves to the container, by a name that its environment variables are made
        /// of. Needs Docker Compose 2.38.
        #[serde(default)]
        pub models: BTreeMap<LanguageModelName, LanguageModelSpec>,
        /// The profiles that the container belongs to, such as `debug`: it only runs while one of them is on. They are switched
        /// on in `.env`, with `COMPOSE_PROFILES=debug`. Default: none, and it always runs.
        #[serde(default)]
        pub profiles: Distinct<ProfileName>,
        /// How many containers there are of it, from 1 to 65535. Default: 1.
        pub replicas: Option<NonZeroU16>,
    }
}
