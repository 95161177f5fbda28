"""The deployment scripts, run with stand-ins for the cloud's commands that write down what they are asked."""

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from infra import costs
from infra.commands import commands
from local.page import _policy as local_policy
from tests.parity import ROOT

AZ = """#!/usr/bin/env bash
echo "az $*" >> "$LOG"
case "$*" in
  "consumption budget list"*) echo "$BUDGET" ;;
  "deployment group show"*) echo "value-of-$9" | sed 's/properties.outputs.//; s/.value$//' ;;
  "deployment group create"*)
    echo "budget from ${BUDGET_START:-nowhere}" >> "$LOG"
    if [ "$(grep -c 'az deployment group create' "$LOG")" -le "$FAILURES" ]; then
      echo "$COMPLAINT" >&2
      exit 1
    fi ;;
esac
"""
MAKE = """#!/usr/bin/env bash
echo "make $*" >> "$LOG"
mkdir -p "$PACKAGE"
"""
OTHER = """#!/usr/bin/env bash
echo "$(basename "$0") $* (in $PWD)" >> "$LOG"
"""
SIGN_IN = {
    "AUTH_ISSUER": "https://issuer.example/",
    "AUTH_AUDIENCE": "gallery",
    "AUTH_JWKS_URL": "https://issuer.example/jwks",
    "AUTH_CLIENT_ID": "page",
    "ALERT_EMAIL": "operator@example.com",
}


@dataclass
class Cloud:
    folder: Path

    @property
    def log(self) -> list[str]:
        path = self.folder / "log"
        return path.read_text().splitlines() if path.exists() else []

    def run(self, script: str, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
        known = {
            "PATH": f"{self.folder}:{os.environ['PATH']}",
            "LOG": str(self.folder / "log"),
            "PAUSE": "0",
            "FAILURES": "0",
            "COMPLAINT": "the capability has not been enabled",
            "BUDGET": "",
            "PAGE": str(self.folder / "page"),
            "PACKAGE": str(self.folder / "package"),
        }
        return subprocess.run(
            [ROOT / "infra" / script, *arguments],
            env=known | environ,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )


@pytest.fixture
def cloud(tmp_path: Path) -> Cloud:
    for name, script in {
        "az": AZ,
        "make": MAKE,
        **dict.fromkeys(("func", "npm", "npx", "curl"), OTHER),
    }.items():
        command = tmp_path / name
        command.write_text(script)
        command.chmod(0o755)
    return Cloud(tmp_path)


def test_a_deployment_makes_resources_then_functions_then_the_subscription_then_the_page(
    cloud: Cloud,
) -> None:
    done = cloud.run("deploy.sh", "rg", "westeurope", **SIGN_IN)
    assert done.returncode == 0, done.stderr
    order = [
        "az group create --resource-group rg --location westeurope",
        "az deployment group create --resource-group rg --name gallery",
        f"make --silent stage PACKAGE={cloud.folder}/package",
        f"func azure functionapp publish value-of-siteName --python --no-build (in {cloud.folder}/package)",
        "az deployment group create --resource-group rg --name event-subscription",
        "npm run build --prefix web",
        "npx --yes @azure/static-web-apps-cli@2.0.10 deploy",
    ]
    at = [next(n for n, line in enumerate(cloud.log) if line.startswith(step)) for step in order]
    assert at == sorted(at)
    page = json.loads((cloud.folder / "page" / "staticwebapp.config.json").read_text())
    assert "https://issuer.example" in page["globalHeaders"]["content-security-policy"]


@pytest.mark.parametrize("name", SIGN_IN)
def test_a_missing_value_is_named_before_anything_is_made(cloud: Cloud, name: str) -> None:
    done = cloud.run("deploy.sh", "rg", "westeurope", **{key: SIGN_IN[key] for key in SIGN_IN if key != name})
    assert done.returncode == 2
    assert f"Set {name}:" in done.stderr
    assert cloud.log == []


@pytest.mark.parametrize("arguments", [(), ("rg",), ("rg", "westeurope", "everything")])
def test_wrong_arguments_are_answered_with_the_usage(cloud: Cloud, arguments: tuple[str, ...]) -> None:
    done = cloud.run("deploy.sh", *arguments, **SIGN_IN)
    assert done.returncode == 2
    assert "RESOURCE_GROUP LOCATION" in done.stderr


def test_a_budget_keeps_its_first_day(cloud: Cloud) -> None:
    cloud.run("deploy.sh", "rg", "westeurope", "resources", BUDGET="2026-08-01T00:00:00Z", **SIGN_IN)
    assert "budget from 2026-08-01" in cloud.log


def test_a_database_that_does_not_know_vectors_yet_is_waited_for(cloud: Cloud) -> None:
    done = cloud.run("deploy.sh", "rg", "westeurope", "resources", FAILURES="2", **SIGN_IN)
    assert done.returncode == 0
    assert sum("--name gallery" in line and "create" in line for line in cloud.log) == 3


def test_any_other_failure_ends_the_deployment_at_once(cloud: Cloud) -> None:
    done = cloud.run("deploy.sh", "rg", "westeurope", FAILURES="9", COMPLAINT="quota exceeded", **SIGN_IN)
    assert done.returncode == 1
    assert "quota exceeded" in done.stderr
    assert not any(line.startswith("func") for line in cloud.log)


@pytest.mark.parametrize(("failures", "code", "tries"), [(0, 0, 1), (3, 0, 4), (99, 1, 5)])
def test_the_subscription_is_tried_until_the_app_shakes_hands(
    cloud: Cloud, failures: int, code: int, tries: int
) -> None:
    names = {"RG": "rg", "SITE_NAME": "site", "TOPIC_NAME": "topic", "STORAGE_ACCOUNT_NAME": "storage"}
    done = cloud.run("subscribe.sh", FAILURES=str(failures), TRIES="5", **names)
    assert done.returncode == code
    assert sum("event-subscription" in line for line in cloud.log) == tries
    assert sum(line.startswith("curl") for line in cloud.log) == tries


def test_commands_are_found_in_fences_substitutions_and_conditions(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "Run `az login`.\n```bash\nif az a b \\\n --c; then x=$(az d --e $F); fi # az i\n"
        "az g | jq && az h\n```\n"
    )
    assert commands(page) == [["d", "--e", "VALUE"], ["a", "b", "--c"], ["g"], ["h"]]


def test_the_page_may_talk_to_the_servers_that_it_needs_and_no_other() -> None:
    printed = subprocess.run(
        [ROOT / "infra" / "page_config.sh"],
        env=SIGN_IN
        | {"API_URL": "https://api.example", "STORAGE_ACCOUNT_NAME": "pictures", "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=True,
    )
    policy = json.loads(printed.stdout)["globalHeaders"]["content-security-policy"]
    peers = "https://api.example https://pictures.blob.core.windows.net https://issuer.example https://issuer.example"
    assert f"connect-src 'self' {peers};" in policy
    assert policy == local_policy(peers)


def test_the_tables_of_the_costs_are_those_of_the_prices() -> None:
    page = costs.PAGE.read_text()
    assert costs.written(page) == page


def test_no_price_is_forgotten() -> None:
    assert costs.prices().keys() == {name for budget in costs.BUDGETS.values() for name in budget}
