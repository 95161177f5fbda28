"""Child processes that end with their input: Azurite and the sign-in page."""

import asyncio
import contextlib


async def end(process: asyncio.subprocess.Process, seconds: float) -> None:
    """Close the input of `process`, which ends it; kill it when it has not ended within `seconds`."""
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(process.communicate(b""), seconds)
        return
    process.kill()
    await process.communicate()
