package dolthub

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"sonde/connectors"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const testToken = "dhat.v1.t0p-secret"

// answer is what the fake says to a statement.
type answer struct {
	status, message string
	columns         []column
	rows            [][]any // nil is NULL
	count           int     // instead of rows: row i is the number i
	code            int     // the HTTP status; 0 is 200
}

// fake is a well-behaved DoltHub with one database, acme/shop.
type fake struct {
	mu         sync.Mutex
	answers    map[string]answer
	parts      map[string]answer               // by a part of the statement
	engine     func(sql string) (answer, bool) // is asked first
	operations int
	// poll answers the nth poll of an operation, from 0.
	poll func(n int) (code int, body any)
	// colons says that names end as the documents write them.
	colons bool
	polls  map[string]int
	asked  []string // method, path and statement of every request
}

func (f *fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	parts := strings.Split(strings.TrimPrefix(r.URL.EscapedPath(), "/api/v1alpha1/"), "/")
	sql := r.FormValue("q")
	f.mu.Lock()
	f.asked = append(f.asked, r.Method+" "+r.URL.EscapedPath()+" "+sql)
	f.mu.Unlock()
	switch {
	case r.Header.Get("Authorization") != "" && r.Header.Get("Authorization") != "token "+testToken:
		f.say(w, 400, map[string]any{"query_execution_status": "Error", "query_execution_message": "no token found for given api token"})
	case len(parts) < 2 || parts[0] != "acme" || parts[1] != "shop":
		f.say(w, 400, map[string]any{"query_execution_status": "Error", "query_execution_message": "no such repository"})
	case r.Method == http.MethodPost && len(parts) == 5 && parts[2] == "write":
		f.write(w, r, parts[3], parts[4])
	case len(parts) == 3 && parts[2] == "write":
		f.pollOf(w, r.FormValue("operationName"))
	case len(parts) == 3 && parts[2] == "branches":
		f.say(w, 200, map[string]any{"status": "Success", "branches": []map[string]string{{"branch_name": "feature/x"}, {"branch_name": "trunk"}}})
	default:
		f.read(w, r, parts[2:], sql)
	}
}

func (f *fake) say(w http.ResponseWriter, code int, body any) {
	text, err := json.Marshal(body)
	if err != nil {
		panic(err)
	}
	if f.colons {
		for _, name := range []string{"sql_query", "query", "operation_name"} {
			text = []byte(strings.ReplaceAll(string(text), `"`+name+`":`, `"`+name+`:":`))
		}
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(code)
	_, _ = w.Write(text)
}

func (f *fake) read(w http.ResponseWriter, r *http.Request, ref []string, sql string) {
	if len(ref) == 0 && r.Header.Get("Authorization") != "" {
		f.say(w, 400, map[string]any{"query_execution_status": "Error", "query_execution_message": "Calls authenticated with a token must include a refName"})
		return
	}
	f.mu.Lock()
	a, known := f.answers[sql]
	longest := ""
	for part, some := range f.parts {
		if f.answers[sql].columns == nil && strings.Contains(sql, part) && len(part) > len(longest) {
			longest = part
			a, known = some, true
		}
	}
	f.mu.Unlock()
	if f.engine != nil {
		if some, can := f.engine(sql); can {
			a, known = some, true
		}
	}
	if !known {
		a = answer{status: "Error", message: fmt.Sprintf("query error: Error parsing SQL: syntax error at position %d near 'nonsense'", strings.Index(sql, "nonsense")+9), code: 400}
	}
	if a.code != 0 {
		f.say(w, a.code, map[string]any{"query_execution_status": a.status, "query_execution_message": a.message, "sql_query": sql})
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_, _ = w.Write(a.body(append(ref, "main")[0], sql, f.colons))
}

// body writes the answer with its members in the order of the documents.
func (a answer) body(ref, sql string, colons bool) []byte {
	if a.status == "" {
		a.status = "Success"
	}
	if a.columns == nil {
		a.columns = []column{}
	}
	var b strings.Builder
	name := "sql_query"
	if colons {
		name += ":"
	}
	fmt.Fprintf(&b, `{"query_execution_status":%s,"query_execution_message":%s,"repository_owner":"acme","repository_name":"shop","commit_ref":%s,"%s":%s,"schema":%s,"rows":[`,
		quote(a.status), quote(a.message), quote(ref), name, quote(sql), quote(a.columns))
	for i := range max(a.count, len(a.rows)) {
		if i > 0 {
			b.WriteByte(',')
		}
		row := []any{fmt.Sprint(i)}
		if a.count == 0 {
			row = a.rows[i]
		}
		b.WriteString(a.object(row))
	}
	b.WriteString("]}")
	return []byte(b.String())
}

// object writes a row; of columns with one name the last stays.
func (a answer) object(row []any) string {
	var parts []string
	for i, lost := range isLost(a.columns) {
		if !lost {
			parts = append(parts, quote(a.columns[i].Name)+":"+quote(row[i]))
		}
	}
	return "{" + strings.Join(parts, ",") + "}"
}

func quote(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(text)
}

func (f *fake) write(w http.ResponseWriter, r *http.Request, from, to string) {
	var body struct{ Query string }
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil || r.Header.Get("Authorization") == "" {
		f.say(w, 400, map[string]any{"query_execution_status": "Error", "query_execution_message": "no authentication", "operation_name": ""})
		return
	}
	f.mu.Lock()
	f.operations++
	name := fmt.Sprintf("operations/%d", f.operations)
	f.mu.Unlock()
	f.say(w, 200, map[string]any{"query_execution_status": "Success", "query_execution_message": "Operation created.",
		"from_branch_name": from, "to_branch_name": to, "query": body.Query, "operation_name": name})
}

func (f *fake) pollOf(w http.ResponseWriter, name string) {
	f.mu.Lock()
	if f.polls == nil {
		f.polls = map[string]int{}
	}
	n := f.polls[name]
	f.polls[name]++
	f.mu.Unlock()
	if f.poll != nil {
		code, body := f.poll(n)
		f.say(w, code, body)
		return
	}
	f.say(w, 200, map[string]any{"_id": name, "done": true, "res_details": map[string]string{
		"query_execution_status": "Success", "query_execution_message": "Query OK, 3 rows affected.", "from_commit_id": "aaa", "to_commit_id": "bbb"}})
}

// requests are those since the last call.
func (f *fake) requests() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	asked := f.asked
	f.asked = nil
	return asked
}

// openFake opens a connection to a server with options, and makes its polls
// come at once.
func openFake(t testing.TB, url string, values map[string]any) *conn {
	t.Helper()
	all := map[string]any{"url": url, "owner": "acme", "database": "shop"}
	for k, v := range values {
		all[k] = v
	}
	c, err := connectors.NewConfig(Driver(), "shop", all)
	if err != nil {
		t.Fatal(err)
	}
	opened, err := Driver().Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { opened.Close() })
	opened.(*conn).pause = 1
	return opened.(*conn)
}
