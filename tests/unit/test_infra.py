"""The templates hold together, as far as can be told without the Bicep compiler."""

import json
import re
from typing import Any

import pytest

from tests.bicep import INFRA, TEMPLATES, Template

# Azure AI Vision by region, from its overview page.
CAPTIONS = {
    "eastus",
    "westus",
    "francecentral",
    "northeurope",
    "westeurope",
    "southeastasia",
    "eastasia",
    "koreacentral",
}
EMBEDDINGS = {"westus2", "swedencentral", "switzerlandnorth", "australiaeast", "japaneast"} | CAPTIONS - {
    "eastasia"
}

CALLS = [(template, module) for template in TEMPLATES for module in Template(template).modules]
SYNTAX = [pytest.param(template, id=template) for template in TEMPLATES]


def text(template: str) -> str:
    return (INFRA / template).read_text()


def required(template: Template) -> set[str]:
    return {
        name
        for name, parameter in template.parameters.items()
        if parameter["default"] is None and f"param {name} " in template.text
    }


@pytest.mark.parametrize(("template", "module"), CALLS)
def test_a_module_is_given_what_it_asks_for(template: str, module: str) -> None:
    called = Template(template)
    target = Template(called.modules[module]["detail"]["path"])
    given = called.module(module)["params"].keys()
    assert required(target) <= given <= target.parameters.keys()


@pytest.mark.parametrize("template", SYNTAX)
def test_outputs_that_are_read_exist(template: str) -> None:
    modules = Template(template).modules
    for module, output in re.findall(r"(\w+)\.outputs\.(\w+)", text(template)):
        assert output in Template(modules[module]["detail"]["path"]).outputs


@pytest.mark.parametrize("template", SYNTAX)
def test_every_parameter_and_variable_is_used(template: str) -> None:
    for name in re.findall(r"^(?:param|var) (\w+)", text(template), re.MULTILINE):
        assert len(re.findall(rf"\b{name}\b", text(template))) > 1, name


def test_the_parameter_file_gives_what_is_required_and_nothing_unknown() -> None:
    main = Template("main.bicep")
    given = set(re.findall(r"^param (\w+)", text("main.bicepparam"), re.MULTILINE))
    assert required(main) <= given <= main.parameters.keys()


def test_the_developer_cli_gives_every_parameter() -> None:
    given = json.loads(text("azd.parameters.json"))["parameters"]
    assert given.keys() == Template("azd.bicep").parameters.keys()


@pytest.mark.parametrize("template", ["main.bicep", "azd.bicep"])
def test_only_regions_with_captions_and_embeddings_are_taken(template: str) -> None:
    assert set(Template(template).allowed("location")) == CAPTIONS & EMBEDDINGS


@pytest.mark.parametrize(
    ("template", "resource", "name", "value"),
    [
        ("modules/storage.bicep", "account", "allowSharedKeyAccess", False),
        ("modules/storage.bicep", "account", "allowBlobPublicAccess", False),
        ("modules/storage.bicep", "account", "supportsHttpsTrafficOnly", True),
        ("modules/cosmos.bicep", "account", "disableLocalAuth", True),
        ("modules/vision.bicep", "account", "disableLocalAuth", True),
        ("modules/monitoring.bicep", "insights", "DisableLocalAuth", True),
        ("modules/function-app.bicep", "site", "httpsOnly", True),
        ("modules/function-app.bicep", "publishing", "allow", False),
    ],
)
def test_nothing_is_open_or_has_a_key(template: str, resource: str, name: str, value: Any) -> None:
    assert Template(template).resource(resource)["properties"][name] is value


def test_deleted_pictures_can_be_brought_back() -> None:
    blobs = Template("modules/storage.bicep").resource("blobService")["properties"]
    database = Template("modules/cosmos.bicep").resource("account")["properties"]
    assert blobs["deleteRetentionPolicy"]["enabled"]
    assert blobs["containerDeleteRetentionPolicy"]["enabled"]
    assert database["backupPolicy"]["type"] == "Continuous"


def test_scale_is_set_and_not_left_to_the_plan() -> None:
    config = Template("modules/function-app.bicep").resource("site")["properties"]["functionAppConfig"]
    scale = config["scaleAndConcurrency"]
    assert scale["triggers"]["http"]["perInstanceConcurrency"] == "requestsPerInstance"
    assert scale["maximumInstanceCount"] == "maximumInstances"
    assert Template("modules/function-app.bicep").default("requestsPerInstance") > 1


def test_the_subscription_waits_for_the_second_step() -> None:
    first = [template for template in TEMPLATES if template != "event-subscription.bicep"]
    assert not any(
        "eventSubscriptions" in text(template) or "listKeys" in text(template) for template in first
    )
    assert "eventSubscriptions" in text("event-subscription.bicep")


def test_loops_over_settings_know_them_before_the_deployment_starts() -> None:
    """The compiler refuses a loop over what a resource of the same template says while it runs."""
    template = Template("modules/function-app.bicep")
    assert not any(resource["existing"] for resource in template.resources.values())
    assert set(template.parameters) >= {"blobEndpoint", "queueEndpoint", "settings"}


@pytest.mark.parametrize(
    ("module", "rule"),
    [
        ("storage", "[a-z0-9]{3,24}"),
        ("cosmos", "[a-z0-9-]{3,44}"),
        ("vision", "[a-z0-9-]{2,64}"),
        ("events", "[a-z0-9-]{3,50}"),
        ("web", "[a-z0-9-]{1,60}"),
        ("functionApp", "[a-z0-9-]{2,55}"),  # its plan has five characters more
        ("identity", "[a-z0-9-]{3,128}"),
    ],
)
@pytest.mark.parametrize("prefix", ["abc", "abcdefghijkl"])
def test_names_keep_the_rules_of_their_service(module: str, rule: str, prefix: str) -> None:
    main = Template("main.bicep")
    name = main.module(module)["params"]["name"].replace("siteName", str(main.variable("siteName")))
    short = name.replace("${take(name, 9)}", prefix[:9]).replace("${name}", prefix)
    assert re.fullmatch(rule, short.replace("${suffix}", "x" * 13))


def test_the_subscription_has_no_underscore_in_its_name() -> None:
    name = Template("event-subscription.bicep").resource("subscription")["name"]
    assert name["function"]["type"] == "replace"


def test_a_waiver_gives_its_reason() -> None:
    waivers = [
        line for template in TEMPLATES for line in text(template).splitlines() if "checkov:skip" in line
    ]
    assert waivers
    assert all(re.search(r"checkov:skip=CKV\w+:\w.{8,}", line) for line in waivers)
