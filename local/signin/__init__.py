"""Local sign-in: a real OpenID provider on loopback, where a name opens an account."""

import asyncio
import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self, cast

from local import child
from local.signin.identity import AUDIENCE, CLIENT_ID, SCOPES, SignInError, is_free, load_identity

__all__ = ["SignIn", "SignInError"]

HERE = Path(__file__).parent
PACKAGE = HERE.parent / "node_modules" / "oidc-provider"


class SignIn:
    """Serves sign-in for the accounts kept in `state`, on the port that the state folder remembers.

    The gallery page may return to `/` on any loopback port, and on the further `origins`.
    """

    client_id = CLIENT_ID
    audience = AUDIENCE
    scopes = SCOPES

    def __init__(
        self, state: Path, port: int | None = None, *, origins: Sequence[str] = (), start_timeout: float = 30
    ) -> None:
        self._state = state
        self._identity = load_identity(state, port)
        self._origins = list(origins)
        self._start_timeout = start_timeout
        self._process: asyncio.subprocess.Process | None = None

    @property
    def issuer(self) -> str:
        return self._identity.issuer

    @property
    def jwks_url(self) -> str:
        return f"{self.issuer}/jwks"

    async def __aenter__(self) -> Self:
        node = shutil.which("node")
        if node is None:
            raise SignInError("Node.js is missing: install version 20 or newer, it runs the sign-in page.")
        if not PACKAGE.exists():
            raise SignInError("The sign-in page is not installed: run `npm ci` in local/.")
        if not is_free(self._identity.port):
            raise SignInError(
                f"Port {self._identity.port}, where people sign in to {self._state}, is in use: "
                "stop what uses it, or use another state folder."
            )
        try:
            async with asyncio.timeout(self._start_timeout):
                await self._start(node)
        except TimeoutError:
            await self._stop()
            raise SignInError(f"The sign-in page did not start within {self._start_timeout:.0f} s.") from None
        except BaseException:
            await self._stop()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stop()

    async def _start(self, node: str) -> None:
        log = self._state / "sign-in.log"
        with log.open("w") as output:
            self._process = process = await asyncio.create_subprocess_exec(
                *(node, str(HERE / "server.mjs")),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=output,
                start_new_session=True,
            )
        cast("asyncio.StreamWriter", process.stdin).write(json.dumps(self._settings()).encode() + b"\n")
        if not await cast("asyncio.StreamReader", process.stdout).readline():
            raise SignInError(f"The sign-in page stopped at once; {log} says why.")

    def _settings(self) -> dict[str, object]:
        return {
            "issuer": self.issuer,
            "key": self._identity.key,
            "clientId": self.client_id,
            "audience": self.audience,
            "scopes": self.scopes,
            "origins": self._origins,
            "store": str(self._state / "sign-in-sessions.json"),
        }

    async def _stop(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            await child.end(process, 5)
