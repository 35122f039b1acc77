# The verbs of this project. `make` alone lists them.
PYTHON ?= python3
PY := .venv/bin/python
ONE_THREAD := OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 MKL_NUM_THREADS=1 XLA_FLAGS="--xla_cpu_multi_thread_eigen=false"
SPHINX := $(PY) -m sphinx -j auto -c . -d _build/doctrees -W --keep-going -n $(SPHINXOPTS)
# All builders share the doctrees, so a page is read and executed once. A failed build deletes them:
# else the warnings of the pages already read would be gone the next time.
.DEFAULT_GOAL := help
# The date of what is built is that of the sources.
export SOURCE_DATE_EPOCH ?= $(shell git log -1 --format=%ct 2>/dev/null || echo 946684800)
export FORCE_SOURCE_DATE := 1
.PHONY: help html test doctest linkcheck epub pdf reproducible audit lighthouse downloads serve clean mutation bench reference exhaustive lint lock cover

help:  ## print this list
	@awk -F':.*## ' '/^[a-z]+:.*## /{printf "make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

html: .venv/book  ## build the book into _build/html
	@$(SPHINX) -b html book _build/html || { rm -rf _build/doctrees; exit 1; }
	@echo "Open _build/html/index.html in a browser."

test: .venv/dev html  ## test the package, the pages and every example
	@$(PY) -m pytest -n auto --dist loadgroup
	@$(SPHINX) -q -b doctest book _build/doctest
	@echo "All tests passed."

doctest: .venv/dev html  ## run only the examples in docstrings and pages
	@$(PY) -m pytest -q src/slopes
	@$(SPHINX) -q -b doctest book _build/doctest

linkcheck: html  ## try every external link (needs the network)
	@$(SPHINX) -b linkcheck book _build/linkcheck

epub: html  ## build _build/epub/BendMeasureDescend.epub
	@rm -rf _build/epub  # a page that is gone would be packed too
	@$(SPHINX) -q -b epub book _build/epub

pdf: html  ## build _build/latex/bend-measure-descend.pdf (needs LuaLaTeX and rsvg-convert)
	@$(PY) tools/needs.py latexmk lualatex rsvg-convert
	@$(SPHINX) -q -b latex book _build/latex
	@cd _build/latex && latexmk -quiet -lualatex -halt-on-error -interaction=nonstopmode bend-measure-descend.tex

serve: .venv/dev  ## rebuild and reload in the browser on every save
	@.venv/bin/sphinx-autobuild -c . -d _build/serve/doctrees book _build/serve/html --watch src --watch conf.py --re-ignore '__pycache__|egg-info' --open-browser

reproducible: .venv/dev  ## build the committed book twice, in two folders, and compare all bytes
	@$(PY) tools/reproduce.py $(or $(REPRODUCE),html epub pdf)

lighthouse: html  ## let Lighthouse judge every page as a phone sees it (needs node and Chromium)
	@$(PY) tools/needs.py npx chromium
	@$(PY) tools/lighthouse.py

audit: .venv/dev  ## look up known vulnerabilities of all that is locked (needs the network)
	@$(PY) tools/audit.py requirements-dev.lock

downloads: .venv/dev html  ## run every page that can be downloaded where only the package is
	@$(PY) -m pytest -q -m downloads tests/book

mutation: .venv/dev  ## make equations of some pages wrong, and see that each is noticed
	@$(PY) -m pytest -q -s -m mutation tests/mathcheck

bench: .venv/dev  ## measure accuracy and speed beside other libraries, for the book
	@$(ONE_THREAD) $(PY) tools/bench.py
	@$(ONE_THREAD) $(PY) tools/clock.py

reference: .venv/dev  ## compute the reference values of the activations, and measure with many more
	@mkdir -p _build && $(PY) tools/reference.py && $(PY) tools/reference.py --large _build/reference.npz
	@SLOPES_REFERENCE=_build/reference.npz $(PY) tests/slopes/test_accuracy.py

exhaustive: .venv/dev  ## bound the errors at every float32 (two hours; goes on where it stopped)
	@nice $(PY) tools/exhaustive.py

lint: .venv/dev  ## check style and types
	@$(PY) -m ruff check . && $(PY) -m ruff format --check . && $(PY) -m mypy

lock:  ## resolve the dependencies again (needs uv)
	@uv pip compile --universal --python-version 3.11 --generate-hashes --extra figures --group book pyproject.toml -o requirements.lock
	@uv pip compile --universal --python-version 3.11 --generate-hashes --extra figures --group dev -c requirements.lock pyproject.toml -o requirements-dev.lock

cover: .venv/book  ## draw the pictures of the README, the site's card and the EPUB again
	@MPLBACKEND=agg $(PY) tools/cover.py

clean:  ## delete everything that was built, and the environment
	@rm -rf _build .venv

.venv/book: requirements.lock pyproject.toml
	@$(PYTHON) tools/bootstrap.py requirements.lock && touch $@

.venv/dev: requirements-dev.lock .venv/book
	@$(PYTHON) tools/bootstrap.py requirements-dev.lock && touch $@
