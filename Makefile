# Each target is one line of intent. PORT and HOST change the address that `make run` serves on.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test cluster-test lint bench bench-cluster eval clean

# Code 3 of index_build.py: some files were refused and named, the others are built and served. Meaning, which takes a
# fifth of a second a clause, is added while words are searched already, and given up when the server ends.
run: $(VENV)/.run ; { $(BIN)/python index_build.py --if-stale --words-only || [ $$? -eq 3 ]; } && { $(BIN)/python index_build.py meaning & later=$$!; trap 'kill $$later 2>/dev/null' EXIT; trap 'exit 130' INT TERM; $(BIN)/python -m search_app; }
# Tests that end nodes race with them: what fails there is told, and it alone is asked once more (which pytest has to keep).
CLUSTER := $(BIN)/python -m pytest -o addopts="-q --strict-markers --strict-config" -o cache_dir=$(VENV)/.pytest_cache -rs tests/cluster
test: $(VENV)/.test $(VENV)/.cluster ; $(BIN)/python -m pytest -n auto --dist worksteal --ignore tests/cluster && { $(CLUSTER) || $(CLUSTER) --lf; }
# Starts OpenSearch itself, where Maven and a Java of 21 or later are found; `make $(VENV)/.node` brings a Java along.
cluster-test: $(VENV)/.test $(VENV)/.cluster ; $(BIN)/python -m pytest -rs tests/cluster
lint: $(VENV)/.test $(VENV)/.cluster ; $(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy
bench: $(VENV)/.test ; $(BIN)/python -m tests.bench
bench-cluster: $(VENV)/.test $(VENV)/.cluster ; $(BIN)/python -m tests.cluster.bench
eval: $(VENV)/.test ; $(BIN)/python -m tests.evaluate.reading && $(BIN)/python -m tests.evaluate.calibration && $(BIN)/python -m tests.evaluate.search --peers
clean: ; rm -rf $(VENV) .index

# jieba comes as source: its build tools are locked too, and nothing unlocked is fetched to build it.
$(VENV)/.build: .requirements/build.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r $<
	touch $@

$(VENV)/.run: .requirements/run.txt $(VENV)/.build
	$(BIN)/python -m pip install --quiet --no-build-isolation --require-hashes -r $<
	touch $@

$(VENV)/.cluster: .requirements/cluster.txt $(VENV)/.build
	$(BIN)/python -m pip install --quiet --require-hashes -r $<
	touch $@

$(VENV)/.node: .requirements/node.txt $(VENV)/.build
	$(BIN)/python -m pip install --quiet --require-hashes -r $<
	touch $@

$(VENV)/.test: .requirements/test.txt .requirements/mcp.txt $(VENV)/.run
	$(BIN)/python -m pip install --quiet --no-build-isolation --require-hashes $(patsubst %,-r %,$(filter %.txt,$^))
	touch $@
