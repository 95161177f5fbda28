"""Schemathesis makes up no cursors: only the answer to the same query has one that is understood."""

from typing import Any

import schemathesis


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: dict[str, Any]) -> None:
    if case.query:
        case.query.pop("cursor", None)
