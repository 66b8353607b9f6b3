package duckdb

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// checkedRows is how many rows of a CSV file are looked at before the types of
// its columns are settled.
const checkedRows = 100_000

// dialect is the form of a CSV file as the engine's sniffer has found it.
type dialect struct {
	delimiter, quote, escape, comment string
	skip                              int
	header                            bool
	dateFormat, timestampFormat       string
	columns                           []fileColumn
	// options are those with which the sniffer was successful.
	options string
}

// fileColumn is a column of a text file with its DuckDB type.
type fileColumn struct {
	Name string `json:"name"`
	Type string `json:"type"`
}

// csv makes a view of a CSV file. The engine's sniffer looks at the first
// 20,480 rows only, and its reader then rounds 1.5 in a column of whole numbers
// and drops lines before a change of width; so the findings are checked and the
// view guards what has not been looked at.
func (o *opener) csv(ctx context.Context, s source) error {
	query, err := o.csvQuery(ctx, s)
	if err != nil && s.kind == kindText {
		query, err = readLines(s), nil
	}
	if err != nil {
		return err
	}
	return o.view(ctx, s, query)
}

func (o *opener) csvQuery(ctx context.Context, s source) (string, error) {
	sniff := o.sniffCSV
	if s.many {
		sniff = o.describeCSVs
	}
	d, err := sniff(ctx, s)
	if err != nil {
		return "", err
	}
	if s.kind == kindText && len(d.columns) == 1 {
		return readLines(s), nil
	}
	all, err := o.settleTypes(ctx, s, &d)
	if err != nil {
		return "", err
	}
	if all {
		return "SELECT * FROM " + d.read(s, d.columns), nil
	}
	return d.guarded(s), nil
}

func delimiterOption(s source) string {
	if s.kind == kindTSV {
		return `, delim = '\t'`
	}
	return ""
}

// readLines reads text without columns, one row per line.
func readLines(s source) string {
	return "SELECT * FROM read_csv(" + s.argument() + ", auto_detect = false, header = false, delim = '', quote = '', escape = '', columns = {'line': 'VARCHAR'})"
}

// describeCSVs finds out the columns of several files, each of which may have a
// form of its own.
func (o *opener) describeCSVs(ctx context.Context, s source) (dialect, error) {
	cells, err := o.conn.ask(ctx, "DESCRIBE FROM "+readMany(s, nil))
	if err != nil {
		return dialect{}, err
	}
	var d dialect
	for _, row := range cells {
		d.columns = append(d.columns, fileColumn{row[0], row[1]})
	}
	return d, nil
}

// readMany is the call that reads several files, with the sniffer's findings for
// each and the given types.
func readMany(s source, columns []fileColumn) string {
	types := ""
	if len(columns) > 0 {
		types = ", types = {" + typeList(columns) + "}"
	}
	if s.cut {
		types += cutOptions
	}
	return "read_csv(" + s.argument() + delimiterOption(s) + ", allow_quoted_nulls = false, union_by_name = true" + types + ")"
}

func typeList(columns []fileColumn) string {
	types := make([]string, len(columns))
	for i, c := range columns {
		types[i] = literal(c.Name) + ": " + literal(c.Type)
	}
	return strings.Join(types, ", ")
}

// cutOptions let the last row of a file be a part of one.
const cutOptions = ", strict_mode = false, null_padding = true"

// sniffCSV finds out the form of a file. Files that break the rules, such as
// those with quoted line ends of another kind, are tried with looser ones.
func (o *opener) sniffCSV(ctx context.Context, s source) (dialect, error) {
	if s.cut {
		return o.sniffWith(ctx, s, cutOptions)
	}
	d, err := o.sniffWith(ctx, s, "")
	if err != nil {
		loose, looseErr := o.sniffWith(ctx, s, ", strict_mode = false")
		if looseErr != nil {
			return d, err
		}
		d = loose
	}
	if d.skip > 0 {
		data, err := o.countLines(ctx, s, d.skip, d.delimiter)
		if err != nil {
			return d, err
		}
		if data > 0 {
			d, err = o.sniffWith(ctx, s, ", null_padding = true")
		}
		if err != nil {
			return d, err
		}
	}
	return d, o.assumeQuotes(ctx, s, &d)
}

// sniffedRows is how many rows the engine's sniffer looks at.
const sniffedRows = 20480

// assumeQuotes lets quotes that come after the sniffed rows be quotes, unless
// the sniffer has seen some and decided that they are none.
func (o *opener) assumeQuotes(ctx context.Context, s source, d *dialect) error {
	if d.quote != "" {
		return nil
	}
	seen, err := o.countLines(ctx, s, sniffedRows, `"`)
	if err == nil && seen == 0 {
		d.quote, d.escape = `"`, `"`
	}
	return err
}

func (o *opener) sniffWith(ctx context.Context, s source, options string) (dialect, error) {
	const sql = `SELECT "Delimiter", "Quote", "Escape", "Comment", "SkipRows", "HasHeader", "DateFormat", "TimestampFormat", to_json("Columns")::VARCHAR FROM sniff_csv(`
	cells, err := o.conn.ask(ctx, sql+s.argument()+delimiterOption(s)+options+")")
	if err != nil {
		return dialect{}, err
	}
	row := cells[0]
	d := dialect{
		delimiter: orEmpty(row[0]), quote: orEmpty(row[1]), escape: orEmpty(row[2]), comment: orEmpty(row[3]),
		header: row[5] == "true", dateFormat: row[6], timestampFormat: row[7], options: options,
	}
	if d.quote != "" && d.escape == "" {
		d.escape = d.quote
	}
	d.skip, err = strconv.Atoi(row[4])
	if err != nil {
		return d, err
	}
	return d, json.Unmarshal([]byte(row[8]), &d.columns)
}

// orEmpty undoes the sniffer's word for nothing.
func orEmpty(s string) string {
	if s == "(empty)" {
		return ""
	}
	return s
}

// countLines counts those of the first n lines that hold a text. A line with the
// delimiter, for one, looks like a row.
func (o *opener) countLines(ctx context.Context, s source, n int, text string) (int, error) {
	sql := fmt.Sprintf("SELECT count(*) FROM (%s LIMIT %d) WHERE contains(line, %s)", readLines(s), n, literal(text))
	cells, err := o.conn.ask(ctx, sql)
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(cells[0][0])
}

// read is the call that reads the file with columns of the given types.
func (d dialect) read(s source, columns []fileColumn) string {
	if s.many {
		return readMany(s, columns)
	}
	formats := ""
	if d.dateFormat != "" {
		formats += ", dateformat = " + literal(d.dateFormat)
	}
	if d.timestampFormat != "" {
		formats += ", timestampformat = " + literal(d.timestampFormat)
	}
	return fmt.Sprintf("read_csv(%s, auto_detect = false, delim = %s, quote = %s, escape = %s, comment = %s, skip = %d, header = %v, allow_quoted_nulls = false%s%s, columns = {%s})",
		s.argument(), literal(d.delimiter), literal(d.quote), literal(d.escape), literal(d.comment), d.skip, d.header, formats, d.options, typeList(columns))
}

// asText returns the columns, all as text.
func (d dialect) asText() []fileColumn {
	columns := make([]fileColumn, len(d.columns))
	for i, c := range d.columns {
		columns[i] = fileColumn{c.Name, "VARCHAR"}
	}
	return columns
}

// guarded is a query that reads the file and fails, instead of rounding, at a
// value that does not fit the type of its column.
func (d dialect) guarded(s source) string {
	read := make([]fileColumn, len(d.columns))
	exprs := make([]string, len(d.columns))
	for i, c := range d.columns {
		read[i], exprs[i] = c, quoted(c.Name)
		if misfit := d.misfit(c); misfit != "" {
			read[i].Type = "VARCHAR"
			exprs[i] = fmt.Sprintf("CASE WHEN %s THEN error(%s || %s) ELSE CAST(%s AS %s) END AS %s",
				misfit, literal("column "+c.Name+" is of type "+c.Type+misfitWords), quoted(c.Name), quoted(c.Name), c.Type, quoted(c.Name))
		}
	}
	return "SELECT " + strings.Join(exprs, ", ") + " FROM " + d.read(s, read)
}

// misfit is a condition that holds where a cast would change a value in silence.
func (d dialect) misfit(c fileColumn) string {
	name := quoted(c.Name)
	switch {
	case c.Type == "BIGINT" || c.Type == "HUGEINT":
		return fmt.Sprintf("contains(%s, '.') OR contains(%s, 'e') OR contains(%s, 'E')", name, name, name)
	case strings.HasPrefix(c.Type, "DECIMAL("):
		_, scale, _ := strings.Cut(strings.TrimSuffix(c.Type, ")"), ",")
		return fmt.Sprintf("contains(%s, 'e') OR contains(%s, 'E') OR length(split_part(trim(%s), '.', 2)) > %s", name, name, name, scale)
	case c.Type == "DATE" && isISO(d.dateFormat):
		return fmt.Sprintf("contains(%s, ':')", name)
	}
	return ""
}
