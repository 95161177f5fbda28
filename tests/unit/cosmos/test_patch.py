"""Partial updates, operation by operation."""

from typing import Any

import pytest

from local.cosmos.errors import BadRequest
from local.cosmos.storage.patch import patched

DOCUMENT = {"id": "1", "n": 1, "list": [1, 2], "o": {"a": 1, "x/y": 0}}


@pytest.mark.parametrize(
    ("operation", "changed"),
    [
        ({"op": "set", "path": "/n", "value": 5}, {"n": 5}),
        ({"op": "set", "path": "/new", "value": None}, {"new": None}),
        ({"op": "add", "path": "/list/1", "value": 9}, {"list": [1, 9, 2]}),
        ({"op": "add", "path": "/list/-", "value": 9}, {"list": [1, 2, 9]}),
        ({"op": "set", "path": "/list/1", "value": 9}, {"list": [1, 9]}),
        ({"op": "replace", "path": "/o/a", "value": [1]}, {"o": {"a": [1], "x/y": 0}}),
        ({"op": "remove", "path": "/o/x~1y"}, {"o": {"a": 1}}),
        ({"op": "remove", "path": "/list/0"}, {"list": [2]}),
        ({"op": "incr", "path": "/n", "value": 2.5}, {"n": 3.5}),
        ({"op": "incr", "path": "/fresh", "value": 2}, {"fresh": 2}),
        ({"op": "move", "from": "/o/a", "path": "/n"}, {"n": 1, "o": {"x/y": 0}}),
    ],
)
def test_operations(operation: dict[str, Any], changed: dict[str, Any]) -> None:
    assert patched(DOCUMENT, [operation]) == {**DOCUMENT, **changed}


@pytest.mark.parametrize(
    "operations",
    [
        None,
        [],
        [{"op": "incr", "path": "/n", "value": 1}] * 11,
        ["set"],
        [{"op": "explode", "path": "/n"}],
        [{"op": "set", "path": "n", "value": 1}],
        [{"op": "set", "path": "/n"}],
        [{"op": "set", "path": "/id", "value": "2"}],
        [{"op": "set", "path": "/missing/deep", "value": 1}],
        [{"op": "replace", "path": "/missing", "value": 1}],
        [{"op": "remove", "path": "/missing"}],
        [{"op": "remove", "path": "/list/2"}],
        [{"op": "add", "path": "/list/4", "value": 1}],
        [{"op": "add", "path": "/list/²", "value": 1}],
        [{"op": "incr", "path": "/list", "value": 1}],
        [{"op": "incr", "path": "/n", "value": "1"}],
        [{"op": "move", "from": "/missing", "path": "/n"}],
    ],
)
def test_a_patch_that_can_not_be_applied_changes_nothing(operations: Any) -> None:
    first = [{"op": "set", "path": "/o/a", "value": "changed"}]
    with pytest.raises(BadRequest):
        patched(DOCUMENT, first + operations if isinstance(operations, list) and operations else operations)
    assert DOCUMENT["o"] == {"a": 1, "x/y": 0}
