package connectortest

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"sonde/connectors"
	"sonde/connectors/connectortest/reference"
)

const token = "t0ken-of-the-tests"

// table is an answer of the reference service.
type table struct {
	head  string
	rows  []string
	count int
	row   func(i int) string
	error string // behind the rows
}

var tables = map[string]table{
	"SELECT small":    {head: `[["a","int"],["b","text"]]`, rows: []string{`[1,"x"]`, `[2,null]`, `[3,""]`, `[-4,"a \"quoted\" | text"]`}},
	"SELECT large":    {head: `[["n","int"],["text","text"]]`, count: 2800, row: func(i int) string { return fmt.Sprintf(`[%d,"row %d of many"]`, i, i) }},
	"SELECT types":    {head: `[["i","int"],["u","uint"],["f","float"],["b","bool"],["d","date"],["t","text"],["o","odd"],["m","int"]]`, rows: []string{`[-9223372036854775808,18446744073709551615,0.1,true,"2024-02-29","é","13:45",92233720368547758070]`}},
	"SELECT nulls":    {head: `[["a","text"],["b","int"]]`, rows: []string{`[null,null]`, `["",0]`}},
	"SELECT integers": {head: `[["i","int"]]`, rows: []string{`[9007199254740993]`, `[9223372036854775807]`}},
	"SELECT decimals": {head: `[["d","decimal"]]`, rows: []string{`[0.10]`, `[123456789012345678901234567890.12]`}},
	"SELECT nested":   {head: `[["l","list"],["j","json"]]`, rows: []string{`[[1,null,3],{"a":[9007199254740993]}]`}},
	"SELECT twice":    {head: `[["a","int"],["a","text"]]`, rows: []string{`[1,"one"]`}},
	"SELECT none":     {head: `[["a","int"]]`},
	"SELECT wide":     {head: wideHead(), rows: []string{"[" + strings.Repeat("7,", 1199) + "7]"}},
	"SELECT many":     {head: `[["n","int"]]`, count: 200_000, row: func(i int) string { return fmt.Sprintf("[%d]", i) }},
	"SELECT late":     {head: `[["a","int"]]`, rows: []string{`[1]`, `[2]`}, error: "the disk is full"},
}

func wideNames() []string {
	names := make([]string, 1200)
	for i := range names {
		names[i] = "column_" + strconv.Itoa(i)
	}
	return names
}

func wideHead() string {
	return `[["` + strings.Join(wideNames(), `","int"],["`) + `","int"]]`
}

// service is a well-behaved service.
func service() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /rows", serveRows)
	mux.HandleFunc("POST /write", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, `{"affected": 3}`)
	})
	mux.HandleFunc("DELETE /rows/{id}", func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.PathValue("id"), "no such") {
			http.Error(w, `{"error": "no such run"}`, http.StatusNotFound)
		}
	})
	mux.HandleFunc("GET /tables", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `{"orders": ["id", "total"], "customers": ["id"]}`)
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer "+token {
			http.Error(w, `{"error": "who are you?"}`, http.StatusUnauthorized)
			return
		}
		mux.ServeHTTP(w, r)
	})
}

func serveRows(w http.ResponseWriter, r *http.Request) {
	t, found := tables[r.FormValue("sql")]
	if !found {
		http.Error(w, `{"error": "there is no such statement", "position": 7}`, http.StatusBadRequest)
		return
	}
	limit, err := strconv.Atoi(r.FormValue("limit"))
	if err != nil {
		limit = 1 << 30
	}
	fmt.Fprintln(w, t.head)
	for i := range min(limit, t.count+len(t.rows)) {
		if t.row != nil {
			fmt.Fprintln(w, t.row(i))
		} else {
			fmt.Fprintln(w, t.rows[i])
		}
	}
	if t.error != "" {
		fmt.Fprintln(w, "!"+t.error)
		return
	}
	fmt.Fprintln(w)
}

// source is the reference connector on its service.
func source() Source {
	return Source{
		Driver:  reference.Driver(),
		Values:  func(url string) map[string]any { return map[string]any{"url": url, "token": token} },
		Handler: service(),
		Secrets: []string{token},
		Answers: answers(),
		Steps: []Step{
			{Name: "read", Match: func(r *http.Request) bool { return r.Method == http.MethodGet && r.URL.Path == "/rows" }, Repeatable: true, Rows: true},
			{Name: "write", Match: func(r *http.Request) bool { return r.Method == http.MethodPost }},
		},
		ErrorBody: func(status int) (string, string) {
			return fmt.Sprintf(`{"error": "the service says %d"}`, status), "application/json"
		},
		EndMark: "\n",
	}
}

func answers() map[Case]Answer {
	return map[Case]Answer{
		Small:          {SQL: "SELECT small", Columns: []string{"a", "b"}, Rows: []string{"1|x", "2|NULL", "3|", `-4|a "quoted" | text`}},
		Large:          {SQL: "SELECT large", Count: 2800, Row: func(i int) string { return fmt.Sprintf("%d|row %d of many", i, i) }},
		Types:          {SQL: "SELECT types", Rows: []string{"-9223372036854775808|18446744073709551615|0.1|true|2024-02-29|é|13:45|92233720368547758070"}},
		Nulls:          {SQL: "SELECT nulls", Rows: []string{"NULL|NULL", "|0"}},
		Integers:       {SQL: "SELECT integers", Rows: []string{"9007199254740993", "9223372036854775807"}},
		Decimals:       {SQL: "SELECT decimals", Rows: []string{"0.10", "123456789012345678901234567890.12"}},
		Nested:         {SQL: "SELECT nested", Rows: []string{`[1,null,3]|{"a":[9007199254740993]}`}},
		DuplicateNames: {SQL: "SELECT twice", Columns: []string{"a", "a"}, Rows: []string{"1|one"}},
		NoRows:         {SQL: "SELECT none", Columns: []string{"a"}},
		WideRows:       {SQL: "SELECT wide", Columns: wideNames(), Rows: []string{strings.Repeat("7|", 1199) + "7"}},
		ManyRows:       {SQL: "SELECT many", Count: 200_000, Row: strconv.Itoa},
		Refused:        {SQL: "SELECT nonsense", Class: connectors.ClassSyntax, Message: "there is no such statement", Position: 7},
		LateError:      {SQL: "SELECT late", Rows: []string{"1", "2"}, Message: "the disk is full"},
		Write:          {SQL: "INSERT 3"},
	}
}
