# Plain pip in .venv; `make run` and `make test` set up all they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
DEV_STAMP := $(VENV)/.installed-dev
# An old pip resolves the pinned versions as well, so it is left as the interpreter brought it.
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt

.DEFAULT_GOAL := help
.PHONY: help setup run test check fuzz bench clean

help:  ## Show this help
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 10

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "transpipe needs Python 3.11 or newer")'
	$(PYTHON) -m venv $(VENV)

$(STAMP): $(BIN)/python pyproject.toml constraints.txt
	$(PIP) -e .
	@touch $@

$(DEV_STAMP): $(STAMP)
	$(PIP) -e '.[dev]'
	@touch $@

setup: $(STAMP)  ## Make the environment in .venv

run: $(STAMP)  ## Translate what is marked in content/ and write drafts to review/
	$(BIN)/transpipe run

test: $(DEV_STAMP)  ## Run all tests
	$(BIN)/python -m pytest

check: $(DEV_STAMP)  ## Lint, format check, types, layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

fuzz: $(DEV_STAMP)  ## Look for documents that break parse and write, for a minute
	$(BIN)/python tests/fuzz.py

bench: $(DEV_STAMP)  ## Measure; writes benchmarks/results/
	$(BIN)/python benchmarks/parse_speed.py
	$(BIN)/python benchmarks/memory_speed.py
	$(BIN)/python benchmarks/checks_speed.py
	$(BIN)/python benchmarks/glossary_speed.py
	$(BIN)/python benchmarks/check_speed.py
	$(BIN)/python benchmarks/run_speed.py
	$(BIN)/python benchmarks/cluster_speed.py

clean:  ## Remove the environment, drafts, and everything that is made
	rm -rf $(VENV) review .transpipe .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
