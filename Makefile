# Every target runs one script in scripts/, so that developers and CI run the same commands. `make` lists the targets.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.SILENT:

# Variables that targets accept on the command line, for example `make start PORT=8080`.
export PORT NAME FILTER ARGS STEPS YES PREFIX FORCE FAKES_PORT COUNT DURATION EVERY RATE ROUNDS

##@ Run
install: ## Install missing dependencies: C libraries, PostgreSQL, Swagger UI
	scripts/install
start: ## Build, migrate the database and serve on 127.0.0.1:3000 (PORT=…)
	scripts/start
daemon: ## Like start, but in the background; logs to .local/gateway.log
	scripts/daemon
stop: ## Stop the gateway and the private PostgreSQL of this clone
	scripts/stop
install-cli: ## Build the program and put ticket-gateway on PATH (PREFIX=…)
	scripts/install-cli
fakes: ## Start a fake GitHub, GitLab, GlitchTip and Trello in this terminal (FAKES_PORT=…)
	scripts/fakes

##@ Database
db/connect: ## Connect to the gateway's database with psql (ARGS=…)
	scripts/db-connect
db/migrate: ## Generate a migration from the models' table definitions (NAME=…)
	scripts/db-migrate
db/upgrade: ## Apply all pending migrations
	scripts/db-upgrade
db/downgrade: ## Revert the last migration, or the last STEPS=…, after asking (YES=1: without)
	scripts/db-downgrade

##@ Contract
openapi: ## Assemble openapi.yaml from openapi/, the route table and the trackers' declarations
	scripts/openapi
contract: ## Check a gateway against openapi.yaml with schemathesis (ARGS=…)
	scripts/contract
clients: ## Generate Python, Go and TypeScript clients and test each against a gateway (NAME=…)
	scripts/clients

##@ Check
test: ## Run all tests against a temporary PostgreSQL (FILTER=…, ARGS=…)
	scripts/test
docs-check: ## Run the commands of README.md and docs/ against a gateway with fake trackers (NAME=…)
	scripts/docs-check
coverage: ## Run the tests and report line coverage; HTML report in coverage/
	scripts/coverage
lint: ## Check formatting, imports, module layers, shell scripts and openapi.yaml
	scripts/lint
format: ## Format the Swift sources
	scripts/format
safety: ## Run the tests under ThreadSanitizer and AddressSanitizer; check the dependencies
	scripts/safety
conformance: ## Run the HTTP/1.1 and WebSocket conformance suites against the server
	scripts/conformance
fuzz: ## Fuzz the parsers with libFuzzer
	scripts/fuzz
lost-replies: ## Fault test: lose every response of a tracker; no ticket may be created twice (COUNT=…)
	scripts/lost-replies
chaos: ## Fault test: kill the gateway and crash PostgreSQL while webhooks arrive (COUNT=…)
	scripts/chaos
isolation: ## Measure how failing trackers and receivers affect other calls (ROUNDS=…, ARGS=…)
	scripts/isolation
fair-shares: ## Measure how heavy load by some callers affects the others (ROUNDS=…, ARGS=…)
	scripts/fair-shares
stalled-bodies: ## Measure the memory used by clients that never finish a request body (ARGS=…)
	scripts/stalled-bodies
replicas: ## Fault test: kill one of three gateways behind nginx repeatedly (DURATION=…, EVERY=…, RATE=…)
	scripts/replicas
bench: ## Run the benchmarks against Hummingbird, nginx and pgbench (ARGS=…)
	scripts/bench

##@ Package
docker: ## Build the container image (ARGS=…)
	scripts/docker
clean: ## Stop the gateway and remove build products (ALL=1: also .local/ and the private database)
	scripts/clean
help: ## List the targets
	awk 'BEGIN { FS = ":.*## " } \
	    /^##@ / { printf "\n%s\n", substr($$0, 5) } \
	    /^[a-z\/-]+:.*## / { printf "  %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: install install-cli start daemon stop fakes docs-check db/connect db/migrate db/upgrade db/downgrade test coverage lint format safety \
    openapi conformance contract clients fuzz lost-replies chaos replicas isolation fair-shares stalled-bodies bench docker \
    clean help
