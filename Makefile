# Everything here is also what a person types by hand; the targets only save the
# typing.
GO ?= go
BIN ?= bin/sonde

.PHONY: run build test race lint fuzz bench screenshots test-engines

run: build
	@$(BIN)

build:
	@$(GO) build -trimpath -ldflags "-s -w" -o $(BIN) ./cmd/sonde

test:
	$(GO) vet ./...
	$(GO) test ./...

# Measures everything beside its floor, in some ten minutes on a quiet machine.
bench:
	$(GO) run ./internal/bench -o BENCHMARKS.md
