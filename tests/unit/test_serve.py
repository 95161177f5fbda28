"""Applications served in the running loop."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from local.serve import serve


async def hello(_: Request) -> PlainTextResponse:
    return PlainTextResponse("hello")


@pytest.mark.asyncio
async def test_an_application_answers_on_a_free_port_and_is_stopped() -> None:
    events: list[str] = []

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        events.append("started")
        yield
        events.append("stopped")

    app = Starlette(routes=[Route("/", hello)], lifespan=lifespan)
    async with serve(app) as url, serve(app) as other, httpx.AsyncClient() as http:
        assert url != other
        assert (await http.get(url)).text == "hello"
    assert sorted(events) == ["started", "started", "stopped", "stopped"]
    async with httpx.AsyncClient() as http:
        with pytest.raises(httpx.ConnectError):
            await http.get(url)


@pytest.mark.asyncio
async def test_a_port_in_use_is_told() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(OSError, match="in use"):
            async with serve(Starlette(), port=taken.getsockname()[1]):
                pytest.fail("two servers on one port")


@pytest.mark.asyncio
async def test_an_application_that_does_not_start_is_told() -> None:
    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        raise OSError("no database")
        yield

    with pytest.raises(RuntimeError, match="failed to start"):
        async with serve(Starlette(lifespan=lifespan)):
            pytest.fail("it runs all the same")


@pytest.mark.asyncio
async def test_the_body_of_the_context_is_left_by_its_own_error() -> None:
    with pytest.raises(asyncio.TimeoutError):
        async with serve(Starlette()):
            raise TimeoutError
