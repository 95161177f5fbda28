"""Builds the deployment package as Core Tools would, shows its size, and indexes it in a clean environment.

python -m infra.package [--python PYTHON] [--output DIRECTORY]
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from pathspec import GitIgnoreSpec

ROOT = Path(__file__).parent.parent
BUDGET_BYTES = 60_000_000  # unpacked, without the packages that the remote build installs
INDEX = """
import json, function_app
print(json.dumps(sorted(function.get_function_name() for function in function_app.app.get_functions())))
"""


def packaged(root: Path) -> list[Path]:
    """The files, relative to `root`, that .funcignore lets through."""
    ignored = GitIgnoreSpec.from_lines((root / ".funcignore").read_text().splitlines())
    return sorted(_walk(root, root, ignored))


def _walk(folder: Path, root: Path, ignored: GitIgnoreSpec) -> Iterable[Path]:
    for entry in folder.iterdir():
        relative = entry.relative_to(root)
        if ignored.match_file(f"{relative}/" if entry.is_dir() else relative):
            continue
        if entry.is_dir():
            yield from _walk(entry, root, ignored)
        else:
            yield relative


def build(root: Path, output: Path) -> list[Path]:
    """Copy the package to `output`, which is emptied first."""
    shutil.rmtree(output, ignore_errors=True)
    files = packaged(root)
    for file in files:
        target = output / file
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(root / file, target)
    return files


def sizes(root: Path, files: Iterable[Path]) -> Counter[str]:
    """Bytes by top-level entry."""
    counted: Counter[str] = Counter()
    for file in files:
        counted[file.parts[0]] += (root / file).stat().st_size
    return counted


def indexed(package: Path, python: str) -> list[str]:
    """The functions found by `python` in a new environment that has requirements.txt and nothing else."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([python, "-m", "venv", folder], check=True)
        interpreter = Path(folder, "bin", "python")
        install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", "requirements.txt"]
        subprocess.run([interpreter, *install], cwd=package, check=True)
        environ = {
            name: value for name, value in os.environ.items() if not name.startswith(("GALLERY_", "PYTHON"))
        }
        found = subprocess.run(
            [interpreter, "-c", INDEX],
            cwd=package,
            env=environ,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
    names: list[str] = json.loads(found.stdout)
    return names


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--python", default=sys.executable, help="the interpreter to index with")
    parser.add_argument("--output", type=Path, default=ROOT / "build" / "package")
    options = parser.parse_args()

    files = build(ROOT, options.output)
    counted = sizes(ROOT, files)
    for name, size in counted.most_common():
        print(f"{size:>12,}  {name}")
    print(f"{counted.total():>12,}  bytes in {len(files)} files; at most {BUDGET_BYTES:,}")
    if counted.total() > BUDGET_BYTES:
        sys.exit("The package is over its budget.")
    functions = indexed(options.output, options.python)
    print(f"{len(functions)} functions: {', '.join(functions)}")


if __name__ == "__main__":
    main()
