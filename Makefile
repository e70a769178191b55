# `make mnist` and `make test` need a Python from 3.11 to 3.13 and nothing else: the environment in
# .venv is made by the first target that needs it, and made again only when pyproject.toml changes.

PYTHON ?= $(shell sh tools/find-python.sh)
VENV ?= .venv
BIN := $(VENV)/bin
PYTEST_WORKERS ?= 2
PYTEST_ARGS ?=

.PHONY: doctor help mnist test test-all test-newest lint types contract bench clean

help:
	@echo "make mnist        train the tutorial's perceptron on MNIST, and draw what it learned"
	@echo "make test         run the tests"
	@echo "make test-all     run all of them, for hours"
	@echo "make test-newest  run the tests on Python 3.12 or 3.13, with the newest JAX admitted"
	@echo "make doctor       show what the doctor says of broken and of healthy scripts"
	@echo "make lint         ruff, pyright and the import contract"
	@echo "make fuzz         damage every kind of file that is read, at random, for some minutes"
	@echo "make kills        kill 200 saves at random moments, and look that none is lost"
	@echo "make bench        measure against TensorFlow, PyTorch and JAX (docs/benchmarks.md)"
	@echo "make clean        remove the environments and the caches"

$(VENV)/.made: tools/find-python.sh
	@test -n "$(PYTHON)" || { sh tools/find-python.sh --explain; exit 1; }
	@echo "making the environment in $(VENV) with $(PYTHON)"
	@$(PYTHON) -m venv $(VENV)
	@touch $@

# What a program needs, and nothing more: a first `make mnist` waits for no test tools.
$(VENV)/.run: $(VENV)/.made pyproject.toml
	@echo "installing TapeFlow and what it stands on (about 150 MB, once)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[plot]'
	@touch $@

$(VENV)/.test: $(VENV)/.run pyproject.toml
	@echo "installing the test tools"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[plot,test]'
	@touch $@

$(VENV)/.lint: $(VENV)/.run pyproject.toml
	@echo "installing the lint tools"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[plot,test,lint]'
	@touch $@

mnist: $(VENV)/.run
	@$(BIN)/python examples/mnist_mlp.py

test: $(VENV)/.test
	$(BIN)/python -m pytest -n $(PYTEST_WORKERS) $(PYTEST_ARGS)

# Every recorded answer, lazily and op by op, instead of one in thirteen: for hours.
test-all: $(VENV)/.test
	TAPEFLOW_TEST_ALL=1 $(BIN)/python -m pytest -n $(PYTEST_WORKERS) $(PYTEST_ARGS)

# Of 48 broken training scripts and 48 healthy ones: docs/doctor.md.
doctor: $(VENV)/.test
	@$(BIN)/python -m tests.doctor.suite

# The newest JAX that pyproject.toml admits; JAX 0.11 and later need Python 3.12.
test-newest:
	$(MAKE) test VENV=.venv-newest PYTHON="$$(sh tools/find-python.sh 3.12 3.13)"

lint: $(VENV)/.lint
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright --pythonpath $(BIN)/python
	$(BIN)/lint-imports

clean:
	rm -rf .venv .venv-newest .pytest_cache .ruff_cache .hypothesis build *.egg-info

include tools/oracle.mk
include benchmarks/bench.mk
include fuzz/fuzz.mk
