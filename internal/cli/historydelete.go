package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"sonde/connectors"
	"sonde/history"
)

func (s *session) pruneCommand(h *historyFlags) *cobra.Command {
	var older string
	var keep int
	c := &cobra.Command{Use: "prune", Short: "Delete old entries, but not those of pinned, named or tagged statements", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if cmd.Flags().Changed("keep") && keep < 1 {
				return usage("history delete --matching deletes all that a search finds", "--keep takes a number from 1, not %d", keep)
			}
			return s.pruneHistory(cmd.Context(), older, keep, h.json)
		}}
	c.Flags().StringVar(&older, "older-than", "", "delete entries older than `DURATION`, such as 30d, 2w or 12h")
	c.Flags().IntVar(&keep, "keep", 0, "keep the newest `N` entries")
	return c
}

func (s *session) pruneHistory(ctx context.Context, older string, keep int, asJSON bool) error {
	if older == "" && keep <= 0 {
		return fmt.Errorf("say what may go: --older-than DURATION, or --keep N")
	}
	var before time.Time
	if older != "" {
		age, err := history.ParseAge(older)
		if err != nil {
			return usage("such as 30d, 2w or 12h", "--older-than: %w", err)
		}
		before = time.Now().Add(-age)
	}
	n := 0
	err := s.inHistory(func(store *history.Store) (err error) {
		n, err = store.Prune(ctx, before, keep)
		return err
	})
	return s.deleted(n, err, asJSON)
}

// deleted tells how many entries are gone.
func (s *session) deleted(n int, err error, asJSON bool) error {
	if err != nil {
		return err
	}
	if asJSON {
		return s.printJSON(map[string]int{"deleted": n})
	}
	fmt.Fprintln(s.stderr, counted(n, "entry", "entries")+" deleted")
	return nil
}

func (s *session) deleteCommand(h *historyFlags) *cobra.Command {
	var matching string
	c := &cobra.Command{Use: "delete [ID…]", Short: "Delete entries with their stored rows, by id or all that match",
		RunE: func(cmd *cobra.Command, ids []string) error {
			return s.deleteHistory(cmd.Context(), ids, matching, h.json)
		}}
	c.Flags().StringVar(&matching, "matching", "", "delete all that the `WORDS` of a search find")
	return c
}

func (s *session) deleteHistory(ctx context.Context, ids []string, matching string, asJSON bool) error {
	if (len(ids) == 0) == (matching == "") {
		return errors.New("say what may go: ids, or --matching WORDS")
	}
	q, err := history.ParseQuery(matching, time.Now())
	if err != nil {
		return usage("the words that narrow a search are "+history.FilterHelp, "%w", err)
	}
	queries := []history.Query{q}
	if matching == "" {
		queries = nil
	}
	for _, id := range ids {
		queries = append(queries, history.Query{ID: id})
	}
	total := 0
	var unknown []string
	err = s.inHistory(func(store *history.Store) error {
		for _, q := range queries {
			e, err := store.Beginning(ctx, q.ID)
			if errors.Is(err, history.ErrAmbiguous) {
				return ambiguous(q.ID)
			}
			if err == nil {
				q.ID = e.ID
			}
			n, err := store.DeleteMatching(ctx, q)
			if total += n; n == 0 && q.ID != "" {
				unknown = append(unknown, q.ID)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err := s.deleted(total, err, asJSON); err != nil || len(unknown) == 0 {
		return err
	}
	return &exitError{ExitFailed, connectors.Errorf(connectors.ClassNotFound, "%w that has ended: %s", history.ErrNotFound, strings.Join(unknown, ", "))}
}

func (s *session) clearResultsCommand(h *historyFlags) *cobra.Command {
	var connection string
	c := &cobra.Command{Use: "clear-results", Short: "Remove the stored rows of past runs; the history stays", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return s.clearResults(cmd.Context(), connection, h.json)
		}}
	c.Flags().StringVarP(&connection, "connection", "c", "", "only those of the connection `NAME`")
	return c
}

func (s *session) clearResults(ctx context.Context, connection string, asJSON bool) error {
	n, size := 0, int64(0)
	err := s.inHistory(func(store *history.Store) (err error) {
		n, size, err = store.ClearResults(ctx, connection)
		return err
	})
	if err != nil {
		return err
	}
	if err := s.checkConnection(ctx, n, connection); err != nil {
		return err
	}
	if asJSON {
		return s.printJSON(map[string]int64{"removed": int64(n), "bytes": size})
	}
	fmt.Fprintf(s.stderr, "%s removed (%s)\n", counted(n, "stored result", "stored results"), counted(size, "byte", "bytes"))
	return nil
}

// checkConnection says so where nothing was removed because the connection is neither
// configured nor one of the history.
func (s *session) checkConnection(ctx context.Context, removed int, name string) error {
	if removed > 0 || name == "" {
		return nil
	}
	if _, err := s.connections.Find(name); err == nil {
		return nil
	}
	past := 0
	err := s.inHistory(func(store *history.Store) (err error) {
		past, err = store.Count(ctx, history.Query{Connection: name, EachRun: true})
		return err
	})
	if err != nil || past > 0 {
		return err
	}
	_, err = s.connections.Find(name)
	return err
}
