package duckdb

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"sonde/connectors"
	"sonde/internal/sqltext"
)

// compressedFiles returns the paths and patterns of compressed files that a
// statement names, and those behind the views and macros that it names.
func (c *Conn) compressedFiles(s connectors.Statement) []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var files []string
	for _, p := range s.Params {
		files = appendCompressed(files, p.Value)
	}
	if len(c.compressed) == 0 && !mayNameCompressed(s.SQL) {
		return files
	}
	d := sqltext.ForName("duckdb")
	previous := ""
	for _, t := range d.Tokens(s.SQL) {
		text := s.SQL[t.Start:t.End]
		switch t.Kind {
		case sqltext.Whitespace, sqltext.Comment:
			continue
		case sqltext.String, sqltext.QuotedIdentifier:
			text = unquoted(text)
			if !strings.EqualFold(previous, "to") { // COPY … TO writes the file.
				files = appendCompressed(files, text)
			}
		}
		if t.Kind != sqltext.String {
			files = append(files, c.compressed[strings.ToLower(text)]...)
		}
		previous = text
	}
	return files
}

func mayNameCompressed(sql string) bool {
	lower := strings.ToLower(sql)
	for extension := range compressions {
		if strings.Contains(lower, extension) {
			return true
		}
	}
	return false
}

// appendCompressed adds a text if it ends like the name of a compressed file of
// this machine.
func appendCompressed(files []string, text string) []string {
	_, known := compressions[strings.ToLower(filepath.Ext(text))]
	if !known || strings.Contains(text, "://") {
		return files
	}
	return append(files, text)
}

// unquoted takes the quotes off a string or a name.
func unquoted(text string) string {
	i := strings.IndexAny(text, `'"`)
	if i < 0 || len(text) < i+2 {
		return text
	}
	quote := text[i : i+1]
	return strings.ReplaceAll(strings.TrimSuffix(text[i+1:], quote), quote+quote, quote)
}

// noteViews looks into the views that a database file already holds. A view comes
// after those that it is made of.
func (c *Conn) noteViews(ctx context.Context) error {
	views, err := c.ask(ctx, "SELECT view_name, sql FROM duckdb_views() WHERE NOT internal ORDER BY view_oid")
	if err != nil {
		return err
	}
	for _, view := range views {
		c.noteCompressed(view[0], c.compressedFiles(connectors.Statement{SQL: view[1]}))
	}
	return nil
}

// noteCompressed keeps which compressed files a view or a macro reads.
func (c *Conn) noteCompressed(name string, files []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(files) == 0 {
		delete(c.compressed, strings.ToLower(name))
		return
	}
	if c.compressed == nil {
		c.compressed = map[string][]string{}
	}
	c.compressed[strings.ToLower(name)] = files
}

// createdView matches a statement that makes a view or a macro; the group is its
// name, perhaps behind those of a database and a schema.
var createdView = regexp.MustCompile(`(?is)\A\s*CREATE\s+(?:OR\s+REPLACE\s+)?(?:TEMP\s+|TEMPORARY\s+)?(?:VIEW|MACRO|FUNCTION)\s+(?:IF\s+NOT\s+EXISTS\s+)?((?:"(?:[^"]|"")*"|[^\s("])+)`)

var quotedName = regexp.MustCompile(`"(?:[^"]|"")*"`)

// viewName returns the name of the view or macro that a statement makes, empty
// where it makes none.
func viewName(sql string) string {
	found := createdView.FindStringSubmatch(sql)
	if found == nil {
		return ""
	}
	if name := found[1]; !strings.HasSuffix(name, `"`) {
		return name[strings.LastIndexByte(name, '.')+1:]
	}
	names := quotedName.FindAllString(found[1], -1)
	return unquoted(names[len(names)-1])
}

// firstRows matches a statement that shows the first rows of a table or file;
// the group is their number.
var firstRows = regexp.MustCompile(`(?is)\A\s*(?:SELECT\s+\*\s+)?FROM\s+(?:'[^']*'|"[^"]*"|[\w.])+\s+LIMIT\s+(\d+)\s*;?\s*\z`)

// enoughRows is the number of rows after which a statement has all that it asks
// for, whatever follows them in the file; negative where there is none.
func enoughRows(sql string) int64 {
	if found := firstRows.FindStringSubmatch(sql); found != nil {
		if n, err := strconv.ParseInt(found[1], 10, 64); err == nil {
			return n
		}
	}
	return -1
}

// expand returns the files that the engine reads for a path or a pattern.
func expand(pattern string) []string {
	if rest, ok := strings.CutPrefix(pattern, "~/"); ok {
		if home, err := os.UserHomeDir(); err == nil {
			pattern = filepath.Join(home, rest)
		}
	}
	if !strings.ContainsAny(pattern, "*?[") {
		return []string{pattern}
	}
	if root, tail, deep := strings.Cut(pattern, "**/"); deep {
		return expandDeep(root, tail)
	}
	files, err := filepath.Glob(pattern)
	if err != nil {
		return nil // The engine refuses it.
	}
	return files
}

// expandDeep finds the files at any depth below root whose last names match.
func expandDeep(root, tail string) []string {
	var files []string
	names := strings.Count(tail, "/") + 1
	_ = filepath.WalkDir(filepath.Clean(root), func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return nil //nolint:nilerr // The engine tells of folders that cannot be read.
		}
		parts := strings.Split(filepath.ToSlash(path), "/")
		last := strings.Join(parts[max(0, len(parts)-names):], "/")
		if ok, err := filepath.Match(tail, last); ok && err == nil {
			files = append(files, path)
		}
		return nil
	})
	return files
}

// checkFiles begins to check the compressed files that a statement reads. The
// answer is nil where it reads none.
func (c *Conn) checkFiles(ctx context.Context, s statement) *fileCheck {
	if len(s.compressed) == 0 || viewName(s.SQL) != "" || s.explain && !slices.Contains(words(s.SQL, 2), "ANALYZE") {
		return nil
	}
	check := &fileCheck{enough: enoughRows(s.SQL), done: make(chan struct{})}
	go check.run(ctx, &c.verdicts, s.compressed)
	return check
}
