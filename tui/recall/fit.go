package recall

import (
	"strings"

	"sonde/history"
	"sonde/internal/cellwidth"
	"sonde/internal/run"
	"sonde/tui/statusbar"
)

// aroundLists is what the box takes beside the list and the preview: its edges, the
// search, the line below that and the one above the preview.
const aroundLists = 5

// leastListed and leastPreview are the lines that list and preview take at least.
const leastListed, leastPreview = 3, 3

// fit shares out the lines of a box. A long list has half of them, as the preview;
// a short one takes its own and leaves the preview what it needs, so that the box
// is no larger than what it shows. Within one search that only grows, so that the
// box does not jump with every entry.
func (r *Recall) fit(width, lines int) (listed, preview int) {
	preview = max(leastPreview, (lines+aroundLists-2)/2)
	listed = max(1, lines-preview)
	if !r.loaded || len(r.entries) >= listed {
		return listed, preview
	}
	listed = min(listed, max(leastListed, len(r.entries)))
	if len(r.entries) > 0 {
		r.preview = max(r.preview, r.previewLines(width))
	}
	return listed, max(leastPreview, min(r.preview, lines-listed))
}

// previewLines is how many lines the preview of the entry under the cursor takes.
func (r *Recall) previewLines(width int) int {
	e := r.under()
	n := 1 + strings.Count(e.SQL[:min(len(e.SQL), previewedSQL)], "\n") + 1 + len(wholeURL(e, width))
	if run.IsUnfinished(e) {
		n++
	}
	if parameters(e.Params) != "" {
		n++
	}
	if e.Kept != nil && e.Kept.Rows > 0 {
		n += TableHead + int(min(e.Kept.Rows, PeekedRows)) // They may be still to come.
	}
	return n + len(storedNotice(e, width))
}

// PeekedRows is how many stored rows the preview shows at most.
const PeekedRows = 20

// TableHead is the number of lines above the rows of the preview.
const TableHead = 2

// storedNotice tells in a few lines of the rows that are stored of a run, if any.
func storedNotice(e history.Entry, width int) []string {
	if e.Kept == nil {
		return nil
	}
	return cellwidth.Wrap(run.StoredNotice(e)+" · "+statusbar.Rows(e.Kept.Rows)+" · "+openStored.Name()+" opens it", width, 2)
}

// wholeURL is the connection of a run in a few lines, where it is a URL: that says
// more than the list has room for, and the run would go there again.
func wholeURL(e history.Entry, width int) []string {
	if !strings.Contains(e.Connection, "://") {
		return nil
	}
	return cellwidth.Wrap(e.Connection, width, 4)
}
