package tui

// behind reports whether rows are shown, or have arrived, that the figures are not
// about: while a run goes on they stay those of the moment they were made at.
func (p *profiling) behind(res *resultTab) bool {
	shown := res.grid.View()
	if p.view == nil || shown == nil {
		return false
	}
	return res.stale() || shown.AsStored() && p.view.AsStored() && p.view.NumRows() < shown.NumRows()
}

// tellCoverage has the pane say what its figures are about, and with which keys they
// take in the rows that have arrived since, and become exact.
func (a *App) tellCoverage(p *profiling, res *resultTab) {
	if p.pane.Covers = p.about; p.behind(res) {
		p.pane.Covers += " · " + a.keyOf("refresh-rows") + " takes in more"
	}
	if !p.pane.All && p.estimated() && p.counting == nil {
		p.pane.Covers += " · " + a.keyOf("profile-exact") + " counts distinct values exactly"
	}
}

// renewProfile has the profile of rows as they are stored made again, over those
// that are there now; false where none is behind.
func (r *resultTab) renewProfile() bool {
	p := r.analysis.profile
	if p == nil || !p.behind(r) {
		return false
	}
	p.view = nil // The rows are taken anew.
	return true
}
