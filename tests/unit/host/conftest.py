"""Function apps written to a folder of their own, and their host."""

import json
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

MakeApp = Callable[..., Path]


@pytest.fixture(autouse=True)
def module_path() -> Iterator[None]:
    """What an app puts on the module path is gone after its test."""
    before = list(sys.path)
    yield
    sys.path[:] = before


@pytest.fixture
def make_app(tmp_path: Path) -> MakeApp:
    """Write an app from the body of its function_app.py and what its host.json has."""

    def make(source: str, **host: Any) -> Path:
        head = "import azure.functions as func\napp = func.FunctionApp()\n"
        (tmp_path / "function_app.py").write_text(head + textwrap.dedent(source))
        (tmp_path / "host.json").write_text(json.dumps({"version": "2.0", **host}))
        return tmp_path

    return make
