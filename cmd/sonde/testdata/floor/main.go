// Command floor is the shortest program that opens DuckDB, runs SELECT 1 and
// prints the answer. The start of sonde is measured beside it.
package main

import (
	"fmt"
	"os"

	bindings "github.com/duckdb/duckdb-go-bindings"
)

func main() {
	var db bindings.Database
	var conn bindings.Connection
	var result bindings.Result
	if bindings.Open("", &db) != bindings.StateSuccess ||
		bindings.Connect(db, &conn) != bindings.StateSuccess ||
		bindings.Query(conn, "SELECT 1", &result) != bindings.StateSuccess {
		os.Exit(1)
	}
	chunk := bindings.FetchChunk(result)
	vector := bindings.DataChunkGetVector(chunk, 0)
	fmt.Println(*(*int32)(bindings.VectorGetData(vector)))
	bindings.DestroyDataChunk(&chunk)
	bindings.DestroyResult(&result)
	bindings.Disconnect(&conn)
	bindings.Close(&db)
}
