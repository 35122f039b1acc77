# The verbs of this project. `make` alone lists them.
PYTHON ?= python3
PY := .venv/bin/python
SPHINX := $(PY) -m sphinx -c . -d _build/doctrees -W --keep-going -n $(SPHINXOPTS)
# All builders share the doctrees, so a page is read and executed once. A failed build deletes them:
# else the warnings of the pages already read would be gone the next time.
.DEFAULT_GOAL := help
.PHONY: help html test doctest linkcheck serve clean mutation bench reference exhaustive lint lock cover

help:  ## print this list
	@awk -F':.*## ' '/^[a-z]+:.*## /{printf "make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

html: .venv/book  ## build the book into _build/html
	@$(SPHINX) -b html book _build/html || { rm -rf _build/doctrees; exit 1; }
	@echo "Open _build/html/index.html in a browser."

test: .venv/dev html  ## test the package, the pages and every example
	@$(PY) -m pytest
	@$(SPHINX) -q -b doctest book _build/doctest
	@echo "All tests passed."

doctest: .venv/dev html  ## run only the examples in docstrings and pages
	@$(PY) -m pytest -q src/slopes
	@$(SPHINX) -q -b doctest book _build/doctest

linkcheck: html  ## try every external link (needs the network)
	@$(SPHINX) -b linkcheck book _build/linkcheck

serve: .venv/dev  ## rebuild and reload in the browser on every save
	@.venv/bin/sphinx-autobuild -c . -d _build/serve/doctrees book _build/serve/html --watch src --watch conf.py --re-ignore '__pycache__|egg-info' --open-browser

mutation: .venv/dev  ## make equations of some pages wrong, and see that each is noticed
	@$(PY) -m pytest -q -s -m mutation tests/mathcheck

bench: .venv/dev  ## measure accuracy and speed beside other libraries, for the book
	@OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 MKL_NUM_THREADS=1 XLA_FLAGS="--xla_cpu_multi_thread_eigen=false" $(PY) tools/bench.py

reference: .venv/dev  ## compute the reference values of the activations, and measure with many more
	@mkdir -p _build && $(PY) tools/reference.py && $(PY) tools/reference.py --large _build/reference.npz
	@SLOPES_REFERENCE=_build/reference.npz $(PY) tests/slopes/test_accuracy.py

exhaustive: .venv/dev  ## bound the errors at every float32 (two hours; goes on where it stopped)
	@nice $(PY) tools/exhaustive.py

lint: .venv/dev  ## check style and types
	@$(PY) -m ruff check . && $(PY) -m ruff format --check . && $(PY) -m mypy

lock:  ## resolve the dependencies again (needs uv)
	@uv pip compile --universal --python-version 3.11 --generate-hashes --group book pyproject.toml -o requirements.lock
	@uv pip compile --universal --python-version 3.11 --generate-hashes --group dev -c requirements.lock pyproject.toml -o requirements-dev.lock

cover: .venv/book  ## draw the picture of the README and the card of the site again
	@$(PY) tools/cover.py

clean:  ## delete everything that was built, and the environment
	@rm -rf _build .venv

.venv/book: requirements.lock pyproject.toml
	@$(PYTHON) tools/bootstrap.py requirements.lock && touch $@

.venv/dev: requirements-dev.lock .venv/book
	@$(PYTHON) tools/bootstrap.py requirements-dev.lock && touch $@
