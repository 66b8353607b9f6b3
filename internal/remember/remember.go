// Package remember keeps what the screen was like between two runs of the
// program: the sizes of its panes, the theme, the commands that were used last.
// Programs that run at the same time share one file: each writes what it has
// changed and leaves the rest.
package remember

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"sonde/internal/filelock"
)

// State is what is remembered. The zero value is that of a first start.
type State struct {
	// Sidebar is the width of the sidebar and Editor the height of the editor, in
	// cells; 0 is the default.
	Sidebar int `json:"sidebar,omitempty"`
	Editor  int `json:"editor,omitempty"`
	// Profile is the height of the profile where it stands below the rows and
	// ProfileWidth its width beside them, in cells; Aside says that it stands beside
	// them though there is room below.
	Profile      int  `json:"profile,omitempty"`
	ProfileWidth int  `json:"profile_width,omitempty"`
	Aside        bool `json:"profile_beside,omitempty"`
	// Hidden says that the sidebar is not shown, Zoomed that one pane fills the
	// screen: Focus names it.
	Hidden bool   `json:"sidebar_hidden,omitempty"`
	Zoomed bool   `json:"zoomed,omitempty"`
	Focus  string `json:"focus,omitempty"`
	// Tab is the id of the saved buffer that was shown.
	Tab string `json:"tab,omitempty"`
	// Theme is the chosen theme, Configured the one of the configuration at that
	// time: once that is another one, it is the later choice.
	Theme      string `json:"theme,omitempty"`
	Configured string `json:"theme_configured,omitempty"`
	// Recent are ids of commands, the one used last first.
	Recent []string `json:"recent,omitempty"`
	// Welcomed says that the welcome was seen.
	Welcomed bool `json:"welcomed,omitempty"`
}

// Equal reports whether two states are the same.
func (s State) Equal(other State) bool {
	recent := slices.Equal(s.Recent, other.Recent)
	s.Recent, other.Recent = nil, nil
	return recent && s.comparable() == other.comparable()
}

// comparable is a state without what == does not take.
func (s State) comparable() [12]any {
	return [12]any{s.Sidebar, s.Editor, s.Profile, s.ProfileWidth, s.Aside, s.Hidden, s.Zoomed, s.Focus, s.Tab, s.Theme, s.Configured, s.Welcomed}
}

// Load reads the state at a path. Where there is none, or none that can be read,
// it is that of a first start: nothing in it is worth more than the program.
func Load(path string) State {
	var s State
	data, err := os.ReadFile(path)
	if err == nil && json.Unmarshal(data, &s) == nil {
		return s
	}
	return State{}
}

// Save writes what differs between before and now; everything else stays as
// another program may have left it. It returns what the file then holds.
func Save(path string, before, now State) (kept State, err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return now, fmt.Errorf("the layout is not kept: %w", err)
	}
	lock, err := os.OpenFile(path+".lock", os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return now, fmt.Errorf("the layout is not kept: %w", err)
	}
	defer func() { err = errors.Join(err, lock.Close()) }()
	if err := filelock.Lock(lock); err != nil {
		return now, fmt.Errorf("the layout is not kept: %w", err)
	}
	kept = merge(Load(path), before, now)
	return kept, replace(path, kept)
}

// merge puts what differs between before and now into a state.
func merge(s, before, now State) State {
	change(&s.Sidebar, before.Sidebar, now.Sidebar)
	change(&s.Editor, before.Editor, now.Editor)
	change(&s.Profile, before.Profile, now.Profile)
	change(&s.ProfileWidth, before.ProfileWidth, now.ProfileWidth)
	change(&s.Aside, before.Aside, now.Aside)
	change(&s.Hidden, before.Hidden, now.Hidden)
	change(&s.Zoomed, before.Zoomed, now.Zoomed)
	change(&s.Focus, before.Focus, now.Focus)
	change(&s.Tab, before.Tab, now.Tab)
	change(&s.Theme, before.Theme, now.Theme)
	change(&s.Configured, before.Configured, now.Configured)
	change(&s.Welcomed, before.Welcomed, now.Welcomed)
	if !slices.Equal(before.Recent, now.Recent) {
		s.Recent = now.Recent
	}
	return s
}

func change[T comparable](value *T, before, now T) {
	if before != now {
		*value = now
	}
}

// replace gives the file another content, as a whole or not at all.
func replace(path string, s State) error {
	data, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return err
	}
	file, err := os.CreateTemp(filepath.Dir(path), ".layout-*") // with mode 0600
	if err != nil {
		return err
	}
	_, err = file.Write(append(data, '\n'))
	if err = errors.Join(err, file.Close()); err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		err = errors.Join(err, removed(file.Name()))
	}
	return err
}

// removed removes a file that need not be there.
func removed(path string) error {
	if err := os.Remove(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
