package clickhouse

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"sonde/connectors"
)

// tables answers questions about the catalog by the table that they read, as a
// server of today or, where old is set, as one that lacks what is new.
func tables(old bool) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		sql, _ := io.ReadAll(r.Body)
		text := string(sql)
		isNew := strings.Contains(text, "{database:String}") || strings.Contains(text, "system.keywords") || strings.Contains(text, "syntax")
		switch {
		case old && isNew:
			refuse(w, http.StatusNotFound, "47", "Code: 47. DB::Exception: Missing columns. (UNKNOWN_IDENTIFIER)")
		case strings.Contains(text, "system.databases WHERE"):
			body := meta("1", "UInt8")
			if strings.Contains(text, "'lab'") {
				body += rowsOf("1")
			}
			send(w, body)
		case strings.Contains(text, "system.tables") && strings.Contains(text+r.URL.RawQuery, "full"):
			send(w, meta("d", "String", "n", "String", "e", "String", "c", "String", "r", "Nullable(UInt64)", "b", "Nullable(UInt64)", "q", "String")+
				rowsOf(`"full","t","MergeTree","",5,null,""`, `"full","v","MaterializedView","",null,null,""`))
		case strings.Contains(text, "system.tables"):
			send(w, meta("d", "String"))
		case strings.Contains(text, "system.columns"):
			send(w, meta("n", "String", "t", "String", "c", "String", "p", "UInt8", "s", "UInt8")+rowsOf(`"a","UInt8","",1,1`, `"b","Nullable(String)","",0,0`))
		case strings.Contains(text, "system.functions"):
			send(w, meta("n", "String", "k", "String", "s", "String", "r", "String", "d", "String")+
				rowsOf(`"abs","scalar","abs(x)\n","","\nThe size.\nOf it.\n\nMore."`, `"sum","aggregate","","",""`))
		default:
			send(w, meta("k", "String")+rowsOf(`"UInt8"`))
		}
	}
}

// The catalog and the words of old servers are those that their tables have.
func TestCatalogAndWordsOfOldServers(t *testing.T) {
	for _, old := range []bool{false, true} {
		c, _ := sent(t, nil, tables(old))
		nodes, err := c.Children(t.Context(), []string{"full"})
		if err != nil || len(nodes) != 2 || nodes[0].Rows != 5 || nodes[0].Bytes != -1 || nodes[1].Kind != connectors.NodeView {
			t.Errorf("old %v: %+v, %v", old, nodes, err)
		}
		nodes, err = c.Children(t.Context(), []string{"full", "t"})
		if err != nil || len(nodes) != 2 || nodes[0].Key != "PK" || !nodes[0].NotNull || nodes[1].NotNull {
			t.Errorf("old %v: %+v, %v", old, nodes, err)
		}
		for range 2 { // The second time the server is not asked.
			functions, err := c.Functions(t.Context())
			if err != nil || len(functions) != 2 || functions[0] != (connectors.Function{Name: "abs", Kind: "scalar", Signature: "(x)", Comment: "The size. Of it."}) {
				t.Errorf("old %v: %+v, %v", old, functions, err)
			}
			keywords, err := c.Keywords(t.Context())
			if err != nil || strings.Join(keywords, " ") != "UInt8" {
				t.Errorf("old %v: %q, %v", old, keywords, err)
			}
		}
	}
}

// A database without tables is not one that does not exist.
func TestDatabaseWithoutTables(t *testing.T) {
	c, _ := sent(t, nil, tables(false))
	if nodes, err := c.Children(t.Context(), []string{"lab"}); err != nil || len(nodes) != 0 {
		t.Errorf("%+v, %v", nodes, err)
	}
	if _, err := c.Children(t.Context(), []string{"nope"}); !connectors.IsClass(err, connectors.ClassNotFound) {
		t.Errorf("%v", err)
	}
}

// A service that keeps its version to itself is a server all the same.
func TestServerWithoutAVersion(t *testing.T) {
	c, list := sent(t, nil, func(w http.ResponseWriter, r *http.Request) {
		if sql, _ := io.ReadAll(r.Body); strings.Contains(string(sql), "version") {
			refuse(w, http.StatusInternalServerError, "446", "Code: 446. DB::Exception: Usage of function version is restricted. (FUNCTION_NOT_ALLOWED)")
			return
		}
		one(w, r)
	})
	if info, err := c.Ping(t.Context()); err != nil || info.Product != "ClickHouse" || info.Version != "" || len(*list) != 2 {
		t.Errorf("%+v, %v after %d requests", info, err, len(*list))
	}
}
