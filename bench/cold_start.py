"""CPU of a start: the gallery's functions indexed, against the smallest app there is, in turns.

`python -m bench.cold_start` runs it. Byte code is warm, as in a deployment that carries it.
"""

import argparse
import os
import statistics
import subprocess
import sys

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
STARTS = {
    "an app that says hello": HELLO,
    "the gallery, indexed": INDEXED,
    "the gallery, all services imported": INDEXED + "from shared import worker\nworker._import()\n",
}
TIMED = "import time\nbegun = time.process_time()\n{}\nprint((time.process_time() - begun) * 1000)"
TURNS = 15


def start(program: str) -> float:
    """CPU in ms from the first import on."""
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, "-c", TIMED.format(program)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=environ)
    return float(done.stdout)


def run(turns: int) -> str:
    for program in STARTS.values():
        start(program)
    taken: dict[str, list[float]] = {name: [] for name in STARTS}
    for _ in range(turns):
        for name, program in STARTS.items():
            taken[name].append(start(program))
    middle = {name: statistics.median(each) for name, each in taken.items()}
    least = middle["an app that says hello"]
    rows = [(name, f"{cpu:.0f}", f"{cpu / least:.2f}") for name, cpu in middle.items()]
    return markdown(("start", "CPU, ms", "÷ hello"), rows)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=TURNS)
    print(run(parser.parse_args().turns))
