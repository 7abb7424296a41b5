# make train  sets everything up, trains on the shipped data, evaluates and writes the model
# make test   sets everything up and runs all tests

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready

# One thread and one set of CPU instructions: the same data give the same model, byte for byte, on
# every x86-64 machine with AVX2.
train: export OPENBLAS_NUM_THREADS := 1
train: export OPENBLAS_CORETYPE := Haswell
train: export NPY_DISABLE_CPU_FEATURES := X86_V4 AVX512_ICL AVX512_SPR

.PHONY: train evaluate test lint clean

train: $(READY)
	@$(BIN)/python scripts/train.py

evaluate: $(READY)
	@$(BIN)/python scripts/evaluate.py

test: $(READY)
	$(BIN)/python -m pytest $(PYTEST_FLAGS)

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# The dependencies are pinned in constraints.txt; the library itself is installed in place.
$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "stancekit needs Python 3.11 or newer; try: make PYTHON=python3.11 $(MAKECMDGOALS)"; exit 1; }
	@echo "Setting up $(VENV); this happens once."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check \
	  --constraint constraints.txt --editable ".[dev,parquet,polars]"
	@touch $@

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage
