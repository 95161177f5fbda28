"""The control surface under /_emulator: faults to come, requests that were."""

from dataclasses import asdict

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from local.cosmos.wire.faults import Fault, Faults
from local.cosmos.wire.traffic import Traffic


def control_routes(faults: Faults, traffic: Traffic) -> list[Route]:
    async def add_fault(request: Request) -> Response:
        try:
            fault = Fault.model_validate_json(await request.body())
        except ValidationError as error:
            errors = error.errors(include_url=False, include_input=False, include_context=False)
            return JSONResponse({"errors": errors}, 400)
        faults.add(fault)
        return JSONResponse(fault.model_dump(by_alias=True), 201)

    async def list_faults(_: Request) -> Response:
        return JSONResponse([fault.model_dump(by_alias=True) for fault in faults.list()])

    async def clear_faults(_: Request) -> Response:
        faults.clear()
        return Response(status_code=204)

    async def list_requests(_: Request) -> Response:
        return JSONResponse({"counts": traffic.counts, "requests": [asdict(one) for one in traffic.requests]})

    async def clear_requests(_: Request) -> Response:
        traffic.clear()
        return Response(status_code=204)

    return [
        Route("/_emulator/faults", add_fault, methods=["POST"]),
        Route("/_emulator/faults", list_faults, methods=["GET"]),
        Route("/_emulator/faults", clear_faults, methods=["DELETE"]),
        Route("/_emulator/requests", list_requests, methods=["GET"]),
        Route("/_emulator/requests", clear_requests, methods=["DELETE"]),
    ]
