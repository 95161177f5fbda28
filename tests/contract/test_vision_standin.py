"""The Vision stand-in answers the service's own client, and plain HTTP, as the service would."""

import math
from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio
from azure.ai.vision.imageanalysis.aio import ImageAnalysisClient
from azure.ai.vision.imageanalysis.models import VisualFeatures
from azure.core.credentials import AzureKeyCredential
from azure.core.exceptions import ClientAuthenticationError, HttpResponseError, ServiceRequestError
from azure.core.rest import HttpRequest

from local.serve import serve
from local.vision import Fault, VisionStandIn
from tests.unit.vision.pictures import disc, encode, plain

KEY = "key-of-the-tests"
PNG = encode(disc("red", "white"))
ANALYZE = "/computervision/imageanalysis:analyze?api-version=2024-02-01&features=tags"
VERSIONS = "?api-version=2024-02-01&model-version=2023-04-15"
VECTORIZE_IMAGE = f"/computervision/retrieval:vectorizeImage{VERSIONS}"
VECTORIZE_TEXT = f"/computervision/retrieval:vectorizeText{VERSIONS}"
BYTES = {"Content-Type": "application/octet-stream"}


@pytest.fixture
def stand_in() -> VisionStandIn:
    return VisionStandIn(key=KEY)


@pytest_asyncio.fixture
async def endpoint(stand_in: VisionStandIn) -> AsyncIterator[str]:
    async with serve(stand_in.app) as url:
        yield url


@pytest_asyncio.fixture
async def sdk(endpoint: str) -> AsyncIterator[ImageAnalysisClient]:
    credential = AzureKeyCredential(KEY)
    async with ImageAnalysisClient(endpoint, credential, api_version="2024-02-01", retry_total=0) as client:
        yield client


@pytest_asyncio.fixture
async def http(endpoint: str) -> AsyncIterator[httpx.AsyncClient]:
    headers = {"Ocp-Apim-Subscription-Key": KEY}
    async with httpx.AsyncClient(base_url=endpoint, headers=headers) as client:
        yield client


@pytest.mark.asyncio
async def test_the_client_of_the_service_reads_every_feature(sdk: ImageAnalysisClient) -> None:
    result = await sdk.analyze(
        PNG,
        list(VisualFeatures),
        language="en",
        gender_neutral_caption=True,
        smart_crops_aspect_ratios=[0.8, 1.2],
        model_version="latest",
    )
    assert result.model_version == "2023-10-01"
    assert (result.metadata.width, result.metadata.height) == (600, 400)
    assert result.caption is not None and result.tags is not None and result.objects is not None
    assert result.caption.text == "a bright plain landscape picture, mostly white, with a red area"
    assert {"white", "bright", "landscape"} <= {tag.name for tag in result.tags.list}
    (found,) = result.objects.list
    assert found.tags[0].name == "red area"
    assert found.bounding_box.x == pytest.approx(100, abs=10)
    assert result.dense_captions is not None
    assert [part.text for part in result.dense_captions.list][:2] == [result.caption.text, "a red area"]
    assert result.smart_crops is not None
    assert [crop.aspect_ratio for crop in result.smart_crops.list] == [0.8, 1.2]
    assert result.read is not None and result.read.blocks == []
    assert result.people is not None and result.people.list == []


@pytest.mark.asyncio
async def test_answers_only_the_features_asked_for(http: httpx.AsyncClient) -> None:
    answer = await http.post(ANALYZE, content=PNG, headers={"Content-Type": "image/png"})
    assert answer.status_code == 200
    assert answer.json().keys() == {"modelVersion", "metadata", "tagsResult"}
    assert answer.json()["tagsResult"]["values"][0].keys() == {"name", "confidence"}


@pytest.mark.asyncio
async def test_the_client_of_the_service_gets_embeddings(sdk: ImageAnalysisClient) -> None:
    async def vector(request: HttpRequest) -> list[float]:
        response = await sdk.send_request(request)
        response.raise_for_status()
        answer = response.json()
        assert answer.keys() == {"modelVersion", "vector"}
        assert answer["modelVersion"] == "2023-04-15"
        assert len(answer["vector"]) == 1024
        return [float(value) for value in answer["vector"]]

    def cosine(one: list[float], other: list[float]) -> float:
        return math.sumprod(one, other) if hasattr(math, "sumprod") else sum(map(float.__mul__, one, other))

    path = f"/retrieval:vectorizeImage{VERSIONS}"
    image = await vector(HttpRequest("POST", path, content=PNG, headers=BYTES))
    path = f"/retrieval:vectorizeText{VERSIONS}"
    red = await vector(HttpRequest("POST", path, json={"text": "a red disc on white"}))
    green = await vector(HttpRequest("POST", path, json={"text": "a green forest"}))
    assert 0.1 < cosine(image, red) < 0.4
    assert cosine(image, green) < cosine(image, red) / 2


@pytest.mark.asyncio
async def test_the_client_of_the_service_reads_an_error(sdk: ImageAnalysisClient) -> None:
    with pytest.raises(HttpResponseError) as refusal:
        await sdk.analyze(b"not an image", [VisualFeatures.TAGS])
    error = refusal.value.error
    assert refusal.value.status_code == 400
    assert error is not None and error.code == "InvalidRequest"
    assert error.innererror == {"code": "InvalidImageFormat", "message": "Image format is not valid."}


@pytest.mark.asyncio
async def test_does_not_fetch_urls(sdk: ImageAnalysisClient) -> None:
    with pytest.raises(HttpResponseError) as refusal:
        await sdk.analyze_from_url("http://127.0.0.1/secret.png", [VisualFeatures.TAGS])
    assert refusal.value.error is not None
    assert refusal.value.error.innererror["code"] == "InvalidImageUrl"


@pytest.mark.asyncio
@pytest.mark.parametrize("key", ["", "wrong", "kéy"])
@pytest.mark.parametrize("path", [ANALYZE, VECTORIZE_IMAGE, VECTORIZE_TEXT])
async def test_refuses_a_wrong_key(http: httpx.AsyncClient, path: str, key: str) -> None:
    answer = await http.post(path, headers={b"Ocp-Apim-Subscription-Key": key.encode()})
    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == "401"
    assert answer.json()["error"]["innererror"]["code"] == "PermissionDenied"


@pytest.mark.asyncio
async def test_the_client_of_the_service_tells_a_wrong_key(endpoint: str) -> None:
    async with ImageAnalysisClient(endpoint, AzureKeyCredential("wrong")) as client:
        with pytest.raises(ClientAuthenticationError):
            await client.analyze(PNG, [VisualFeatures.TAGS])


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("path", "media_type", "content", "status", "code"),
    [
        pytest.param(
            ANALYZE.replace("api-version", "v"), "image/png", PNG, 400, "BadArgument", id="no version"
        ),
        pytest.param(ANALYZE, "text/plain", PNG, 415, None, id="media type"),
        pytest.param(ANALYZE, "application/json", b"{}", 400, "BadArgument", id="no url"),
        pytest.param(ANALYZE, "application/json", b"[" * 60_000, 400, "BadArgument", id="deep JSON"),
        pytest.param(ANALYZE, "image/png", b"", 400, None, id="empty"),
        pytest.param(ANALYZE, "image/png", bytes(20_971_521), 400, None, id="a byte too large"),
        pytest.param(
            ANALYZE, "image/png", encode(plain("red", (50, 60))), 400, "InvalidImageSize", id="50 px"
        ),
        pytest.param(
            VECTORIZE_IMAGE, "image/png", encode(plain("red", (10, 60))), 400, "InvalidImageSize", id="10 px"
        ),
        pytest.param(VECTORIZE_IMAGE, "application/json", b'{"url": "x:"}', 400, "InvalidImageUrl", id="url"),
        pytest.param(VECTORIZE_TEXT, "application/json", b'{"text": ""}', 400, "BadArgument", id="no words"),
        pytest.param(
            VECTORIZE_TEXT,
            "application/json",
            b'{"text": "%s"}' % (b"w " * 71),
            400,
            "BadArgument",
            id="71 words",
        ),
        pytest.param(VECTORIZE_TEXT, "application/json", b'{"text": 7}', 400, "BadArgument", id="not a text"),
        pytest.param(VECTORIZE_TEXT, "application/json", b'"text"', 400, "BadArgument", id="not an object"),
        pytest.param(VECTORIZE_TEXT, "application/json", b"\xff", 400, "BadArgument", id="not JSON"),
        pytest.param(VECTORIZE_TEXT, "text/plain", b"red", 415, None, id="text as such"),
        pytest.param("/computervision/models", "image/png", PNG, 404, None, id="no such operation"),
    ],
)
async def test_refuses_with_the_code_of_the_service(
    http: httpx.AsyncClient, *, path: str, media_type: str, content: bytes, status: int, code: str | None
) -> None:
    answer = await http.post(path, content=content, headers={"Content-Type": media_type})
    assert answer.status_code == status
    assert answer.json()["error"].get("innererror", {}).get("code") == code


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("path", "content"),
    [(VECTORIZE_IMAGE, encode(plain("red", (11, 11)))), (ANALYZE, PNG + bytes(20_971_520 - len(PNG)))],
    ids=["11 px", "20,971,520 bytes"],
)
async def test_takes_images_up_to_the_limits(http: httpx.AsyncClient, path: str, content: bytes) -> None:
    assert (await http.post(path, content=content, headers=BYTES)).status_code == 200


@pytest.mark.asyncio
async def test_takes_a_text_of_seventy_words(http: httpx.AsyncClient) -> None:
    assert (await http.post(VECTORIZE_TEXT, json={"text": "word " * 70})).status_code == 200


@pytest.mark.asyncio
async def test_throttles_beyond_the_calls_per_minute(http: httpx.AsyncClient) -> None:
    limit = {"callsPerMinute": 2, "rateWindowSeconds": 1000}
    assert (await http.put("/_standin/limit", json=limit)).json() == limit
    answers = [await http.post(VECTORIZE_TEXT, json={"text": "red"}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[-1].json()["error"]["code"] == "429"
    assert "exceeded call rate limit" in answers[-1].json()["error"]["message"]
    assert answers[-1].headers["Retry-After"] == "1000"
    await http.delete("/_standin/limit")
    assert (await http.post(VECTORIZE_TEXT, json={"text": "red"})).status_code == 200


@pytest.mark.asyncio
async def test_the_client_of_the_service_retries_a_throttled_call(
    endpoint: str, stand_in: VisionStandIn
) -> None:
    stand_in.faults.set([Fault(operation="analyze", status=429, retry_after=0, times=2)])
    async with ImageAnalysisClient(endpoint, AzureKeyCredential(KEY), retry_total=3) as client:
        result = await client.analyze(PNG, [VisualFeatures.TAGS])
    assert result.tags is not None
    assert [call.status for call in stand_in.log.calls] == [429, 429, 200]


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("fault", "retry_after"),
    [
        ({"status": 429}, None),
        ({"status": 429, "retryAfter": 7}, "7"),
        ({"status": 500}, None),
        ({"status": 503, "retryAfter": 1}, "1"),
        ({"status": 401}, None),
    ],
)
async def test_fails_as_it_is_told(
    http: httpx.AsyncClient, fault: dict[str, object], retry_after: str | None
) -> None:
    told = {"operation": "vectorizeText", "times": 1, "latencySeconds": 0.001, **fault}
    assert (await http.put("/_standin/faults", json=[told])).status_code == 200
    failed, analyzed = (
        await http.post(VECTORIZE_TEXT, json={"text": "red"}),
        await http.post(ANALYZE, content=PNG, headers=BYTES),
    )
    assert failed.status_code == fault["status"]
    assert failed.headers.get("Retry-After") == retry_after
    assert failed.json()["error"]["code"]
    assert analyzed.status_code == 200
    assert (await http.post(VECTORIZE_TEXT, json={"text": "red"})).status_code == 200


@pytest.mark.asyncio
async def test_drops_the_connection_when_down(sdk: ImageAnalysisClient, stand_in: VisionStandIn) -> None:
    stand_in.faults.set([Fault(down=True)])
    with pytest.raises(ServiceRequestError):
        await sdk.analyze(PNG, [VisualFeatures.TAGS])
    stand_in.faults.set([])
    await sdk.analyze(PNG, [VisualFeatures.TAGS])
    assert [call.status for call in stand_in.log.calls] == [0, 200]


@pytest.mark.asyncio
async def test_logs_the_calls_and_not_its_controls(http: httpx.AsyncClient) -> None:
    await http.post(ANALYZE, content=PNG, headers=BYTES)
    await http.post(VECTORIZE_TEXT, content=b"?")
    log = (await http.get("/_standin/calls")).json()
    assert log["counts"] == {"analyze": 1, "vectorizeText": 1}
    assert [(call["operation"], call["size"], call["status"]) for call in log["calls"]] == [
        ("analyze", len(PNG), 200),
        ("vectorizeText", 1, 415),
    ]
    assert log["calls"][0]["at"] <= log["calls"][1]["at"]
    assert (await http.delete("/_standin/calls")).json() == {"counts": {}, "calls": []}


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/_standin/faults", '[{"status": 200}]'),
        ("/_standin/faults", "{}"),
        ("/_standin/faults", "["),
        ("/_standin/limit", '{"callsPerMinute": -1}'),
        ("/_standin/limit", '{"callsPerMinute": 1, "rateWindowSeconds": 0}'),
        ("/_standin/limit", " " * 70_000),
    ],
)
async def test_refuses_controls_that_make_no_sense(http: httpx.AsyncClient, path: str, body: str) -> None:
    before = (await http.get(path)).json()
    assert (await http.put(path, content=body)).status_code == 400
    assert (await http.get(path)).json() == before
