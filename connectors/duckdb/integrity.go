package duckdb

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"sonde/connectors"
)

// fileCheck reads the compressed files of one statement to their ends while the
// statement runs. The engine itself takes the end of a cut file for the end of
// its rows and says nothing.
type fileCheck struct {
	enough int64 // after this many rows the rest of the files is of no interest
	done   chan struct{}
	flaw   string // why rows are missing; set before done is closed
	err    error  // why the files were not checked; likewise
}

func (f *fileCheck) run(ctx context.Context, known *verdicts, patterns []string) {
	defer close(f.done)
	var files []string
	for _, p := range patterns {
		files = append(files, expand(p)...)
	}
	slices.Sort(files)
	f.flaw = summary(known.ofAll(ctx, slices.Compact(files)))
	f.err = ctx.Err()
}

// wait returns the flaw once it is known. The number of rows is that of the
// whole answer.
func (f *fileCheck) wait(ctx context.Context, rows int64) (flaw string, err error) {
	if f == nil || f.enough >= 0 && rows >= f.enough {
		return "", nil
	}
	select {
	case <-f.done:
		return f.flaw, f.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// explainPatience is how long an error waits for the check. The engine meets the
// end of a cut file about when the check does.
var explainPatience = time.Second

// explain names the flaw of a file in the engine's error where there is one.
func (f *fileCheck) explain(err error) error {
	if f == nil || connectors.IsClass(err, connectors.ClassCancelled) || connectors.IsClass(err, connectors.ClassTimeout) {
		return err
	}
	select {
	case <-f.done:
	case <-time.After(explainPatience):
		return err
	}
	if f.flaw == "" {
		return err
	}
	return withFlaw(err, f.flaw)
}

// summary puts flaws into one sentence.
func summary(flaws []string) string {
	flaws = slices.DeleteFunc(flaws, func(s string) bool { return s == "" })
	switch len(flaws) {
	case 0:
		return ""
	case 1:
		return flaws[0]
	}
	return fmt.Sprintf("%s (and %d more files have such flaws)", flaws[0], len(flaws)-1)
}

// verdicts keeps what has been found out about files, for as long as they stay
// the same. The zero value is ready.
type verdicts struct{ byPath sync.Map }

type verdict struct {
	size    int64
	changed time.Time
	flaw    string
}

// ofAll checks files, several at once, and returns the flaw of each, empty where
// it has none.
func (v *verdicts) ofAll(ctx context.Context, files []string) []string {
	flaws := make([]string, len(files))
	var next atomic.Int64
	var work sync.WaitGroup
	for range min(len(files), runtime.GOMAXPROCS(0)) {
		work.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(files)); i = next.Add(1) - 1 {
				flaws[i] = v.of(ctx, files[i])
			}
		})
	}
	work.Wait()
	return flaws
}

// of checks one file. Pipes can be read only once, by the engine.
func (v *verdicts) of(ctx context.Context, path string) string {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() {
		return ""
	}
	now := verdict{size: info.Size(), changed: info.ModTime()}
	if old, ok := v.byPath.Load(path); ok {
		if old := old.(verdict); old.size == now.size && old.changed.Equal(now.changed) {
			return old.flaw
		}
	}
	now.flaw = flawOf(ctx, path)
	if ctx.Err() == nil {
		v.byPath.Store(path, now)
	}
	return now.flaw
}

// flawOf reads a compressed file to its end. What the engine tells of itself,
// such as a file that cannot be opened, is no flaw here.
func flawOf(ctx context.Context, path string) string {
	file, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer file.Close()
	switch err := decompress(path, ending{ctx, file}); {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return filepath.Base(path) + " is cut off: its compressed data ends too early, so rows are missing"
	case errors.Is(err, gzip.ErrChecksum), errors.Is(err, zstd.ErrCRCMismatch):
		return filepath.Base(path) + " is damaged: its content does not match its checksum"
	}
	return ""
}

func decompress(path string, r io.Reader) error {
	if compressions[strings.ToLower(filepath.Ext(path))] == "gzip" {
		unpacked, err := gzip.NewReader(r)
		if err != nil {
			return err
		}
		_, err = io.Copy(io.Discard, unpacked)
		return err
	}
	unpacked, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true))
	if err != nil {
		return err
	}
	defer unpacked.Close()
	_, err = io.Copy(io.Discard, unpacked)
	return err
}

// ending is a reader that stops with its context.
type ending struct {
	ctx context.Context
	io.Reader
}

func (e ending) Read(b []byte) (int, error) {
	if err := e.ctx.Err(); err != nil {
		return 0, err
	}
	return e.Reader.Read(b)
}
