package tui

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"sonde/connectors"
	"sonde/internal/run"
	"sonde/tui/dialog"
	"sonde/tui/recall"
	"sonde/tui/sidebar"
	"sonde/tui/statusbar"
)

// statement is what is sent for a pending one from a tab, at the tab's ref and with its
// options.
func (t *tab) statement(p pending) connectors.Statement {
	s := p.statement()
	if t.ref != "" && s.Options["ref"] == "" {
		s.Options = p.with(map[string]string{"ref": t.ref}).options
	}
	if len(t.options) > 0 {
		s.Options = pending{options: t.options}.with(s.Options).options
	}
	return s
}

// capable returns the open connection of the tab as something that it can do,
// or why it cannot; what names that in a sentence such as "X has no branches".
func capable[T any](a *App, what string) (c *run.Connection, can T, reason string) {
	c = a.open[a.tab().connection]
	if c == nil {
		return nil, can, notOpen
	}
	can, ok := c.Conn.(T)
	if !ok {
		return nil, can, c.Driver.Title + " has no " + what
	}
	return c, can, ""
}

// currentRefMsg tells which ref a connection reads by itself.
type currentRefMsg struct{ connection, ref string }

// findCurrentRef asks which ref a connection reads where a tab names none.
func (a *App) findCurrentRef(c *run.Connection) tea.Cmd {
	lister, can := c.Conn.(connectors.RefLister)
	if !can {
		return nil
	}
	parent := a.ctx
	return func() tea.Msg {
		ctx, stop := context.WithTimeout(parent, catalogPatience)
		defer stop()
		// Without an answer the name is not shown; what fails for the same
		// reason says so.
		ref, _ := run.Ask(func() (string, error) { return lister.CurrentRef(ctx) })
		return currentRefMsg{c.Name, ref}
	}
}

// refsMsg is what there is to choose from.
type refsMsg struct {
	tab    *tab
	title  string
	only   connectors.RefKind // empty: all
	refs   []connectors.Ref
	choose func(ref string) tea.Msg
}

// askRefs lists the refs of the tab's connection for a choice.
func (a *App) askRefs(title string, only connectors.RefKind, choose func(ref string) tea.Msg) tea.Cmd {
	c, lister, reason := capable[connectors.RefLister](a, "branches")
	if reason != "" {
		return a.refuse(reason)
	}
	t := a.tab()
	return a.inquire("the branches of "+c.Name, func(ctx context.Context) (tea.Msg, error) {
		refs, err := lister.Refs(ctx)
		return refsMsg{t, title, only, refs, choose}, err
	})
}

// refMsg chooses the ref of a tab; empty is that of its connection.
type refMsg struct {
	tab *tab
	ref string
}

func (a *App) chooseRef() tea.Cmd {
	t := a.tab()
	return a.askRefs("Read at", "", func(ref string) tea.Msg { return refMsg{t, ref} })
}

func (a *App) useRef(msg refMsg) tea.Cmd {
	msg.tab.ref = msg.ref
	return a.say(false, "%s reads %s", msg.tab.name, cmp.Or(msg.ref, a.refs[msg.tab.connection], "the connection's own ref"))
}

// refHeadings are the titles of the kinds of refs, in their order.
var refHeadings = []struct {
	kind  connectors.RefKind
	title string
}{{connectors.RefBranch, "Branches"}, {connectors.RefTag, "Tags"}, {connectors.RefCommit, "Recent commits"}}

// offerRefs opens the list of refs.
func (a *App) offerRefs(msg refsMsg) {
	var items []dialog.Item
	for _, h := range refHeadings {
		if msg.only != "" && msg.only != h.kind {
			continue
		}
		first := len(items)
		for _, r := range msg.refs {
			if r.Kind == h.kind {
				items = append(items, refItem(r, cmp.Or(msg.tab.ref, a.refs[msg.tab.connection]), msg.choose))
			}
		}
		if len(items) > first && msg.only == "" {
			items = slices.Insert(items, first, dialog.Item{Title: h.title, Heading: true})
		}
	}
	p := dialog.NewPalette(msg.title, items)
	a.push(p.OrTyped(func(text string) dialog.Item {
		return dialog.Item{Title: text, Note: "as typed", Answer: msg.choose(text)}
	}))
}

// refItem is a ref as a line: its name, and what is known of its commit.
func refItem(r connectors.Ref, current string, choose func(string) tea.Msg) dialog.Item {
	mark, name, message := "  ", r.Name, oneLine(clip(r.Message, 200))
	if r.Name == current {
		mark = "● "
	}
	if r.Kind == connectors.RefCommit {
		name, message = statusbar.Commit(r.Name)+"  "+message, ""
	}
	var notes []string
	if message != "" {
		notes = append(notes, message)
	}
	if r.Author != "" {
		notes = append(notes, r.Author)
	}
	if !r.Time.IsZero() {
		notes = append(notes, recall.Age(time.Since(r.Time)))
	}
	return dialog.Item{Title: mark + name, Note: strings.Join(notes, " · "), Answer: choose(r.Name)}
}

// followRef has the sidebar show the connection of the tab at the tab's ref.
func (a *App) followRef() tea.Cmd {
	t := a.tab()
	c := a.open[t.connection]
	if c == nil || a.shownRefs[t.connection] == t.ref {
		return nil
	}
	if _, can := c.Conn.(connectors.RefLister); !can {
		return nil
	}
	a.shownRefs[t.connection] = t.ref
	return a.effects(a.sidebar.SetRef(t.connection, t.ref))
}

func (a *App) effects(all []sidebar.Effect) tea.Cmd {
	var commands []tea.Cmd
	for _, e := range all {
		commands = append(commands, a.effect(e))
	}
	return tea.Batch(commands...)
}

// catalogOf is the catalog of a connection at a ref; nil where it has none.
func catalogOf(c *run.Connection, ref string) connectors.Cataloger {
	conn := c.Conn
	if lister, can := conn.(connectors.RefLister); can && ref != "" {
		conn = lister.At(ref)
	}
	catalog, _ := conn.(connectors.Cataloger)
	return catalog
}
