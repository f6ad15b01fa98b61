# For Unix; README.md shows the same for Windows.
PYTHON ?= python3
BIN = .venv/bin

.PHONY: report quick test soak lab bench clean

report: .venv/report  ## Answer every request and say where the reports are
	@$(BIN)/foi-stats run

quick: .venv/test  ## Check the code and run the tests that take under half a second: about a minute
	@bash .ci/check $(BIN) quick

test: .venv/test  ## Check the code and run all tests but those of soak: some minutes
	@bash .ci/check $(BIN) test

soak: .venv/test  ## Look for rare faults: properties with many examples, files damaged at random, kills. An hour or more
	@bash .ci/check $(BIN) soak

lab: .venv/lab  ## Open the notebooks in JupyterLab on a start page; it calls nobody and saves no outputs
	@$(BIN)/foi-stats lab

bench: .venv/test  ## Measure speed: some minutes; docs/benchmarks.md says what is measured
	@$(BIN)/python -m compileall -q foi_stats
	@for bench in tests/benchmarks/bench_*.py; do $(BIN)/python $$bench || exit 1; echo; done

clean:  ## Remove what was made, the environment too
	rm -rf .venv .foi_stats .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build *.egg-info
	find reports -mindepth 1 ! -name README.md -delete

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/report: .venv/bin/python pyproject.toml constraints.txt
	@echo "Setting up (once; a minute or two) ..."
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -c constraints.txt -e .
	@touch $@

.venv/lab: .venv/report
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -c constraints.txt -e ".[scheduler]"
	@touch $@

.venv/test: .venv/bin/python pyproject.toml constraints.txt
	@echo "Setting up (once; a minute or two) ..."
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -c constraints.txt -e ".[test]"
	@touch $@ .venv/report .venv/lab
