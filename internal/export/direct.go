package export

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// Direct reports whether [ToFile] writes to a path as it stands: to a device, a named
// pipe, or a file that whoever started the program has opened for it.
func Direct(path string) bool {
	info, err := os.Stat(path)
	return err == nil && isDirect(path, info)
}

func isDirect(path string, info fs.FileInfo) bool {
	return !info.IsDir() && (!info.Mode().IsRegular() || isDescriptor(path))
}

// isDescriptor reports whether a path names a file that is open.
func isDescriptor(path string) bool {
	path = filepath.ToSlash(filepath.Clean(path))
	return path == "/dev/stdout" || path == "/dev/stderr" ||
		strings.HasPrefix(path, "/dev/fd/") || strings.HasPrefix(path, "/proc/self/fd/")
}

// readerPause is how long to wait before a named pipe is looked at again.
const readerPause = 20 * time.Millisecond

// openDirect opens what is written to as it stands, behind what was written there. A
// named pipe has to wait for its reader, which an end of the context ends.
func openDirect(ctx context.Context, path string, info fs.FileInfo) (*os.File, error) {
	const flags = os.O_WRONLY | os.O_APPEND
	if info.Mode()&fs.ModeNamedPipe == 0 || isDescriptor(path) {
		return os.OpenFile(path, flags, 0)
	}
	for {
		file, err := os.OpenFile(path, flags|syscall.O_NONBLOCK, 0)
		if !errors.Is(err, syscall.ENXIO) {
			return file, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(readerPause):
		}
	}
}

// stopWith has the end of a context end a write that waits for a reader, until done is
// called.
func (t *target) stopWith(ctx context.Context) (done func()) {
	if t.temp != "" {
		return func() {}
	}
	stop := context.AfterFunc(ctx, func() {
		_ = t.file.SetWriteDeadline(time.Now()) // What takes no deadline, such as a disk, does not wait.
	})
	return func() { stop() }
}
