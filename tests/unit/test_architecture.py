"""Rules of the house that the import contract cannot say."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHARED = sorted((ROOT / "shared").rglob("*.py"))
MODULES = [ROOT / "function_app.py", *SHARED, *sorted((ROOT / "local").rglob("*.py"))]
EDGE = {"function_app.py", "shared/blueprints", "shared/http"}


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def room(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", SHARED, ids=room)
def test_azure_is_known_where_it_has_to_be(path: Path) -> None:
    names = {name for name in imported(path) if name.startswith("azure.")}
    at_the_edge = any(room(path).startswith(place) for place in EDGE)
    below = room(path).startswith("shared/adapters") or room(path) == "shared/bootstrap.py"
    assert at_the_edge or "azure.functions" not in names
    assert below or names <= {"azure.functions"}


@pytest.mark.parametrize("path", [p for p in MODULES if "node_modules" not in p.parts], ids=room)
def test_every_module_says_what_it_is_for(path: Path) -> None:
    source = path.read_text()
    assert not source.strip() or ast.get_docstring(ast.parse(source))


@pytest.mark.parametrize("path", sorted((ROOT / "shared/blueprints").glob("*.py")), ids=room)
def test_handlers_are_short_and_try_nothing(path: Path) -> None:
    for function in ast.walk(ast.parse(path.read_text())):
        if isinstance(function, ast.AsyncFunctionDef):
            body = function.body[1:] if ast.get_docstring(function) else function.body
            lines = body[-1].end_lineno - body[0].lineno + 1  # type: ignore[operator]  # parsed, so it has lines
            assert lines <= 15, function.name
            assert not any(isinstance(node, ast.Try) for node in ast.walk(function)), function.name
