package export

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"sonde/connectors"
)

// option is a choice that a format has. Forms and flags are made from it.
type option struct {
	connectors.Option
	set func(o *Options, value any)
}

// optionChecks find what is wrong with values of the right type, by the names of
// the options.
var optionChecks = map[string]func(value any) error{"dialect": knownDialect, "rows_per_insert": someRows, "table": soundTable, "sheet": soundSheet}

func knownDialect(v any) error {
	if _, same := sameDialects[v.(string)]; v == "" || same || slices.Contains(dialects, v.(string)) {
		return nil
	}
	return fmt.Errorf("one of %s, not %q%s", strings.Join(dialects, ", "), v, connectors.Suggest(v.(string), dialects))
}

func someRows(v any) error {
	if n := v.(int64); n < 1 {
		return fmt.Errorf("expected a whole number from 1, not %d", n)
	}
	return nil
}

func soundTable(v any) error {
	_, err := nameParts(v.(string))
	return err
}

func soundSheet(v any) error {
	if !isSheetName(v.(string)) {
		return errors.New(sheetRule)
	}
	return nil
}

// delimiters are the names of what can stand between fields.
var delimiters = map[string]byte{"comma": ',', "semicolon": ';', "tab": '\t', "pipe": '|'}

var (
	headerOption = option{connectors.Option{Name: "header", Type: connectors.TypeBool, Default: "true",
		Help: "Begin with a line of column names."}, func(o *Options, v any) { o.NoHeader = !v.(bool) }}
	delimiterOption = option{connectors.Option{Name: "delimiter", Type: connectors.TypeChoice, Default: "comma", Choices: []string{"comma", "semicolon", "tab", "pipe"},
		Help: "What stands between fields."}, func(o *Options, v any) { o.Delimiter = delimiters[v.(string)] }}
	nullOption = option{connectors.Option{Name: "null", Type: connectors.TypeString,
		Help: "Text that stands for NULL; nothing by default."}, func(o *Options, v any) { o.NullText = v.(string) }}
	formulasOption = option{connectors.Option{Name: "safe_formulas", Type: connectors.TypeBool, Default: "false",
		Help: "Put an apostrophe before text that a spreadsheet would run as a formula (= + - @). It changes the values."}, func(o *Options, v any) { o.SafeFormulas = v.(bool) }}
	linesOption = option{connectors.Option{Name: "line_ends", Type: connectors.TypeChoice, Default: "lf", Choices: []string{"lf", "crlf"},
		Help: "How lines end: lf, or crlf as on Windows."}, func(o *Options, v any) { o.CRLF = v.(string) == "crlf" }}
	markOption = option{connectors.Option{Name: "byte_order_mark", Type: connectors.TypeBool, Default: "false",
		Help: "Begin with a mark by which Excel knows UTF-8."}, func(o *Options, v any) { o.ByteOrderMark = v.(bool) }}
	bigNumbersOption = option{connectors.Option{Name: "big_numbers", Type: connectors.TypeChoice, Default: "number", Choices: []string{"number", "text"},
		Help: "Write numbers of more than 15 digits as text, for readers that round them."}, func(o *Options, v any) { o.BigNumbersAsText = v.(string) == "text" }}
	prettyOption = option{connectors.Option{Name: "pretty", Type: connectors.TypeBool, Default: "false",
		Help: "Give every field a line of its own."}, func(o *Options, v any) { o.Pretty = v.(bool) }}
	pageOption = option{connectors.Option{Name: "page", Type: connectors.TypeBool, Default: "true",
		Help: "Write a whole page; otherwise only the table."}, func(o *Options, v any) { o.Fragment = !v.(bool) }}
	arrowCodecOption = option{connectors.Option{Name: "codec", Type: connectors.TypeChoice, Default: "zstd", Choices: []string{"zstd", "lz4", "none"},
		Help: "Compression inside the file."}, func(o *Options, v any) { o.Compression = v.(string) }}
	codecOption = option{connectors.Option{Name: "codec", Type: connectors.TypeChoice, Default: "snappy", Choices: []string{"snappy", "zstd", "gzip", "none"},
		Help: "Compression inside the file."}, func(o *Options, v any) { o.Compression = v.(string) }}
	sheetOption = option{connectors.Option{Name: "sheet", Type: connectors.TypeString, Default: "Result",
		Help: "Name of the sheet: 1 to 31 characters without : \\ / ? * [ ], and no apostrophe at either end."}, func(o *Options, v any) { o.Sheet = v.(string) }}
	tableOption = option{connectors.Option{Name: "table", Type: connectors.TypeString, Default: "result",
		Help: "Table that the rows are inserted into, such as orders or main.orders; quotes keep a dot in a name: \"a.b\"."}, func(o *Options, v any) { o.Table = v.(string) }}
	dialectOption = option{connectors.Option{Name: "dialect", Type: connectors.TypeString, Choices: dialects,
		Help: "Rules of quoting; those of the connection by default."}, func(o *Options, v any) { o.Dialect = v.(string) }}
	perInsertOption = option{connectors.Option{Name: "rows_per_insert", Type: connectors.TypeInt, Default: "500",
		Help: "Rows of one INSERT statement, from 1."}, func(o *Options, v any) { o.RowsPerInsert = int(v.(int64)) }}
)

// formatOptions are the options of the formats that have any.
var formatOptions = map[string][]option{
	"csv":     {headerOption, delimiterOption, nullOption, formulasOption, linesOption, markOption},
	"tsv":     {headerOption, nullOption, formulasOption, linesOption, markOption},
	"json":    {prettyOption, bigNumbersOption},
	"ndjson":  {bigNumbersOption},
	"parquet": {codecOption},
	"arrow":   {arrowCodecOption},
	"xlsx":    {sheetOption},
	"html":    {pageOption},
	"sql":     {tableOption, dialectOption, perInsertOption},
}

// FormatOptions declares the options of a format, in the order in which they are
// offered.
func FormatOptions(format string) []connectors.Option {
	var all []connectors.Option
	for _, o := range formatOptions[format] {
		all = append(all, o.Option)
	}
	return all
}

// SetOption gives an option of a format the value that a text stands for. The
// error names what was expected, or the nearest option.
func (o *Options) SetOption(format, name, text string) error {
	var names []string
	for _, known := range formatOptions[format] {
		names = append(names, known.Name)
		if known.Name != name {
			continue
		}
		value, err := known.Parse(text)
		if check := optionChecks[name]; err == nil && check != nil {
			err = check(value)
		}
		if err != nil {
			return connectors.Errorf(connectors.ClassConfig, "%s: %w", name, err)
		}
		known.set(o, value)
		return nil
	}
	return connectors.Errorf(connectors.ClassConfig, "%s has no option %q%s", format, name, connectors.Suggest(name, names))
}
