"""The folder that is deployed: what .funcignore lets through, the locked packages, byte code for both.

python -m infra.staging FOLDER [--python PYTHON]
"""

import argparse
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from pathspec import GitIgnoreSpec
from uv import find_uv_bin

ROOT = Path(__file__).parent.parent
PYTHON = "3.13"
PLATFORM = "x86_64-manylinux_2_28"
PACKAGES = Path(".python_packages", "lib", "site-packages")  # where the Functions worker looks for them


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


def copy(root: Path, folder: Path) -> None:
    """Copy the project's part of the package to `folder`, which is emptied first."""
    shutil.rmtree(folder, ignore_errors=True)
    for file in packaged(root):
        target = folder / file
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(root / file, target)
    # Without this file azd leaves out __pycache__; with it, azd and Core Tools leave out what it says.
    (folder / ".funcignore").write_text("# All that is here is deployed.\n")


def install(folder: Path) -> None:
    """Install requirements.txt, for the Python and the platform that are deployed, whatever runs here."""
    target = ["--target", str(PACKAGES), "--python-version", PYTHON, "--python-platform", PLATFORM]
    what = ["--only-binary", ":all:", "--requirements", "requirements.txt"]
    subprocess.run([find_uv_bin(), "pip", "install", "--quiet", *target, *what], cwd=folder, check=True)
    shutil.rmtree(folder / PACKAGES / "bin")  # commands for a shell


def compile_code(folder: Path, python: str) -> None:
    """Compile every module by `python`, to byte code that is used whatever the time of its source is.

    Neither a zip file nor the build service keeps these times, and a package that is mounted read-only
    cannot be given new byte code: what does not fit is compiled at each start.
    """
    options = ["-q", "-j", "0", "--invalidation-mode", "unchecked-hash"]
    subprocess.run([python, "-I", "-m", "compileall", *options, "."], cwd=folder, check=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--python", help=f"a Python {PYTHON}; without one there is no byte code")
    options = parser.parse_args()

    copy(ROOT, options.folder)
    install(options.folder)
    if options.python:
        compile_code(options.folder, options.python)
    else:
        print(f"No Python {PYTHON} here, so no byte code: each start compiles all it imports, and is slow.")


if __name__ == "__main__":
    main()
