# Each target calls one script in scripts/; `scripts/NAME --help` describes it.
.DEFAULT_GOAL := help
.PHONY: help run build test test-vllm soak sanitize fuzz bench format lint

help: ## List the targets
	@scripts/show-targets Makefile

run: ## Build, create a configuration and a demonstration model if there are none, and start Muster
	@scripts/run

build: ## Build the web page and the release executable, .build/release/muster
	@scripts/build

test: ## Check everything: format, linters, unit tests, web page, and end-to-end tests with real llama-servers
	@scripts/test

test-vllm: ## Run the tests with the real vLLM, which the first run installs (3.5 GB; a quarter of an hour)
	@scripts/test-vllm

soak: ## Run the tests that draw random cases with ten times as many (half an hour)
	@scripts/soak

sanitize: ## Run the unit tests under ThreadSanitizer and AddressSanitizer (20 minutes the first time)
	@scripts/sanitize

fuzz: ## Fuzz the JSON reader and the event relay for a minute
	@scripts/fuzz

bench: ## Measure and compare with bare llama-server, nginx and SQLite
	@scripts/bench

format: ## Format the Swift sources in place
	@scripts/format

lint: ## Check Python and shell scripts; `scripts/lint --fix` fixes and formats Python
	@scripts/lint
