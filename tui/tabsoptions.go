package tui

import (
	"cmp"
	"fmt"
	"maps"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"sonde/history"
	"sonde/internal/run"
	"sonde/internal/secrets"
	"sonde/tui/recall"
	"sonde/tui/statusbar"
)

// optionsAgain are the ref and the options with which a statement runs over a connection
// where the run of an entry did. The branches of a write are asked for anew, and an
// option that was a secret is missing.
func (a *App) optionsAgain(connection string, e history.Entry) (ref string, options map[string]string) {
	options = maps.Clone(e.Options)
	if known, err := a.opts.Connections.Find(connection); err == nil {
		if d, err := a.opts.Connections.Registry().Driver(known.Kind); err == nil {
			options = run.Again(d, known, e)
		}
	}
	ref = cmp.Or(options["to"], options["ref"])
	maps.DeleteFunc(options, func(name, value string) bool {
		return name == "to" || name == "ref" || name == "from" || isHidden(value)
	})
	return ref, options
}

func isHidden(value string) bool { return strings.Contains(value, secrets.Mask) }

// hiddenOption is the name of an option of an entry that was not stored, because it was
// a secret; empty where there is none.
func hiddenOption(e history.Entry) string {
	for name, value := range e.Options {
		if isHidden(value) {
			return name
		}
	}
	return ""
}

const hiddenOptionNotice = "the option %s was a secret, which is not stored"

// tellTerms says on which terms a statement came back, where they are not those of its
// connection: with which options, and up to which number of rows. Only a run takes the
// limit over: a statement that is edited becomes another.
func (a *App) tellTerms(c locatedMsg) tea.Cmd {
	e, t := c.Entry, a.tab()
	if hidden := hiddenOption(e); hidden != "" {
		return a.say(true, "Without an option: "+hiddenOptionNotice, hidden)
	}
	limited := e.Limit > 0 && e.Limit != a.limitOf(t.connection)
	switch options := recall.Options(t.options); {
	case e.Status == history.Imported, options == "" && !limited:
		return nil
	case limited && c.Run && options != "":
		return a.say(false, "%s runs with %s, as that run did, this once for at most %s", t.name, options, statusbar.Rows(e.Limit))
	case limited && c.Run:
		return a.say(false, "This once %s runs for at most %s, as that run did", t.name, statusbar.Rows(e.Limit))
	case limited && options != "":
		return a.say(false, "%s runs with %s, as that run did, which fetched at most %s", t.name, options, statusbar.Rows(e.Limit))
	case limited:
		return a.say(false, "That run fetched at most %s; this statement has no such limit", statusbar.Rows(e.Limit))
	default:
		return a.say(false, "%s runs with %s, as that run did", t.name, options)
	}
}

// limitOf is how many rows a connection fetches at most; 0 where it has no limit, or
// none that is known before it is open.
func (a *App) limitOf(connection string) int64 {
	if c := a.open[connection]; c != nil {
		return c.Config.Int("limit")
	}
	known, err := a.opts.Connections.Find(connection)
	if err != nil {
		return 0
	}
	n, _ := strconv.ParseInt(fmt.Sprint(known.Values["limit"]), 10, 64) // Not a number: not known.
	return n
}
