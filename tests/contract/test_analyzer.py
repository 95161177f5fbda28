"""ImageAnalyzer on Azure AI Vision: what its answers become, from the stand-in to the real SDK."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio
from azure.ai.vision.imageanalysis.aio import ImageAnalysisClient
from azure.core.credentials import AzureKeyCredential

from local.serve import serve
from local.vision import Fault, VisionStandIn
from shared.adapters.vision import API_VERSION, VisionImageAnalyzer
from shared.bootstrap import VISION_RETRIES
from shared.errors import AnalysisRefused, AnalyzerBusy, AnalyzerMisconfigured, AnalyzerThrottled
from shared.services.imaging import framed, render
from tests.pictures import jpeg

pytestmark = pytest.mark.asyncio
KEY = "vision-stand-in"


@dataclass
class Service:
    stand_in: VisionStandIn
    analyzer: VisionImageAnalyzer

    @property
    def calls(self) -> int:
        return len(self.stand_in.log.calls)


@pytest_asyncio.fixture
async def service() -> AsyncIterator[Service]:
    stand_in = VisionStandIn(key=KEY)
    async with serve(stand_in.app) as url:
        client = ImageAnalysisClient(url, AzureKeyCredential(KEY), api_version=API_VERSION, **VISION_RETRIES)
        async with client:
            yield Service(stand_in, VisionImageAnalyzer(client))


async def call(service: Service, name: str) -> object:
    if name == "analyze":
        return await service.analyzer.analyze(jpeg(96, 72))
    if name == "embed_image":
        return await service.analyzer.embed_image(jpeg(96, 72))
    return await service.analyzer.embed_text("a dog")


@pytest.mark.parametrize("name", ["analyze", "embed_image", "embed_text"])
@pytest.mark.parametrize(
    ("fault", "raised", "retry_after"),
    [
        (Fault(status=429, retry_after=17), AnalyzerThrottled, 17),
        (Fault(status=429), AnalyzerThrottled, None),
        (Fault(status=401), AnalyzerMisconfigured, None),
        (Fault(status=403), AnalyzerMisconfigured, None),
        (Fault(status=400), AnalysisRefused, None),
        (Fault(status=408), AnalyzerBusy, None),
        (Fault(status=500), AnalyzerBusy, None),
        (Fault(status=503, retry_after=9), AnalyzerBusy, 9),
        (Fault(down=True), AnalyzerBusy, None),
    ],
)
async def test_what_a_failure_means_and_that_it_is_not_waited_for(
    service: Service,
    name: str,
    fault: Fault,
    raised: type[Exception],
    retry_after: float | None,
) -> None:
    service.stand_in.faults.set([fault])
    with pytest.raises(raised) as told:
        await call(service, name)
    assert type(told.value) is raised
    assert getattr(told.value, "retry_after", None) == retry_after
    assert service.calls == 1


@pytest.mark.parametrize("size", [(12, 8), (300, 11), (3000, 10)])
async def test_small_and_narrow_pictures_are_taken(service: Service, size: tuple[int, int]) -> None:
    preview = framed(render(jpeg(*size), 10**8).preview)
    analysis = await service.analyzer.analyze(preview)
    assert analysis.tags and analysis.caption
    assert len((await service.analyzer.embed_image(preview)).vector) == 1024
