package tui

import (
	"strings"

	"sonde/internal/workspace"
	"sonde/tui/dialog"
)

// A filter by text ignores case until it is asked not to, as the search does.
const caseIgnored, caseCounts = "ignored", "counts"

var caseField = dialog.Field{
	Label: "case", Value: caseIgnored, Choices: []string{caseIgnored, caseCounts}, Only: true, Required: true,
	Help: "Whether upper and lower case differ, for “contains”, “matches” and their opposites.",
}

// remarks tell behind a condition what it leaves out that one might expect.
func remarks(c workspace.Condition) string {
	var parts []string
	if c.Op.OfText() && !c.IgnoreCase {
		parts = append(parts, "case counts")
	}
	if c.Op == workspace.NotEqual || c.Op == workspace.NotContains || c.Op == workspace.NotMatches {
		parts = append(parts, "not NULL")
	}
	if len(parts) == 0 {
		return ""
	}
	return " (" + strings.Join(parts, ", ") + ")"
}
