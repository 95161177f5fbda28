"""A span for each run of a function: below whose it is, what it tells, and what it keeps to itself."""

import azure.functions as func
import pytest
from opentelemetry import context, trace
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from shared.blob_name import BlobName
from shared.blueprints import images, system
from shared.blueprints.ingestion import analyze_image
from shared.errors import ImageNotFound, ServiceUnavailable
from shared.http.operations import served
from shared.models import Upload
from shared.tracing import traced
from tests.app import App, body, call, form, request
from tests.pictures import jpeg
from tests.spans import Recorded

pytestmark = pytest.mark.asyncio
TRACE, CLIENT, HOST = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", "00f067aa0ba902b7"
FROM_THE_CLIENT = {"traceparent": f"00-{TRACE}-{CLIENT}-01", "tracestate": "vendor=secret"}


def parent(spans: Recorded, name: str) -> tuple[str, str] | None:
    found = spans.named(name).parent
    return (f"{found.trace_id:032x}", f"{found.span_id:016x}") if found else None


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        (FROM_THE_CLIENT, (TRACE, CLIENT)),
        ({}, None),
        ({"traceparent": "00-odd"}, None),
        ({"traceparent": "0" * 100_000}, None),
    ],
    ids=["a client's", "none", "malformed", "endless"],
)
async def test_a_request_is_below_the_span_of_its_client(
    spans: Recorded, headers: dict[str, str], expected: tuple[str, str] | None
) -> None:
    await call(system.get_liveness, request("GET", "health/live", headers=headers))
    assert parent(spans, "get_liveness") == expected
    assert not spans.named("get_liveness").context.trace_state


async def test_the_span_of_the_host_comes_before_that_of_the_client(app: App, spans: Recorded) -> None:
    image_id = (await app.gallery.add("alice", Upload(filename="a.jpg", content=jpeg(64, 48)))).image.id
    begun = TraceContextTextMapPropagator().extract({"traceparent": f"00-{TRACE}-{HOST}-01"})
    token = context.attach(begun)  # as the worker does before each invocation
    try:
        await call(system.get_liveness, request("GET", "health/live", headers=FROM_THE_CLIENT))
        await analyze_image(BlobName("originals", f"alice/{image_id}"))
    finally:
        context.detach(token)
    assert parent(spans, "get_liveness") == parent(spans, "analyze_image") == (TRACE, HOST)


async def test_a_span_tells_what_it_may_and_no_more(app: App, spans: Recorded) -> None:
    headers, content = form([("beach.jpg", jpeg(64, 48, keywords=("harbour",)))])
    image = body(
        await call(images.upload_image, request("POST", "images/upload", headers=headers, body=content))
    )
    await call(images.get_image, request("GET", "", route={"image_id": image["id"]}))
    (owner, _), *_ = app.images.images
    await analyze_image(BlobName("originals", f"{owner}/{image['id']}"))
    known = {"enduser.pseudo.id": owner, "gallery.image.id": image["id"]}
    module = "shared.blueprints"
    assert {span.name: dict(span.attributes or {}) for span in spans.all()} == {
        "upload_image": {
            "code.function.name": f"{module}.images.upload_image",
            "enduser.pseudo.id": owner,
            "http.response.status_code": 201,
        },
        "get_image": {
            "code.function.name": f"{module}.images.get_image",
            "http.response.status_code": 200,
            **known,
        },
        "analyze_image": {"code.function.name": f"{module}.ingestion.analyze_image", **known},
    }
    assert not [secret for secret in ("Bearer", "beach.jpg", "harbour", "sig=") if secret in spans.text()]


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (ImageNotFound("of alice"), 404, trace.StatusCode.UNSET),
        (ServiceUnavailable("of alice"), 503, trace.StatusCode.ERROR),
        (ZeroDivisionError("of alice"), 500, trace.StatusCode.ERROR),
    ],
    ids=lambda value: type(value).__name__,
)
async def test_of_an_error_the_type_is_told(
    spans: Recorded, error: Exception, status: int, code: trace.StatusCode
) -> None:
    async def fail_request(req: func.HttpRequest) -> func.HttpResponse:
        raise error

    @traced
    async def fail_event() -> None:
        raise error

    await call(served(fail_request), request("GET", ""))
    with pytest.raises(type(error)):
        await fail_event()
    of_request, of_event = spans.named("fail_request"), spans.named("fail_event")
    assert of_request.attributes is not None and of_event.attributes is not None
    assert of_request.attributes["error.type"] == of_event.attributes["error.type"] == type(error).__name__
    assert of_request.attributes["http.response.status_code"] == status
    assert (of_request.status.status_code, of_event.status.status_code) == (code, trace.StatusCode.ERROR)
    assert "of alice" not in spans.text()
