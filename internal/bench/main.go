// Command bench measures sonde beside its floors and writes the table of
// BENCHMARKS.md. What is measured, and against which budget, stands in suite.go;
// the measuring itself is done by Go benchmarks, here and beside the code.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"regexp"
)

func main() {
	output := flag.String("o", "", "write the report to `FILE` too")
	rounds := flag.Int("rounds", 0, "run every part `N` times instead of its own number")
	only := flag.String("only", "", "run only parts whose package and benchmark match `REGEXP`")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := measure(ctx, *output, *rounds, *only)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

func measure(ctx context.Context, output string, rounds int, only string) (err error) {
	chosen, err := choose(only)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "sonde-bench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	m, failed := measureParts(ctx, &runner{dir: dir, built: map[string]string{}}, chosen, rounds)
	if ctx.Err() != nil {
		return errors.New("interrupted")
	}
	report := writeReport(chosen, m)
	fmt.Print(report)
	if output != "" {
		err = os.WriteFile(output, []byte(report), 0o644)
	}
	return errors.Join(failed, err)
}

// choose returns the parts that a pattern names.
func choose(only string) ([]part, error) {
	pattern, err := regexp.Compile(only)
	if err != nil {
		return nil, err
	}
	var chosen []part
	for _, p := range suite {
		if pattern.MatchString(p.pkg + " " + p.bench) {
			chosen = append(chosen, p)
		}
	}
	return chosen, nil
}
