# `make demo` shows the whole cycle; `make test` runs every check. Both need only Python 3.11+ and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo desk test lint bench fuzz sample pictures bundle bundle-test package-test clean

# The product alone; what the tests need on top of it.
$(VENV)/product: setup.cfg pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV) || { echo 'On Debian and Ubuntu: apt install python3-venv' >&2; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	$(BIN)/python -m compileall -q xltool
	touch $@

$(VENV)/ready: $(VENV)/product
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[test]"
	touch $@

# The whole cycle on the sample city, offline, into demo/.
demo: $(VENV)/product
	$(BIN)/xltool demo demo

# The desk on the sample city, in the browser.
desk: $(VENV)/product
	test -f demo/xltool.toml || $(BIN)/xltool demo demo
	$(BIN)/xltool -w demo desk

lint: $(VENV)/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: lint
	$(BIN)/python -m pytest -n auto --dist loadgroup --cov --cov-report=term --cov-fail-under=90

# Every stage beside its peers, into bench/ (half an hour; SIZES=100,1000 for less), and how well the import reads.
# XLTOOL_BENCH_CPU=1 measures processor time, for a machine that is busy with other work.
SIZES ?= 100,1000,10000
bench: $(VENV)/ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[bench]"
	$(BIN)/python -m benchmarks.extraction
	$(BIN)/python -m benchmarks.documents
	$(BIN)/python -m benchmarks --sizes $(SIZES)

# A million mutated mails, archives and spreadsheets (an hour or two; COUNT=10000 for fewer).
COUNT ?= 1000000
fuzz: $(VENV)/ready
	$(BIN)/python -m tests.fuzzing $(COUNT)

# What other programs wrote: the sample's .docx, .xls and .ods (needs LibreOffice). Then submissions/.
sample: $(VENV)/ready
	$(BIN)/python -m tests.make_sample

# The pictures of the README and of docs/开始.md (needs LibreOffice, pdftoppm and Chromium).
pictures: $(VENV)/ready
	$(BIN)/python -m docs.render_pictures

# The offline bundles for Windows and Linux, into dist/ (PLATFORMS="win_amd64 linux_x86_64" for some).
PLATFORMS ?=
bundle: $(VENV)/ready
	$(BIN)/python -m bundle.building $(PLATFORMS)

# The bundle for this computer, started where there is no network (Linux; some minutes).
bundle-test: $(VENV)/ready
	$(BIN)/python -m bundle.building linux_$$(uname -m)
	$(BIN)/python -m bundle.trial

# Sdist and wheel, the wheel in an empty environment, and the demo from it (offline).
package-test: $(VENV)/ready
	$(BIN)/python -m bundle.package_trial

clean:
	rm -rf $(VENV) demo bench build dist .coverage* .*_cache
