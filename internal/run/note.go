package run

// Note puts a run that has ended, and that was started without a history, into
// the history with what came of it. It waits for the store.
func (n *Runner) Note(r *Run) {
	<-r.Done()
	n.begin(r).end(r)
}
