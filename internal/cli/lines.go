package cli

import (
	"io"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"sonde/connectors"
)

// lineWriter prints an answer that is text as it came, where no format of tables
// was asked for.
type lineWriter struct{ to io.Writer }

// Write prints lines.
func (w lineWriter) Write(b arrow.RecordBatch) error {
	lines, ok := b.Column(0).(*array.String)
	if !ok {
		return connectors.Errorf(connectors.ClassInternal, "the lines of a text are of type %s", b.Column(0).DataType())
	}
	var text []byte
	for i := range lines.Len() {
		text = append(append(text, lines.Value(i)...), '\n')
	}
	_, err := w.to.Write(text)
	return err
}

// Close prints nothing.
func (lineWriter) Close() error { return nil }
