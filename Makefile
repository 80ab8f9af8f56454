# Every task of the house, on a laptop and in CI alike. `make` alone lists them.
PYTHON ?= python3
SERVE ?= 1
WORKERS ?= 2
# Of benchmarks: a finished run, published patients, and the publishers' files.
RUN ?= hoofbeat-output
CASES ?= all_phenopackets.zip
DATA ?= $(or $(HOOFBEAT_DATA),../shared/data)
# Of the offline archive: whose bundle, for which system and Python.
BUNDLE ?= $(RUN)/bundle
PLATFORM ?= linux_x86_64
FOR_PYTHON ?= 3.11
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

# uv installs the hashed locks in a fraction of pip's time; INSTALL='$(BIN)/pip install -q' does without it.
INSTALL ?= $(BIN)/uv pip install --quiet --python $(BIN)/python
# Without compiled files every process would compile Great Expectations and MLflow anew, five seconds each time.
unexport PYTHONDONTWRITEBYTECODE
# Side by side by module, whose tests share what is dear to make.
PYTEST := $(BIN)/python -m pytest --numprocesses $(WORKERS) --dist loadscope
# What the tests of deploy/ need beside the locks: `make tools` installs it.
TOOLS := $(CURDIR)/.tools
export HOOFBEAT_DEPLOY_TOOLS ?= $(TOOLS)/deploy
export HOOFBEAT_NODE ?= $(TOOLS)/node
export HOOFBEAT_CLOUD_SCHEMAS ?= $(TOOLS)/schemas
# The processes side by side share the cores, and numerical libraries with as many threads sum in the same order everywhere.
test test-slow test-airflow: export OMP_NUM_THREADS ?= 1
# Slow networks: wait two minutes for a silent download, not half of one.
export UV_HTTP_TIMEOUT ?= 120

.DEFAULT_GOAL := help
.PHONY: help setup demo test test-slow tools airflow test-airflow deploy-table offline-archive format lint bench bench-page findings lock changelog clean

help: ## list these tasks
	@echo "Hoofbeat: common and orphan diseases in one ranked differential. Tasks:"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

setup: $(READY) ## install the locked environment into .venv (PYTHON=python3.12 to choose one)
	@echo "Ready: $(BIN)/hoofbeat --help"

demo: $(READY) ## run the whole pipeline on simulated patients, then open the web page (SERVE=0: only run)
	@$(BIN)/hoofbeat demo $(if $(filter 0,$(SERVE)),--no-serve)

test: $(READY) ## run the tests of everyday work (WORKERS=8: on so many cores; ARGS="tests/sources -k jsonl": some of them)
	@$(PYTEST) -m "not slow and not airflow" $(ARGS)

# In the order of collection, the longest first (tests/conftest.py): by number of tests, it would be begun last and run alone.
test-slow: $(READY) ## run the tests too heavy for every day (fresh installs, long runs)
	@$(PYTEST) --no-loadscope-reorder -m slow $(ARGS)

tools: $(READY) ## install what the tests of deploy/ need beside the locks, into .tools (some of it as root, by apt)
	@scripts/install_tools.sh $(TOOLS)

deploy-table: $(READY) ## ask every place where the service runs the same questions, and write docs/deploy/README.md
	@HOOFBEAT_DEPLOY_RESULTS=docs/deploy/results.tsv $(BIN)/python -m pytest -q tests/deploy/test_everywhere.py
	@$(BIN)/python scripts/deploy_table.py

offline-archive: $(READY) ## one file in dist/ that installs and answers without a network (BUNDLE= KEY= PLATFORM=win_amd64)
	@$(BIN)/python deploy/local/builder --bundle $(BUNDLE) --platform $(PLATFORM) --python $(FOR_PYTHON) --output dist \
	  $(if $(KEY),--key $(KEY)) $(if $(PUBLIC),--public $(PUBLIC)) $(if $(INCLUDE),--include $(INCLUDE))

airflow: .venv-airflow/.ready ## install Airflow into .venv-airflow, an environment of its own

test-airflow: $(READY) .venv-airflow/.ready ## run the DAGs in a real Airflow on the loopback address
	@$(BIN)/python -m pytest -m airflow

format: $(READY) ## write the code as `make lint` wants it
	@$(BIN)/ruff check --fix --quiet .
	@$(BIN)/ruff format .

lint: $(READY) ## check style, formatting, types and the arrows between the packages
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@if command -v npm >/dev/null; then deploy/web/tools.sh $(HOOFBEAT_NODE); fi
	@scripts/lint_workflows.sh

bench: $(READY) ## measure how fast it is, beside others, into bench/ (RUN= CASES= DATA= OLDER_BUNDLE=; QUICK=1: ten minutes)
	@$(BIN)/python benchmarks/every.py --run $(RUN) --bundle $(BUNDLE) --cases $(CASES) --data $(DATA) --output bench \
	  $(if $(OLDER_BUNDLE),--older-bundle $(OLDER_BUNDLE)) $(if $(filter 1,$(QUICK)),--quick) $(if $(ONLY),--only $(ONLY))

bench-page: $(READY) ## keep what bench/ holds in benchmarks/results/, and write docs/benchmarks.md from it
	@$(BIN)/python scripts/bench_page.py --keep bench

findings: ## run what was found out about others' packages (needs the network; see findings/README.md)
	@failed=0; for script in findings/*-*.sh; do \
	  echo "── $$script"; PYTHON="$(PYTHON)" $$script || { failed=1; echo "$$script: no longer so" >&2; }; done; exit $$failed

lock: $(BIN)/uv ## resolve pyproject.toml into requirements/ (UPGRADE=1: take newer versions)
	@scripts/lock.sh $(BIN)/uv

changelog: $(READY) ## move what stands in changes/ into CHANGELOG.md (DRAFT=1: only show it)
	@$(BIN)/towncrier build $(if $(filter 1,$(DRAFT)),--draft,--yes)

clean: ## remove the environment and everything the tools left behind
	rm -rf $(VENV) .venv-airflow .tools dist build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

$(READY): $(BIN)/uv requirements/dev.txt requirements/knowledge.txt pyproject.toml
	@echo "Installing the locked packages (1.9 GB on disk) …"
	@$(INSTALL) --require-hashes -r requirements/dev.txt
	@$(INSTALL) --no-deps --require-hashes -r requirements/knowledge.txt
	@$(INSTALL) --no-build-isolation --no-deps -e .
	@touch $@

.venv-airflow/.ready: $(BIN)/uv requirements/airflow.txt
	@echo "Installing Airflow (230 MB on disk) …"
	@$(PYTHON) -m venv .venv-airflow
	@$(BIN)/uv pip install --quiet --python .venv-airflow/bin/python --require-hashes -r requirements/airflow.txt
	@touch $@

$(BIN)/uv: requirements/tools.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Hoofbeat needs Python 3.11 or newer: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/tools.txt
	@touch $@
