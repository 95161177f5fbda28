"""Azurite, the storage emulator from npm, as a child process: Blob and Queue on loopback."""

import asyncio
import contextlib
import fcntl
import re
import shutil
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from local import child
from local.refusal import Refusal

HERE = Path(__file__).parent
SCRIPT = HERE / "node_modules" / "azurite" / "dist" / "src" / "azurite.js"
ACCOUNT = "devstoreaccount1"
ACCOUNT_KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
LISTENS = re.compile(r"Azurite (Blob|Queue|Table) service (?:is )?successfully listen\w* (?:on|at) \S+:(\d+)")


class AzuriteError(Refusal):
    """Azurite cannot be started."""


class Azurite:
    """Serves what is kept in `location`; port 0 lets the system choose a free one.

    Only one Azurite at a time may hold a location. Its process holds the lock too: a start after a crash
    waits until the old one has written its state.
    """

    def __init__(
        self, location: Path, *, blob_port: int = 0, queue_port: int = 0, start_timeout: float = 30
    ) -> None:
        self.location = location
        self._asked = {"blob": blob_port, "queue": queue_port, "table": 0}
        self._ports: dict[str, int] = {}
        self._start_timeout = start_timeout
        self._lock: IO[str] | None = None
        self._process: asyncio.subprocess.Process | None = None

    @property
    def blob_endpoint(self) -> str:
        return f"http://127.0.0.1:{self._ports['blob']}/{ACCOUNT}"

    @property
    def queue_endpoint(self) -> str:
        return f"http://127.0.0.1:{self._ports['queue']}/{ACCOUNT}"

    @property
    def connection_string(self) -> str:
        return (
            f"DefaultEndpointsProtocol=http;AccountName={ACCOUNT};AccountKey={ACCOUNT_KEY};"
            f"BlobEndpoint={self.blob_endpoint};QueueEndpoint={self.queue_endpoint};"
        )

    async def __aenter__(self) -> Self:
        node = shutil.which("node")
        if node is None:
            raise AzuriteError("Node.js is missing: install version 20 or newer to run the storage emulator.")
        if not SCRIPT.exists():
            raise AzuriteError("Azurite is not installed: run `npm ci` in local/.")
        self.location.mkdir(parents=True, exist_ok=True)
        self._lock = await self._take_lock()
        try:
            self._process = await self._spawn(node, self._lock)
            async with asyncio.timeout(self._start_timeout):
                await self._read_ports(self._process.stdout)
        except TimeoutError:
            await self._stop()
            raise AzuriteError(f"Azurite did not start within {self._start_timeout:.0f} s.") from None
        except BaseException:
            await self._stop()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stop()

    async def _take_lock(self) -> IO[str]:
        lock = (self.location / "azurite.lock").open("w")
        for _ in range(round(self._start_timeout * 10)):
            with contextlib.suppress(BlockingIOError):
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return lock
            await asyncio.sleep(0.1)
        lock.close()
        raise AzuriteError(f"Another run is using the state folder {self.location}.")

    async def _spawn(self, node: str, lock: IO[str]) -> asyncio.subprocess.Process:
        flags = ["--silent", "--skipApiVersionCheck", "--disableTelemetry", "--location", str(self.location)]
        for service, port in self._asked.items():
            flags += [f"--{service}Host", "127.0.0.1", f"--{service}Port", str(port)]
        return await asyncio.create_subprocess_exec(
            *(node, "--require", str(HERE / "exit_with_parent.cjs"), str(SCRIPT), *flags),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            pass_fds=[lock.fileno()],
            start_new_session=True,
        )

    async def _read_ports(self, output: asyncio.StreamReader | None) -> None:
        said: list[str] = []
        while self._ports.keys() != self._asked.keys():
            line = (await output.readline()).decode(errors="replace") if output else ""
            if not line:
                raise AzuriteError(self._why("".join(said)))
            said.append(line)
            if listens := LISTENS.search(line):
                self._ports[listens[1].lower()] = int(listens[2])

    def _why(self, said: str) -> str:
        if "EADDRINUSE" in said or "already in use" in said:
            taken = re.search(r"127\.0\.0\.1:(\d+)", said)
            return f"Port {taken[1] if taken else ''} is in use: stop what uses it, or choose another."
        return f"Azurite stopped at once: {said.strip()[:500] or 'it said nothing'}"

    async def _stop(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            await child.end(process, 10)
        if self._lock is not None:
            self._lock.close()
            self._lock = None
