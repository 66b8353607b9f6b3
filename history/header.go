package history

import (
	"context"
	"encoding/binary"
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
	log, missing := os.ReadFile(path + "-wal")
	if err == nil || errors.Is(err, os.ErrNotExist) {
		if len(data) == 0 {
			data = pageFor(log)
		}
		mendHeader(data)
		err = os.WriteFile(readable, data, 0o600)
	}
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
// page size, how pages are laid out and shared, and how many there are.
func mendHeader(data []byte) {
	const pageSize, versions, payload, pages = 16, 18, 21, 28
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
	// SQLite reads nothing of a file that is shorter than it says.
	size := int(binary.BigEndian.Uint16(data[pageSize:]))
	if size == 1 {
		size = 1 << 16
	}
	binary.BigEndian.PutUint32(data[pages:], uint32(len(data)/size))
}

// emptied reports whether the file has lost everything, as after a disk was full: it
// has no bytes, though sessions have been before.
func (s *Store) emptied() bool {
	info, err := os.Stat(s.path)
	if err != nil || info.Size() > 0 {
		return false
	}
	_, err = os.Stat(s.sessionFolder())
	return err == nil
}

// connectSound is connect for a file that is not lost: SQLite drops the changes that
// lie beside an empty file, and with them what can still be saved.
func (s *Store) connectSound(ctx context.Context) (version int, err error) {
	info, err := os.Stat(s.path)
	lost := errors.Is(err, os.ErrNotExist) || err == nil && info.Size() == 0
	if lost && s.hasLog() {
		return 0, errUnsound
	}
	return s.connect(ctx)
}

// pageFor is an empty first page of the size that the log of changes beside a lost
// file has; SQLite reads the pages of the log over it.
func pageFor(log []byte) []byte {
	const sizeAt, sizeEnd = 8, 12
	if len(log) < sizeEnd {
		return nil
	}
	size := binary.BigEndian.Uint32(log[sizeAt:sizeEnd])
	if size < 512 || size > 65536 {
		return nil
	}
	page := make([]byte, size)
	binary.BigEndian.PutUint16(page[16:], uint16(size)) // 65536 is written as 1, which is mended where it is 0.
	return page
}
