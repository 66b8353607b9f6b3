package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
	"sonde/history"
)

// versions is a source with branches, whose writes go on by themselves. What
// was asked of it is kept.
type versions struct {
	fakeConn
	asked []string
	// giveUp ends the context of a write once it was sent; nil lets it end.
	giveUp context.CancelFunc
	// options are those of the last statement.
	options map[string]string
}

func (v *versions) driver() *connectors.Driver {
	d := fakeDriver()
	d.Kind, d.Schemes = "versions", []connectors.Scheme{{Name: "versions", Transport: "http"}}
	d.Dialect, d.Place = "mysql", []string{"to", "ref"}
	for _, name := range []string{"ref", "from", "to", "all"} {
		d.Options = append(d.Options, connectors.Option{Name: name, Type: connectors.TypeString, PerQuery: true})
	}
	d.Open = func(_ context.Context, c connectors.Config) (connectors.Conn, error) {
		v.config = c
		return v, nil
	}
	return d
}

func (v *versions) Query(ctx context.Context, s connectors.Statement) (connectors.Rows, error) {
	v.options = s.Options
	if !strings.HasPrefix(s.SQL, "UPDATE") && !strings.HasPrefix(s.SQL, "CALL") {
		return v.fakeConn.Query(ctx, s)
	}
	v.asked = append(v.asked, s.SQL)
	return v.Resume(ctx, "operations/1?to="+s.Options["to"])
}

func (v *versions) Resume(_ context.Context, operation string) (connectors.Rows, error) {
	v.asked = append(v.asked, "resume "+operation)
	return &writtenRows{v, operation}, nil
}

func (v *versions) Refs(context.Context) ([]connectors.Ref, error) {
	at := time.Date(2024, 2, 29, 12, 0, 0, 0, time.UTC)
	return []connectors.Ref{
		{Kind: connectors.RefBranch, Name: "feature/x", Commit: "h1", Author: "ann", Time: at, Message: "Add\nx\x1b[31m"},
		{Kind: connectors.RefBranch, Name: "main", Commit: "h2", Current: true},
		{Kind: connectors.RefTag, Name: "v1", Commit: "h1"},
	}, nil
}

func (v *versions) CurrentRef(context.Context) (string, error) { return "main", nil }
func (v *versions) At(string) connectors.Conn                  { return v }

func (v *versions) Changes(_ context.Context, from, to string) ([]connectors.Change, error) {
	if from == to {
		return nil, nil
	}
	return []connectors.Change{{Table: "orders", Kind: "modified", Data: true, Schema: true,
		Statement: connectors.Statement{SQL: "SELECT diff", Options: map[string]string{"ref": to}}}}, nil
}

func (v *versions) WriteTarget(_ context.Context, s connectors.Statement) (from, to string, err error) {
	return "main", s.Options["to"], nil
}

func (v *versions) MergeStatement(from, to string) connectors.Statement {
	return connectors.Statement{SQL: "CALL DOLT_MERGE('" + from + "')", Options: map[string]string{"from": from, "to": to}}
}

// writtenRows is the answer to a write.
type writtenRows struct {
	versions  *versions
	operation string
}

func (w *writtenRows) Schema() *arrow.Schema { return arrow.NewSchema(nil, nil) }
func (w *writtenRows) Close() error          { return nil }

func (w *writtenRows) Next(ctx context.Context) (arrow.RecordBatch, error) {
	if w.versions.giveUp != nil {
		w.versions.giveUp()
		<-ctx.Done()
		return nil, connectors.AsError(ctx.Err())
	}
	return nil, io.EOF
}

func (w *writtenRows) Progress() connectors.Progress {
	p := connectors.NoProgress(connectors.PhasePolling)
	p.Operation, p.QueryID, p.RowsAffected = w.operation, "operations/1", 2
	p.Server = []connectors.Stat{{Name: "from_branch", Value: "main"}, {Name: "to_branch", Value: "feature"}, {Name: "from_commit", Value: "h1"}, {Name: "to_commit", Value: "h2"}}
	return p
}

// call calls the program with the source.
func (v *versions) call(ctx context.Context, args ...string) outcome {
	p := program()
	p.Registry = connectors.NewRegistry(append(p.Registry.Drivers(), v.driver())...)
	if len(args) > 1 {
		args = append(args, "-c", "versions://x")
	}
	var out, errors bytes.Buffer
	code := p.run(ctx, args, strings.NewReader(""), &out, &errors)
	return outcome{code, out.String(), errors.String()}
}

func TestBranches(t *testing.T) {
	home(t, "")
	v := &versions{}
	v.call(t.Context(), "branches", "--kind", "branch").expect(t, ExitOK, "  feature/x  h1  2024-02-29 12:00  ann  Add x␛[31m\n* main       h2                         \n", "")
	v.call(t.Context(), "branches", "--kind", "tag").expect(t, ExitOK, "  v1  h1      \n", "")
	v.call(t.Context(), "branches", "--kind", "tags").fails(t, ExitUsage, `usage: unknown kind "tags"; did you mean "tag"?`)
	o := v.call(t.Context(), "branches", "--json", "--kind", "all")
	var refs []map[string]any
	if err := json.Unmarshal([]byte(o.out), &refs); err != nil || len(refs) != 3 || refs[1]["current"] != true || refs[0]["time"] != "2024-02-29T12:00:00Z" {
		t.Errorf("%v: %s", err, o.out)
	}
	sonde(t, "branches", "-c", "fake://x").fails(t, ExitFailed, "unsupported: Fake has no branches")
}

func TestDiff(t *testing.T) {
	home(t, "")
	v := &versions{}
	v.call(t.Context(), "diff", "main", "v1").expect(t, ExitOK, "orders  modified  data, schema\n", "")
	v.call(t.Context(), "diff", "v1", "v1").expect(t, ExitOK, "", "nothing differs\n")
	v.call(t.Context(), "diff", "v1", "v1", "--json").expect(t, ExitOK, "[]\n", "")
	v.call(t.Context(), "diff", "main", "v1", "other").expect(t, ExitOK, "", "other does not differ between main and v1\n")
	o := v.call(t.Context(), "diff", "main", "v1", "orders", "--format", "csv")
	if o.code != ExitOK || !strings.HasPrefix(o.out, "mode\n") || v.options["ref"] != "v1" {
		t.Errorf("%+v, %v", o, v.options)
	}
}

// A merge that its source cannot be asked for is recorded as other refusals are.
func TestAMergeThatCannotBeIsRecorded(t *testing.T) {
	home(t, "[connections.shop]\nkind = \"fake\"\nurl = \"http://h\"\n")
	for name, kind := range map[string]string{"shops": "", "shop": "fake"} {
		before := len(entries(t))
		sonde(t, "merge", "-c", name, "feature", "main", "--allow-write")
		all := entries(t)
		if e := all[0]; len(all) != before+1 || e.SQL != "-- merge feature into main" || e.Connection != name || e.Kind != kind || e.Status != history.Failed || e.Error == "" {
			t.Errorf("%+v", e)
		}
		sonde(t, "merge", "-c", name, "feature", "main", "--no-history")
		if after := len(entries(t)); after != before+1 {
			t.Errorf("%d entries of one merge", after-before)
		}
	}
}

func TestMerge(t *testing.T) {
	home(t, "")
	v := &versions{}
	v.call(t.Context(), "merge", "feature", "main").fails(t, ExitFailed, "read-only: merging feature into main changes main, and nothing was run\nhint: --allow-write runs it.")
	if len(v.asked) > 0 {
		t.Fatalf("asked %v", v.asked)
	}
	if all := entries(t); len(all) != 1 || all[0].Status != history.Failed || all[0].Error != "merging feature into main changes main, and nothing was run" {
		t.Errorf("the history has %+v", all)
	}
	v.call(t.Context(), "merge", "feature", "main", "--no-history").fails(t, ExitFailed, "")
	if n := len(entries(t)); n != 1 {
		t.Errorf("%d entries of one merge", n)
	}
	v.call(t.Context(), "merge", "feature", "main", "--allow-write").expect(t, ExitOK, "feature is at h2, before at h1\n", "2 rows changed\n")
	o := v.call(t.Context(), "merge", "feature", "main", "--allow-write", "--json")
	var w written
	if err := json.Unmarshal([]byte(o.out), &w); err != nil || !w.Changed || *w.RowsAffected != 2 || w.ToCommit != "h2" || o.errors != "" {
		t.Errorf("%v: %+v", err, o)
	}
	if v.options["from"] != "feature" || v.options["to"] != "main" {
		t.Errorf("sent with %v", v.options)
	}
}

func TestWriteNamesItsBranch(t *testing.T) {
	home(t, "")
	v := &versions{}
	v.call(t.Context(), "query", "--to", "try", "UPDATE t SET a = 1").fails(t, ExitFailed,
		"read-only: UPDATE writes to the branch try (made from main where it does not exist), and nothing was run")
	v.call(t.Context(), "query", "--to", "main", "UPDATE t SET a = 1").fails(t, ExitFailed,
		"read-only: UPDATE writes to the branch main, and nothing was run")
	v.call(t.Context(), "query", "--allow-write", "--from", "main", "--to", "try", "UPDATE t SET a = 1").expect(t, ExitOK, "", "2 rows changed\n")
	if v.options["from"] != "main" || v.options["to"] != "try" {
		t.Errorf("sent with %v", v.options)
	}
	sonde(t, "query", "--to", "try", "SELECT 1").fails(t, ExitUsage, "usage: DuckDB has no option \"to\" for a query")
}

// TestWriteThatOutlivesItsProgram gives a write up and takes it up again.
func TestWriteThatOutlivesItsProgram(t *testing.T) {
	home(t, "")
	ctx, cancel := context.WithCancel(t.Context())
	v := &versions{giveUp: cancel}
	if o := v.call(ctx, "query", "--allow-write", "--to", "try", "UPDATE t SET a = 1"); o.code == ExitOK {
		t.Fatalf("%+v", o)
	}
	v.giveUp, v.asked = nil, nil
	o := v.call(t.Context(), "write")
	if !strings.Contains(o.out, "UPDATE t SET a = 1") {
		t.Fatalf("not listed: %+v", o)
	}
	id, _, _ := strings.Cut(o.out, " ")
	v.call(t.Context(), "write", "resume").expect(t, ExitOK, "feature is at h2, before at h1\n", "2 rows changed\n")
	if len(v.asked) != 1 || v.asked[0] != "resume operations/1?to=try" {
		t.Errorf("asked %v", v.asked)
	}
	v.call(t.Context(), "write").expect(t, ExitOK, "", "")
	v.call(t.Context(), "write", "resume").fails(t, ExitFailed, "not found: the history has no write whose outcome is not known")
	sonde(t, "write", "resume", "nowhere").fails(t, ExitFailed, `not found: the history has no entry "nowhere"`)
	v.call(t.Context(), "write", "resume", id, "--json")
	v.call(t.Context(), "write", "resume", "operations/9", "--quiet").expect(t, ExitOK, "feature is at h2, before at h1\n", "")
	if last := v.asked[len(v.asked)-1]; last != "resume operations/9" {
		t.Errorf("asked %v", v.asked)
	}
	e := historyEntry(t, v, id)
	if e["status"] != string(history.OK) || e["database"] != "try" {
		t.Errorf("%v", e)
	}
}

func historyEntry(t *testing.T, v *versions, id string) (e map[string]any) {
	t.Helper()
	p := program()
	var out bytes.Buffer
	if code := p.run(t.Context(), []string{"history", "show", id, "--json"}, strings.NewReader(""), &out, io.Discard); code != ExitOK {
		t.Fatalf("exit code %d", code)
	}
	if err := json.Unmarshal(out.Bytes(), &e); err != nil {
		t.Fatal(err)
	}
	return e
}
