"""Shows the size of a staged package, and starts it alone, to see that it does without compiling.

python -m infra.package FOLDER [--python PYTHON]
"""

import argparse
import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

from infra.staging import PACKAGES, PYTHON

BUDGET_BYTES = 110_000_000  # unpacked
START = f"""
import json, sys
sys.path[:0] = ["{PACKAGES}", "."]
import function_app
from shared import worker
names = sorted(function.get_function_name() for function in function_app.app.get_functions())
worker._import()
print(json.dumps(names))
"""


def sizes(folder: Path) -> Counter[str]:
    """Bytes by top-level entry."""
    counted: Counter[str] = Counter()
    for path in folder.rglob("*"):
        if path.is_file():
            counted[path.relative_to(folder).parts[0]] += path.stat().st_size
    return counted


def started(folder: Path, python: str) -> tuple[list[str], list[str]]:
    """The functions found, and the modules that had to be compiled for it.

    `python` sees its own library and the package, nothing else, and writes no byte code.
    """
    command = [python, "-I", "-S", "-B", "-v", "-c", START]
    run = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
    if run.returncode:
        sys.exit("\n".join(line for line in run.stderr.splitlines() if not line.startswith(("#", "import "))))
    names: list[str] = json.loads(run.stdout)
    return names, compiled(folder, run.stderr)


def compiled(folder: Path, verbose: str) -> list[str]:
    """The sources below `folder` that `python -v` says it compiled."""
    found = re.findall(r"^# code object from (/.*\.py)$", verbose, re.MULTILINE)
    return [source for source in found if Path(source).is_relative_to(folder.resolve())]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--python", help=f"a Python {PYTHON}; without one only the size is told")
    options = parser.parse_args()

    counted = sizes(options.folder)
    for name, size in counted.most_common():
        print(f"{size:>12,}  {name}")
    print(f"{counted.total():>12,}  bytes; at most {BUDGET_BYTES:,}")
    if counted.total() > BUDGET_BYTES:
        sys.exit("The package is over its budget.")
    if not options.python:
        return
    functions, sources = started(options.folder, options.python)
    print(f"{len(functions)} functions: {', '.join(functions)}")
    if sources:
        sys.exit(f"Compiled at the start, for want of byte code that fits: {', '.join(sources)}")


if __name__ == "__main__":
    main()
