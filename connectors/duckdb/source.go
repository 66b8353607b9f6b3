package duckdb

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"sonde/connectors"
)

// source is one argument of the command line: a file, or files that are one
// table.
type source struct {
	given string // as the user wrote it
	files []string
	stem  string
	kind  kind
	// pattern is what the engine is given: the path, or a glob. Characters that
	// the engine would take for a pattern are protected.
	pattern string
	many    bool
	cut     bool // a compressed file ends too early, perhaps within a row
}

// locate finds the files of an argument and what they hold. An argument is
// looked up as a file first, so that names with brackets or stars work, then as
// a folder whose data files are of one kind, then as a glob.
func locate(path string) (source, error) {
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		return locateFolder(path)
	case err == nil:
		return locateFile(path)
	case errors.Is(err, fs.ErrNotExist) && strings.ContainsAny(path, "*?["):
		return locateGlob(path)
	}
	return source{}, fileError(path, err)
}

func locateFile(path string) (source, error) {
	stem, promised, compression := nameParts(path)
	found, err := sniff(path)
	if err != nil {
		return source{}, fileError(path, err)
	}
	s := source{given: path, files: []string{path}, stem: stem, kind: promised, pattern: protect(path)}
	if compression != "" {
		if !isText(promised) {
			return s, connectors.Errorf(connectors.ClassUnsupported, "%s: only text formats can be opened compressed", path).WithHint("decompress it first")
		}
		return s, nil
	}
	s.kind, err = settle(path, promised, found)
	return s, err
}

func isText(k kind) bool {
	return slices.Contains([]kind{kindCSV, kindTSV, kindText, kindJSON, kindNDJSON}, k)
}

// settle decides between what a file's name promises and what its first bytes
// say.
func settle(path string, promised, found kind) (kind, error) {
	database := found == kindDatabase || found == kindSQLite
	switch {
	case found == kindEmpty:
		return promised, connectors.Errorf(connectors.ClassUnavailable, "%s is empty", path)
	case found == kindFeather1:
		return found, connectors.Errorf(connectors.ClassUnsupported, "%s is a Feather version 1 file, which cannot be read", path).WithHint("write it again as Feather version 2, which is Arrow IPC")
	case promised == kindUnknown && found != kindUnknown, database && !isText(promised):
		return found, nil
	case promised == kindUnknown:
		return promised, connectors.Errorf(connectors.ClassUnsupported, "%s is of no kind that can be opened", path).WithHint(knownKinds)
	case isText(promised) || found == promised:
		return promised, nil
	case found == kindUnknown:
		return promised, connectors.Errorf(connectors.ClassUnavailable, "%s is not a valid %s file: it does not begin like one", path, promised)
	}
	return promised, connectors.Errorf(connectors.ClassUnavailable, "%s is not a valid %s file: it begins like a file of kind %s", path, promised, found)
}

// protect writes a path so that the engine does not take it for a pattern.
func protect(path string) string {
	return strings.NewReplacer("[", "[[]", "*", "[*]", "?", "[?]").Replace(path)
}

func locateFolder(path string) (source, error) {
	byKind := map[kind][]string{}
	err := filepath.WalkDir(path, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		if _, k, _ := nameParts(p); k != kindUnknown && !strings.HasPrefix(d.Name(), ".") {
			byKind[k] = append(byKind[k], p)
		}
		return nil
	})
	if err != nil {
		return source{}, fileError(path, err)
	}
	switch len(byKind) {
	case 0:
		return source{}, connectors.Errorf(connectors.ClassNotFound, "%s holds no data files", path).WithHint(knownKinds)
	case 1:
	default:
		return source{}, connectors.Errorf(connectors.ClassConfig, "%s holds files of several kinds", path).WithHint("choose some with a glob, such as '" + filepath.Join(path, "*.csv") + "'")
	}
	s := source{given: path, stem: folderName(path), many: true}
	for k, files := range byKind {
		s.kind, s.files = k, files
	}
	return s, nil
}

func folderName(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		return filepath.Base(abs)
	}
	return path
}

// wildcard is what the name of a table leaves out of a pattern.
var wildcard = regexp.MustCompile(`\[[^]]*\]|[*?]`)

// locateGlob lets the engine's own patterns name the files; ** crosses folders.
func locateGlob(path string) (source, error) {
	stem, k, _ := nameParts(path)
	s := source{given: path, stem: strings.Trim(wildcard.ReplaceAllString(stem, ""), "-_. "), kind: k, pattern: path, many: true}
	if s.stem == "" {
		s.stem = folderName(strings.TrimRight(filepath.Dir(path), "*"))
	}
	files, err := filepath.Glob(path)
	switch {
	case err != nil:
		return s, connectors.Errorf(connectors.ClassConfig, "%s is no pattern of file names: %w", path, err)
	case len(files) == 0 && !strings.Contains(path, "**"):
		return s, connectors.Errorf(connectors.ClassNotFound, "no file matches %s", path)
	case k == kindUnknown:
		return s, connectors.Errorf(connectors.ClassUnsupported, "%s: the pattern does not say which kind of file it names", path).WithHint("end it with the extension, such as '*.csv'")
	}
	s.files = files
	return s, nil
}

// argument writes the source as the first argument of the engine's readers.
func (s source) argument() string {
	if s.pattern != "" {
		return literal(s.pattern)
	}
	list := make([]string, len(s.files))
	for i, f := range s.files {
		list[i] = literal(protect(f))
	}
	return "[" + strings.Join(list, ", ") + "]"
}
