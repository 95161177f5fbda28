"""Our apps in the real Python worker library, and the local host held to what it does."""

import json
import sys
import uuid
from pathlib import Path
from typing import Any

import pytest

from local.host.functions import index_functions
from tests.contract.worker_protocol import Message, ParameterBinding, StatusResult, TypedData, envelope
from tests.unit.host.test_http import RETURNED
from tests.unit.host.test_indexing import GOOD, REFUSED_BY_THE_WORKER

worker = pytest.importorskip(
    "azure_functions_runtime", reason="the worker library needs Python 3.13 or newer"
)
pytestmark = pytest.mark.usefixtures("module_path")
ROOT = Path(__file__).parents[2]
HEAD = "import azure.functions as func\napp = func.FunctionApp()\n"
BY_NAME = """
import azure.functions as func
from shared.blob_name import BlobName

app = func.FunctionApp()
blueprint = func.Blueprint()
seen = []

@blueprint.blob_trigger("blob", "originals/{owner}/{name}", "Pictures", source="EventGrid")
async def analyze(blob: BlobName) -> None:
    seen.append(blob)

app.register_functions(blueprint)
"""


async def index(app_dir: Path) -> Message:
    sys.path.insert(0, str(app_dir))
    request = envelope("worker_init_request", capabilities={}, function_app_directory=str(app_dir))
    response: Message = await worker.worker_init_request(request)
    return response


async def bindings() -> dict[str, list[dict[str, Any]]]:
    """Return the bindings of each function as the host would read them."""
    listed = await worker.functions_metadata_request(envelope("functions_metadata_request"))
    return {
        function.name: [json.loads(raw) for raw in function.raw_bindings]
        for function in listed.function_metadata_results
    }


async def invoke(name: str, parameter: str, content: TypedData) -> Message:
    request = envelope(
        "invocation_request",
        invocation_id=str(uuid.uuid4()),
        function_id=str(uuid.uuid5(uuid.NAMESPACE_OID, name)),
        input_data=[ParameterBinding(name=parameter, data=content)],
        trigger_metadata={},
        trace_context=Message(trace_parent="", trace_state="", attributes={}),
        retry_context=Message(retry_count=0, max_retry_count=0, exception=None),
    )
    response: Message = await worker.invocation_request(request)
    return response


def get(url: str) -> TypedData:
    return TypedData(
        http=Message(method="GET", url=url, headers={}, params={}, query={}, body=TypedData(bytes=b""))
    )


@pytest.mark.asyncio
async def test_a_blob_function_gets_the_name_alone(tmp_path: Path) -> None:
    (tmp_path / "function_app.py").write_text(BY_NAME)
    indexed = await index(tmp_path)
    assert indexed.result.status == StatusResult.Success
    ((trigger,),) = (await bindings()).values()
    assert (trigger["type"], trigger["properties"]) == ("blobTrigger", {"SupportsDeferredBinding": True})
    reference = {"Connection": "Pictures", "ContainerName": "originals", "BlobName": "ann/one"}
    content = Message(
        version="1.0",
        source="AzureStorageBlobs",
        content_type="application/json",
        content=json.dumps(reference).encode(),
    )
    answer = await invoke("analyze", "blob", TypedData(model_binding_data=content))
    assert answer.result.status == StatusResult.Success
    (blob,) = sys.modules["function_app"].seen
    assert (blob.container, blob.name) == ("originals", "ann/one")


@pytest.mark.asyncio
async def test_our_app_is_indexed_alike_by_host_and_worker() -> None:
    ours = {function.name: function for function in index_functions(ROOT, {})}
    sys.modules.pop("function_app", None)
    indexed = await index(ROOT)
    assert indexed.result.status == StatusResult.Success
    theirs = await bindings()
    assert theirs.keys() == ours.keys()
    for name, listed in theirs.items():
        by_reference = any(binding.get("properties", {}).get("SupportsDeferredBinding") for binding in listed)
        assert by_reference == ours[name].signature.deferred


@pytest.mark.asyncio
async def test_our_app_answers_in_the_worker() -> None:
    assert (await index(ROOT)).result.status == StatusResult.Success
    answer = await invoke("get_liveness", "req", get("http://localhost/api/v1/health/live"))
    assert answer.result.status == StatusResult.Success
    assert answer.return_value.http.status_code == "200"


@pytest.mark.asyncio
@pytest.mark.parametrize(("source", "_reason"), REFUSED_BY_THE_WORKER)
async def test_the_worker_refuses_what_the_host_refuses(tmp_path: Path, source: str, _reason: str) -> None:
    (tmp_path / "function_app.py").write_text(HEAD + GOOD + source)
    assert (await index(tmp_path)).result.status == StatusResult.Failure


@pytest.mark.asyncio
@pytest.mark.parametrize(("returned", "status", "content_type", "text"), RETURNED)
async def test_the_worker_answers_what_the_host_answers(
    tmp_path: Path, returned: str, status: int, content_type: str | None, text: str
) -> None:
    source = f"@app.route('x')\nasync def x(req: func.HttpRequest):\n    return {returned}"
    (tmp_path / "function_app.py").write_text(HEAD + source)
    assert (await index(tmp_path)).result.status == StatusResult.Success
    answer = await invoke("x", "req", get("http://localhost/api/x"))
    assert (answer.result.status == StatusResult.Success) == (status != 500)
    if status != 500 and (response := getattr(answer.return_value, "http", None)):
        sent = (int(response.status_code), response.headers["content-type"], response.body.bytes.decode())
        assert sent == (status, content_type, text)
