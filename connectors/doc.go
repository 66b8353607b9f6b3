// Package connectors is the contract between sonde and the sources that it
// reads: how a source is opened, how a statement is sent, how rows come back,
// and how things go wrong. A connector is one package below this one that fills
// in a [Driver] and implements [Conn] and [Rows]; everything else is opt-in.
//
// # Data
//
// Arrow record batches are the one currency. Memory of a batch belongs to the
// Go garbage collector: nobody calls Retain or Release, and a batch that has
// been handed over is never changed again. A connector picks the Arrow type
// that holds every value of the source's type exactly, and says in the metadata
// of the field what Arrow cannot say (see [MetaType] and [MetaKind]):
//
//	integers                 int8 … uint64; wider ones decimal256(39…76, 0)
//	decimals                 decimal128 or decimal256 with the declared scale;
//	                         more digits than 76: utf8 with kind "number"
//	floats, booleans, blobs  float32, float64, bool, binary
//	text                     utf8
//	dates, times             date32, time64
//	timestamps               timestamp in the source's unit; with a zone where
//	                         the source's type has one
//	lists, structs, maps     list, fixed_size_list, struct, map, sparse_union
//	anything else            utf8 with the text that the source sent, and a kind
//	                         where one fits ("uuid", "json", "interval" …)
//
// Column names may be empty and may repeat; the order of columns is the
// source's.
package connectors
