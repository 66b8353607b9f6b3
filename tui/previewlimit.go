package tui

import (
	"regexp"
	"strconv"

	"sonde/connectors"
	"sonde/tui/statusbar"
)

// Ways in which the statement of a preview says how many rows it wants: the first
// part and the last remain where it is asked for all of them.
var previewLimits = []*regexp.Regexp{
	regexp.MustCompile(`(?is)^(SELECT \* FROM .*) LIMIT ([0-9]+)()$`),
	regexp.MustCompile(`(?is)^(SELECT \* FROM .*) FETCH FIRST ([0-9]+) ROWS ONLY()$`),
	regexp.MustCompile(`(?is)^(SELECT )TOP ([0-9]+) (\* FROM .*)$`),
}

// previewed is the question that a preview asks; nil where its statement limits
// nothing.
func previewed(sql string) *question {
	for _, form := range previewLimits {
		parts := form.FindStringSubmatch(sql)
		if parts == nil {
			continue
		}
		if rows, err := strconv.ParseInt(parts[2], 10, 64); err == nil {
			return &question{preview: true, rows: rows, every: parts[1] + parts[3]}
		}
	}
	return nil
}

// previewNote says that a preview shows a part of its table; empty where it does
// not.
func (r *resultTab) previewNote() string {
	if !r.analysis.preview || r.status.Completeness != connectors.Limited {
		return ""
	}
	return "only the first " + statusbar.Rows(r.status.Rows)
}
