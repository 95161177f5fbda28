# Every command the project has. `make help` lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INFRA := .venv-infra
DEPLOYED := .venv313
DEPLOYED_PYTHON ?= $(firstword $(shell for one in python3.13 "$$HOME"/.pyenv/versions/3.13*/bin/python; do "$$one" -c '' 2> /dev/null && echo "$$one"; done))
TESTS ?=
PACKAGE ?= build/package
CONFORMANCE := build/conformance
COSMOS := $(shell sed -n 's/^azure-cosmos==//p' requirements.txt)
PORT ?= 7071
STATE ?= .state

.DEFAULT_GOAL := help
.PHONY: help install run test test-deployed deployed-python conformance faults check check-api format web web-types check-web test-web clean check-infra check-commands stage package bench bench-search costs deploy reanalyze

help: ## what can be done here
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | sort | column -t -s "$$(printf '\t')"

install: $(VENV)/installed local/node_modules/installed shared/assets/redoc.standalone.js ## packages from PyPI and npm, as locked

$(VENV)/installed: requirements.txt requirements-dev.txt constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=python3.13 …"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@

local/node_modules/installed: local/package.json local/package-lock.json
	@node -e 'process.exit(process.versions.node.split(".")[0] < 20 ? 1 : 0)' && command -v npm > /dev/null || { echo "Node.js 20.19 or newer is needed, with npm."; exit 1; }
	npm ci --prefix local --ignore-scripts --no-audit --no-fund --loglevel=error
	touch $@

shared/assets/redoc.standalone.js: local/assets.py local/node_modules/installed $(VENV)/installed
	$(BIN)/python -m local.assets
	touch $@

run: install web ## the whole gallery on one port, offline
	$(BIN)/python -m local --port $(PORT) --state $(STATE)

test: install ## unit, functional, contract and end-to-end tests
	$(BIN)/python -m pytest

test-deployed: install $(DEPLOYED)/installed ## the same tests, or TESTS=…, with the Python that is deployed, 3.13
	$(DEPLOYED)/bin/python -m pytest $(TESTS)

deployed-python: ## where the Python that is deployed was found
	@echo $(DEPLOYED_PYTHON)

$(DEPLOYED)/installed: requirements.txt requirements-dev.txt constraints.txt
	@test -n "$(DEPLOYED_PYTHON)" || { echo "Python 3.13 was not found: make DEPLOYED_PYTHON=… test-deployed"; exit 1; }
	test -x $(DEPLOYED)/bin/python || $(DEPLOYED_PYTHON) -m venv $(DEPLOYED)
	$(DEPLOYED)/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@

conformance: install $(CONFORMANCE)/installed ## azure-cosmos's own tests against the emulator; writes docs/emulators.md
	$(BIN)/python -m tests.conformance $(CONFORMANCE)/azure_cosmos-$(COSMOS) $(CONFORMANCE)/venv/bin/python

$(CONFORMANCE)/installed: requirements.txt constraints.txt $(VENV)/installed
	rm -rf $(CONFORMANCE)
	mkdir -p $(CONFORMANCE)
	$(BIN)/python -m pip download --quiet --disable-pip-version-check --no-binary :all: --no-deps --dest $(CONFORMANCE) azure-cosmos==$(COSMOS)
	tar -xzf $(CONFORMANCE)/azure_cosmos-$(COSMOS).tar.gz -C $(CONFORMANCE)
	$(BIN)/python -m venv $(CONFORMANCE)/venv
	$(CONFORMANCE)/venv/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt azure-cosmos aiohttp pytest pytest-asyncio
	touch $@

faults: install ## every call of upload, analysis and delete, failing in every way; writes its table
	$(BIN)/python -m tests.faults

check: install ## lint, format, types, import contract
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: install ## put the code in order
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

.venv-api/installed: tests/api/requirements.txt $(VENV)/installed
	test -x .venv-api/bin/python || $(PYTHON) -m venv .venv-api
	.venv-api/bin/python -m pip install --quiet --disable-pip-version-check -r tests/api/requirements.txt
	touch $@

tests/api/node_modules/installed: tests/api/package.json tests/api/package-lock.json
	npm ci --prefix tests/api --ignore-scripts --no-audit --no-fund --loglevel=error
	touch $@

check-api: install .venv-api/installed tests/api/node_modules/installed ## the API against clients that nobody here wrote
	$(BIN)/python -m tests.api.check

web: install web/dist/index.html ## the gallery page

web/node_modules/installed: web/package.json web/package-lock.json
	npm ci --prefix web --ignore-scripts --no-audit --no-fund --loglevel=error
	touch $@

web/dist/index.html: web/node_modules/installed web/index.html web/vite.config.ts $(shell find web/src web/public -type f)
	npm run --silent --prefix web build -- --logLevel warn
	touch $@

web-types: install web/node_modules/installed ## the page's types, from the API description
	mkdir -p build
	$(BIN)/python -m local.openapi > build/openapi.json
	npm run --silent --prefix web types

check-web: install web/node_modules/installed ## types, lint and format of the page, and that its API types are current
	mkdir -p build
	$(BIN)/python -m local.openapi > build/openapi.json
	npm run --silent --prefix web types -- --check
	npm run --silent --prefix web check

test-web: web ## the page in a browser, against the whole gallery
	npm run --silent --prefix web test

$(INFRA)/installed: infra/requirements.txt infra/constraints.txt
	test -x $(INFRA)/bin/python || $(PYTHON) -m venv $(INFRA)
	$(INFRA)/bin/python -m pip install --quiet --disable-pip-version-check -r infra/requirements.txt
	touch $@

check-infra: $(INFRA)/installed ## templates and workflows: syntax, security, schema
	$(INFRA)/bin/checkov --quiet --compact --skip-download --framework bicep --directory infra
	$(INFRA)/bin/checkov --quiet --compact --skip-download --framework github_actions --directory .github
	$(INFRA)/bin/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
	bash -n infra/deploy.sh infra/subscribe.sh

.venv-az/installed: infra/requirements-az.txt
	test -x .venv-az/bin/python || $(PYTHON) -m venv .venv-az
	.venv-az/bin/python -m pip install --quiet --disable-pip-version-check -r infra/requirements-az.txt
	touch $@

check-commands: .venv-az/installed ## each az command of the documents and scripts, parsed by the Azure CLI
	.venv-az/bin/python infra/commands.py docs/*.md infra/*.sh

.venv-bench/installed: bench/requirements.txt bench/constraints.txt
	test -x .venv-bench/bin/python || $(PYTHON) -m venv .venv-bench
	.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check -r bench/requirements.txt
	touch $@

bench/node_modules/installed: bench/package.json bench/package-lock.json
	npm ci --prefix bench --ignore-scripts --no-audit --no-fund --loglevel=error
	touch $@

bench: .venv-bench/installed bench/node_modules/installed ## measure against named peers, into docs/performance.md
	.venv-bench/bin/python -m bench $(SECTIONS)

stage: install ## what is deployed, into build/package: the code, its packages, byte code for both
	$(BIN)/python -m infra.staging $(PACKAGE) --python "$(DEPLOYED_PYTHON)"

package: stage ## the same, its size, and that it starts alone without compiling anything
	$(BIN)/python -m infra.package $(PACKAGE) --python "$(DEPLOYED_PYTHON)"

bench-search: install ## how good search is and what it costs, up to 100,000 pictures; the tables of docs/search.md
	$(BIN)/python -m bench.search

costs: install ## the tables of docs/costs.md, from infra/prices.json
	$(BIN)/python -m infra.costs --write

deploy: ## everything to Azure: make deploy RG=… LOCATION=…
	infra/deploy.sh "$(RG)" "$(LOCATION)"

reanalyze: install ## what other models saw: make reanalyze RG=… ANALYSIS=2028-01-01 EMBEDDING=2028-01-01 PER_MINUTE=6
	infra/reanalyze.sh "$(RG)" $(if $(ANALYSIS),--analysis $(ANALYSIS)) $(if $(EMBEDDING),--embedding $(EMBEDDING)) --per-minute $(or $(PER_MINUTE),6)

clean: ## forget installed packages and caches, not the state
	rm -rf $(VENV) $(DEPLOYED) .venv-api .venv-bench bench/node_modules tests/api/node_modules $(INFRA) .venv-az build local/node_modules web/node_modules web/dist shared/assets .mypy_cache .ruff_cache .pytest_cache
