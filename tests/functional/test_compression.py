"""What goes compressed, and to whom."""

import gzip
import json

import pytest

import function_app  # noqa: F401 (registers every operation)
from shared.blueprints.images import list_images
from shared.blueprints.system import get_openapi
from shared.http.compression import compressed, takes_gzip
from tests.app import call, request

LONG = b"[" + b"0," * 5000 + b"0]"


@pytest.mark.parametrize(
    ("accepted", "taken"),
    [
        ("gzip", True),
        ("gzip, deflate, br, zstd", True),
        ("br;q=1.0, GZIP;q=0.5", True),
        ("deflate, gzip;q=0", False),
        ("gzip; q=0.000", False),
        ("x-gzip", False),
        ("*", False),
        ("", False),
    ],
)
def test_gzip_is_for_who_names_it(accepted: str, taken: bool) -> None:
    assert takes_gzip(accepted) is taken


def test_a_long_body_shrinks_and_says_how() -> None:
    body, headers = compressed(LONG, "gzip", {"Location": "/"})
    assert gzip.decompress(body) == LONG
    assert len(body) < len(LONG) / 10
    assert headers == {"Location": "/", "Vary": "Accept-Encoding", "Content-Encoding": "gzip"}


def test_whoever_takes_no_gzip_gets_the_body_as_it_is() -> None:
    assert compressed(LONG, "br", {}) == (LONG, {"Vary": "Accept-Encoding"})


@pytest.mark.parametrize(("body", "headers"), [(b"{}", {}), (LONG, {"ETag": '"1"'})])
def test_a_short_body_and_one_with_an_etag_are_left_alone(body: bytes, headers: dict[str, str]) -> None:
    assert compressed(body, "gzip", headers) == (body, headers)


@pytest.mark.asyncio
@pytest.mark.usefixtures("app")
async def test_an_answer_is_encoded_as_the_request_accepts() -> None:
    accepting = {"accept-encoding": "gzip"}
    plain = await call(get_openapi, request("GET", "openapi.json", user=None))
    packed = await call(get_openapi, request("GET", "openapi.json", user=None, headers=accepting))
    short = await call(list_images, request("GET", "images", headers=accepting))
    assert json.loads(gzip.decompress(packed.get_body())) == json.loads(plain.get_body())
    assert "Content-Encoding" not in plain.headers
    assert json.loads(short.get_body())["total"] == 0
