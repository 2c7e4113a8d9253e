# One word each. A bare Debian 12 with python3, python3-venv and make is enough:
# no Node, no compiler, no git. Everything installs into .venv/.

# Compiled code is kept, whatever the shell says: the suite starts hundreds of commands, and each
# would compile all of it again.
unexport PYTHONDONTWRITEBYTECODE

PYTHON ?= python3
PORT ?= 8000
ADDRESS ?= 127.0.0.1
WORKERS ?= 2

BIN := .venv/bin
LOCKED := .venv/.locked
READY := .venv/.ready
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

# What ends up in the built assets: the editable install is repeated when one of them changes.
SOURCES := pyproject.toml hatch_build.py build_catalogues.py \
	$(shell find frontend -type f -not -path '*/node_modules/*' 2>/dev/null) \
	$(shell find src/senro/locale -name '*.po' 2>/dev/null)

.DEFAULT_GOAL := help
.PHONY: help setup demo dev test check bench soak lock docs clean

help: ## this list
	@grep -hE '^[a-z]+:.*## ' Makefile | sed -E 's/^([a-z]+):.*## /  make \1\t/'

setup: $(READY) ## the environment and the built assets, in .venv/

demo: $(READY) ## the signed-in sample company on PORT (8000)
	@$(BIN)/senro demo --host $(ADDRESS) --port $(PORT) --no-browser

dev: $(READY) ## a development server that reloads, on ./senro-data
	@SENRO_DEBUG=1 $(BIN)/senro manage migrate --verbosity 0
	@SENRO_DEBUG=1 $(BIN)/senro manage runserver $(ADDRESS):$(PORT)

test: $(READY) ## everything CI runs: linters, guards and every test
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

check: $(READY) ## what to run before a commit: linters, guards, all but the slow tests
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@SENRO_DATA_DIR=.mypy_cache/senro $(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m pytest -n $(WORKERS) -m "not linter and not slow and not browser"

bench: $(READY) ## the table of benchmarks/README.md
	@$(BIN)/python -m benchmarks

soak: $(READY) ## the long torture that the suite only samples
	@$(BIN)/python -m pytest -m soak

docs: $(READY) ## docs/reference/ from the code
	@$(BIN)/python docs/generate.py

lock: $(LOCKED) ## requirements.lock anew from pyproject.toml
	@$(BIN)/uv pip compile pyproject.toml --group dev --python-version 3.11 --universal \
		--generate-hashes --no-emit-index-url --no-header --quiet --upgrade --output-file requirements.lock

clean: ## the environment and everything built (never your data)
	@rm -rf .venv dist src/senro/static .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

# uv is eight times faster than pip here but does not read pip's settings: where it cannot
# reach the registry that pip can, pip does the same work from the same hashes.
$(LOCKED): requirements.lock
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing the locked packages…"
	@awk '/^[^ #]/ { uv = /^uv==/ } uv' requirements.lock > .venv/uv.lock
	@$(PIP) --require-hashes -r .venv/uv.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock \
		|| $(PIP) --require-hashes -r requirements.lock
	@touch $@

$(READY): $(LOCKED) $(SOURCES)
	@echo "Building Senro's assets…"
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@
