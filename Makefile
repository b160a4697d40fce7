# Everything is done by these targets; `make help` lists them.
# They need Python 3.11 or newer, nothing else; what they install goes to .venv/.

SHELL := /bin/sh
.DELETE_ON_ERROR:
.NOTPARALLEL:
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
SOURCES := webinars tests config.py migrations
NODE := build/node_modules
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard webinars/translations/*/LC_MESSAGES/*.po))

# The first of these that is new enough makes the environment; PYTHON=… chooses another.
PYTHONS := $(PYTHON) python3 python3.13 python3.12 python3.11

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: demo
demo: $(VENV)/runtime $(CATALOGUES) ## Show the whole service on this machine; OPTIONS="--port 8001 --keep"
	@$(BIN)/python -m webinars demo $(OPTIONS)

.PHONY: test
test: check ## All checks and all tests, on SQLite and PostgreSQL and in a browser
	$(BIN)/pytest -q -n 3

.PHONY: faults
faults: $(VENV)/development $(CATALOGUES) ## Kill, stop, starve and flood real processes, in full size
	$(BIN)/pytest -q -n 0 tests/faults -m "not nightly" -k "not small"

.PHONY: faults-nightly
faults-nightly: $(VENV)/development $(CATALOGUES) ## Kill a worker at every system call; needs strace
	$(BIN)/pytest -q -n 0 tests/faults -m nightly -rs

.PHONY: fast
fast: $(VENV)/development $(CATALOGUES) ## Tests on SQLite without a browser; TESTS=tests/rules
	$(BIN)/pytest -n 2 -k "not postgresql and not browser" $(TESTS)

.PHONY: check
check: $(VENV)/development $(CATALOGUES) ## Everything that can be found out without running the program
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/pytest -q tests/test_architecture.py tests/test_catalogues.py

.PHONY: bench
bench: $(VENV)/development $(CATALOGUES) ## Measure the speed beside its floors; OPTIONS="--size small"
	$(BIN)/python -m tests.bench $(OPTIONS)

.PHONY: bench-record
bench-record: $(VENV)/development ## Keep the last run of make bench as docs/performance.md and .json
	$(BIN)/python -m tests.bench.table $(OPTIONS)

.PHONY: bench-check
bench-check: $(VENV)/development $(CATALOGUES) ## Measure again; fails on a loss above 20 % against the record
	$(BIN)/python -m tests.bench --check $(OPTIONS)

.PHONY: coverage
coverage: $(VENV)/development $(CATALOGUES) ## All tests, and which lines and branches they never reach
	$(BIN)/pytest -n 2 --cov --cov-report=term-missing

.PHONY: format
format: $(VENV)/development ## Format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

.PHONY: migration
migration: $(VENV)/development ## Write the migration to the present models; MESSAGE="add hosts"
	$(BIN)/python -m tests.support.revision "$(MESSAGE)"

.PHONY: texts
texts: $(VENV)/runtime ## Bring the catalogues up to date with code and templates
	@mkdir -p build
	$(BIN)/pybabel --quiet extract -F webinars/translations/babel.cfg -o build/messages.pot \
		--project webinars --copyright-holder "the webinars contributors" --msgid-bugs-address "see CONTRIBUTING.md" --version "0" \
		--no-location --sort-output -k lazy_gettext -k lazy_ngettext:1,2 \
		-k pgettext:1c,2 -k npgettext:1c,2,3 -k personal:1 -k purpose .
	$(BIN)/pybabel --quiet update -i build/messages.pot -d webinars/translations \
		--no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --no-wrap

.PHONY: screenshots
screenshots: $(VENV)/development $(CATALOGUES) ## Photograph every page into screenshots/
	$(BIN)/python -m tests.screenshots

.PHONY: validate
validate: $(VENV)/development $(CATALOGUES) $(NODE)/vnu-jar ## Check the HTML of every page and state; needs Java and npm
	$(BIN)/python -m tests.validate $(NODE)/vnu-jar/build/dist/vnu.jar

.PHONY: lighthouse
lighthouse: $(VENV)/development $(CATALOGUES) build/lighthouse ## Have Lighthouse judge the public pages; needs npm and an idle machine
	$(BIN)/python -m tests.lighthouse build/lighthouse/node_modules/.bin/lighthouse

build/lighthouse:
	npm install --prefix $@ --no-save --no-package-lock --no-audit --no-fund --ignore-scripts lighthouse@12.8.2

$(NODE)/vnu-jar:
	npm install --prefix build --no-save --no-package-lock --no-audit --no-fund --ignore-scripts vnu-jar@26.9.27

.PHONY: wheel
wheel: $(VENV)/development ## Build dist/webinars-….whl, for servers
	$(BIN)/python -m build --wheel --no-isolation

.PHONY: pins
pins: ## Write both requirements files anew from pyproject.toml; needs uv
	uv pip compile --upgrade $(PIN) pyproject.toml -o requirements.txt
	uv pip compile --upgrade $(PIN) --extra dev pyproject.toml -o requirements-dev.txt

PIN := --generate-hashes --no-emit-index-url --no-emit-find-links --no-strip-extras --universal --python-version 3.11

.PHONY: clean
clean: ## Remove what the other targets made, the environment too
	rm -rf $(VENV) demo-data screenshots build dist .pytest_cache .mypy_cache .ruff_cache \
		.import_linter_cache .hypothesis .coverage .coverage.* $(CATALOGUES)
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@for python in $(PYTHONS); do \
		if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			echo "Creating $(VENV) with $$("$$python" --version)"; \
			exec "$$python" -m venv $(VENV); \
		fi; \
	done; \
	echo "Python 3.11 or newer is needed, with its module venv (on Debian: python3-venv)." >&2; \
	exit 1

$(VENV)/runtime: requirements.txt | $(BIN)/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/development: requirements-dev.txt pyproject.toml | $(BIN)/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@ $(VENV)/runtime

%.mo: %.po | $(VENV)/runtime
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@
