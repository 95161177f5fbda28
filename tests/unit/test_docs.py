"""What the documents say is what the code does."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from pydantic_core import PydanticUndefined

from shared.settings import Settings
from shared.triggers import STORAGE

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
SAMPLE = json.loads((ROOT / "local.settings.sample.json").read_text())["Values"]
HOST = {"FUNCTIONS_WORKER_RUNTIME", "AzureWebJobsStorage"}


def named(name: str, field: Any) -> str:
    return str(field.validation_alias or f"GALLERY_{name.upper()}")


def shown(default: object) -> str:
    if default is PydanticUndefined:
        return "required"
    return "" if default is None else f"`{default}`"


def table() -> str:
    rows = [
        f"| `{named(name, field)}` | {shown(field.default)} | {field.description} |"
        for name, field in Settings.model_fields.items()
    ]
    return "\n".join(["| name | default | what |", "|---|---|---|", *rows])


def test_the_settings_table_is_the_settings_class() -> None:
    assert table() in README, f"The table should be:\n{table()}"


def test_the_sample_sets_what_is_required_and_nothing_unknown() -> None:
    names = {named(name, field) for name, field in Settings.model_fields.items()}
    required = {named(name, field) for name, field in Settings.model_fields.items() if field.is_required()}
    assert required | {STORAGE} <= SAMPLE.keys() <= names | HOST


@pytest.mark.parametrize("command", re.findall(r"\bmake ([a-z-]+)", README))
def test_every_make_command_of_the_readme_exists(command: str) -> None:
    assert re.search(rf"^{command}:", (ROOT / "Makefile").read_text(), re.MULTILINE)


@pytest.mark.parametrize(
    "page", [ROOT / "README.md", *sorted(ROOT.glob("docs/**/*.md"))], ids=lambda page: page.name
)
def test_every_link_between_documents_leads_somewhere(page: Path) -> None:
    for link in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", page.read_text()):
        assert (page.parent / link).exists(), link


def test_decisions_are_numbered_without_a_gap() -> None:
    numbers = sorted(int(page.name[:4]) for page in ROOT.glob("docs/adr/*.md"))
    assert numbers == list(range(1, len(numbers) + 1))
