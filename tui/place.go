package tui

import (
	"context"
	"fmt"

	"sonde/history"
	"sonde/tui/editor"
)

// Where one is in a buffer is kept beside it: it changes more often than the text,
// which may be long.

// placeKey is where the place in a buffer is remembered.
func placeKey(buffer string) string { return "place in " + buffer }

const placeForm = "%d %d %d %d"

func rememberPlace(ctx context.Context, store *history.Store, buffer string, p editor.Place) error {
	return store.Remember(ctx, placeKey(buffer), fmt.Sprintf(placeForm, p.Anchor, p.Cursor, p.Top, p.Left))
}

// placesOf are the places in buffers, as far as they are remembered.
func placesOf(ctx context.Context, store *history.Store, buffers []history.Buffer) map[string]editor.Place {
	places := map[string]editor.Place{}
	for _, b := range buffers {
		var p editor.Place
		text, err := store.Remembered(ctx, placeKey(b.ID))
		if err != nil {
			continue
		}
		if _, err := fmt.Sscanf(text, placeForm, &p.Anchor, &p.Cursor, &p.Top, &p.Left); err == nil {
			places[b.ID] = p
		}
	}
	return places
}

// restore loads a buffer at its place; without one, at its cursor.
func (t *tab) restore(b history.Buffer, places map[string]editor.Place) {
	place, known := places[b.ID]
	if !known {
		place = editor.Place{Anchor: b.Cursor, Cursor: b.Cursor}
	}
	t.editor.Restore(editor.State{Text: b.Text, Place: place})
	t.saved, t.savedPlace = t.editor.Version(), t.editor.Place()
}

// moved reports whether one is elsewhere in the buffer than it is kept.
func (t *tab) moved() bool { return t.kept && t.savedPlace != t.editor.Place() }
