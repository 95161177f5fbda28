"""More pictures at once than the analysis service takes, and pictures meant to break things."""

import re
import subprocess
import sys

import pytest


def told(*command: str) -> str:
    """What a measurement prints. Fails when the measurement does."""
    run = subprocess.run([sys.executable, "-m", *command], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


def test_a_burst_beyond_the_limit_completes_with_hardly_a_call_too_many() -> None:
    said = told("bench.burst", "--pictures", "40", "--minute", "1")
    assert said.startswith("40 of 40 pictures completed")
    calls, refused = (int(number) for number in re.findall(r"(\d+) calls, (\d+) refused", said)[0])
    assert calls - refused == 80
    assert refused <= 20


def test_mutated_pictures_end_well_in_bounded_memory_and_time() -> None:
    assert told("bench.hostile", "--pictures", "1000").startswith("1000 mutated pictures: ")


@pytest.mark.parametrize(("kind", "most"), [("JPEG", 250), ("PNG", 600)])
def test_the_largest_picture_takes_bounded_memory(kind: str, most: int) -> None:
    row = told("bench.memory", kind).splitlines()[-1]
    end, peak = re.findall(r"\| (\w+) \| [\d.]+ s \| (\d+) MB \|", row)[0]
    assert end == "completed"
    assert int(peak) < most
