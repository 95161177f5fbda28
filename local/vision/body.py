"""Request bodies: an image as bytes, or a text as JSON."""

import json

from starlette.requests import Request

from local.vision.errors import VisionError, invalid_request

_MAX_JSON_BYTES = 65_536
_MAX_WORDS = 70


async def image_content(request: Request) -> bytes:
    """The bytes of an image; a URL in JSON is refused, since nothing is fetched from elsewhere.

    Raises:
        VisionError: 400 or 415.
    """
    media_type = _media_type(request)
    if media_type == "application/json":
        document = await _json(request)
        if not isinstance(document.get("url"), str):
            raise invalid_request("The body must be an image, or a JSON object with a url.", "BadArgument")
        raise invalid_request("The provided image url is not accessible.", "InvalidImageUrl")
    if media_type != "application/octet-stream" and not media_type.startswith("image/"):
        raise VisionError(415, "UnsupportedMediaType", f"The media type {media_type!r} is not supported.")
    return await request.body()


async def text_content(request: Request) -> str:
    """The text to embed, of 1 to 70 words.

    Raises:
        VisionError: 400 or 415.
    """
    if _media_type(request) != "application/json":
        raise VisionError(415, "UnsupportedMediaType", "The body must be JSON.")
    text = (await _json(request)).get("text")
    if not isinstance(text, str) or not 1 <= len(text.split()) <= _MAX_WORDS:
        raise invalid_request(f"The text must have 1 to {_MAX_WORDS} words.", "BadArgument")
    return text


def _media_type(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


async def _json(request: Request) -> dict[str, object]:
    body = await request.body()
    try:
        document = json.loads(body) if len(body) <= _MAX_JSON_BYTES else None
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict):
        raise invalid_request("The body must be a JSON object.", "BadArgument")
    return document
