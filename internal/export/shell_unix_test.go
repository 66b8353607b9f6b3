//go:build !windows

package export

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
)

// A program that the shell has started, which reads nothing and so lets the pipe
// fill up, ends with the command.
func TestACancelEndsWhatACommandHasStarted(t *testing.T) {
	many := make([]arrow.RecordBatch, 50_000)
	for i := range many {
		many[i] = numbers(t)
	}
	pipe := filepath.Join(t.TempDir(), "alive")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() {
		_, _, err := ToCommand(ctx, "exec 3>'"+pipe+"'; sleep 600; cat", "csv", source(nil, many...), Options{}, nil)
		ended <- err
	}()
	alive, err := os.Open(pipe) // Waits until the command has it open.
	if err != nil {
		t.Fatal(err)
	}
	defer alive.Close()
	stop()
	if err := <-ended; !connectors.IsClass(err, connectors.ClassCancelled) {
		t.Errorf("%v", err)
	}
	// It ends when no program has it open any more.
	if _, err := io.ReadAll(alive); err != nil {
		t.Error(err)
	}
}
