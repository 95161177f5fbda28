"""Controls over HTTP: the rate limit, the faults and the log of calls."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter
from pydantic.alias_generators import to_camel
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from local.vision.errors import invalid_request
from local.vision.traffic import CallLog, Fault, Faults, RateLimit

_MAX_BYTES = 65_536
_FAULTS = TypeAdapter(Annotated[list[Fault], Field(max_length=100)])


class _Limit(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, extra="forbid")

    calls_per_minute: int | None = Field(ge=0)
    rate_window_seconds: float = Field(default=60, gt=0)


def control_routes(limit: RateLimit, faults: Faults, log: CallLog) -> list[Route]:
    """GET, PUT and DELETE of `/_standin/limit` and `/_standin/faults`; GET and DELETE of `/_standin/calls`.

    A body that does not fit raises pydantic's ValidationError.
    """

    async def limit_endpoint(request: Request) -> Response:
        if request.method == "DELETE":
            limit.set(None, 60)
        elif request.method == "PUT":
            wanted = _Limit.model_validate_json(await _body(request))
            limit.set(wanted.calls_per_minute, wanted.rate_window_seconds)
        return JSONResponse({"callsPerMinute": limit.calls, "rateWindowSeconds": limit.window_seconds})

    async def faults_endpoint(request: Request) -> Response:
        if request.method == "DELETE":
            faults.set([])
        elif request.method == "PUT":
            faults.set(_FAULTS.validate_json(await _body(request)))
        return JSONResponse(_FAULTS.dump_python(faults.current, mode="json", by_alias=True))

    async def calls_endpoint(request: Request) -> Response:
        if request.method == "DELETE":
            log.clear()
        calls = [call.model_dump(by_alias=True) for call in log.calls]
        return JSONResponse({"counts": log.counts, "calls": calls})

    return [
        Route("/_standin/limit", limit_endpoint, methods=["GET", "PUT", "DELETE"]),
        Route("/_standin/faults", faults_endpoint, methods=["GET", "PUT", "DELETE"]),
        Route("/_standin/calls", calls_endpoint, methods=["GET", "DELETE"]),
    ]


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MAX_BYTES:
            raise invalid_request(f"The body may have {_MAX_BYTES} bytes.", "BadArgument")
    return bytes(body)
