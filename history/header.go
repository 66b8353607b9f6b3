package history

import (
	"errors"
	"os"
)

// A file whose first bytes are overwritten may be whole behind them. What is read
// of a damaged file is read from a copy with a sound header, while the file itself
// stays as it was found.

const headerMark = "SQLite format 3\x00"

// repaired makes a copy of a damaged file with a sound header, and returns its
// path and what removes it again. Where there is no room for a copy, it is the
// file itself.
func repaired(path string) (readable string, done func()) {
	readable = path + ".repair"
	done = func() {
		for _, suffix := range databaseSuffixes {
			_ = os.Remove(readable + suffix) // It lies beside what was set aside, and harms nobody.
		}
	}
	data, err := os.ReadFile(path)
	if err == nil {
		mendHeader(data)
		err = os.WriteFile(readable, data, 0o600)
	}
	log, missing := os.ReadFile(path + "-wal")
	if missing == nil {
		err = errors.Join(err, os.WriteFile(readable+"-wal", log, 0o600))
	}
	if err != nil {
		done()
		return path, func() {}
	}
	return readable, done
}

// mendHeader writes what stands in the first bytes of every history: the mark, a
// page size, and how pages are laid out and shared.
func mendHeader(data []byte) {
	const pageSize, versions, payload = 16, 18, 21
	if len(data) < 100 {
		return
	}
	copy(data, headerMark)
	if size := int(data[pageSize])<<8 | int(data[pageSize+1]); size != 1 && (size < 512 || size&(size-1) != 0) {
		data[pageSize], data[pageSize+1] = 0x10, 0
	}
	if data[versions] > 2 || data[versions] == 0 || data[versions+1] > 2 || data[versions+1] == 0 {
		data[versions], data[versions+1] = 2, 2
	}
	data[versions+2] = 0
	copy(data[payload:], []byte{64, 32, 32})
}
