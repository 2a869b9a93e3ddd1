# The project's commands. A fresh machine needs only Python 3.11 or newer, make, and a package index.
#   make demo    install into .venv and ask one question
#   make test    install what the tests need and run them all

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo example test coverage lint format typecheck docs bench texts golden generated screenshots build release wheel-test lowest-test check fuzz mutants stops shifted clean

PYTHON ?= $(firstword $(foreach p,python3 python3.13 python3.12 python3.11 python,$(shell \
  $(p) -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $(p))))
VENV := .venv
BIN := $(VENV)/bin
PIP := PIP_DISABLE_PIP_VERSION_CHECK=1 $(BIN)/python -m pip --quiet --no-input
# Neighbouring tests share what is dear to set up (Spark, a browser, a site), so each core begins with an unbroken half of them and takes
# over from the other only at the end.
PARALLEL := --numprocesses auto --maxprocesses 4 --dist worksteal

help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | column -t -s '|' 2>/dev/null || grep '##' $(MAKEFILE_LIST)

$(VENV)/pyvenv.cfg:
	@test -n "$(PYTHON)" || { echo "tthc-catalog needs Python 3.11 or newer: set PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	  echo "$(PYTHON) cannot make a virtual environment; on Debian or Ubuntu: apt-get install python3-venv" >&2; exit 1; }

# One stamp per set of dependencies: nothing is installed again until pyproject.toml changes.
$(VENV)/.stamp-demo: pyproject.toml $(VENV)/pyvenv.cfg
	@echo "installing tthc-catalog into $(VENV) ..."
	@$(PIP) install --editable .
	@touch $@

$(VENV)/.stamp-test: pyproject.toml $(VENV)/.stamp-demo
	@echo "installing what the tests need ..."
	@$(PIP) install --editable ".[test]"
	@touch $@

$(VENV)/.stamp-dev: pyproject.toml $(VENV)/.stamp-test
	@echo "installing what developers need ..."
	@$(PIP) install --editable ".[dev]"
	@touch $@

$(VENV)/.stamp-docs: pyproject.toml $(VENV)/.stamp-demo
	@echo "installing what the documentation site needs ..."
	@$(PIP) install --editable ".[docs]"
	@touch $@

$(VENV)/.stamp-release: pyproject.toml $(VENV)/.stamp-demo
	@echo "installing what a release needs ..."
	@$(PIP) install --editable ".[release]"
	@touch $@

$(VENV)/.stamp-bench: pyproject.toml $(VENV)/.stamp-test
	@echo "installing what we are measured against ..."
	@$(PIP) install --editable ".[bench]"
	@touch $@

demo: $(VENV)/.stamp-demo  ## install, then answer for one dossier received on Friday 29/9/2023 at 15:31
	@echo '$$ tthc due 1.001193 --level commune --at "2023-09-29 15:31"'
	@$(BIN)/tthc due 1.001193 --level commune --at "2023-09-29 15:31"

example: $(VENV)/.stamp-test  ## make a year of synthetic dossiers and evaluate October 2024 into build/example
	@$(BIN)/python examples/synthetic_dossiers.py -o build/example
	@$(BIN)/tthc evaluate build/example/synthetic-dossiers.csv --period 2024-10 --as-of "2024-11-01 00:00" -o build/example/2024-10

test: $(VENV)/.stamp-test  ## run all tests, on every core
	@$(BIN)/python -m pytest $(PARALLEL)

coverage: $(VENV)/.stamp-test  ## run all tests and report the lines and branches they miss
	@$(BIN)/python -m coverage erase
	@$(BIN)/python -m coverage run -m pytest $(PARALLEL)
	@$(BIN)/python -m coverage combine --quiet
	@$(BIN)/python -m coverage report

fuzz: $(VENV)/.stamp-test  ## fuzz all targets for FUZZ_SECONDS=7200 of processor time together; FUZZ_TARGETS="fmt csv" chooses some
	@$(BIN)/python tests/fuzzing/by_time.py --seconds $(or $(FUZZ_SECONDS),7200) $(if $(FUZZ_TARGETS),--only $(FUZZ_TARGETS))

mutants: $(VENV)/.stamp-test  ## change the core one operator at a time (MUTANTS=300, SEED=1); lists the changes that no test notices
	@$(BIN)/python tests/mutation/mutants.py --most $(or $(MUTANTS),300) --seed $(or $(SEED),1)

stops: $(VENV)/.stamp-test  ## stop every output at ten moments, and write it on a full disk and on other unlucky machines
	@TTHC_STOPS=10 $(BIN)/python -m pytest tests/cli/test_unlucky_machines.py

shifted: $(VENV)/.stamp-test  ## evaluate a million dossiers with shifted rows, and scan every output for the people in them
	@TTHC_SHIFTED_ROWS=1000000 $(BIN)/python -m pytest tests/evaluation/test_shifted_rows.py

lint: $(VENV)/.stamp-dev  ## style, format and import layers
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports --no-cache

format: $(VENV)/.stamp-dev  ## put the code into the project's format
	@$(BIN)/ruff check --fix-only .
	@$(BIN)/ruff format .

typecheck: $(VENV)/.stamp-dev  ## mypy --strict over the package, the typing tests and the benchmarks; pyright over a client
	@$(BIN)/mypy
	@$(BIN)/pyright --pythonpath $(BIN)/python typing_tests/client.py

docs: $(VENV)/.stamp-docs  ## build the documentation site into build/docs: strict, and without the network
	@$(BIN)/python docs/site/build.py build/docs

bench: $(VENV)/.stamp-bench  ## print the figures the documentation promises
	@$(BIN)/python -m benchmarks

texts: $(VENV)/.stamp-test  ## sort and compile the message files after an edit
	@$(BIN)/python tests/message_files.py

golden: $(VENV)/.stamp-test  ## write the golden files and the problem pages again; read the diff before committing it
	@$(BIN)/python tests/golden/test_snapshots.py --write
	@$(BIN)/python tests/documents/test_documents.py --write

generated: texts golden  ## write everything that is derived from the code: texts, bundle, reference pages, golden files, picture
	@TTHC_PLUGINS= $(BIN)/tthc schema service-days -o schemas
	@TTHC_PLUGINS= $(BIN)/tthc schema -o schemas
	@$(BIN)/python tests/extension/test_reference.py --write
	@$(BIN)/python tests/checks/test_bad_catalogs.py
	@PYTHONPATH=tests $(BIN)/python tests/checks/test_typed_mistakes.py --write
	@$(BIN)/python tests/evaluation/intake/test_export_corpus.py --write
	@$(BIN)/python tests/documents/test_architecture.py --write
	@PYTHONPATH=tests $(BIN)/python tests/serving/test_http_reference.py --write
	@$(BIN)/python tests/documents/test_notebooks.py --write

screenshots: $(VENV)/.stamp-test  ## take the documentation's pictures of the site and of the twelve policies anew
	@$(BIN)/python tests/publication/site/test_screenshots.py --write
	@$(BIN)/python tests/evaluation/simulation/test_twelve_policies.py --write

build: $(VENV)/.stamp-dev  ## source distribution and wheel into dist/
	@rm -rf dist
	@$(BIN)/python -m build --outdir dist .

release: $(VENV)/.stamp-release  ## build a release of the commit into dist/: reproducible, checked, installed, with materials and checksums
	@$(BIN)/python .ci/release

wheel-test: build  ## install the wheel into a fresh environment of PYTHON and run the fast tests without the source
	@sh .ci/test-wheel "$(PYTHON)" dist/*.whl newest $(PARALLEL)

lowest-test: build  ## the same with the lowest version of every dependency, and with Spark
	@sh .ci/test-wheel "$(PYTHON)" dist/*.whl lowest $(PARALLEL)

check: lint typecheck test wheel-test  ## what CI runs on one interpreter

clean:  ## remove everything that was built or installed
	@rm -rf $(VENV) build dist htmlcov .coverage .coverage.* .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
