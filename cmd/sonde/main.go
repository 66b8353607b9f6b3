// Command sonde explores data in the terminal. It is the only place that knows
// which connectors there are.
package main

import (
	"os"

	"sonde/connectors"
	"sonde/connectors/clickhouse"
	"sonde/connectors/datafold"
	"sonde/connectors/dolthub"
	"sonde/connectors/druid"
	"sonde/connectors/duckdb"
	"sonde/connectors/nekt"
	"sonde/connectors/tinybird"
	"sonde/internal/cli"
	"sonde/internal/workspace"
	"sonde/internal/workspace/local"
)

// version is set by the linker for releases.
var version = "dev"

func main() {
	program := cli.Program{
		Version:  version,
		Registry: connectors.NewRegistry(duckdb.Driver(), druid.Driver(), tinybird.Driver(), clickhouse.Driver(), dolthub.Driver(), nekt.Driver(), datafold.Driver()),
		Local: cli.Local{
			Kind:        "duckdb",
			Sample:      map[string]any{"sample": true},
			Files:       duckdb.FileValues,
			NeedsSample: duckdb.NeedsSample,
			SampleQuery: duckdb.SampleQuery,
			Workspace:   func() workspace.Engine { return local.New(local.Options{}) },
		},
	}
	os.Exit(program.Main(os.Args[1:]))
}
