package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// runner builds the test binary of every package once and runs benchmarks with
// it.
type runner struct {
	dir   string            // of the binaries
	built map[string]string // package folder → binary
}

// measureParts runs every part in rounds, so that a floor and what is measured
// beside it share the machine's good and bad moments. A rounds of 0 leaves the
// number to the parts. A part that fails does not keep the others from running.
func measureParts(ctx context.Context, r *runner, parts []part, rounds int) (measurements, error) {
	m := measurements{}
	var errs []error
	for i, p := range parts {
		if rounds > 0 {
			p.rounds = rounds
		}
		start := time.Now()
		errs = append(errs, r.rounds(ctx, p, m))
		fmt.Fprintf(os.Stderr, "%d/%d %s %s: %.0f s\n", i+1, len(parts), p.pkg, p.bench, time.Since(start).Seconds())
	}
	return m, errors.Join(errs...)
}

func (r *runner) rounds(ctx context.Context, p part, m measurements) error {
	for range p.rounds {
		out, err := r.run(ctx, p)
		if err != nil {
			return err
		}
		m.add(p.pkg, out)
	}
	return nil
}

// run runs the benchmark of a part once and returns what it prints.
func (r *runner) run(ctx context.Context, p part) (string, error) {
	binary, err := r.build(ctx, p.pkg)
	if err != nil {
		return "", err
	}
	cmd := exec.CommandContext(ctx, binary, "-test.run=^$", "-test.bench=^"+p.bench+"$", "-test.benchtime="+p.time, "-test.timeout=30m")
	cmd.Dir = p.pkg
	out, err := cmd.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%s %s: %w\n%s", p.pkg, p.bench, err, out)
	}
	return string(out), nil
}

func (r *runner) build(ctx context.Context, pkg string) (string, error) {
	if binary, ok := r.built[pkg]; ok {
		return binary, nil
	}
	binary := filepath.Join(r.dir, strings.ReplaceAll(pkg, "/", "_")+".test")
	out, err := exec.CommandContext(ctx, "go", "test", "-c", "-o", binary, "./"+pkg).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("building the benchmarks of %s: %w\n%s", pkg, err, out)
	}
	r.built[pkg] = binary
	return binary, nil
}
