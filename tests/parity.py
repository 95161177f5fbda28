"""What the code, the templates, the host's files and the local run each say, and where they disagree.

`read()` gathers the names; `disagreements()` compares them. Apart, so that a test can change any one name.
"""

import ast
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import function_app
from local import provision
from shared import bootstrap
from shared.adapters import blob, links
from shared.adapters.cosmos.images import SORTS
from shared.models import Image
from shared.settings import Settings
from shared.triggers import STORAGE
from tests.bicep import Template

ROOT = Path(__file__).parent.parent
Facts = dict[str, Any]

IDENTITY_CONNECTION = {"blobServiceUri", "queueServiceUri", "credential", "clientId"}
READ_BY_THE_PLATFORM = {
    "AZURE_CLIENT_ID",
    "APPLICATIONINSIGHTS_CONNECTION_STRING",
    "APPLICATIONINSIGHTS_AUTHENTICATION_STRING",
}
READ_BY_CORE_TOOLS = {"FUNCTIONS_WORKER_RUNTIME", "AzureWebJobsStorage"}
BLOB_NAME = "{owner}/{image_id}"
POISON_OF_BLOBS = "webjobs-blobtrigger-poison"  # the host's name, not ours
VECTOR_FLOATS = 1024  # of an Azure AI Vision embedding
PARTITION_KEY = {"paths": ["/ownerId"], "kind": "Hash", "version": 2}
ETAG = '/"_etag"/?'  # Azure excludes it by itself
FIELDS = {f"/{field.alias}/{rest}" for field in Image.model_fields.values() for rest in "*?"}


def read() -> Facts:
    return {
        "settings": _settings(),
        "sample": sorted(json.loads(_text("local.settings.sample.json"))["Values"]),
        "readme": re.findall(r"^\| `(GALLERY_\w+)`", _text("README.md"), re.MULTILINE),
        "routePrefix": json.loads(_text("host.json"))["extensions"]["http"]["routePrefix"],
        "triggers": _triggers(),
        "code": {
            "connection": STORAGE,
            "originals": blob.ORIGINALS,
            "renditions": blob.RENDITIONS,
            "analysisQueue": bootstrap.ANALYSIS_QUEUE,
            "api": links.API.removeprefix("/").removesuffix("/images"),
            "sorts": sorted({field for field, _ in SORTS.values()}),
            "queries": _queries(),
        },
        "local": {
            "containers": list(provision.BLOB_CONTAINERS),
            "queues": list(provision.QUEUES),
            "files": [path.name for path in (provision.CONTAINER, provision.CORS)],
        },
        "azure": _azure(),
        "cosmos": _cosmos(),
    }


def _settings() -> Facts:
    prefix = str(Settings.model_config.get("env_prefix", ""))
    names = {
        str(field.validation_alias or f"{prefix}{name}".upper()): field
        for name, field in Settings.model_fields.items()
    }
    return {
        "all": sorted(names),
        "required": sorted(name for name, field in names.items() if field.is_required()),
        "database": Settings.model_fields["cosmos_database"].default,
    }


def _triggers() -> Facts:
    """By the kind of the trigger: the functions, and what they listen to."""
    found: Facts = {"blob": [], "queue": [], "timer": []}
    for function in function_app.app.get_functions():
        binding = function.get_trigger()
        trigger = binding.get_dict_repr() if binding else {"type": ""}
        kind = trigger["type"].removesuffix("Trigger")
        name = function.get_function_name()
        if kind == "timer":
            found["timer"].append({"function": name})
        elif kind in found:
            source = trigger.get("path") or trigger["queueName"]
            found[kind].append({"function": name, "connection": trigger["connection"], "source": source})
    return found


def _queries() -> Facts:
    """The paths that queries search by full text and by distance, and the container they are sent to."""
    adapters = "\n".join(path.read_text() for path in (ROOT / "shared/adapters/cosmos").glob("*.py"))
    composition = ast.parse((ROOT / "shared/bootstrap.py").read_text())
    calls = [node for node in ast.walk(composition) if isinstance(node, ast.Call)]
    return {
        "text": sorted(set(re.findall(r"FullText\w+\(c\.(\w+)", adapters))),
        "vector": sorted(set(re.findall(r"VectorDistance\(c\.(\w+)", adapters))),
        "container": next(
            call.args[0].value
            for call in calls
            if isinstance(call.func, ast.Attribute)
            and call.func.attr == "get_container_client"
            and isinstance(call.args[0], ast.Constant)
        ),
    }


def _cosmos() -> Facts:
    container = json.loads(_text("infra/cosmos-container.json"))
    indexing = container["indexingPolicy"]
    return {
        "id": container["id"],
        "partitionKey": container["partitionKey"],
        "vectors": container["vectorEmbeddingPolicy"]["vectorEmbeddings"],
        "vectorIndexes": indexing["vectorIndexes"],
        "textIndexes": _paths(indexing["fullTextIndexes"]),
        "texts": _paths(container["fullTextPolicy"]["fullTextPaths"]),
        "excluded": _paths(indexing["excludedPaths"]),
        "orders": indexing["compositeIndexes"],
    }


def _azure() -> Facts:
    app, storage = Template("modules/function-app.bicep"), Template("modules/storage.bicep")
    events, alerts = Template("event-subscription.bicep"), Template("modules/alerts.bicep")
    subscription = events.resource("subscription")["properties"]
    dead_letters = subscription["deadLetterWithResourceIdentity"]["deadLetterDestination"]["properties"]
    function_app_config = app.resource("site")["properties"]["functionAppConfig"]
    return {
        "settings": sorted(app.variable("wiring")),
        "deployments": function_app_config["deployment"]["storage"]["value"].removeprefix("${blobEndpoint}"),
        "python": function_app_config["runtime"]["version"],
        "pythonInCI": re.findall(r'python-version: "([\d.]+)"', _text(".github/workflows/deploy.yml")),
        "containers": storage.variable("containers"),
        "queues": storage.variable("queues"),
        "subscription": {
            "function": events.default("functionName"),
            "container": events.default("containerName"),
            "deadLetters": dead_letters["blobContainerName"],
        },
        "deadLettersRole": Template("modules/roles.bicep").resource("deadLetters")["name"],
        "poisonAlert": _named(alerts, "poisoned"),
        "failureAlert": _named(alerts, "failing-analyses"),
        "sweepAlert": _named(alerts, "failing-sweeps"),
        "database": Template("modules/cosmos.bicep").resource("database")["name"],
        "files": [_loaded("modules/cosmos.bicep", "container"), _loaded("modules/storage.bicep", "cors")],
        "wakeUpPath": re.findall(r"https://\$host/([\w/]+)/health/live", _text("infra/subscribe.sh")),
    }


def _loaded(template: str, variable: str) -> str:
    """The name of the JSON file that a variable holds."""
    return Path(Template(template).variable(variable)["function"]["parameters"]["file_path"]).name


def _named(alerts: Template, name: str) -> list[str]:
    """The functions an alert's query speaks of."""
    query = next(entry["query"] for entry in alerts.variable("queries") if entry["name"] == name)
    return sorted(re.findall(r'"(\w+)"', query))


def _text(path: str) -> str:
    return (ROOT / path).read_text()


def disagreements(facts: Facts) -> list[str]:
    """One sentence for each two places that say different things."""
    code, azure = facts["code"], facts["azure"]
    checks: list[Check] = [
        *_setting_checks(facts),
        *_storage_checks(code, azure, facts["local"]),
        *_trigger_checks(facts["triggers"], azure, code),
        *_cosmos_checks(facts["cosmos"], code),
        ("database", [azure["database"]], [facts["settings"]["database"]]),
        ("shared definitions", azure["files"], facts["local"]["files"]),
        ("route prefix", [facts["routePrefix"]], [code["api"]]),
        ("address that wakes the app", azure["wakeUpPath"], [code["api"]]),
        ("Python version", azure["pythonInCI"], [azure["python"]]),
    ]
    compared = [(what, sorted(set(one)), sorted(set(other))) for what, one, other in checks]
    return [f"{what}: {one} and {other}" for what, one, other in compared if one != other]


Check = tuple[str, Iterable[Any], Iterable[Any]]


def _setting_checks(facts: Facts) -> Iterable[Check]:
    connection = facts["code"]["connection"]
    known, required = set(facts["settings"]["all"]), set(facts["settings"]["required"])
    azure, sample = set(facts["azure"]["settings"]), set(facts["sample"])
    connections = {name for name in azure if "__" in name}
    ours = azure - connections - READ_BY_THE_PLATFORM
    parts = [f"{of}__{part}" for of in ("AzureWebJobsStorage", connection) for part in IDENTITY_CONNECTION]
    yield "connections in Azure", connections, parts
    yield "settings in Azure that nobody reads", ours - known, []
    yield "required settings missing in Azure", required - ours, []
    yield "what the platform reads", azure & READ_BY_THE_PLATFORM, READ_BY_THE_PLATFORM
    yield "settings in the sample that nobody reads", sample - READ_BY_CORE_TOOLS - known, []
    yield "settings that Azure has and the sample lacks", ours - sample, []
    yield "what Core Tools read", sample & READ_BY_CORE_TOOLS, READ_BY_CORE_TOOLS
    yield "required settings that are none", required - known, []
    yield "settings in the README", facts["readme"], known
    yield "the connection's own settings", {connection, f"{connection}__blobServiceUri"} - known, []


def _storage_checks(code: Facts, azure: Facts, local: Facts) -> Iterable[Check]:
    ours = [code["originals"], code["renditions"]]
    yield "blob containers", azure["containers"], [*ours, azure["deployments"], azure["deadLettersRole"]]
    yield "blob containers, local", local["containers"], ours
    yield "dead letters", [azure["deadLettersRole"]], [azure["subscription"]["deadLetters"]]
    yield "queues, local", set(local["queues"]) - set(azure["queues"]), []
    yield "the queue we send to", {code["analysisQueue"]} - set(local["queues"]), []


def _trigger_checks(triggers: Facts, azure: Facts, code: Facts) -> Iterable[Check]:
    blobs, queues = triggers["blob"], triggers["queue"]
    subscription, analysis = azure["subscription"], code["analysisQueue"]
    poisoned = {trigger["function"] for trigger in queues if trigger["source"].endswith("-poison")}
    every = {trigger["function"] for trigger in (*blobs, *queues)}
    yield "connections", [trigger["connection"] for trigger in (*blobs, *queues)], [code["connection"]]
    yield "the watched blobs", [trigger["source"] for trigger in blobs], [f"{code['originals']}/{BLOB_NAME}"]
    yield "the container of the events", [subscription["container"]], [code["originals"]]
    yield "the function of the events", [subscription["function"]], [each["function"] for each in blobs]
    yield (
        "the queues of the triggers",
        [trigger["source"] for trigger in queues],
        [analysis, f"{analysis}-poison", POISON_OF_BLOBS],
    )
    yield "queues", azure["queues"], [trigger["source"] for trigger in queues]
    yield "functions of the poison alert", azure["poisonAlert"], poisoned
    yield "functions of the failure alert", azure["failureAlert"], every - poisoned
    yield (
        "functions of the sweep alert",
        azure["sweepAlert"],
        [each["function"] for each in triggers["timer"]],
    )


def _cosmos_checks(cosmos: Facts, code: Facts) -> Iterable[Check]:
    queries = code["queries"]
    vectors = [f"/{path}" for path in queries["vector"]]
    texts = [f"/{path}" for path in queries["text"]]
    excluded = set(cosmos["excluded"]) - {f"{path}/*" for path in vectors} - {ETAG}
    yield "container", [cosmos["id"]], [queries["container"]]
    yield "partition key", [json.dumps(cosmos["partitionKey"])], [json.dumps(PARTITION_KEY)]
    yield "vectors", [json.dumps(each) for each in cosmos["vectors"]], map(_vector, vectors)
    yield (
        "vector indexes",
        [json.dumps(each) for each in cosmos["vectorIndexes"]],
        map(_vector_index, vectors),
    )
    yield (
        "what every item excludes",
        set(cosmos["excluded"]) - excluded,
        [*(f"{path}/*" for path in vectors), ETAG],
    )
    yield "excluded fields that no image has", excluded - FIELDS, []
    yield "text indexes", cosmos["textIndexes"], texts
    yield "text policy", cosmos["texts"], texts
    yield "sort orders", map(json.dumps, cosmos["orders"]), map(_order, code["sorts"])


def _vector(path: str) -> str:
    policy = {"path": path, "dataType": "float32", "dimensions": VECTOR_FLOATS, "distanceFunction": "cosine"}
    return json.dumps(policy)


def _vector_index(path: str) -> str:
    return json.dumps({"path": path, "type": "quantizedFlat"})


def _order(field: str) -> str:
    return json.dumps([{"path": f"/{field}", "order": "ascending"}, {"path": "/id", "order": "ascending"}])


def _paths(entries: Iterable[Mapping[str, str]]) -> list[str]:
    return [entry["path"] for entry in entries]
