package result

import (
	"unsafe"

	"github.com/apache/arrow-go/v18/arrow"
)

// arrayOverhead is about what the Go values around one array take, measured on
// batches of many narrow columns.
const arrayOverhead = 512

// footprint returns the bytes that a batch holds in memory: the capacity of its
// buffers, each counted once however many arrays share it, and the values
// around them.
func footprint(b arrow.RecordBatch) int64 {
	m := meter{memory: map[uintptr]uintptr{}}
	for _, column := range b.Columns() {
		m.add(column.Data())
	}
	return m.total()
}

// meter collects stretches of memory by where they end. Slices of one
// allocation end at the same address, for their capacity reaches to its end.
type meter struct {
	memory map[uintptr]uintptr // end → lowest start seen
	arrays int64
}

func (m *meter) add(d arrow.ArrayData) {
	m.arrays++
	for _, buffer := range d.Buffers() {
		if buffer != nil && buffer.Cap() > 0 {
			m.addBytes(buffer.Buf())
		}
	}
	for _, child := range d.Children() {
		m.add(child)
	}
	if d.DataType().ID() == arrow.DICTIONARY {
		m.add(d.Dictionary())
	}
}

func (m *meter) addBytes(b []byte) {
	start := uintptr(unsafe.Pointer(unsafe.SliceData(b)))
	end := start + uintptr(cap(b))
	if lowest, seen := m.memory[end]; !seen || start < lowest {
		m.memory[end] = start
	}
}

func (m *meter) total() int64 {
	total := m.arrays * arrayOverhead
	for end, start := range m.memory {
		total += int64(end - start)
	}
	return total
}
