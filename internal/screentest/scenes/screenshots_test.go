package scenes

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"sonde/internal/screentest"
)

var (
	screenshots = flag.String("screenshots", "", "write screenshots into the `FOLDER`")
	pictures    = flag.String("pictures", "", "draw the last frame of every scene that is played into the `FOLDER`")
)

// home is the folder of this package; scenes play in folders of their own.
var home, _ = os.Getwd() // A path that cannot be opened fails every test.

func TestScreenshots(t *testing.T) {
	if *screenshots == "" {
		t.Skip("without -screenshots FOLDER there is nothing to write; `make screenshots` gives it")
	}
	folder := filepath.Join(home, *screenshots)
	if filepath.IsAbs(*screenshots) {
		folder = *screenshots
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, c := range scenes {
		if c.screenshot {
			t.Run(c.name, func(t *testing.T) {
				s := c.open(t)
				c.play(s)
				write(t, filepath.Join(folder, c.name+".svg"), s.Golden(filepath.Join(home, "testdata", c.name+".txt"), mask))
			})
		}
	}
}

func write(t *testing.T, path string, f screentest.Frame) {
	t.Helper()
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.SVG(file); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
}
