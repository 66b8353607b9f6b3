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

// waitingText says what is waited for, and where keys were pressed that they wait
// for it too.
func (r *Recall) waitingText() string {
	text := "Searching…"
	if r.read > 0 {
		text += " " + statusbar.Count(int64(r.read)) + " entries read so far"
	}
	if len(r.early) > 0 {
		text += "; what you pressed waits for what is found"
	}
	return text
}
