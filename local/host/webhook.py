"""The Event Grid webhook of blob triggers: `POST /runtime/webhooks/blobs?functionName=Host.Functions.x`."""

from collections.abc import Mapping

from azure.core.exceptions import ResourceNotFoundError
from azure.storage.blob import BlobClient
from pydantic import AliasChoices, BaseModel, Field, TypeAdapter
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from local.host.blobs import BlobListener
from local.host.http import read_body

CREATED = "Microsoft.Storage.BlobCreated"


class EventContent(BaseModel):
    url: str = ""
    validation_code: str = Field(default="", alias="validationCode")


class Event(BaseModel):
    """An event of either schema: Event Grid's own says `eventType`, CloudEvents say `type`."""

    type: str = Field(default="", validation_alias=AliasChoices("eventType", "type"))
    content: EventContent = Field(alias="data")


DELIVERY: TypeAdapter[list[Event] | Event] = TypeAdapter(list[Event] | Event)


def webhook_route(listeners: Mapping[str, BlobListener]) -> Route:
    """Return the route; `listeners` are those of the Event Grid source, by function id."""

    async def receive(request: Request) -> Response:
        listener = listeners.get(request.query_params.get("functionName", ""))
        if listener is None:
            return PlainTextResponse("no such blob function with the EventGrid source", status_code=404)
        kind = request.headers.get("aeg-event-type", "")
        try:
            events = _events(await read_body(request) or b"")
            if kind == "SubscriptionValidation":
                return JSONResponse({"validationResponse": events[0].content.validation_code})
            if kind != "Notification":
                return PlainTextResponse("aeg-event-type is missing or unknown", status_code=400)
            blobs = [BlobClient.from_blob_url(event.content.url) for event in events if event.type == CREATED]
        except ValueError as error:
            return PlainTextResponse(f"not an Event Grid delivery: {error}", status_code=400)
        for blob in blobs:
            await _fire(listener, blob)
        return Response(status_code=202)

    return Route("/runtime/webhooks/blobs", receive, methods=["POST"])


def _events(body: bytes) -> list[Event]:
    """Raises ValueError for anything but an event, or a list with at least one."""
    delivery = DELIVERY.validate_json(body)
    events = delivery if isinstance(delivery, list) else [delivery]
    if not events:
        raise ValueError("no events")
    return events


async def _fire(listener: BlobListener, blob: BlobClient) -> None:
    try:
        await listener.fire(blob.container_name, blob.blob_name)
    except ResourceNotFoundError:
        return
