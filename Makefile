# Everything works in .venv, made by `make setup`; every other target makes it when it is missing.

PYTHON ?= python3
ENV := .venv
BIN := $(ENV)/bin
STAMP := $(ENV)/.installed
INSTALLED := -e '.[examples,local,operator]' --group dev
CLUSTER := PYTHONPATH=tests/cluster $(BIN)/python -m harness

.DEFAULT_GOAL := help
.PHONY: help setup demo lint test bench constraints requirements clean \
    cluster-up cluster-down test-cluster acceptance-cluster bench-cluster

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

test: $(STAMP)  ## Run every test that needs no cluster, and no benchmark; skipped ones are listed.
	$(BIN)/python -m pytest --ignore=tests/bench --ignore=tests/cluster -n 2 --dist loadfile

bench: $(STAMP)  ## Measure speed and memory, as ratios against plain programs.
	@failed=0; for file in tests/bench/bench_*.py; do PYTHONPATH=tests/support $(BIN)/python $$file || failed=1; done; exit $$failed

constraints: $(STAMP)  ## Write constraints.txt anew: the newest releases that fit together.
	$(BIN)/python .ci/resolve.py $(INSTALLED) > constraints.new
	mv constraints.new constraints.txt

requirements: $(STAMP)  ## Write the images' requirements anew, by constraints.txt.
	$(BIN)/python .ci/pins.py --packages pip hatchling > images/build-requirements.txt
	$(BIN)/python .ci/pins.py plan report optuna operator > images/control/requirements.txt
	$(BIN)/python .ci/pins.py examples > images/trainer/requirements.txt

cluster-up: $(STAMP)  ## Start a one-node Kubernetes here, or what is missing of it (docs/kind.md: use yours).
	@$(CLUSTER) up

cluster-down: $(STAMP)  ## Stop that Kubernetes and all its pods; what was built is kept.
	@$(CLUSTER) down

test-cluster: cluster-up  ## Test the round on Kubernetes; without Argo's binaries, what needs none.
	$(BIN)/python -m pytest tests/cluster --ignore=tests/cluster/acceptance

acceptance-cluster: cluster-up  ## The same, and faults, scale, and the three ways to submit.
	$(BIN)/python -m pytest tests/cluster

bench-cluster: cluster-up  ## Measure what Kubernetes and Argo add to a round.
	@failed=0; for file in tests/cluster/bench/bench_*.py; do PYTHONPATH=tests/cluster $(BIN)/python $$file || failed=1; done; exit $$failed

clean:  ## Remove the environment, caches and local rounds.
	rm -rf $(ENV) .tuneround .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
