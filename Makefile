# A thin door: the work is done by `esec`, see `.venv/bin/esec --help`.
# The first of those that the locks are for.
PYTHON ?= $(or $(firstword $(foreach minor,11 12 13,$(shell command -v python3.$(minor) 2>/dev/null))),python3.11)
HOST ?= 127.0.0.1
PORT ?= 8050
PYTEST_ARGS ?=
BENCH_ARGS ?=
LIGHTHOUSE_ARGS ?=
FAULTS_ARGS ?=
ATTACK_ARGS ?=

BIN := .venv/bin
UV := .venv-uv/bin/uv
# Written by npm once all is installed.
LIGHTHOUSE := tests/lighthouse/node_modules/.package-lock.json
NODE_CLIENTS := tests/clients/node/node_modules/.package-lock.json
# Programs of others that open what is published, in versions that conflict with what the tests are locked to.
FOREIGN := $(patsubst tests/foreign/%.in,.venv-%/.installed,$(wildcard tests/foreign/*.in))
# What the tests drive beside Python, by Debian's names.
PARTS := chromium fonts-liberation fonts-dejavu-core nginx-light caddy openssl faketime libreoffice-calc-nogui r-base-core r-cran-foreign r-cran-jsonlite

# What is installed comes from elsewhere, and mostly waits for it.
MAKEFLAGS += --jobs=4

# Each module is compiled when first imported, which is quicker than compiling all that is installed, but only if it may be written.
unexport PYTHONDONTWRITEBYTECODE

# Names, versions and hashes, and no address.
EXPORT := $(UV) export --quiet --frozen --no-emit-project --no-header --no-annotate
# Declared by Dash, plotly, dateutil, pysdmx and rdflib for notebooks, clients, queries and systems without time zones. A server imports none of
# them: tests/environment/test_serving_environment.py.
NOT_SERVED := certifi comm h2 httpcore nest-asyncio packaging pyparsing requests retrying setuptools tzdata

# $(call install,ARGUMENTS): with uv, or with pip where uv cannot be had or cannot reach its index.
install = $(UV) pip install --quiet --python $(BIN)/python $(1) \
	|| { $(BIN)/python -m ensurepip >/dev/null && $(BIN)/python -m pip install --quiet $(1); }

.PHONY: help run server test bench faults attack lighthouse audit lock load-tool parts clean
.DEFAULT_GOAL := help

help: ## list the targets
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

run: .venv/.run-installed ## curate, validate, and serve the dashboard (HOST, PORT)
	$(BIN)/esec build
	$(BIN)/esec serve --host $(HOST) --port $(PORT)

server: .venv/.serve-installed ## install what serving needs and no more: the published tables are in the repository

test: .venv/.test-installed parts $(FOREIGN) $(LIGHTHOUSE) $(NODE_CLIENTS) ## lint, type-check and run every test (PYTEST_ARGS)
	@failed=; for check in "ruff check ." "ruff format --check ." mypy; do \
		echo "== $$check"; $(BIN)/$$check || failed="$$failed [$$check]"; \
	done; echo "== pytest, what is timed and runs alone"; \
	$(BIN)/pytest -m alone $(PYTEST_ARGS) || test $$? = 5 || failed="$$failed [pytest -m alone]"; \
	echo "== pytest"; $(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder -m "not alone" --durations 30 --durations-min 5 $(PYTEST_ARGS) || failed="$$failed [pytest]"; \
	test -z "$$failed" || { echo "Failed:$$failed" >&2; exit 1; }

bench: .venv/.bench-installed load-tool ## print the benchmark table (BENCH_JSON names a file to write it to; BENCH_ARGS=--full)
	$(BIN)/python -m tests.benchmarks $(BENCH_ARGS)

faults: .venv/.bench-installed parts ## break things under a serving dashboard and count what readers got (FAULTS_JSON, FAULTS_ARGS=--help)
	$(BIN)/python -m tests.faults $(FAULTS_ARGS)

attack: .venv/.test-installed ## attack a server for an hour while versions change places (ATTACK_ARGS=--minutes=5)
	$(BIN)/python -m tests.attack $(ATTACK_ARGS)

lighthouse: .venv/.test-installed parts $(LIGHTHOUSE) ## let Lighthouse judge the served pages (LIGHTHOUSE_ARGS=--help)
	$(BIN)/python -m tests.lighthouse $(LIGHTHOUSE_ARGS)

audit: .venv/.audit-installed ## look the locked packages up: hashes, withdrawn releases, newer patches, advisories
	$(BIN)/python -m tests.audit

# In a fresh clone this takes the newest versions within the bounds of pyproject.toml; later runs keep those of the ignored uv.lock.
lock: $(UV) ## resolve again and rewrite requirements/*.lock
	$(UV) lock --python $(PYTHON)
	$(EXPORT) $(NOT_SERVED:%=--prune %) > requirements/serve.lock
	$(EXPORT) --only-group package > requirements/build.lock
	$(EXPORT) --extra build --group package > requirements/run.lock
	$(EXPORT) --extra build --group package --group test > requirements/test.lock
	$(EXPORT) --extra build --group package --group bench > requirements/bench.lock
	$(EXPORT) --extra build --group package --group audit > requirements/audit.lock
	$(EXPORT) --only-group tool > requirements/tool.lock
	for wanted in tests/foreign/*.in; do \
		$(UV) pip compile --quiet --upgrade --generate-hashes --no-header --no-annotate --python $(PYTHON) \
			$$wanted --output-file $${wanted%.in}.lock || exit 1; \
	done
	! grep -n '://' requirements/*.lock tests/foreign/*.lock

load-tool:
	@command -v wrk >/dev/null \
	|| { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq \
		&& DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends wrk >/dev/null; } \
	|| echo "wrk is not installed: requests under load are counted by a slower tool of our own." >&2

parts: ## install what the tests drive (browser, proxy, spreadsheet, R), or let them say what they could not try
	@missing=; for part in $(PARTS); do \
		dpkg-query --show --showformat='$${db:Status-Status}\n' $$part 2>/dev/null | grep -qx installed || missing="$$missing $$part"; \
	done; test -z "$$missing" \
	|| { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq \
		&& DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing >/dev/null; } \
	|| echo "Not installed here, and not tried:$$missing. With Debian: sudo apt-get install$$missing" >&2

.venv-%/.installed: tests/foreign/%.lock | $(UV)
	@echo "Installing $< …"
	@$(PYTHON) -m venv --clear .venv-$* \
	&& { $(UV) pip install --quiet --python .venv-$*/bin/python --require-hashes -r $< \
		|| .venv-$*/bin/python -m pip install --quiet --require-hashes -r $<; } && touch $@ \
	|| echo "The programs of tests/foreign/$*.in could not be installed: tests that need them say that they are skipped." >&2

# Its lock is rewritten by `npm run lock` in its folder. Without Node the tests say that they skip it.
$(LIGHTHOUSE): tests/lighthouse/package-lock.json
	@echo "Installing $< …"
	@cd tests/lighthouse && npm ci --silent --ignore-scripts --no-audit --no-fund --fetch-retries=1 && touch node_modules/.package-lock.json \
	|| echo "Lighthouse could not be installed: it needs Node 18.20 or later with npm (Debian's nodejs and npm)." >&2

$(NODE_CLIENTS): tests/clients/node/package-lock.json
	@echo "Installing $< …"
	@cd tests/clients/node && npm ci --silent --ignore-scripts --no-audit --no-fund --fetch-retries=1 && touch node_modules/.package-lock.json \
	|| echo "JavaScript clients could not be installed: they need Node with npm (Debian's nodejs and npm)." >&2

clean: ## remove the environments, caches and test results
	rm -rf .venv .venv-* build *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis test-results tests/*/node_modules tests/clients/node/node_modules
	find pipelines expectations dashboard tests -name __pycache__ -prune -exec rm -rf {} +

# A stamp for each lock: nothing is installed again until the lock or pyproject.toml changes.
# Locks are whole, and that of the server leaves out what Dash declares in vain: nothing may be added.
.venv/.%-installed: requirements/%.lock requirements/build.lock pyproject.toml | $(BIN)/python
	@echo "Installing $< …"
	@$(call install,--no-deps --require-hashes -r $< -r requirements/build.lock)
	@$(call install,--no-deps --no-build-isolation --editable .)
	@touch $@

$(BIN)/python: | $(UV)
	@$(PYTHON) -m venv --without-pip .venv

$(UV): requirements/tool.lock
	@$(PYTHON) -m pip install -qq --root-user-action ignore --upgrade --target .venv-uv --require-hashes -r $< && touch $@ \
	|| echo "uv could not be had; pip will do, more slowly." >&2
