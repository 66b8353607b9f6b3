package duck

import (
	"strings"

	bindings "github.com/duckdb/duckdb-go-bindings"

	"sonde/connectors"
)

// statement holds the engine's objects of one statement on its way from text to
// rows. They are made in the order of the fields and released in reverse.
type statement struct {
	prepared bindings.PreparedStatement
	pending  bindings.PendingResult
	result   bindings.Result
}

func (s *statement) destroy() {
	bindings.DestroyResult(&s.result)
	bindings.DestroyPending(&s.pending)
	bindings.DestroyPrepare(&s.prepared)
}

// execute runs the prepared statement until its first rows are there, or until
// its end where the engine cannot stream it.
func (s *statement) execute() error {
	if bindings.PendingPreparedStreaming(s.prepared, &s.pending) == bindings.StateError {
		return engineError(bindings.PendingError(s.pending))
	}
	if bindings.ExecutePending(s.pending, &s.result) == bindings.StateError {
		return engineError(bindings.ResultError(&s.result))
	}
	return nil
}

// fetch returns the next chunk; one without a handle is the end. The caller
// destroys the chunk.
func (s *statement) fetch() (bindings.DataChunk, error) {
	chunk := bindings.FetchChunk(s.result)
	if chunk.Ptr == nil {
		if message := bindings.ResultError(&s.result); message != "" {
			return chunk, engineError(message)
		}
	}
	return chunk, nil
}

// drain fetches and drops the rest of the answer.
func (s *statement) drain() error {
	for {
		chunk, err := s.fetch()
		if err != nil || chunk.Ptr == nil {
			return err
		}
		bindings.DestroyDataChunk(&chunk)
	}
}

// extracted is a script, cut into statements by the engine.
type extracted struct {
	handle bindings.ExtractedStatements
	count  int
}

// extract parses a script. The caller destroys the handle, also after an error.
func (r *run) extract(sql string) (extracted, error) {
	var e extracted
	if strings.IndexByte(sql, 0) >= 0 {
		return e, nulByte(sql)
	}
	e.count = int(bindings.ExtractStatements(r.conn.handle, sql, &e.handle))
	if message := bindings.ExtractStatementsError(e.handle); message != "" {
		return e, engineError(message)
	}
	return e, nil
}

// nulByte is the error of a text that would be cut at a NUL byte on its way to
// the engine.
func nulByte(sql string) error {
	err := connectors.Errorf(connectors.ClassSyntax, "the statement contains a NUL byte")
	err.Position = strings.IndexByte(sql, 0)
	return err
}

// prepareExtracted prepares one statement of a script.
func (r *run) prepareExtracted(e extracted, i int, s *statement) error {
	if bindings.PrepareExtractedStatement(r.conn.handle, e.handle, bindings.IdxT(i), &s.prepared) == bindings.StateError {
		return engineError(bindings.PrepareError(s.prepared))
	}
	return r.ctx.Err()
}

// execExtracted runs one statement of a script to its end.
func (r *run) execExtracted(e extracted, i int) error {
	var s statement
	defer s.destroy()
	if err := r.prepareExtracted(e, i, &s); err != nil {
		return err
	}
	if err := s.execute(); err != nil {
		return err
	}
	return s.drain()
}
