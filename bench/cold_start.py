"""CPU of a start: the gallery's functions indexed, against the smallest app there is, in turns.

`python -m bench.cold_start` runs it. Byte code is there, as in the package that is deployed, or is there for
Python's own library alone and cannot be kept, as in a package that was built in Azure.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

from bench.tables import markdown

HELLO = """
import azure.functions as func
app = func.FunctionApp()
@app.route(route="hello")
async def hello(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse("hello")
app.get_functions()
"""
INDEXED = "from function_app import app\napp.get_functions()\n"
SERVED = INDEXED + "from shared import worker\nworker._import()\n"
WITH, WITHOUT = "carried", "the library's alone"
STARTS = {
    ("an app that says hello", WITH): HELLO,
    ("the gallery, indexed", WITH): INDEXED,
    ("the gallery, all services imported", WITH): SERVED,
    ("an app that says hello", WITHOUT): HELLO,
    ("the gallery, indexed", WITHOUT): INDEXED,
    ("the gallery, all services imported", WITHOUT): SERVED,
}
TIMED = "import time\nbegun = time.process_time()\n{}\nprint((time.process_time() - begun) * 1000)"
TURNS = 15
ROOT = Path(__file__).parent.parent
PACKAGES = Path(sysconfig.get_path("purelib"))


def start(program: str, **environ: str) -> float:
    """CPU in ms from the first import on."""
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, "-c", TIMED.format(program)]
    done = subprocess.run(
        command, check=True, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=inherited | environ
    )
    return float(done.stdout)


def only_the_librarys(cache: Path) -> dict[str, str]:
    """The environment of a start that finds byte code of the library in `cache`, and keeps no other."""
    start(SERVED, PYTHONPYCACHEPREFIX=str(cache))
    for folder in (ROOT, PACKAGES):
        shutil.rmtree(cache / folder.relative_to("/"), ignore_errors=True)
    return {"PYTHONPYCACHEPREFIX": str(cache), "PYTHONDONTWRITEBYTECODE": "1"}


def run(turns: int) -> str:
    taken: dict[tuple[str, str], list[float]] = {each: [] for each in STARTS}
    with tempfile.TemporaryDirectory() as cache:
        environ = {WITH: {}, WITHOUT: only_the_librarys(Path(cache))}
        for program in (HELLO, SERVED):
            start(program)
        for _ in range(turns):
            for (name, code), program in STARTS.items():
                taken[name, code].append(start(program, **environ[code]))
    middle = {each: statistics.median(cpu) for each, cpu in taken.items()}
    least = middle["an app that says hello", WITH]
    rows = [(*each, f"{cpu:.0f}", f"{cpu / least:.2f}") for each, cpu in middle.items()]
    return markdown(("start", "byte code", "CPU, ms", "÷ hello"), rows)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=TURNS)
    print(run(parser.parse_args().turns))
