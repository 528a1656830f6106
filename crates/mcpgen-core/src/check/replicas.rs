//! `replicas`: what cannot be there more than once.

use super::process::conflict;
use super::{Check, service_path};
use crate::model::ServiceSpec;

pub(super) fn check(check: &mut Check<'_>) {
    for (name, service) in &check.spec.services {
        let ServiceSpec::Container(container) = service else { continue };
        let Some(replicas) =
            container.replicas.map(std::num::NonZeroU16::get).filter(|replicas| *replicas > 1)
        else {
            continue;
        };
        let path = service_path(name);
        let here = path.key("replicas");
        if container.container_name.is_some() {
            conflict(
                check,
                format!("{replicas} containers cannot have one name"),
                [(&here, "so many"), (&path.key("container-name"), "one name")],
                "remove `container-name`: Compose numbers them".to_owned(),
            );
        }
        for (index, port) in container.ports.iter().enumerate() {
            conflict(
                check,
                format!("{replicas} containers cannot publish on one port of this machine, {}", port.host),
                [(&here, "so many"), (&path.key("ports").index(index), "one port")],
                "remove the port: the other services reach all of them under the service's name".to_owned(),
            );
        }
    }
}
