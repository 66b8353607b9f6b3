package main

// part is one benchmark with the rows of the table that are read from it.
type part struct {
	title  string
	pkg    string // folder of the package
	bench  string // name of the benchmark
	time   string // how often or how long each of its cases runs (-benchtime)
	rounds int
	floor  string // what exactly the floor is
	rows   []row
}

// row is one line of the table.
type row struct {
	title string
	// floor and sonde name the benchmarks with their cases; a star stands for
	// any case, and the worst of them counts. Without a floor there is no ratio.
	floor, sonde string
	metric       string
	beside       string  // the floor's metric, where it is another one
	ratio        float64 // the largest ratio to the floor; 0: no such budget
	most         float64 // the largest figure in the metric's unit; 0: no such budget
}

const (
	nanoseconds = "ns/op"
	milli       = 1e6 // nanoseconds
)

// budgetMB is the memory budget of all results, 256 MiB, and 100 MB beside it.
const budgetMB = 268.435456 + 100

var suite = []part{
	{
		title: "10 M rows × 4 columns of DuckDB (BIGINT, DOUBLE, VARCHAR, TIMESTAMP) through the connector and the execution core into the result store",
		pkg:   "internal/bench", bench: "BenchmarkQuery", time: "1x", rounds: 5,
		floor: "the streaming C API: prepare, execute, fetch every chunk and destroy it; the first row is the first chunk.",
		rows: []row{
			{title: "DuckDB, 10 M × 4: first row in the store", floor: "BenchmarkQuery/floor", sonde: "BenchmarkQuery/sonde", metric: "first-row-ms", ratio: 1.5, most: 20},
			{title: "DuckDB, 10 M × 4: all rows in the store", floor: "BenchmarkQuery/floor", sonde: "BenchmarkQuery/sonde", metric: nanoseconds, ratio: 1.25},
		},
	},
	{
		title: "Peak of the resident memory of a process of its own that does this",
		pkg:   "internal/bench", bench: "BenchmarkMemory", time: "1x", rounds: 1,
		floor: "a process that throws 10 M rows of the C API away; the budget is 256 MiB for all results and 100 MB.",
		rows: []row{
			{title: "Peak memory, 10 M rows", floor: "BenchmarkMemory/floor", sonde: "BenchmarkMemory/sonde/10000000", metric: "peak-MB", most: budgetMB},
			{title: "Peak memory, 100 M rows", floor: "BenchmarkMemory/floor", sonde: "BenchmarkMemory/sonde/100000000", metric: "peak-MB", most: budgetMB},
		},
	},
}
