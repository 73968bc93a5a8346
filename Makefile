# Everything works in .venv, made by `make setup`; every other target makes it when it is missing.

PYTHON ?= python3
ENV := .venv
BIN := $(ENV)/bin
STAMP := $(ENV)/.installed
INSTALLED := -e '.[examples,local,kubernetes]' --group dev

.DEFAULT_GOAL := help
.PHONY: help setup demo lint test bench constraints clean

help:  ## List the targets.
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

setup: $(STAMP)  ## Create .venv with everything, by constraints.txt (5 GB, most of it torch).

$(STAMP): pyproject.toml constraints.txt
	@PYTHON=$(PYTHON) .ci/create-environment $(ENV)
	@echo 'Installing into $(ENV): about 5 GB, and two minutes on a fast line.'
	$(BIN)/python -m pip install --quiet --constraint constraints.txt pip
	$(BIN)/python -m pip install --quiet --constraint constraints.txt $(INSTALLED)
	@touch $@

demo: $(STAMP)  ## Tune the MNIST example: 24 trials on this machine, verdict and report.
	$(BIN)/tuneround run pipelines/rounds/mnist-optimizer.yaml

lint: $(STAMP)  ## Check format, lint rules, types, and which room imports which.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: $(STAMP)  ## Run every test but the benchmarks; skipped ones are listed with reasons.
	$(BIN)/python -m pytest --ignore=tests/bench -n 2 --dist loadfile

bench: $(STAMP)  ## Measure speed and memory, as ratios against plain programs.
	@failed=0; for file in tests/bench/bench_*.py; do $(BIN)/python $$file || failed=1; done; exit $$failed

constraints: $(STAMP)  ## Write constraints.txt anew: the newest releases that fit together.
	$(BIN)/python .ci/resolve.py $(INSTALLED) > constraints.new
	mv constraints.new constraints.txt

clean:  ## Remove the environment, caches and local rounds.
	rm -rf $(ENV) .tuneround .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
