package dolthub

import (
	"archive/zip"
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"

	"sonde/connectors"
	"sonde/internal/sandbox/face"
)

// export answers GET /csv/{owner}/{database}/{ref}[/{table}]: all rows of a
// table, or of every table in an archive. The answer is held in memory until it
// is whole, because the engine would wait for a client that reads slowly.
func (s *service) export(r *http.Request, path []string) reply {
	repo, _, err := s.open(r, append([]string{"", ""}, path[1:]...))
	var at *commit
	if err == nil {
		at, err = repo.resolve(path[3])
	}
	if err == nil && len(path) == 5 && at.table(path[4]) == nil {
		err = connectors.Errorf(connectors.ClassNotFound, "table not found: %s", path[4])
	}
	if err != nil {
		message := connectors.AsError(err).Message
		return func(w http.ResponseWriter, _ *http.Request) { plain(w, http.StatusNotFound, message) }
	}
	var body bytes.Buffer
	name, kind := path[2]+".zip", "application/zip"
	if len(path) == 5 {
		name, kind = path[4]+".csv", "text/csv"
		err = s.writeTable(r.Context(), &body, at, path[4])
	} else {
		err = s.writeAll(r.Context(), &body, at)
	}
	return func(w http.ResponseWriter, _ *http.Request) {
		if err != nil {
			face.WriteProxyPage(w, http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", kind)
		w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
		// A client that has gone away misses nothing.
		_, _ = body.WriteTo(w)
	}
}

// writeAll writes an archive with a file for every table.
func (s *service) writeAll(ctx context.Context, to io.Writer, at *commit) error {
	archive := zip.NewWriter(to)
	for _, t := range at.tables {
		file, err := archive.Create(t.name + ".csv")
		if err == nil {
			err = s.writeTable(ctx, file, at, t.name)
		}
		if err != nil {
			return err
		}
	}
	return archive.Close()
}

// writeTable writes a table as CSV. NULL is nothing, and the empty text has
// quotes.
func (s *service) writeTable(ctx context.Context, to io.Writer, at *commit, table string) error {
	rows, err := s.store.engine.Query(ctx, connectors.Statement{SQL: "SELECT * FROM " + in(at.hash, table), TimeZone: "UTC"})
	if err != nil {
		return err
	}
	defer rows.Close()
	out := bufio.NewWriter(to)
	var line []string
	for _, f := range rows.Schema().Fields() {
		line = append(line, field(f.Name))
	}
	if _, err := out.WriteString(strings.Join(line, ",") + "\n"); err != nil {
		return err
	}
	err = rows.Each(ctx, func(row face.Row) error {
		for c := range line {
			line[c] = ""
			if !row.IsNull(c) {
				line[c] = field(cell(row, c))
			}
		}
		_, err := out.WriteString(strings.Join(line, ",") + "\n")
		return err
	})
	return errors.Join(err, out.Flush())
}

// field quotes a text where it has to be.
func field(text string) string {
	if text != "" && !strings.ContainsAny(text, ",\"\r\n") {
		return text
	}
	return `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
}
