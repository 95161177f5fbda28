"""Serves the built gallery page at `/`, under the same content security policy as in Azure."""

from collections.abc import Sequence
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

NOT_BUILT = "The gallery page is not built yet: run `make web`. The API is at /api/v1/docs."


def page_routes(dist: Path, peers: Sequence[str]) -> list[BaseRoute]:
    """The files of `dist`, and its index for every other address but an API's. It may talk to `peers`."""
    return [Mount("/", GZipMiddleware(GalleryPage(dist, peers)))]


class GalleryPage(StaticFiles):
    def __init__(self, dist: Path, peers: Sequence[str]) -> None:
        super().__init__(directory=dist, html=True, check_dir=False)
        self._policy = _policy(" ".join("/".join(peer.split("/", 3)[:3]) for peer in peers))

    async def get_response(self, path: str, scope: Scope) -> Response:
        try:
            response = await super().get_response(path, scope)
        except HTTPException as error:
            if error.status_code != 404 or path.startswith("api/"):
                raise
            response = await self._index(scope)
        hashed = path.startswith("assets/")
        response.headers.update(
            {
                "Cache-Control": "public, max-age=31536000, immutable" if hashed else "no-cache",
                "Content-Security-Policy": self._policy,
                "X-Content-Type-Options": "nosniff",
                "Referrer-Policy": "no-referrer",
            }
        )
        return response

    async def _index(self, scope: Scope) -> Response:
        try:
            return await super().get_response("index.html", scope)
        except HTTPException:
            return PlainTextResponse(NOT_BUILT, 503)


def _policy(peers: str) -> str:
    return (
        f"default-src 'self'; img-src 'self' data: blob: {peers}; connect-src 'self' {peers};"
        f" style-src 'self' 'unsafe-inline'; frame-src 'self' {peers}; form-action 'self' {peers};"
        " object-src 'none'; base-uri 'none'; frame-ancestors 'self'"
    )
