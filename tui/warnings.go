package tui

// firstOf is the first of the warnings of a run, which says where the others stand.
func (a *App) firstOf(warnings []string) string {
	if len(warnings) == 1 {
		return warnings[0]
	}
	return sprintf("1 of %d warnings (%s shows all): %s", len(warnings), a.keyOf("details"), warnings[0])
}
