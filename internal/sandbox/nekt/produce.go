package nekt

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/google/uuid"

	"sonde/connectors"
	"sonde/internal/sandbox/face"
)

// Parts of a result end after this many rows, unless the request wishes
// otherwise.
const standardPartRows = 500_000

// part is a file of a result, in the making.
type part interface {
	Write(b arrow.RecordBatch) error
	// Close ends the file's content, and leaves what is below open.
	Close() error
}

// production writes the parts of one result.
type production struct {
	*request
	folder  string
	listing bool // a text file without column names
	schema  *arrow.Schema
	most    int64 // rows of a part

	id      string
	started time.Time
	done    []*object
	part    part
	file    *os.File
	zip     *gzip.Writer
	rows    int64 // in the part
}

// produce runs a statement and puts its result into the store.
func (s *service) produce(ctx context.Context, q *request) ([]*object, error) {
	rows, err := s.engine.Query(ctx, connectors.Statement{SQL: q.cloud.translate(q.sql), TimeZone: "UTC"})
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	p := &production{request: q, folder: s.folder.Path(), schema: rows.Schema(), id: uuid.NewString(), started: time.Now()}
	p.listing = q.cloud == aws && isListing(q.sql)
	p.most = p.measure()
	if err := p.check(); err != nil {
		return nil, err
	}
	if err := p.all(ctx, rows); err != nil {
		return nil, errors.Join(err, p.discard())
	}
	s.keep(p.done)
	return p.done, nil
}

// measure is the number of rows of a part; 0 where there is one part only.
func (p *production) measure() int64 {
	switch {
	case p.cloud == aws && (!p.parquet || p.listing):
		return 0
	case p.wishes.partRows > 0:
		return p.wishes.partRows
	}
	return standardPartRows
}

// all writes every row, and then what a result without rows still has: Athena
// unloads nothing, all others have a file with column names.
func (p *production) all(ctx context.Context, rows *face.Result) error {
	for {
		batch, err := rows.Next(ctx)
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil {
			err = p.write(batch)
		}
		if err != nil {
			return err
		}
	}
	if err := p.end(); err != nil {
		return err
	}
	unloads := p.cloud == aws && p.parquet && !p.listing
	if len(p.done) == 0 && !unloads || p.wishes.emptyPart {
		return errors.Join(p.begin(), p.end())
	}
	return nil
}

// write spreads a batch over parts.
func (p *production) write(b arrow.RecordBatch) error {
	for start := int64(0); start < b.NumRows(); {
		if p.part == nil {
			if err := p.begin(); err != nil {
				return err
			}
		}
		n := b.NumRows() - start
		if p.most > 0 {
			n = min(n, p.most-p.rows)
		}
		if err := p.part.Write(b.NewSlice(start, start+n)); err != nil {
			return err
		}
		start, p.rows = start+n, p.rows+n
		if p.rows == p.most {
			if err := p.end(); err != nil {
				return err
			}
		}
	}
	return nil
}

// begin opens the next part.
func (p *production) begin() (err error) {
	p.rows, p.zip = 0, nil
	if p.file, err = os.CreateTemp(p.folder, "object-"); err != nil {
		return err
	}
	var to io.Writer = p.file
	if p.zipped() {
		p.zip = gzip.NewWriter(p.file)
		to = p.zip
	}
	switch {
	case p.parquet && !p.listing:
		p.part, err = newParquet(to, p.schema, p.cloud, p.compression)
	case p.listing:
		p.part = newListing(to, p.schema)
	default:
		p.part, err = newCSV(to, p.schema, p.request)
	}
	return err
}

func (p *production) zipped() bool {
	return !p.parquet && !p.listing && (p.compression == "GZIP" || p.wishes.gzip)
}

// end closes a part and makes it an object.
func (p *production) end() error {
	if p.part == nil {
		return nil
	}
	err := p.part.Close()
	p.part = nil
	if p.zip != nil {
		err = errors.Join(err, p.zip.Close())
	}
	info, statErr := p.file.Stat()
	if err = errors.Join(err, statErr, p.file.Close()); err != nil {
		return err
	}
	p.done = append(p.done, &object{
		name: p.name(), file: p.file.Name(), size: info.Size(), cloud: p.cloud, stored: time.Now(),
		zipped: p.zip != nil, encoded: p.zip != nil && p.wishes.encoding, whole: p.wishes.noRange,
	})
	return nil
}

// discard removes the files of a result that has failed.
func (p *production) discard() error {
	var failed error
	if p.part != nil {
		failed = errors.Join(p.file.Close(), os.Remove(p.file.Name()))
	}
	for _, o := range p.done {
		failed = errors.Join(failed, os.Remove(o.file))
	}
	return failed
}

// name is the path of the next object as the clouds name them. Parts that Athena
// unloads have no extension.
func (p *production) name() string {
	n := len(p.done)
	if p.cloud == gcp {
		name := fmt.Sprintf("/nekt-sandbox/%s/query-%s-%012d", p.id, stamp(p.started), n)
		switch {
		case p.parquet:
			return name + ".parquet"
		case p.compression == "GZIP":
			return name + ".csv.gz"
		}
		return name + ".csv"
	}
	switch {
	case p.listing:
		return "/nekt-sandbox-athena/results/" + p.id + ".txt"
	case p.parquet:
		return fmt.Sprintf("/nekt-sandbox-athena/unload/%s/%s_%05d_sonde_%s", p.id, p.started.UTC().Format("20060102_150405"), n, uuid.NewString())
	}
	if n > 0 {
		return fmt.Sprintf("/nekt-sandbox-athena/results/%s-%d.csv", p.id, n)
	}
	return "/nekt-sandbox-athena/results/" + p.id + ".csv"
}
