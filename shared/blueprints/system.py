"""health, and the description of the API."""

import azure.functions as func

from shared.errors import NotFound
from shared.http import Answer, operation
from shared.http.openapi import document
from shared.http.pages import asset, docs_page, redoc_page
from shared.models import Alive, Readiness
from shared.worker import services

bp = func.Blueprint()


@operation(bp, "GET", "health/live")
async def get_liveness() -> Alive:
    """The process answers."""
    return Alive()


@operation(bp, "GET", "health", statuses=(200, 503))
async def get_health() -> Answer[Readiness]:
    """Whether the gallery can do its work: the same as health/ready."""
    return await _readiness()


@operation(bp, "GET", "health/ready", statuses=(200, 503))
async def get_readiness() -> Answer[Readiness]:
    """Whether the database, the blob storage and the analysis service are reached, and how fast."""
    return await _readiness()


@operation(bp, "GET", "openapi.json")
async def get_openapi() -> Answer[dict[str, object]]:
    """This description of the API."""
    return Answer(document())


@operation(bp, "GET", "docs", media_type="text/html")
async def get_docs() -> Answer[str]:
    """The API, to read and to try (Swagger UI)."""
    return docs_page()


@operation(bp, "GET", "redoc", media_type="text/html")
async def get_redoc() -> Answer[str]:
    """The API, to read (ReDoc)."""
    return redoc_page()


@operation(bp, "GET", "docs/assets/{name}", problems=(NotFound,), media_type="*/*")
async def get_docs_asset(name: str) -> Answer[bytes]:
    """Scripts and styles of the API's pages."""
    return asset(name)


async def _readiness() -> Answer[Readiness]:
    readiness = await (await services()).health.check()
    return Answer(readiness, 200 if readiness.status == "ready" else 503)
