# Everything a contributor needs. `make run` starts the app, `make test` runs every check. Works with GNU make 3.81 and later.
PYTHON ?= python3
HOST ?= localhost
PORT ?= 8501
BIN := .venv/bin

# Streamlit refuses other Host names, so that no web page can reach a local app under a name of its own (DNS rebinding).
STREAMLIT_SERVER_ALLOWED_HOSTS ?= localhost 127.0.0.1 $(HOST)
export STREAMLIT_SERVER_ALLOWED_HOSTS

# One thread for linear algebra, as in the image: the matrices are small, and threads wait for each other on a busy machine.
OPENBLAS_NUM_THREADS ?= 1
export OPENBLAS_NUM_THREADS

.PHONY: help setup setup-test run dev test lint format lock bench bench-page bench-lab clean

help:
	@echo "make run     start the app (PORT=8501, HOST=localhost)"
	@echo "make test    every check: ruff, mypy, pytest with a browser"
	@echo "make setup   create .venv from the lock, nothing else"
	@echo "make dev     the app with reload on save and full error messages"
	@echo "make lint | format | lock | bench | bench-page | bench-lab | clean"

setup: .venv/runtime.stamp

setup-test: .venv/test.stamp

# Order-only: a touched pip does not reinstall. A half-made .venv (Debian without python3-venv) is removed again.
$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	    echo "Gradwalk needs Python 3.11 or later as $(PYTHON). Name another one: make PYTHON=python3.12 ..." >&2; exit 1; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; \
	    echo "Python could not create .venv. On Debian and Ubuntu its module is a package: apt install python3-venv" >&2; exit 1; }

# One stamp per lock: pip runs again only when a lock has changed. The test lock holds the runtime one.
.venv/runtime.stamp: requirements.lock | $(BIN)/pip
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

.venv/test.stamp: requirements.lock requirements-test.lock | $(BIN)/pip
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-test.lock
	@touch .venv/runtime.stamp $@

run: setup
	$(BIN)/streamlit run app.py --server.address $(HOST) --server.port $(PORT) --browser.serverAddress $(HOST)

dev: setup
	$(BIN)/streamlit run app.py --server.address $(HOST) --server.port $(PORT) --browser.serverAddress $(HOST) \
	    --server.fileWatcherType auto --server.runOnSave true --client.showErrorDetails full

lint: setup-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

test: lint
	sh tests/browser.sh --install
	$(BIN)/python -m pytest

format: setup-test
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Keeps the locked versions that still fit; `make lock UPGRADE=--upgrade` takes the newest. No addresses, no paths.
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
    --no-emit-index-url --no-emit-find-links
lock: setup-test
	$(LOCK) $(UPGRADE) -o requirements.lock pyproject.toml
	$(LOCK) $(UPGRADE) --extra test -c requirements.lock -o requirements-test.lock pyproject.toml

bench: setup-test
	$(BIN)/python -m benchmarks

# Needs Chromium or Chrome, as the browser tests do. ARGS=--pixels holds its clock against pictures of the screen first.
bench-page: setup-test
	$(BIN)/python -m benchmarks.page_speed $(ARGS)

# The training lab in the same browser: what drawing costs the training, and how soon a click is answered.
bench-lab: setup-test
	$(BIN)/python -m benchmarks.lab_page

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
