# Two commands do everything on a fresh machine with Python 3.11, git and make:
#   make demo   sets up, processes corpus/, compares two years and says where the JSON lies
#   make test   sets up and runs the tests

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
DEMO := outputs/demo
COUNTY := $(sort $(wildcard corpus/county/*))

.PHONY: demo test check lock wheel clean

demo: $(READY)
	$(BIN)/policy-nlp run corpus --output $(DEMO) --overwrite
	$(BIN)/policy-nlp diff $(sort $(wildcard $(firstword $(COUNTY))/*.txt))
	@echo
	@echo "The reports as JSON: $(DEMO)/ (one file each; $(DEMO)/run.json sums the run up)."
	@echo "Look into one with:  $(BIN)/policy-nlp show $(DEMO)/<level>/<place>/<year>.json"

test: $(READY)
	$(BIN)/python -m pytest

# Lint and types.
check: $(READY)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

# The lock file holds every dependency with its hashes and no download address.
lock: $(READY)
	$(BIN)/uv pip compile pyproject.toml --extra dev --extra parquet --extra dask --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-header --upgrade -o requirements.lock

wheel: $(READY)
	$(BIN)/python -m build --wheel --no-isolation

clean:
	rm -rf $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "policy_nlp needs Python 3.11 or newer; set PYTHON=... to one")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(READY)
