package cli

import (
	"context"
	"errors"
	"io"
	"strings"
	"sync"
	"syscall"
	"time"

	"sonde/connectors"
	"sonde/internal/cellwidth"
	"sonde/internal/secrets"
)

// safe makes the words of others fit for one line of a terminal: without
// secrets, line breaks and control sequences.
func (s *session) safe(text string) string {
	text = s.redact(text)
	text = strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\r' }), " ")
	return cellwidth.Safe(text)
}

// redact takes secrets out of a text: those that are known, and what looks like
// one.
func (s *session) redact(text string) string {
	text = secrets.Scrub(text)
	if s.connections != nil {
		text = s.connections.Redactor.Redact(text)
	}
	return text
}

// text is where exact text of others goes: stdout, but on a terminal without
// control characters.
func (s *session) text() io.Writer {
	if isTerminal(s.stdout) {
		return &withoutControl{to: s.stdout}
	}
	return s.stdout
}

// withoutControl shows control characters as the pictures that Unicode has for
// them, except line feeds and tabs. A character may be cut by the end of a
// write.
type withoutControl struct {
	to   io.Writer
	lead bool // the last byte was the first one of U+0080 to U+00BF
}

func (w *withoutControl) Write(p []byte) (int, error) {
	out := make([]byte, 0, len(p)+16)
	for _, b := range p {
		if w.lead {
			w.lead = false
			if b >= 0x80 && b <= 0x9f {
				out = append(out, "\ufffd"...)
				continue
			}
			out = append(out, 0xc2)
		}
		switch {
		case b == 0xc2:
			w.lead = true
		case b == 0x7f:
			out = append(out, "\u2421"...)
		case b < ' ' && b != '\n' && b != '\t':
			out = append(out, string(rune(0x2400+int(b)))...)
		default:
			out = append(out, b)
		}
	}
	if _, err := w.to.Write(out); err != nil {
		return 0, err
	}
	return len(p), nil
}

// abandonable is a writer that a reader who does not read cannot hold: once the
// context has ended, a write that blocks is left alone.
type abandonable struct {
	ctx context.Context
	to  io.Writer
	err error // set once a write has been left alone
}

// lastWrite is how long a write may still take after the end of the context.
const lastWrite = 200 * time.Millisecond

func (w *abandonable) Write(p []byte) (int, error) {
	if w.err != nil {
		return 0, w.err
	}
	written := make(chan error, 1)
	go func() {
		_, err := w.to.Write(p)
		written <- err
	}()
	select {
	case err := <-written:
		return len(p), err
	case <-w.ctx.Done():
	}
	select {
	case err := <-written:
		return len(p), err
	case <-time.After(lastWrite):
		w.err = w.ctx.Err()
		return 0, w.err
	}
}

// output is stdout. It classes the errors of writing and keeps the first one,
// because not all that print look at them.
type output struct {
	to  io.Writer
	mu  sync.Mutex
	err error
}

func (o *output) Write(p []byte) (int, error) {
	n, err := o.to.Write(p)
	if err == nil {
		return n, nil
	}
	err = outputError(err)
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.err == nil {
		o.err = err
	}
	return n, err
}

// failure is the first error of writing.
func (o *output) failure() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.err
}

// writeError is what the operating system says of stdout.
type writeError struct{ error }

func (w *writeError) Unwrap() error { return w.error }

// outputError classes an error of stdout. A broken pipe is a cancel: who reads
// has had enough.
func outputError(err error) error {
	class := connectors.ClassUnavailable
	switch {
	case errors.Is(err, syscall.EPIPE):
		class = connectors.ClassCancelled
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		class = connectors.ClassCapacity
	}
	return connectors.Errorf(class, "the output cannot be written: %w", &writeError{err})
}

// isUnwritten reports whether an error is one of writing to stdout.
func isUnwritten(err error) bool {
	var w *writeError
	return errors.As(err, &w)
}

// isReaderGone reports whether nobody reads stdout any more.
func isReaderGone(err error) bool {
	return isUnwritten(err) && errors.Is(err, syscall.EPIPE)
}

// classUsage is the class of wrong use of the command line.
const classUsage connectors.Class = "usage"

// usage is wrong use of the command line, with what would be right.
func usage(hint, format string, args ...any) error {
	return &exitError{ExitUsage, connectors.Errorf(classUsage, format, args...).WithHint(hint)}
}

// counted is a number with the word that fits it.
func counted[N int | int64](n N, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return connectors.Count(int64(n)) + " " + many
}
