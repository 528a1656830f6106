//! A container with faults: wrong values, wrong kinds, keys that cannot stand together, names of nothing.

use toml::{Table, Value};

use super::draw::Draw;
use super::stack::valid;
use crate::mutation::{Numbers, Pool};

/// Values at the edge of what a key takes, as a line of TOML for the container's table. Some are valid.
const LINES: &str = r#"
restart = "sometimes"
restart = false
restart = "on-failure:-1"
image = "Bad Image:::"
image = "a@sha256:12"
image = "UPPER/case"
image = ""
container-name = "!bad"
container-name = "x"
depends-on = { nobody = "started" }
depends-on = { web = "healthy" }
depends-on = { web = "started" }
depends-on = { web = "whenever" }
depends-on = ["web"]
networks = ["nowhere"]
networks = []
networks = ["front", "front"]
secrets = ["NOT_THERE"]
secrets = ["a b"]
environment = ["A=b"]
environment = { "A B" = "c" }
environment = { A = 1 }
environment = { A = { secret = "NOT_THERE" } }
ports = ["80"]
ports = [80]
ports = ["localhost:80:80"]
ports = ["70000:80"]
ports = ["80:0"]
ports = ["1.2.3.4:80"]
ports = ["8000-8010:80-81"]
ports = ["8000-8001:80-81"]
ports = ["9000:80", "9000:81"]
ports = ["0.0.0.0:9000:80", "127.0.0.1:9000:81"]
ports = ["80:80/icmp"]
ports = ["80:80/sctp"]
ports = ["a:b"]
expose = ["a"]
expose = ["80/icmp"]
expose = [0]
expose = ["8000-8010"]
volumes = ["/a"]
volumes = ["a/b:/c"]
volumes = ["data:relative"]
volumes = ["data:/a", "other:/a"]
volumes = ["data:/"]
volumes = ["data:/a:rx"]
volumes = ["Data Base:/a"]
volumes = [{ a = 1 }]
command = "sleep 5"
command = [1]
command = ["a", true]
entrypoint = "x; y"
entrypoint = [[]]
healthcheck = { test = "true" }
healthcheck = { test = ["curl"] }
healthcheck = { test = [] }
healthcheck = { test = ["NONE", "x"] }
healthcheck = { test = ["CMD", "x"], interval = 5 }
healthcheck = { test = ["CMD", "x"], interval = "5" }
healthcheck = { test = ["CMD", "x"], interval = "1d" }
healthcheck = { test = ["CMD", "x"], interval = "-5s" }
healthcheck = { test = ["CMD", "x"], interval = "1ms" }
healthcheck = { test = ["CMD", "x"], retries = -1 }
healthcheck = { test = ["CMD", "x"], retries = 0 }
healthcheck = { test = ["CMD", "x"], retries = 1.5 }
healthcheck = { test = ["CMD", "x"], start-interval = "5s" }
healthcheck = { test = ["CMD", "x"], timeout = "1ns" }
healthcheck = { interval = "5s" }
healthcheck = { test = ["NONE"], interval = "5s" }
labels = { "" = "x" }
labels = { a = 1 }
labels = { a = [] }
labels = ["a=b"]
logging = {}
logging = { driver = "" }
logging = { driver = "nothing-like-it" }
logging = { driver = "json-file", options = { max-size = 10 } }
logging = { driver = "json-file", options = { max-size = "much" } }
logging = { driver = "json-file", options = { nothing = "x" } }
logging = { driver = "none", options = { max-size = "10m" } }
limits = { memory = "1" }
limits = { memory = "1k" }
limits = { memory = 512 }
limits = { memory = "much" }
limits = { cpus = -1 }
limits = { cpus = "0.5" }
limits = { cpus = 0.001 }
limits = { cpus = 100000 }
limits = { pids = 0 }
limits = { pids = -1 }
limits = { pids = "x" }
pull-policy = "sometimes"
pull-policy = "daily"
pull-policy = "every_1s"
pull-policy = "xalwaysx"
pull-policy = "build"
platform = "windows"
platform = "linux/amd64/v9/x"
platform = "lin ux"
platform = ""
platform = "linux/nothing"
build = "./x"
build = {}
build = { context = "./x", dockerfile = "" }
build = { context = "./x", dockerfile = "/abs" }
build = { context = "./x", nothing = 1 }
build = ""
build = "https://example.com/x.git"
compose = { nothing = 1 }
compose = { image = "x" }
compose = { network_mode = "host" }
compose = { privileged = "yes" }
compose = { oom_score_adj = 5000 }
compose = { oom_score_adj = "x" }
compose = { sysctls = "x" }
compose = { mem_swappiness = 1000 }
compose = { cpu_shares = "x" }
compose = { cpu_shares = -5 }
compose = { shm_size = "much" }
compose = { ipc = "nothing" }
compose = { ipc = "service:nobody" }
compose = { pid = "nothing" }
compose = { pid = "service:nobody" }
compose = { uts = "nothing" }
compose = { userns_mode = "nothing" }
compose = { cgroup = "nothing" }
compose = { isolation = "nothing" }
compose = { runtime = "nothing" }
compose = { devices = ["nothing"] }
compose = { devices = ["/dev/null:/dev/x:q"] }
compose = { devices = "x" }
compose = { device_cgroup_rules = ["x"] }
compose = { mac_address = "x" }
compose = { links = ["nobody"] }
compose = { external_links = ["nobody"] }
compose = { volumes_from = ["nobody"] }
compose = { volumes_from = ["web"] }
compose = { storage_opt = { size = "x" } }
compose = { storage_opt = { nothing = "x" } }
compose = { cpuset = "x" }
compose = { cpu_period = 5 }
compose = { cpu_quota = 5 }
compose = { cpu_rt_runtime = 5 }
compose = { cpu_count = 1 }
compose = { cpu_percent = 5 }
compose = { memswap_limit = "1k" }
compose = { mem_reservation = "100g" }
compose = { blkio_config = { weight = 5 } }
compose = { blkio_config = { weight = "x" } }
compose = { blkio_config = { nothing = 5 } }
compose = { credential_spec = { file = "x" } }
compose = { credential_spec = { nothing = "x" } }
compose = { develop = { watch = [{ path = "x" }] } }
compose = { develop = { watch = [{ path = "x", action = "nothing" }] } }
compose = { develop = { nothing = 1 } }
compose = { provider = { type = "nothing" } }
compose = { provider = {} }
compose = { post_start = [{ command = "x" }] }
compose = { post_start = [{ nothing = "x" }] }
compose = { post_start = "x" }
compose = { label_file = "nothing" }
compose = { annotations = 5 }
compose = { annotations = { a = 1 } }
compose = { annotations = { a = [] } }
compose = { attach = "x" }
compose = { tty = "x" }
compose = { stdin_open = 1 }
compose = { domainname = 5 }
compose = { cgroup_parent = 5 }
compose = { scale = 0 }
compose = { scale = -1 }
compose = { oom_kill_disable = "x" }
compose = { pull_refresh_after = "x" }
"#;

/// Each line of TOML that may be a fault.
pub fn lines() -> impl Iterator<Item = &'static str> {
    LINES.lines().filter(|line| !line.is_empty())
}

/// A stack of which one container has one to three faults, or none by chance.
#[must_use]
pub fn faulty(seed: u64, pool: &Pool) -> Table {
    let draw = &mut Draw::new(seed.wrapping_add(0xFA17));
    let mut document = valid(seed);
    let lines: Vec<&str> = lines().collect();
    let Some(Value::Table(services)) = document.get_mut("services") else { return document };
    let names: Vec<String> = services.keys().cloned().collect();
    let Some(Value::Table(container)) = services.get_mut(&draw.pick(&names)) else { return document };
    if draw.chance(60) {
        let line = draw.pick(&lines);
        container.extend(toml::from_str::<Table>(line).unwrap_or_default());
    } else {
        let mut numbers = Numbers(seed);
        for _ in 0..=draw.below(2) {
            pool.mutate(container, &mut numbers);
        }
    }
    document
}
