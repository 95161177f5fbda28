"""images/uploads: files that clients send to storage by themselves."""

from typing import Annotated

import azure.functions as func
from pydantic import Field

from shared.http import announced, operation
from shared.models import AnnouncedUploads, Announcement, Principal
from shared.worker import services

bp = func.Blueprint()
Announcements = Annotated[tuple[Announcement, ...], Field(min_length=1, max_length=50)]


@operation(bp, "POST", "images/uploads")
async def announce_uploads(caller: Principal, body: Announcements) -> AnnouncedUploads:
    """Announce up to 50 files, and learn where to send each.

    Send each created one's content to its `upload.url` by `upload.method` with `upload.headers`, until
    `upload.expiresAt`. The address takes one blob, once; those for more than 64 MiB also take it in blocks.
    What arrives is then checked: content of another hash, size or type is removed, and its image ends as
    `failed`.
    """
    results = await (await services()).uploads.announce(caller.owner, body)
    return AnnouncedUploads(
        results=tuple(announced(file, result) for file, result in zip(body, results, strict=True))
    )
