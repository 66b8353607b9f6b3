package recall

import "sonde/tui/statusbar"

// SetRead says that a search goes on, and how many entries it has been through. It
// reports whether the answer to it is still waited for.
func (r *Recall) SetRead(id, entries int) (waiting bool) {
	if id != r.search || !r.outdated {
		return false
	}
	r.slow, r.read = true, entries
	return true
}

// waits reports whether the entries that are shown are those of an earlier search,
// and have been for so long that this is to be said.
func (r *Recall) waits() bool { return r.outdated && r.slow }

// Awaits reports whether a search is the one whose end is still to come.
func (r *Recall) Awaits(id int) bool { return id == r.search && r.at.More }

// waitingText says what is waited for, and where keys were pressed that they wait
// for it too; empty where all is there.
func (r *Recall) waitingText() string {
	var text string
	switch {
	case r.waits() && r.read > 0:
		text = "Searching… " + statusbar.Count(int64(r.read)) + " entries read so far"
	case r.waits():
		text = "Searching…"
	case !r.outdated && r.at.More:
		text = "Looked through " + statusbar.Count(int64(r.at.Read)) + " of " + statusbar.Count(int64(r.at.Total)) + " entries so far, the newest first"
	default:
		return ""
	}
	if len(r.early) > 0 {
		text += "; what you pressed waits for what is found"
	}
	return text
}
