package history

import (
	"encoding/json"
	"fmt"
	"slices"

	"sonde/connectors"
)

// readParts takes in what is stored as JSON. A byte that was damaged on the disk
// may make a part of one entry unreadable, which must not hide the others.
func (e *Entry) readParts(params, server string) {
	var readable bool
	if e.Params, readable = readPart[connectors.Param](params); !readable {
		e.Unread = append(e.Unread, "parameters")
	}
	if e.Server, readable = readPart[connectors.Stat](server); !readable {
		e.Unread = append(e.Unread, "statistics")
	}
}

// readPart reads a list that is stored as JSON; of one that cannot be read nothing
// is taken.
func readPart[T any](stored string) (list []T, readable bool) {
	if json.Unmarshal([]byte(stored), &list) != nil {
		return nil, false
	}
	return list, true
}

// UnreadNote says how many entries have parts that cannot be read, and which;
// empty where there are none.
func UnreadNote(entries []Entry) string {
	count, parts := 0, ""
	for _, part := range []string{"parameters", "statistics", "options"} {
		n := 0
		for _, e := range entries {
			if slices.Contains(e.Unread, part) {
				n++
			}
		}
		switch {
		case n > 0 && parts == "":
			parts = part
		case n > 0:
			parts += " or " + part
		}
		count = max(count, n)
	}
	switch count {
	case 0:
		return ""
	case 1:
		return fmt.Sprintf("the %s of 1 entry cannot be read: they are left out", parts)
	}
	return fmt.Sprintf("the %s of %s entries cannot be read: they are left out", parts, connectors.Count(int64(count)))
}
