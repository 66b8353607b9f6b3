package druid

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"sonde/connectors"
)

// engineServer plays the recorded answers of the multi-stage engine: each
// request gets the next of those that were recorded for it, the last one again
// and again.
type engineServer struct {
	mu    sync.Mutex
	next  map[string][]exchange
	asked []string
}

func playTasks(t *testing.T, names ...string) (*Conn, *engineServer) {
	t.Helper()
	s := &engineServer{next: map[string][]exchange{}}
	for _, e := range recorded(t, "tasks27") {
		for _, name := range names {
			if strings.HasPrefix(e.Name, name) {
				path, _, _ := strings.Cut(e.Path, "?")
				s.next[path] = append(s.next[path], e)
			}
		}
	}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	return connect(t, server.URL, nil), s
}

func (s *engineServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = append(s.asked, r.Method+" "+r.URL.Path)
	list := s.next[r.URL.Path]
	if len(list) == 0 {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	list[0].write(w)
	if len(list) > 1 {
		s.next[r.URL.Path] = list[1:]
	}
}

func TestStatement(t *testing.T) {
	before := goleak.IgnoreCurrent()
	t.Cleanup(func() { goleak.VerifyNone(t, before) }) // behind the server
	c, _ := playTasks(t, "statement")
	async := map[string]string{"async": "true"}
	// The engine sends the time on the zone's clocks, and sonde moves it no further.
	a := c.run(connectors.Statement{ID: "mine", SQL: "SELECT channel, MAX(__time) AS t, COUNT(*) AS c FROM wiki GROUP BY 1", Options: async, TimeZone: "Asia/Kolkata"})
	if a.err != nil {
		t.Fatal(a.err)
	}
	equal(t, "rows", a.rows[0], "#ar|2024-03-05 23:59:53.52|33071")
	equal(t, "columns", columns(a.schema), "channel VARCHAR (STRING), t TIMESTAMP (LONG), c BIGINT (LONG)")
	equal(t, "stage", a.progress.Server[1].Value, "groupByPreShuffle, FINISHED, workers 1, rows in 200000, rows out 30")
	if a.progress.RowsRead != 200_000 || a.progress.RowsAffected >= 0 || a.progress.Fraction != 1 || a.progress.Phase != connectors.PhaseDone {
		t.Errorf("the progress is %+v", a.progress)
	}
	c.Close()
}

// What one process has begun, another takes up, and nothing is sent again.
func TestResume(t *testing.T) {
	c, server := playTasks(t, "statement SUCCESS", "statement re")
	task := ""
	for path := range server.next {
		if parts := strings.Split(path, "/"); strings.HasPrefix(path, statementsPath+"/") {
			task = parts[5]
		}
	}
	rows, err := c.Resume(t.Context(), "statement "+task+" mine")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	batch, err := rows.Next(t.Context())
	if err != nil || batch.NumRows() != 3 {
		t.Errorf("%v, %v", batch, err)
	}
	for _, request := range server.asked {
		if !strings.HasPrefix(request, "GET ") {
			t.Errorf("%s was sent", request)
		}
	}
	if _, err := c.Resume(t.Context(), "what is this"); err == nil {
		t.Error("nonsense was taken up")
	}
}

func TestTask(t *testing.T) {
	c, _ := playTasks(t, "task")
	a := c.run(connectors.Statement{ID: "mine", SQL: "REPLACE INTO sonde_copy OVERWRITE ALL SELECT 1 PARTITIONED BY ALL"})
	if a.err != nil || a.count != 0 || a.schema.NumFields() != 0 {
		t.Fatalf("%d rows, %v", a.count, a.err)
	}
	if p := a.progress; p.RowsAffected != 6 || !strings.HasPrefix(p.Operation, "task query-") || !strings.HasSuffix(p.Operation, " mine") {
		t.Errorf("the progress is %+v", p)
	}
}

func TestTasksThatFail(t *testing.T) {
	for _, e := range recorded(t, "tasks27") {
		sql := map[string]string{"statement refused": "SELECT nope FROM wiki", "task refused": "INSERT INTO x SELECT nope FROM wiki PARTITIONED BY ALL"}[e.Name]
		if sql == "" {
			continue
		}
		a := e.replay(t).run(connectors.Statement{SQL: sql, Options: map[string]string{"async": "true"}})
		if a.err == nil || a.err.Class != connectors.ClassNotFound || a.err.Position != strings.Index(sql, "nope") {
			t.Errorf("%s: %#v", e.Name, a.err)
		}
	}
	c, _ := playTasks(t, "statement that fails", "statement FAILED")
	a := c.run(connectors.Statement{SQL: "SELECT page, 1/(added - 4999) FROM wiki", Options: map[string]string{"async": "true"}})
	if a.err == nil || a.err.Class != connectors.ClassQuery || !strings.Contains(a.err.Message, "/ by zero") {
		t.Errorf("a statement that failed gave %v", a.err)
	}
	if a.progress.Phase != connectors.PhaseDone {
		t.Errorf("a statement that failed is in the phase %v", a.progress.Phase)
	}
	a = exchange{Status: http.StatusMethodNotAllowed}.replay(t).run(connectors.Statement{SQL: "INSERT INTO x SELECT 1 PARTITIONED BY ALL"})
	if a.err == nil || a.err.Class != connectors.ClassUnsupported {
		t.Errorf("a server without the engine gave %v", a.err)
	}
}

// The plan of a write comes from the endpoint of tasks.
func TestPlanOfAWrite(t *testing.T) {
	for _, e := range recorded(t, "tasks27") {
		if e.Name != "explain of a write" {
			continue
		}
		a := e.replay(t).run(connectors.Statement{SQL: e.Request.Query})
		if a.err != nil || !strings.HasPrefix(a.text(), "scan\n├─ dataSource: {table, name channels}") || !strings.Contains(a.text(), "statementType INSERT") {
			t.Errorf("%v\n%s", a.err, a.text())
		}
	}
}

func TestRecordedRefusals(t *testing.T) {
	for _, e := range recorded(t, "auth27") {
		want := connectors.ClassAuth
		if e.Status == http.StatusForbidden {
			want = connectors.ClassPermission
		}
		a := e.replay(t).run(e.statement())
		if a.err == nil || a.err.Class != want || a.err.Message == "" {
			t.Errorf("%s: %v", e.Name, a.err)
		}
		if e.Name == "wrong password" {
			equal(t, e.Name, a.err.Message, "User authentication failed.")
		}
	}
}

// An older version, with two columns of one name in every format.
func TestRecordedOlderVersion(t *testing.T) {
	for _, e := range recorded(t, "types27") {
		a := e.replay(t).run(e.statement())
		if a.err != nil {
			t.Errorf("%s: %v", e.Name, a.err)
			continue
		}
		switch {
		case strings.HasPrefix(e.Name, "twice"):
			equal(t, e.Name, columns(a.schema)+": "+a.text(), "a INTEGER (LONG), a INTEGER (LONG): 1|2")
		case e.Name == "null":
			equal(t, e.Name, columns(a.schema)+": "+a.text(), "n NULL, i INTEGER (LONG): NULL|1")
		case e.Name == "names":
			equal(t, e.Name, columns(a.schema), "page utf8, added int64")
		}
	}
}
