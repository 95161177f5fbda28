"""Where the time of the hottest paths goes, as cProfile sees it.

`python -m bench.profiles` tells of one picture's renditions and of the requests of bench.requests. Time is
CPU of the whole process, so that waiting for a thread counts what the thread does. cProfile makes calls of
Python dearer than they are: the shares of what is written in C are larger in truth.
"""

import argparse
import asyncio
import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack
from cProfile import Profile
from pathlib import Path
from pstats import Stats

from bench import identity
from bench.contestants import functions
from bench.documents import documents
from bench.renditions import make
from bench.requests import requests
from bench.sources import Container
from bench.tables import markdown
from shared.services.imaging import render

SHARED = Path(__file__).parent.parent / "shared"
ROUTES = {"list": 300, "search": 100, "upload": 10}
RENDITIONS = 10
TOP = 9
AROUND = 0.65
PIXELS = 100_000_000


def renditions(content: bytes) -> Profile:
    render(content, PIXELS)
    with Profile(time.process_time) as profile:
        for _ in range(RENDITIONS):
            render(content, PIXELS)
    return profile


async def routes(folder: Path, picture: bytes) -> dict[str, Profile]:
    identity.write(folder / "identity.json")
    key, token = identity.read(folder / "identity.json")
    profiles = {}
    async with AsyncExitStack() as stack:
        ask = await functions(Container(documents(20)), key, stack)
        asked = requests(token, picture)
        for name, calls in ROUTES.items():
            for _ in range(10):
                await ask(asked[name])
            with Profile(time.process_time) as profiles[name]:
                for _ in range(calls):
                    await ask(asked[name])
    return profiles


def rows(path: str, profile: Profile) -> Iterator[tuple[str, ...]]:
    """The dearest of the gallery's functions and of those in C, but for what is around most of the path."""
    stats = Stats(profile).stats  # type: ignore[attr-defined]  # which is documented, but not in its stub
    total = sum(own for _, _, own, _, _ in stats.values())
    shares = {
        place: (whole / total, own / total)
        for (file, _, name), (_, _, own, whole, _) in stats.items()
        if whole < AROUND * total and (place := named(file, name))
    }
    for place, (whole, own) in sorted(shares.items(), key=lambda item: -item[1][0])[:TOP]:
        yield path, f"`{place}`", f"{whole:.0%}", f"{own:.0%}"


def named(file: str, name: str) -> str | None:
    """`services/module.py function`, or what a function in C is called; None for what only calls others."""
    if file == "~":
        return None if "Context" in name else re.sub(r"^<(built-in )?method |[<>']| objects", "", name)
    if name.startswith("<") or not Path(file).is_relative_to(SHARED):
        return None
    return f"{Path(file).relative_to(SHARED)} {name}"


def run() -> str:
    with tempfile.TemporaryDirectory() as kept:
        picture = Path(kept) / "picture.jpg"
        make("12 MP JPEG", picture)
        content = picture.read_bytes()
        profiles = {"renditions": renditions(content)} | asyncio.run(routes(Path(kept), content))
    found = [row for path, profile in profiles.items() for row in rows(path, profile)]
    return markdown(("path", "function", "with what it calls", "itself"), found)


if __name__ == "__main__":
    argparse.ArgumentParser(description=__doc__).parse_args()
    print(run())
