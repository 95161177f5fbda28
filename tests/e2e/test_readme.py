"""The README's walk, run as it stands against a running gallery."""

import re
import subprocess
import sys
from pathlib import Path

from tests.e2e.local_gallery import ROOT, LocalGallery

WALK = re.search(r"```bash\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)


def test_the_walk_with_curl(gallery: LocalGallery, tmp_path: Path) -> None:
    assert WALK
    here = WALK[1].replace("http://localhost:7071", gallery.url).replace("walk.jpg", f"{tmp_path}/walk.jpg")
    here = here.replace("local token", f"local token --state {gallery.state}")
    here = here.replace(".venv/bin/python", sys.executable)
    command = ["bash", "-euo", "pipefail", "-c", here]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert run.returncode == 0, run.stderr
    assert "404\n" in run.stdout
