package duckdb

import (
	"slices"
	"strings"

	"sonde/connectors"
)

// effect is what a statement means for the session: which connection to the
// engine it needs and what has to be remembered once it has succeeded.
type effect struct {
	home     bool // runs on the home connection, even if that means waiting
	replay   bool // other connections repeat it before their next statement
	begins   bool // opens a transaction
	ends     bool // closes a transaction
	temp     bool // makes something that only its connection can see
	timeZone bool // chooses the session's time zone
	explain  bool // answers with a plan
}

// effectOf reads the beginning of a statement.
func effectOf(sql string) effect {
	w := words(sql, 5)
	if len(w) == 0 {
		return effect{}
	}
	switch w[0] {
	case "SET", "RESET", "USE":
		return effect{home: true, replay: true, timeZone: w[0] == "SET" && slices.Contains(w, "TIMEZONE")}
	case "PRAGMA":
		return effect{home: true, replay: strings.Contains(sql, "=")}
	case "BEGIN", "START":
		return effect{home: true, begins: true}
	case "COMMIT", "END", "ROLLBACK", "ABORT":
		return effect{home: true, ends: true}
	case "PREPARE", "EXECUTE", "DEALLOCATE":
		return effect{home: true, temp: w[0] == "PREPARE"}
	case "CREATE":
		temp := slices.Contains(w[1:], "TEMP") || slices.Contains(w[1:], "TEMPORARY")
		return effect{home: temp, temp: temp}
	case "EXPLAIN":
		return effect{explain: true}
	}
	return effect{}
}

// outside are statements that reach beyond the engine's transactions: they
// write files, open databases or load code. A read-only transaction would not
// stop them.
var outside = []string{"COPY", "EXPORT", "IMPORT", "ATTACH", "DETACH", "INSTALL", "LOAD", "UPDATE EXTENSIONS", "CHECKPOINT", "VACUUM"}

// checkReadOnly refuses a statement that reaches beyond transactions. The
// engine refuses every other write itself.
func checkReadOnly(sql string) error {
	w := words(sql, 2)
	if len(w) == 0 {
		return nil
	}
	if w[0] == "EXPLAIN" || w[0] == "PREPARE" {
		w = words(sql, len(sql))
	} else {
		w = append(w[:1], strings.Join(w, " "))
	}
	for _, word := range w {
		if slices.Contains(outside, word) {
			return connectors.Errorf(connectors.ClassReadOnly, "%s is not allowed on a read-only connection", word)
		}
	}
	return nil
}

// beginning returns the statement that opens a transaction as it is sent.
func beginning(sql string, readOnly bool) string {
	if readOnly {
		return beginReadOnly
	}
	return sql
}

const beginReadOnly = "BEGIN TRANSACTION READ ONLY"
