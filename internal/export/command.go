package export

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"time"

	"sonde/connectors"
)

// commandPatience is how long a command may take to end after a cancel.
const commandPatience = 2 * time.Second

// ToCommand writes everything that the source yields to the standard input of a
// command of the user's shell, and returns what the command has printed, cut at
// some kilobytes. A command that ends well without reading to the end is no
// error: it has had enough, and has stopped.
func ToCommand(ctx context.Context, command, format string, src Source, o Options, progress func(Progress)) (Progress, string, error) {
	cmd := shell(ctx, command)
	cmd.WaitDelay = commandPatience
	said := &head{}
	cmd.Stdout, cmd.Stderr = said, said
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return Progress{}, "", connectors.Errorf(connectors.ClassUnavailable, "%w", err)
	}
	// A write would wait for as long as any program of the command held the pipe.
	cmd.Cancel = func() error { return errors.Join(kill(cmd), stdin.Close()) }
	if err := cmd.Start(); err != nil {
		return Progress{}, "", connectors.Errorf(connectors.ClassUnavailable, "the command cannot be started: %w", err)
	}
	out := &counted{to: stdin}
	written, err := writeTo(ctx, out, format, src, o, func(rows int64) {
		if progress != nil {
			progress(Progress{Rows: rows, Bytes: out.bytes.Load()})
		}
	})
	closing := stdin.Close()
	ended := cmd.Wait()
	total := Progress{Rows: written.Rows, Bytes: out.bytes.Load(), Note: written.Note}
	switch {
	case ctx.Err() != nil:
		return total, said.String(), connectors.AsError(ctx.Err())
	case ended != nil:
		return total, said.String(), commandError(ended, said.String())
	case err != nil && out.failed.Load():
		total.Bytes, total.Stopped = out.whole.Load(), true
		return total, said.String(), nil
	}
	return total, said.String(), fileError(errors.Join(err, ignoreClosed(closing)), command)
}

func commandError(err error, said string) error {
	e := connectors.Errorf(connectors.ClassUnavailable, "the command failed: %w", err)
	if line, _, _ := strings.Cut(strings.TrimSpace(said), "\n"); line != "" {
		e.Message += ": " + line
	}
	return e
}

// ignoreClosed passes over the error of a pipe that its reader has closed.
func ignoreClosed(err error) error {
	if err != nil && strings.Contains(err.Error(), "closed") {
		return nil
	}
	return err
}

// counted counts what was written, and keeps in mind whether that failed.
type counted struct {
	to     interface{ Write(p []byte) (int, error) }
	bytes  atomic.Int64
	whole  atomic.Int64 // bytes of writes that did not fail
	failed atomic.Bool
}

func (c *counted) Write(p []byte) (int, error) {
	n, err := c.to.Write(p)
	c.bytes.Add(int64(n))
	if err != nil {
		c.failed.Store(true)
	} else {
		c.whole.Add(int64(n))
	}
	return n, err
}

// head keeps the beginning of what a command prints.
type head struct{ bytes.Buffer }

func (h *head) Write(p []byte) (int, error) {
	const most = 8 << 10
	if room := most - h.Len(); room > 0 {
		h.Buffer.Write(p[:min(room, len(p))])
	}
	return len(p), nil
}
