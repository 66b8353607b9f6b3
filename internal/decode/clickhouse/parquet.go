package clickhouse

import (
	"context"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"sonde/connectors"
	"sonde/internal/decode"
	"sonde/internal/scratch"
)

// parquet reads a Parquet file that comes as a body. What tells its columns
// stands at its end, so that it goes into a private file first.
type parquet struct {
	*decode.ParquetReader
	body io.ReadCloser

	answer  *Answer
	columns []columnar // nil before the first batch
	schema  atomic.Pointer[arrow.Schema]

	busy   sync.Mutex // held while the file is read
	folder *scratch.Folder
}

func readParquet(a *Answer, body io.ReadCloser) source {
	p := &parquet{body: body, answer: a}
	p.ParquetReader = decode.Parquet(p.fetch)
	return p
}

// fetch puts the body into a file.
func (p *parquet) fetch(ctx context.Context) (decode.File, error) {
	defer context.AfterFunc(ctx, func() { _ = p.body.Close() })()
	file, folder, err := spool(p.body)
	p.folder = folder
	if err != nil {
		return nil, err
	}
	return file, nil
}

// spool puts a body into a file of a folder of its own, which is there with an
// error too where it could be made.
func spool(body io.Reader) (*os.File, *scratch.Folder, error) {
	folder, err := scratch.New("")
	if err != nil {
		return nil, nil, connectors.Errorf(connectors.ClassCapacity, "no room for the answer: %w", err)
	}
	file, err := os.OpenFile(folder.Path()+"/answer", os.O_CREATE|os.O_RDWR|os.O_EXCL, 0o600)
	if err != nil {
		return nil, folder, connectors.Errorf(connectors.ClassCapacity, "no room for the answer: %w", err)
	}
	if _, err := io.Copy(file, &unbroken{Reader: body}); err != nil {
		_ = file.Close()
		return nil, folder, err
	}
	return file, folder, nil
}

// unbroken is a body of which nothing is shown before its end: where that does not
// come once it has begun, the answer is cut.
type unbroken struct {
	io.Reader
	begun bool
}

func (u *unbroken) Read(p []byte) (int, error) {
	n, err := u.Reader.Read(p)
	u.begun = u.begun || n > 0
	var broken *connectors.Error
	if u.begun && errors.As(err, &broken) && broken.Class == connectors.ClassUnavailable {
		cut := *broken
		cut.Class = connectors.ClassIncomplete
		return n, &cut
	}
	return n, err
}

func (p *parquet) Next(ctx context.Context) (arrow.RecordBatch, error) {
	p.busy.Lock()
	defer p.busy.Unlock()
	batch, err := p.ParquetReader.Next(ctx)
	if p.columns == nil && p.ParquetReader.Schema() != nil {
		p.describe(batch)
	}
	if err != nil {
		return nil, err
	}
	return convert(batch, p.columns, p.ParquetReader.Schema(), p.Schema()), nil
}

// Schema is nil until the columns are known.
func (p *parquet) Schema() *arrow.Schema { return p.schema.Load() }

// describe finds out what the columns become; there is no batch where there are
// no rows.
func (p *parquet) describe(batch arrow.RecordBatch) {
	columns, schema := p.answer.columnars(p.ParquetReader.Schema(), batch)
	p.columns = columns
	p.schema.Store(schema)
}

// columnars are what columns of Parquet or Arrow become, and the schema of that.
// The first batch is nil where there are no rows, or none are known yet.
func (a *Answer) columnars(sent *arrow.Schema, batch arrow.RecordBatch) ([]columnar, *arrow.Schema) {
	told := a.options.Columns
	columns := make([]columnar, sent.NumFields())
	fields := make([]arrow.Field, sent.NumFields())
	var bare []string
	for i, f := range sent.Fields() {
		var first arrow.Array
		if batch != nil {
			first = batch.Column(i)
		}
		typeText := ""
		if len(told) == len(fields) && told[i].Name == f.Name {
			typeText = told[i].Type
		} else if f.Type.ID() == arrow.FIXED_SIZE_BINARY {
			bare = append(bare, f.Name)
		}
		columns[i] = columnarOf(f, typeText, a.options.Zone, first)
		fields[i] = columns[i].field
	}
	if len(bare) > 0 {
		a.warn("%s: %s has only the bytes of these values, which may be wide integers or addresses of networks; other formats tell their types", strings.Join(bare, ", "), a.options.Format)
	}
	return columns, arrow.NewSchema(fields, nil)
}

// convert makes the columns of a batch what the schema says. One that came as
// text, because it did not fit, stays that.
func convert(batch arrow.RecordBatch, to []columnar, sent, schema *arrow.Schema) arrow.RecordBatch {
	fields, columns := schema.Fields(), slices.Clone(batch.Columns())
	for i, c := range to {
		if c.read != nil && arrow.TypeEqual(columns[i].DataType(), sent.Field(i).Type) {
			columns[i] = c.read(columns[i])
		}
		fields[i].Type = columns[i].DataType()
	}
	return array.NewRecordBatch(arrow.NewSchema(fields, nil), columns, batch.NumRows())
}

// Close ends the fetching first, so that it does not wait for it.
func (p *parquet) Close() error {
	_ = p.body.Close()
	p.busy.Lock()
	defer p.busy.Unlock()
	err := p.ParquetReader.Close()
	if p.folder == nil {
		return err
	}
	folder := p.folder
	p.folder = nil
	if e := folder.Remove(); err == nil {
		err = e
	}
	return err
}
