"""What `python -m local` says when it cannot start: one sentence, and what to do."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.e2e.local_gallery import ROOT, LocalGallery


def refused(*options: str, python: str = sys.executable, environ: Mapping[str, str] = os.environ) -> str:
    """What a run that cannot start says."""
    command = [python, "-m", "local", *options]
    run = subprocess.run(
        command, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=60, check=False
    )
    assert (run.returncode, run.stdout) == (1, "")
    return run.stderr


def old_pythons() -> list[str]:
    """Interpreters of this machine that are too old."""
    beside = Path(sys.base_prefix).parent.glob("3.*/bin/python")
    named = (shutil.which(f"python3.{minor}") for minor in (8, 9, 10))
    return [str(python) for python in (*named, *beside) if python and is_old(python)]


def is_old(python: str | Path) -> bool:
    ask = "import sys; sys.exit(not (3, 8) <= sys.version_info[:2] < (3, 11))"
    return subprocess.run([python, "-c", ask], capture_output=True, check=False).returncode == 0


def test_an_old_python_is_told_what_is_needed() -> None:
    olds = old_pythons()
    if not olds:
        pytest.skip("every Python of this machine is new enough")
    for python in olds:
        assert refused(python=python).startswith("Python 3.11 or newer is needed, and this is 3.")


def test_missing_packages_are_named(tmp_path: Path) -> None:
    bare = tmp_path / "bare"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", bare], check=True)
    said = refused(python=str(bare / "bin" / "python"))
    assert said == "The Python packages are missing: run `make install`, then use .venv/bin/python.\n"


def test_a_missing_node_is_named(tmp_path: Path) -> None:
    said = refused("--port", "0", "--state", str(tmp_path), environ={"PATH": str(tmp_path)})
    assert said == "Node.js is missing: install version 20 or newer to run the storage emulator.\n"


def test_a_port_in_use_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = refused("--port", str(port), "--state", str(tmp_path))
    assert said == f"Port {port} is in use: choose another one with --port.\n"


@pytest.mark.parametrize("port", ["-1", "65536", "http"])
def test_a_port_that_is_none_is_told(port: str) -> None:
    command = [sys.executable, "-m", "local", "--port", port]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert run.returncode == 2
    assert run.stderr.endswith("error: argument --port: a port is a number from 0 to 65535\n")


@pytest.mark.parametrize("hours", ["nan", "1e12", "long"])
def test_a_lifetime_that_is_none_is_told(hours: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "local", "token", "alice", "--hours", hours, "--state", str(tmp_path)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert run.returncode == 2
    assert run.stderr.endswith("argument --hours: a token is good for at most a year, 8760 hours\n")


def test_two_runs_cannot_share_their_data(gallery: LocalGallery) -> None:
    said = refused("--port", "0", "--state", str(gallery.state))
    assert said == f"{gallery.state} is in use by another run: choose another --state.\n"


@pytest.mark.parametrize("command", [[], ["token", "alice"]], ids=["run", "token"])
@pytest.mark.parametrize(
    ("state", "why"),
    [("file", "File exists"), ("file/below", "Not a directory")],
    ids=["file", "below a file"],
)
def test_a_state_folder_that_cannot_be_is_told(
    tmp_path: Path, command: list[str], state: str, why: str
) -> None:
    (tmp_path / "file").touch()
    said = refused(*command, "--state", str(tmp_path / state))
    assert said == f"Nothing can be kept in {tmp_path / state} ({why}): choose another --state.\n"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
@pytest.mark.parametrize("command", [[], ["token", "alice"]], ids=["run", "token"])
def test_a_state_folder_that_may_not_be_written_is_told(tmp_path: Path, command: list[str]) -> None:
    tmp_path.chmod(0o500)
    said = refused(*command, "--state", str(tmp_path))
    assert said == f"Nothing can be kept in {tmp_path} (Permission denied): choose another --state.\n"
