package tui

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"sonde/history"
	"sonde/internal/config"
	"sonde/tui/editor"
)

// restoredMsg holds the buffers of programs that are gone.
type restoredMsg struct {
	buffers []history.Buffer
	sources map[string]config.Connection // of buffers, by their ids
	places  map[string]editor.Place
	warning string
	again   bool // they are looked for once more
}

// restoreBuffers takes over the buffers that a killed or closed program left.
// With again, it is done once more after a while.
func (a *App) restoreBuffers(again bool) tea.Cmd {
	open, ctx := a.opts.Runner.History, a.ctx
	if open == nil {
		return nil
	}
	return func() tea.Msg {
		store, err := open()
		if err != nil {
			return restoredMsg{warning: err.Error(), again: again}
		}
		buffers, err := store.RestoreBuffers(ctx)
		if err != nil {
			return restoredMsg{warning: err.Error(), again: again}
		}
		return restoredMsg{buffers, sourcesOf(ctx, store, buffers), placesOf(ctx, store, buffers), store.Warning(), again}
	}
}

func (a *App) restored(msg restoredMsg) tea.Cmd {
	buffers, hollow := a.comeBack(msg)
	a.dropFirst(buffers)
	a.reserveNames(msg.buffers, slices.Concat(buffers, hollow))
	a.makeRoom(buffers)
	var restored []*tab
	for _, b := range buffers {
		connection := a.sourceFor(b, msg.sources[b.ID])
		t := a.newTab(a.freeName(b.Name, restored...), connection, "")
		t.id, t.savedName = b.ID, b.Name // Another name is kept from now on.
		t.ref, t.savedRef, t.options, t.savedOptions = b.Ref, b.Ref, b.Options, b.Options
		t.restore(b, msg.places)
		restored = append(restored, t)
	}
	a.tabs = append(a.tabs, restored...)
	a.show(min(a.active, len(a.tabs)-1))
	a.showLast(restored)
	var again tea.Cmd
	if msg.again {
		look := a.restoreBuffers(false)
		again = tea.Tick(restoreAgain, func(time.Time) tea.Msg { return look() })
	}
	for _, b := range hollow {
		again = tea.Batch(again, a.forgetBuffer(b.ID))
	}
	for _, warning := range []string{msg.warning, a.missingTab(restored)} {
		if warning != "" {
			again = tea.Batch(again, a.say(true, "%s", warning))
		}
	}
	return again
}

// restoreAgain is when buffers are looked for a second time: a program that was
// killed just before this one began may take a moment to be gone.
const restoreAgain = 1500 * time.Millisecond

func (a *App) hasTab(id string) bool {
	return slices.ContainsFunc(a.tabs, func(t *tab) bool { return t.id == id })
}

// wanted reports whether a buffer belongs into this program. One that was
// started on something gets what was written for that; the others wait for a
// start on nothing.
func (a *App) wanted(b history.Buffer, source config.Connection) bool {
	return !a.opts.Explicit || b.Connection == a.opts.Open && a.isOf(b, source)
}

// unsaved reports whether a tab is another one than on disk, or another one is shown.
func (a *App) unsaved() bool {
	for _, t := range a.tabs {
		if t.unsaved() || a.staysWithOthers(t) {
			return true
		}
	}
	return a.opts.Layout != "" && a.tab().kept && a.memory.kept.Tab != a.tab().id
}

func (t *tab) unsaved() bool {
	return t.changed() || t.moved()
}

// changed reports whether the buffer on disk is another one, moved whether its
// place is.
func (t *tab) changed() bool {
	return t.saved != t.editor.Version() || t.savedRef != t.ref || t.savedName != t.name || t.savedConn != t.connection ||
		!maps.Equal(t.savedOptions, t.options)
}

// savedMsg is the end of a save, forgottenMsg of taking a saved text away.
type (
	savedMsg     struct{ err error }
	forgottenMsg struct{ err error }
)

// inOrder is a command that writes buffers once those made before it have. A save
// cannot bring a closed tab back then, and the last one before the end of the
// program waits for those that go on.
func (a *App) inOrder(write func() tea.Msg) tea.Cmd {
	before, done := a.autosaving.written, make(chan struct{})
	a.autosaving.written = done
	return func() tea.Msg {
		defer close(done)
		if before != nil {
			<-before
		}
		return write()
	}
}

// saveBuffers writes the tabs that have changed.
func (a *App) saveBuffers() tea.Cmd {
	open, ctx := a.opts.Runner.History, context.WithoutCancel(a.ctx)
	if open == nil {
		return nil
	}
	var changed []history.Buffer
	sources, places := map[string]string{}, map[string]editor.Place{}
	for i, t := range a.tabs {
		if t.unsaved() {
			places[t.id], t.savedPlace = t.editor.Place(), t.editor.Place()
		}
		if !t.changed() && !a.staysWithOthers(t) {
			continue
		}
		t.saved, t.savedRef, t.savedName, t.savedConn = t.editor.Version(), t.ref, t.name, t.connection
		t.savedOptions = t.options
		t.kept = true
		if text := a.sourceText(t.connection); text != t.savedSource {
			sources[t.id], t.savedSource = text, text
		}
		cursor, _, _ := t.editor.Cursor()
		changed = append(changed, history.Buffer{
			ID: t.id, Position: i, Name: t.name, Connection: t.connection, Ref: t.ref, Options: t.options,
			Text: t.editor.Text(), Cursor: cursor, Updated: time.Now(),
		})
	}
	return a.inOrder(func() tea.Msg {
		store, err := open()
		for _, b := range changed {
			if err == nil {
				err = store.SaveBuffer(ctx, b)
			}
		}
		for id, text := range sources {
			if err == nil {
				err = store.Remember(ctx, sourceKey(id), text)
			}
		}
		for id, place := range places {
			if err == nil {
				err = rememberPlace(ctx, store, id, place)
			}
		}
		return savedMsg{err}
	})
}

func (a *App) saved(msg savedMsg) tea.Cmd {
	a.autosaving.going = false
	return tea.Batch(a.forgotten(forgottenMsg(msg)), a.keepTab())
}

func (a *App) forgotten(msg forgottenMsg) tea.Cmd {
	if msg.err != nil {
		return a.say(true, "The editor's text is not saved: %v", msg.err)
	}
	return nil
}

// forgetBuffer drops the saved text of a tab that was closed.
func (a *App) forgetBuffer(id string) tea.Cmd {
	open, ctx := a.opts.Runner.History, a.ctx
	if open == nil {
		return nil
	}
	return a.inOrder(func() tea.Msg {
		store, err := open()
		if err == nil {
			err = errors.Join(store.DeleteBuffer(ctx, id), store.Forget(ctx, sourceKey(id)), store.Forget(ctx, placeKey(id)))
		}
		return forgottenMsg{err}
	})
}
