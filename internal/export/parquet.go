package export

import (
	"bytes"
	"encoding/binary"
	"io"
	"slices"
	"sync/atomic"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/compress"
	"github.com/apache/arrow-go/v18/parquet/metadata"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"

	"sonde/connectors"
)

const (
	parquetMagic = "PAR1"
	// A row group ends after this many rows or bytes, whichever comes first.
	groupRows  = 122880
	groupBytes = 64 << 20
)

var parquetCodecs = map[string]compress.Compression{
	"":       compress.Codecs.Snappy,
	"snappy": compress.Codecs.Snappy,
	"zstd":   compress.Codecs.Zstd,
	"gzip":   compress.Codecs.Gzip,
	"none":   compress.Codecs.Uncompressed,
}

// parquetFile writes row groups that are encoded at the same time. Each is
// encoded as a file of its own in memory; its pages are then copied into the
// real file and its metadata is moved to where they are.
type parquetFile struct {
	w       io.Writer
	columns []fileColumn
	schema  *arrow.Schema // of the file
	options []parquet.WriterProperty
	late    func() string
	footer  *metadata.FileMetaData
	offset  int64
	groups  *inOrder[rowGroup]
	pending []arrow.RecordBatch
	rows    int64 // in pending
	bytes   int64 // in pending, about
	closed  bool
	size    atomic.Int64 // of the largest row group so far, encoded
}

// rowGroup is a file of one row group without its footer.
type rowGroup struct {
	pages  []byte
	footer *metadata.FileMetaData
}

func newParquet(w io.Writer, schema *arrow.Schema, o Options) (Writer, error) {
	codec, ok := parquetCodecs[o.Compression]
	if !ok {
		return nil, connectors.Errorf(connectors.ClassConfig, "Parquet has no compression %q; it has snappy, zstd, gzip and none", o.Compression)
	}
	if schema.NumFields() == 0 {
		return nil, connectors.Errorf(connectors.ClassUnsupported, "a result without columns cannot be a Parquet file")
	}
	p := &parquetFile{w: w, late: o.lateNote}
	p.columns = planned(schema, parquetColumn)
	p.schema = withNote(parquetSchema(p.columns, schema), o.Note)
	p.options = []parquet.WriterProperty{
		parquet.WithCompression(codec), parquet.WithVersion(parquet.V2_LATEST),
		parquet.WithDictionaryDefault(false), parquet.WithMaxRowGroupLength(1 << 40),
		parquet.WithBatchSize(1 << 13), parquet.WithCreatedBy("sonde"), parquet.WithStoreDecimalAsInteger(true),
	}
	if err := p.leaveOutStatistics(); err != nil {
		return nil, err
	}
	if err := p.begin(); err != nil {
		return nil, err
	}
	return p, nil
}

// leaveOutStatistics leaves the least and greatest values of elements of lists and maps
// out: where there are none the writer makes some up, at which readers fail.
func (p *parquetFile) leaveOutStatistics() error {
	s, err := pqarrow.ToParquet(p.schema, nil, pqarrow.DefaultWriterProps())
	if err != nil {
		return connectors.Errorf(connectors.ClassUnsupported, "the result cannot be a Parquet file: %w", err)
	}
	for i := range s.NumColumns() {
		if column := s.Column(i); column.MaxRepetitionLevel() > 0 {
			p.options = append(p.options, parquet.WithStatsFor(column.Path(), false))
		}
	}
	return nil
}

// begin writes the magic number and takes the footer of an empty file, to which
// row groups are added.
func (p *parquetFile) begin() error {
	empty, err := p.encode(nil)
	if err != nil {
		return err
	}
	p.footer = empty.footer
	p.groups = newInOrder(p.append)
	p.groups.submit(func() (rowGroup, error) { return rowGroup{pages: []byte(parquetMagic)}, nil })
	return nil
}

// append writes an encoded row group to the file.
func (p *parquetFile) append(g rowGroup) error {
	if g.footer != nil {
		moveGroups(g.footer, p.offset)
		if err := p.footer.AppendRowGroups(g.footer); err != nil {
			return err
		}
	}
	n, err := p.w.Write(g.pages)
	p.offset += int64(n)
	return err
}

// moveGroups adds distance to every position that the metadata holds.
func moveGroups(m *metadata.FileMetaData, distance int64) {
	for _, group := range m.RowGroups {
		group.Ordinal = nil
		move(group.FileOffset, distance)
		for _, chunk := range group.Columns {
			chunk.FileOffset += distance
			chunk.MetaData.DataPageOffset += distance
			move(chunk.MetaData.DictionaryPageOffset, distance)
			move(chunk.MetaData.IndexPageOffset, distance)
		}
	}
}

func move(offset *int64, distance int64) {
	if offset != nil {
		*offset += distance
	}
}

// encode makes a row group of batches of the file's schema.
func (p *parquetFile) encode(batches []arrow.RecordBatch) (rowGroup, error) {
	buffer := bytes.NewBuffer(make([]byte, 0, p.size.Load()))
	properties := parquet.NewWriterProperties(p.optionsFor(batches)...)
	w, err := pqarrow.NewFileWriter(p.schema, buffer, properties, pqarrow.NewArrowWriterProperties(pqarrow.WithStoreSchema()))
	if err != nil {
		return rowGroup{}, connectors.Errorf(connectors.ClassUnsupported, "the result cannot be a Parquet file: %w", err)
	}
	if len(batches) > 0 {
		if err := writeGroup(w, batches); err != nil {
			return rowGroup{}, err
		}
	}
	if err := w.Close(); err != nil {
		return rowGroup{}, err
	}
	if n := int64(buffer.Len()); n > p.size.Load() {
		p.size.Store(n + n/16)
	}
	footer, err := w.FileMetadata()
	return rowGroup{pages: pagesOf(buffer.Bytes()), footer: footer}, err
}

// pagesOf returns what stands between the magic number and the footer of a file.
func pagesOf(file []byte) []byte {
	end := len(file) - len(parquetMagic) - 4
	return file[len(parquetMagic) : end-int(binary.LittleEndian.Uint32(file[end:]))]
}

// optionsFor adds a dictionary for the text columns whose values repeat. Where
// they do not, a dictionary costs time and saves nothing.
func (p *parquetFile) optionsFor(batches []arrow.RecordBatch) []parquet.WriterProperty {
	options := slices.Clip(p.options)
	for i, f := range p.schema.Fields() {
		if f.Type.ID() == arrow.STRING && len(batches) > 0 && repeats(batches[0].Column(i).(*array.String)) {
			options = append(options, parquet.WithDictionaryPath(parquet.ColumnPath{f.Name}, true))
		}
	}
	return options
}

// repeats looks at some values of a column.
func repeats(a *array.String) bool {
	const sampled = 1024
	seen := make(map[string]struct{}, sampled)
	n := min(a.Len(), sampled)
	for i := range n {
		if seen[a.Value(i)] = struct{}{}; len(seen) > n/2+1 {
			return false
		}
	}
	return true
}

// Write adds a batch to the row group and encodes it when it is full.
func (p *parquetFile) Write(b arrow.RecordBatch) error {
	for from := int64(0); from < b.NumRows(); from += groupRows {
		part := b.NewSlice(from, min(from+groupRows, b.NumRows()))
		p.pending = append(p.pending, part)
		p.rows += part.NumRows()
		for _, c := range part.Columns() {
			p.bytes += int64(c.Data().SizeInBytes())
		}
		if p.rows >= groupRows || p.bytes >= groupBytes {
			p.flush()
		}
	}
	return p.groups.failed()
}

// flush encodes the row group that is pending.
func (p *parquetFile) flush() {
	batches := p.pending
	p.pending, p.rows, p.bytes = nil, 0, 0
	p.groups.submit(func() (rowGroup, error) {
		var err error
		for i, b := range batches {
			if batches[i], err = convertAll(p.columns, p.schema, b); err != nil {
				return rowGroup{}, err
			}
		}
		g, err := p.encode(batches)
		if g.footer != nil {
			moveGroups(g.footer, -int64(len(parquetMagic)))
		}
		return g, err
	})
}

// Close writes the last row group and the footer.
func (p *parquetFile) Close() error {
	if p.closed {
		return p.groups.failed()
	}
	p.closed = true
	if p.rows > 0 {
		p.flush()
	}
	if err := p.groups.close(); err != nil {
		return err
	}
	if err := p.noteAtEnd(); err != nil {
		return err
	}
	n, err := p.footer.WriteTo(p.w, nil)
	if err != nil {
		return err
	}
	_, err = p.w.Write(append(binary.LittleEndian.AppendUint32(nil, uint32(n)), parquetMagic...))
	return err
}

// noteAtEnd adds what has become known with the last row to the footer.
func (p *parquetFile) noteAtEnd() error {
	note := p.late()
	if note == "" {
		return nil
	}
	pairs := p.footer.KeyValueMetadata()
	err := pairs.Append(noteKey, note)
	p.footer.FileMetaData.KeyValueMetadata = pairs
	return err
}
