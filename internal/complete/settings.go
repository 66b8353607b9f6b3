package complete

import (
	"slices"
	"strings"

	"sonde/connectors"
	"sonde/internal/sqltext"
)

// setting is something that a statement may set, and what is shown beside it.
type setting struct {
	entry
	detail string
	table  bool // it is a table's
}

// speaksClickHouse reports whether FORMAT and SETTINGS end a statement.
func speaksClickHouse(d *sqltext.Dialect) bool {
	return d.Name() == "clickhouse" || d.Name() == "tinybird"
}

// isFormat reports whether piece i is the FORMAT behind a statement.
func (r *reader) isFormat(i int) bool {
	return speaksClickHouse(r.dialect) && i > r.lo && !r.is(i+1, "(") && !r.is(i+1, ".") && (r.clause == inSetting || r.endsOperand(i-1))
}

// endWords are the words that end a statement of ClickHouse, where one may end.
func (a *analysis) endWords(c clause) []string {
	if !speaksClickHouse(a.dialect) || c == inStart || c == inWith || c == inSet || c == inNewName {
		return nil
	}
	return []string{"SETTINGS", "FORMAT"}
}

// expectSetting fills in what may stand behind FORMAT, SETTINGS and SET; false
// where the place is behind none of them, or nothing is known of what the source
// can set.
func (a *analysis) expectSetting(p *Place, l *level, plain []int) bool {
	c := l.clause
	isSetting := c == inSetting && (speaksClickHouse(a.dialect) || a.dialect.Name() == "duckdb")
	if c != inFormat && !isSetting || len(plain) > 0 {
		return false
	}
	p.strict, p.OfTable = true, c == inSetting && l.makesTable(a.at)
	switch before := a.word(a.at - 1); {
	case before == "format":
		p.Expect = Formats
	case c == inFormat && l.verb == "insert": // Data follow.
	case c == inFormat:
		p.Expect, p.Follow = Keywords, []string{"SETTINGS"}
	case p.OfTable && l.verb == "create" && !a.mayBeMergeTree(): // Only settings of that family are known.
	case beginsSetting[before] || a.is(a.at-1, ","):
		p.Expect = Settings
		if before == "set" && a.dialect.Name() == "duckdb" {
			p.Expect, p.Follow = Settings|Keywords, []string{"VARIABLE", "GLOBAL", "SESSION"}
		}
	case a.is(a.at-2, "=") && speaksClickHouse(a.dialect):
		p.Expect, p.Follow = Keywords, []string{"FORMAT"}
	}
	return true
}

// makesTable reports whether settings at a place are those of the table that the
// statement makes or changes, and not of a SELECT in it.
func (l *level) makesTable(at int) bool {
	begun := func(b block) bool { return b.selects && b.selectLo <= at }
	return l.verb == "alter" || l.verb == "create" && !slices.ContainsFunc(l.blocks, begun)
}

// mayBeMergeTree reports whether the table before the place is one of the MergeTree
// family, which it is as well where no engine is named.
func (a *analysis) mayBeMergeTree() bool {
	for i := a.at - 1; i > 0; i-- {
		if a.word(i-1) == "engine" && !a.is(i, "=") {
			return strings.HasSuffix(a.word(i), "mergetree")
		}
		if i > 1 && a.word(i-2) == "engine" && a.is(i-1, "=") {
			return strings.HasSuffix(a.word(i), "mergetree")
		}
	}
	return true
}

// beginsSetting are words behind which the name of a setting stands.
var beginsSetting = words("settings setting set reset global session local")

// settings offers formats of a result or what may be set at the source.
func (o *offers) settings() {
	list, kind := o.names.settings, KindParameter
	if o.p.Expect.Has(Formats) {
		list, kind = o.names.formats, KindType
	}
	for i := range list {
		if s := &list[i]; o.p.Quote == 0 && s.table == o.p.OfTable {
			if score, ok := o.fit(&s.entry, sortFirst); ok {
				o.add(Item{Kind: kind, Label: s.name, Insert: s.name, Detail: s.detail, Rows: -1}, score)
			}
		}
	}
}

// addSettings takes what the source lists or, where it lists nothing, what every
// ClickHouse has.
func (b *builder) addSettings(settings []connectors.Setting, formats []string) {
	known := speaksClickHouse(b.dialect)
	if len(formats) == 0 && known {
		formats = strings.Fields(clickHouseFormats)
	}
	for _, f := range formats {
		b.formats = append(b.formats, setting{entry: newEntry(f), detail: "format"})
	}
	for _, s := range settings {
		b.settings = append(b.settings, setting{newEntry(s.Name), settingDetail(s), s.Table})
	}
	if len(settings) == 0 && known {
		for _, name := range strings.Fields(clickHouseSettings) {
			b.settings = append(b.settings, setting{entry: newEntry(name), detail: "setting"})
		}
	}
}

// longestComment is how much of a comment is shown, in characters.
const longestComment = 60

// settingDetail is the type of a setting and the first sentence on it.
func settingDetail(s connectors.Setting) string {
	comment, _, _ := strings.Cut(strings.Join(strings.Fields(s.Comment), " "), ". ")
	if r := []rune(comment); len(r) > longestComment {
		comment = string(r[:longestComment-1]) + "…"
	}
	switch comment = strings.TrimSuffix(comment, "."); {
	case s.Type == "":
		return comment
	case comment == "":
		return shortType(s.Type)
	}
	return shortType(s.Type) + " · " + comment
}

// What is offered where a ClickHouse has not told its own: formats that results
// are written in, and settings that statements often have.
const (
	clickHouseFormats = `
		JSONEachRow JSON JSONCompact JSONCompactEachRow JSONCompactEachRowWithNames
		JSONCompactEachRowWithNamesAndTypes JSONColumns JSONColumnsWithMetadata JSONObjectEachRow JSONStrings
		JSONStringsEachRow CSV CSVWithNames CSVWithNamesAndTypes TabSeparated TabSeparatedWithNames
		TabSeparatedWithNamesAndTypes TabSeparatedRaw TSV TSVWithNames TSVWithNamesAndTypes TSVRaw
		CustomSeparated Pretty PrettyCompact PrettyCompactMonoBlock PrettyNoEscapes PrettySpace PrettyJSONEachRow
		Vertical Values Parquet Arrow ArrowStream ORC Avro Native RowBinary RowBinaryWithNames
		RowBinaryWithNamesAndTypes MsgPack Markdown SQLInsert Template XML Protobuf ProtobufSingle CapnProto
		LineAsString RawBLOB Null Hash`
	clickHouseSettings = `
		max_threads max_execution_time max_memory_usage max_rows_to_read max_bytes_to_read max_result_rows
		max_result_bytes max_block_size max_insert_threads max_rows_to_group_by max_rows_in_join
		max_bytes_before_external_group_by max_bytes_before_external_sort max_query_size max_ast_elements
		join_algorithm join_use_nulls use_query_cache query_cache_ttl async_insert wait_for_async_insert
		readonly final optimize_read_in_order optimize_aggregation_in_order optimize_move_to_prewhere
		force_primary_key force_index_by_date allow_experimental_analyzer enable_analyzer distributed_product_mode
		prefer_localhost_replica skip_unavailable_shards mutations_sync alter_sync insert_quorum select_sequential_consistency
		output_format_json_quote_64bit_integers output_format_decimal_trailing_zeros
		input_format_allow_errors_num input_format_skip_unknown_fields date_time_input_format
		date_time_output_format session_timezone log_queries log_comment send_logs_level`
)
