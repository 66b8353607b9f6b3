package cellwidth

import "testing"

func TestMiddle(t *testing.T) {
	for _, c := range []struct {
		name string
		room int
		want string
	}{
		{"orders", 6, "orders"},
		{"shipping_address_1", 10, "ship…ess_1"},
		{"shipping_address_2", 11, "shipp…ess_2"},
		{"名前がとても長い表", 9, "名前…い表"},
		{"orders", 5, "orde…"},
		{"orders", 0, ""},
	} {
		got, width := Middle(c.name, c.room)
		if got != c.want || width != Of(got) || width > c.room {
			t.Errorf("%q in %d columns is %q, %d wide", c.name, c.room, got, width)
		}
	}
}

func FuzzMiddle(f *testing.F) {
	f.Add("a\u0301bc", 3)
	f.Add("日本語のテーブル", 7)
	f.Fuzz(func(t *testing.T, name string, room int) {
		room = min(max(0, room), 200)
		got, width := Middle(name, room)
		if width > room || Of(name) <= room && got != name {
			t.Errorf("%q in %d columns is %q, %d wide", name, room, got, width)
		}
	})
}
