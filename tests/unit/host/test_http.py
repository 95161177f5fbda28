"""HTTP through the host, told apart from a plain web framework by what functions see and clients get."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from local.host import FunctionHost
from tests.unit.host.conftest import MakeApp

ECHO = """
import json

@app.route("echo/{id?}", methods=["GET", "POST"])
async def echo(req: func.HttpRequest) -> func.HttpResponse:
    seen = {
        "method": req.method, "url": req.url, "params": dict(req.params), "route": dict(req.route_params),
        "headers": dict(req.headers), "body": req.get_body().decode("latin-1"),
    }
    return func.HttpResponse(json.dumps(seen), mimetype="application/json")
"""


@asynccontextmanager
async def client(app_dir: Path, **options: Any) -> AsyncIterator[httpx.AsyncClient]:
    async with FunctionHost(app_dir, environ={}, **options) as host:
        transport = httpx.ASGITransport(host.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://gallery") as caller:
            yield caller


def answering(name: str, route: str, methods: str = "[]") -> str:
    return (
        f"@app.route({route!r}, methods={methods})\n"
        f"async def {name}(req: func.HttpRequest) -> func.HttpResponse:\n"
        f"    return func.HttpResponse({name!r} + str(sorted(req.route_params.items())))\n"
    )


ROUTES = "".join(
    [
        answering("a_item", "items/{id}", "['GET']"),
        answering("b_list", "items/list", "['GET', 'POST']"),
        answering("c_number", "numbers/{n:int}"),
        answering("d_rest", "files/{*path}"),
    ]
)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("method", "path", "status", "text"),
    [
        ("GET", "/api/items/list", 200, "a_item[('id', 'list')]"),
        ("POST", "/api/items/list", 200, "b_list[]"),
        ("DELETE", "/api/items/list", 404, ""),
        ("HEAD", "/api/items/list", 404, ""),
        ("GET", "/API/Items/X/", 200, "a_item[('id', 'X')]"),
        ("GET", "/api/items/a%2Fb%20c", 200, "a_item[('id', 'a%2Fb c')]"),
        ("GET", "/api/items", 404, ""),
        ("GET", "/items/list", 404, ""),
        ("PATCH", "/api/numbers/12", 200, "c_number[('n', '12')]"),
        ("GET", "/api/numbers/twelve", 404, ""),
        ("GET", "/api/files/a/b.txt", 200, "d_rest[('path', 'a/b.txt')]"),
        ("GET", "/api/files", 200, "d_rest[]"),
    ],
)
async def test_the_first_matching_route_answers(
    make_app: MakeApp, method: str, path: str, status: int, text: str
) -> None:
    async with client(make_app(ROUTES)) as caller:
        response = await caller.request(method, path)
    assert (response.status_code, response.text) == (status, text)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("prefix", "path"), [("api/v1", "/api/v1/echo"), ("", "/echo"), ("/x/", "/x/echo"), (None, "/api/echo")]
)
async def test_the_prefix_comes_from_host_json(make_app: MakeApp, prefix: str | None, path: str) -> None:
    http = {} if prefix is None else {"extensions": {"http": {"routePrefix": prefix}}}
    async with client(make_app(ECHO, **http)) as caller:
        assert (await caller.get(path)).status_code == 200


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("query", "params"),
    [
        ("a=1&a=2&b=x", {"a": "1,2", "b": "x"}),
        ("flag=&a=1", {"a": "1"}),
        ("flag", {}),
        ("A=1&a=2", {"A": "1,2"}),
        ("q=caf%C3%A9+noir", {"q": "café noir"}),
        ("", {}),
    ],
)
async def test_a_function_sees_the_query_as_in_the_cloud(
    make_app: MakeApp, query: str, params: dict[str, str]
) -> None:
    async with client(make_app(ECHO)) as caller:
        assert (await caller.get(f"/api/echo?{query}")).json()["params"] == params


@pytest.mark.asyncio
async def test_a_function_sees_the_request_as_in_the_cloud(make_app: MakeApp) -> None:
    headers = [("X-Twice", "1"), ("x-twice", "2"), ("X-Once", "3")]
    async with client(make_app(ECHO)) as caller:
        seen = (await caller.post("/api/echo/a%20b?x=%20", headers=headers, content=b"\x00\xff")).json()
    assert seen["method"] == "POST"
    assert seen["url"] == "http://gallery/api/echo/a%20b?x=%20"
    assert seen["route"] == {"id": "a b"}
    assert (seen["headers"]["x-twice"], seen["headers"]["x-once"]) == ("1,2", "3")
    assert seen["body"] == "\x00\xff"


RETURNED = [
    ("func.HttpResponse('x', status_code=201)", 201, "text/plain; charset=utf-8", "x"),
    ("func.HttpResponse(b'x', mimetype='image/webp')", 200, "image/webp", "x"),
    ("func.HttpResponse(status_code=204)", 204, "text/plain; charset=utf-8", ""),
    ("'plain'", 200, "text/plain; charset=utf-8", "plain"),
    ('\'{"statusCode": 418, "body": "tea"}\'', 418, None, "tea"),
    ("'[1]'", 200, "text/plain; charset=utf-8", "[\n  1\n]"),
    ("None", 500, None, ""),
    ("42", 500, None, ""),
    ("1 / 0", 500, None, ""),
]


@pytest.mark.asyncio
@pytest.mark.parametrize(("returned", "status", "content_type", "text"), RETURNED)
async def test_what_a_function_returns_is_answered(
    make_app: MakeApp, returned: str, status: int, content_type: str | None, text: str
) -> None:
    app_dir = make_app(f"@app.route('x')\nasync def x(req: func.HttpRequest):\n    return {returned}")
    async with client(app_dir) as caller:
        response = await caller.get("/api/x")
    assert (response.status_code, response.headers.get("content-type"), response.text) == (
        status,
        content_type,
        text,
    )


@pytest.mark.asyncio
async def test_headers_and_cookies_are_kept(make_app: MakeApp) -> None:
    app_dir = make_app(
        """
        @app.route("x")
        async def x(req: func.HttpRequest) -> func.HttpResponse:
            response = func.HttpResponse("x", headers={"ETag": '"1"', "X-Frame-Options": "DENY"})
            response.headers.add("Set-Cookie", "a=1; Path=/")
            response.headers.add("Set-Cookie", "b=2")
            return response
        """,
        extensions={"http": {"customHeaders": {"X-Frame-Options": "SAMEORIGIN", "X-Served-By": "host"}}},
    )
    async with client(app_dir) as caller:
        found, missing = await caller.get("/api/x"), await caller.get("/api/nothing")
    assert found.headers.get_list("set-cookie") == ["a=1; Path=/", "b=2"]
    assert (found.headers["etag"], found.headers["x-frame-options"]) == ('"1"', "DENY")
    assert (missing.status_code, missing.headers["x-served-by"]) == (404, "host")


@pytest.mark.asyncio
async def test_a_body_over_the_limit_is_refused_before_it_is_read(make_app: MakeApp) -> None:
    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield b"\x00" * (4 << 20)

    async with client(make_app(ECHO)) as caller:
        announced = await caller.post(
            "/api/echo", headers={"content-length": str(101 << 20)}, content=endless()
        )
        chunked = await caller.post("/api/echo", content=endless())
    assert (announced.status_code, chunked.status_code) == (413, 413)


@pytest.mark.asyncio
async def test_a_function_over_its_time_answers_500(make_app: MakeApp) -> None:
    app_dir = make_app(
        "import asyncio\n@app.route('x')\nasync def x(req: func.HttpRequest) -> func.HttpResponse:\n"
        "    await asyncio.Event().wait()",
        functionTimeout="00:00:00.05",
    )
    async with client(app_dir) as caller:
        assert (await caller.get("/api/x")).status_code == 500


@pytest.mark.asyncio
async def test_plain_functions_run_beside_each_other(make_app: MakeApp) -> None:
    app_dir = make_app(
        """
        import threading
        both = threading.Barrier(2, timeout=10)

        @app.route("x")
        def x(req: func.HttpRequest, context: func.Context) -> func.HttpResponse:
            both.wait()
            return func.HttpResponse(context.function_name + context.invocation_id)
        """
    )
    async with client(app_dir) as caller:
        first, second = await asyncio.gather(caller.get("/api/x"), caller.get("/api/x"))
    assert first.text.startswith("x")
    assert first.text != second.text


@pytest.mark.asyncio
async def test_other_origins_are_let_in_by_setting(make_app: MakeApp) -> None:
    asked = {"origin": "http://page", "access-control-request-method": "PUT"}
    async with client(make_app(ECHO), cors_origins=["http://page"]) as caller:
        preflight = await caller.options("/api/echo", headers=asked)
        simple = await caller.get("/api/echo", headers={"origin": "http://page"})
        stranger = await caller.get("/api/echo", headers={"origin": "http://other"})
    assert preflight.headers["access-control-allow-origin"] == "http://page"
    assert simple.headers["access-control-allow-origin"] == "http://page"
    assert "access-control-allow-origin" not in stranger.headers


@pytest.mark.asyncio
async def test_other_routes_come_after_the_functions(make_app: MakeApp) -> None:
    async def page(_: Request) -> PlainTextResponse:
        return PlainTextResponse("page")

    everything = Route("/{path:path}", page)
    async with client(make_app(ECHO), extra_routes=[everything]) as caller:
        assert (await caller.get("/")).text == "page"
        assert (await caller.get("/api/echo")).json()["method"] == "GET"


@pytest.mark.asyncio
async def test_the_host_tells_that_it_runs(make_app: MakeApp) -> None:
    async with client(make_app(ECHO)) as caller:
        assert (await caller.get("/admin/host/status")).json()["state"] == "Running"
        assert (await caller.get("/admin/host/ping")).status_code == 200
        assert [function["name"] for function in (await caller.get("/admin/functions")).json()] == ["echo"]
        assert (await caller.post("/admin/functions/echo", content="{}")).status_code == 404


@pytest.mark.asyncio
async def test_a_failure_is_logged_and_not_told(make_app: MakeApp, caplog: pytest.LogCaptureFixture) -> None:
    app_dir = make_app("@app.route('x')\nasync def x(req: func.HttpRequest):\n    raise ValueError('secret')")
    async with client(app_dir) as caller:
        response = await caller.get("/api/x")
    assert response.content == b""
    (record,) = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert record.getMessage().startswith("Executed 'Functions.x' (Failed")
    assert record.exc_info
    assert "secret" in str(record.exc_info[1])


WAITING = """
import asyncio
begun, go_on = asyncio.Event(), asyncio.Event()

@app.route("x")
async def x(req: func.HttpRequest) -> func.HttpResponse:
    begun.set()
    await go_on.wait()
    return func.HttpResponse("done")
"""


@pytest.mark.asyncio
@pytest.mark.parametrize(("grace", "status"), [(30, 200), (0, 503)])
async def test_a_stopping_host_gives_calls_under_way_their_grace(
    make_app: MakeApp, grace: float, status: int
) -> None:
    async with AsyncExitStack() as stack:
        host = await stack.enter_async_context(FunctionHost(make_app(WAITING), environ={}, grace=grace))
        module = host.functions[0].call.__globals__
        async with httpx.AsyncClient(transport=httpx.ASGITransport(host.app), base_url="http://x") as caller:
            call = asyncio.create_task(caller.get("/api/x"))
            await module["begun"].wait()
            stopped = asyncio.create_task(stack.pop_all().aclose())
            waited_for, _ = await asyncio.wait({call}, timeout=0.1)
            assert bool(waited_for) == (grace == 0)
            module["go_on"].set()
            await stopped
            assert (await call).status_code == status
