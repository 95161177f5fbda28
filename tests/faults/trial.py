"""One trial: an operation meets a fault, the world recovers, and what must always hold is checked."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

from shared.errors import GalleryError, ImageNotFound
from shared.models import ImageStatus, Limits, Upload, now
from shared.services.gallery import Gallery
from shared.services.ingestion import Ingestion
from shared.services.ingestion.decoders import Decoders
from shared.services.ingestion.patience import Patience
from shared.services.ingestion.throttling import Throttle, ThrottledAnalyzer
from shared.services.sweeping import ARRIVAL, Sweeping
from tests.faults.faults import FaultKind, Killed, Wire
from tests.faults.worlds import World
from tests.pictures import jpeg

Operation = Literal["upload", "analyse", "delete"]
OPERATIONS: tuple[Operation, ...] = ("upload", "analyse", "delete")
LIMITS = Limits(images=10, bytes=10**7, upload_bytes=10**6, upload_pixels=10**7, analyses_per_month=10)
PATIENCE = Patience(max_attempts=5, max_age=30 * 86_400, first_delay=0.01, max_delay=0.01)
CONTENT = jpeg(96, 72)
WHOLE = ["image", "embedding", "original", "renditions"]
MOST_CALLS = 4  # of the analyzer, for one picture: the two it needs, and both again


class Violation(AssertionError):
    """What must always hold does not."""


@dataclass
class Process:
    """The services as one worker process has them."""

    world: World
    wire: Wire

    def __post_init__(self) -> None:
        world, wire = self.world, self.wire

        def port(name: str, port: Any) -> Any:
            return world.through(wire, name, port)

        images, store = port("images", world.images), port("store", world.store)
        throttle = Throttle()
        analyzer = ThrottledAnalyzer(port("analyzer", world.analyzer), throttle)
        queue = port("queue", world.queue)
        self.gallery = Gallery(images, store, LIMITS)
        self.ingestion = Ingestion(
            images, store, analyzer, queue, throttle, PATIENCE, Decoders(LIMITS.upload_pixels), 10
        )
        self.sweeping = Sweeping(images, world.leftovers, store, queue, self.ingestion)

    async def upload(self) -> str:
        upload = Upload(filename="a.jpg", content=CONTENT)
        return (await self.gallery.add(self.world.owner, upload)).image.id

    async def start(self, operation: Operation, image_id: str) -> None:
        if operation == "upload":
            await self.upload()
        elif operation == "analyse":
            await self.ingestion.ingest(self.world.owner, image_id)
        else:
            await self.gallery.remove(self.world.owner, image_id)


@dataclass(frozen=True)
class Outcome:
    """What the caller was told, and what it took to put things right."""

    answer: Literal["done", "error", "no answer"]
    mended_by: str


async def calls_of(operation: Operation, world: World) -> list[str]:
    """What an undisturbed operation sends, in order."""
    image_id = await _prepared(operation, world)
    wire = Wire()
    await Process(world, wire).start(operation, image_id)
    await _cleared(world, image_id)
    return wire.calls


async def attempt(operation: Operation, world: World, kind: FaultKind, strike_at: int) -> Outcome:
    """Raises Violation."""
    image_id = await _prepared(operation, world)
    process = Process(world, Wire(kind, strike_at))
    answer = await _told(process, process.start(operation, image_id))
    mended_by = await _recovered(operation, world, image_id, answer)
    await _check(operation, world, image_id, answer)
    await _cleared(world, image_id)
    return Outcome(answer, mended_by)


async def _prepared(operation: Operation, world: World) -> str:
    process = Process(world, Wire())
    image_id = await process.upload()
    if operation == "delete":
        await process.ingestion.ingest(world.owner, image_id)
    elif operation == "upload":
        await process.gallery.remove(world.owner, image_id)
    return image_id


async def _told(process: Process, run: Awaitable[None]) -> Literal["done", "error", "no answer"]:
    task = asyncio.ensure_future(run)
    hangs = asyncio.create_task(process.wire.hangs.wait())
    await asyncio.wait([task, hangs], return_when=asyncio.FIRST_COMPLETED)
    hangs.cancel()
    if not task.done():
        task.cancel()  # as the host does at its time limit, and a client that leaves
    try:
        await task
    except GalleryError:
        return "error"
    except (Killed, asyncio.CancelledError):
        return "no answer"
    return "done"


async def _recovered(operation: Operation, world: World, image_id: str, answer: str) -> str:
    """Let things happen in the order in which they would, until all is settled; what it took."""
    process = Process(world, Wire())
    steps: list[tuple[str, Callable[[], Awaitable[None]]]] = []
    if operation == "upload":
        steps.append(("nothing", lambda: _event(process, image_id)))
    elif operation == "analyse" and answer != "done":
        steps.append(("the event again", lambda: _event(process, image_id)))
    steps.append(("a message", lambda: _messages(process)))
    for hours in (timedelta(minutes=30), ARRIVAL + timedelta(minutes=30)):
        steps.append(("the sweeper", lambda ahead=hours: _sweep(process, ahead)))  # type: ignore[misc]
    if operation != "upload" and await _settled(world, image_id):
        return "nothing"
    for name, step in steps:
        await step()
        if await _settled(world, image_id):
            return name
    raise Violation(f"never settled: {await world.things()}")


async def _event(process: Process, image_id: str) -> None:
    """The host calls for a blob that is there."""
    if await process.world.store.has_original(process.world.owner, image_id):
        await process.ingestion.ingest(process.world.owner, image_id)


async def _messages(process: Process) -> None:
    for image_id in await process.world.messages():
        await process.ingestion.ingest(process.world.owner, image_id)


async def _sweep(process: Process, ahead: timedelta) -> None:
    await process.sweeping.sweep(now() + ahead)
    await _messages(process)


async def _settled(world: World, image_id: str) -> bool:
    things = await world.things()
    if not things:
        return True
    try:
        image = await world.images.get(world.owner, image_id)
    except ImageNotFound:
        return False
    return things == WHOLE and image.status is ImageStatus.COMPLETED and not image.deleted_at


async def _check(operation: Operation, world: World, image_id: str, answer: str) -> None:
    """Settled it is; what was promised must have been kept, what failed must work when asked again."""
    things = await world.things()
    if answer == "done" and bool(things) != (operation != "delete"):
        raise Violation(f"{operation} was confirmed, but there is {things or 'nothing'}")
    if operation == "analyse" and not things:
        raise Violation("an accepted picture is lost")
    usage = await world.images.usage(world.owner)
    expected = (1, len(CONTENT)) if things else (0, 0)
    if (usage.images, usage.bytes) != expected or usage.analyses > 1:
        raise Violation(f"{usage} is counted, {expected} is kept")
    if world.calls() > MOST_CALLS:
        raise Violation(f"{world.calls()} calls of the analyzer")
    if operation == "upload" and not things:
        process = Process(world, Wire())
        await process.upload()
        await _event(process, image_id)
        if not await _settled(world, image_id):
            raise Violation("a second upload did not heal the first")


async def _cleared(world: World, image_id: str) -> None:
    """Whatever happened, a delete leaves nothing."""
    with suppress(ImageNotFound):
        await Process(world, Wire()).gallery.remove(world.owner, image_id)
    await world.messages()
    if things := await world.things():
        raise Violation(f"a delete left {things}")
