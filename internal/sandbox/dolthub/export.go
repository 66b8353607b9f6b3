package dolthub

import (
	"archive/zip"
	"bufio"
	"errors"
	"io"
	"net/http"
	"strings"

	"sonde/connectors"
	"sonde/internal/sandbox/face"
)

// export answers GET /csv/{owner}/{database}/{ref}[/{table}]: all rows of a
// table, or of every table in an archive.
func (s *service) export(w http.ResponseWriter, r *http.Request, path []string) {
	repo, _, err := s.open(r, append([]string{"", ""}, path[1:]...))
	var at *commit
	if err == nil {
		at, err = repo.resolve(path[3])
	}
	switch {
	case err != nil:
		plain(w, http.StatusNotFound, connectors.AsError(err).Message)
	case len(path) == 4:
		s.exportAll(w, r, at, path[2])
	case at.table(path[4]) == nil:
		plain(w, http.StatusNotFound, "table not found: "+path[4])
	default:
		w.Header().Set("Content-Type", "text/csv")
		w.Header().Set("Content-Disposition", `attachment; filename="`+path[4]+`.csv"`)
		if s.writeTable(r, w, at, path[4]) != nil {
			face.Abort(w)
		}
	}
}

func (s *service) exportAll(w http.ResponseWriter, r *http.Request, at *commit, database string) {
	w.Header().Set("Content-Type", "application/zip")
	w.Header().Set("Content-Disposition", `attachment; filename="`+database+`.zip"`)
	archive := zip.NewWriter(w)
	var failed error
	for _, t := range at.tables {
		file, err := archive.Create(t.name + ".csv")
		if err == nil {
			err = s.writeTable(r, file, at, t.name)
		}
		failed = errors.Join(failed, err)
	}
	if errors.Join(failed, archive.Close()) != nil {
		face.Abort(w)
	}
}

// writeTable writes a table as CSV. NULL is nothing, and the empty text has
// quotes.
func (s *service) writeTable(r *http.Request, to io.Writer, at *commit, table string) error {
	rows, err := s.store.engine.Query(r.Context(), connectors.Statement{SQL: "SELECT * FROM " + in(at.hash, table), TimeZone: "UTC"})
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
	err = rows.Each(r.Context(), func(row face.Row) error {
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
