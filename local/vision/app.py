"""The stand-in as an ASGI application: Image Analysis 4.0 and multimodal embeddings, and its controls."""

import asyncio
import hmac
from collections.abc import Sequence

from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from local.vision import query
from local.vision.body import image_content, text_content
from local.vision.color import Floats
from local.vision.controls import control_routes
from local.vision.embedding import picture_vector, text_vector
from local.vision.errors import VisionError, invalid_request, permission_denied
from local.vision.middleware import TrafficMiddleware
from local.vision.picture import decode
from local.vision.results import Json, analysis_result
from local.vision.traffic import OPERATIONS, CallLog, Fault, Faults, RateLimit
from local.vision.traits import measure


class VisionStandIn:
    """The service: `app` is what to serve, `key` what callers send as Ocp-Apim-Subscription-Key.

    `calls_per_minute` limits all operations together; `rate_window_seconds` is how long such a minute lasts.
    """

    def __init__(
        self,
        *,
        key: str = "vision-stand-in",
        calls_per_minute: int | None = None,
        rate_window_seconds: float = 60,
        faults: Sequence[Fault] = (),
    ) -> None:
        self.limit = RateLimit(calls_per_minute, rate_window_seconds)
        self.faults = Faults(list(faults))
        self.log = CallLog()
        self._key = key.encode()
        self._decoders = asyncio.Semaphore(2)
        handlers = {
            "analyze": self._analyze,
            "vectorizeImage": self._vectorize_image,
            "vectorizeText": self._vectorize_text,
        }
        routes = [Route(path, handlers[name], methods=["POST"]) for path, name in OPERATIONS.items()]
        service = Starlette(
            routes=[*routes, *control_routes(self.limit, self.faults, self.log)],
            exception_handlers={VisionError: _refusal, ValidationError: _invalid, HTTPException: _not_found},
        )
        self.app = TrafficMiddleware(service, self.faults, self.log)

    async def _analyze(self, request: Request) -> Response:
        self._admit(request)
        wanted = query.analysis(request.query_params)
        content = await image_content(request)
        async with self._decoders:
            return JSONResponse(await asyncio.to_thread(_analysis, content, wanted))

    async def _vectorize_image(self, request: Request) -> Response:
        self._admit(request)
        query.check_embedding(request.query_params)
        content = await image_content(request)
        async with self._decoders:
            return _vector(await asyncio.to_thread(_picture_vector, content))

    async def _vectorize_text(self, request: Request) -> Response:
        self._admit(request)
        query.check_embedding(request.query_params)
        return _vector(text_vector(await text_content(request)))

    def _admit(self, request: Request) -> None:
        given = request.headers.get("Ocp-Apim-Subscription-Key", "")
        if not hmac.compare_digest(given.encode(), self._key):
            raise permission_denied()
        self.limit.admit(OPERATIONS[request.url.path])


def _analysis(content: bytes, wanted: query.Analysis) -> Json:
    return analysis_result(decode(content, min_side=50), wanted)


def _picture_vector(content: bytes) -> Floats:
    picture = decode(content, min_side=10)
    return picture_vector(picture, measure(picture.lab, picture.aspect))


def _vector(vector: Floats) -> Response:
    return JSONResponse({"modelVersion": query.EMBEDDING_MODEL, "vector": vector.tolist()})


async def _refusal(_: Request, error: Exception) -> Response:
    if not isinstance(error, VisionError):
        raise error
    return JSONResponse(error.body, error.status, error.headers)


async def _invalid(request: Request, error: Exception) -> Response:
    return await _refusal(request, invalid_request(str(error), "BadArgument"))


async def _not_found(_: Request, error: Exception) -> Response:
    return JSONResponse({"error": {"code": "404", "message": "Resource not found"}}, 404)
