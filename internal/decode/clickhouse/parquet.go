package clickhouse

import (
	"context"
	"io"
	"os"
	"sync"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
	"sonde/internal/decode"
	"sonde/internal/scratch"
)

// parquet reads a Parquet file that comes as a body. What tells its columns
// stands at its end, so that it goes into a private file first.
type parquet struct {
	*decode.ParquetReader
	body io.ReadCloser

	busy   sync.Mutex // held while the file is read
	folder *scratch.Folder
}

func readParquet(_ *Answer, body io.ReadCloser) source {
	p := &parquet{body: body}
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
	return p.ParquetReader.Next(ctx)
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
