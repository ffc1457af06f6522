# Chartshare. "make help" lists what there is to make.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/bash

BIN       := .local/bin
ENV       ?= dev
PORT      ?= 8080
REPORT    ?= .local/import-report.json
GOLANGCI  := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
DEPLOY    := GOOS=linux GOARCH=arm64 CGO_ENABLED=0 go build -trimpath -ldflags "-s -w" -tags lambda.norpc
FUNCTIONS := $(notdir $(wildcard functions/*))
GO_FILES   = $(shell git ls-files -co --exclude-standard '*.go' '*.mod' '*.sum')
WEB_FILES  = $(shell git ls-files -co --exclude-standard web internal/httpapi/openapi.yaml | grep -v '^web/e2e/')
say        = @printf '\n== %s\n'

.PHONY: help
help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

# --- Run ----------------------------------------------------------------------

.PHONY: run
run: tools $(BIN)/local web/dist/.built ## start everything on this machine: http://localhost:8080 (PORT=… for another)
	@exec $(BIN)/local up --root $(CURDIR) --port $(PORT)

.PHONY: demo
demo: tools ## tell the story against the running cloud: a record, one of each type, online access, messages, a video call
	@go run -C internal/local ./cmd/demo -url http://localhost:$(PORT) -contents $(CURDIR)/internal/clinic/testdata/contents -file $(CURDIR)/internal/files/media/testdata/report.pdf

.PHONY: import
import: tools ## bring FHIR R4 bundles into a practice of the running cloud: FILE=file|folder|pattern PRACTICE=id|e-mail (the demo's if left out)
	@go run ./internal/operator import -file '$(FILE)' -practice '$(PRACTICE)' -report '$(REPORT)'

.PHONY: verify-audit
verify-audit: tools ## check the audit chains of the running cloud: PRACTICE=id|e-mail for one
	@go run ./internal/operator verify-audit -practice '$(PRACTICE)'

.PHONY: clean
clean: ## forget the local cloud's data and everything built
	rm -rf .local web/dist web/dist-dev web/node_modules .aws-sam

.PHONY: setup
setup: tools web/node_modules/.installed ## fetch what is needed, and switch the pre-commit hook on
	git config core.hooksPath .githooks

# --- Check --------------------------------------------------------------------

.PHONY: check
check: tools ## format, vet, rules of the tree and unit tests of the domain: under a minute
	$(say) 'Format and vet'
	@test -z "$$(gofmt -l functions internal)" || { echo "Run gofmt -w on:"; gofmt -l functions internal; exit 1; }
	@go vet ./...
	$(say) 'Rules of the tree, and of the domain'
	@go test ./internal/archtest ./internal/clinic ./internal/id ./internal/token ./internal/phone ./internal/config

.PHONY: lint
lint: tools ## golangci-lint, at the pinned version (the first time builds it: two minutes)
	$(say) 'Lint'
	@go run $(GOLANGCI) run ./...
	@cd internal/local && go run $(GOLANGCI) run -c ../../.golangci.yml ./...

.PHONY: test
test: check lint web-check ## everything: units, the engine, the local cloud, stories, a real browser
	$(say) 'Go: units, stores and use cases on a DynamoDB engine'
	@go test ./...
	$(say) 'Go: the local cloud, and stories on it (the first time builds an object store: two minutes)'
	@cd internal/local && go vet ./... && go test ./...
	$(say) 'Browser: the patient page against the local cloud'
	@$(MAKE) --no-print-directory browser

.PHONY: web-check
web-check: web/dist/.built ## web: types, units, sizes
	$(say) 'Web: generated types, types, units, sizes'
	@cd web && npm run --silent check

.PHONY: browser
browser: $(BIN)/local web/dist/.built ## stories in a real Chromium
	@node web/e2e/run.mjs --local $(BIN)/local

.PHONY: bench
bench: tools web/dist/.built ## what fast and cheap mean, measured here
	@go test -count=1 -v -run 'TestAShareTakes' ./internal/sharing | grep -E 'units|ok|FAIL'
	@go test -count=1 -run '^$$' -bench . ./internal/aws/ddbstream ./internal/aws/lambdahttp
	@go test -count=1 -run '^$$' -bench Goals ./internal/bench
	@cd web && node scripts/first-paint.mjs

.PHONY: scale
scale: tools ## load 10,000 patients with 1,000,000 records, and compare what reads take with a practice of ten (minutes, 4 GB of memory)
	@SCALE_PATIENTS=$(or $(PATIENTS),10000) go test -count=1 -v -timeout 60m -run TestALargePractice ./internal/aws/dynamostore | grep -vE '^ *(---|===)'

.PHONY: import-load
import-load: tools ## import 10,000 generated records into a local cloud of its own, and say how long it took
	@cd internal/local && IMPORT_RECORDS=$(or $(RECORDS),10000) go test -count=1 -v -timeout 30m -run TestAnImportTells ./stories | grep -vE '^ *(---|===)'

.PHONY: vuln
vuln: tools ## known vulnerabilities in what we link (asks the Go vulnerability database)
	@go run golang.org/x/vuln/cmd/govulncheck@v1.1.4 ./...

.PHONY: check-aws
check-aws: ## what AWS's own checkers say of template.yaml (needs Python)
	@scripts=.local/venv; test -x $$scripts/bin/sam || { \
		printf '\n== Fetching sam, cfn-lint and checkov\n'; python3 -m venv $$scripts && $$scripts/bin/pip install -q aws-sam-cli cfn-lint checkov; }
	$(say) 'sam validate, cfn-lint'
	@SAM_CLI_TELEMETRY=0 AWS_DEFAULT_REGION=ap-south-1 .local/venv/bin/sam validate --lint
	@.local/venv/bin/cfn-lint template.yaml
	$(say) 'checkov'
	@.local/venv/bin/checkov -f template.yaml --framework cloudformation --compact --quiet --skip-download --skip-check CKV_AWS_115,CKV_AWS_116,CKV_AWS_117

.PHONY: screenshots
screenshots: $(BIN)/local web/dist/.built ## pictures of every page of both clients into web/screenshots-out
	@node web/e2e/with-cloud.mjs --local $(BIN)/local -- node web/scripts/screenshots.mjs web/screenshots-out

.PHONY: generate
generate: web/node_modules/.installed ## the web client's types from openapi.yaml
	@cd web && npm run --silent generate

# --- Build and deploy -----------------------------------------------------------

.PHONY: build
build: tools web/dist/.built ## the functions for arm64, as they deploy, into build/
	$(say) 'Building $(words $(FUNCTIONS)) functions for arm64'
	@for f in $(FUNCTIONS); do echo "  $$f"; $(DEPLOY) -o build/$$f/bootstrap ./functions/$$f || exit 1; done

# sam build calls one target a function: build-ShareFunction.
build-%Function:
	$(DEPLOY) -o $(ARTIFACTS_DIR)/bootstrap ./functions/$(shell echo $* | tr A-Z a-z)

.PHONY: deploy
deploy: web/dist/.built ## deploy ENV=dev|staging|prod (docs/runbook.md comes first)
	sam build
	sam deploy --config-env $(ENV)
	@stack=$$(sam list stack-outputs --config-env $(ENV) --stack-name chartshare-$(ENV) --output json); \
	value() { echo "$$stack" | node -e 'let s="";process.stdin.on("data",d=>s+=d).on("end",()=>console.log(JSON.parse(s).find(o=>o.OutputKey===process.argv[1]).OutputValue))' "$$1"; }; \
	aws s3 sync web/dist/assets "s3://$$(value WebBucketName)/assets" --cache-control 'public, max-age=31536000, immutable' && \
	aws s3 sync web/dist "s3://$$(value WebBucketName)" --delete --exclude 'assets/*' --exclude '.built' --cache-control 'no-cache' && \
	aws cloudfront create-invalidation --distribution-id "$$(value DistributionId)" --paths '/*'

# --- What the others stand on ----------------------------------------------------

.PHONY: tools
tools:
	@command -v go >/dev/null || { echo "Go is missing: install Go 1.26 or later from go.dev/dl, then try again."; exit 1; }
	@command -v node >/dev/null || { echo "Node is missing: install Node 20.19 or later from nodejs.org, then try again."; exit 1; }

$(BIN)/local: $(GO_FILES)
	$(say) 'Building the local cloud (the first time takes about two minutes: it holds an object store)'
	@mkdir -p $(BIN) && go build -C internal/local -o $(CURDIR)/$(BIN)/local ./cmd/local && touch $@

web/node_modules/.installed: web/package.json web/package-lock.json
	$(say) 'Fetching the web client'"'"'s packages'
	@cd web && npm ci --no-audit --no-fund --loglevel=error && touch node_modules/.installed

web/dist/.built: web/node_modules/.installed $(WEB_FILES)
	$(say) 'Building the web client'
	@cd web && npm run --silent build && touch dist/.built
