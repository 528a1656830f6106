//! What the service answers.

use std::convert::Infallible;
use std::sync::Arc;

use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper::body::{Body as _, Bytes, Incoming};
use hyper::header::CONTENT_TYPE;
use hyper::{Method, Request, Response, StatusCode};
use mcpgen::artifact::Sensitivity;
use mcpgen::{DockerRegistry, Inputs, Stack, render, report};
use serde_json::{Map, Value, json};
use tokio::sync::OwnedSemaphorePermit;
use tokio::task::spawn_blocking;

use crate::Limits;

/// A status, what sort of text follows, and the text.
type Answer = (StatusCode, &'static str, String);

const JSON: &str = "application/json";
/// A JSON object on each line.
const LINES: &str = "application/x-ndjson";
const TEXT: &str = "text/plain; charset=utf-8";

pub(crate) async fn answer(
    request: Request<Incoming>,
    limits: Limits,
    place: Arc<OwnedSemaphorePermit>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let (status, content_type, text) = text_of(request, limits, place).await;
    let mut response = Response::new(Full::new(Bytes::from(text)));
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(CONTENT_TYPE, content_type.parse().unwrap_or(hyper::header::HeaderValue::from_static(TEXT)));
    Ok(response)
}

async fn text_of(request: Request<Incoming>, limits: Limits, place: Arc<OwnedSemaphorePermit>) -> Answer {
    if request.method() != Method::POST {
        return refused(StatusCode::METHOD_NOT_ALLOWED, "POST the text of a stack.toml");
    }
    let body = request.into_body();
    // Said before it is read: the client need not send it.
    if body.size_hint().lower() > u64::try_from(limits.body).unwrap_or(u64::MAX) {
        return too_large(limits);
    }
    let body = match Limited::new(body, limits.body).collect().await {
        Ok(body) => body.to_bytes(),
        Err(error) if error.is::<LengthLimitError>() => return too_large(limits),
        Err(error) => return refused(StatusCode::BAD_REQUEST, &error.to_string()),
    };
    // Rendering takes the processor and no pause. It keeps its place until it is done, even when its client is gone.
    let made = spawn_blocking(move || {
        let _place = place;
        rendered(&body)
    });
    made.await.unwrap_or_else(|_| refused(StatusCode::INTERNAL_SERVER_ERROR, "the rendering ended early"))
}

fn refused(status: StatusCode, text: &str) -> Answer {
    (status, TEXT, format!("{text}\n"))
}

fn too_large(limits: Limits) -> Answer {
    refused(StatusCode::PAYLOAD_TOO_LARGE, &format!("a stack.toml has at most {} bytes here", limits.body))
}

fn rendered(stack: &[u8]) -> Answer {
    // Files that the stack names are on the client's disk, not here: that they are missing is in the report.
    let evaluation = Stack::read("stack.toml", stack).evaluate(&DockerRegistry);
    let Some(plan) = evaluation.plan() else {
        return (StatusCode::UNPROCESSABLE_ENTITY, LINES, report::json(evaluation.report()));
    };
    let mut random = |bytes: &mut [u8]| Ok(getrandom::fill(bytes)?);
    match render(plan, Inputs::new(&evaluation, &mut random)) {
        Ok(rendering) => {
            let files = rendering.artifacts.iter();
            // A value of a secret goes over no wire: `.env` is made where the stack is to run.
            let public = files.filter(|(_, artifact)| artifact.sensitivity() != Sensitivity::Secret);
            let files: Map<String, Value> =
                public.map(|(path, artifact)| (path.to_string(), artifact.text().into())).collect();
            (StatusCode::OK, JSON, json!({ "files": files }).to_string())
        }
        Err(error) => refused(StatusCode::INTERNAL_SERVER_ERROR, &error.to_string()),
    }
}
