package tinybird

import (
	"strconv"
	"strings"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
)

// statistics are what an answer tells of its run.
type statistics struct {
	rows                int64
	beforeLimit         int64 // negative where no limit took part
	elapsed             time.Duration
	rowsRead, bytesRead int64
}

// format writes an answer row by row.
type format struct {
	contentType string
	begin       func(dst []byte, columns []*column) []byte
	row         func(dst []byte, columns []*column, batch arrow.RecordBatch, i int, first bool, o output) []byte
	end         func(dst []byte, columns []*column, s statistics) []byte
}

// streamed are the formats that are written row by row. Parquet, PrettyCompact
// and Prometheus need the whole answer.
var streamed = map[string]format{
	"JSON":         {"application/json; charset=UTF-8", beginJSON, rowJSON, endJSON},
	"JSONEachRow":  {"application/x-ndjson; charset=UTF-8", nil, rowNDJSON, nil},
	"CSV":          {"text/csv; charset=UTF-8; header=absent", nil, rowCSV, nil},
	"CSVWithNames": {"text/csv; charset=UTF-8; header=present", namesCSV, rowCSV, nil},
	"TSV":          {"text/tab-separated-values; charset=UTF-8", nil, rowTSV, nil},
	"TSVWithNames": {"text/tab-separated-values; charset=UTF-8", namesTSV, rowTSV, nil},
}

func beginJSON(dst []byte, columns []*column) []byte {
	dst = append(dst, "{\n\t\"meta\":\n\t["...)
	for i, c := range columns {
		dst = append(separated(dst, i), "\n\t\t{\n\t\t\t\"name\": "...)
		dst = append(appendString(dst, []byte(c.name)), ",\n\t\t\t\"type\": "...)
		dst = append(appendString(dst, []byte(c.typeName())), "\n\t\t}"...)
	}
	return append(dst, "\n\t],\n\n\t\"data\":\n\t[\n"...)
}

func rowJSON(dst []byte, columns []*column, batch arrow.RecordBatch, i int, first bool, o output) []byte {
	if !first {
		dst = append(dst, ",\n"...)
	}
	dst = append(dst, "\t\t{"...)
	for c, col := range columns {
		dst = append(separated(dst, c), "\n\t\t\t"...)
		dst = append(appendString(dst, []byte(col.name)), ": "...)
		dst = col.appendJSON(dst, batch.Column(c), i, o)
	}
	return append(dst, "\n\t\t}"...)
}

func endJSON(dst []byte, _ []*column, s statistics) []byte {
	dst = append(dst, "\n\t],\n\n\t\"rows\": "...)
	dst = strconv.AppendInt(dst, s.rows, 10)
	if s.beforeLimit >= 0 {
		dst = strconv.AppendInt(append(dst, ",\n\n\t\"rows_before_limit_at_least\": "...), s.beforeLimit, 10)
	}
	dst = strconv.AppendFloat(append(dst, ",\n\n\t\"statistics\":\n\t{\n\t\t\"elapsed\": "...), s.elapsed.Seconds(), 'f', -1, 64)
	dst = strconv.AppendInt(append(dst, ",\n\t\t\"rows_read\": "...), s.rowsRead, 10)
	dst = strconv.AppendInt(append(dst, ",\n\t\t\"bytes_read\": "...), s.bytesRead, 10)
	return append(dst, "\n\t}\n}\n"...)
}

func rowNDJSON(dst []byte, columns []*column, batch arrow.RecordBatch, i int, _ bool, o output) []byte {
	dst = append(dst, '{')
	for c, col := range columns {
		dst = append(appendString(separated(dst, c), []byte(col.name)), ':')
		dst = col.appendJSON(dst, batch.Column(c), i, o)
	}
	return append(dst, "}\n"...)
}

func namesCSV(dst []byte, columns []*column) []byte {
	var names []string
	for _, c := range columns {
		names = append(names, c.fields(c.name)...)
	}
	for i, name := range names {
		dst = appendQuoted(separated(dst, i), []byte(name))
	}
	return append(dst, '\n')
}

func rowCSV(dst []byte, columns []*column, batch arrow.RecordBatch, i int, _ bool, _ output) []byte {
	for c, col := range columns {
		dst = col.appendCSV(separated(dst, c), batch.Column(c), i)
	}
	return append(dst, '\n')
}

func namesTSV(dst []byte, columns []*column) []byte {
	for i, c := range columns {
		if i > 0 {
			dst = append(dst, '\t')
		}
		dst = appendEscaped(dst, []byte(c.name))
	}
	return append(dst, '\n')
}

func rowTSV(dst []byte, columns []*column, batch arrow.RecordBatch, i int, _ bool, _ output) []byte {
	for c, col := range columns {
		if c > 0 {
			dst = append(dst, '\t')
		}
		dst = col.appendTSV(dst, batch.Column(c), i)
	}
	return append(dst, '\n')
}

// formatOf finds a format by its name, which counts case as ClickHouse does.
func formatOf(name string) (string, error) {
	if name == "" {
		return "JSON", nil
	}
	aliases := map[string]string{"TabSeparated": "TSV", "TabSeparatedWithNames": "TSVWithNames", "NDJSON": "JSONEachRow", "JSONLines": "JSONEachRow"}
	if alias, ok := aliases[name]; ok {
		name = alias
	}
	if _, ok := streamed[name]; ok || whole[name] != nil {
		return name, nil
	}
	return "", fail(400, "[Error] Unknown format %s", strings.Trim(name, "`"))
}
