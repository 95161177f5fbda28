"""One contestant on uvicorn at a free port of the loopback address, until standard input is closed.

`python -m bench.servers CONTESTANT FOLDER` prints its address; the folder holds the identity that may ask.
"""

import argparse
import asyncio
import gc
import json
import sys
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import uvloop
from starlette.applications import Starlette
from starlette.middleware import Middleware

from bench import identity
from bench.documents import documents
from bench.gallery import services
from bench.peers import idiomatic, tuned
from bench.sources import Container
from local.host.config import HostConfig
from local.host.functions import index_functions
from local.host.headers import CustomHeaders
from local.host.http import http_routes
from local.host.invocation import Invoker
from local.serve import serve
from local.settings import SAMPLE
from shared import worker

ROOT = Path(__file__).parent.parent


async def application(contestant: str, key: Any, stack: AsyncExitStack) -> Any:
    container = Container(documents(20))
    match contestant:
        case "fastapi":
            return idiomatic.application(container, key)
        case "fastapi-tuned":
            return tuned.application(container, key)
        case _:
            await stack.enter_async_context(worker.override(services(container, key)))
            return functions()


def functions() -> Starlette:
    """The gallery's, by HTTP alone: the local host without what watches a storage account."""
    http, settings = HostConfig.read(ROOT).extensions.http, json.loads(SAMPLE.read_text())["Values"]
    invoker = Invoker(str(ROOT), timedelta(minutes=5))
    routes = http_routes(index_functions(ROOT, settings), http.route_prefix, invoker)
    return Starlette(routes=routes, middleware=[Middleware(CustomHeaders, http.custom_headers)])


async def run(contestant: str, folder: Path) -> None:
    key, _ = identity.read(folder / "identity.json")
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(serve(await application(contestant, key, stack)))
        gc.collect()
        gc.freeze()
        print(url, flush=True)
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("contestant")
    parser.add_argument("folder", type=Path)
    given = parser.parse_args()
    uvloop.run(run(given.contestant, given.folder))
