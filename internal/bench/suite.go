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
	bytesSent   = "B/frame"
)

// same is how far apart two figures may be that should be the same.
const same = 1.25

// at150 is the time of 64 MiB at 150 MB/s, in nanoseconds.
const at150 = 64 << 20 / 150e6 * 1e9

// budgetMB is the memory budget of all results, 256 MiB, and 100 MB beside it.
const budgetMB = 268.435456 + 100

var suite = []part{
	{
		title: "10 M rows × 4 columns of DuckDB (BIGINT, DOUBLE, VARCHAR, TIMESTAMP) through the connector and the execution core into the result store, the first rows of them",
		pkg:   "internal/bench", bench: "BenchmarkFirstRow", time: "20x", rounds: 5,
		floor: "the streaming C API: prepare, execute, fetch the first chunk and destroy it.",
		rows: []row{
			{title: "DuckDB, 10 M × 4: first row in the store", floor: "BenchmarkFirstRow/floor", sonde: "BenchmarkFirstRow/sonde", metric: nanoseconds, ratio: 1.5, most: 20 * milli},
		},
	},
	{
		title: "All rows of them",
		pkg:   "internal/bench", bench: "BenchmarkQuery", time: "1x", rounds: 5,
		floor: "the same, every chunk fetched and destroyed.",
		rows: []row{
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
			{title: "Peak memory, body of 1 GB over HTTP", floor: "BenchmarkMemory/floor", sonde: "BenchmarkMemory/http/1", metric: "peak-MB", most: budgetMB},
			{title: "Peak memory, body of 5 GB over HTTP", floor: "BenchmarkMemory/floor", sonde: "BenchmarkMemory/http/5", metric: "peak-MB", most: budgetMB},
		},
	},
	{
		title: "64 MB of JSON rows of 12 mixed columns (Druid's arrayLines) over loopback, through connector and execution core into the result store; the server runs in the same process",
		pkg:   "internal/bench", bench: "BenchmarkHTTPJSON", time: "5x", rounds: 3,
		floor: "the same body read and thrown away; in the second line, read by encoding/json into any.",
		rows: []row{
			{title: "JSON rows over HTTP", floor: "BenchmarkHTTPJSON/floor/discard", sonde: "BenchmarkHTTPJSON/sonde", metric: nanoseconds, most: at150},
			{title: "JSON rows over HTTP, beside encoding/json", floor: "BenchmarkHTTPJSON/floor/encoding-json", sonde: "BenchmarkHTTPJSON/sonde", metric: nanoseconds, ratio: 0.25},
		},
	},
	{
		title: "The same rows as CSV from an object store (Nekt)",
		pkg:   "internal/bench", bench: "BenchmarkHTTPCSV", time: "5x", rounds: 3,
		floor: "the same file read and thrown away; in the second line, read by encoding/csv.",
		rows: []row{
			{title: "CSV over HTTP", floor: "BenchmarkHTTPCSV/floor/discard", sonde: "BenchmarkHTTPCSV/sonde", metric: nanoseconds, most: at150},
			{title: "CSV over HTTP, beside encoding/csv", floor: "BenchmarkHTTPCSV/floor/encoding-csv", sonde: "BenchmarkHTTPCSV/sonde", metric: nanoseconds},
		},
	},
	{
		title: "The same rows as one Parquet file from an object store (Nekt)",
		pkg:   "internal/bench", bench: "BenchmarkHTTPParquet", time: "5x", rounds: 3,
		floor: "the same file read and thrown away; in the second line, read by arrow-go.",
		rows: []row{
			{title: "Parquet over HTTP", floor: "BenchmarkHTTPParquet/floor/discard", sonde: "BenchmarkHTTPParquet/sonde", metric: nanoseconds},
			{title: "Parquet over HTTP, beside arrow-go", floor: "BenchmarkHTTPParquet/floor/arrow-go", sonde: "BenchmarkHTTPParquet/sonde", metric: nanoseconds, ratio: 1.25},
		},
	},
	{
		title: "From the first byte of an answer to its first rows in the store, the stream being silent afterwards",
		pkg:   "internal/bench", bench: "BenchmarkHTTPFirstRow", time: "20x", rounds: 3,
		floor: "none.",
		rows: []row{
			{title: "First rows in the store after the first byte", sonde: "BenchmarkHTTPFirstRow", metric: "first-row-ms", most: 20},
		},
	},
	{
		title: "A key that moves the cursor, with the frame of the whole app at 200 × 60; everything is a text in the editor, types under the headers, a frozen column, a sort, a filter with its chip, the profile beside the rows, a search, a selection with its figures, and a watch with a mark on every cell and a running chart",
		pkg:   "tui", bench: "BenchmarkFrame", time: "500x", rounds: 3,
		floor: "the same sheet of cells filled with plain text and written out.",
		rows: []row{
			{title: "Frame, 1 k rows × 10 columns", floor: "BenchmarkFrame/floor", sonde: "BenchmarkFrame/sonde/1000x10", metric: nanoseconds, most: 2 * milli},
			{title: "Frame, 1 k rows × 200 columns", floor: "BenchmarkFrame/floor", sonde: "BenchmarkFrame/sonde/1000x200", metric: nanoseconds, most: 2 * milli},
			{title: "Frame, 10 M rows × 10 columns", floor: "BenchmarkFrame/floor", sonde: "BenchmarkFrame/sonde/10000000x10", metric: nanoseconds, most: 2 * milli},
			{title: "Frame, 10 M rows × 200 columns", floor: "BenchmarkFrame/floor", sonde: "BenchmarkFrame/sonde/10000000x200", metric: nanoseconds, most: 2 * milli},
			{title: "Frame with everything, 1 k rows × 200 columns", floor: "BenchmarkFrame/floor", sonde: "BenchmarkFrame/full/1000x200", metric: nanoseconds, most: 2 * milli},
			{title: "Frame with everything, 10 M rows × 10 columns", floor: "BenchmarkFrame/floor", sonde: "BenchmarkFrame/full/10000000x10", metric: nanoseconds, most: 2 * milli},
			{title: "Frame with everything, 10 M rows × 200 columns", floor: "BenchmarkFrame/floor", sonde: "BenchmarkFrame/full/10000000x200", metric: nanoseconds, most: 2 * milli},
			{title: "Frame, allocations of the worst", sonde: "BenchmarkFrame/sonde/*", metric: "allocs/op", most: 200},
			{title: "Frame with everything, allocations of the worst", sonde: "BenchmarkFrame/full/*", metric: "allocs/op", most: 200},
			{title: "Frame, 10 M rows beside 1 k rows (200 columns)", floor: "BenchmarkFrame/sonde/1000x200", sonde: "BenchmarkFrame/sonde/10000000x200", metric: nanoseconds, ratio: same},
		},
	},
	{
		title: "What a key sends to the terminal in a result of the sample data, default layout at 200 × 60; the largest of several frames. Everything is types, a frozen column, a sort, fields of a struct, a filter, a search, a selection with its figures, and the profile of the column below the rows. Beside the profile, where a key puts it, a scroll by one row is painted as a page is: terminals scroll whole lines, the profile's half of these must stay where it is, many terminals know no margins at the sides, and Bubble Tea's renderer uses none. Another column brings another profile in both places, which has no budget",
		pkg:   "internal/bench", bench: "BenchmarkTerminal", time: "10x", rounds: 1,
		floor: "none; the program runs in a pseudoterminal and every byte that it sends counts.",
		rows: []row{
			{title: "Bytes to the terminal, cursor to another row", sonde: "BenchmarkTerminal/bare/move/*", metric: bytesSent, most: 1024},
			{title: "Bytes to the terminal, cursor to another column", sonde: "BenchmarkTerminal/bare/column/*", metric: bytesSent, most: 1024},
			{title: "Bytes to the terminal, scroll by one row", sonde: "BenchmarkTerminal/bare/scroll/*", metric: bytesSent, most: 1024},
			{title: "Bytes to the terminal, page", sonde: "BenchmarkTerminal/bare/page/*", metric: bytesSent, most: 15 * 1024},
			{title: "Bytes with everything but a profile, cursor to another row", sonde: "BenchmarkTerminal/full/move/*", metric: bytesSent, most: 1024},
			{title: "Bytes with everything but a profile, cursor to another column", sonde: "BenchmarkTerminal/full/column/*", metric: bytesSent, most: 1024},
			{title: "Bytes with everything but a profile, scroll by one row", sonde: "BenchmarkTerminal/full/scroll/*", metric: bytesSent, most: 1024},
			{title: "Bytes with everything but a profile, page", sonde: "BenchmarkTerminal/full/page/*", metric: bytesSent, most: 15 * 1024},
			{title: "Bytes with everything, cursor to another row", sonde: "BenchmarkTerminal/below/move/*", metric: bytesSent, most: 1024},
			{title: "Bytes with everything, cursor to another column", sonde: "BenchmarkTerminal/below/column/*", metric: bytesSent},
			{title: "Bytes with everything, scroll by one row", sonde: "BenchmarkTerminal/below/scroll/*", metric: bytesSent, most: 1024},
			{title: "Bytes with everything, page", sonde: "BenchmarkTerminal/below/page/*", metric: bytesSent, most: 15 * 1024},
			{title: "Bytes with everything, the profile beside the rows, cursor to another row", sonde: "BenchmarkTerminal/beside/move/*", metric: bytesSent, most: 1024},
			{title: "Bytes with everything, the profile beside the rows, cursor to another column", sonde: "BenchmarkTerminal/beside/column/*", metric: bytesSent},
			{title: "Bytes with everything, the profile beside the rows, scroll by one row", sonde: "BenchmarkTerminal/beside/scroll/*", metric: bytesSent, most: 1024},
			{title: "Bytes with everything, the profile beside the rows, page", sonde: "BenchmarkTerminal/beside/page/*", metric: bytesSent, most: 15 * 1024},
		},
	},
	{
		title: "A key to its frame while DuckDB streams rows at full speed, 300 keys; everything is types, a frozen column, the profile, a search and a selection with its figures",
		pkg:   "internal/bench", bench: "BenchmarkKeysWhileStreaming", time: "1x", rounds: 3,
		floor: "the same keys in a result that is complete. Own time is what Update and View have worked from the key to the first frame that shows it; to the terminal is the time until the frame has been sent, with the waiting for the frame clocks of the app and of Bubble Tea (16 ms each).",
		rows: []row{
			{title: "Key to frame while rows stream in, own time, median", floor: "BenchmarkKeysWhileStreaming/floor", sonde: "BenchmarkKeysWhileStreaming/sonde", metric: "own-p50-ms"},
			{title: "Key to frame while rows stream in, own time, 99 of 100", floor: "BenchmarkKeysWhileStreaming/floor", sonde: "BenchmarkKeysWhileStreaming/sonde", metric: "own-p99-ms", most: 16},
			{title: "Key to frame while rows stream in, everything, own time, 99 of 100", floor: "BenchmarkKeysWhileStreaming/floor", sonde: "BenchmarkKeysWhileStreaming/full", metric: "own-p99-ms", most: 16},
			{title: "Key to the terminal while rows stream in, median", floor: "BenchmarkKeysWhileStreaming/floor", sonde: "BenchmarkKeysWhileStreaming/sonde", metric: "sent-p50-ms"},
			{title: "Key to the terminal while rows stream in, 99 of 100", floor: "BenchmarkKeysWhileStreaming/floor", sonde: "BenchmarkKeysWhileStreaming/sonde", metric: "sent-p99-ms"},
		},
	},
	{
		title: "A keystroke in the editor's pane, in a buffer of 5,000 lines",
		pkg:   "tui/editor", bench: "BenchmarkKeystroke", time: "500x", rounds: 3,
		floor: "the visible lines drawn as plain text.",
		rows: []row{
			{title: "Keystroke in 5,000 lines, editor", floor: "BenchmarkKeystroke/floor", beside: nanoseconds, sonde: "BenchmarkKeystroke/sonde", metric: "ns/key", most: milli},
		},
	},
	{
		title: "A keystroke in the whole app, in a buffer of 5,000 lines; with everything on the screen as above, and with the list of names open",
		pkg:   "tui", bench: "BenchmarkKeystroke", time: "500x", rounds: 3,
		floor: "a sheet of 200 × 60 cells filled with plain text and written out.",
		rows: []row{
			{title: "Keystroke in 5,000 lines, whole app", floor: "BenchmarkKeystroke/floor", beside: nanoseconds, sonde: "BenchmarkKeystroke/sonde", metric: "ns/key", most: milli},
			{title: "Keystroke in 5,000 lines, everything and names", floor: "BenchmarkKeystroke/floor", beside: nanoseconds, sonde: "BenchmarkKeystroke/full", metric: "ns/key", most: milli},
		},
	},
	{
		title: "Completion at a key, with the names of 100,000 tables or 100,000 columns known; the slowest of several words",
		pkg:   "internal/complete", bench: "BenchmarkOffer", time: "20x", rounds: 3,
		floor: "strings.Contains over all names, at its slowest.",
		rows: []row{
			{title: "Completion with 100,000 names", floor: "BenchmarkOffer/floor/*", sonde: "BenchmarkOffer/sonde/*", metric: nanoseconds, most: 5 * milli},
		},
	},
	{
		title: "`sonde query 'SELECT 1'`, the whole process",
		pkg:   "cmd/sonde", bench: "BenchmarkStart", time: "20x", rounds: 3,
		floor: "the shortest Go program that opens DuckDB, runs SELECT 1 and prints the answer.",
		rows: []row{
			{title: "sonde query 'SELECT 1'", floor: "BenchmarkStart/floor", sonde: "BenchmarkStart/sonde", metric: nanoseconds, ratio: 2},
		},
	},
	{
		title: "From the start of the process to the explorer's first frame in a pseudoterminal",
		pkg:   "internal/bench", bench: "BenchmarkFirstFrame", time: "10x", rounds: 3,
		floor: "a Bubble Tea program that shows one word.",
		rows: []row{
			{title: "First interactive frame", floor: "BenchmarkFirstFrame/floor", sonde: "BenchmarkFirstFrame/sonde", metric: "first-frame-ms", ratio: 2, most: 50},
		},
	},
	{
		title: "10 M rows × 4 columns to a file, from batches in memory and straight from a query",
		pkg:   "internal/export", bench: "BenchmarkExport", time: "1x", rounds: 3,
		floor: "DuckDB's COPY of the same table in memory.",
		rows: []row{
			{title: "Export 10 M rows to CSV, from memory", floor: "BenchmarkExport/csv/floor", sonde: "BenchmarkExport/csv/sonde", metric: nanoseconds, ratio: 1.2},
			{title: "Export 10 M rows to CSV, from a query", floor: "BenchmarkExport/csv/floor", sonde: "BenchmarkExport/csv/stream", metric: nanoseconds, ratio: 1.2},
			{title: "Export 10 M rows to Parquet, from memory", floor: "BenchmarkExport/parquet/floor", sonde: "BenchmarkExport/parquet/sonde", metric: nanoseconds, ratio: 1.2},
			{title: "Export 10 M rows to Parquet, from a query", floor: "BenchmarkExport/parquet/floor", sonde: "BenchmarkExport/parquet/stream", metric: nanoseconds, ratio: 1.2},
		},
	},
	{
		title: "10 M rows × 4 columns to a file, from a result that has spilled",
		pkg:   "internal/bench", bench: "BenchmarkExportSpilled", time: "1x", rounds: 3,
		floor: "DuckDB's COPY of the same table in memory.",
		rows: []row{
			{title: "Export 10 M rows to CSV, from a result on disk", floor: "BenchmarkExportSpilled/csv/floor", sonde: "BenchmarkExportSpilled/csv/sonde", metric: nanoseconds, ratio: 1.2},
			{title: "Export 10 M rows to Parquet, from a result on disk", floor: "BenchmarkExportSpilled/parquet/floor", sonde: "BenchmarkExportSpilled/parquet/sonde", metric: nanoseconds, ratio: 1.2},
		},
	},
	{
		title: "A screen of 60 rows anywhere in 10 M rows of which nearly all are on disk",
		pkg:   "internal/result", bench: "BenchmarkJump", time: "50x", rounds: 3,
		floor: "reading as many bytes from the file.",
		rows: []row{
			{title: "Jump to a row of 10 M, spilled", floor: "BenchmarkJump/floor", sonde: "BenchmarkJump/sonde/stored", metric: nanoseconds, most: 20 * milli},
			{title: "Jump to a row of 10 M, spilled, rows in random order", floor: "BenchmarkJump/floor", sonde: "BenchmarkJump/sonde/shuffled", metric: nanoseconds},
		},
	},
	{
		title: "The first match of a text in 10 M cells of a result in memory, 100,000 cells from where the search begins",
		pkg:   "internal/search", bench: "BenchmarkFirst", time: "20x", rounds: 3,
		floor: "strings.Index over as many texts.",
		rows: []row{
			{title: "Search of 10 M cells: first match", floor: "BenchmarkFirst/floor", sonde: "BenchmarkFirst/sonde", metric: nanoseconds, most: 50 * milli},
		},
	},
	{
		title: "All of them, half integers and half text",
		pkg:   "internal/search", bench: "BenchmarkAll", time: "1x", rounds: 3,
		floor: "strings.Index over as many texts.",
		rows: []row{
			{title: "Search of 10 M cells: all", floor: "BenchmarkAll/floor", sonde: "BenchmarkAll/sonde", metric: nanoseconds},
		},
	},
	{
		title: "A search in a history of 500,000 different statements; the slowest of several searches",
		pkg:   "history", bench: "BenchmarkSearch", time: "10x", rounds: 1,
		floor: "strings.Contains over a slice of them, at its slowest.",
		rows: []row{
			{title: "History search over 500 k", floor: "BenchmarkSearch/*/floor", sonde: "BenchmarkSearch/*/sonde", metric: nanoseconds, most: 16 * milli},
		},
	},
	{
		title: "Questions about one column of a result of 10 M rows (BIGINT, DOUBLE, short VARCHAR), in the local engine",
		pkg:   "internal/workspace/local", bench: "BenchmarkLocal", time: "1x", rounds: 3,
		floor: "DuckDB copies the column into a table of its own and is asked the same there.",
		rows: []row{
			{title: "sort 10 M rows, BIGINT", floor: "BenchmarkLocal/sort/floor/n", sonde: "BenchmarkLocal/sort/sonde/n", metric: nanoseconds, ratio: 1.3},
			{title: "sort 10 M rows, DOUBLE", floor: "BenchmarkLocal/sort/floor/x", sonde: "BenchmarkLocal/sort/sonde/x", metric: nanoseconds, ratio: 1.3},
			{title: "sort 10 M rows, VARCHAR", floor: "BenchmarkLocal/sort/floor/s", sonde: "BenchmarkLocal/sort/sonde/s", metric: nanoseconds, ratio: 1.3},
			{title: "filter 10 M rows, BIGINT", floor: "BenchmarkLocal/filter/floor/n", sonde: "BenchmarkLocal/filter/sonde/n", metric: nanoseconds, ratio: 1.3},
			{title: "filter 10 M rows, VARCHAR", floor: "BenchmarkLocal/filter/floor/s", sonde: "BenchmarkLocal/filter/sonde/s", metric: nanoseconds, ratio: 1.3},
			{title: "profile 10 M rows, BIGINT", floor: "BenchmarkLocal/profile/floor/n", sonde: "BenchmarkLocal/profile/sonde/n", metric: nanoseconds, ratio: 1.3},
			{title: "profile 10 M rows, DOUBLE", floor: "BenchmarkLocal/profile/floor/x", sonde: "BenchmarkLocal/profile/sonde/x", metric: nanoseconds, ratio: 1.3},
			{title: "profile 10 M rows, VARCHAR", floor: "BenchmarkLocal/profile/floor/s", sonde: "BenchmarkLocal/profile/sonde/s", metric: nanoseconds, ratio: 1.3},
		},
	},
}
