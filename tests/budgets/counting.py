"""Blob storage that counts what is asked of it."""

from collections import Counter

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from local.azurite import ACCOUNT

METHODS = ["GET", "HEAD", "PUT", "DELETE", "POST"]
HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding"}


class CountedBlobs:
    """Passes each request on to the blob endpoint, and counts it and the bytes of both bodies."""

    def __init__(self, endpoint: str) -> None:
        self.counts: Counter[str] = Counter()
        self.bytes = 0
        self._client = httpx.AsyncClient(base_url=endpoint.removesuffix(f"/{ACCOUNT}"))
        self.app = Starlette(routes=[Route("/{path:path}", self._pass_on, methods=METHODS)])

    def clear(self) -> None:
        self.counts.clear()
        self.bytes = 0

    async def close(self) -> None:
        await self._client.aclose()

    async def _pass_on(self, request: Request) -> Response:
        _, container, *_ = request.path_params["path"].split("/")
        self.counts[f"{request.method} {container}"] += 1
        target = f"{request.scope['raw_path'].decode()}?{request.url.query}".removesuffix("?")
        headers = {name: value for name, value in request.headers.items() if name != "host"}
        content = await request.body()
        answer = await self._client.request(request.method, target, headers=headers, content=content)
        self.bytes += len(content) + len(answer.content)
        response = Response(answer.content, answer.status_code)
        for name, value in answer.headers.items():
            if name.lower() not in HOP_BY_HOP | {"content-length", "content-encoding"}:
                response.headers[name] = value
        return response
