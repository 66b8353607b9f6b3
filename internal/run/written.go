package run

import "sonde/connectors"

// Written is what a write to a source with branches did; see
// connectors.BranchWriter.
type Written struct {
	// FromBranch and ToBranch are the branches of the write: ToBranch was
	// changed, and made from the other where it did not exist.
	FromBranch, ToBranch string
	// FromCommit is where ToBranch stood before, ToCommit where it stands now.
	FromCommit, ToCommit string
}

// WrittenBy reads from a run's progress what it wrote; ok is false for a run
// that changed nothing, or that tells of no branches.
func WrittenBy(p connectors.Progress) (w Written, ok bool) {
	for _, stat := range p.Server {
		switch stat.Name {
		case "from_branch":
			w.FromBranch = stat.Value
		case "to_branch":
			w.ToBranch = stat.Value
		case "from_commit":
			w.FromCommit = stat.Value
		case "to_commit":
			w.ToCommit = stat.Value
		}
	}
	return w, w.ToCommit != ""
}
