package dialog

import "testing"

func TestTheTightestMatchStandsFirst(t *testing.T) {
	items := []Item{
		{Title: "Show the last messages"}, {Title: "Show or hide column types"}, {Title: "Choose a theme"},
		{Title: "Complete the word"}, {Title: "Reorder columns"}, {Title: "Theme ansi", Note: "dark"}, {Title: "Theme dark", Note: "dark"}, {Title: "Borders"},
	}
	for text, want := range map[string]string{
		"thme":      "Theme ansi", // as good as the next, and as short
		"chse":      "Choose a theme",
		"them dark": "Theme dark",
		"cmplt":     "Complete the word",
		"clmns":     "Reorder columns",
		"mess":      "Show the last messages",
		"order":     "Borders", // a part, and no word begins with it
		"sh col":    "Show or hide column types",
	} {
		if got := filter(items, text); len(got) == 0 || got[0].Title != want {
			t.Errorf("%q: %v, want %s first", text, got, want)
		}
	}
	if got := filter(items[:3], "thme"); got[0].Title != "Choose a theme" {
		t.Errorf("letters that lie apart come before those of one word: %v", got)
	}
}
