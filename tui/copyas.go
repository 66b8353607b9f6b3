package tui

import (
	"cmp"
	"context"
	"errors"
	"io"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/apache/arrow-go/v18/arrow"

	"sonde/history"
	"sonde/internal/export"
	"sonde/tui/dialog"
	"sonde/tui/statusbar"
)

// copyForm is a form in which cells can be copied.
type copyForm struct {
	name, title, note string
	// header says that the first line names the columns, unless one cell alone
	// is copied.
	header bool
	open   func(io.Writer, *arrow.Schema, export.Options) (export.Writer, error)
}

// copyForms are offered in this order; the first is that of somebody who has
// chosen none.
var copyForms = []copyForm{
	{"tsv", "TSV", "tab-separated, with header", true, formatWriter("tsv")},
	{"tsv-rows", "TSV, rows only", "tab-separated", false, formatWriter("tsv")},
	{"csv", "CSV", "with header", true, formatWriter("csv")},
	{"csv-rows", "CSV, rows only", "", false, formatWriter("csv")},
	{"json", "JSON", "a list of objects", true, formatWriter("json")},
	{"markdown", "Markdown", "a table", true, formatWriter("markdown")},
	{"values", "SQL values", "(1, 'a'), (2, 'b')", true, export.NewValues},
	{"in", "IN-list", "(1, 2, 3), each value once", true, newInList},
}

func formatWriter(format string) func(io.Writer, *arrow.Schema, export.Options) (export.Writer, error) {
	return func(w io.Writer, s *arrow.Schema, o export.Options) (export.Writer, error) {
		return export.NewWriter(w, format, s, o)
	}
}

func newInList(w io.Writer, s *arrow.Schema, o export.Options) (export.Writer, error) {
	return export.NewInList(w, s, o)
}

// copyKey is where the form of the last copy is remembered.
const copyKey = "copy"

// copyAsMsg asks to copy the selected cells in a form.
type copyAsMsg struct{ form string }

// askCopyAs offers the forms, the last one first.
func (a *App) askCopyAs() tea.Cmd {
	res := a.tab().result()
	if !hasRows(res) {
		return a.say(true, "There is nothing to copy")
	}
	items := make([]dialog.Item, len(copyForms))
	for i, f := range copyForms {
		items[i] = dialog.Item{Title: f.title, Note: f.note, Answer: copyAsMsg{f.name}}
	}
	if i := slices.IndexFunc(copyForms, func(f copyForm) bool { return f.name == a.copyForm }); i > 0 {
		last := items[i]
		items = slices.Insert(slices.Delete(items, i, i+1), 0, last)
	}
	a.push(dialog.NewPalette("Copy "+a.selected(res).describe()+" as", items))
	return nil
}

// copyAs copies in a form and remembers it.
func (a *App) copyAs(msg copyAsMsg) tea.Cmd {
	a.copyForm = msg.form
	open, ctx := a.opts.Runner.History, a.ctx
	remember := func() tea.Msg {
		if open == nil {
			return nil
		}
		if store, err := open(); err == nil {
			_ = store.Remember(ctx, copyKey, msg.form) // It is a convenience; the copy itself goes on.
		}
		return nil
	}
	return tea.Batch(remember, a.copySelection())
}

// hasRows reports whether a result shows at least one row.
func hasRows(r *resultTab) bool {
	return r != nil && r.grid.View() != nil && r.grid.View().NumRows() > 0
}

// copySelection copies the selected cells in the form that was used last. They
// are read off the screen's goroutine: they may be many, and on the disk.
func (a *App) copySelection() tea.Cmd {
	res := a.tab().result()
	if !hasRows(res) {
		return a.say(true, "There is nothing to copy")
	}
	e, ctx, form, open := a.selected(res), a.ctx, a.copyForm, a.opts.Runner.History
	o := export.Options{Dialect: res.run.Connection().Dialect()}
	return a.copyLater(func() copiedMsg {
		f := formNamed(cmp.Or(form, rememberedText(ctx, open, copyKey)))
		text, more, err := e.text(ctx, f, o)
		return copiedMsg{text: text, what: sprintf("Copied %s as %s%s", e.describe(), f.title, more), form: f.name, err: err}
	})
}

// rememberedText is what was remembered under a key; empty where nothing was, or
// there is no history.
func rememberedText(ctx context.Context, open func() (*history.Store, error), key string) string {
	if open == nil {
		return ""
	}
	store, err := open()
	if err != nil {
		return ""
	}
	text, _ := store.Remembered(ctx, key) // Without it there is the default.
	return text
}

func formNamed(name string) copyForm {
	i := slices.IndexFunc(copyForms, func(f copyForm) bool { return f.name == name })
	return copyForms[max(0, i)]
}

// text is the part in a form, and what there is to say of it.
func (e extract) text(ctx context.Context, f copyForm, o export.Options) (text, more string, err error) {
	var out limitedText
	o.NoHeader = !f.header || e.cells() == 1
	w, err := f.open(&out, e.schema(), o)
	if err != nil {
		return "", "", err
	}
	for b, err := range e.batches(ctx) {
		if err == nil {
			err = w.Write(b)
		}
		if err != nil {
			return "", "", errors.Join(err, w.Close())
		}
	}
	err = w.Close()
	if l, ok := w.(*export.InList); ok {
		more = leftOut(l)
	}
	return strings.TrimSuffix(out.String(), "\n"), more, err
}

// leftOut says what of the selection a list does not hold.
func leftOut(l *export.InList) string {
	switch {
	case l.Nulls() == 0:
		return ""
	case l.Len() == 0:
		return ": (NULL), which finds no row, because no other value is selected"
	}
	return sprintf(", %s with NULL left out", statusbar.Rows(l.Nulls()))
}
