"""Bicep files as plain values, for tests that compare them with the code."""

from functools import cache
from pathlib import Path
from typing import Any

from pycep import BicepParser

INFRA = Path(__file__).parent.parent / "infra"
TEMPLATES = sorted(path.relative_to(INFRA).as_posix() for path in INFRA.rglob("*.bicep"))


@cache
def _parsed(text: str) -> dict[str, Any]:
    return dict(BicepParser().parse(text=text))


class Template:
    """One parsed file. Raises the parser's error when the syntax is wrong."""

    def __init__(self, path: str) -> None:
        self.text = (INFRA / path).read_text()
        parsed = _parsed(self.text)
        self.parameters: dict[str, Any] = parsed.get("parameters", {})
        self.resources: dict[str, Any] = parsed.get("resources", {})
        self.modules: dict[str, Any] = parsed.get("modules", {})
        self.outputs: dict[str, Any] = parsed.get("outputs", {})
        self._variables: dict[str, Any] = parsed.get("variables", {})

    def variable(self, name: str) -> Any:
        return self._variables[name]["value"]

    def default(self, parameter: str) -> Any:
        return self.parameters[parameter]["default"]

    def allowed(self, parameter: str) -> list[Any]:
        decorators = self.parameters[parameter]["decorators"]
        return next(found["argument"] for found in decorators if found["type"] == "allowed")

    def resource(self, name: str) -> Any:
        """The body of a resource; of a looped one, the body of each."""
        body = self.resources[name]["config"]
        return body["config"] if "loop_type" in body else body

    def module(self, name: str) -> Any:
        body = self.modules[name]["config"]
        return body.get("config", body)
