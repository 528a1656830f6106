//! A gateway of the plan, and what the simulation says of it.

use mcpgen::core::model::Transport;
use mcpgen::core::plan::{Gateway, GatewayAuth, Service};
use mcpgen_simulate::{Access, Answer, CatalogState, GatewayOutcome, Status};

use super::Rendered;
use super::differences::Differences;

impl Rendered {
    pub(super) fn compare_gateway(
        &self,
        service: &Service,
        gateway: &Gateway,
        outcome: &GatewayOutcome,
        differences: &mut Differences,
    ) {
        differences.compare("starts", true, outcome.starts);
        let transport = match gateway.transport {
            Transport::Sse => mcpgen_simulate::Transport::Sse,
            Transport::Streaming => mcpgen_simulate::Transport::Streaming,
        };
        differences.compare("transport", transport, outcome.transport);
        differences.compare("port", Some(gateway.port.get()), outcome.port);
        let networks: Vec<String> =
            service.networks.iter().map(|network| network.network.to_string()).collect();
        differences.compare("networks", networks.clone(), outcome.networks.clone());
        match (&gateway.auth, &outcome.access) {
            (GatewayAuth::Everyone, Access::Everyone) => {}
            (GatewayAuth::Bearer(token), Access::Token(value)) => {
                let right = self.values.get(token.as_str()).is_some_and(|token| value.is(token));
                differences.compare("the token's value", true, right);
            }
            (auth, access) => differences.found.push(format!("asks for {access:?} instead of {auth:?}")),
        }
        let published = gateway.publication.map(|publication| {
            (
                publication.address.get().to_string(),
                Some(publication.port.get()),
                publication.address.get().is_loopback(),
            )
        });
        let simulated = outcome
            .published
            .iter()
            .map(|published| (published.address.clone(), published.port, published.only_here));
        differences.compare("published", published.into_iter().collect::<Vec<_>>(), simulated.collect());
        let own = gateway.servers.iter().any(|server| server.own.is_some()).then(|| "mcpgen.yaml".to_owned());
        let dockers = gateway.docker_catalog || gateway.catalogs.is_empty() && own.is_none();
        let catalogs = dockers.then(|| "Docker's catalog".to_owned()).into_iter();
        let catalogs =
            catalogs.chain(gateway.catalogs.iter().map(|catalog| catalog.file_name.clone())).chain(own);
        let read = outcome
            .catalogs
            .iter()
            .filter(|catalog| matches!(catalog.state, CatalogState::Dockers | CatalogState::Read(1..)));
        differences.compare(
            "catalogs",
            catalogs.collect::<Vec<_>>(),
            read.map(|catalog| catalog.name.clone()).collect(),
        );
        let names: Vec<String> = gateway.servers.iter().map(|server| server.name.to_string()).collect();
        differences.compare(
            "servers",
            names,
            outcome.servers.iter().map(|server| server.name.clone()).collect(),
        );
        for (server, outcome) in gateway.servers.iter().zip(&outcome.servers) {
            differences.within(server.name.as_str(), |differences| {
                self.compare_server(server, outcome, &networks, differences);
            });
        }
        if gateway.publication.is_some() {
            let answers = (Status::Code(200), without_token(&gateway.auth));
            compare_answer(gateway.endpoint(), "http://", answers, &outcome.answers, differences);
        }
    }
}

/// What is answered to who sends no token.
pub(super) fn without_token(auth: &GatewayAuth) -> Status {
    match auth {
        GatewayAuth::Bearer(_) => Status::Code(401),
        GatewayAuth::Everyone => Status::Code(200),
    }
}

/// `wanted` is what is answered with the token, and without one.
pub(super) fn compare_answer(
    endpoint: &str,
    base: &str,
    wanted: (Status, Status),
    answers: &[Answer],
    differences: &mut Differences,
) {
    let found = answers.iter().find(|answer| answer.url.starts_with(base) && answer.url.ends_with(endpoint));
    let found = found.map(|answer| (answer.with_token, answer.without_token));
    differences.compare(&format!("answer at {base} {endpoint}"), Some(wanted), found);
}
