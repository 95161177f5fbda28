"""Results as Markdown, with the machine they come from."""

import os
import platform
import subprocess
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from pathlib import Path


def markdown(head: Sequence[object], rows: Iterable[Iterable[object]]) -> str:
    lines = [list(map(str, head)), ["---"] * len(head), *(list(map(str, row)) for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def machine(*packages: str) -> str:
    """Processor, system and versions, in one paragraph."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    processor = next(
        (line.split(":")[1].strip() for line in lines if line.startswith("model name")), "unknown"
    )
    node = subprocess.run(["node", "--version"], check=True, capture_output=True, text=True).stdout.strip()
    versions = ", ".join(f"{name} {version(name)}" for name in packages)
    return (
        f"{os.cpu_count()} cores of {processor}, {platform.system()} {platform.release().split('-')[0]}, "
        f"Python {platform.python_version()}, Node {node}; {versions}."
    )
