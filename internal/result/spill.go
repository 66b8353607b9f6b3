package result

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"strconv"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/ipc"

	"sonde/connectors"
	"sonde/internal/scratch"
)

// encoderSize is the write buffer in bytes. Large buffers of a batch pass it
// by; it gathers the many small ones of a wide batch.
const encoderSize = 256 << 10

// castagnoli is the checksum that processors compute by themselves.
var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// spillFile is the file of one store: one Arrow IPC stream per batch, each with
// its own schema, one after the other.
type spillFile interface {
	io.ReaderAt
	io.WriterAt
	io.Closer
	Truncate(size int64) error
}

func createSpillFile(path string) (spillFile, error) {
	return os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
}

// write appends a batch to the file of its store and returns the bytes written.
// The caller holds Pool.spilling and has taken the chunk out of its queue.
func (p *Pool) write(c *chunk) (int64, error) {
	s := c.store
	if err := p.openFile(s); err != nil {
		return 0, p.capacityError(err)
	}
	w, sum := io.NewOffsetWriter(s.file, s.end), crc32.New(castagnoli)
	p.encoder.Reset(io.MultiWriter(w, sum))
	invalid := encode(p.encoder, c.batch.Load().RecordBatch)
	if err := p.encoder.Flush(); err != nil {
		return 0, p.capacityError(errors.Join(err, s.file.Truncate(s.end)))
	}
	if invalid != nil {
		return 0, connectors.Errorf(connectors.ClassInternal, "rows of these types cannot be written to disk: %w", invalid)
	}
	length, _ := w.Seek(0, io.SeekCurrent)
	c.offset, c.length, c.sum = s.end, length, sum.Sum32()
	s.end += length
	return length, nil
}

// openFile makes the private folder and the file of a store where they are
// missing.
func (p *Pool) openFile(s *Store) (err error) {
	if s.file != nil {
		return nil
	}
	if p.folder == nil {
		if p.folder, err = scratch.New(p.dir); err != nil {
			return err
		}
		p.encoder = bufio.NewWriterSize(nil, encoderSize)
	}
	p.files++
	path := filepath.Join(p.folder.Path(), strconv.Itoa(p.files)+".arrows")
	file, err := p.create(path)
	if err != nil {
		return err
	}
	s.file, s.path = file, path
	return nil
}

func (p *Pool) capacityError(err error) error {
	e := connectors.Errorf(connectors.ClassCapacity, "the rows do not fit in memory and could not be written to %s: %w", p.dir, err)
	return e.WithHint("Free space there or set TMPDIR to another folder; closing results frees memory.")
}

// encode writes a batch as an Arrow IPC stream of its own.
func encode(w io.Writer, b arrow.RecordBatch) error {
	stream := ipc.NewWriter(w, ipc.WithSchema(b.Schema()))
	return errors.Join(stream.Write(b), stream.Close())
}

// fetch returns the batch, and whether it was read from the disk just now. It
// changes nothing.
func (c *chunk) fetch(ctx context.Context) (b *box, fetched bool, err error) {
	if b := c.peek(); b != nil {
		return b, false, nil
	}
	if err := ctx.Err(); err != nil {
		return nil, false, err
	}
	if c.store.closed.Load() {
		return nil, false, ErrClosed
	}
	batch, err := c.readBack()
	switch {
	case err == nil:
		return &box{batch}, true, nil
	case c.store.closed.Load():
		return nil, false, ErrClosed
	}
	return nil, false, connectors.Errorf(connectors.ClassInternal, "rows %d to %d could not be read back from %s: %w",
		c.first, c.first+c.rows-1, c.store.path, err)
}

// readBack reads the batch from the disk. The bytes are checked first: a
// damaged stream could give wrong values, and makes the Arrow library ask for
// any amount of memory.
func (c *chunk) readBack() (arrow.RecordBatch, error) {
	sum := crc32.New(castagnoli)
	if _, err := io.Copy(sum, c.section()); err != nil {
		return nil, err
	}
	if sum.Sum32() != c.sum {
		return nil, errors.New("the file has been damaged")
	}
	b, err := decode(c.section())
	if err != nil {
		return nil, err
	}
	return c.restore(b), nil
}

func (c *chunk) section() *io.SectionReader {
	return io.NewSectionReader(c.store.file, c.offset, c.length)
}

// decode reads the one batch of a stream.
func decode(r io.Reader) (arrow.RecordBatch, error) {
	stream, err := ipc.NewReader(r)
	if err != nil {
		return nil, err
	}
	if !stream.Next() {
		return nil, cmp.Or(stream.Err(), io.ErrUnexpectedEOF)
	}
	return stream.RecordBatch(), nil
}

// restore gives a batch that was read back the schema that it was appended
// with, so that readers may compare schemas by address.
func (c *chunk) restore(b arrow.RecordBatch) arrow.RecordBatch {
	if !sameTypes(b.Schema(), c.schema) {
		return b
	}
	return array.NewRecordBatch(c.schema, b.Columns(), b.NumRows())
}

// sameTypes says whether two schemas have the same column types in order.
func sameTypes(a, b *arrow.Schema) bool {
	if a == b {
		return true
	}
	if a.NumFields() != b.NumFields() {
		return false
	}
	for i := range a.NumFields() {
		if !arrow.TypeEqual(a.Field(i).Type, b.Field(i).Type) {
			return false
		}
	}
	return true
}
