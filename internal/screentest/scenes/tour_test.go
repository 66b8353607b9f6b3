package scenes

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"sonde/internal/screentest"
)

// tour plays a script and films it. Its clock is that of a person who types; the
// time that the program takes is what it would be for them.
type tour struct {
	*stage
	film  screentest.Recording
	clock time.Duration
}

// Times of a person.
const (
	keyTime    = 70 * time.Millisecond
	look       = 900 * time.Millisecond
	quietFrame = 120 * time.Millisecond
)

// shoot films the screen once it stays the same, and goes on.
func (f *tour) shoot(then time.Duration) {
	frame := f.Settled(quietFrame)
	if *pictures != "" {
		write(f.t, filepath.Join(*pictures, fmt.Sprintf("tour-%05.1f.svg", f.clock.Seconds())), frame)
	}
	f.film.Add(frame, f.clock)
	f.clock += then
}

// write types a text, letter by letter.
func (f *tour) write(text string) {
	for _, r := range text {
		if r == '\n' {
			f.Press("enter")
		} else {
			f.Type(string(r))
		}
		f.shoot(keyTime)
	}
	f.clock += look / 2
}

// keys presses keys, and looks at what comes of each.
func (f *tour) keys(then time.Duration, names ...string) {
	for _, name := range names {
		f.Press(name)
		f.shoot(then)
	}
}

// see waits for texts and looks at them.
func (f *tour) see(then time.Duration, texts ...string) {
	f.WaitText(texts...)
	f.shoot(then)
}

func (f *tour) play() {
	f.see(3*look, "✓ done", "India", "Welcome")
	f.keys(look, "ctrl+t")
	f.write("SELECT category, sum(oi.quantity * oi.unit_price) AS turnover\nFROM order_items oi JOIN products p ON p.pro")
	f.see(2*look, "INTEGER · PK")
	f.keys(look, "tab")
	f.write(" = oi.product_id\nGROUP BY category ORDER BY turnover DESC")
	f.keys(look, "esc")
	f.keys(look/2, "f5")
	f.see(3*look, "✓ done", "turnover", "kitchen")
	f.keys(look, "alt+3", "o")
	f.see(3*look, "fetched rows")
	f.keys(look, "esc")
	f.keys(look, "alt+2", "ctrl+a")
	f.Paste("SELECT * FROM orders ORDER BY order_id")
	f.shoot(look)
	f.keys(look/2, "f5")
	f.see(2*look, "✓ done", "500 rows")
	f.keys(look/2, "alt+3", "right", "right", "right")
	f.keys(2*look, "s")
	f.keys(2*look, "p")
	f.see(3*look, "Top values")
	f.keys(look, "esc")
	f.keys(look, "ctrl+p")
	f.write("theme tide")
	f.keys(3*look, "enter")
	f.keys(look, "ctrl+r")
	f.see(look, "History")
	f.write("events")
	f.shoot(3 * look)
	f.keys(look, "esc")
	f.keys(look, "ctrl+e")
	f.see(3*look, "Preview")
	f.keys(2*look, "esc")
}

// TestTour writes the film of a minute of use.
func TestTour(t *testing.T) {
	if *screenshots == "" {
		t.Skip("without -screenshots FOLDER there is nothing to write; `make screenshots` gives it")
	}
	f := &tour{stage: openFirst(t, screentest.Options{Width: 110, Height: 32})}
	f.play()
	folder := filepath.Join(home, *screenshots)
	if filepath.IsAbs(*screenshots) {
		folder = *screenshots
	}
	var cast, picture bytes.Buffer
	if err := f.film.Cast(&cast, "A minute with sonde", f.clock); err != nil {
		t.Fatal(err)
	}
	if err := f.film.SVG(&picture, f.clock); err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{"tour.cast": cast.Bytes(), "tour.svg": picture.Bytes()} {
		if err := os.WriteFile(filepath.Join(folder, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: %d KiB, %s", name, len(data)/1024, f.clock)
	}
}
