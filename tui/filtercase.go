package tui

import (
	"strings"

	"sonde/internal/workspace"
	"sonde/tui/dialog"
)

// A filter by text ignores case until it is asked not to, as the search does.
const caseIgnored, caseCounts = "ignored", "counts"

var caseField = dialog.Field{
	Label: "Case", Value: caseIgnored, Choices: []string{caseIgnored, caseCounts}, Only: true, Required: true, Idle: exactCase,
	Help: "Whether upper and lower case differ, for “contains”, “matches” and their opposites.",
}

// exactCase tells in the form of a filter why it does not ask about the case.
func exactCase(v []dialog.Value) string {
	if comparisonNamed(v[0].Text).OfText() {
		return ""
	}
	return "counts, except for “contains” and “matches”"
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
