package scenes

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"sonde/internal/screentest"
	"sonde/internal/screentest/source"
)

func init() {
	mask = append(mask, rule(`· next in ([\d.]+ (?:s|min|h))`, "# s"))
	scenes = append(scenes,
		scene{name: "watch-form", play: asksHowToWatch},
		scene{name: "watch", play: watches},
		scene{name: "watch-80x24", width: 80, height: 24, play: watches},
		scene{name: "watch-billed", on: source.Lake(), play: asksBeforeWatching},
	)
}

func asksHowToWatch(s *stage) {
	s.products()
	s.Press("right", "alt+w")
	s.WaitText("Watch r", "price", "Enter watch")
}

func watches(s *stage) {
	asksHowToWatch(s)
	s.Type("3600")
	s.Press("down", "down", "backspace", "enter")
	s.WaitText("every 1 h · 1st · next in")
	s.WaitGone("Watching every")
}

func asksBeforeWatching(s *stage) {
	s.WaitText("● shop", "events")
	s.query("SELECT day, count(*) FROM events WHERE day = '2024-01-01' GROUP BY day")
	s.WaitText("✓ done")
	s.Press("alt+w")
	s.WaitText("Enter watch")
	s.Press("enter")
	s.WaitText("Watch on shop?", "Each run of it is billed")
}

// runs waits until a watch every half a second or more has run so often.
func (s *stage) runs(least int) {
	s.t.Helper()
	s.WaitFor(fmt.Sprintf("run %d of the watch", least), func(f screentest.Frame) bool {
		m := ordinal.FindStringSubmatch(f.Text())
		if m == nil {
			return false
		}
		n, err := strconv.Atoi(m[1])
		return err == nil && n >= least
	})
}

var ordinal = regexp.MustCompile(`every [\d.]+ (?:s|min|h) · (\d+)[a-z]{2}`)

// prices writes the file that is watched.
func (s *stage) prices(rows ...string) {
	s.t.Helper()
	path := filepath.Join(s.dir, "prices.csv")
	if err := os.WriteFile(path+".new", []byte("name,price\n"+strings.Join(rows, "\n")+"\n"), 0o600); err != nil {
		s.t.Fatal(err)
	}
	if err := os.Rename(path+".new", path); err != nil {
		s.t.Fatal(err)
	}
}

func TestWatchShowsWhatChanges(t *testing.T) {
	s := scene{}.open(t)
	s.ready()
	s.prices("Lamp,1010", "Mug,2020", "Sofa,4040", "Vase,5050")
	s.query("SELECT name, price FROM 'prices.csv'")
	s.WaitText("✓ done", "4 rows", "1010")
	s.Press("alt+3", "right", "alt+w")
	s.WaitText("Enter watch")
	s.Type("4") // The marks last for three quarters of that.
	s.Press("enter")
	s.runs(2)
	s.WaitText("price 1010")
	s.Press("down")
	s.prices("Mug,2020", "Sofa,4040", "Vase,5050", "Lamp,1717", "Cup,3030")
	// The cursor stays where it was, and the marks for a while.
	s.WaitFor("marks of what changed", func(f screentest.Frame) bool {
		changed, _ := f.StyleOf("1717")
		kept, _ := f.StyleOf("5050")
		added, _ := f.StyleOf("3030")
		return f.Contains("5 rows", "row 2 of 5", "1717", "3030") && changed.BG != kept.BG && added.BG != kept.BG && added.BG != changed.BG
	})
	s.WaitText("price 1717")
	s.Press("esc")
	s.WaitText("The watch has ended")
	s.WaitGone("every 4 s")
}

// A cell that changes with every answer is seen to: its mark goes in between.
func TestMarksOfAWatchFade(t *testing.T) {
	s := scene{}.open(t)
	s.ready()
	s.query("SELECT 1 AS k, 'mark' || epoch_ms(now()) AS v")
	s.WaitText("✓ done", "mark1")
	plain, _ := s.Frame().StyleOf("mark1")
	s.Press("alt+w")
	s.WaitText("run SELECT 1 AS k", "Enter watch")
	s.Type("1")
	s.Press("enter")
	for range 2 {
		s.WaitFor("a mark", func(f screentest.Frame) bool {
			st, found := f.StyleOf("mark1")
			return found && st.BG != plain.BG
		})
		s.WaitFor("the mark to fade", func(f screentest.Frame) bool {
			st, found := f.StyleOf("mark1")
			return found && st.BG == plain.BG
		})
	}
	s.Press("alt+w")
	s.WaitText("The watch has ended")
}

func TestWatchEndsAfterFailures(t *testing.T) {
	s := scene{}.open(t)
	s.ready()
	s.prices("Lamp,1010")
	s.query("SELECT name, price FROM 'prices.csv'")
	s.WaitText("✓ done", "1 row ", "1010")
	s.Press("alt+3", "alt+w")
	s.WaitText("Enter watch")
	s.Type("0.5")
	s.Press("enter")
	s.runs(2)
	if err := os.Remove(filepath.Join(s.dir, "prices.csv")); err != nil {
		t.Fatal(err)
	}
	f := s.WaitText("The watch has ended: ")
	if !f.Contains("1010") {
		t.Errorf("the last answer is gone:\n%s", f.Text())
	}
}

func TestWatchPausesOutOfSight(t *testing.T) {
	s := scene{}.open(t)
	s.ready()
	s.Press("alt+3", "alt+w")
	s.WaitText("Enter watch")
	s.Type("0.5")
	s.Press("enter")
	s.runs(2)
	s.Press("ctrl+t")
	s.WaitText("Rows appear here")
	s.Press("alt+,")
	s.runs(4)
}

func TestWritesAreNotWatched(t *testing.T) {
	s := scene{}.open(t)
	changed(s)
	s.Press("alt+w")
	s.WaitText("CREATE writes, and is not repeated")
}

func TestHistoryHasTheFirstAndLastRunOfAWatch(t *testing.T) {
	s := scene{}.open(t)
	s.ready()
	s.query("SELECT 'watched' AS word")
	s.WaitText("✓ done", "1 row ")
	s.Press("alt+3", "alt+w")
	s.WaitText("Enter watch")
	s.Type("0.5")
	s.Press("enter")
	s.runs(4)
	s.Press("alt+w")
	s.WaitText("The watch has ended")
	s.Press("ctrl+r")
	s.Type("'watched'")
	s.WaitText("AS word", "run 2 times")
}
