# Everything here needs Go, make and git; the targets at the end say what more they want.
export CGO_ENABLED = 0
export GOTOOLCHAIN = local
ERASE      = GOEXPERIMENT=runtimesecret
BUILD      = go build -trimpath -buildvcs=false
VERSION    = $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)
STAMP      = -X main.version=$(VERSION)
STATICCHECK = honnef.co/go/tools/cmd/staticcheck@v0.8.2

.PHONY: build demo test check race check-long bench fuzz repro interop vm-test man clean

build: ## the program: one static binary, secrets erased after use
	$(ERASE) $(BUILD) -ldflags="-s -w -buildid= $(STAMP)" -o bin/coldsign ./cmd/coldsign

demo: build ## a transaction signed from QR image to QR image, in a throw-away home
	./scripts/demo bin/coldsign

test: ## every test that needs nothing but Go
	$(ERASE) go test ./...

check: ## what .ci/run judges beside the tests
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { gofmt -l $$(git ls-files '*.go'); exit 1; }
	go vet ./...
	$(ERASE) go vet ./...
	go run $(STATICCHECK) ./...
	go test ./internal/layers ./internal/symbols

race: ## the race detector needs cgo and a C compiler
	CGO_ENABLED=1 go test -race -short $(RACE)

check-long: ## the tests that take minutes: timing, memory, faults, ten thousand lies
	COLDSIGN_LONG=1 $(ERASE) go test -timeout 120m ./...

bench: ## speed, beside a reference in the same run
	$(ERASE) go test -run '^$$' -bench . -benchtime 1s ./...
	cd psbt/bench && $(ERASE) go test -run '^$$' -bench . ./...

FUZZTIME = 10m
fuzz: ## every fuzz target in turn; FUZZTIME=1m for a short walk
	./scripts/fuzz $(FUZZTIME)

repro: ## two builds from two folders must be the same bytes
	./scripts/repro

interop: ## other people's programs read what we write: needs Node.js and npm
	COLDSIGN_INTEROP=1 go test -count=1 -run 'Interop' ./...

vm-test: ## a whole machine without hardware: needs apt, qemu
	./scripts/vm-test

man: ## the manual pages
	go test ./cmd/coldsign -run TestManPages -args -man=$(CURDIR)/dist/man

clean:
	rm -rf bin dist
