package dolthub

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"sonde/connectors"
	"sonde/connectors/duckdb"
	"sonde/internal/sandbox/face"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// sandbox starts the service over the sample data.
func sandbox(t *testing.T) *client {
	t.Helper()
	d := duckdb.Driver()
	config, err := connectors.NewConfig(d, "test", map[string]any{"sample": true})
	if err != nil {
		t.Fatal(err)
	}
	conn, err := d.Open(context.Background(), config)
	if err != nil {
		t.Fatal(err)
	}
	engine := face.NewEngine(conn)
	handler, err := face.Handler(context.Background(), Face(), face.Config{Engine: engine}, face.Switches{})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(func() {
		server.Close()
		engine.Close()
		conn.Close()
	})
	return &client{t: t, base: server.URL + "/api/v1alpha1/", root: server.URL, token: "token " + Token}
}

// client sends requests with a token, and with words for the sandbox.
type client struct {
	t                 *testing.T
	base, root, token string
	words             string
}

func (c *client) with(words string) *client {
	d := *c
	d.words = words
	return &d
}

func (c *client) as(token string) *client {
	d := *c
	d.token = token
	return &d
}

func (c *client) send(method, address, body string) (int, string, http.Header) {
	c.t.Helper()
	r, err := http.NewRequest(method, address, strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	if c.token != "" {
		r.Header.Set("Authorization", c.token)
	}
	if c.words != "" {
		r.Header.Set(face.Header, c.words)
	}
	answer, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		c.t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	http.DefaultTransport.(*http.Transport).CloseIdleConnections()
	return answer.StatusCode, string(text), answer.Header
}

// answered is what a read, a write or a poll may answer.
type answered struct {
	HTTP    int    `json:"-"`
	Raw     string `json:"-"`
	Status  string `json:"query_execution_status"`
	Message string `json:"query_execution_message"`
	Owner   string `json:"repository_owner"`
	Name    string `json:"repository_name"`
	Ref     string `json:"commit_ref"`
	SQL     string `json:"sql_query"`
	Schema  []struct {
		Name string `json:"columnName"`
		Type string `json:"columnType"`
	} `json:"schema"`
	Rows      []map[string]*string `json:"rows"`
	From      string               `json:"from_branch_name"`
	To        string               `json:"to_branch_name"`
	Query     string               `json:"query"`
	Operation string               `json:"operation_name"`
	ID        string               `json:"_id"`
	Done      bool                 `json:"done"`
	Details   *struct {
		Status  string `json:"query_execution_status"`
		Message string `json:"query_execution_message"`
		Owner   string `json:"owner_name"`
		Name    string `json:"repository_name"`
		From    string `json:"from_commit_id"`
		To      string `json:"to_commit_id"`
	} `json:"res_details"`
}

func (c *client) json(method, path, body string) answered {
	c.t.Helper()
	status, text, _ := c.send(method, c.base+path, body)
	a := answered{HTTP: status, Raw: text}
	if err := json.Unmarshal([]byte(text), &a); err != nil {
		c.t.Fatalf("%s %s: %d %s", method, path, status, text)
	}
	return a
}

// read sends a statement to owner/database or owner/database/ref.
func (c *client) read(path, sql string) answered {
	c.t.Helper()
	return c.json("GET", path+"?q="+url.QueryEscape(sql), "")
}

// column reads one column of a statement that has to succeed.
func (c *client) column(path, sql string) string {
	c.t.Helper()
	a := c.read(path, sql)
	if a.Status != "Success" {
		c.t.Fatalf("%s: %s", sql, a.Raw)
	}
	var cells []string
	for _, row := range a.Rows {
		cell := row[a.Schema[0].Name]
		if cell == nil {
			cells = append(cells, "NULL")
		} else {
			cells = append(cells, *cell)
		}
	}
	return strings.Join(cells, " ")
}

// write submits a statement; without one it is a merge.
func (c *client) write(database, from, to, sql string) answered {
	c.t.Helper()
	path := database + "/write/" + url.PathEscape(from) + "/" + url.PathEscape(to)
	if sql != "" {
		path += "?q=" + url.QueryEscape(sql)
	}
	return c.json("POST", path, "")
}

func (c *client) poll(database, operation string) answered {
	c.t.Helper()
	return c.json("GET", database+"/write?operationName="+url.QueryEscape(operation), "")
}

// finish polls until an operation is done or refused.
func (c *client) finish(database string, submitted answered) answered {
	c.t.Helper()
	if submitted.HTTP != 200 {
		c.t.Fatal(submitted.Raw)
	}
	for range 10 {
		if a := c.poll(database, submitted.Operation); a.Done || a.HTTP != 200 {
			return a
		}
	}
	c.t.Fatal("the operation does not end")
	return answered{}
}

// do writes and expects success.
func (c *client) do(database, from, to, sql string) answered {
	c.t.Helper()
	a := c.finish(database, c.write(database, from, to, sql))
	if a.Details == nil || a.Details.Status != "Success" {
		c.t.Fatalf("%s: %s", sql, a.Raw)
	}
	return a
}
