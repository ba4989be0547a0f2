# court-broadcaster: `make` alone lists what can be made. Needs make and a Python 3.11 with venv; no root.

PYTHON ?= python3
VENV   ?= .venv
OUT    ?= out

INSTALLED := $(VENV)/.installed
BIN       := $(VENV)/bin
# What pip cannot bring: a browser for the page tests, fonts for it and for the rarest names; node, a mail server and a mailbox server
# where there are none. The servers are run by the tests alone: nothing is started as a service.
SYSTEM_PACKAGES := chromium fonts-noto-cjk fonts-hanazono $(if $(shell command -v npm),,nodejs npm) \
	$(if $(shell command -v sendmail),,postfix) $(if $(shell command -v dovecot),,dovecot-imapd)
NO_SERVICE := /usr/sbin/policy-rc.d

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo run test check bench install system-packages

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## */  make \1\t/' | expand -t 16

demo: $(INSTALLED)  ## the sample court month, end to end, into out/ (CASES=N: the first N cases; SERVE=1: keep the console open)
	$(BIN)/broadcaster demo --out $(OUT) $(if $(CASES),--cases $(CASES)) $(if $(SERVE),--serve)

run: $(INSTALLED)  ## the whole house on the embedded database and queue, empty
	$(BIN)/broadcaster up

test: $(INSTALLED) system-packages  ## the whole test suite (as root it first gets a browser, fonts and node)
	$(BIN)/python -m pytest

check: $(INSTALLED)  ## style, types, import contracts and the house's own rules
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m pytest --quiet tests/contract

bench: $(INSTALLED)  ## the benchmarks with their baselines, one JSON line each
	$(BIN)/broadcaster bench

install: $(INSTALLED)  ## only make the environment

$(INSTALLED): pyproject.toml uv.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo 'court-broadcaster needs Python 3.11 or later: make PYTHON=/path/to/python3.11 ...' >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
		|| { echo 'This Python cannot make environments. On Debian: apt install python3-venv' >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@VIRTUAL_ENV=$(abspath $(VENV)) UV_PYTHON_DOWNLOADS=never $(BIN)/uv sync --locked --active --compile-bytecode --quiet
	@touch $@

system-packages:
	@if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && ! dpkg -s $(SYSTEM_PACKAGES) >/dev/null 2>&1; then \
		test -e $(NO_SERVICE) || { printf '#!/bin/sh\nexit 101\n' >$(NO_SERVICE); chmod +x $(NO_SERVICE); trap 'rm -f $(NO_SERVICE)' EXIT; }; \
		{ apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $(SYSTEM_PACKAGES); } \
			>/dev/null 2>&1 || echo 'apt-get brought nothing; tests that need a browser, node or a mail server will say so'; \
	fi
