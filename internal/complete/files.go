package complete

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// mostFiles is how many entries of a folder are looked at.
const mostFiles = 10_000

// dataFiles are the endings of files that DuckDB reads.
var dataFiles = []string{".csv", ".tsv", ".txt", ".parquet", ".json", ".ndjson", ".jsonl", ".xlsx", ".arrow", ".duckdb", ".db"}

// OfferFiles returns the files and folders for a place in a string, beside what
// was typed of the path, in a folder for paths that are not absolute. It reads a
// folder, and so is nothing for the goroutine that draws.
func OfferFiles(p Place, folder string) []Item {
	typed, name := filepath.Split(p.Word)
	o := &offers{p: p, query: newQuery(name)}
	for _, e := range entriesOf(typed, folder) {
		o.file(e, typed, name)
	}
	slices.SortFunc(o.items, better)
	return o.items
}

// entriesOf are the files and folders in what was typed of a path, by their names.
func entriesOf(typed, folder string) []os.DirEntry {
	within := typed
	if home, err := os.UserHomeDir(); err == nil && strings.HasPrefix(within, "~/") {
		within = filepath.Join(home, within[2:])
	}
	if !filepath.IsAbs(within) {
		within = filepath.Join(folder, within)
	}
	dir, err := os.Open(within)
	if err != nil {
		return nil // What cannot be read has nothing to offer.
	}
	defer dir.Close()
	entries, _ := dir.ReadDir(mostFiles) // What was read before an error is offered.
	slices.SortFunc(entries, func(a, b os.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return entries
}

// WithFiles returns the items for a place and, where DuckDB reads a table there,
// behind the tables the data files of a folder, as the strings that name them. Like
// [OfferFiles] it reads the folder.
func WithFiles(items []Item, p Place, folder string) []Item {
	if !p.Expect.Has(Tables|Functions) || p.Quote != 0 || p.dialect.Name() != "duckdb" {
		return items
	}
	o := &offers{p: p, query: newQuery(p.Word)}
	for _, e := range entriesOf("", folder) {
		if !e.IsDir() {
			o.file(e, "", p.Word)
		}
	}
	slices.SortFunc(o.items, better)
	for i := range o.items {
		o.items[i].Insert = "'" + strings.TrimSuffix(o.items[i].Insert, "'") + "'"
	}
	at := 0
	for i, it := range items {
		if it.Kind == KindTable {
			at = i + 1
		}
	}
	return slices.Insert(items, at, o.items...)
}

func (o *offers) file(e os.DirEntry, typed, name string) {
	label, detail, sort := e.Name(), "file", sortFirst
	switch {
	case strings.HasPrefix(label, ".") && !strings.HasPrefix(name, "."):
		return
	case e.IsDir():
		label, detail, sort = label+"/", "folder", sortFollow
	case !isData(label):
		return
	}
	insert := strings.ReplaceAll(typed+label, "'", "''")
	if !e.IsDir() && o.p.Behind != '\'' {
		insert += "'"
	}
	found := newEntry(label)
	if score, ok := o.fit(&found, sort); ok {
		o.add(Item{Kind: KindFile, Label: label, Insert: insert, Detail: detail, Rows: -1}, score)
	}
}

func isData(name string) bool {
	name = strings.ToLower(name)
	for _, packed := range []string{".gz", ".zst"} {
		name = strings.TrimSuffix(name, packed)
	}
	return slices.Contains(dataFiles, filepath.Ext(name))
}
