"""All trials, and the table of their outcomes in docs/reliability.md."""

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Literal

from tests.faults.faults import KINDS, FaultKind
from tests.faults.trial import OPERATIONS, Operation, Outcome, attempt, calls_of
from tests.faults.worlds import World

DOCUMENT = Path(__file__).parents[2] / "docs" / "reliability.md"
Struck = Literal["calls", "requests"]
Results = dict[tuple[Operation, int, str], dict[FaultKind, Outcome]]


async def all_trials(fresh: Callable[[], World], kinds: Iterable[FaultKind] = KINDS) -> Results:
    """Every call of every operation, struck in every way. Raises Violation, naming the trial."""
    results: Results = {}
    for operation in OPERATIONS:
        for number, call in enumerate(await calls_of(operation, fresh())):
            row = results.setdefault((operation, number, call), {})
            for kind in kinds:
                try:
                    row[kind] = await attempt(operation, fresh(), kind, number)
                except AssertionError as error:
                    error.add_note(f"{operation}: {kind} at call {number}, {call}")
                    raise
    return results


def table(results: Results) -> str:
    lines = ["| operation | struck | " + " | ".join(KINDS) + " |", "|---" * (len(KINDS) + 2) + "|"]
    for (operation, _, call), row in results.items():
        cells = [_cell(outcome) for outcome in row.values()]
        lines.append(f"| {operation} | `{call}` | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def written(struck: Struck) -> str:
    """The table as the document has it."""
    found = _place(struck).search(DOCUMENT.read_text())
    return found[0].strip() if found else ""


def write(struck: Struck, results: Results) -> None:
    text = DOCUMENT.read_text()
    DOCUMENT.write_text(_place(struck).sub(lambda _: f"{table(results)}\n", text))


def _cell(outcome: Outcome) -> str:
    return outcome.answer if outcome.mended_by == "nothing" else f"{outcome.answer}, {outcome.mended_by}"


def _place(struck: Struck) -> re.Pattern[str]:
    return re.compile(f"(?<=<!-- {struck} -->\n).*(?=<!-- end of {struck} -->)", re.DOTALL)
