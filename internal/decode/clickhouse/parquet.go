package clickhouse

import (
	"context"
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
	folder, err := scratch.New("")
	if err != nil {
		return nil, connectors.Errorf(connectors.ClassCapacity, "no room for the answer: %w", err)
	}
	p.folder = folder
	file, err := os.OpenFile(folder.Path()+"/answer.parquet", os.O_CREATE|os.O_RDWR|os.O_EXCL, 0o600)
	if err != nil {
		return nil, connectors.Errorf(connectors.ClassCapacity, "no room for the answer: %w", err)
	}
	if _, err := io.Copy(file, p.body); err != nil {
		_ = file.Close()
		return nil, err
	}
	return file, nil
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
	return p.convert(batch), nil
}

// Schema is nil until the columns are known.
func (p *parquet) Schema() *arrow.Schema { return p.schema.Load() }

// describe finds out what the columns become; there is no batch where there are
// no rows.
func (p *parquet) describe(batch arrow.RecordBatch) {
	sent, told := p.ParquetReader.Schema(), p.answer.options.Columns
	p.columns = make([]columnar, sent.NumFields())
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
		p.columns[i] = columnarOf(f, typeText, p.answer.options.Zone, first)
		fields[i] = p.columns[i].field
	}
	if len(bare) > 0 {
		p.answer.warn("%s: Parquet has only the bytes of these values, which may be wide integers or addresses of networks; other formats tell their types", strings.Join(bare, ", "))
	}
	p.schema.Store(arrow.NewSchema(fields, nil))
}

// convert makes the columns of a batch what the schema says. One that came as
// text, because it did not fit, stays that.
func (p *parquet) convert(batch arrow.RecordBatch) arrow.RecordBatch {
	fields, columns := p.Schema().Fields(), slices.Clone(batch.Columns())
	for i, c := range p.columns {
		if c.read != nil && arrow.TypeEqual(columns[i].DataType(), p.ParquetReader.Schema().Field(i).Type) {
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
