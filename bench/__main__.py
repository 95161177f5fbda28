"""`python -m bench [SECTION …]` measures, and writes what it finds and its plots into docs/performance.md."""

import argparse
import re
import subprocess
import sys
from pathlib import Path

from bench.plots import draw
from bench.tables import machine

DOCUMENT = Path(__file__).parent.parent / "docs" / "performance.md"
SECTIONS = (
    *("renditions", "quality", "colors", "cold_start", "requests", "profiles", "load"),
    *("throughput", "growth"),
)
VERSIONS = ("pillow", "pyvips-binary", "azure-functions", "fastapi", "pydantic", "azure-cosmos")


def write(section: str, text: str) -> None:
    """Replace what stands between the section's two marks."""
    marks = f"<!-- {section} -->\n", f"<!-- end of {section} -->\n"
    between = re.compile(f"({re.escape(marks[0])}).*?({re.escape(marks[1])})", re.DOTALL)
    whole, found = between.subn(lambda at: f"{at[1]}{text.strip()}\n{at[2]}", DOCUMENT.read_text())
    assert found == 1, section
    DOCUMENT.write_text(whole)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("sections", nargs="*", default=SECTIONS, help=", ".join(SECTIONS))
    failed = []
    for section in parser.parse_args().sections:
        print(section, flush=True)
        command = [sys.executable, "-m", f"bench.{section}"]
        done = subprocess.run(command, check=False, stdout=subprocess.PIPE, text=True)
        if done.returncode:
            failed.append(section)
            continue
        print(done.stdout, flush=True)
        write(section, done.stdout)
    write("machine", machine(*VERSIONS))
    draw(DOCUMENT)
    if failed:
        sys.exit(f"Not measured, for what is said above: {', '.join(failed)}.")


if __name__ == "__main__":
    main()
