package inspector

import (
	"testing"

	"sonde/internal/value"
)

func TestSizesSayWhatTheyAreOf(t *testing.T) {
	for _, c := range []struct {
		text  string
		class value.Class
		want  string
	}{
		{"58", value.Number, "2 digits"}, {"-0.10", value.Number, "3 digits"}, {"7", value.Number, "1 digit"},
		{"1e+21", value.Number, ""}, {"NaN", value.Number, ""}, {"true", value.Bool, ""}, {"2024-01-31", value.Temporal, ""},
		{"né", value.Text, "3 bytes · 2 characters"},
	} {
		cell := Cell{Text: c.text, Bytes: []byte(c.text)}
		if got := cell.sizes(-1, c.class); got != c.want {
			t.Errorf("%s is of %q, want %q", c.text, got, c.want)
		}
	}
}
