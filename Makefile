# Everything here needs only python3, python3-venv, make and git; each target sets up what it needs.
# PYTHON=python3.12 chooses another Python, PYTEST_ARGS="-k portal" narrows the tests.

BIN := .venv/bin
PY := $(BIN)/python
PYTEST_ARGS ?=
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header --no-annotate

# The rules of the lifecycle are covered to the last branch by the tests of their tables. Only these run
# under coverage, which doubles a test's time.
RULES_COVERED = $(PY) -m pytest -q -p no:randomly tests/rules -k "table or changes or corrections or flicker or sources" \
	--cov=monitor.lifecycle --cov-branch --cov-fail-under=100 --cov-report=term-missing:skip-covered

.DEFAULT_GOAL := help
.PHONY: help setup demo run test check static bench accuracy properties kill-test kill-test-nodes image-check lock handbook format

help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 16

setup: .venv/.ok  ## make .venv with what the lock files pin

# Programs in .venv name the folder they were made in: a clone that was moved is set up anew.
ifneq "$(shell cat .venv/.made-in 2>/dev/null)" "$(CURDIR)"
.PHONY: .venv/.ok
endif
.venv/.ok: requirements.lock requirements-dev.lock pyproject.toml tools/setup.sh
	@tools/setup.sh

demo: setup  ## the service in a simulated world with a fast clock; no network
	@exec $(BIN)/amif-monitor demo

run: setup  ## the service on SQLite, watching the real portal
	@exec $(BIN)/amif-monitor run

test: setup  ## everything a fresh machine can test
	$(PY) -m pytest -q -rs -n 2 --dist worksteal -m "not long" $(PYTEST_ARGS)
	$(if $(PYTEST_ARGS),,@$(RULES_COVERED))

check: setup static test  ## format, lint, types, architecture, then the tests: what CI runs

static: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@if grep -n '://' *.lock; then \
		echo 'A lock file names a download address: make it again with "make lock".'; exit 1; fi

bench: setup  ## figures of speed and size beside their goals
	$(PY) -m tests.bench

accuracy: setup  ## how well notices are read, per language, with every miss
	$(PY) -m tests.accuracy.run

properties: setup  ## the rules' properties over 20,000 examples each (minutes)
	HYPOTHESIS_PROFILE=long $(PY) -m pytest -q -n 2 --timeout=0 -k "property or properties"

kill-test: setup  ## kill -9 at random instants, with a tally of what was lost and doubled (minutes)
	$(PY) -m pytest -q -s --timeout=0 -m long -k "kill and not nodes"

kill-test-nodes: setup  ## kill -9 of either of two nodes on PostgreSQL for ten minutes, with a tally
	$(PY) -m pytest -q -s --timeout=0 -m long tests/service/test_nodes_kill.py

image-check: setup  ## build and run the container image without an engine (root, Debian)
	tools/image-check.sh

lock: setup  ## pin the newest allowed packages anew
	$(LOCK) --upgrade --output-file requirements.lock pyproject.toml
	$(LOCK) --upgrade --extra dev -c requirements.lock --output-file requirements-dev.lock pyproject.toml
	echo 'hatchling>=1.27' | $(LOCK) -c requirements-dev.lock --output-file requirements-build.lock -

handbook: setup  ## write the pages made from the code: the table of settings, every room
	$(PY) tools/handbook.py
	$(PY) tools/rooms.py

format: setup  ## mend format and what lint can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
