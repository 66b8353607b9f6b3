package tui

import (
	"cmp"
	"maps"
	"strings"

	tea "charm.land/bubbletea/v2"

	"sonde/history"
	"sonde/internal/run"
	"sonde/internal/secrets"
	"sonde/tui/recall"
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

// tellOptions says with which options a statement came back.
func (a *App) tellOptions(e history.Entry) tea.Cmd {
	t := a.tab()
	switch hidden := hiddenOption(e); {
	case e.Status == history.Imported:
		return nil
	case hidden != "":
		return a.say(true, "Without an option: "+hiddenOptionNotice, hidden)
	case len(t.options) > 0:
		return a.say(false, "%s runs with %s, as that run did", t.name, recall.Options(t.options))
	}
	return nil
}
