# bespoke: everything a newcomer needs is `make demo` and `make test`.

GO      ?= go
BIN     := bin/bespoke
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS := -s -w -X main.version=$(VERSION)

.PHONY: help build demo test race lint bench fuzz migrate eval gallery clean

help: ## List the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 16

build: ## Build the static binary bin/bespoke
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags '$(LDFLAGS)' -o $(BIN) ./cmd/bespoke

demo: build ## Tailor the sample CV to the sample offer: PDF and saved application in out/
	./$(BIN) tailor --job examples/offers/platform-engineer.txt --cv examples/cvs/software-engineer.yaml --out out/ --data out/data

test: ## Run every test
	$(GO) vet ./...
	$(GO) test ./...

race: ## Run every test under the race detector
	$(GO) test -race ./...

lint: ## gofumpt, vet and staticcheck, all clean
	@out=$$($(GO) run mvdan.cc/gofumpt@v0.12.0 -l .); test -z "$$out" || { echo "gofumpt: $$out"; exit 1; }
	$(GO) vet ./...
	$(GO) run honnef.co/go/tools/cmd/staticcheck@v0.8.2 ./...

bench: build ## Measure speed: each figure beside what it is compared with
	$(GO) test -run '^$$' -bench . -benchmem ./cv ./offer ./lexicon ./guard ./plan ./render ./render/... ./workflow
	$(GO) run ./bench -bin $(BIN)

FUZZTIME ?= 20s
fuzz: ## Run every fuzz target for FUZZTIME
	@for package in $$($(GO) list ./...); do \
	  for target in $$($(GO) test -list '^Fuzz' $$package | grep ^Fuzz); do \
	    echo "$$package $$target"; $(GO) test -run '^$$' -fuzz "^$$target$$" -fuzztime $(FUZZTIME) $$package || exit 1; \
	  done; \
	done

migrate: build ## Bring the store's tables up to date
	./$(BIN) migrate

clean: ## Remove what the targets above made
	rm -rf bin out dist
