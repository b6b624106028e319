# Everything a new user or a build machine needs. Set-up is part of every target.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/ready
# PYTHONPATH of the caller must not reach into the environment.
unexport PYTHONPATH

.PHONY: help setup demo test test-full lint bench bench-peers requirements clean

help:
	@echo "make demo       a simulated customs district, judged, reported and served as a workbench / 示范"
	@echo "make test       lint, types, walls and all tests / 全部检查"
	@echo "make test-full  the same with the heavier proofs / 含较重的验证"
	@echo "make lint       ruff, mypy, import walls / 静态检查"
	@echo "make bench      measure (SCALE=0.1 for a tenth) / 测速"
	@echo "make bench-peers  the same questions put to others / 与同类工具比较"
	@echo "make setup      the environment in .venv / 建立环境"

setup: $(STAMP)

$(STAMP): requirements/runtime.txt requirements/test.txt pyproject.toml requirements/setup.sh
	@requirements/setup.sh $(VENV)
	@touch $@

# What is there from the last time is served at once; `make clean` begins anew.
demo: $(STAMP)
	@test -f .zhunsheng/demo-china-customs/report.html || $(BIN)/zhunsheng demo
	@$(BIN)/zhunsheng-web demo

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: lint
	$(BIN)/pytest -n 2 -m "not full"

test-full: lint
	$(BIN)/pytest -n 2

bench: $(STAMP)
	$(BIN)/python -m bench

# One SQL query per standard, and pm4py in an environment of its own (AGPL, never a dependency).
bench-peers: $(STAMP)
	$(BIN)/python -m bench.peers.per_standard --scale $(or $(SCALE),0.01)
	$(BIN)/python -m bench.peers.pm4py_checks

# The pins, made again from pyproject.toml in a clean environment.
requirements:
	requirements/pin.sh

clean:
	rm -rf $(VENV) .zhunsheng
