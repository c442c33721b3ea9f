# Two commands for a fresh machine: `make demo` and `make test`. All of them set up .venv first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
OUT ?= report
# How often `make nightly` runs the programs that train, and the tests of the other tiers.
TIMES ?= 10
# As many processes as cores, up to four; the tests of one file run in one of them, one after the other.
PYTEST := $(BIN)/pytest -n auto --maxprocesses 4 --dist loadfile

.PHONY: demo test journeys nightly lint check-types bench clean setup

demo: $(VENV)/.demo
	$(BIN)/python grade.py batch submissions --rubric rubrics/hw7.yaml --out $(OUT)
	$(BIN)/python grade.py batch examples/training/submissions --rubric examples/training/rubric.yaml --small \
	  --out $(OUT)-training
	@echo "Open $(abspath $(OUT))/index.html in a browser, and $(abspath $(OUT))-training/index.html for a training run."

test: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(PYTEST)

journeys: $(VENV)/.test
	$(PYTEST) -m "journey and not nightly" tests

nightly: $(VENV)/.test
	$(BIN)/pytest -m nightly tests --ignore=tests/training/test_programs.py
	EXAMPLES=500 $(BIN)/pytest -m "journey and not nightly" tests/regrade
	$(BIN)/python -m tests.training.rounds $(TIMES)
	for time in $$(seq $(TIMES)); do $(PYTEST) -m "not nightly" || exit 1; done

bench: $(VENV)/.test
	$(BIN)/python -m benchmarks.startup
	$(BIN)/python -m benchmarks.throughput

setup: $(VENV)/.test

$(VENV)/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; name it: make PYTHON=python3.12 demo"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.demo: $(VENV)/.python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[torch]'
	@touch $@

$(VENV)/.test: $(VENV)/.demo
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[torch,test]'
	@touch $@

clean:
	rm -rf $(VENV) $(OUT) $(OUT)-training build *.egg-info
