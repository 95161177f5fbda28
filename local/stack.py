"""Everything a local run needs, started in order, each on a free loopback port, and stopped in reverse."""

import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from starlette.routing import BaseRoute

from local.azurite import Azurite
from local.cosmos import EMULATOR_KEY, CosmosEmulator
from local.host import FunctionHost
from local.page import page_routes
from local.provision import provision_cosmos, provision_storage
from local.refusal import Refusal
from local.serve import serve
from local.settings import Addresses, app_settings
from local.signin import SignIn
from local.vision import VisionStandIn

ROOT = Path(__file__).parent.parent
VISION_KEY = "vision-stand-in"


class PortError(Refusal):
    """The public port cannot be had."""


@dataclass(frozen=True)
class Stack:
    """One running gallery: its public address, its settings, and where each part answers."""

    url: str
    addresses: Addresses
    settings: dict[str, str]
    parts: dict[str, str]


@asynccontextmanager
async def run(
    state: Path, port: int, *, extra: dict[str, str] | None = None, stand_in: VisionStandIn | None = None
) -> AsyncIterator[Stack]:
    """Serve the gallery kept in `state` at `port` (0 picks one). `extra` are further app settings."""
    async with AsyncExitStack() as stack:
        port = _reserved(port)
        origins = [f"http://localhost:{port}", f"http://127.0.0.1:{port}"]
        azurite = await stack.enter_async_context(Azurite(state / "azurite"))
        signin = await stack.enter_async_context(SignIn(state, origins=origins))
        emulator = CosmosEmulator(state / "cosmos.sqlite")
        cosmos = await stack.enter_async_context(serve(emulator.app))
        vision_app = stand_in or VisionStandIn(key=VISION_KEY)
        vision = await stack.enter_async_context(serve(vision_app.app))
        addresses = Addresses(
            storage=azurite.connection_string,
            cosmos_endpoint=cosmos,
            cosmos_key=EMULATOR_KEY,
            vision_endpoint=vision,
            vision_key=VISION_KEY,
            issuer=signin.issuer,
            jwks_url=signin.jwks_url,
            audience=signin.audience,
            client_id=signin.client_id,
            scopes=signin.scopes,
        )
        settings = app_settings(addresses) | (extra or {})
        await provision_storage(addresses.storage, origins)
        await provision_cosmos(cosmos, EMULATOR_KEY, settings["GALLERY_COSMOS_DATABASE"])
        routes: list[BaseRoute] = page_routes(ROOT / "web" / "dist", [azurite.blob_endpoint, signin.issuer])
        host = await stack.enter_async_context(
            FunctionHost(ROOT, environ=settings, extra_routes=routes, cors_origins=origins)
        )
        url = await stack.enter_async_context(serve(host.app, port=port))
        await host.wait_ready()
        parts = {
            "Blob storage": azurite.blob_endpoint,
            "Queue storage": azurite.queue_endpoint,
            "Cosmos DB emulator": cosmos,
            "Vision stand-in": vision,
            "Sign-in": signin.issuer,
        }
        yield Stack(url, addresses, settings, parts)


def _reserved(port: int) -> int:
    """`port` if it can be had, or a free one for 0. Raises PortError."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            raise PortError(f"Port {port} is for the system alone: choose another one with --port.") from None
        except OSError:
            raise PortError(f"Port {port} is in use: choose another one with --port.") from None
        return int(probe.getsockname()[1])
