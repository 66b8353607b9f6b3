package run

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
	"sonde/history"
	"sonde/internal/secrets"
)

// keeper holds on to the first rows of a run, as many as the history stores.
// Only the run's own goroutine uses it.
type keeper struct {
	off     bool
	batches []arrow.RecordBatch
	bytes   int64
}

// take keeps a batch, or the part of it that there is room for. The first rows of
// a batch are taken to be as large as the others.
func (k *keeper) take(b arrow.RecordBatch) {
	room := history.MaxResult - k.bytes
	if k.off || room <= 0 {
		return
	}
	size := max(1, batchBytes(b))
	k.bytes += size
	if size > room {
		b = b.NewSlice(0, b.NumRows()*room/size)
	}
	if b.NumRows() > 0 {
		k.batches = append(k.batches, b)
	}
}

// holdsSecret reports whether a statement was given a secret, which may come back
// in its rows.
func holdsSecret(s connectors.Statement) bool {
	isSecret := func(p connectors.Param) bool {
		return secrets.IsSecretName(p.Name) || secrets.Scrub(p.Value) != p.Value
	}
	for name, value := range s.Options {
		if isSecret(connectors.Param{Name: name, Value: value}) {
			return true
		}
	}
	return secrets.Scrub(s.SQL) != s.SQL || slices.ContainsFunc(s.Params, isSecret)
}

// keep stores the rows of a run that has ended, and does not wait for it.
func (rec *record) keep(r *Run) {
	schema, batches := r.Schema(), r.kept.batches
	r.kept.batches = nil
	if r.kept.off || schema == nil || schema.NumFields() == 0 {
		return
	}
	rec.store.Go(func() {
		if err := rec.store.KeepResult(context.Background(), rec.entry.ID, schema, batches); err != nil {
			r.warn("%v", err)
		}
	})
}

// accountInterval is how often the account of a run that goes on is brought up to
// date, so that one whose program is killed tells how far it had come.
const accountInterval = time.Second

// noteAccount writes now and then how far the run has come. The function that it
// returns ends that.
func (rec *record) noteAccount(r *Run) (stop func()) {
	over := make(chan struct{})
	var wait sync.WaitGroup
	wait.Go(func() {
		ticker := time.NewTicker(accountInterval)
		defer ticker.Stop()
		for {
			select {
			case <-over:
				return
			case <-ticker.C:
				rec.account(r)
			}
		}
	})
	return func() {
		close(over)
		wait.Wait()
	}
}

// account writes the account of a run that goes on. What cannot be written is
// tried again, and told at the end.
func (rec *record) account(r *Run) {
	select {
	case <-rec.begun:
	default:
		return
	}
	if rec.store == nil {
		return
	}
	rec.mu.Lock()
	defer rec.mu.Unlock()
	rec.fill(r.Status())
	rec.entry.Status = history.Running
	_ = rec.store.Begin(rec.entry)
}
