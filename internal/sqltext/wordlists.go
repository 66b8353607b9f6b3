package sqltext

// The lists hold the words that help a reader when they stand out. Words that
// sources know as keywords but people use as names of columns (name, value,
// year) are left out on purpose.

const commonKeywords = `
	add all alter analyze and any array as asc begin between by call case cast check
	collate column comment commit constraint create cross cube current current_date
	current_time current_timestamp database declare default delete desc describe distinct
	drop else end escape except execute exists explain external false fetch filter first
	following for foreign from full function grant group grouping having if ilike in
	index inner insert intersect interval into is isnull join key lateral left like limit
	materialized merge minus natural not notnull null nulls offset on only or order outer
	over overwrite partition pivot preceding prepare primary procedure qualify range
	recursive references rename replace respect returning revoke right rollback rollup row
	rows schema select set sets show some table tablesample temp temporary then to
	transaction trigger true truncate unbounded union unique unpivot update use using
	values view when where window with within`

const commonTypes = `
	bigint binary bit blob bool boolean char character date datetime decimal double float
	int integer json numeric real smallint string text time timestamp tinyint uuid
	varbinary varchar`

// commonReserved are words that hardly any source takes as a name.
const commonReserved = `
	all alter and any as asc between by case cast check column constraint create cross
	default delete desc distinct drop else end except exists false fetch for foreign from
	full grant group having in inner insert intersect into is join left like limit natural
	not null offset on or order outer partition primary references returning right select
	set some table then to true union unique update using values when where window with`

const callables = `
	array char coalesce date datetime exists filter first format grouping if insert interval
	left like time timestamp truncate range replace repeat right row string values`

type wordLists struct{ keywords, types, reserved string }

var ownWords = map[string]wordLists{
	"duckdb": {
		keywords: `anti asof attach checkpoint columns copy deallocate detach enum exclude
			export extension force glob import install load macro
			positional pragma semi sequence similar struct summarize try_cast unpack vacuum
			variable`,
		types: `bignum bitstring enum geometry hugeint int1 int128 int16 int2 int32 int4 int64
			int8 interval list long map nvarchar signed struct time_ns timestamp_ms
			timestamp_ns timestamp_s timestamp_us timestamptz timetz ubigint uhugeint uint128
			uint16 uint32 uint64 uint8 uinteger union usmallint utinyint variant`,
		// As duckdb_keywords() of DuckDB 1.5 lists them: reserved, and those that
		// may name a type or function but no table or column.
		reserved: `analyse analyze anti array asof asymmetric at authorization
			both collate collation columns concurrently deferrable describe do freeze
			generated glob ilike initially isnull lambda lateral leading map
			notnull only overlaps pivot pivot_longer pivot_wider placing positional qualify
			semi show similar struct summarize symmetric tablesample trailing try_cast unpack
			unpivot variadic verbose`,
	},
	"druid": {
		keywords: `clustered earliest extend hour day latest month overwrite partitioned plan
			unnest week year`,
		types: `complex`,
		reserved: `abs array at both call char collate count current current_date current_time
			current_timestamp current_user date day decimal describe double element exec
			execute explain extend extract filter float floor function grouping hour interval
			language lateral leading lower match max measure method min minute mod month
			multiset new number numeric of only open over overlaps parameter period position
			power precision prepare procedure qualify range rank recursive release result
			rollup row rows second show similar skip smallint sql start static sum symmetric
			system tablesample time timestamp trailing translate trigger trim truncate unknown
			unnest upper user value varchar year`,
	},
	"clickhouse": {
		keywords: `alias anti any array asof attach cluster codec detach dictionary
			engine exchange final format global ilike inject kill live mutation optimize
			outfile part prewhere projection sample semi settings step system totals ttl
			undrop watch`,
		types: `aggregatefunction array bfloat16 date32 datetime64 decimal128 decimal256
			decimal32 decimal64 dynamic enum enum16 enum8 fixedstring float32 float64 int128
			int16 int256 int32 int64 int8 ipv4 ipv6 lowcardinality map nested nothing nullable
			object point polygon ring simpleaggregatefunction time64 tuple uint128 uint16
			uint256 uint32 uint64 uint8 variant`,
		reserved: `anti array asof final format global ilike interval prewhere qualify sample
			semi settings`,
	},
	"mysql": {
		keywords: `auto_increment change charset dual elseif explain flush handler ignore
			iterate kill leave lock loop modify outfile regexp repeat reset rlike separator
			signal start straight_join unlock unsigned while xor zerofill`,
		types: `enum geometry longblob longtext mediumblob mediumint mediumtext point tinyblob
			tinytext year`,
		reserved: `accessible add analyze asensitive before bigint binary blob both call cascade
			change char character collate condition continue convert cube cume_dist
			current_date current_time current_timestamp current_user cursor database databases
			day_hour day_microsecond day_minute day_second dec decimal declare delayed
			dense_rank describe deterministic distinctrow div double dual each elseif empty
			enclosed escaped exit explain first_value float float4 float8 force fulltext
			function generated get grouping groups high_priority hour_microsecond hour_minute
			hour_second if ignore index infile inout insensitive int int1 int2 int3 int4 int8
			integer interval io_after_gtids io_before_gtids iterate json_table key keys kill
			lag last_value lateral lead leading leave linear lines load localtime
			localtimestamp lock long longblob longtext loop low_priority match maxvalue
			mediumblob mediumint mediumtext middleint minute_microsecond minute_second mod
			modifies no_write_to_binlog nth_value ntile numeric of optimize optimizer_costs
			option optionally out outfile over percent_rank precision procedure purge range
			rank read read_write reads real recursive regexp release rename repeat replace
			require resignal restrict return revoke rlike row row_number rows schema schemas
			second_microsecond sensitive separator show signal smallint spatial specific sql
			sql_big_result sql_calc_found_rows sql_small_result sqlexception sqlstate
			sqlwarning ssl starting stored straight_join system terminated tinyblob tinyint
			tinytext trailing trigger undo unlock unsigned usage use utc_date utc_time
			utc_timestamp varbinary varchar varcharacter varying virtual while write xor
			year_month zerofill`,
	},
	"athena": {
		keywords: `deallocate location msck optimize partitioned refresh repair serde stored
			tblproperties unload unnest vacuum row format`,
		types: `hyperloglog ipaddress map row timestamptz`,
		reserved: `current_catalog current_date current_path current_role current_schema
			current_time current_timestamp current_user cube deallocate describe escape
			execute extract grouping json_array json_exists json_object json_query json_table
			json_value listagg localtime localtimestamp normalize prepare recursive rollup skip
			trim uescape unnest`,
	},
	"bigquery": {
		keywords: `assert cluster elseif export immediate iterate leave loop
			options ordinal policy repeat safe_cast struct unnest while`,
		types: `bignumeric bytes float64 geography int64 struct`,
		reserved: `array assert_rows_modified at collate contains cube current define enum escape
			exclude extract following groups grouping hash if ignore interval lateral lookup
			merge new no nulls of over preceding proto qualify range recursive respect rollup
			rows struct tablesample treat unbounded unnest within`,
	},
	"standard": {
		keywords: `authorization cascade copy exec go language release savepoint sequence start
			top unnest work`,
		types: `bytea bigserial clob geography geometry jsonb money nchar nvarchar serial
			timestamptz timetz variant xml`,
		reserved: `analyze array authorization both collate current current_date current_time
			current_timestamp current_user database do grouping index interval key lateral
			leading of only over procedure row rows schema symmetric trailing trigger user
			view`,
	},
}
