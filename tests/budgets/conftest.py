"""A gallery of some analysed images on the emulators, and what each request costs it."""

from collections import Counter
from collections.abc import AsyncIterator, Awaitable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any

import azure.functions as func
import pytest
import pytest_asyncio

from local.azurite import ACCOUNT, Azurite
from local.cosmos import EMULATOR_KEY, CosmosEmulator
from local.provision import provision_cosmos, provision_storage
from local.serve import serve
from local.vision import VisionStandIn
from shared import worker
from shared.adapters.tokens import owner_of
from shared.blueprints import images
from shared.bootstrap import open_services
from shared.settings import Settings
from tests import pictures
from tests.app import body, call, form, request
from tests.budgets.counting import CountedBlobs
from tests.tokens import AUDIENCE, ISSUER, SECRET, signed

IMAGES = 12
OWNER = owner_of(ISSUER, "alice")


@dataclass
class Meter:
    """The calls that the gallery made to what stands behind it."""

    cosmos: CosmosEmulator
    blobs: CountedBlobs
    vision: VisionStandIn
    token: str
    images: list[str] = field(default_factory=list)

    @property
    def calls(self) -> Counter[str]:
        asked = (f"cosmos {each.operation}" for each in self.cosmos.requests)
        seen = (f"vision {each.operation}" for each in self.vision.log.calls)
        return Counter([*asked, *seen]) + self.blobs.counts

    @property
    def bytes(self) -> int:
        """Those of all bodies sent and received; of the analyzer those sent, which are pictures."""
        asked = sum(each.request_bytes + each.response_bytes for each in self.cosmos.requests)
        return asked + self.blobs.bytes + sum(each.size for each in self.vision.log.calls)

    def request(self, method: str, **about: Any) -> func.HttpRequest:
        headers = {"authorization": f"Bearer {self.token}"} | about.pop("headers", {})
        return request(method, "", user=None, headers=headers, **about)

    async def upload(self, seed: int) -> func.HttpResponse:
        headers, content = form([(f"{seed}.jpg", pictures.jpeg(96, 64, seed=seed, keywords=("harbour",)))])
        return await call(images.upload_image, self.request("POST", headers=headers, body=content))

    async def cost(self, work: Awaitable[Any]) -> Counter[str]:
        """What `work` asks for, once the answer is there."""
        self.cosmos.clear_requests()
        self.vision.log.clear()
        self.blobs.clear()
        answer = await work
        assert getattr(answer, "status_code", 200) < 400, answer.get_body()
        return self.calls


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def meter(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Meter]:
    async with AsyncExitStack() as stack:
        azurite = await stack.enter_async_context(Azurite(tmp_path_factory.mktemp("azurite")))
        blobs, cosmos, vision = CountedBlobs(azurite.blob_endpoint), CosmosEmulator(), VisionStandIn()
        stack.push_async_callback(blobs.close)
        blob_url, cosmos_url, vision_url = [
            await stack.enter_async_context(serve(app)) for app in (blobs.app, cosmos.app, vision.app)
        ]
        storage = azurite.connection_string.replace(azurite.blob_endpoint, f"{blob_url}/{ACCOUNT}")
        await provision_storage(storage, ["http://localhost"])
        await provision_cosmos(cosmos_url, EMULATOR_KEY, "gallery")
        settings = Settings.model_validate(
            {
                "GALLERY_STORAGE": storage,
                "cosmos_endpoint": cosmos_url,
                "cosmos_key": EMULATOR_KEY,
                "vision_endpoint": vision_url,
                "vision_key": "vision-stand-in",
                "auth_issuer": ISSUER,
                "auth_audience": AUDIENCE,
                "auth_hs256_secret": SECRET,
            }
        )
        services = await stack.enter_async_context(open_services(settings))
        await stack.enter_async_context(worker.override(services))
        meter = Meter(cosmos, blobs, vision, signed(key=SECRET, alg="HS256"))
        for seed in range(IMAGES):
            image = body(await meter.upload(seed))
            meter.images.append(image["id"])
            await services.ingestion.ingest(OWNER, image["id"])
        yield meter
