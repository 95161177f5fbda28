"""A cold start pays for no SDK: what indexing the app may import, told by a process of its own."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
AFTER_FIRST_USE = (
    "PIL",
    "aiohttp",
    "azure.ai",
    "azure.core",
    "azure.cosmos",
    "azure.identity",
    "azure.storage",
    "cryptography",
    "jwt",
    "pydantic_settings.main",
    "shared.services",
    "snowballstemmer",
)
NEVER = ("cv2", "numpy", "opentelemetry", "scipy")
HELLO = """
import azure.functions as func
app = func.FunctionApp()
@app.route(route="hello")
async def hello(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse("hello")
"""
MAX_MODULES = 145  # beside those of an app that says hello


def modules_after(source: str) -> set[str]:
    program = f"{source}\napp.get_functions()\nimport sys\nprint(*sys.modules)"
    command = [sys.executable, "-c", program]
    run = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return set(run.stdout.split())


@pytest.fixture(scope="module")
def indexed() -> set[str]:
    return modules_after("from function_app import app")


@pytest.mark.parametrize("module", AFTER_FIRST_USE + NEVER)
def test_indexing_does_not_import(indexed: set[str], module: str) -> None:
    assert not any(f"{name}.".startswith(f"{module}.") for name in indexed)


def test_indexing_imports_little_more_than_the_smallest_app(indexed: set[str]) -> None:
    assert len(indexed - modules_after(HELLO)) < MAX_MODULES


@pytest.mark.parametrize("name", ["get_liveness", "get_openapi", "get_docs", "get_redoc"])
def test_what_needs_no_service_imports_none(name: str) -> None:
    called = (
        "from function_app import app\n"
        "import asyncio, azure.functions as func\n"
        f"from shared.blueprints.system import {name}\n"
        f"response = asyncio.run({name}(func.HttpRequest('GET', '/', body=b'')))\n"
        "assert response.status_code == 200, response.get_body()\n"
    )
    assert not modules_after(called) & {"azure.core", "azure.cosmos", "jwt", "PIL", "shared.bootstrap"}


def test_no_function_imports_numpy_or_traces_for_nobody() -> None:
    everything = (
        "from function_app import app\n"
        "import shared.bootstrap, shared.adapters.blob, shared.adapters.cosmos, shared.adapters.queue\n"
        "import shared.adapters.vision, shared.services.imaging.renditions\n"
        "import asyncio, azure.functions as func\n"
        "from shared.blueprints.system import get_liveness\n"
        "asyncio.run(get_liveness(func.HttpRequest('GET', '/health/live', body=b'')))"
    )
    assert not modules_after(everything) & set(NEVER)
