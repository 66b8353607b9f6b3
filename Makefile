# Everything here is also what a person types by hand; the targets only save the
# typing.
GO ?= go
BIN ?= bin/sonde

.PHONY: run build test test-engines race shuffle lint fuzz bench screenshots

run: build
	@$(BIN)

build:
	@$(GO) build -trimpath -ldflags "-s -w" -o $(BIN) ./cmd/sonde

test:
	$(GO) vet ./...
	$(GO) test -timeout 30m ./...

# The tests of connectors that need a real server, whose address stands in the
# environment; those of a server that is not named are skipped.
#   SONDE_TEST_DRUID=http://localhost:8888  a Router or Broker, with the tables
#     wiki and channels; SONDE_TEST_DRUID_USER and SONDE_TEST_DRUID_PASSWORD where
#     it asks for them. Writes the table sonde_copy where there is an engine for it.
#   SONDE_TEST_TINYBIRD, SONDE_TEST_CLICKHOUSE, SONDE_TEST_DOLTHUB=http://…
ENGINES := $(wildcard connectors/druid connectors/tinybird connectors/clickhouse connectors/dolthub)
test-engines:
	$(GO) test -count=1 -timeout 20m -v $(addprefix ./,$(ENGINES))

# The packages in which goroutines meet, under the race detector.
race:
	$(GO) test -race -timeout 30m ./history ./connectors/... ./internal/run ./internal/result ./internal/search ./internal/figures ./internal/workspace/... ./internal/export ./internal/cli ./tui/...

# The tests of the screen with every command's answer up to DELAY later than it
# would come, so that the answers come in another order in every run.
DELAY ?= 300ms
shuffle:
	$(GO) test -count=1 -timeout 30m ./tui ./internal/screentest/scenes -delay $(DELAY)

lint:
	$(GO) run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0 run ./...

# Runs every fuzz target for a while: make fuzz FUZZTIME=10m
FUZZTIME ?= 10s
fuzz:
	@for p in $$($(GO) list ./...); do \
	  for f in $$($(GO) test -list '^Fuzz' $$p | grep '^Fuzz'); do \
	    echo "$$p $$f"; \
	    $(GO) test -run '^$$' -fuzz "^$$f$$" -fuzztime $(FUZZTIME) $$p || exit 1; \
	  done; \
	done

# Measures everything beside its floor, in some ten minutes on a quiet machine.
bench:
	$(GO) run ./internal/bench -o BENCHMARKS.md

# Plays the scenes of the tests and draws their last frames, and films a minute of
# use (asciinema play screenshots/tour.cast). PNG needs
# rsvg-convert and the font DejaVu Sans Mono (librsvg2-bin, fonts-dejavu-core), and
# one that has the Japanese of the sample data (fonts-droid-fallback).
screenshots:
	$(GO) test -count=1 ./internal/screentest/scenes -run 'TestScreenshots|TestTour' -screenshots "$(CURDIR)/screenshots"
	@if command -v rsvg-convert >/dev/null; then \
	  for f in screenshots/*.svg; do \
	    case "$$f" in */tour.svg) continue;; esac; \
	    rsvg-convert "$$f" -o "$${f%.svg}.png" || exit 1; \
	  done; \
	else \
	  echo "rsvg-convert is not installed, so there are no PNG files beside the SVG (Debian: librsvg2-bin, fonts-dejavu-core, fonts-droid-fallback)"; \
	fi
