# Every target is one small script under scripts/, so that a person and CI run the same thing.
# `make` alone lists the targets.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.SILENT:

# Settings that may be given on the command line, for example `make start PORT=8080`.
export PORT NAME FILTER ARGS STEPS COUNT DURATION EVERY RATE ROUNDS

##@ Run
install: ## Install the C libraries, PostgreSQL and Swagger UI if they are missing
	scripts/install
start: ## Build, migrate and serve on 127.0.0.1:3000 (PORT=…)
	scripts/start
daemon: ## The same in the background; log in .local/gateway.log
	scripts/daemon
stop: ## Stop the gateway and its private PostgreSQL
	scripts/stop

##@ Database
db/connect: ## Open psql on the gateway's database
	scripts/db-connect
db/migrate: ## Write the next migration from the models' table definitions (NAME=…)
	scripts/db-migrate
db/upgrade: ## Run the migrations that the database has not had yet
	scripts/db-upgrade
db/downgrade: ## Take the last migration back (STEPS=…)
	scripts/db-downgrade

##@ Contract
openapi: ## Assemble openapi.yaml from openapi/ and the route table
	scripts/openapi
contract: ## Run schemathesis on a running gateway
	scripts/contract
clients: ## Generate API clients (Python, Go, TypeScript) and run each against a gateway (NAME=…)
	scripts/clients

##@ Check
test: ## Run every test on a throw-away PostgreSQL (FILTER=…, ARGS=…)
	scripts/test
coverage: ## Run the tests and report line coverage; HTML in coverage/
	scripts/coverage
lint: ## Check format, imports, floors, scripts and openapi.yaml
	scripts/lint
format: ## Rewrite the Swift sources in the project's format
	scripts/format
safety: ## Run the tests under sanitizers and list the dependencies' versions
	scripts/safety
conformance: ## Run the HTTP/1.1 and WebSocket conformance cases on the socket server
	scripts/conformance
fuzz: ## Fuzz the parsers with libFuzzer
	scripts/fuzz
lost-replies: ## Create tickets while every reply is lost: none twice (COUNT=…)
	scripts/lost-replies
chaos: ## Send webhooks while the gateway is killed and PostgreSQL crashes (COUNT=…)
	scripts/chaos
isolation: ## Measure what the faults of trackers and receivers do to the calls of others (ROUNDS=…, ARGS=…)
	scripts/isolation
fair-shares: ## Measure what one caller's searches, streams and lists do to the calls of others (ROUNDS=…, ARGS=…)
	scripts/fair-shares
stalled-bodies: ## Measure what peers cost that withhold the last byte of a body (ARGS=…)
	scripts/stalled-bodies
replicas: ## Kill one of three gateways behind nginx again and again (DURATION=…, EVERY=…, RATE=…)
	scripts/replicas
bench: ## Measure against Hummingbird, nginx and pgbench
	scripts/bench

##@ Package
docker: ## Build the container image
	scripts/docker
clean: ## Stop what runs and remove build products (keeps the database; ALL=1 removes it too)
	scripts/clean
help: ## List the targets
	awk 'BEGIN { FS = ":.*## " } \
	    /^##@ / { printf "\n%s\n", substr($$0, 5) } \
	    /^[a-z\/-]+:.*## / { printf "  %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: install start daemon stop db/connect db/migrate db/upgrade db/downgrade test coverage lint format safety \
    openapi conformance contract clients fuzz lost-replies chaos replicas isolation fair-shares stalled-bodies bench docker clean help
