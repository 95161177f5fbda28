"""What is deployed: its files, and byte code that needs no time of a file and no place to write to."""

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest

from infra import staging
from infra.package import BUDGET_BYTES, compiled, sizes
from tests.bicep import Template
from tests.parity import ROOT

UNCHECKED_HASH = 0b01
START = "import function_app; function_app.app.get_functions()"


@pytest.fixture(scope="module")
def staged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package without its packages: those of this environment take their place."""
    folder = tmp_path_factory.mktemp("staged") / "package"
    staging.copy(ROOT, folder)
    staging.compile_code(folder, sys.executable)
    return folder


def started(folder: Path) -> list[str]:
    """The sources compiled by a start that can keep no byte code."""
    command = [sys.executable, "-B", "-v", "-c", START]
    run = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
    return compiled(folder, run.stderr)


def test_the_package_holds_what_is_deployed_and_nothing_else(staged: Path) -> None:
    counted = sizes(staged)
    code = {"function_app.py", "host.json", "requirements.txt", "constraints.txt", "shared"}
    assert counted.keys() == code | {".funcignore", "__pycache__"}
    assert counted.total() < BUDGET_BYTES


@pytest.mark.parametrize(
    "name",
    ["local.settings.json", ".env", ".venv/lib/x.py", "tests/a.py", "shared/__pycache__/a.pyc", "docs/a.md"],
)
def test_secrets_and_leftovers_stay_out_of_the_package(tmp_path: Path, name: str) -> None:
    for path in (".funcignore", "host.json", name):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text((ROOT / ".funcignore").read_text() if path == ".funcignore" else "")
    assert staging.packaged(tmp_path) == [Path("host.json")]


def test_every_module_has_byte_code_that_is_used_whatever_the_time_of_its_source(staged: Path) -> None:
    sources = list(staged.rglob("*.py"))
    assert len(sources) > 100
    for source in sources:
        header = Path(importlib.util.cache_from_source(source)).read_bytes()[:8]
        assert header[:4] == importlib.util.MAGIC_NUMBER
        assert int.from_bytes(header[4:], "little") == UNCHECKED_HASH


def test_a_start_compiles_nothing(staged: Path) -> None:
    assert started(staged) == []


def test_a_start_without_byte_code_compiles_all_that_it_imports(tmp_path: Path) -> None:
    staging.copy(ROOT, tmp_path / "package")
    assert str(tmp_path / "package" / "function_app.py") in started(tmp_path / "package")


def test_the_package_is_for_the_python_that_runs_it() -> None:
    site = Template("modules/function-app.bicep").resource("site")["properties"]
    assert site["functionAppConfig"]["runtime"] == {"name": "python", "version": staging.PYTHON}


def test_the_developer_cli_deploys_the_same_folder() -> None:
    staged_by_make = re.search(r"^PACKAGE \?= (.+)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert staged_by_make
    assert f"    dist: {staged_by_make[1]}\n    remoteBuild: false\n" in (ROOT / "azure.yaml").read_text()
