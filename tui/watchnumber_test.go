package tui

import "testing"

func TestTheNumberOfARowIsNotWatched(t *testing.T) {
	for name, want := range map[string]bool{"id": true, "ID": true, "user_id": true, "orderId": true, "price": false, "paid": false, "": false} {
		if namesRow(name) != want {
			t.Errorf("%q tells rows apart: %v", name, !want)
		}
	}
}
