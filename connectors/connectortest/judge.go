package connectortest

import (
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"sonde/connectors"
)

// minSecret is the length below which a secret could stand somewhere by chance.
const minSecret = 5

// noSecret finds the source's secrets in what others may see.
func (k *check) noSecret(where, text string) {
	for _, secret := range k.Secrets {
		if len(secret) >= minSecret && strings.Contains(text, secret) {
			k.Errorf("%s shows the secret %q", where, secret)
		}
	}
}

// failed judges an error; none of the classes given means that any will do.
func (k *check) failed(err error, classes ...connectors.Class) { _ = k.failure(err, classes...) }

// failure judges an error and returns it; nil where it is none.
func (k *check) failure(err error, classes ...connectors.Class) *connectors.Error {
	var e *connectors.Error
	switch {
	case err == nil:
		k.Errorf("no error, where one of class %v was expected", classes)
		return nil
	case !errors.As(err, &e) || e == nil:
		k.Errorf("the error is %T and not a *connectors.Error: %v", err, err)
		return nil
	}
	if len(classes) > 0 && !slices.Contains(classes, e.Class) {
		k.Errorf("the class of the error is %q, not one of %q: %s", e.Class, classes, e.Message)
	}
	k.readable(e)
	for cause := err; cause != nil; cause = errors.Unwrap(cause) {
		k.noSecret("the error", cause.Error())
	}
	k.noSecret("the hint", e.Hint)
	return e
}

// readable finds messages that are no sentences.
func (k *check) readable(e *connectors.Error) {
	m := strings.TrimSpace(e.Message)
	lower := strings.ToLower(m)
	switch {
	case m == "":
		k.Errorf("the error of class %q has no message", e.Class)
	case !utf8.ValidString(m):
		k.Errorf("the message is no UTF-8: %q", m)
	case strings.HasPrefix(m, "{") || strings.HasPrefix(m, `[{`):
		k.Errorf("the message is a raw document: %s", m)
	case strings.Contains(lower, "</") || strings.Contains(lower, "<html") || strings.Contains(lower, "<?xml"):
		k.Errorf("the message has markup in it: %s", m)
	}
}

// prefix finds rows that the source has not sent. Of any answer, the rows that
// were delivered must be those that come first.
func (k *check) prefix(o outcome, truth []string) {
	for i, row := range o.rows {
		if i >= len(truth) {
			k.Errorf("%d rows were delivered, %d more than there are", len(o.rows), len(o.rows)-len(truth))
			return
		}
		if row != truth[i] {
			k.Errorf("row %d is %q, not %q", i, clip(row), clip(truth[i]))
			return
		}
	}
}

// same finds an outcome that is not the whole and undisturbed answer.
func (k *check) same(o outcome, truth []string) {
	if !o.ended() {
		k.failed(o.err)
		k.Errorf("the query failed after %d rows: %v", len(o.rows), o.err)
		return
	}
	k.prefix(o, truth)
	if len(o.rows) < len(truth) {
		k.Errorf("%d of %d rows were delivered", len(o.rows), len(truth))
	}
	if o.progress.Completeness == connectors.Incomplete {
		k.Errorf("a whole answer is called incomplete: %s", o.progress.Reason)
	}
}

// clip shortens a row for a message.
func clip(row string) string {
	if len(row) > 200 {
		return row[:200] + "…"
	}
	return row
}
