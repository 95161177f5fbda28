"""An app that the worker would refuse is refused, with the reason."""

import os
import sys
from pathlib import Path

import pytest

from local.host import FunctionHost, IndexingError
from local.host.config import HostConfig
from local.host.functions import index_functions
from tests.unit.host.conftest import MakeApp

GOOD = """
@app.route("good")
async def good(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse("good")
"""


WEB = "@app.route('x')\nasync def x(req: func.HttpRequest{more}) -> {returns}: ..."
TIMER = "@app.timer_trigger('timer', '{schedule}')\nasync def x(timer: func.TimerRequest{more}): ..."
REFUSED_BY_THE_WORKER = [
    ("import nowhere_at_all", "nowhere_at_all"),
    ("second = func.FunctionApp()", "2 function apps"),
    ("del app", "0 function apps"),
    ("@app.route('x')\nasync def x(request: func.HttpRequest): ...", "request"),
    ("@app.route('x')\nasync def x(req: func.TimerRequest): ...", "TimerRequest"),
    ("@app.route('x')\nasync def good(req: func.HttpRequest): ...", "good"),
    (WEB.format(more=", more=1", returns="func.HttpResponse"), "more"),
    (WEB.format(more=", context: int", returns="func.HttpResponse"), "context"),
    (WEB.format(more="", returns="dict"), "dict"),
    (WEB.format(more="", returns="func.HttpResponse | str"), "not a type"),
    ("@app.blob_trigger('blob', 'x', 'Y')\nasync def x(blob: func.QueueMessage): ...", "QueueMessage"),
]
NOT_SERVED_LOCALLY = [
    (TIMER.format(schedule="%NOWHERE%", more=""), "NOWHERE"),
    ("@app.event_grid_trigger('event')\nasync def x(event: func.EventGridEvent): ...", "eventGridTrigger"),
    (
        "@app.retry('fixed_delay', '1', delay_interval='00:00:01')\n" + TIMER.format(schedule="x", more=""),
        "retry",
    ),
    (
        "@app.queue_output('out', 'queue', 'Y')\n" + TIMER.format(schedule="x", more=", out: func.Out[str]"),
        "bindings",
    ),
]


@pytest.mark.parametrize(("source", "reason"), REFUSED_BY_THE_WORKER + NOT_SERVED_LOCALLY)
def test_one_bad_function_spoils_the_app(make_app: MakeApp, source: str, reason: str) -> None:
    with pytest.raises(IndexingError, match=reason):
        index_functions(make_app(GOOD + source), {})


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("@app.route('admin/x')\nasync def x(req: func.HttpRequest): ...", "admin/x"),
        ("@app.route('runtimes')\nasync def x(req: func.HttpRequest): ...", "runtimes"),
        ("@app.route('GOOD')\nasync def x(req: func.HttpRequest): ...", "already"),
        ("@app.route('{id:odd}')\nasync def x(req: func.HttpRequest): ...", "odd"),
        (TIMER.format(schedule="never", more=""), "never"),
        (
            "@app.queue_trigger('message', 'work', 'Nowhere')\nasync def x(message: func.QueueMessage): ...",
            "Nowhere",
        ),
    ],
)
async def test_what_cannot_be_served_is_refused(make_app: MakeApp, source: str, reason: str) -> None:
    with pytest.raises(IndexingError, match=reason):
        async with FunctionHost(make_app(GOOD + source), environ={}):
            pass


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "missing"),
        ("{", "not JSON"),
        ('{"extensions": {"queues": {"batchSize": 99}}}', "batchSize"),
        ('{"functionTimeout": "soon"}', "functionTimeout"),
    ],
)
def test_a_bad_host_json_is_refused(tmp_path: Path, content: str | None, reason: str) -> None:
    if content is not None:
        (tmp_path / "host.json").write_text(content)
    with pytest.raises(IndexingError, match=reason):
        HostConfig.read(tmp_path)


def test_functions_come_in_the_order_of_their_names(make_app: MakeApp) -> None:
    app_dir = make_app(
        "\n".join(
            f"@app.route('{name}')\nasync def {name}(req: func.HttpRequest) -> func.HttpResponse: ..."
            for name in ("beta", "Alpha", "gamma")
        )
    )
    assert [function.name for function in index_functions(app_dir, {})] == ["Alpha", "beta", "gamma"]


def test_a_disabled_function_is_left_out(make_app: MakeApp) -> None:
    assert index_functions(make_app(GOOD), {"AzureWebJobs.good.Disabled": "true"}) == []


def test_a_setting_fills_a_binding(make_app: MakeApp) -> None:
    app_dir = make_app("@app.timer_trigger('timer', '%EVERY%')\nasync def x(timer: func.TimerRequest): ...")
    (function,) = index_functions(app_dir, {"EVERY": "0 * * * * *"})
    assert function.trigger["schedule"] == "0 * * * * *"


@pytest.mark.asyncio
async def test_a_stopped_host_leaves_no_trace(make_app: MakeApp) -> None:
    before, app_dir = list(sys.path), make_app(GOOD)
    async with FunctionHost(app_dir, environ={"ONLY_THE_APP": "1"}):
        assert os.environ["ONLY_THE_APP"] == "1"
        assert str(app_dir) in sys.path
    assert "ONLY_THE_APP" not in os.environ
    assert sys.path == before


def test_an_app_is_found_beside_one_loaded_before(
    make_app: MakeApp, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = tmp_path_factory.mktemp("other")
    (other / "function_app.py").write_text("import azure.functions as func\napp = func.FunctionApp()\n")
    app_dir = make_app(GOOD)
    loaded = [len(index_functions(folder, {})) for folder in (app_dir, other, app_dir)]
    assert loaded == [1, 0, 1]
