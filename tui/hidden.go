package tui

import (
	"strings"

	"sonde/history"
	"sonde/internal/secrets"
)

// lacksSecret reports whether a past statement holds the mark of a secret that was
// not stored: run as it is, it would take the mark for a value.
func lacksSecret(e history.Entry) bool { return strings.Contains(e.SQL, secrets.Mask) }

// hiddenNotice says what the user has to do with such a statement.
const hiddenNotice = secrets.Mask + " stands for a secret, which is not stored: put it in its place"
