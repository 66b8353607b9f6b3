package tui

import tea "charm.land/bubbletea/v2"

// mouseDialog hands clicks and the wheel to the dialog on top.
func (a *App) mouseDialog(msg tea.Msg) tea.Cmd {
	switch m := msg.(type) {
	case tea.MouseClickMsg:
		if m.Button == tea.MouseLeft {
			if cmd, hit := a.pressSpot(m.X, m.Y); hit {
				return cmd
			}
			return a.toDialog(msg)
		}
	case tea.MouseWheelMsg:
		return a.toDialog(msg)
	}
	return nil
}
