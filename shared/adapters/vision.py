"""ImageAnalyzer on Azure AI Vision: Image Analysis 4.0 and its multimodal embeddings."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from azure.ai.vision.imageanalysis.aio import ImageAnalysisClient
from azure.ai.vision.imageanalysis.models import ImageAnalysisResult, ImageBoundingBox, VisualFeatures
from azure.core.exceptions import AzureError, HttpResponseError
from azure.core.rest import HttpRequest

from shared.errors import AnalysisRefused, AnalyzerBusy, AnalyzerMisconfigured, AnalyzerThrottled
from shared.models import Analysis, Box, Caption, DetectedObject, Embedding, Tag

API_VERSION = "2024-02-01"
EMBEDDING_MODEL = "2023-04-15"
FEATURES = [
    VisualFeatures.CAPTION,
    VisualFeatures.TAGS,
    VisualFeatures.OBJECTS,
    VisualFeatures.PEOPLE,
    VisualFeatures.READ,
]
MAX_TAGS = 10
MIN_TAGS = 5
SURE = 0.5  # people and tags below this are mostly noise


class VisionImageAnalyzer:
    def __init__(self, client: ImageAnalysisClient) -> None:
        self._client = client

    async def analyze(self, preview: bytes) -> Analysis:
        with _translated():
            result = await self._client.analyze(preview, FEATURES, gender_neutral_caption=True)
        return _analysis(result)

    async def embed_image(self, preview: bytes) -> Embedding:
        return await self._vectorize("vectorizeImage", content=preview)

    async def embed_text(self, text: str) -> Embedding:
        return await self._vectorize("vectorizeText", json={"text": text})

    async def ping(self) -> None:
        await self.embed_text("ready")

    async def _vectorize(self, call: str, **body: Any) -> Embedding:
        url = f"/retrieval:{call}?api-version={API_VERSION}&model-version={EMBEDDING_MODEL}"
        headers = {"Content-Type": "application/octet-stream"} if "content" in body else None
        with _translated():
            response = await self._client.send_request(HttpRequest("POST", url, headers=headers, **body))
            response.raise_for_status()
            answer = response.json()
        return Embedding(vector=tuple(answer["vector"]), model_version=answer["modelVersion"])


def _analysis(result: ImageAnalysisResult) -> Analysis:
    caption, people = result.caption, result.people.list if result.people else []
    lines = [line.text for block in (result.read.blocks if result.read else []) for line in block.lines]
    return Analysis(
        caption=Caption(text=caption.text, confidence=caption.confidence) if caption else None,
        tags=_tags(result),
        objects=tuple(
            DetectedObject(
                name=found.tags[0].name, confidence=found.tags[0].confidence, box=_box(found.bounding_box)
            )
            for found in (result.objects.list if result.objects else [])
        ),
        people=sum(person.confidence >= SURE for person in people),
        text="\n".join(lines) or None,
        width=result.metadata.width,
        height=result.metadata.height,
        model_version=result.model_version,
    )


def _tags(result: ImageAnalysisResult) -> tuple[Tag, ...]:
    """Five to ten where there are as many: the sure ones, filled up with the best of the rest."""
    ranked = sorted(result.tags.list if result.tags else [], key=lambda tag: -tag.confidence)
    sure = sum(tag.confidence >= SURE for tag in ranked)
    kept = ranked[: min(MAX_TAGS, max(MIN_TAGS, sure))]
    return tuple(Tag(name=tag.name, confidence=tag.confidence) for tag in kept)


def _box(box: ImageBoundingBox) -> Box:
    return Box(x=box.x, y=box.y, width=box.width, height=box.height)


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except HttpResponseError as error:
        raise _translate(error) from error
    except AzureError as error:
        raise AnalyzerBusy("The analysis service cannot be reached.") from error


def _translate(error: HttpResponseError) -> Exception:
    status = error.status_code
    if status in (401, 403):
        return AnalyzerMisconfigured("The analysis service refuses the gallery's credentials.")
    if status == 429:
        return AnalyzerThrottled("The analysis service is busy.", retry_after=_retry_after(error))
    if status is None or status >= 500 or status == 408:
        return AnalyzerBusy("The analysis service is unavailable.", retry_after=_retry_after(error))
    code = getattr(getattr(error.error, "innererror", None), "code", None) or getattr(error.error, "code", "")
    return AnalysisRefused(f"The analysis service does not take this picture ({code or status}).")


def _retry_after(error: HttpResponseError) -> float | None:
    headers = getattr(error.response, "headers", {})
    value = headers.get("Retry-After", "")
    return float(value) if value.isdigit() else None
