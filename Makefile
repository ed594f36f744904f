# Each target calls one script in scripts/; `scripts/NAME --help` says more.
.DEFAULT_GOAL := help
.PHONY: help run build test bench format

help: ## Show this list
	@scripts/show-targets Makefile

run: ## Build what changed, prepare a configuration and a model if there is none, and start Muster
	@scripts/run

build: ## Build the web page and the release executable, .build/release/muster
	@scripts/build

test: ## Check everything: format, units, web page, and the real executable with real llama-servers
	@scripts/test

bench: ## Measure against bare llama-server, nginx and SQLite
	@scripts/bench

format: ## Format the Swift sources in place
	@scripts/format
