"""`python -m local`: the whole gallery on this machine, offline, on one port."""

from __future__ import annotations  # an older Python reads this file too, and is told what is needed

import argparse
import asyncio
import fcntl
import importlib.util
import logging
import math
import shutil
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from local.refusal import Refusal

STATE = Path(".state")
YEAR = 365 * 24  # hours


def main() -> int:
    if sys.version_info < (3, 11):  # noqa: UP036 (said in a sentence, rather than as a syntax error)
        return _refuse("Python 3.11 or newer is needed, and this is {}.{}.".format(*sys.version_info[:2]))
    if importlib.util.find_spec("uvicorn") is None:
        return _refuse("The Python packages are missing: run `make install`, then use .venv/bin/python.")
    options = _options()
    try:
        if options.command == "token":
            return _token(options.name, options.state, timedelta(hours=options.hours))
        with _only_one(options.state):
            return asyncio.run(_serve(options.state, options.port, fresh=options.fresh))
    except Refusal as error:
        return _refuse(str(error))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m local", description=__doc__)
    parser.add_argument("--port", type=_port, default=7071, help="the one public port (7071)")
    parser.add_argument("--state", type=Path, default=STATE, help="where data is kept between runs (.state)")
    parser.add_argument("--fresh", action="store_true", help="forget what was kept")
    commands = parser.add_subparsers(dest="command")
    token = commands.add_parser("token", help="print an access token")
    token.add_argument("name", help="the user to be, such as alice")
    token.add_argument("--state", type=Path, default=STATE, help="the state folder of the run (.state)")
    token.add_argument("--hours", type=_hours, default=12, help="how long it is good (12)")
    return parser.parse_args()


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) < 65_536):
        raise argparse.ArgumentTypeError("a port is a number from 0 to 65535")
    return int(text)


def _hours(text: str) -> float:
    try:
        hours = float(text)
    except ValueError:
        hours = math.nan
    if not abs(hours) <= YEAR:
        raise argparse.ArgumentTypeError("a token is good for at most a year, 8760 hours")
    return hours


def _token(name: str, state: Path, lifetime: timedelta) -> int:
    from local.signin.token import issue

    with _writable(state):
        state.mkdir(parents=True, exist_ok=True)
        token = issue(state, name, lifetime)
    print(token)
    return 0


async def _serve(state: Path, port: int, *, fresh: bool) -> int:
    from local.stack import run

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)-7s %(name)s: %(message)s")
    for noisy in ("azure", "httpx", "uvicorn"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    if fresh:
        _forget(state)
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    async with run(state, port) as stack:
        print(f"\n  Gallery             {stack.url}/")
        print(f"  API                 {stack.url}/api/v1/docs")
        for name, address in stack.parts.items():
            print(f"  {name:<19} {address}")
        print(f"  State               {state}\n\n  Ctrl-C stops it.\n", flush=True)
        await stopped.wait()
        print("Stopping …", flush=True)
    return 0


def _forget(state: Path) -> None:
    for kept in state.iterdir():
        if kept.name == "lock":
            continue
        shutil.rmtree(kept) if kept.is_dir() else kept.unlink()


@contextmanager
def _only_one(state: Path) -> Iterator[None]:
    """Raises StateError when another run holds the state folder, or when nothing can be kept there."""
    with _writable(state):
        state.mkdir(parents=True, exist_ok=True)
        opened = (state / "lock").open("w")
    with opened as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise StateError(f"{state} is in use by another run: choose another --state.") from None
        yield


@contextmanager
def _writable(state: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise StateError(f"Nothing can be kept in {state} ({why}): choose another --state.") from None


class StateError(Refusal):
    """The state folder cannot be used."""


def _refuse(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
