package dolthub

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"sonde/connectors"
	"sonde/internal/httpapi"
	"sonde/internal/sqltext"
)

// meaning is what a text of DoltHub or of the engine stands for.
type meaning struct {
	part  string // of the text, in lower case
	class connectors.Class
	hint  string
}

const (
	hintToken   = "Set token to an API token of the account; DoltHub makes them under Settings, Credentials."
	hintExpired = "The token is wrong, or was deleted. Without a token, public databases can still be read."
)

// meanings are tried in order.
var meanings = []meaning{
	{"no such repository", connectors.ClassNotFound, "Check owner and database. A private database looks the same without a token that may read it."},
	{"must include a refname", connectors.ClassConfig, "Set ref to a branch, a tag or a commit: DoltHub wants one beside a token."},
	{"invalid authorization header", connectors.ClassAuth, hintExpired},
	{"no token found", connectors.ClassAuth, hintExpired},
	{"no authentication", connectors.ClassAuth, hintToken},
	{"not authenticated", connectors.ClassAuth, hintToken},
	{"permission denied", connectors.ClassPermission, "The token is known, but its account may not write here."},
	{"branch not found", connectors.ClassNotFound, "Check the ref: `sonde branches` lists the branches."},
	{"target commit not found", connectors.ClassNotFound, "Check the ref: the database has no such commit."},
	{"invalid ref spec", connectors.ClassNotFound, "Check the ref: `sonde branches` lists the branches."},
	{"error parsing sql", connectors.ClassSyntax, ""},
	{"syntax error", connectors.ClassSyntax, ""},
	{"table not found", connectors.ClassNotFound, ""},
	{"database not found", connectors.ClassNotFound, ""},
	{"read only mode", connectors.ClassUnsupported, "A statement that is sent as a read must not change anything."},
	{"merge conflict", connectors.ClassQuery, "Nothing was merged. Change one of the branches so that they agree, and merge again."},
	{"context deadline exceeded", connectors.ClassTimeout, "DoltHub stops a statement after about 30 seconds. Ask for less, or use an index."},
	{"upstream request timeout", connectors.ClassTimeout, "DoltHub stops a statement after about 30 seconds. Ask for less, or use an index."},
	{"http status: 403", connectors.ClassRateLimit, "DoltHub is busy: wait a little and try again."},
	{"no such operation", connectors.ClassNotFound, "The operation belongs to another database, or DoltHub has forgotten it."},
}

// sqlError makes an error of a text that DoltHub answered with. sql is the
// statement as it was sent, or empty.
func sqlError(message, sql string) *connectors.Error {
	e := understood(message, sql)
	if e.Class == "" {
		e.Class = connectors.ClassQuery
	}
	return e
}

// understood leaves the class empty where the text does not tell it.
func understood(message, sql string) *connectors.Error {
	e := connectors.Errorf("", "%s", cleaned(message))
	lower := strings.ToLower(message)
	for _, m := range meanings {
		if strings.Contains(lower, m.part) {
			e.Class, e.Hint = m.class, m.hint
			break
		}
	}
	e.Position = position(message, sql)
	return e
}

// cleaned is the text without what says only that it is an error.
func cleaned(message string) string {
	text := strings.TrimSpace(strings.ToValidUTF8(message, "\ufffd"))
	text = strings.TrimPrefix(text, "query error: ")
	if rest, ok := strings.CutPrefix(text, "Error parsing SQL: "); ok {
		text = rest
	}
	if text == "" {
		return "DoltHub gave no reason"
	}
	return text
}

// syntaxPlace is how the engine names the place of a syntax error: one byte
// behind the word that it does not understand.
var syntaxPlace = regexp.MustCompile(`syntax error at position (\d+)(?: near '((?s:.*))')?`)

// position finds where in the statement the error is; negative where that is
// not known.
func position(message, sql string) int {
	found := syntaxPlace.FindStringSubmatch(message)
	if found == nil {
		return namedPlace(message, sql)
	}
	if sql == "" {
		return -1
	}
	behind, err := strconv.Atoi(found[1])
	if err != nil {
		return -1
	}
	near := found[2]
	at := behind - 1 - len(near)
	if at >= 0 && at+len(near) <= len(sql) && strings.EqualFold(sql[at:at+len(near)], near) {
		return at
	}
	if strings.ContainsFunc(near, func(r rune) bool { return r >= utf8.RuneSelf }) {
		return max(0, min(at, len(sql))) // The word is cut within a character.
	}
	if near == "" {
		return max(0, min(behind-1, len(sql)))
	}
	return -1
}

// unknownName is how the engine names what it does not know.
var unknownName = regexp.MustCompile(`column "([^"]+)" could not be found|does not have column "([^"]+)"|table not found: (\S+)|function: '([^']+)' not found`)

// namedPlace finds the first place of the name that an error is about.
func namedPlace(message, sql string) int {
	found := unknownName.FindStringSubmatch(message)
	if found == nil {
		return -1
	}
	name := strings.Join(found[1:], "")
	for _, t := range dialect.Tokens(sql) {
		if t.Kind != sqltext.String && strings.EqualFold(strings.Trim(sql[t.Start:t.End], "`"), name) {
			return t.Start
		}
	}
	return -1
}

// reply is an answer that brings an error: the names of reads and writes, and
// those of the other endpoints.
type reply struct {
	Status  string `json:"query_execution_status"`
	Message string `json:"query_execution_message"`
	Other   string `json:"message"`
}

// failureOf returns a parser of error bodies for one statement.
func failureOf(sql string) httpapi.ErrorParser {
	return func(f httpapi.Failure) *connectors.Error {
		var r reply
		if f.Status == http.StatusRequestURITooLong {
			return connectors.Errorf(connectors.ClassQuery, "the statement is longer than the server takes (%s bytes)", connectors.Count(int64(len(sql)))).
				WithHint("A read travels in the address. Shorten the statement, or keep it as a view.")
		}
		message := f.Message()
		known := json.Unmarshal(f.Body, &r) == nil
		if known {
			message = r.Message + r.Other
		}
		e := understood(message, sql)
		if message == "" || e.Class == "" && !known {
			return nil
		}
		return e
	}
}
