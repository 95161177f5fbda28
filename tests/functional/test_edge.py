"""What the HTTP edge refuses, whatever the route: told in a problem that names what is wrong."""

import json
import logging

import pytest

import function_app  # noqa: F401 (registers every operation)
from shared.blueprints.bulk import delete_images
from shared.blueprints.images import get_image, list_images, upload_image
from shared.blueprints.system import get_liveness
from shared.blueprints.unknown import zz_unknown
from shared.http.openapi import document
from shared.http.operations import operations
from tests.app import body, call, form, request

pytestmark = [pytest.mark.asyncio, pytest.mark.usefixtures("app")]
JSON = {"content-type": "application/json"}


@pytest.mark.parametrize(
    ("sent", "detail"),
    [
        (b"", "The body is not well-formed JSON."),
        (b'{"ids": [', "The body is not well-formed JSON."),
        (b"\xff\xfe", "The body is not well-formed JSON."),
        (b'{"ids": NaN}', "NaN is no JSON."),
        (b'{"ids": -Infinity}', "-Infinity is no JSON."),
        (b'{"ids": [], "ids": []}', "The JSON names a field twice."),
        (b"[" * 100_000, "The JSON is nested too deeply."),
        (b'{"ids": ' + b"9" * 5000 + b"}", "The body is not well-formed JSON."),
        (b'{"ids": ["\\u0000"]}', "Not valid: /ids/0"),
        (b'{"ids": ["\\ud800"]}', "Not valid: /ids/0"),
        (b"null", "Not valid: the body (Input should be an object)."),
        (b'{"ids": []}', "Not valid: /ids (List should have at least 1 item, not 0)."),
        (b'{"ids": ["A"]}', "Not valid: /ids/0 (String should match pattern '^[a-z2-7]{24}$')."),
        (b'{"ids": ["A", "B", "C", "D", "E"]}', "Not valid: /ids/0 (S"),
    ],
    ids=lambda value: str(value)[:30],
)
async def test_json_that_cannot_be_understood_in_one_way(sent: bytes, detail: str) -> None:
    response = await call(delete_images, request("POST", "images/delete", headers=JSON, body=sent))
    assert response.status_code == 400
    assert body(response)["detail"].startswith(detail)


async def test_a_long_json_body_is_too_large() -> None:
    sent = json.dumps({"ids": ["x" * 1024 * 1024]}).encode()
    response = await call(delete_images, request("POST", "images/delete", headers=JSON, body=sent))
    assert (response.status_code, body(response)["type"]) == (413, "/problems/request-too-large")


@pytest.mark.parametrize("content_type", ["", "text/plain", "application/x-www-form-urlencoded"])
async def test_another_content_type_is_no_json(content_type: str) -> None:
    sent = request("POST", "images/delete", headers={"content-type": content_type}, body=b"{}")
    assert (await call(delete_images, sent)).status_code == 400


async def test_a_parameter_that_a_route_does_not_take_is_named() -> None:
    response = await call(get_liveness, request("GET", "health/live", params={"verbose": "1"}))
    assert (response.status_code, body(response)["errors"][0]["pointer"]) == (400, "/verbose")


async def test_a_parameter_without_a_value_is_not_overlooked() -> None:
    response = await call(list_images, request("GET", "images?tag="))
    assert (response.status_code, body(response)["errors"][0]["pointer"]) == (400, "/tag")


@pytest.mark.parametrize("image_id", ["A" * 24, "%2e%2e%2f" + "a" * 15, "\0" * 24, "ä" * 24, ""])
async def test_what_is_no_id_is_no_image(image_id: str) -> None:
    response = await call(get_image, request("GET", "images/x", route={"image_id": image_id}))
    assert response.status_code == 404


@pytest.mark.parametrize("filename", ["a\0b.jpg", "\r\nx: y", "\u202egpj.exe", ""])
async def test_a_filename_of_any_characters_is_answered(filename: str) -> None:
    headers, sent = form([(filename, b"text")])
    response = await call(upload_image, request("POST", "images/upload", headers=headers, body=sent))
    assert response.status_code in (400, 415)


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("images", "GET, HEAD"),
        ("images/uploads", "POST"),
        ("images/" + "a" * 24, "DELETE, GET, HEAD, PATCH"),
        ("images/" + "a" * 23, None),
        ("nothing", None),
    ],
)
async def test_an_unknown_address_is_told_from_another_method(path: str, allowed: str | None) -> None:
    response = await call(zz_unknown, request("PUT", path, route={"path": path}))
    assert (response.status_code, response.headers.get("Allow")) == (405 if allowed else 404, allowed)
    assert response.mimetype == "application/problem+json"


@pytest.mark.parametrize("user", ["alice", None])
async def test_every_answer_is_named_and_guarded(user: str | None) -> None:
    response = await call(list_images, request("GET", "images", user=user))
    assert len(response.headers["X-Request-Id"]) == 32
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "ETag" in response.headers["Access-Control-Expose-Headers"]
    assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")


async def test_the_log_tells_of_a_request_but_not_its_secrets(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        response = await call(list_images, request("GET", "images", params={"tag": "private-tag"}))
    (record,) = [record for record in caplog.records if record.name == "shared.requests"]
    logged = json.loads(record.getMessage())
    assert (logged["function"], logged["status"], logged["owner"]) == ("list_images", 200, "aliceowner")
    assert logged["requestId"] == response.headers["X-Request-Id"] and logged["durationMs"] >= 0
    assert "private-tag" not in caplog.text and "Bearer" not in caplog.text


async def test_every_operation_is_described_under_a_name_of_its_own() -> None:
    described = [each["operationId"] for path in document()["paths"].values() for each in path.values()]
    assert len(set(described)) == len(described) == len(operations)
