"""`python -m tests.api.check`: the API against clients that nobody here wrote. Ends with 1 at a failure.

It runs on a gallery of its own: OpenAPI validators, Schemathesis over the whole description, a TypeScript
client generated from it, the Azure SDK sending a large file in blocks, and curl with signed links.
"""

import argparse
import hashlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
from azure.storage.blob import BlobClient

from tests.e2e.local_gallery import LocalGallery, Person, local_gallery
from tests.pictures import jpeg

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
STRANGERS = ROOT / ".venv-api" / "bin"
LARGE = 90_000_000


class Check:
    def __init__(self, gallery: LocalGallery, folder: Path, examples: int, seed: int) -> None:
        self.api = f"{gallery.url}/api/v1"
        self.description = folder / "openapi.json"
        self.description.write_bytes(httpx.get(f"{self.api}/openapi.json").raise_for_status().content)
        self._gallery = gallery
        self._folder = folder
        self._examples = examples
        self._seed = seed

    def description_is_valid(self) -> None:
        """openapi-spec-validator."""
        _run(STRANGERS / "openapi-spec-validator", self.description)

    def description_is_clean(self) -> None:
        """Redocly's strict rules."""
        _run("npx", "--offline", "redocly", "lint", self.description, "--config", HERE / "redocly.yaml")

    def generated_client_works(self) -> None:
        """openapi-typescript, openapi-fetch and @azure/storage-blob."""
        schema = HERE / "generated" / "schema.d.ts"
        _run("npx", "--offline", "openapi-typescript", self.description, "--output", schema)
        _run("npx", "--offline", "tsc", "--project", HERE)
        pictures = [self._picture(1), self._picture(2)]
        _run("node", HERE / "generated" / "client.js", self.api, self._person("typescript").token, *pictures)

    def blocks_arrive(self) -> None:
        """azure-storage-blob's BlobClient.from_blob_url with a file larger than it sends at once."""
        person = self._person("blocks")
        content = jpeg(640, 480, seed=3).ljust(LARGE, b"\0")
        upload, image_id = _announced(person, content)
        with BlobClient.from_blob_url(upload["url"]) as blob:
            blob.upload_blob(content)
        assert person.completed(image_id)["status"] == "completed"

    def signed_links_are_read(self) -> None:
        """curl, sending and reading what it was given an address for."""
        person, picture = self._person("curl"), self._picture(4)
        upload, image_id = _announced(person, picture.read_bytes())
        headers = [each for name, value in upload["headers"].items() for each in ("-H", f"{name}: {value}")]
        _run("curl", "-sSf", "-X", upload["method"], *headers, "--data-binary", f"@{picture}", upload["url"])
        links = person.completed(image_id)["links"]
        for name in ("original", "preview", "tile", "thumbnail"):
            _run("curl", "-sSf", "-o", self._folder / name, links[name])
            bearer = f"Authorization: Bearer {person.token}"
            address = f"{self.api}/images/{image_id}/{name}"
            _run("curl", "-sSfL", "-H", bearer, "-o", self._folder / f"{name} again", address)
            assert (self._folder / name).read_bytes() == (self._folder / f"{name} again").read_bytes()
        assert (self._folder / "original").read_bytes() == picture.read_bytes()

    def schemathesis_finds_nothing(self) -> None:
        """All checks, all phases, valid and invalid data, as somebody who is signed in."""
        bearer = f"Authorization: Bearer {self._person('schemathesis').token}"
        # fmt: off
        _run(
            STRANGERS / "st", "--config-file", HERE / "schemathesis.toml",
            "run", f"{self.api}/openapi.json",
            "--header", bearer, "--checks", "all", "--max-examples", self._examples,
            "--continue-on-failure", "--workers", 2, "--no-color",
            "--seed", self._seed,
        )
        # fmt: on

    def _person(self, name: str) -> Person:
        return self._gallery.person(name)

    def _picture(self, seed: int) -> Path:
        path = self._folder / f"{seed}.jpg"
        path.write_bytes(jpeg(1600, 1200, seed=seed))
        return path


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.api.check", description=__doc__)
    parser.add_argument("--examples", type=int, default=50, help="most examples an operation (50)")
    parser.add_argument("--seed", type=int, default=1, help="another one tries other data (1)")
    options = parser.parse_args()
    os.environ["GALLERY_MAX_UPLOAD_BYTES"] = str(LARGE)
    with tempfile.TemporaryDirectory() as folder, local_gallery(Path(folder) / "state") as gallery:
        check = Check(gallery, Path(folder), options.examples, options.seed)
        done = [
            _done(check.description_is_valid),
            _done(check.description_is_clean),
            _done(check.generated_client_works),
            _done(check.blocks_arrive),
            _done(check.signed_links_are_read),
            _done(check.schemathesis_finds_nothing),
        ]
    return 0 if all(done) else 1


def _done(step: Callable[[], None]) -> bool:
    started = time.monotonic()
    try:
        step()
        outcome = "passed"
    except AssertionError as error:
        outcome = f"FAILED: {error}"
    except subprocess.CalledProcessError as error:  # its own text would tell the token
        outcome = f"FAILED: {Path(error.cmd[0]).name} ended with {error.returncode}"
    title = step.__name__.replace("_", " ")
    print(f"{title}: {outcome} ({time.monotonic() - started:.0f} s)", flush=True)
    return outcome == "passed"


def _announced(person: Person, content: bytes) -> tuple[dict[str, Any], str]:
    announced = {
        "filename": "picture.jpg",
        "size": len(content),
        "contentType": "image/jpeg",
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    response = person.client.post("images/uploads", json=[announced]).raise_for_status()
    (result,) = response.json()["results"]
    return result["upload"], result["image"]["id"]


def _run(*command: object) -> None:
    environment = os.environ | {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"}
    subprocess.run([str(part) for part in command], cwd=HERE, env=environment, check=True)


if __name__ == "__main__":
    sys.exit(main())
