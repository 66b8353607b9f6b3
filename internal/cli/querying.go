package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"time"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
	"sonde/internal/export"
	"sonde/internal/run"
	"sonde/internal/secrets"
	"sonde/internal/sqltext"
)

// querying is a call of `sonde query` with its connection open.
type querying struct {
	*session
	flags      *queryFlags
	sql        string // all statements
	current    sqltext.Statement
	connection *run.Connection
	runner     *run.Runner
	template   connectors.Statement
	more       bool            // statements follow the current one
	written    bool            // a result went into the output file
	held       *export.Unnamed // that file, as long as another result may follow; nil where it has its name
	printed    bool            // a result went to stdout
}

// checkWrites refuses statements that write unless that was allowed, before the
// first of them is sent.
func (q *querying) checkWrites(ctx context.Context, parts []sqltext.Statement) error {
	for _, p := range parts {
		sql := q.sql[p.Start:p.End]
		if err := run.Guard(q.connection.Dialect(), connectors.Statement{SQL: sql, ReadOnly: q.connection.ReadOnly()}); err != nil {
			hint := fmt.Sprintf("read_only is set for the connection %s; nothing was run, and no flag overrides that.", q.connection.Name)
			return q.refused(p, connectors.AsError(err).WithHint(hint))
		}
		if needs, verb := run.NeedsLeave(q.connection, sql); needs && !q.flags.allowWrite {
			e := connectors.Errorf(connectors.ClassReadOnly, "%s%s, and nothing was run", q.whatWrites(sql, verb), q.whereTo(ctx))
			return q.refused(p, e.WithHint("--allow-write runs it."))
		}
	}
	return nil
}

// refused records a statement that is not run, so that it can be recalled, and returns
// the reason.
func (q *querying) refused(part sqltext.Statement, why *connectors.Error) error {
	if err := q.runner.Refused(q.connection, q.statement(part), why); err != nil {
		q.warn("this statement is not in the history: %v", err)
	}
	return why
}

// notOpened records the first statement of a call whose connection cannot be opened.
func (q *querying) notOpened(c *run.Connection, why error) {
	template, err := q.flags.statement(c, q.sql)
	if err != nil || q.flags.dryRun != "" {
		return // It would not have been run.
	}
	q.connection, q.template = c, template
	_ = q.refused(sqltext.ForName(c.Dialect()).Split(q.sql)[0], connectors.AsError(why))
}

// noConnection records the first statement of a call that names a connection which is
// not there, and returns the reason.
func (q *querying) noConnection(why error) error {
	name := q.flags.connection
	_, _, isURL, err := q.Registry.ParseURL(name)
	if isURL {
		// What cannot be read cannot be told from its password.
		scheme, _, _ := strings.Cut(name, ":")
		name, err = scheme+"://"+secrets.Mask, nil
	}
	if name != "" && err == nil && len(sqltext.ForName("").Split(q.sql)) > 0 {
		q.notOpened(&run.Connection{Name: name, Driver: &connectors.Driver{}}, why)
	}
	return why
}

// whatWrites says what is known of a statement that needs leave.
func (q *querying) whatWrites(sql, verb string) string {
	dialect := sqltext.ForName(q.connection.Dialect())
	switch {
	case dialect.Unclosed(sql):
		return "a quote or a comment of this statement is not closed, so that what it does cannot be told"
	case verb == "":
		return "this statement may write"
	}
	if effect, _ := dialect.Classify(sql); effect != sqltext.Write {
		return strings.ToUpper(verb) + " may write"
	}
	return strings.ToUpper(verb) + " writes"
}

// checkScans refuses statements that read whole tables of a source that is
// billed by the scan unless that was allowed, before the first of them is sent.
func (q *querying) checkScans(parts []sqltext.Statement) error {
	for _, p := range parts {
		if table := run.NeedsScanLeave(q.connection, q.sql[p.Start:p.End]); table != "" && !q.flags.allowScan {
			e := connectors.Errorf(connectors.ClassCapacity, "all of %s would be read, which is billed: there is no WHERE and no LIMIT, and nothing was run", table)
			return q.refused(p, e.WithHint("--allow-scan runs it; confirm_scans = false in the configuration always does."))
		}
	}
	return nil
}

// statement is a part of the script with what all statements share.
func (q *querying) statement(part sqltext.Statement) connectors.Statement {
	statement := q.template
	statement.SQL = q.sql[part.Start:part.End]
	return statement
}

// one runs one statement to its end.
func (q *querying) one(ctx context.Context, part sqltext.Statement) error {
	q.current = part
	request := run.Request{Connection: q.connection, Statement: q.statement(part)}
	if q.flags.output != "" {
		return q.toFile(ctx, request)
	}
	sink := &printer{querying: q, ctx: ctx, run: make(chan *run.Run, 1)}
	request.Sink = sink
	r, err := q.runner.Start(ctx, request)
	if err != nil {
		return err
	}
	sink.run <- r
	q.watch(ctx, r)
	return q.finish(r, r.Wait())
}

// toFile runs a statement straight into the output file.
func (q *querying) toFile(ctx context.Context, request run.Request) error {
	writing, stop := context.WithCancel(ctx)
	defer stop()
	stream, err := q.runner.Stream(writing, request)
	if err != nil {
		return err
	}
	ended := make(chan run.Status, 1)
	go func() { ended <- stream.End(q.writeFile(writing, stream)) }()
	q.watch(ctx, stream.Run)
	stream.Wait()
	late := time.AfterFunc(lastWrite, stop) // A pipe that nobody reads holds the writer.
	defer late.Stop()
	return q.finish(stream.Run, notKept(<-ended))
}

// writeFile writes the rows of a statement that has any.
func (q *querying) writeFile(ctx context.Context, stream *run.Stream) error {
	first := &firstBatch{Stream: stream}
	switch err := first.fetch(ctx); {
	case err == nil && stream.Schema().NumFields() == 0:
		return nil
	case err != nil && q.written:
		return err
	case q.written:
		return q.takeBack()
	}
	q.written = true
	o, err := q.options()
	if err != nil {
		return err
	}
	q.tellNote(formatFor(q.flags.output, q.flags.format), stream.Schema(), o)
	o.Overwrite, o.NoteAtEnd, o.Hold = q.flags.overwrite, stream.Partial, q.more
	done, err := export.ToFile(ctx, q.flags.output, q.flags.format, first, o, nil)
	if errors.As(err, &q.held) {
		err = nil
	}
	if done.Note != "" && err == nil && !q.flags.quiet {
		q.warn("%s", done.Note)
	}
	return hintAtOverwrite(err)
}

func hintAtOverwrite(err error) error {
	if errors.Is(err, fs.ErrExist) {
		return connectors.AsError(err).WithHint("Choose another name; --overwrite replaces it.")
	}
	return err
}

// notKept is the status of a run to a file. Where the answer broke off, no file
// was left.
func notKept(s run.Status) run.Status {
	if connectors.IsClass(s.Err, connectors.ClassIncomplete) {
		failed := *s.Err
		failed.Message += "; no file was written"
		s.Err = &failed
	}
	return s
}

// firstBatch looks at the first batch before the export takes it.
type firstBatch struct {
	*run.Stream
	batch arrow.RecordBatch
	err   error
}

func (f *firstBatch) fetch(ctx context.Context) error {
	f.batch, f.err = f.Stream.Next(ctx)
	if f.batch == nil && f.Schema() != nil {
		return nil
	}
	return f.err
}

func (f *firstBatch) Next(ctx context.Context) (arrow.RecordBatch, error) {
	if b, err := f.batch, f.err; b != nil || err != nil {
		f.batch, f.err = nil, nil
		return b, err
	}
	return f.Stream.Next(ctx)
}

func (q *querying) options() (export.Options, error) {
	o := export.Options{
		Table:   q.flags.table,
		Journal: inState("exports"),
		Dialect: q.connection.Dialect(),
		Color:   !q.noColor && isTerminal(q.stdout),
	}
	return o, q.flags.choose(&o)
}

// printer is the sink that writes to stdout. Its writer begins with the schema;
// a statement without columns has none.
type printer struct {
	*querying
	ctx  context.Context // of the call
	out  export.Writer
	run  chan *run.Run // gets the run once it is known
	note string        // why the rows are not all there are
}

func (p *printer) SetSchema(schema *arrow.Schema) error {
	if schema.NumFields() == 0 {
		return nil
	}
	o, err := p.options()
	if err != nil {
		return err
	}
	if p.printed && isWhole(p.flags.format, o) {
		return p.tooMany()
	}
	if p.printed && p.flags.format == "table" {
		fmt.Fprintln(p.stdout)
	}
	p.printed = true
	o.NoteAtEnd = func() string { return p.note }
	if p.flags.anyFormat && connectors.IsLines(schema) {
		p.out = lineWriter{&abandonable{ctx: p.ctx, to: p.text()}}
		return nil
	}
	p.tellNote(p.flags.format, schema, o)
	p.out, err = export.NewWriter(p.stream(), p.flags.format, schema, o)
	return err
}

// tellNote says what a format does not keep as it is, before it is written.
func (q *querying) tellNote(format string, schema *arrow.Schema, o export.Options) {
	if note := export.Note(format, schema, o); note != "" && !q.flags.quiet {
		q.warn("%s", note)
	}
}

// formatFor is the format that was asked for, or else that of the file's name.
func formatFor(path, format string) string {
	if byName, _, err := export.FromPath(path); format == "" && err == nil {
		return byName
	}
	return format
}

// isWhole reports whether two documents of a format, one after the other, are
// not one.
func isWhole(format string, o export.Options) bool {
	for _, f := range export.Formats() {
		if f.Name == format {
			return f.Binary || format == "json" || format == "html" && !o.Fragment
		}
	}
	return false
}

// stream is stdout. The table makes text safe by itself, and it has colours.
func (p *printer) stream() io.Writer {
	if p.flags.format == "table" {
		return &abandonable{ctx: p.ctx, to: p.stdout}
	}
	return &abandonable{ctx: p.ctx, to: p.text()}
}

func (p *printer) Append(b arrow.RecordBatch) error {
	if p.out == nil {
		return nil
	}
	return p.out.Write(b)
}

func (p *printer) Finish(failure *connectors.Error) error {
	if p.out == nil {
		return nil
	}
	p.note = (<-p.run).Status().Partial()
	if failure != nil {
		p.note = connectors.Incomplete.String() + ": " + failure.Message
	}
	return p.out.Close()
}

// finish tells how a run ended, and turns that into the exit code.
func (q *querying) finish(r *run.Run, s run.Status) error {
	q.tell(r, s)
	if q.flags.stats != "" {
		q.printStats(r, s)
	}
	switch {
	case s.Err == nil && s.Completeness == connectors.Incomplete:
		return silently{ExitIncomplete}
	case s.Err == nil:
		return nil
	case isReaderGone(s.Err):
		return silently{ExitOK}
	case s.State == run.Cancelled:
		return silently{ExitCancelled}
	case s.Completeness == connectors.Incomplete:
		return silently{ExitIncomplete}
	}
	return silently{exitCode(s.Err)}
}

// tell writes the narration of a run's end to stderr.
func (q *querying) tell(r *run.Run, s run.Status) {
	switch {
	case s.Err != nil && isReaderGone(s.Err):
		return
	case s.Err != nil:
		also := circumstances(r, s)
		if dropped := q.fileDropped(); dropped != "" {
			also = append(also, dropped)
		}
		q.printQueryError(q.flags.lost.explain(s.Err), place{q.sql, q.current.Start}, also...)
	case s.Completeness == connectors.Incomplete && q.held != nil:
		q.warn("%s: %s; %s", s.Completeness, s.Reason, q.fileDropped())
	case s.Completeness != connectors.Complete && !q.flags.quiet:
		q.warn("%s: %s", s.Completeness, s.Reason)
	}
	if q.flags.quiet {
		return
	}
	warnings, _ := waitOf(s.Progress) // A wait is over with the run.
	for _, w := range append(s.Warnings, warnings...) {
		q.warn("%s", w)
	}
	if n := s.Progress.RowsAffected; s.Err == nil && n >= 0 {
		fmt.Fprintln(q.stderr, counted(n, "row", "rows")+" changed")
	}
}

// circumstances are what else is known of a run that failed.
func circumstances(r *run.Run, s run.Status) (out []string) {
	if s.Completeness == connectors.Incomplete {
		out = append(out, "incomplete: "+countedRows(r, s)+" arrived before that")
	}
	// That the source knows nothing of the run any more goes without saying.
	if s.CancelState != "" && s.CancelState != connectors.CancelEnded && !endedItself(s) {
		out = append(out, string(s.CancelState))
	}
	return out
}

// countedRows is how many rows of a run arrived; of an answer that is text, how many
// lines.
func countedRows(r *run.Run, s run.Status) string {
	if connectors.IsLines(r.Schema()) {
		return counted(s.Rows, "line", "lines")
	}
	return counted(s.Rows, "row", "rows")
}

// endedItself reports whether a run was stopped for a failure of sonde's own side,
// such as a full disk, and nothing of it goes on: nobody has asked whether it does.
func endedItself(s run.Status) bool {
	asked := connectors.IsClass(s.Err, connectors.ClassCancelled) || connectors.IsClass(s.Err, connectors.ClassTimeout)
	return !asked && (s.CancelState == connectors.CancelHere || s.CancelState == connectors.CancelStopped)
}
