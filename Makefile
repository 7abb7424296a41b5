# make train  sets everything up, trains on the shipped data, evaluates and writes the model
# make test   sets everything up and runs all tests, on all cores
# make label-studio  tests conversions against Label Studio, in an environment of its own
# make test-spark  tests scoring with Spark, which it fetches (some 450 MB); needs Java 17
# make spark  scores a million rows on a cluster of this machine and ends a worker; see benchmarks/
# make test-browser  opens result pages in Debian's chromium, which it installs if it may
# make docs   builds the documentation as a site in build/docs, to read and search offline
# make docs-links  asks whether links to other hosts still lead somewhere
# make fuzz   tests the compiled kernel with sanitizers, then on random texts for FUZZ_SECONDS, then
#             gives every function that takes texts or files damaged ones for as long
# make test-matrix  tests many environments, each made anew: Pythons, oldest and newest packages
# make dist   builds wheel and sdist twice, which have to be the same, and lists what is in them
# make mutations  mutates model folders thousands of times; each is refused or gives the same scores
# make bench  measures speed beside other libraries, in an environment of its own; see benchmarks/
# make peers  trains and tests other libraries on the same labels, in an environment of its own
# make soak   kills runs that score files, a hundred times and more, and looks for what is lost
# make simulations  tries what stancekit promises where the truth is known; see benchmarks/

PYTHON ?= python3
VENV := .venv
LABEL_STUDIO := .venv-label-studio
LABEL_STUDIO_VERSION := 1.23.2
SPARK_VERSION ?= 4.3.0
SPARK := $(CURDIR)/.spark/$(SPARK_VERSION)
BIN := $(VENV)/bin
READY := $(VENV)/ready
PLAYWRIGHT := $(VENV)/playwright
UV := $(VENV)/uv
SPHINX := $(VENV)/sphinx
CYCLONEDX_VERSION := 7.5.0
CHROMIUM := /usr/bin/chromium
AXE_VERSION := 4.14.1
AXE_SHA512 := FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ==
AXE := build/axe-core-$(AXE_VERSION).js

# One thread and one set of CPU instructions: the same data give the same model, byte for byte, on
# every x86-64 machine with AVX2.
train: export OPENBLAS_NUM_THREADS := 1
train: export OPENBLAS_CORETYPE := Haswell
train: export NPY_DISABLE_CPU_FEATURES := X86_V4 AVX512_ICL AVX512_SPR

.PHONY: train evaluate test docs docs-links test-browser test-spark test-matrix lint fuzz mutations dist bench \
  peers soak simulations label-studio spark clean

train: $(READY)
	@$(BIN)/python scripts/train.py

evaluate: $(READY)
	@$(BIN)/python scripts/evaluate.py

test: $(READY)
	$(BIN)/python -m pytest --numprocesses auto --dist worksteal $(PYTEST_FLAGS)

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.github-workflows .github/workflows/*.yml

docs: $(SPHINX)
	@$(BIN)/python -m sphinx --quiet --fail-on-warning --jobs auto --builder html docs build/docs
	@echo "Open build/docs/index.html."

docs-links: $(SPHINX)
	@$(BIN)/python -m sphinx --quiet --builder linkcheck docs build/docs-links

$(SPHINX): $(READY)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check \
	  --constraint constraints.txt --editable ".[docs]" --no-build-isolation
	@touch $@

# Where there is no chromium and none can be installed, the tests skip and say so; never in CI.
test-browser: $(READY) $(PLAYWRIGHT) $(AXE)
	@test -x $(CHROMIUM) || test "$$(id -u)" != 0 || { apt-get update --quiet && \
	  DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet --no-install-recommends chromium fonts-dejavu-core; }
	@test -x $(CHROMIUM) || test -z "$(CI)" || \
	  { echo "There is no $(CHROMIUM), and only root can install it."; exit 1; }
	CHROMIUM=$(CHROMIUM) AXE=$(CURDIR)/$(AXE) $(BIN)/python -m pytest tests/browser $(PYTEST_FLAGS)

$(PLAYWRIGHT): $(READY)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check \
	  --constraint constraints.txt playwright
	@touch $@

# What npm fetches has to be what this file was written for.
$(AXE):
	@mkdir -p build
	@cd build && npm pack --silent axe-core@$(AXE_VERSION)
	@test "$$(openssl dgst -sha512 -binary build/axe-core-$(AXE_VERSION).tgz | base64 --wrap=0)" = \
	  "$(AXE_SHA512)" || { echo "axe-core $(AXE_VERSION) has changed; do not run it."; exit 1; }
	@tar --extract --to-stdout --file build/axe-core-$(AXE_VERSION).tgz package/axe.min.js > $@

# The kernel is built anew so that, with gcc on Linux, a process ends that reads or writes where it
# must not. Lost memory cannot be seen there: what is freed is kept for a while.
fuzz: FOLDER := build/sanitized
fuzz: FLAGS := -fsanitize=address,undefined -fno-sanitize-recover=undefined -g
fuzz: PYTHON_HERE := $(CURDIR)/$(BIN)/python
fuzz: $(READY)
	@rm -rf $(FOLDER) && mkdir -p $(FOLDER)
	@cp -r stancekit datasets pyproject.toml README.md LICENSE $(FOLDER)
	@rm -f $(FOLDER)/stancekit/text/_*.c $(FOLDER)/stancekit/text/_*.so
	@cd $(FOLDER) && CC=gcc CFLAGS="$(FLAGS)" LDFLAGS="$(FLAGS)" \
	  $(PYTHON_HERE) -W ignore -c "import setuptools; setuptools.setup()" -q build_ext --inplace
	@cd $(FOLDER) && export PYTHONPATH=$(CURDIR)/$(FOLDER) PYTHONMALLOC=malloc ASAN_OPTIONS=detect_leaks=0 \
	  LD_PRELOAD="$$(gcc -print-file-name=libasan.so) $$(gcc -print-file-name=libstdc++.so.6)" && \
	  $(PYTHON_HERE) $(CURDIR)/tests/fuzz_kernel.py && \
	  $(PYTHON_HERE) -m pytest -q --capture=sys -k "not memory" $(CURDIR)/tests/text

	@PYTHONPATH=tests OPENBLAS_NUM_THREADS=1 $(BIN)/python tests/fuzz_files.py

# With pyenv, PYENV_VERSION=3.11.7:3.12.1:3.13.0 says which Pythons there are.
test-matrix: $(UV)
	@$(BIN)/python scripts/matrix.py $(MATRIX)

# Debug information holds the folder of the build, and an sdist the time.
dist: export SOURCE_DATE_EPOCH := $(shell git log -1 --format=%ct)
dist: export CFLAGS := -g0
dist: FOLDER := build/dist
dist: $(UV)
	@rm -rf dist $(FOLDER)
	@for n in 1 2; do \
	  mkdir -p $(FOLDER)/$$n/source && \
	  git archive HEAD | tar --extract --directory $(FOLDER)/$$n/source && \
	  $(BIN)/python -m uv build --quiet --no-build-isolation --python $(BIN)/python \
	    --out-dir $(FOLDER)/$$n $(FOLDER)/$$n/source && \
	  (cd $(FOLDER)/$$n && tar --extract --file stancekit-*.tar.gz && tar --create --sort=name \
	    --mtime=@$$SOURCE_DATE_EPOCH --owner=0 --group=0 --numeric-owner stancekit-*/ | \
	    gzip --no-name > $$(basename stancekit-*.tar.gz).new && \
	    mv stancekit-*.new $$(basename stancekit-*.tar.gz)) || exit 1; \
	done
	@cd $(FOLDER) && for file in 1/stancekit-*.whl 1/stancekit-*.tar.gz; do \
	  cmp $$file 2/$$(basename $$file) || exit 1; done
	@mkdir dist && mv $(FOLDER)/1/stancekit-*.whl $(FOLDER)/1/stancekit-*.tar.gz dist
	@$(BIN)/python -m uv tool run --quiet --from cyclonedx-bom==$(CYCLONEDX_VERSION) cyclonedx-py \
	  requirements --pyproject pyproject.toml --output-reproducible --output-file dist/sbom.cdx.json \
	  constraints.txt
	@sha256sum dist/*

$(UV): $(READY)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check \
	  --constraint constraints.txt uv
	@touch $@

mutations: $(READY)
	@PYTHONPATH=tests $(BIN)/python tests/mutations.py $(MUTATIONS)

# From benchmarks/, so that Python finds the installed stancekit and not the one in this folder.
bench: BENCH := .venv-bench/bin/python
bench:
	@$(PYTHON) -m venv .venv-bench
	@$(BENCH) -m pip install --quiet --disable-pip-version-check --constraint constraints.txt \
	  --requirement benchmarks/requirements.txt ".[parquet]"
	@cd benchmarks && ../$(BENCH) -m speed $(BENCH_FLAGS)

# CPU builds of PyTorch: TORCH_INDEX=https://download.pytorch.org/whl/cpu saves some gigabytes.
peers: PEERS := .venv-peers/bin/python
peers:
	@$(PYTHON) -m venv .venv-peers
	@$(PEERS) -m pip install --quiet --disable-pip-version-check --constraint constraints.txt \
	  $(if $(TORCH_INDEX),--extra-index-url $(TORCH_INDEX)) \
	  --requirement benchmarks/peers/requirements.txt .
	@cd benchmarks && ../$(PEERS) -m peers $(PEERS_FLAGS)

soak: $(READY)
	STANCEKIT_KILLS=120 $(BIN)/python -m pytest tests/scoring/test_resume.py $(PYTEST_FLAGS) -rA --log-level=INFO

simulations: $(READY)
	@cd benchmarks && ../$(BIN)/python -m simulations $(SIMULATION_FLAGS)

# The test starts Label Studio on this machine alone, with its data in a scratch folder, and stops it.
label-studio: $(READY) $(LABEL_STUDIO)/$(LABEL_STUDIO_VERSION)
	LABEL_STUDIO=$(CURDIR)/$(LABEL_STUDIO)/bin/label-studio $(BIN)/python -m pytest \
	  tests/data/formats/test_label_studio_live.py $(PYTEST_FLAGS)

$(LABEL_STUDIO)/$(LABEL_STUDIO_VERSION):
	@echo "Setting up $(LABEL_STUDIO); this happens once and takes minutes."
	@$(PYTHON) -m venv $(LABEL_STUDIO)
	@$(LABEL_STUDIO)/bin/python -m pip install --quiet --disable-pip-version-check \
	  label-studio==$(LABEL_STUDIO_VERSION)
	@touch $@

# Spark lies in a folder of its own, one for each version, behind what is installed. Where there is
# no Java the tests skip and say so.
test-spark: $(READY) $(SPARK)
	PYTHONPATH=$(SPARK) SPARK_LOCAL_IP=127.0.0.1 $(BIN)/python -m pytest tests/test_spark.py $(PYTEST_FLAGS)

spark: $(READY) $(SPARK)
	@cd benchmarks && PYTHONPATH=$(SPARK) ../$(BIN)/python -m spark $(SPARK_FLAGS)

$(SPARK):
	@echo "Setting up Spark $(SPARK_VERSION); this happens once and takes minutes."
	@rm -rf $@.part
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --target $@.part \
	  pyspark==$(SPARK_VERSION)
	@mv $@.part $@

# The dependencies are pinned in constraints.txt; the library itself is installed in place.
$(READY): pyproject.toml constraints.txt $(wildcard stancekit/text/*.pyx stancekit/text/*.pxd)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "stancekit needs Python 3.11 or newer; try: make PYTHON=python3.11 $(MAKECMDGOALS)"; exit 1; }
	@echo "Setting up $(VENV); this happens once."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check \
	  --constraint constraints.txt --editable ".[dev,parquet,polars,excel,spss,yaml]"
	@touch $@

clean:
	rm -rf $(VENV) .venv-bench .venv-peers $(LABEL_STUDIO) .spark build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage
