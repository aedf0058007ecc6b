# `make help` lists the tasks. All settings are in scripts/env.sh.
SHELL := /bin/bash
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
.NOTPARALLEL:

ENV := . scripts/env.sh &&
# One feature set and the whole workspace each time: then everything is compiled once.
WORKSPACE := --locked --workspace --features "$$ESTUARY_FEATURES"

# Host functions built without optimisation would be measured as well.
WEIGHTS_PROFILE ?= release

# The journeys build the node first, unless ESTUARY_NODE names one.
BUILT := $(if $(ESTUARY_NODE),,node)

##@ The two commands

.PHONY: demo
demo: setup node ## Run a chain: deposit, hold, redeem, claim, bear a slash (KEEP=1 leaves it up)
	$(ENV) cd clients && node demo.js

.PHONY: test
test: ## Everything CI runs: formatting, lints, tests, docs and the end-to-end test
	scripts/test.sh

##@ Networks

.PHONY: network
network: setup node ## Run four validators and a full node with zombienet until interrupted
	scripts/zombienet.sh zombienet/local.toml

.PHONY: zombienet
zombienet: setup $(BUILT) ## Journeys over networks of several nodes: all, or JOURNEY=name (zombienet/README.md)
	scripts/zombienet.sh journeys $(JOURNEY)

##@ Load

.PHONY: load
load: setup node ## Keep a node's pool full and account for everything (LOAD_BLOCKS, LOAD_ACCOUNTS)
	scripts/load.sh

.PHONY: load-test
load-test: ## Clippy and unit tests of the load generator, a workspace of its own
	$(ENV) cargo clippy --locked --all-targets --manifest-path tools/load/Cargo.toml -- --deny warnings
	$(ENV) cargo test --locked --quiet --manifest-path tools/load/Cargo.toml

##@ Building

.PHONY: setup
setup: ## Install what is missing: packages, Wasm target, nextest, npm packages
	scripts/setup.sh

.PHONY: node
node: ## Build all crates and the node for demo and tests: fast eras, debug assertions
	$(ENV) cargo build --all-targets $(WORKSPACE)

.PHONY: build
build: setup ## Build the node that validators run: normal eras, production profile
	$(ENV) cargo build --locked --profile production --package estuary-node --features metadata-hash
	@$(ENV) echo "$$CARGO_TARGET_DIR/production/estuary-node"

.PHONY: spec
spec: node ## Write the raw chain specs of `dev` and `local` to target/spec
	scripts/spec.sh

.PHONY: weights
weights: setup ## Measure the calls and settlement steps of our pallets and write their weights
	$(ENV) SKIP_WASM_BUILD=1 cargo build --locked --profile $(WEIGHTS_PROFILE) --package estuary-weights
	$(ENV) blob="$$(runtime/build-blob.sh runtime-benchmarks)" && \
	for pallet in liquid_staking restaking coverage; do \
		"$$CARGO_TARGET_DIR/$(WEIGHTS_PROFILE)/estuary-weights" --runtime "$$blob" \
			--pallet "pallet_$$pallet" --steps 50 --repeat 20 \
			--report "target/weights/pallet_$$pallet.json" \
			--out "runtime/src/weights/pallet_$$pallet.rs" || exit 1; \
	done

##@ Checks, each on its own

.PHONY: fmt
fmt: ## Format Rust and JavaScript
	scripts/fmt.sh
	cd clients && npm run --silent format

.PHONY: fmt-check
fmt-check: ## Check the formatting of the Rust code
	scripts/fmt.sh --check

.PHONY: lock-check
lock-check: ## Check that no SDK crate is in the lock file twice
	scripts/lock-check.sh

.PHONY: lint
lint: ## Clippy over the workspace, warnings denied
	$(ENV) cargo clippy --all-targets $(WORKSPACE) -- --deny warnings

.PHONY: normal-runtime
normal-runtime: ## Check that the runtime that ships compiles: normal eras, no extra features
	$(ENV) SKIP_WASM_BUILD=1 cargo check --locked --package estuary-runtime

.PHONY: unit
unit: ## Unit, property and runtime tests
	$(ENV) cargo nextest run --all-targets $(WORKSPACE)

.PHONY: search
search: ## The search that tries to profit, large (ESTUARY_SEARCH_WORLDS, _STEPS, _SEED)
	$(ENV) export ESTUARY_SEARCH_WORLDS="$${ESTUARY_SEARCH_WORLDS:-40}" \
		ESTUARY_SEARCH_STEPS="$${ESTUARY_SEARCH_STEPS:-40}"; \
	cargo test $(WORKSPACE) --all-targets search:: -- --nocapture

.PHONY: doc-tests
doc-tests: ## The examples in the documentation
	$(ENV) cargo test --quiet --doc $(WORKSPACE)

.PHONY: doc
doc: ## The documentation, warnings denied
	$(ENV) RUSTDOCFLAGS="--deny warnings" cargo doc --no-deps $(WORKSPACE)

.PHONY: clients
clients: ## Lint, type check and unit tests of the JavaScript
	cd clients && npm run --silent lint && npm run --silent unit

.PHONY: e2e
e2e: ## The end-to-end test against a running node (build it first: `make node`)
	$(ENV) cd clients && npm run --silent e2e

##@ Housekeeping

.PHONY: clean
clean: ## Remove what the tasks write into the checkout
	rm -rf target clients/node_modules clients/.papi

.PHONY: clean-cache
clean-cache: ## Remove the compiled dependencies: the next build takes most of an hour
	$(ENV) cargo clean

.PHONY: help
help: ## This list
	@awk 'BEGIN { FS = ":.*## " } \
		/^##@ / { printf "\n%s\n", substr($$0, 5) } \
		/^[a-z0-9-]+:.*## / { printf "  %-16s %s\n", $$1, $$2 }' Makefile
	@echo
