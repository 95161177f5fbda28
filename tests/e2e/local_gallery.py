"""A gallery started as its user starts it, `python -m local`, and a person who uses it."""

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

START_SECONDS = 90
COMPLETE_SECONDS = 60
ROOT = Path(__file__).parents[2]


@dataclass
class LocalGallery:
    """A running process, where its parts answer, and the folder that keeps its data."""

    process: subprocess.Popen[str]
    state: Path
    addresses: dict[str, str] = field(default_factory=dict)
    people: ExitStack = field(default_factory=ExitStack)

    @property
    def url(self) -> str:
        return self.addresses["Gallery"].rstrip("/")

    def person(self, name: str) -> "Person":
        command = [sys.executable, "-m", "local", "token", name, "--state", str(self.state)]
        token = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()
        headers = {"Authorization": f"Bearer {token}"}
        client = httpx.Client(base_url=f"{self.url}/api/v1", headers=headers, timeout=60)
        return Person(self.people.enter_context(client))


@contextmanager
def local_gallery(state: Path, *options: str) -> Iterator[LocalGallery]:
    """Started on a free port, and stopped as Ctrl-C stops it."""
    command = [sys.executable, "-m", "local", "--port", "0", "--state", str(state), *options]
    log = (state.parent / f"{state.name}.log").open("a")
    with (
        log,
        subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log, text=True
        ) as process,
    ):
        gallery = LocalGallery(process, state)
        try:
            _read_addresses(gallery)
            yield gallery
        finally:
            gallery.people.close()
            process.terminate()
            process.wait(30)


def _read_addresses(gallery: LocalGallery) -> None:
    assert gallery.process.stdout
    for line in gallery.process.stdout:
        if found := re.match(r"  (\S.*?)  +(http\S+)", line):
            gallery.addresses[found[1]] = found[2]
        if "Ctrl-C" in line:
            return
    raise AssertionError("the gallery did not start")


@dataclass
class Person:
    client: httpx.Client

    @property
    def token(self) -> str:
        return self.client.headers["authorization"].removeprefix("Bearer ")

    def upload(self, content: bytes, filename: str = "picture.jpg") -> httpx.Response:
        return self.client.post("images/upload", files={"file": (filename, content)})

    def completed(self, image_id: str) -> Any:
        """The image, once its analysis has ended."""
        deadline = time.monotonic() + COMPLETE_SECONDS
        while time.monotonic() < deadline:
            image = self.client.get(f"images/{image_id}").json()
            if image["status"] in ("completed", "failed"):
                return image
            time.sleep(0.1)
        raise AssertionError(f"still {image['status']} after {COMPLETE_SECONDS} s")

    def search(self, **params: str) -> Any:
        response = self.client.get("search/images", params=params)
        assert response.status_code == 200, response.text
        return response.json()

    def listed(self) -> list[Any]:
        found: list[Any] = []
        params: dict[str, Any] = {"limit": 100}
        while True:
            page = self.client.get("images", params=params).json()
            found += page["images"]
            if not page["nextCursor"]:
                return found
            params["cursor"] = page["nextCursor"]
