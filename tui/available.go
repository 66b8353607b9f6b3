package tui

import (
	"sonde/connectors"
	"sonde/internal/run"
)

// unavailable is why an action cannot be done now; empty where it can.
func (a *App) unavailable(id string) string {
	switch id {
	case "copy-curl":
		if c := a.curlConnection(); c != nil {
			return run.CanCurl(c)
		}
		return notOpen
	case "explain", "explain-analyze":
		return a.cannotExplain()
	case "new-connection", "edit-connection":
		return a.cannotSave()
	case "details", "export", "cell", "go-to-row", "copy-cells", "close-result":
		if a.tab().result() == nil {
			return "there is no result yet"
		}
	}
	return ""
}

const notOpen = "the connection is not open yet"

func (a *App) cannotExplain() string {
	c := a.open[a.tab().connection]
	if c == nil {
		return notOpen
	}
	if _, can := c.Conn.(connectors.Explainer); !can {
		return c.Driver.Title + " has no way to explain a statement"
	}
	return ""
}
