# Plain pip in .venv; `make run` and `make test` set up all they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
DEV_STAMP := $(VENV)/.installed-dev
BENCH_STAMP := $(VENV)/.installed-bench
# The quick ones first; benchmarks/README.md says what each measures.
BENCHMARKS := startup_speed parse_speed checks_speed glossary_speed memory_speed review_speed check_speed run_speed quality cluster_speed growth
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

$(BENCH_STAMP): $(DEV_STAMP)
	$(PIP) -e '.[dev,bench]'
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

bench: $(BENCH_STAMP)  ## Measure, for a quarter of an hour; writes benchmarks/results/
	@for name in $(BENCHMARKS); do \
		$(BIN)/python benchmarks/$$name.py || failed="$$failed $$name"; \
	done; \
	$(BIN)/python benchmarks/plots.py; \
	test -z "$$failed" || { echo "not measured:$$failed (see the messages above)"; exit 1; }

clean:  ## Remove the environment, drafts, and everything that is made
	rm -rf $(VENV) review .transpipe .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
