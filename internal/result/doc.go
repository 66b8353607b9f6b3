// Package result keeps the rows of results while they are looked at.
//
// A [Store] is an append-only list of Arrow record batches: one goroutine
// appends, any number of readers take a [Snapshot] and never wait for the
// writer. The stores of a program share a [Pool], which bounds the memory of
// all of them: batches that have gone unused the longest are written to a
// private folder and come back, one at a time, through a bounded cache. A
// [View] is a snapshot in another order.
//
// Batches are never changed after they were appended, and their memory belongs
// to the garbage collector: nobody calls Retain or Release.
package result
