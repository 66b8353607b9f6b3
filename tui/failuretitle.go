package tui

import "sonde/connectors"

// failureTitles are the classes of errors whose own names say too little above a
// message.
var failureTitles = map[connectors.Class]string{
	connectors.ClassAuth:     "Not logged in",
	connectors.ClassSyntax:   "Syntax error",
	connectors.ClassQuery:    "Query failed",
	connectors.ClassConfig:   "Wrong options",
	connectors.ClassInternal: "Internal error",
}

// failureTitle says in a few words what kind of error a class is.
func failureTitle(c connectors.Class) string {
	if title := failureTitles[c]; title != "" {
		return title
	}
	return capital(string(c))
}
