"""What the SDK's tests found, as the tables of docs/emulators.md."""

import re
from collections import Counter
from pathlib import Path

DOCUMENT = Path(__file__).parents[2] / "docs" / "emulators.md"
TABLE = re.compile(r"(?<=<!-- conformance -->\n).*(?=<!-- end of conformance -->)", re.DOTALL)
KINDS = ("passed", "refused", "differs", "failed")
Results = dict[str, tuple[str, str]]  # by test: passed, refused, differs, failed or skipped, and why


def table(results: Results) -> str:
    """Tests by file, each file with its async twin, then the refused by what was refused."""
    files: dict[str, Counter[str]] = {}
    for test, (kind, _) in results.items():
        name = test.partition(".py")[0].removesuffix("_async")
        files.setdefault(name, Counter())[kind] += 1
    rows = [[f"`{name}`", *(str(counts[kind]) for kind in KINDS)] for name, counts in sorted(files.items())]
    total = sum(files.values(), Counter[str]())
    rows.append(["**all**", *(str(total[kind]) for kind in KINDS)])
    reasons = Counter(why for kind, why in results.values() if kind == "refused")
    return "\n\n".join(
        (
            _markdown(["tests", *KINDS], rows),
            _markdown(["refused", "tests"], [[why, str(count)] for why, count in reasons.most_common()]),
        )
    )


def _markdown(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def write(results: Results) -> None:
    text = DOCUMENT.read_text()
    DOCUMENT.write_text(TABLE.sub(lambda _: f"{table(results)}\n", text))
