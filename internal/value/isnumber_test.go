package value

import (
	"encoding/json"
	"testing"
)

// Of all short texts of these letters, those are numbers that are documents of JSON.
func TestNumbersAreThoseOfJSON(t *testing.T) {
	const letters, longest = "-+.eE059", 6
	numbers := 0
	var check func(text []byte)
	check = func(text []byte) {
		got, want := IsNumber(string(text)), json.Valid(text)
		if got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
		if got {
			numbers++
		}
		if len(text) < longest {
			for i := range len(letters) {
				check(append(text[:len(text):len(text)], letters[i]))
			}
		}
	}
	check(nil)
	if numbers < 1000 {
		t.Errorf("only %d numbers", numbers)
	}
	for _, text := range []string{" 1", "1 ", "1\n", "NaN", "Infinity", "0x1", "1_0", "١"} {
		if IsNumber(text) {
			t.Errorf("%q is a number", text)
		}
	}
}
