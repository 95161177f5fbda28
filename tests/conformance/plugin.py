"""A pytest plugin for the SDK's own tests: what each one found out about the emulator."""

import json
import os
import sys
import tomllib
from collections.abc import Generator
from fnmatch import fnmatch
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

SELECTION = tomllib.loads((Path(__file__).parent / "selection.toml").read_text())
RANGES = os.environ["CONFORMANCE_RANGES"]
results: dict[str, tuple[str, str]] = {}


def _stand_in(name: str, **members: Any) -> None:
    """A module of the SDK's test tools, which are not on PyPI."""
    module = ModuleType(name)
    module.__dict__.update(members)
    sys.modules[name] = module


def _is_live() -> bool:
    return True


_stand_in("devtools_testutils")
_stand_in("devtools_testutils.helpers", is_live=_is_live)
_stand_in("devtools_testutils.azure_recorded_testcase", get_credential=lambda **_: None)


def _listed(kind: str, test: str) -> str | None:
    """The reason a test is listed for."""
    reasons: dict[str, list[str]] = SELECTION[kind]
    found = (why for why, patterns in reasons.items() if any(fnmatch(test, one) for one in patterns))
    return next(found, None)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart() -> None:
    """Hierarchical keys are refused: their two containers are not made."""
    config = sys.modules["test_config"].TestConfig
    for size in ("single", "multi"):
        setattr(config, f"create_{size}_partition_prefix_pk_container_if_not_exist", lambda _: None)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    wanted = [item for item in items if _is_wanted(item.nodeid)]
    config.hook.pytest_deselected(items=[item for item in items if item not in wanted])
    items[:] = wanted


def _is_wanted(test: str) -> bool:
    return not _listed("left_out", test) and (_listed("ranges", test) or "2") == RANGES


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    differs = _listed("differs", item.nodeid)
    refused = report.failed and _refused(report.longreprtext)
    if report.failed and (refused or differs):
        kind, why = ("refused", refused) if refused else ("differs", differs)
        report.outcome, report.wasxfail = "skipped", str(why)
        results[item.nodeid] = (kind, str(why))
    elif report.failed:
        results[item.nodeid] = ("failed", report.longreprtext.rpartition("\nE ")[2][:300])
    elif report.when == "call" and report.passed and differs:
        report.outcome, report.longrepr = "failed", "It passes: take it off the list."
        results[item.nodeid] = ("failed", "It passes, but is listed.")
    elif report.when == "call" or report.skipped:
        results.setdefault(item.nodeid, (report.outcome, ""))
    return report


def _refused(trace: str) -> str | None:
    features: list[str] = SELECTION["refused"]
    return next((one for one in features if f"{one} is not supported by this emulator" in trace), None)


def pytest_sessionfinish() -> None:
    Path(os.environ["CONFORMANCE_RESULTS"]).write_text(json.dumps(results))
