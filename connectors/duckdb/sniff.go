package duckdb

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// kind is what a file holds.
type kind string

const (
	kindUnknown  kind = ""
	kindEmpty    kind = "empty"
	kindDatabase kind = "DuckDB"
	kindSQLite   kind = "SQLite"
	kindParquet  kind = "Parquet"
	kindArrow    kind = "Arrow"
	kindFeather1 kind = "Feather version 1"
	kindSheets   kind = "XLSX"
	kindCSV      kind = "CSV"
	kindTSV      kind = "TSV"
	kindText     kind = "text"
	kindJSON     kind = "JSON"
	kindNDJSON   kind = "NDJSON"
)

// extensions maps the last part of a file's name to what it should hold. The
// kinds of databases are told apart by their first bytes.
var extensions = map[string]kind{
	".parquet": kindParquet, ".pq": kindParquet,
	".csv": kindCSV, ".tsv": kindTSV, ".tab": kindTSV, ".txt": kindText,
	".json": kindJSON, ".ndjson": kindNDJSON, ".jsonl": kindNDJSON,
	".arrow": kindArrow, ".arrows": kindArrow, ".ipc": kindArrow, ".feather": kindArrow,
	".xlsx": kindSheets, ".xlsm": kindSheets,
	".duckdb": kindDatabase, ".ddb": kindDatabase,
	".sqlite": kindSQLite, ".sqlite3": kindSQLite, ".db3": kindSQLite,
}

const knownKinds = "sonde opens .parquet, .csv, .tsv, .txt, .json, .ndjson, .jsonl, .arrow, .feather, .xlsx, .sqlite, .db and .duckdb files, text formats also with .gz or .zst"

// compressions maps an extension to the engine's name of a compression.
var compressions = map[string]string{".gz": "gzip", ".zst": "zstd"}

// nameParts cuts a file's name into its stem, the kind that its extension
// promises, and its compression.
func nameParts(path string) (stem string, k kind, compression string) {
	stem = filepath.Base(path)
	if c, ok := compressions[strings.ToLower(filepath.Ext(stem))]; ok {
		compression = c
		stem = strings.TrimSuffix(stem, filepath.Ext(stem))
	}
	ext := filepath.Ext(stem)
	k = extensions[strings.ToLower(ext)]
	if k != kindUnknown || strings.EqualFold(ext, ".db") {
		stem = strings.TrimSuffix(stem, ext)
	}
	return stem, k, compression
}

// magics are the first bytes of formats that can be told by them.
var magics = []struct {
	offset int
	bytes  string
	kind   kind
}{
	{8, "DUCK", kindDatabase},
	{0, "SQLite format 3\x00", kindSQLite},
	{0, "PAR1", kindParquet},
	{0, "ARROW1", kindArrow},
	{0, "\xff\xff\xff\xff", kindArrow},
	{0, "FEA1", kindFeather1},
	{0, "PK\x03\x04", kindSheets},
}

// sniff reads the first bytes of a file and tells what they are the beginning
// of; unknown where they could be anything, such as text.
func sniff(path string) (kind, error) {
	f, err := os.Open(path)
	if err != nil {
		return kindUnknown, err
	}
	defer f.Close()
	head := make([]byte, 16)
	n, err := io.ReadFull(f, head)
	switch {
	case n == 0 && errors.Is(err, io.EOF):
		return kindEmpty, nil
	case err != nil && !errors.Is(err, io.ErrUnexpectedEOF):
		return kindUnknown, err
	}
	return magicKind(head[:n]), nil
}

func magicKind(head []byte) kind {
	for _, m := range magics {
		if len(head) > m.offset && bytes.HasPrefix(head[m.offset:], []byte(m.bytes)) {
			return m.kind
		}
	}
	return kindUnknown
}

// isDatabaseFile reports whether a path is a file that begins like a DuckDB
// database.
func isDatabaseFile(path string) bool {
	k, err := sniff(path)
	return err == nil && k == kindDatabase
}

// isWritable reports whether a file can be opened for writing.
func isWritable(path string) bool {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err == nil {
		f.Close()
	}
	return err == nil
}
