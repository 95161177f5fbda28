"""Signed links to one blob, ending at the end of a window of time: to read it, or to put it once.

All who ask within one window are given the same address, so that browsers cache what it leads to.
"""

import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from azure.storage.blob import BlobSasPermissions

from shared.adapters.signatures import DOWNLOAD, SignatureForm
from shared.models import Image, Json, Links, SignedUpload, rfc3339
from shared.ports import Linkable

API = "/api/v1/images"
SKEW_SECONDS = 300
UPLOAD_SECONDS = 3600
_NOT_SHOWN = re.compile(r"[/\\\x00-\x1f\x7f]")
_UNSAFE = re.compile(r"[^ !#-$&-.0-:<-\[\]-~]")  # beyond ASCII, or of use in a header or a path
FOREVER = "private, max-age=31536000, immutable"
READ = BlobSasPermissions(read=True)
CREATE = BlobSasPermissions(create=True)  # unlike write, it replaces no blob
BLOCKS = BlobSasPermissions(create=True, write=True)  # Put Block is granted by write alone
WHOLE_BYTES = 64 * 1024 * 1024  # what the Azure SDKs send in one request; they send larger files in blocks


@dataclass(frozen=True)
class Window:
    """From when until when the links of now are good, in seconds since 1970."""

    start: int
    end: int

    @classmethod
    def at(cls, moment: float, seconds: int) -> "Window":
        """Links live between one and two windows long."""
        begun = int(moment) // seconds * seconds
        return cls(begun - SKEW_SECONDS, begun + 2 * seconds)


@dataclass(frozen=True)
class Forms:
    """How originals and renditions are read by links made from `since` until before `until`."""

    since: int
    until: int
    download: SignatureForm
    read: SignatureForm
    expires_at: str


SigningKey = Callable[[Window], Awaitable[dict[str, Any]]]


class LinkSigner:
    """`endpoint` is the blob endpoint; `key` yields `account_key=` or `user_delegation_key=` for a window."""

    def __init__(
        self,
        account: str,
        endpoint: str,
        key: SigningKey,
        seconds: int,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._account = account
        self._endpoint = endpoint.rstrip("/")
        self._key = key
        self._seconds = seconds
        self._clock = clock
        self._forms: Forms | None = None

    async def links(self, image: Linkable) -> Json[Links]:
        moment = self._clock()
        if (forms := self._forms) is None or not forms.since <= moment < forms.until:
            forms = self._forms = await self._spelled(moment)
        home = f"{image.owner_id}/{image.id}"
        original = forms.download.fill(home, content_disposition(image.filename), image.content_type)
        rendered = image.rendered
        return Json(
            self=f"{API}/{image.id}",
            original=f"{self._endpoint}/originals/{home}?{original}",
            preview=self._rendition(f"{home}/preview.jpg", forms.read) if rendered else None,
            tile=self._rendition(f"{home}/tile.webp", forms.read) if image.tiled else None,
            thumbnail=self._rendition(f"{home}/thumbnail.webp", forms.read) if rendered else None,
            expiresAt=forms.expires_at,
        )

    async def upload(self, image: Image) -> SignedUpload:
        """To put the original once, at most an hour from now; one that takes blocks may be written again."""
        moment = self._clock()
        window = Window.at(moment, self._seconds)
        short = Window(window.start, min(window.end, int(moment) + UPLOAD_SECONDS))
        permission = CREATE if image.size <= WHOLE_BYTES else BLOCKS
        form = self._form("originals", short, await self._key(window), permission=permission)
        home = f"{image.owner_id}/{image.id}"
        return SignedUpload(
            url=f"{self._endpoint}/originals/{home}?{form.fill(home)}",
            headers={
                "Content-Type": image.content_type,
                "x-ms-blob-type": "BlockBlob",
                "x-ms-blob-cache-control": FOREVER,
            },
            expires_at=datetime.fromtimestamp(short.end, UTC),
        )

    def _rendition(self, blob: str, form: SignatureForm) -> str:
        return f"{self._endpoint}/renditions/{blob}?{form.fill(blob)}"

    async def _spelled(self, moment: float) -> Forms:
        window = Window.at(moment, self._seconds)
        key, since = await self._key(window), window.start + SKEW_SECONDS
        return Forms(
            since=since,
            until=since + self._seconds,
            download=self._form("originals", window, key, permission=READ, **DOWNLOAD),
            read=self._form("renditions", window, key, permission=READ),
            expires_at=rfc3339(datetime.fromtimestamp(window.end, UTC)),
        )

    def _form(self, container: str, window: Window, key: dict[str, Any], **terms: Any) -> SignatureForm:
        start, expiry = (datetime.fromtimestamp(moment, UTC) for moment in (window.start, window.end))
        return SignatureForm.spelled(self._account, container, key, start=start, expiry=expiry, **terms)


@lru_cache(1024)
def content_disposition(filename: str) -> str:
    """`attachment` with any Unicode name. Source: RFC 6266 §5 and RFC 8187."""
    plain = _UNSAFE.sub("_", filename[:150])
    shown = _NOT_SHOWN.sub("_", filename)[-150:]
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(shown, safe='')}"
