package duckdb

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"sonde/connectors"
)

// openTrial opens a database to see whether it can be. One that would be made is
// tried in memory, and what the configuration adds is tried beside it, so that no
// file is made or changed.
func openTrial(ctx context.Context, path string, c connectors.Config) (*Conn, error) {
	note := ""
	if _, err := os.Stat(path); path != "" && errors.Is(err, fs.ErrNotExist) {
		if folder := filepath.Dir(path); !isFolder(folder) {
			return nil, connectors.Errorf(connectors.ClassNotFound, "%s cannot be made: there is no folder %s", path, folder)
		}
		path, note = "", path+" is made when the connection is opened"
	}
	if paths := filesOf(c); len(paths) > 0 {
		beside, err := openPath(ctx, "", c)
		if err != nil {
			return nil, err
		}
		defer beside.Close() // It was only to read the files.
		if err := beside.openFiles(ctx, paths, false); err != nil {
			return nil, err
		}
	}
	conn, err := openPath(ctx, path, c)
	if err != nil {
		return nil, err
	}
	conn.note = note
	return conn, nil
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}
