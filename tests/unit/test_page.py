"""The gallery page as it is served on this machine."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from starlette.applications import Starlette

from local.page import page_routes


@pytest_asyncio.fixture
async def page(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    (tmp_path / "index.html").write_text("the page")
    app = Starlette(routes=page_routes(tmp_path, ["http://127.0.0.1:1/account"]))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://gallery") as client:
        yield client


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("path", "status"), [("/", 200), ("/image/abc", 200), ("/api/v2/images", 404), ("/apiary", 200)]
)
async def test_every_address_is_the_pages_but_those_of_an_api(
    page: httpx.AsyncClient, path: str, status: int
) -> None:
    response = await page.get(path)
    assert (response.status_code, "the page" in response.text) == (status, status == 200)


@pytest.mark.asyncio
async def test_the_page_may_talk_to_its_peers_alone(page: httpx.AsyncClient) -> None:
    policy = (await page.get("/")).headers["content-security-policy"]
    assert "connect-src 'self' http://127.0.0.1:1;" in policy
