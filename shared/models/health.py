"""Whether the gallery and what it depends on can be reached."""

from typing import Literal

from shared.models.base import Schema


class Alive(Schema):
    status: Literal["alive"] = "alive"


DependencyStatus = Literal["reached", "unreachable", "refuses"]


class Dependency(Schema):
    """One that refuses has been given the wrong credentials."""

    name: str
    status: DependencyStatus
    latency_ms: int


class Readiness(Schema):
    status: Literal["ready", "unavailable"]
    dependencies: tuple[Dependency, ...]
