"""Signed links to one blob, ending at the end of a window of time: to read it, or to put it once.

All who ask within one window are given the same address, so that browsers cache what it leads to.
"""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from azure.storage.blob import BlobSasPermissions, generate_blob_sas

from shared.models import Image, Links, SignedUpload

API = "/api/v1/images"
SKEW_SECONDS = 300
UPLOAD_SECONDS = 3600
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

    async def links(self, image: Image) -> Links:
        window = Window.at(self._clock(), self._seconds)
        key = await self._key(window)
        rendered = image.stage("renditions").status == "completed"
        home = f"{image.owner_id}/{image.id}"
        disposition = content_disposition(image.filename)

        def sign(container: str, blob: str, **overrides: Any) -> str:
            return self._sign(container, blob, window, key, READ, **overrides)

        return Links(
            self=f"{API}/{image.id}",
            original=sign(
                "originals", home, content_disposition=disposition, content_type=image.content_type
            ),
            preview=sign("renditions", f"{home}/preview.jpg") if rendered else None,
            thumbnail=sign("renditions", f"{home}/thumbnail.webp") if rendered else None,
            expires_at=datetime.fromtimestamp(window.end, UTC),
        )

    async def upload(self, image: Image) -> SignedUpload:
        """To put the original once, at most an hour from now; one that takes blocks may be written again."""
        moment = self._clock()
        window = Window.at(moment, self._seconds)
        key = await self._key(window)
        short = Window(window.start, min(window.end, int(moment) + UPLOAD_SECONDS))
        permission = CREATE if image.size <= WHOLE_BYTES else BLOCKS
        return SignedUpload(
            url=self._sign("originals", f"{image.owner_id}/{image.id}", short, key, permission),
            headers={
                "Content-Type": image.content_type,
                "x-ms-blob-type": "BlockBlob",
                "x-ms-blob-cache-control": FOREVER,
            },
            expires_at=datetime.fromtimestamp(short.end, UTC),
        )

    def _sign(
        self,
        container: str,
        blob: str,
        window: Window,
        key: dict[str, Any],
        permission: BlobSasPermissions,
        **overrides: Any,
    ) -> str:
        signature = generate_blob_sas(
            self._account,
            container,
            blob,
            permission=permission,
            start=datetime.fromtimestamp(window.start, UTC),
            expiry=datetime.fromtimestamp(window.end, UTC),
            **key,
            **overrides,
        )
        return f"{self._endpoint}/{container}/{blob}?{signature}"


def content_disposition(filename: str) -> str:
    """`attachment` with any Unicode name. Source: RFC 6266 §5 and RFC 8187."""
    plain = "".join(c if " " <= c <= "~" and c not in '"\\/%;' else "_" for c in filename)[:150]
    shown = filename.replace("/", "_").replace("\\", "_")[-150:]
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(shown, safe='')}"
