"""What is kept, and what goes on, when the process is killed or stopped."""

import subprocess
from pathlib import Path

from tests.e2e.local_gallery import local_gallery
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


def test_stopping_leaves_no_process(tmp_path: Path) -> None:
    with local_gallery(tmp_path / "state") as gallery:
        pass
    assert gallery.process.returncode == 0
    running = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    assert str(tmp_path) not in running
