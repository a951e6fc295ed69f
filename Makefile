# Each target works on a fresh machine with Python 3.11 or newer and sets up what it needs:
# .venv from requirements-dev.txt (with hashes), Node packages in .local/web.
# Another Python: make run PYTHON=python3.13

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
VENV := .venv/.installed
WEB := .local/web/.installed
LOCK := uv pip compile --universal --generate-hashes --no-emit-index-url --quiet \
	--python-version 3.11 --custom-compile-command "make lock"

.PHONY: help run upload test check fix lint bench package lock web
.DEFAULT_GOAL := help

help: ## Show this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1	\2/p' Makefile | expand -t 16

run: $(VENV) $(WEB) ## Run the bot with Valkey and the Agents Playground: no account, no key
	@exec $(BIN)/python -m bot.admin local $(ARGS)

upload: $(VENV) ## Hand a file to a local run: make upload FILE=report.pdf
	@$(BIN)/python -m bot.admin upload "$(FILE)" $(ARGS)

test: $(VENV) $(WEB) ## Run everything that must pass
	$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile \
		--no-loadscope-reorder $(ARGS)

check: lint test ## What CI runs: format, lint, types, import contracts, tests

lint: $(VENV)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	@# The programs we are compared with run in environments of their own.
	$(BIN)/mypy --exclude '^tests/bench/(servers|readers)/' app.py bot cards dialogs manifest tests
	$(BIN)/lint-imports

fix: $(VENV) ## Format, and repair what ruff can repair
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV) ## Measure our own share of a turn, beside others in the same run
	$(BIN)/python -m tests.bench $(ARGS)

package: $(VENV) $(WEB) ## Build and validate the Teams app package in dist/
	$(BIN)/python -m bot.admin package $(ARGS)

lock: $(VENV) ## Compile pyproject.toml to the requirements files, with hashes
	$(BIN)/$(LOCK) pyproject.toml --output-file requirements.txt $(ARGS)
	$(BIN)/$(LOCK) pyproject.toml --group dev --constraint requirements.txt \
		--output-file requirements-dev.txt $(ARGS)

web: $(WEB)

$(VENV): requirements-dev.txt
	@test -x $(BIN)/python || test -n "$(PYTHON)" \
		|| { echo "Python 3.11 or newer is needed: make run PYTHON=/path/to/python"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check \
		--require-hashes --requirement requirements-dev.txt
	@touch $@

$(WEB): $(VENV) tests/web/package-lock.json
	@$(BIN)/python -m bot.admin web
	@touch $@
