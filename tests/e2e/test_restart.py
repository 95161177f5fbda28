"""What is kept, and what goes on, when the process is killed or stopped."""

import subprocess
import sys
from pathlib import Path

from tests.e2e.local_gallery import ROOT, local_gallery
from tests.pictures import jpeg


def test_killed_in_the_middle_of_analysing_every_picture_completes(tmp_path: Path) -> None:
    state = tmp_path / "state"
    with local_gallery(state) as gallery:
        person = gallery.person("alice")
        files = [("files", (f"{n}.jpg", jpeg(2000, 1500, seed=n))) for n in range(12)]
        results = person.client.post("images/upload-multiple", files=files).json()["results"]
        gallery.process.kill()
    ids = [result["image"]["id"] for result in results]
    with local_gallery(state) as gallery:
        person = gallery.person("alice")
        assert {person.completed(image_id)["status"] for image_id in ids} == {"completed"}


def refused(state: Path, port: str = "0") -> str:
    """What a run that cannot start says."""
    command = [sys.executable, "-m", "local", "--port", port, "--state", str(state)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert run.returncode == 1
    return run.stderr


def test_two_runs_cannot_share_their_data(tmp_path: Path) -> None:
    state = tmp_path / "state"
    with local_gallery(state):
        assert refused(state) == f"{state} is in use by another run: choose another --state.\n"


def test_a_port_in_use_is_said_in_one_sentence(tmp_path: Path) -> None:
    with local_gallery(tmp_path / "one") as gallery:
        port = gallery.url.rpartition(":")[2]
        said = refused(tmp_path / "two", port)
    assert said == f"Port {port} is in use: choose another one with --port.\n"


def test_stopping_leaves_no_process(tmp_path: Path) -> None:
    with local_gallery(tmp_path / "state") as gallery:
        pass
    assert gallery.process.returncode == 0
    running = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    assert str(tmp_path) not in running
