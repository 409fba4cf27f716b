# make demo | test | lint | docs | bench | clean | distclean       (another interpreter: make demo PYTHON=python3.12)

# What the demo runs, and where its pictures go.
DEMO_OUT = out/demo
DEMO = $(BIN)/orderpoint compare gupta --alternatives as-is-tuned,q-system,p-system --replications 6 --out $(DEMO_OUT) \
       && $(BIN)/orderpoint report $(DEMO_OUT)
# What the benchmarks run.
BENCH = $(BIN)/python benchmarks/engine.py && $(BIN)/python benchmarks/policies.py && $(BIN)/python benchmarks/tuning.py \
        && $(BIN)/python benchmarks/runner.py && $(BIN)/python benchmarks/report.py

PYTHON ?= python3
VENV = .venv
BIN = $(VENV)/bin
PIP_INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check
FOUND = $$($(PYTHON) --version 2>/dev/null || echo missing or broken)

.PHONY: help demo test lint docs bench clean distclean
.DELETE_ON_ERROR:

help:
	@echo "make demo       compare the ways of replenishing of one case, with pictures in $(DEMO_OUT)"
	@echo "make test       style, types and tests"
	@echo "make lint       style and types only"
	@echo "make docs       the documentation as a site in out/docs"
	@echo "make bench      timings"
	@echo "make clean      remove results, builds and caches"
	@echo "make distclean  the same, and the virtual environment $(VENV)"

demo: $(VENV)/.demo-installed
	$(DEMO)
	@echo "The pictures are in $(DEMO_OUT)/charts. The report to open: $(DEMO_OUT)/report.html"

test: lint
	$(BIN)/python -m pytest -n 2

lint: $(VENV)/.dev-installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

docs: $(VENV)/.dev-installed
	$(BIN)/python -m sphinx -q -W --keep-going -b html docs out/docs
	@echo "Open out/docs/index.html."

bench: $(VENV)/.dev-installed
	$(BENCH)

clean:
	rm -rf out dist build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name $(VENV) -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +

distclean: clean
	rm -rf $(VENV)

# Each stamp is the time of an installation; a newer pyproject.toml asks for another.
$(VENV)/.demo-installed: pyproject.toml | $(BIN)/python
	$(PIP_INSTALL) --editable '.[pdf]'
	@touch $@

$(VENV)/.dev-installed: pyproject.toml | $(BIN)/python
	$(PIP_INSTALL) --editable '.[dev]'
	@touch $@ $(VENV)/.demo-installed

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null || \
	  { echo "orderpoint needs Python 3.11, 3.12 or 3.13, and $(PYTHON) is $(FOUND); name one with make PYTHON=..." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
