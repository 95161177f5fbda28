"""Requests as strange clients send them, over the wire: a clear answer each, never a 500."""

import socket
from urllib.parse import urlsplit

import httpx
import pytest

from tests.e2e.local_gallery import LocalGallery, Person
from tests.pictures import jpeg

ID = "a" * 24


@pytest.fixture(scope="module")
def person(gallery: LocalGallery) -> Person:
    return gallery.person("somebody strange")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", f"images/{ID}", 404),
        ("GET", f"images/{ID[:-3]}%61", 404),
        ("GET", "images/%00", 404),
        ("GET", "images/..%2f..%2fetc", 404),
        ("GET", f"images/{'A' * 24}", 404),
        ("GET", f"images/{'%C3%A4' * 24}", 404),
        ("GET", "images/?", 200),
        ("GET", "images?tag=%00", 200),
        ("GET", "images?tag=%ff%fe", 200),
        ("GET", "images?limit=1&limit=2", 400),
        ("GET", "images?limit=%D9%A1", 400),
        ("GET", "images?limit=9" + "9" * 400, 400),
        ("GET", "images?page=1e3", 400),
        ("GET", f"images?cursor={'x' * 3000}", 400),
        ("GET", f"search/images?q={'x' * 4000}", 400),
        ("GET", f"search/images?{'a=b&' * 1000}", 400),
        ("GET", "search/images?q=%00%01%02", 200),
        ("GET", "images/export?cursor=AAAA", 400),
        ("HEAD", "images", 200),
        ("HEAD", f"images/{ID}", 404),
        ("PUT", "images", 405),
        ("DELETE", "images", 405),
        ("OPTIONS", "images", 405),
        ("TRACE", "images", 405),
        ("PROPFIND", "images", 405),
        ("GET", "images/upload", 405),
        ("GET", "nothing/at/all", 404),
        ("POST", f"images/{ID}/reprocess", 404),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_strange_request_gets_a_clear_answer(person: Person, method: str, path: str, status: int) -> None:
    response = person.client.request(method, path)
    assert response.status_code == status, response.text
    if method == "HEAD":
        assert response.content == b"" and "x-request-id" in response.headers
    elif status >= 400:
        assert response.headers["content-type"] == "application/problem+json"
        assert response.json()["requestId"] == response.headers["x-request-id"]
    if status == 405:
        assert response.headers["allow"]


@pytest.mark.parametrize("accept", ["text/html", "application/xml;q=0.9", "*/*;q=0", "\x7f", "x" * 4000])
def test_whatever_is_accepted_the_answer_is_json(person: Person, accept: str) -> None:
    response = person.client.get("images", headers={"Accept": accept})
    assert (response.status_code, response.headers["content-type"]) == (200, "application/json")


@pytest.mark.parametrize(
    ("content_type", "sent"),
    [
        ("multipart/form-data", b"--x--"),
        ("multipart/form-data; boundary=" + "x" * 5000, b""),
        ("multipart/form-data; boundary=x", b"--x\r\n" * 10_000),
        (
            "multipart/form-data; boundary=x",
            b"--x\r\nContent-Disposition: form-data; name=file\r\n\r\n1\r\n--x--",
        ),
        ("multipart/form-data; boundary=x", b"--x\r\n" + b"A: b\r\n" * 10_000),
        ("application/json", b"{}"),
        ("", jpeg(32, 32)),
    ],
    ids=["no boundary", "long boundary", "no headers", "no filename", "many headers", "JSON", "bare"],
)
def test_what_is_no_form_is_refused(person: Person, content_type: str, sent: bytes) -> None:
    response = person.client.post("images/upload", content=sent, headers={"Content-Type": content_type})
    assert (response.status_code, response.headers["content-type"]) == (400, "application/problem+json")


def test_a_browser_of_the_page_may_call_and_another_may_not(gallery: LocalGallery) -> None:
    for origin, allowed in ((gallery.url, True), ("https://evil.example", False)):
        headers = {"Origin": origin, "Access-Control-Request-Method": "PATCH"}
        response = httpx.options(f"{gallery.url}/api/v1/images/{ID}", headers=headers)
        assert (response.headers.get("access-control-allow-origin") == origin) is allowed


@pytest.mark.parametrize(
    "sent",
    [b"GET / HTTP/9.9\r\n\r\n", b"\x16\x03\x01\x02\x00\x01", b"GET /api/v1/images\r\n\r\n", b"\0" * 1000],
    ids=["version", "TLS", "HTTP 0.9", "null bytes"],
)
def test_what_is_no_http_is_dropped_and_the_gallery_goes_on(gallery: LocalGallery, sent: bytes) -> None:
    address = urlsplit(gallery.url)
    with socket.create_connection((address.hostname, address.port), timeout=10) as connection:
        connection.sendall(sent)
        connection.shutdown(socket.SHUT_WR)
        answer = connection.recv(1000)
    assert not answer or b" 400 " in answer.split(b"\r\n")[0]
    assert httpx.get(f"{gallery.url}/api/v1/health/live").status_code == 200
