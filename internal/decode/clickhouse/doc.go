// Package clickhouse reads answers of ClickHouse and of services built on it:
// the grammar of its types, the formats that hold tables, and the exceptions
// that it writes behind rows. What it makes of them are Arrow record batches,
// as package decode does.
package clickhouse
