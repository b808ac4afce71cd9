# Every target may be repeated. Relative paths only: the folder's name may hold spaces.
# Scripts in .venv/bin break under such a name, so everything runs as `python -m`.
PYTHON ?=
PORT ?= 8000
PY := .venv/bin/python
DEMO_MODE ?= 1
PYTEST_ARGS ?=
ORACLE_ARGS ?=
REPAIRS_ARGS ?=
MUTANTS_ARGS ?=
FAULTS_ARGS ?=
MATCHING_ARGS ?=
POSTINGS_ARGS ?=
BUNDLE_ARGS ?=
LOAD_ARGS ?=
DRILL_ARGS ?=
SECOND_HOST_ARGS ?=
# Dozens of processes start from here: what one has compiled the next ones read.
export PYTHONDONTWRITEBYTECODE :=
.DEFAULT_GOAL := help
.PHONY: help setup run test lint format axe bench bench-quick messages screenshots doors coverage branches faults oracle repairs matching postings recount ledger calibration difficulties notices ratios mutants fuzz sbom audit-deps bundle load drill second-host

help: ## This list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile

setup: ## Create .venv and install everything, once
	@P="$(PYTHON)"; Q="$$P"; \
	if [ -z "$$Q" ]; then \
	  for Q in python3 python3.13 python3.12 python3.11 python; do \
	    command -v "$$Q" >/dev/null 2>&1 && break; Q=""; done; fi; \
	if [ -z "$$Q" ]; then \
	  echo "No python3 was found: install Python 3.11 or newer." >&2; \
	  echo "未找到 python3：请安装 Python 3.11 或更高版本。" >&2; exit 1; fi; \
	"$$Q" tools/bootstrap.py --python "$$P"

run: setup ## Start everything and open http://127.0.0.1:PORT/
	@DEMO_MODE=$(DEMO_MODE) exec $(PY) manage.py up --port $(PORT)

lint: setup ## Style, types, import order
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy --num-workers 2 .
	@$(PY) -c "from importlinter.cli import lint_imports_command as run; run()"

format: setup ## Rewrite the code in house style
	@$(PY) -m ruff check --fix .
	@$(PY) -m ruff format .

test: lint ## Lint, then every test on two processes
	@$(PY) -m pytest -n 2 $(PYTEST_ARGS)

coverage: setup ## Which lines the tests never run; from Python 3.12 on it takes little more than they do
	@rm -rf var/coverage && mkdir -p var/coverage
	-@COVERAGE_CORE=sysmon COVERAGE_FILE=$(CURDIR)/var/coverage/told $(PY) -m pytest -n 2 --cov --cov-report= $(PYTEST_ARGS)
	@cd var/coverage && COVERAGE_FILE=told $(CURDIR)/$(PY) -m coverage combine --quiet --append --rcfile=$(CURDIR)/pyproject.toml || true
	@COVERAGE_FILE=$(CURDIR)/var/coverage/told $(PY) -m coverage json --quiet -o var/coverage/told.json
	@$(PY) tools/covered.py var/coverage/told.json

branches: PYTEST_ARGS = tests/budget tests/organization tests/core tests/test_second_wall.py tests/permissions/test_wall.py tests/permissions/test_wall_modes.py
branches: setup ## Every branch of the engine, the permissions and the money, and no line else
	@rm -rf var/coverage && mkdir -p var/coverage
	-@COVERAGE_FILE=$(CURDIR)/var/coverage/told $(PY) -m pytest -n 2 --cov --cov-config=tools/branches.toml --cov-report= $(PYTEST_ARGS)
# No tracer sees what is compiled: the tests of the loops once more, on few stations.
	-@COVERAGE_FILE=$(CURDIR)/var/coverage/told.loops NUMBA_DISABLE_JIT=1 CROWD=150 $(PY) -m pytest -n 0 --cov --cov-config=tools/branches.toml --cov-report= $$(grep -l 'core.force\|core import force' tests/core/test_*.py)
	@cd var/coverage && COVERAGE_FILE=told $(CURDIR)/$(PY) -m coverage combine --quiet --append --rcfile=$(CURDIR)/tools/branches.toml || true
	@COVERAGE_FILE=$(CURDIR)/var/coverage/told $(PY) -m coverage json --quiet --rcfile=tools/branches.toml -o var/coverage/told.json
	@$(PY) tools/covered.py --branches var/coverage/told.json

doors: setup ## Every role at every door in every place, and what else the tests do a part of
	@EVERY_PLACE=1 $(PY) -m pytest -n 2 tests/permissions tests/browser/test_pages.py tests/negotiation tests/locks $(PYTEST_ARGS)

load: setup .venv-bench/ready ## A morning of 40,000 chiefs, three times as many, an order to everybody
	@$(PY) -m bench.load.run $(LOAD_ARGS)

drill: setup ## Backup, restore into a scratch server, compared: what a loss costs; DRILL_ARGS=--demo
	@$(PY) bench/drill.py $(DRILL_ARGS)

second-host: setup ## A site of two hosts (namespaces of the network), one of which loses its power
	@$(PY) -m bench.load.second_host $(SECOND_HOST_ARGS)

faults: setup ## All that may break, broken again and again: hours; FAULTS_ARGS="--only 4,7 --times 1"
	@$(PY) tools/faults.py $(FAULTS_ARGS)

fuzz: setup ## Nonsense at every door for FUZZ_SECONDS (120; 3600 is the hour), from FUZZ_SEED
	@$(PY) -m pytest -m fuzz tests/attack -q -s $(PYTEST_ARGS)

sbom: setup ## The bill of materials anew: docs/sbom.cdx.json
	@$(PY) tools/sbom.py

.venv-audit/ready: tools/requirements-audit.txt
	@$(PY) -m venv .venv-audit
	@.venv-audit/bin/python -m pip install --quiet -r tools/requirements-audit.txt && touch $@

audit-deps: setup .venv-audit/ready ## Published weaknesses of what is pinned; says loudly when they cannot be had
	@.venv-audit/bin/python tools/audit_deps.py

axe: setup ## Every page in both languages, themes and on four screens: who is kept out?
	@$(PY) -m pytest -m axe tests/accessibility $(PYTEST_ARGS)
	@$(PY) tools/main_pages.py

# The libraries that are compared with live apart; without them their rows say so.
.venv-bench/ready: bench/requirements.txt
	@$(PY) -m venv .venv-bench
	@.venv-bench/bin/python -m pip install --quiet -r bench/requirements.txt \
	  && touch $@ || echo "bench: peers not installed" >&2

bench: setup .venv-bench/ready ## All figures, in a quarter of an hour at most
	@$(PY) bench/run.py

bench-quick: setup .venv-bench/ready ## Less of each figure, in a minute
	@$(PY) bench/run.py --quick

oracle: setup ## The detector against an independent judge, 100,000 random cases
	@$(PY) bench/oracle.py $(ORACLE_ARGS)

repairs: setup ## Every way out of random conflicts of all kinds, put before the detector
	@$(PY) bench/repairs.py $(REPAIRS_ARGS)

matching: setup ## 15,000 random and adversarial selections against every matching there is
	@$(PY) bench/matchings.py $(MATCHING_ARGS)

postings: setup ## Fit and deployments by trial, against every plan there is and a solver
	@$(PY) bench/postings.py $(POSTINGS_ARGS)

recount: setup ## Capacity of 1,200 random histories, counted anew day by day
	@$(PY) bench/run.py --only recount

ledger: setup ## 120,000 random steps of the ledger beside a model, half of them racing
	@$(PY) bench/run.py --only ledger

calibration: setup ## What 20,000 reports say of estimates, and the page of budgets
	@$(PY) bench/run.py --only calibration

notices: setup ## A notice to 40,000 stations, and 200 who read it at the same moment
	@$(PY) bench/run.py --only notices

ratios: setup ## Every figure of burdens beside a count in SQL, over 20 random forces
	@$(PY) bench/run.py --only ratios

difficulties: setup ## Earlier answers offered while typing, of ten thousand
	@$(PY) bench/run.py --only difficulties

mutants: setup ## Is every wrong line of the engine noticed by a test?
	@$(PY) tools/mutants.py $(MUTANTS_ARGS)

bundle: setup ## All that a machine without any registry needs, below dist/
	@$(PY) -m tools.bundle $(BUNDLE_ARGS)

messages: setup ## Bring the catalogues up to date with the source
	@$(PY) tools/messages.py update

screenshots: setup ## Pictures of the main pages
	@$(PY) tools/screenshots.py
