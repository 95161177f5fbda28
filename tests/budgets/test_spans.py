"""Each call to what stands behind the gallery is a span below that of the function, without a secret."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from local.cosmos import EMULATOR_KEY
from shared import worker
from shared.blob_name import BlobName
from shared.blueprints import images, ingestion, search
from shared.bootstrap import open_services
from tests.app import body, call
from tests.budgets.conftest import OWNER, Meter
from tests.spans import Recorded
from tests.tokens import SECRET

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session")
async def traced(meter: Meter, spans: Recorded) -> AsyncIterator[Meter]:
    """The gallery as it is opened where something exports."""
    async with open_services((await worker.services()).settings) as opened, worker.override(opened):
        spans.clear()
        yield meter


async def test_calls_of_a_request_are_below_it(traced: Meter, spans: Recorded) -> None:
    await call(search.search_images, traced.request("GET", params={"q": "harbour"}))
    spans.clear()
    cost = await traced.cost(call(search.search_images, traced.request("GET", params={"q": "harbour"})))
    assert len(spans.calls()) == cost.total()
    assert {spans.root(span).name for span in spans.all()} == {"search_images"}


async def test_calls_of_an_event_are_below_it(traced: Meter, spans: Recorded) -> None:
    image = body(await traced.upload(200))
    spans.clear()
    cost = await traced.cost(ingestion.analyze_image(BlobName("originals", f"{OWNER}/{image['id']}")))
    assert len(spans.calls()) == cost.total()
    assert {spans.root(span).name for span in spans.all()} == {"analyze_image"}


async def test_no_span_tells_a_secret(traced: Meter, spans: Recorded) -> None:
    image = body(await traced.upload(201))
    await ingestion.analyze_image(BlobName("originals", f"{OWNER}/{image['id']}"))
    await call(images.get_image, traced.request("GET", route={"image_id": image["id"]}))
    await call(images.get_image, traced.request("GET", route={"image_id": "x" * 26}))
    await call(search.search_images, traced.request("GET", params={"q": "harbour"}))
    told = spans.text()
    assert {span.name for span in spans.all()} > {
        "upload_image",
        "analyze_image",
        "get_image",
        "search_images",
    }
    secrets = (traced.token, SECRET, EMULATOR_KEY, "vision-stand-in", "sig=", "201.jpg", "harbour")
    assert not [secret for secret in secrets if secret in told]
