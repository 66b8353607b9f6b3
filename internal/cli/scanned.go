package cli

import (
	"context"
	"fmt"
	"time"

	"sonde/internal/run"
)

// showScanned tells, below a connection's options, what its runs have scanned
// according to the history; nothing where the source does not say.
func (s *session) showScanned(ctx context.Context, name string) error {
	k, err := s.connections.Find(name)
	if err != nil {
		return err
	}
	d, err := s.Registry.Driver(k.Kind)
	if err != nil || d.Scanned == "" || !s.config.History {
		return err
	}
	store, err := s.openHistory()
	if err != nil {
		return err
	}
	year, month, day := time.Now().Date()
	for _, period := range []struct {
		words string
		day   int
	}{{"today", day}, {"this month", 1}} {
		n, err := run.Scanned(ctx, store, d, name, time.Date(year, month, period.day, 0, 0, 0, 0, time.Local))
		if err != nil {
			return err
		}
		fmt.Fprintf(s.stdout, "# scanned %s = %s\n", period.words, counted(n, "byte", "bytes"))
	}
	return nil
}
