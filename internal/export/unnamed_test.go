package export

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// unnamed is an export whose name another program took while it was written.
func unnamed(t *testing.T, path, journal string) *Unnamed {
	t.Helper()
	_, err := ToFile(t.Context(), path, "", source(nil, numbers(t)), Options{KeepUnnamed: true, Journal: journal}, func(Progress) {
		if err := os.WriteFile(path, []byte("other"), 0o640); err != nil {
			t.Error(err)
		}
	})
	var u *Unnamed
	if !errors.As(err, &u) || !errors.Is(err, fs.ErrExist) || read(t, path) != "other" {
		t.Fatalf("error is %v, the file holds %q", err, read(t, path))
	}
	return u
}

func TestFileWhoseNameWasTakenWaitsForAnother(t *testing.T) {
	for name, end := range map[string]struct {
		do          func(u *Unnamed, dir string) error
		files, path string
	}{
		"overwrite":  {func(u *Unnamed, dir string) error { return u.Name(filepath.Join(dir, "n.csv"), true) }, "n.csv", "n.csv"},
		"other name": {func(u *Unnamed, dir string) error { return u.Name(filepath.Join(dir, "m.csv"), false) }, "m.csv n.csv", "m.csv"},
		"throw away": {func(u *Unnamed, _ string) error { return u.Discard() }, "n.csv", ""},
		"second try": {func(u *Unnamed, dir string) error {
			for _, taken := range []string{"n.csv", filepath.Join("no", "folder.csv")} {
				if err := u.Name(filepath.Join(dir, taken), false); err == nil {
					t.Errorf("%s was taken", taken)
				}
			}
			return u.Name(filepath.Join(dir, "m.csv"), false)
		}, "m.csv n.csv", "m.csv"},
	} {
		dir, journal := t.TempDir(), t.TempDir()
		if err := end.do(unnamed(t, filepath.Join(dir, "n.csv"), journal), dir); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if folder(t, dir) != end.files || folder(t, journal) != "" {
			t.Errorf("%s: the folder holds %q, the journal %q", name, folder(t, dir), folder(t, journal))
		}
		if end.path != "" && read(t, filepath.Join(dir, end.path)) != "n\n1\n2\n" {
			t.Errorf("%s: %q", name, read(t, filepath.Join(dir, end.path)))
		}
	}
}

func TestPathIsCheckedBefore(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "n.csv")
	if err := CheckPath(path, false); err != nil || folder(t, dir) != "" {
		t.Errorf("%v, the folder holds %q", err, folder(t, dir))
	}
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := CheckPath(path, false); !errors.Is(err, fs.ErrExist) {
		t.Errorf("%v", err)
	}
	if err := CheckPath(path, true); err != nil || folder(t, dir) != "n.csv" {
		t.Errorf("%v, the folder holds %q", err, folder(t, dir))
	}
	for _, bad := range []string{dir, filepath.Join(dir, "no", "n.csv")} {
		if CheckPath(bad, true) == nil {
			t.Errorf("%s can be written", bad)
		}
	}
	if err := CheckPath(os.DevNull, false); err != nil {
		t.Error(err)
	}
}
