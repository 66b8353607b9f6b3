package export

import (
	"bufio"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
)

// Source yields the batches of a result. It is the part of connectors.Rows that
// an export needs.
type Source interface {
	// Schema may be nil until Next has returned for the first time.
	Schema() *arrow.Schema
	// Next returns the next batch, or io.EOF after the last one.
	Next(ctx context.Context) (arrow.RecordBatch, error)
}

// Progress counts the rows that were taken from the source and the bytes that
// reached the file.
type Progress struct {
	Rows, Bytes int64
	// Note names the columns that became text for a value that their types did not
	// hold, with the value where it came late; empty where there are none.
	Note string
	// Stopped says that a command stopped reading early. Rows and Bytes are then those
	// of the pieces that it was given whole.
	Stopped bool
}

// ToFile writes everything that the source yields to the file at path. An empty
// format is read from the path's extension, and so is the compression. The file
// appears under its name when it is complete and safe on the disk; an export
// that fails or is cancelled leaves nothing behind. Devices and pipes are
// written to directly. Where a value comes late that does not fit the type that
// its column has in the file, the file is written anew with the column as text. A
// file that exists is an error unless o.Overwrite is set. The function progress,
// which may be nil, is called after every batch.
//
// The error is an *[Unnamed] where o.KeepUnnamed or o.Hold asks for that, and else an
// *[connectors.Error]: of the source's own class where the source failed, Cancelled, Capacity where the disk is full, Permission or
// NotFound for the path.
func ToFile(ctx context.Context, path, format string, src Source, o Options, progress func(Progress)) (Progress, error) {
	compression, err := chooseFormat(path, &format)
	if err != nil {
		return Progress{}, err
	}
	t, err := openTarget(ctx, path, o)
	if err != nil {
		return Progress{}, fileError(err, path)
	}
	defer t.stopWith(ctx)()
	e := &fileExport{target: t, progress: progress}
	if err := e.run(ctx, format, compression, src, o); err != nil {
		if errors.Is(err, os.ErrDeadlineExceeded) {
			err = ctx.Err()
		}
		return e.count(), fileError(errors.Join(err, t.discard()), path)
	}
	return e.count(), fileError(t.publish(), path)
}

// chooseFormat fills in a format that is not given and returns the compression.
func chooseFormat(path string, format *string) (compression string, err error) {
	byName, compression, err := FromPath(path)
	if *format == "" {
		*format = byName
		return compression, err
	}
	if err != nil {
		compression = compressions[extensionOf(filepath.Base(path))]
	}
	return compression, nil
}

type fileExport struct {
	target   *target
	progress func(Progress)
	rows     int64
	bytes    atomic.Int64
	notes    []string // of columns that became text
}

func (e *fileExport) count() Progress {
	return Progress{Rows: e.rows, Bytes: e.bytes.Load(), Note: strings.Join(e.notes, "; ")}
}

// Write counts what reaches the file.
func (e *fileExport) Write(b []byte) (int, error) {
	n, err := e.target.file.Write(b)
	e.bytes.Add(int64(n))
	return n, err
}

// run writes the file, and writes it anew as often as a value does not fit the
// type that its column has in it.
func (e *fileExport) run(ctx context.Context, format, compression string, src Source, o Options) error {
	err := e.write(ctx, format, compression, src, o)
	var late *lateMisfit
	for errors.As(err, &late) && e.target.temp != "" {
		earlier, failure := e.target.beginAnew(o.Journal, format, late.schema)
		if failure != nil {
			return failure
		}
		defer earlier.close() //nolint:errcheck // What stays is removed by the next export into the folder.
		if err := earlier.open(ctx, format); err != nil {
			return err
		}
		e.bytes.Store(0)
		e.notes = append(e.notes, late.note())
		src = &anew{schema: late.retyped(), earlier: earlier, batch: late.batch, rest: src}
		err = e.write(ctx, format, compression, src, o)
	}
	return err
}

func (e *fileExport) write(ctx context.Context, format, compression string, src Source, o Options) error {
	buffered := bufio.NewWriterSize(e, 1<<18)
	packed, err := compressor(buffered, compression)
	if err != nil {
		return err
	}
	written, err := writeTo(ctx, packed, format, src, o, func(rows int64) {
		e.rows = max(e.rows, rows) // Rows that are written anew have been counted.
		if e.progress != nil {
			e.progress(e.count())
		}
	})
	if written.Note != "" {
		e.notes = append(e.notes, written.Note)
	}
	return firstFailure(err, packed.Close(), buffered.Flush())
}

// To writes everything that the source yields to a writer, and calls tell, if it
// is not nil, after every batch with the number of rows so far. It returns how
// many rows were taken, and the note on them; the bytes it does not count.
func To(ctx context.Context, to io.Writer, format string, src Source, o Options, tell func(rows int64)) (Progress, error) {
	if tell == nil {
		tell = func(int64) {}
	}
	return writeTo(ctx, to, format, src, o, tell)
}

// writeTo writes everything that a source yields in a format, and tells after
// every batch how many rows have been taken. The bytes it does not count.
func writeTo(ctx context.Context, to io.Writer, format string, src Source, o Options, tell func(rows int64)) (written Progress, err error) {
	first, err := src.Next(ctx)
	if err != nil && !errors.Is(err, io.EOF) {
		return written, err
	}
	schema, note, err := schemaFor(ctx, format, src, first)
	if err != nil {
		return written, err
	}
	w, err := NewWriter(to, format, schema, o)
	if err != nil {
		return written, err
	}
	rows, err := copyTo(ctx, w, first, src, tell)
	err = firstFailure(err, w.Close())
	if sheet, ok := w.(*workbook); ok {
		note = sheet.note()
	}
	if text, ok := w.(*pipeline); ok && err != nil {
		rows = text.written.Load()
	}
	return Progress{Rows: rows, Note: note}, err
}

// firstFailure is the first error of several, but a late misfit only where the
// others are none: the file that it asks to begin anew has to be sound.
func firstFailure(errs ...error) error {
	var late *lateMisfit
	var first error
	for _, err := range errs {
		if err != nil && (first == nil || errors.As(first, &late)) {
			first = err
		}
	}
	return first
}

// copyTo writes the first batch, which is nil for an empty result, and the rest.
func copyTo(ctx context.Context, w Writer, b arrow.RecordBatch, src Source, tell func(rows int64)) (rows int64, err error) {
	for b != nil {
		if err := ctx.Err(); err != nil {
			return rows, err
		}
		if err := w.Write(b); err != nil {
			return rows, err
		}
		rows += b.NumRows()
		tell(rows)
		if b, err = src.Next(ctx); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return rows, err
		}
	}
	return rows, ctx.Err()
}

// fileError classes what the operating system says, and names the file.
func fileError(err error, path string) error {
	var known *connectors.Error
	var unnamed *Unnamed
	name := filepath.Base(path)
	switch {
	case err == nil:
		return nil
	case errors.As(err, &unnamed):
		return unnamed
	case errors.As(err, &known):
		return known
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return connectors.AsError(err)
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return connectors.Errorf(connectors.ClassCapacity, "%s: %w", name, bare(err)).WithHint("Free some space, or export to another disk.")
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return connectors.Errorf(connectors.ClassPermission, "%s: %w", name, bare(err))
	case errors.Is(err, fs.ErrNotExist):
		return folderError(filepath.Dir(path))
	case errors.Is(err, fs.ErrExist):
		exists := &connectors.Error{Class: connectors.ClassConfig, Message: name + " exists already", Position: -1, Cause: err}
		return exists.WithHint("Choose another name, or allow to overwrite it.")
	}
	return connectors.Errorf(connectors.ClassUnavailable, "%s: %w", name, bare(err))
}

// folderError says why a folder takes no file. That of a system's own kind, such
// as /proc, is there and says that the new file is not.
func folderError(folder string) *connectors.Error {
	if _, err := os.Stat(folder); err == nil {
		return connectors.Errorf(connectors.ClassPermission, "no file can be made in the folder %s", folder)
	}
	return connectors.Errorf(connectors.ClassNotFound, "the folder %s does not exist", folder)
}

// bare drops the operation and the path, which may be that of a temporary name.
func bare(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}

// WriteText writes a text to the file at path as [ToFile] does: whole, or not at
// all.
func WriteText(path, text string, overwrite bool) error {
	t, err := openTarget(context.Background(), path, Options{Overwrite: overwrite})
	if err != nil {
		return fileError(err, path)
	}
	if _, err := io.WriteString(t.file, text); err != nil {
		return fileError(errors.Join(err, t.discard()), path)
	}
	return fileError(t.publish(), path)
}
