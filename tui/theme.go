package tui

import (
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"sonde/themes"
	"sonde/tui/dialog"
)

// look is what decides on the colours of the screen.
type look struct {
	choice  string // of [themes.Choices]; empty follows the terminal
	light   bool   // the terminal is
	profile colorprofile.Profile
}

// theme returns the theme of a look. A terminal of few colours has themes of its
// own, unless one was chosen; one without colours always has.
func (l look) theme() (*themes.Theme, error) {
	follows := l.choice == "" || l.choice == themes.Auto
	switch {
	case l.profile == colorprofile.NoTTY, l.profile == colorprofile.Ascii:
		return themes.Own("mono"), nil
	case l.profile == colorprofile.ANSI && follows && l.light:
		return themes.Own("ansi-light"), nil
	case l.profile == colorprofile.ANSI && follows:
		return themes.Own("ansi-dark"), nil
	}
	return themes.Pick(l.choice, !l.light)
}

// applyLook gives the screen the theme of the look.
func (a *App) applyLook() {
	t, err := a.look.theme()
	if err != nil {
		a.notice, a.problem = err.Error(), true
		t = themes.Default(!a.look.light)
	}
	if a.look.profile == colorprofile.ANSI256 {
		t = t.In256()
	}
	a.theme = t
	a.canvas.StandIn, a.canvas.Base = t.Style(themes.Control), t.Style(themes.Base)
}

// themeMsg is a theme that was chosen, or, while the list of them is open, one
// to look at.
type themeMsg struct {
	choice string
	keep   bool
}

// askTheme opens the list of themes; the screen shows the one under the cursor.
func (a *App) askTheme() {
	var items []dialog.Item
	current := 0
	before := a.look.choice
	for i, choice := range themes.Choices() {
		if choice == before || choice == themes.Auto && before == "" {
			current = i
		}
		items = append(items, dialog.Item{Title: choice, Note: themeNote(choice), Answer: themeMsg{choice, true}})
	}
	p := dialog.NewPalette("Theme", items).OnMove(themeMsg{choice: before}, func(answer tea.Msg) tea.Msg {
		return themeMsg{choice: answer.(themeMsg).choice}
	})
	p.GoTo(current)
	a.push(p)
}

// themeNote says what a choice does.
func themeNote(choice string) string {
	if choice == themes.Auto {
		return "As the terminal is, on its background"
	}
	if themes.IsPair(choice) {
		return "Dark or light, as the terminal is"
	}
	t, err := themes.Load(choice)
	if err != nil {
		return err.Error()
	}
	return t.About
}

// useTheme shows a theme, and keeps it where it was chosen.
func (a *App) useTheme(msg themeMsg) {
	a.look.choice = msg.choice
	a.applyLook()
	if msg.keep {
		a.memory.now.Theme, a.memory.now.Configured = msg.choice, a.opts.Theme
	}
}
